// What is folded: the like steps of a loop, the messages of a fader. They become one row, which keeps when each of them was.
import { severityOf } from '../../shared/model/severity.ts'
import { keepingOf } from './kept.ts'
import { ROW_WIDTH } from './messages.ts'
import type { Cell } from './messages.ts'
import { Moments } from './moments.ts'
import { namesOf, part } from './template.ts'
import type { Parted } from './template.ts'

export const FOLD_BOUNDS = {
  /** Milliseconds from the first to the last. */
  span: 60_000,
  /** Event numbers from the first to the last, within which a cause is looked for. */
  seqs: 65_536,
} as const

/** Rows that may still grow; the one that began first makes room. */
const OPEN = 8192
/** Milliseconds between two of an input: closer than a hand presses twice. */
const FLOOD_MS = 250
/** Milliseconds between two results; those further apart are looked for at their own time. */
const LOOP_MS = 10_000
/** Milliseconds beyond which lateness is heard: such steps are folded with each other only. */
const LATE_MS = 5
/** Milliseconds beyond which it is seen: each such step has a row of its own. */
const TOO_LATE_MS = 20

/** Numbers by which two payloads are of different things rather than different values of one. */
const IDENTITY: ReadonlySet<string> = new Set([
  ...['step', 'channel', 'note', 'controller', 'program', 'number', 'port', 'index', 'layer', 'page'],
  ...['bytes', 'data', 'data1', 'status', 'bank', 'slot', 'id'],
])

/** Engine's types whose events are results of something that has its own entry. */
const RESULTS: ReadonlySet<string> = new Set(['playlist.emitted', 'osc.send', 'midi.send', 'rule.finished'])
/** A key held down repeats, yet each is somebody's. */
const TOUCHES: ReadonlySet<string> = new Set(['key.received'])

/** An entry as it is written. */
export interface Row {
  readonly seq: number
  readonly at: number
  readonly time: number
  readonly type: string
  readonly source: string
  readonly cause: number | null
  readonly lateBy: number | null
  readonly subject: string | null
  readonly runId: string | null
  readonly text: string
  readonly payload: string
}

/** The entry whose cells begin at `start`. */
export function rowOf(cells: readonly Cell[], start: number): Row {
  const [seq, at, time, type, source, cause, lateBy, subject, runId, text, payload] = cells.slice(
    start,
    start + ROW_WIDTH,
  )
  return { seq, at, time, type, source, cause, lateBy, subject, runId, text, payload } as Row
}

/** Milliseconds that may lie between two of them; 0 where each is kept by itself. */
function patienceOf({ type, source, lateBy, cause, payload }: Row): number {
  if (lateBy !== null && Math.abs(lateBy) > TOO_LATE_MS) return 0
  const { kept, ownType } = keepingOf(type)
  if (!kept) return TOUCHES.has(type) ? 0 : FLOOD_MS
  const isStep = !ownType && cause !== null && /^(?:playlist|scheduler):/.test(source)
  if (!isStep && !RESULTS.has(type)) return 0
  const failed = type === 'rule.finished' && severityOf({ type, payload: JSON.parse(payload) }) === 'warning'
  return failed ? 0 : LOOP_MS
}

interface Range {
  last: number
  min: number
  max: number
  /** Whether each was at least what the one before was. */
  rising: boolean
}

/** A row that grows. */
export class Fold {
  readonly id: number
  readonly first: Row
  readonly #numbers: readonly string[]
  // Most entries stay the only one of their kind.
  #moments: Moments | null = null
  #ranges: readonly Range[] = []
  count = 1
  lasting = 0

  constructor(id: number, first: Row, numbers: readonly string[]) {
    this.id = id
    this.first = first
    this.#numbers = numbers
  }

  get moments(): Moments {
    if (this.#moments === null) {
      this.#moments = new Moments(this.first)
      this.#ranges = this.#numbers.map(rangeOf)
    }
    return this.#moments
  }

  add(row: Row, numbers: readonly string[], patience: number): boolean {
    const { seq, time } = this.first
    const { last } = this.moments
    const isNear = row.time >= time && row.time - time <= FOLD_BOUNDS.span && row.at - last.at <= patience
    if (!isNear || row.seq <= last.seq || row.seq - seq > FOLD_BOUNDS.seqs) return false
    if (!this.moments.add(row)) return false
    this.count += 1
    // Whole milliseconds, as the file has them: from the start of the first to the end of the last.
    this.lasting = Math.max(this.lasting, Math.ceil(row.time) - Math.floor(time))
    for (const [index, range] of this.#ranges.entries()) widen(range, Number(numbers[index]))
    return true
  }

  /** Of each number in turn: nothing where it was always the same, its last where it rose, else least, greatest and last. */
  get ranges(): string {
    return this.#ranges.map(rangeText).join(';')
  }
}

function rangeOf(written: string): Range {
  const value = Number(written)
  return { last: value, min: value, max: value, rising: true }
}

function widen(range: Range, value: number): void {
  if (value < range.last) range.rising = false
  if (value < range.min) range.min = value
  if (value > range.max) range.max = value
  range.last = value
}

/** To a thousandth. */
const short = (value: number): string => String(Math.round(value * 1000) / 1000)

function rangeText({ rising, min, max, last }: Range): string {
  if (min === max) return ''
  return rising ? short(last) : `${short(min)}:${short(max)}:${short(last)}`
}

export class Folds {
  readonly #open = new Map<string, Fold>()
  readonly #grown = new Set<Fold>()

  /** Where the entry belongs, and what it is made of; `fold` null where it has a row of its own. */
  take(row: Row): { readonly parted: Parted; readonly fold: Fold | null; readonly key: string | null } {
    const parted = part(row.payload, row.runId)
    const patience = patienceOf(row)
    if (patience === 0) return { parted, fold: null, key: null }
    const key = keyOf(row, parted)
    const open = this.#open.get(key)
    if (open?.add(row, parted.numbers, patience) !== true) return { parted, fold: null, key }
    this.#grown.add(open)
    return { parted, fold: open, key }
  }

  /** The entry was given a row, to which others like it may come. */
  begin(key: string, id: number, row: Row, { numbers }: Parted): void {
    this.#open.delete(key)
    if (this.#open.size === OPEN) {
      const [oldest] = this.#open.keys()
      this.#open.delete(oldest as string)
    }
    this.#open.set(key, new Fold(id, row, numbers))
  }

  /** Those that have grown since this was last asked. */
  takeGrown(): readonly Fold[] {
    const grown = [...this.#grown]
    this.#grown.clear()
    return grown
  }

  clear(): void {
    this.#open.clear()
    this.#grown.clear()
  }
}

/** Places of the numbers that tell things apart, by template. */
const identities = new Map<string, readonly number[]>()
const REMEMBERED = 16_384

function identityOf(template: string): readonly number[] {
  const known = identities.get(template)
  if (known !== undefined) return known
  if (identities.size === REMEMBERED) identities.clear()
  const places = namesOf(template).flatMap((name, place) => (IDENTITY.has(name) ? [place] : []))
  identities.set(template, places)
  return places
}

function keyOf({ type, source, runId, lateBy }: Row, { template, numbers }: Parted): string {
  const identity = identityOf(template).map((place) => numbers[place])
  const late = Math.abs(lateBy ?? 0) > LATE_MS
  return [type, source, runId, late, template, ...identity].join('\n')
}
