// One cue list as this screen looks at it: its rows, which are folded, which are chosen, and what is looked for. Choosing is not standby.
import type { CueView } from '../../shared/contract/cue-streams.ts'
import { foundIn, groupsAround, layOut, longestNumber, seenAt, shownRows } from '../lib/cue-rows.ts'
import type { CuePlace } from '../lib/cue-rows.ts'
import { RowDrop } from './row-drop.svelte.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** A row that is to be in view: at a third of the height, or as little as needed. */
export interface Reveal {
  readonly cueId: string
  readonly where: 'third' | 'nearest'
}

export class CueSelection {
  readonly #cues: () => readonly CueView[]
  readonly #standby: () => string | null
  /** The other end of what is chosen. */
  #anchor: string | null = null
  #ids = $state.raw<ReadonlySet<string>>(NOTHING)
  #cursor = $state<string | null>(null)
  /** Where the cursor was last, for when its cue goes. */
  #lastRow = 0

  folded = $state.raw<ReadonlySet<string>>(NOTHING)
  /** What is looked for; null while nothing is. */
  find = $state<string | null>(null)
  /** The row that was asked for last; a new object each time. */
  reveal = $state.raw<Reveal | null>(null)

  readonly places = $derived.by(() => layOut(this.#cues()))
  /** Digits that are as wide as the longest number. */
  readonly longest = $derived.by(() => longestNumber(this.places))
  readonly byId = $derived(new Map(this.places.map((place) => [place.cue.cueId, place])))
  readonly rows = $derived.by(() => shownRows(this.places, this.folded))
  readonly #rowOf = $derived(new Map(this.rows.map(({ cue }, row) => [cue.cueId, row])))
  readonly found = $derived.by(() => foundIn(this.places, this.find ?? ''))
  readonly foundIds = $derived(new Set(this.found.map((place) => (this.places[place] as CuePlace).cue.cueId)))
  /** The chosen cue that keys go from; null while there is none, or it is gone or folded away. */
  readonly cursor = $derived.by(() =>
    this.#cursor !== null && this.#rowOf.has(this.#cursor) ? this.#cursor : null,
  )
  /** Those that are still there, in the order of the list. */
  readonly chosen = $derived.by(() => this.places.filter(({ cue }) => this.#ids.has(cue.cueId)))
  readonly ids = $derived(this.#ids)
  readonly current = $derived.by(() => (this.cursor === null ? null : (this.byId.get(this.cursor) ?? null)))

  /** What is dragged of it. */
  readonly drop = new RowDrop(this)

  constructor(cues: () => readonly CueView[], standby: () => string | null) {
    this.#cues = cues
    this.#standby = standby
  }

  isChosen(cueId: string): boolean {
    return this.#ids.has(cueId)
  }

  rowOf(cueId: string): number {
    return this.#rowOf.get(cueId) ?? -1
  }

  /** The row in which a cue is seen, which is that of a group where it is folded away. */
  seenRow(cueId: string): number {
    const place = this.byId.get(cueId)
    if (place === undefined) return -1
    const seen = this.places[seenAt(this.places, place.place, this.folded)]
    return seen === undefined ? -1 : this.rowOf(seen.cue.cueId)
  }

  choose(cueId: string): void {
    this.#anchor = this.#cursor = cueId
    this.#ids = new Set([cueId])
    this.#lastRow = Math.max(0, this.rowOf(cueId))
  }

  chooseAll(ids: readonly string[]): void {
    const last = ids.at(-1)
    if (last === undefined) return
    this.choose(last)
    this.#ids = new Set(ids)
  }

  /** All rows between the first that was chosen and this one. */
  extendTo(cueId: string): void {
    const from = this.#rowOf.get(this.#anchor ?? cueId) ?? this.rowOf(cueId)
    const to = this.rowOf(cueId)
    if (to < 0) return
    const rows = this.rows.slice(Math.min(from, to), Math.max(from, to) + 1)
    this.#ids = new Set(rows.map(({ cue }) => cue.cueId))
    this.#anchor ??= cueId
    this.#cursor = cueId
    this.#lastRow = to
  }

  /** Adds one, or takes it away. */
  toggle(cueId: string): void {
    const ids = new Set(this.#ids)
    if (!ids.delete(cueId)) ids.add(cueId)
    this.#ids = ids
    this.#anchor = this.#cursor = cueId
    this.#lastRow = Math.max(0, this.rowOf(cueId))
  }

  /** So many rows down from the chosen one, or from standby where none is; up where it is less than none. */
  move(way: number, extends_: boolean): void {
    const { rows } = this
    if (rows.length === 0) return
    const from = this.#from()
    const at = Math.min(Math.max(0, from + way), rows.length - 1)
    const cueId = (rows[at] as CuePlace).cue.cueId
    if (extends_) this.extendTo(cueId)
    else this.choose(cueId)
    this.show(cueId, 'nearest')
  }

  #from(): number {
    if (this.cursor !== null) return this.rowOf(this.cursor)
    // Its cue is gone: on from where it stood.
    if (this.#cursor !== null) return Math.min(this.#lastRow, this.rows.length - 1)
    const standby = this.#standby()
    return standby === null ? -1 : this.seenRow(standby)
  }

  fold(cueId: string, folds: boolean): void {
    const folded = new Set(this.folded)
    if (folds) folded.add(cueId)
    else folded.delete(cueId)
    this.folded = folded
  }

  /** Folds or opens the chosen group; what lies in it chooses the group around it instead. */
  foldCurrent(folds: boolean): void {
    const place = this.current
    if (place === null) return
    const { cueId, group } = place.cue
    if (group !== null && this.folded.has(cueId) !== folds) this.fold(cueId, folds)
    else if (folds && place.parent >= 0) {
      const around = (this.places[place.parent] as CuePlace).cue.cueId
      this.choose(around)
      this.show(around, 'nearest')
    }
  }

  foldAll(folds: boolean): void {
    const groups = this.places.filter(({ cue }) => cue.group !== null)
    this.folded = folds ? new Set(groups.map(({ cue }) => cue.cueId)) : NOTHING
  }

  /** Opens the groups around a cue and has it in view. */
  show(cueId: string, where: Reveal['where']): void {
    const place = this.byId.get(cueId)
    if (place === undefined) return
    for (const group of groupsAround(this.places, place.place))
      if (this.folded.has(group)) this.fold(group, false)
    this.reveal = { cueId, where }
  }

  /** What stands by is in view again, at a third of the height. */
  readonly showStandby = (): void => {
    const standby = this.#standby()
    if (standby !== null) this.show(standby, 'third')
  }

  readonly openFind = (): void => {
    this.find ??= ''
  }

  /** Looks for a text from the chosen cue on, and chooses the first that has it. */
  lookFor(text: string): void {
    this.find = text
    const from = this.current?.place ?? 0
    this.#chooseFound(this.found.find((place) => place >= from) ?? this.found[0])
  }

  /** The next that was found, or the one before. */
  findNext(way: 1 | -1): void {
    const { found } = this
    const from = this.current?.place ?? -1
    const next =
      way === 1
        ? (found.find((place) => place > from) ?? found[0])
        : (found.findLast((place) => place < from) ?? found.at(-1))
    this.#chooseFound(next)
  }

  #chooseFound(place: number | undefined): void {
    const cueId = place === undefined ? undefined : this.places[place]?.cue.cueId
    if (cueId === undefined) return
    this.show(cueId, 'nearest')
    this.choose(cueId)
  }
}
