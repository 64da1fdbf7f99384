// Numbers as other programs send them: as text, as switches, and as 32-bit floats, which hit few decimals exactly.

/** Whole and decimal numbers as people and JSON write them; nothing that only JavaScript reads as one. */
const WRITTEN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const LONGEST_WRITTEN = 400

/** The number that is meant where one is asked for: true is 1, and text may hold a number, true or false; null for all else. */
export function numberSent(sent: unknown): number | null {
  if (typeof sent === 'number') return Number.isNaN(sent) ? null : sent
  if (typeof sent === 'boolean') return Number(sent)
  if (typeof sent !== 'string' || sent.length > LONGEST_WRITTEN) return null
  const text = sent.trim()
  if (WRITTEN.test(text)) {
    const number = Number(text)
    return Number.isFinite(number) ? number : null
  }
  const word = text.toLowerCase()
  return word === 'true' ? 1 : word === 'false' ? 0 : null
}

/**
 * A number within a range; the end of the range where it lies beyond by no more than one step of a 32-bit float, since a
 * program that means the end often sends that; null where it lies further out.
 */
export function withinReach(sent: number, min: number, max: number): number | null {
  if (sent >= min && sent <= max) return sent
  if (sent > max && sent - max <= stepAt(max, max - min)) return max
  if (sent < min && min - sent <= stepAt(min, max - min)) return min
  return null
}

/** Of 32-bit floats at an end of a range; at 0, where they are endlessly fine, what sums of larger ones miss it by. */
function stepAt(end: number, range: number): number {
  const size = end === 0 ? Math.min(1, range) : Math.abs(end)
  return 2 ** (Math.floor(Math.log2(size)) - 23)
}

/** Below it, and for whole numbers beyond 2^53, decimals are found by way of text. */
const SMALL = 1e-4
const SIX_DIGITS = 1e5

/**
 * The decimal of fewest digits that is the given 32-bit float again: 0.7, where the float as a double reads
 * 0.699999988079071. Whole numbers that a double holds exactly stay as they are.
 */
export function shortestFloat32(value: number): number {
  if (Number.isSafeInteger(value)) return value
  const size = Math.abs(value)
  if (size < SMALL || size > Number.MAX_SAFE_INTEGER) return shortestByText(value)
  let scale = SIX_DIGITS
  while (size * scale < SIX_DIGITS) scale *= 10
  while (size * scale >= 10 * SIX_DIGITS) scale /= 10
  // Six digits always come through a 32-bit float, nine always tell one from the next. Both factors are exact here.
  for (let digits = 6; digits <= 9; digits += 1) {
    const decimal = Math.round(value * scale) / scale
    if (Math.fround(decimal) === value) return decimal
    scale *= 10
  }
  return value
}

function shortestByText(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const decimal = Number(value.toPrecision(digits))
    if (Math.fround(decimal) === value) return decimal
  }
  return value
}
