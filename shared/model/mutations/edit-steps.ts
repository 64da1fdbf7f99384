// Steps of a playlist shifted, set, replaced, removed, put and put in another order: as many as there are in one pass.
import { formatPath } from '../explain.ts'
import type { Result } from '../../base/result.ts'
import type { PlaylistDefinition, PlaylistStep } from '../playlist.ts'
import type { Misfit } from './checks.ts'
import type { Draft } from './draft.ts'
import { RangeFinder, rangesOf } from './key-ranges.ts'
import { isSameJson } from './made.ts'
import type { Made } from './made.ts'
import type { KeyRange, StepEdit, StepWork } from './mutation.ts'
import { refuse } from './refusals.ts'
import { placeByTime, placedAt, placesBefore, rearranged, runsOf } from './step-order.ts'
import type { Ordered, Placed } from './step-order.ts'
import { replaced } from './things.ts'
import type { Thing } from './things.ts'

type Work<D extends StepWork['do']> = Extract<StepWork, { readonly do: D }>
interface Outcome {
  readonly accepted: StepWork
  /** Null where nothing changed. */
  readonly inverse: StepWork | null
}

/** Keys are kept in 32 bits. */
const LAST_KEY = 0xffff_fffe

export function editSteps(draft: Draft, edit: StepEdit): Made {
  const { id } = draft.resolve({ kind: 'playlist', id: edit.playlist })
  const playlist = draft.need({ kind: 'playlist', id }) as unknown as PlaylistDefinition
  const { accepted, inverse } = new StepEditing(draft, playlist).work(edit)
  const about = { edit: 'steps', playlist: id } as const
  return { accepted: { ...about, ...accepted }, inverse: inverse === null ? [] : [{ ...about, ...inverse }] }
}

class StepEditing {
  readonly #draft: Draft
  readonly #playlist: PlaylistDefinition
  readonly #old: Ordered

  constructor(draft: Draft, playlist: PlaylistDefinition) {
    this.#draft = draft
    this.#playlist = playlist
    this.#old = { steps: playlist.steps, traces: draft.book.stepsOf(playlist) }
  }

  work(edit: StepWork): Outcome {
    switch (edit.do) {
      case 'shift':
        return this.#shift(edit)
      case 'offsets':
        return this.#offsets(edit)
      case 'set':
        return this.#set(edit)
      case 'replace':
        return this.#replace(edit)
      case 'remove':
        return this.#remove(edit)
      case 'put':
        return this.#put(edit)
      case 'move':
        return this.#move(edit)
    }
  }

  #refuse(code: string, what: string, next: string): never {
    return refuse(code, `steps of playlist ${this.#playlist.id}`, what, next)
  }

  #need<T>(read: Result<T, Misfit>, path: readonly PropertyKey[] = []): T {
    if (read.ok) return read.value
    const at = formatPath([...path, ...read.error.path])
    return this.#refuse(
      'edit/invalid',
      at === '' ? read.error.what : `${at} ${read.error.what}`,
      read.error.next,
    )
  }

  #needSome(indexes: readonly number[]): readonly number[] {
    if (indexes.length > 0) return indexes
    return this.#refuse('edit/gone', 'none of these steps is there any more', 'choose steps that are there')
  }

  /** Steps whose keys lie in the ranges, in the order of the file. */
  #indexesIn(ranges: readonly KeyRange[]): readonly number[] {
    const finder = new RangeFinder(ranges)
    const { keys } = this.#old.traces
    const indexes: number[] = []
    for (let index = 0; index < keys.length; index += 1) {
      if (finder.find(keys[index] as number) !== null) indexes.push(index)
    }
    return this.#needSome(indexes)
  }

  #key(index: number): number {
    return this.#old.traces.keys[index] as number
  }

  #step(index: number): PlaylistStep {
    return this.#old.steps[index] as PlaylistStep
  }

  /** Takes the new steps that differ from the old; answers their indexes. */
  #swap(
    indexes: readonly number[],
    next: (step: PlaylistStep, index: number) => PlaylistStep,
  ): readonly number[] {
    const steps = this.#old.steps.slice()
    const changed: number[] = []
    for (const index of indexes) {
      const step = next(this.#step(index), index)
      if (step === this.#step(index)) continue
      steps[index] = step
      changed.push(index)
    }
    if (changed.length === 0) return changed
    const { id } = this.#playlist
    this.#store({ steps, traces: this.#draft.touchSteps(id, this.#old.traces, changed) })
    return changed
  }

  #store({ steps, traces }: Ordered): void {
    const { id } = this.#playlist
    const most = this.#draft.checks.stepsOfPlaylist
    if (steps.length > most) {
      this.#refuse(
        'edit/too-many',
        `it would have ${steps.length} steps; ${most} is the most`,
        'use repeats, or several playlists',
      )
    }
    this.#draft.book.steps.set(id, traces)
    const playlist = { ...this.#playlist, steps } as unknown as Thing
    const playlists = replaced(this.#draft.show.playlists, 'playlist', id, playlist)
    this.#draft.show = { ...this.#draft.show, playlists: playlists as unknown as PlaylistDefinition[] }
  }

  #shift(edit: Work<'shift'>): Outcome {
    const indexes = this.#indexesIn(edit.keys)
    let [first, last] = [Infinity, -Infinity]
    for (const index of indexes) {
      const { offset } = this.#step(index)
      if (offset < first) first = offset
      if (offset > last) last = offset
    }
    for (const offset of [first, last]) {
      this.#need(this.#draft.checks.stepField('offset', offset + edit.by), ['offset'])
    }
    return this.#retime(edit, indexes, (offset) => offset + edit.by)
  }

  #offsets(edit: Work<'offsets'>): Outcome {
    const offsets = new Map(edit.offsets)
    for (const offset of offsets.values())
      this.#need(this.#draft.checks.stepField('offset', offset), ['offset'])
    const indexes = this.#present(offsets)
    return this.#retime(edit, indexes, (_, index) => offsets.get(this.#key(index)) as number)
  }

  #present(keys: ReadonlyMap<number, unknown>): readonly number[] {
    const indexes: number[] = []
    for (let index = 0; index < this.#old.steps.length; index += 1)
      if (keys.has(this.#key(index))) indexes.push(index)
    return this.#needSome(indexes)
  }

  #retime(
    accepted: StepWork,
    indexes: readonly number[],
    timeOf: (offset: number, index: number) => number,
  ): Outcome {
    const changed = this.#swap(indexes, (step, index) => {
      const offset = timeOf(step.offset, index)
      return offset === step.offset ? step : { ...step, offset }
    })
    const offsets = changed.map((index) => [this.#key(index), this.#step(index).offset] as const)
    return { accepted, inverse: changed.length === 0 ? null : { do: 'offsets', offsets } }
  }

  /** Old values of steps that were replaced. */
  #replacedBack(changed: readonly number[]): StepWork | null {
    if (changed.length === 0) return null
    return { do: 'replace', steps: changed.map((index) => [this.#key(index), this.#step(index)] as const) }
  }

  #set({ keys, set = {}, unset = [] }: Work<'set'>): Outcome {
    const fields = new Map<string, unknown>(Object.entries(set).filter(([, value]) => value !== undefined))
    for (const field of unset) fields.set(field, undefined)
    for (const [field, value] of fields) {
      fields.set(field, this.#need(this.#draft.checks.stepField(field, value), [field]))
    }
    const changed = this.#swap(this.#indexesIn(keys), (step) => withFields(step, fields))
    const given = [...fields].filter(([, value]) => value !== undefined)
    const gone = [...fields.keys()].filter((field) => fields.get(field) === undefined)
    const accepted: StepWork = {
      do: 'set',
      keys,
      set: Object.fromEntries(given),
      unset: gone as (keyof PlaylistStep)[],
    }
    return { accepted, inverse: this.#replacedBack(changed) }
  }

  #replace({ steps }: Work<'replace'>): Outcome {
    const next = new Map(
      steps.map(([key, step]) => [key, this.#need(this.#draft.checks.step(step), [`step ${key}`])] as const),
    )
    const changed = this.#swap(this.#present(next), (step, index) => {
      const other = next.get(this.#key(index)) as PlaylistStep
      return isSameJson(step, other) ? step : other
    })
    return { accepted: { do: 'replace', steps: [...next] }, inverse: this.#replacedBack(changed) }
  }

  #remove(edit: Work<'remove'>): Outcome {
    const indexes = this.#indexesIn(edit.keys)
    this.#draft.touchGoneSteps(this.#playlist.id, this.#old.traces, indexes)
    this.#store(rearranged(this.#old, new Set(indexes), new Map()))
    const runs = runsOf(this.#old, indexes).map((run) => ({
      before: run.before,
      steps: run.indexes.map((index) => this.#step(index)),
      keys: run.indexes.map((index) => this.#key(index)),
    }))
    return { accepted: edit, inverse: { do: 'put', runs } }
  }

  #put(edit: Work<'put'>): Outcome {
    const keysOfRuns = this.#newKeys(edit)
    const places = placesBefore(
      this.#old,
      edit.runs.map(({ before }) => before),
    )
    const arrivals = new Map<number, Placed[]>()
    const runs = edit.runs.map(({ before, steps: given }, number) => {
      const keys = keysOfRuns.keys[number] as readonly number[]
      const versions = this.#draft.touchNewSteps(this.#playlist.id, keys)
      const steps = given.map((step, index) =>
        this.#need(this.#draft.checks.step(step), ['runs', number, 'steps', index]),
      )
      const place = places.get(before) ?? placeByTime(this.#old, steps[0]?.offset ?? 0)
      const arriving = steps.map((step, index) => ({
        step,
        key: keys[index] as number,
        changed: this.#draft.at,
        version: versions[index] as number,
      }))
      arrivals.set(place, [...(arrivals.get(place) ?? []), ...arriving])
      return { before: place < this.#old.steps.length ? this.#key(place) : null, steps, keys }
    })
    const keys = rangesOf(runs.flatMap((run) => run.keys))
    if (keys.length === 0) return { accepted: edit, inverse: null }
    const { steps, traces } = rearranged(this.#old, NONE, arrivals)
    this.#store({ steps, traces: { ...traces, next: keysOfRuns.next } })
    return { accepted: { do: 'put', runs }, inverse: { do: 'remove', keys } }
  }

  /** Keys for all that is put: those that it had, or new ones. */
  #newKeys({ runs }: Work<'put'>): { readonly keys: readonly (readonly number[])[]; readonly next: number } {
    let { next } = this.#old.traces
    const given = new Set<number>()
    const keys = runs.map((run) => {
      if (run.keys !== undefined && run.keys.length !== run.steps.length) {
        this.#refuse(
          'edit/invalid',
          `${run.keys.length} keys for ${run.steps.length} steps`,
          'leave keys out',
        )
      }
      return run.steps.map((_, index) => {
        const key = run.keys?.[index] ?? next
        if (key > next || key > LAST_KEY || given.has(key)) {
          this.#refuse('edit/invalid', `${key} was no step's key`, 'leave keys out, and new ones are given')
        }
        given.add(key)
        if (key === next) next += 1
        return key
      })
    })
    const taken = this.#old.traces.keys.find((key) => given.has(key))
    if (taken !== undefined) this.#refuse('edit/taken', `step ${taken} is there already`, 'change it instead')
    return { keys, next }
  }

  #move(edit: Work<'move'>): Outcome {
    const moved = this.#runsToMove(edit)
    const indexes = [...new Set(moved.flat())].sort((left, right) => left - right)
    this.#needSome(indexes)
    const places = placesBefore(
      this.#old,
      edit.runs.map(({ before }) => before),
    )
    const arrivals = new Map<number, Placed[]>()
    for (const [number, run] of moved.entries()) {
      const before = edit.runs[number]?.before ?? null
      const place = places.get(before) ?? placeByTime(this.#old, this.#step(run[0] ?? 0).offset)
      const arriving = run.map((index) => placedAt(this.#old, index))
      arrivals.set(place, [...(arrivals.get(place) ?? []), ...arriving])
    }
    const next = rearranged(this.#old, new Set(indexes), arrivals)
    const { keys } = next.traces
    if (keys.every((key, index) => key === this.#key(index))) return { accepted: edit, inverse: null }
    const keysMoved = new Set(indexes.map((index) => this.#key(index)))
    const arrived = [...keys.keys()].filter((index) => keysMoved.has(keys[index] as number))
    this.#store({
      steps: next.steps,
      traces: this.#draft.touchSteps(this.#playlist.id, next.traces, arrived),
    })
    const runs = runsOf(this.#old, indexes).map((run) => ({
      before: run.before,
      keys: rangesOf(run.indexes.map((index) => this.#key(index))),
    }))
    return { accepted: edit, inverse: { do: 'move', runs } }
  }

  /** Indexes of what each run moves, in the order in which it is to stand. */
  #runsToMove({ runs }: Work<'move'>): readonly (readonly number[])[] {
    const ranges = runs.flatMap(({ keys }, run) => keys.map((range) => ({ range, run })))
    const finder = new RangeFinder(ranges.map(({ range }) => range))
    const found: { readonly order: number; readonly key: number; readonly index: number }[] = []
    for (let index = 0; index < this.#old.steps.length; index += 1) {
      const order = finder.find(this.#key(index))
      if (order !== null) found.push({ order, key: this.#key(index), index })
    }
    found.sort((left, right) => left.order - right.order || left.key - right.key)
    const moved: number[][] = runs.map(() => [])
    for (const { order, index } of found) moved[ranges[order]?.run ?? 0]?.push(index)
    return moved
  }
}

const NONE: ReadonlySet<number> = new Set()

/** The step itself where nothing differs; fields in the order in which a file has them. */
function withFields(step: PlaylistStep, fields: ReadonlyMap<string, unknown>): PlaylistStep {
  const old: Readonly<Record<string, unknown>> = step
  if ([...fields].every(([field, value]) => isSameJson(old[field], value))) return step
  const next = { ...old, ...Object.fromEntries(fields) }
  const { offset, type, payload, producer, repeat } = next as unknown as PlaylistStep
  return {
    offset,
    type,
    payload,
    ...(producer === undefined ? {} : { producer }),
    ...(repeat === undefined ? {} : { repeat }),
  }
}
