// Numbers for cues that come between others: between 1 and 2 stands 1.5.

interface Parts {
  readonly prefix: string
  readonly whole: bigint
  /** Digits after the dot. */
  readonly decimals: number
}

const NUMBER = /^(.*?)(\d+)(?:\.(\d+))?$/
/** More is no number that anybody calls out. */
const MOST_DECIMALS = 6

function partsOf(number: string): Parts | null {
  const found = NUMBER.exec(number)
  if (found === null) return null
  const [, prefix = '', whole = '', fraction = ''] = found
  return { prefix, whole: BigInt(whole + fraction), decimals: fraction.length }
}

/** `whole` is in units of 10 to the minus `decimals`. */
function written({ prefix, whole, decimals }: Parts): string {
  if (decimals === 0) return `${prefix}${whole}`
  const digits = String(whole).padStart(decimals + 1, '0')
  const fraction = digits.slice(-decimals).replace(/0+$/, '')
  const before = `${prefix}${digits.slice(0, -decimals)}`
  return fraction === '' ? before : `${before}.${fraction}`
}

/** In units of 10 to the minus `to`, rounded down, and whether that is exact. */
function scaled({ whole, decimals }: Parts, to: number): { readonly units: bigint; readonly exact: boolean } {
  if (decimals <= to) return { units: whole * 10n ** BigInt(to - decimals), exact: true }
  const size = 10n ** BigInt(decimals - to)
  return { units: whole / size, exact: whole % size === 0n }
}

/** How far from the middle a number that nobody has is looked for, of each length. */
const MOST_STEPS = 20n

/** The shortest number strictly between two, the one nearest to the middle of these. */
function middle(low: Parts, high: Parts, taken: ReadonlySet<string>): string | null {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1) {
    const from = scaled(low, decimals).units + 1n
    const top = scaled(high, decimals)
    const to = top.exact ? top.units - 1n : top.units
    const best = (from + to + 1n) / 2n
    for (let step = 0n; step <= MOST_STEPS && step <= to - from; step += 1n) {
      for (const whole of [best - step, best + step]) {
        const text = written({ prefix: low.prefix, whole, decimals })
        if (whole >= from && whole <= to && !taken.has(text)) return text
      }
    }
  }
  return null
}

/** The next whole number that nobody has. */
function following({ prefix, whole, decimals }: Parts, taken: ReadonlySet<string>): string {
  let next = whole / 10n ** BigInt(decimals) + 1n
  while (taken.has(`${prefix}${next}`)) next += 1n
  return `${prefix}${next}`
}

/** A number for a cue between two; null where there is none that would be in order. Either may be missing. */
export function numberBetween(
  before: string | null,
  after: string | null,
  taken: ReadonlySet<string>,
): string | null {
  const low = before === null ? null : partsOf(before)
  const high = after === null ? null : partsOf(after)
  if (low === null) {
    if (before !== null) return null
    if (high === null) return after === null ? following({ prefix: '', whole: 0n, decimals: 0 }, taken) : null
    return middle({ prefix: high.prefix, whole: 0n, decimals: 0 }, high, taken)
  }
  if (high?.prefix !== low.prefix) return following(low, taken)
  // Where numbers do not rise, as in a list whose order was changed, the next one that is free.
  const rises = scaled(high, MOST_DECIMALS).units > scaled(low, MOST_DECIMALS).units
  return rises ? middle(low, high, taken) : following(low, taken)
}
