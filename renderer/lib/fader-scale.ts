// How a number of a range stands on a fader: shares of its travel, steps of keys, and what is typed.
import { failed } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'

export type NumberDefinition = Extract<ParamDefinition, { readonly type: 'number' }>
export type NumberRange = Pick<NumberDefinition, 'min' | 'max'>

/** Small steps that a large one is. */
const LARGE = 10

/** Halved, as the ends may be further apart than any number. */
const halfOf = ({ min, max }: NumberRange): number => max / 2 - min / 2

const magnitudeOf = (range: NumberRange): number => Math.floor(Math.log10(halfOf(range) * 2))

/** As many as can be seen to move, always the same of one range. */
export function decimalsOf(range: NumberRange): number {
  return Math.min(Math.max(3 - magnitudeOf(range), 0), 12)
}

export function shareOf(range: NumberRange, value: number): number {
  return Math.min(Math.max((value / 2 - range.min / 2) / halfOf(range), 0), 1)
}

/** Where its bar begins: at 0 where that is in the middle, as of a balance; else at the lower end, as of a level in dB. */
export function zeroOf(range: NumberRange): number {
  const zero = shareOf(range, 0)
  return Math.abs(zero - 0.5) < 0.1 ? zero : 0
}

/** As fine as the value is shown, so that what is sent is what is read; the ends exactly. */
export function valueAt(range: NumberRange, share: number): number {
  if (share <= 0) return range.min
  if (share >= 1) return range.max
  return within(range, Number((range.min + share * 2 * halfOf(range)).toFixed(decimalsOf(range))))
}

/** A hundredth of the range or so, as a round number: 1 of 127, 0.1 of 66 dB. */
function stepOf(range: NumberRange): number {
  return 10 ** (magnitudeOf(range) - 2)
}

/** So many steps from where it is. */
export function stepped(range: NumberRange, value: number, steps: number): number {
  const decimals = Math.min(Math.max(3 - magnitudeOf(range), 0), 100)
  return within(range, Number((value + steps * stepOf(range)).toFixed(decimals)))
}

const within = ({ min, max }: NumberRange, value: number): number => Math.min(Math.max(value, min), max)

/** What a key does to a fader: steps, or an end; null of one that does nothing to it. */
export function keyedValue(
  range: NumberRange,
  value: number,
  { key, fine, along }: { readonly key: string; readonly fine: boolean; readonly along: 'up' | 'right' },
): number | null {
  const small = fine ? 1 / LARGE : 1
  const [more, less] = along === 'up' ? ['ArrowUp', 'ArrowDown'] : ['ArrowRight', 'ArrowLeft']
  switch (key) {
    case more:
      return stepped(range, value, small)
    case less:
      return stepped(range, value, -small)
    case 'PageUp':
      return stepped(range, value, LARGE * small)
    case 'PageDown':
      return stepped(range, value, -LARGE * small)
    case 'Home':
      return range.min
    case 'End':
      return range.max
    default:
      return null
  }
}

/** What somebody writes into the value: a comma for the dot, the unit with it, a real minus sign. */
export function typedValue(definition: ParamDefinition, text: string): Result<ParamValue, string> {
  if (definition.type !== 'number') return valueFor(definition, text)
  const { unit, min, max } = definition
  const trimmed = text.trim()
  const bare =
    unit !== '' && trimmed.toLowerCase().endsWith(unit.toLowerCase())
      ? trimmed.slice(0, -unit.length).trim()
      : trimmed
  const number = Number(bare.replace(',', '.').replace('\u2212', '-'))
  if (bare === '' || !Number.isFinite(number)) {
    return failed(`must be a number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`)
  }
  return valueFor(definition, number)
}
