// The steps of a playlist taken apart and put together again in one pass, with their keys and traces.
import type { PlaylistStep } from '../playlist.ts'
import type { StepTraces } from './edited-show.ts'
import type { Generation } from './mutation.ts'

export interface Ordered {
  readonly steps: readonly PlaylistStep[]
  readonly traces: StepTraces
}

/** A step on its way to another place, or that comes from outside. */
export interface Placed {
  readonly step: PlaylistStep
  readonly key: number
  readonly changed: Generation
  readonly version: Generation
}

/** What comes before which place of the old order; the end is its length. */
export type Arrivals = ReadonlyMap<number, readonly Placed[]>

export function placedAt({ steps, traces }: Ordered, index: number): Placed {
  const { keys, changed, versions } = traces
  const marks = { changed: changed[index] as number, version: versions[index] as number }
  return { step: steps[index] as PlaylistStep, key: keys[index] as number, ...marks }
}

/** Without those at `gone`, and with what arrives. */
export function rearranged(old: Ordered, gone: ReadonlySet<number>, arrivals: Arrivals): Ordered {
  let count = old.steps.length - gone.size
  for (const run of arrivals.values()) count += run.length
  const steps: PlaylistStep[] = []
  const keys = new Uint32Array(count)
  const changed = new Uint32Array(count)
  const versions = new Uint32Array(count)
  const take = (placed: Placed): void => {
    const at = steps.push(placed.step) - 1
    keys[at] = placed.key
    changed[at] = placed.changed
    versions[at] = placed.version
  }
  for (let index = 0; index <= old.steps.length; index += 1) {
    for (const placed of arrivals.get(index) ?? []) take(placed)
    if (index === old.steps.length || gone.has(index)) continue
    const at = steps.push(old.steps[index] as PlaylistStep) - 1
    keys[at] = old.traces.keys[index] as number
    changed[at] = old.traces.changed[index] as number
    versions[at] = old.traces.versions[index] as number
  }
  return { steps, traces: { ...old.traces, keys, changed, versions } }
}

/** The place before each of some keys; of null the end, of one that is gone none. */
export function placesBefore(
  { traces: { keys } }: Ordered,
  wanted: Iterable<number | null>,
): ReadonlyMap<number | null, number> {
  const asked = new Set(wanted)
  const places = new Map<number | null, number>([[null, keys.length]])
  for (let index = 0; index < keys.length; index += 1) {
    if (asked.has(keys[index] as number)) places.set(keys[index] as number, index)
  }
  return places
}

/** Where a step belongs by its time. */
export function placeByTime({ steps }: Ordered, offset: number): number {
  const later = steps.findIndex((step) => step.offset > offset)
  return later < 0 ? steps.length : later
}

/** Those at `indexes`, which ascend, that stood together, each time with the key of the step after them. */
export function runsOf(
  { traces: { keys } }: Ordered,
  indexes: readonly number[],
): readonly { readonly indexes: readonly number[]; readonly before: number | null }[] {
  const runs: { indexes: number[]; before: number | null }[] = []
  for (const index of indexes) {
    const last = runs.at(-1)
    if (last !== undefined && last.indexes.at(-1) === index - 1) last.indexes.push(index)
    else runs.push({ indexes: [index], before: null })
  }
  for (const run of runs) run.before = keys[(run.indexes.at(-1) as number) + 1] ?? null
  return runs
}
