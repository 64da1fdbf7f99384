// Steps of a playlist removed, put, and put in another order: as many as there are in one pass.
import { rangesOf, RangeFinder } from './key-ranges.ts'
import type { StepEditing, StepsMade, Work } from './step-editing.ts'
import { placeByTime, placedAt, placesBefore, rearranged, runsOf } from './step-order.ts'
import type { Placed } from './step-order.ts'

/** Keys are kept in 32 bits. */
const LAST_KEY = 0xffff_fffe

const NONE: ReadonlySet<number> = new Set()

export function removeSteps(editing: StepEditing, edit: Work<'remove'>): StepsMade {
  const indexes = editing.indexesIn(edit.keys)
  editing.draft.touchGoneSteps(editing.playlist.id, editing.old.traces, indexes)
  editing.store(rearranged(editing.old, new Set(indexes), new Map()))
  const runs = runsOf(editing.old, indexes).map((run) => ({
    before: run.before,
    steps: run.indexes.map((index) => editing.step(index)),
    keys: run.indexes.map((index) => editing.key(index)),
  }))
  return { accepted: edit, inverse: { do: 'put', runs } }
}

export function putSteps(editing: StepEditing, edit: Work<'put'>): StepsMade {
  const keysOfRuns = keysFor(editing, edit)
  const places = placesBefore(
    editing.old,
    edit.runs.map(({ before }) => before),
  )
  const arrivals = new Map<number, Placed[]>()
  const runs = edit.runs.map(({ before, steps: given }, number) => {
    const keys = keysOfRuns.keys[number] as readonly number[]
    const versions = editing.draft.touchNewSteps(editing.playlist.id, keys)
    const steps = given.map((step, index) =>
      editing.need(editing.draft.checks.step(step), ['runs', number, 'steps', index]),
    )
    const place = places.get(before) ?? placeByTime(editing.old, steps[0]?.offset ?? 0)
    const arriving = steps.map((step, index) => ({
      step,
      key: keys[index] as number,
      changed: editing.draft.at,
      version: versions[index] as number,
    }))
    arrivals.set(place, [...(arrivals.get(place) ?? []), ...arriving])
    return { before: place < editing.old.steps.length ? editing.key(place) : null, steps, keys }
  })
  const keys = rangesOf(runs.flatMap((run) => run.keys))
  if (keys.length === 0) return { accepted: edit, inverse: null }
  const { steps, traces } = rearranged(editing.old, NONE, arrivals)
  editing.store({ steps, traces: { ...traces, next: keysOfRuns.next } })
  return { accepted: { do: 'put', runs }, inverse: { do: 'remove', keys } }
}

/** Keys for all that is put: those that it had, or new ones. */
function keysFor(
  editing: StepEditing,
  { runs }: Work<'put'>,
): { readonly keys: readonly (readonly number[])[]; readonly next: number } {
  let { next } = editing.old.traces
  const given = new Set<number>()
  const keys = runs.map((run) => {
    if (run.keys !== undefined && run.keys.length !== run.steps.length) {
      editing.refuse(
        'edit/invalid',
        `${run.keys.length} keys for ${run.steps.length} steps`,
        'leave keys out',
      )
    }
    return run.steps.map((_, index) => {
      const key = run.keys?.[index] ?? next
      if (key > next || key > LAST_KEY || given.has(key)) {
        editing.refuse('edit/invalid', `${key} was no step's key`, 'leave keys out, and new ones are given')
      }
      given.add(key)
      if (key === next) next += 1
      return key
    })
  })
  const taken = editing.old.traces.keys.find((key) => given.has(key))
  if (taken !== undefined) editing.refuse('edit/taken', `step ${taken} is there already`, 'change it instead')
  return { keys, next }
}

export function moveSteps(editing: StepEditing, edit: Work<'move'>): StepsMade {
  const moved = indexesToMove(editing, edit)
  const indexes = [...new Set(moved.flat())].sort((left, right) => left - right)
  editing.needSome(indexes)
  const places = placesBefore(
    editing.old,
    edit.runs.map(({ before }) => before),
  )
  const arrivals = new Map<number, Placed[]>()
  for (const [number, run] of moved.entries()) {
    const before = edit.runs[number]?.before ?? null
    const place = places.get(before) ?? placeByTime(editing.old, editing.step(run[0] ?? 0).offset)
    const arriving = run.map((index) => placedAt(editing.old, index))
    arrivals.set(place, [...(arrivals.get(place) ?? []), ...arriving])
  }
  const next = rearranged(editing.old, new Set(indexes), arrivals)
  const { keys } = next.traces
  if (keys.every((key, index) => key === editing.key(index))) return { accepted: edit, inverse: null }
  const keysMoved = new Set(indexes.map((index) => editing.key(index)))
  const arrived = [...keys.keys()].filter((index) => keysMoved.has(keys[index] as number))
  editing.store({
    steps: next.steps,
    traces: editing.draft.touchSteps(editing.playlist.id, next.traces, arrived),
  })
  const runs = runsOf(editing.old, indexes).map((run) => ({
    before: run.before,
    keys: rangesOf(run.indexes.map((index) => editing.key(index))),
  }))
  return { accepted: edit, inverse: { do: 'move', runs } }
}

/** Indexes of what each run moves, in the order in which it is to stand. */
function indexesToMove(editing: StepEditing, { runs }: Work<'move'>): readonly (readonly number[])[] {
  const ranges = runs.flatMap(({ keys }, run) => keys.map((range) => ({ range, run })))
  const finder = new RangeFinder(ranges.map(({ range }) => range))
  const found: { readonly order: number; readonly key: number; readonly index: number }[] = []
  for (let index = 0; index < editing.old.steps.length; index += 1) {
    const order = finder.find(editing.key(index))
    if (order !== null) found.push({ order, key: editing.key(index), index })
  }
  found.sort((left, right) => left.order - right.order || left.key - right.key)
  const moved: number[][] = runs.map(() => [])
  for (const { order, index } of found) moved[ranges[order]?.run ?? 0]?.push(index)
  return moved
}
