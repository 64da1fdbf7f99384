// How what is open of a show came to be what it is: the edits since which it can be caught up with.
import { stepsAfter, thingAfter } from '../model/mutations/followed.ts'
import type { Accepted, OpenSteps, OpenThing } from '../model/mutations/followed.ts'
import type { Generation } from '../model/mutations/mutation.ts'
import { isTimeline, openedBy } from './streams.ts'
import type { OpenName } from './streams.ts'

export type Opened = OpenSteps | OpenThing

interface Way {
  /** From which generation on all of its edits are here. */
  readonly since: Generation
  readonly edits: readonly Accepted[]
}

/** Edits that are kept of one; who is further behind is sent all of it. */
const MOST = 64

const ways = new WeakMap<Opened, Way>()

/** Says that `after` came of `before` by these edits alone. */
export function cameBy(before: Opened, after: Opened, edits: readonly Accepted[]): void {
  const known = ways.get(before) ?? { since: before.generation, edits: [] }
  const all = [...known.edits, ...edits]
  const kept = all.slice(-MOST)
  const since = all.at(-MOST - 1)?.generation ?? known.since
  ways.set(after, { since, edits: kept })
}

/** The edits that lead from one to the other; null where that is not known. */
export function editsFrom(before: Opened, after: Opened): readonly Accepted[] | null {
  const way = ways.get(after)
  if (way === undefined || before.generation < way.since) return null
  return way.edits.filter(({ generation }) => generation > before.generation)
}

/** What a client that has `before` has after these edits; null where they do not fit it. */
export function caughtUp(stream: OpenName, before: Opened, edits: readonly Accepted[]): Opened | null {
  const ref = openedBy(stream)
  if (isTimeline(stream)) return stepsAfter(ref.id, before as OpenSteps, edits)
  return thingAfter(ref, before as OpenThing, edits)
}
