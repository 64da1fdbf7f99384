// Gives cues of a list other numbers, as one edit: from a number on by a step, or between those that stand around them.
import { failed, fault, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { cueNumber } from '../cue.ts'
import type { CueDefinition, TransportControls } from '../cue.ts'
import type { Edit, EditAll } from './mutation.ts'

/** What is looked at of a show, which a page knows as well. */
export interface NumberedLists {
  readonly cueLists: readonly NumberedList[]
  readonly transport: Pick<TransportControls, 'cue'>
}
type NumberedCue = Pick<CueDefinition, 'id' | 'number' | 'name'>
interface NumberedList {
  readonly id: string
  readonly cues: readonly NumberedCue[]
}

export interface Renumbering {
  readonly list: string
  /** Those that get numbers, whatever their order here; all of the list where absent. */
  readonly ids?: readonly string[] | undefined
  /** The number of the first; what fits behind the cue before them where absent. */
  readonly from?: string | undefined
  /** From one to the next, such as `1` or `0.5`; where absent what fits. */
  readonly step?: string | undefined
}

/** `A1.5` is `A` and 1500 thousandths, so that sums are exact. */
interface Placed {
  readonly prefix: string
  readonly value: bigint
}

const DECIMALS = 6
const ONE = 10n ** BigInt(DECIMALS)
const NUMBER = new RegExp(String.raw`^([A-Za-z][A-Za-z_-]*)?(\d{1,15})(?:\.(\d{1,${DECIMALS}}))?$`)

/** Nothing is changed where all have these numbers already. Controls that start a cue by its number go on starting it. */
export function renumber({ cueLists, transport }: NumberedLists, asked: Renumbering): Result<EditAll | null> {
  const list = cueLists.find(({ id }) => id === asked.list)
  if (list === undefined) return refused(asked.list, 'the show has no such cue list', 'name another')
  const chosen = new Set(asked.ids ?? list.cues.map(({ id }) => id))
  const cues = list.cues.filter(({ id }) => chosen.has(id))
  if (cues.length === 0) return refused(list.id, 'none of these cues is there', 'choose cues of the list')
  const numbers = numbersOf(list, cues, asked)
  if (!numbers.ok) return numbers
  const renamed = new Map<string, string>()
  const edits: Edit[] = []
  for (const [index, { id, number: before }] of cues.entries()) {
    const number = numbers.value[index] as string
    if (number === before) continue
    if (before !== undefined) renamed.set(before, number)
    edits.push({ edit: 'change', kind: 'cue', in: list.id, id, set: { number } })
  }
  if (edits.length === 0) return ok(null)
  const isFirst = cueLists[0] === list
  const controls = transport.cue.map((control) => {
    const isOfList = control.list === list.id || (control.list === undefined && isFirst)
    const number = isOfList ? renamed.get(control.number) : undefined
    return number === undefined ? control : { ...control, number }
  })
  if (controls.some((control, index) => control !== transport.cue[index]))
    edits.push({ edit: 'change', kind: 'show', set: { 'transport.cue': controls } })
  const label = `renumber ${cues.length} ${cues.length === 1 ? 'cue' : 'cues'} of ${list.id}`
  return ok({ edit: 'all', edits, label })
}

/** In the order of the cues; none of them another's. */
function numbersOf(
  list: NumberedList,
  cues: readonly NumberedCue[],
  { from, step }: Renumbering,
): Result<readonly string[]> {
  const steps = step === undefined ? null : placedOf(step)
  if (step !== undefined && (steps === null || steps.prefix !== '' || steps.value <= 0n))
    return refused(step, 'a step is a number above 0', 'write 1, or 0.5')
  const first = from === undefined ? null : placedOf(from)
  if (from !== undefined && first === null)
    return refused(from, 'it cannot be counted on from this number', 'begin with one such as 1, 2.5 or A1')
  const begins =
    first === null ? fitting(list, cues, steps?.value ?? null) : { first, step: steps?.value ?? ONE }
  const numbers = cues.map((_, index) =>
    textOf({ ...begins.first, value: begins.first.value + BigInt(index) * begins.step }),
  )
  return withoutDoubles(list, cues, numbers)
}

function withoutDoubles(
  list: NumberedList,
  cues: readonly NumberedCue[],
  numbers: readonly string[],
): Result<readonly string[]> {
  const chosen = new Set(cues)
  const others = new Map(list.cues.flatMap((cue) => (chosen.has(cue) ? [] : [[cue.number, cue]])))
  for (const number of numbers) {
    const other = others.get(number)
    if (other !== undefined)
      return refused(
        number,
        `another cue of the list has this number: ${other.name || other.id}`,
        'begin elsewhere, or choose that one too',
      )
    if (!cueNumber.safeParse(number).success)
      return refused(number, 'it is too long for a number', 'begin with a shorter one')
  }
  return ok(numbers)
}

/** Whole numbers where there is room for them between those around, else tenths, hundredths and so on. */
function fitting(
  list: NumberedList,
  cues: readonly NumberedCue[],
  step: bigint | null,
): { readonly first: Placed; readonly step: bigint } {
  const [start, end] = [
    list.cues.indexOf(cues[0] as NumberedCue),
    list.cues.indexOf(cues.at(-1) as NumberedCue),
  ]
  const before = list.cues.slice(0, start).findLast(hasPlace)
  const after = list.cues.slice(end + 1).find(hasPlace)
  const [low, high] = [placeOf(before) ?? { prefix: '', value: 0n }, placeOf(after)]
  const { prefix } = low
  const isBound = high !== null && high.prefix === prefix && high.value > low.value
  const count = BigInt(cues.length)
  for (let each = ONE; each >= 1n; each /= 10n) {
    const by = step ?? each
    const first = (low.value / each + 1n) * each
    const last = first + (count - 1n) * by
    if (!isBound || last < high.value) return { first: { prefix, value: first }, step: by }
  }
  return { first: { prefix, value: low.value + ONE }, step: step ?? ONE }
}

function hasPlace(cue: NumberedCue): boolean {
  return placeOf(cue) !== null
}

function placeOf(cue: NumberedCue | undefined): Placed | null {
  return cue?.number === undefined ? null : placedOf(cue.number)
}

/** Null of a number that cannot be counted on from, such as `1a`. */
function placedOf(number: string): Placed | null {
  const [, prefix = '', whole, part = ''] = NUMBER.exec(number) ?? []
  if (whole === undefined) return null
  return { prefix, value: BigInt(whole) * ONE + BigInt(part.padEnd(DECIMALS, '0')) }
}

function textOf({ prefix, value }: Placed): string {
  const part = String(value % ONE)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '')
  return `${prefix}${value / ONE}${part === '' ? '' : `.${part}`}`
}

function refused(where: string, what: string, next: string): Result<never> {
  return failed(fault('edit/renumber', where, what, next))
}
