// Where cues may be put in a list: between which rows, and in which group.
import { NOWHERE } from './cue-rows.ts'
import type { CuePlace } from './cue-rows.ts'

/** Before the cue at a place (the number of all cues is the end), in the group at another; `NOWHERE` is none. */
export interface Spot {
  readonly before: number
  readonly parent: number
}

/** Chosen cues without those that lie in a chosen group, in their order: what lies in a group goes along with it. */
export function rootsOf(chosen: readonly CuePlace[]): readonly CuePlace[] {
  let end = NOWHERE
  return chosen
    .toSorted((left, right) => left.place - right.place)
    .filter((each) => {
      if (each.place < end) return false
      end = each.end
      return true
    })
}

/** Places of what moves, with all that lies in it. */
export function movedOf(roots: readonly CuePlace[]): ReadonlySet<number> {
  const moved = new Set<number>()
  for (const { place, end } of roots) for (let at = place; at < end; at += 1) moved.add(at)
  return moved
}

function chainOf(places: readonly CuePlace[], from: number): readonly number[] {
  const chain: number[] = []
  for (let at = from; at !== NOWHERE; at = (places[at] as CuePlace).parent) chain.push(at)
  return chain
}

/**
 * The groups that something between two rows may be in, the innermost first: cues of a group stand together, and nothing is put
 * where it is folded away. What moves is taken as gone.
 */
export function spotsAt(
  places: readonly CuePlace[],
  gap: number,
  moved: ReadonlySet<number>,
  folded: ReadonlySet<string>,
): readonly Spot[] {
  let previous = gap - 1
  while (moved.has(previous)) previous -= 1
  let before = gap
  while (moved.has(before)) before += 1
  const last = places[previous]
  const around = last === undefined ? [] : chainOf(places, last.parent)
  const parents = [...(last === undefined || last.cue.group === null ? [] : [last.place]), ...around, NOWHERE]
  /** What follows has to stay in its group. */
  const least = places[before]?.parent ?? NOWHERE
  const open = parents.filter((parent) => {
    const chain = parent === NOWHERE ? [] : chainOf(places, parent)
    const isFolded = chain.some((at) => folded.has((places[at] as CuePlace).cue.cueId))
    return !isFolded && (least === NOWHERE || chain.includes(least))
  })
  return open.map((parent) => ({ before, parent }))
}

/** All of them, in the order in which a key passes them on its way down. */
function allSpots(
  places: readonly CuePlace[],
  moved: ReadonlySet<number>,
  folded: ReadonlySet<string>,
): readonly Spot[] {
  const spots: Spot[] = []
  for (let gap = 0; gap <= places.length; gap += 1) {
    if (moved.has(gap)) continue
    spots.push(...spotsAt(places, gap, moved, folded))
  }
  return spots
}

/** The next spot up or down from where the cues are; null where there is none. */
export function nextSpot(
  places: readonly CuePlace[],
  roots: readonly CuePlace[],
  way: 1 | -1,
  folded: ReadonlySet<string>,
): Spot | null {
  const from = way === 1 ? roots.at(-1) : roots[0]
  if (from === undefined) return null
  const moved = movedOf(roots)
  const spots = allSpots(places, moved, folded)
  let before = from.place
  while (moved.has(before)) before += 1
  const at = spots.findIndex((spot) => spot.before === before && spot.parent === from.parent)
  return at === -1 ? null : (spots[at + way] ?? null)
}

/** Of the spots between two rows the one whose indent is nearest to where the pointer is. */
export function spotNear(places: readonly CuePlace[], spots: readonly Spot[], depth: number): Spot | null {
  const depthOf = ({ parent }: Spot): number =>
    parent === NOWHERE ? 0 : (places[parent] as CuePlace).cue.depth + 1
  let best: Spot | null = null
  for (const spot of spots)
    if (best === null || Math.abs(depthOf(spot) - depth) < Math.abs(depthOf(best) - depth)) best = spot
  return best
}

/** Whether everything stays where it is. */
export function staysPut(
  places: readonly CuePlace[],
  roots: readonly CuePlace[],
  { before, parent }: Spot,
): boolean {
  if (roots.some((root) => root.parent !== parent)) return false
  const moved = movedOf(roots)
  const order = places.map(({ place }) => place)
  const others = order.filter((place) => !moved.has(place))
  const at = others.findIndex((place) => place >= before)
  const next = others.toSpliced(
    at === -1 ? others.length : at,
    0,
    ...order.filter((place) => moved.has(place)),
  )
  return next.every((place, index) => place === index)
}
