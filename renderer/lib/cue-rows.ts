// The rows of a cue list: what lies in which group, what starts by itself after what, and which rows folding leaves.
import type { CueView } from '../../shared/contract/cue-streams.ts'

/** No place in the list. */
export const NOWHERE = -1

/** What brings a cue: a GO, the group that it is in, or the cue before it. `leader` is a place. */
export type Starts =
  | { readonly by: 'hand' }
  | { readonly by: 'group'; readonly leader: number }
  | { readonly by: 'follow'; readonly leader: number }
  | { readonly by: 'continue'; readonly leader: number; readonly after: number }

/** A cue with where it stands among the others; places count from 0. */
export interface CuePlace {
  readonly cue: CueView
  readonly place: number
  /** Of the group that it is in. */
  readonly parent: number
  /** Of the first cue after all that lies in it. */
  readonly end: number
  readonly starts: Starts
  /** Steps that it is set in: groups, and one more for what starts by itself. */
  readonly indent: number
  /** Colours of the groups that it lies in, the outermost first. */
  readonly edges: readonly (string | null)[]
}

const BY_HAND: Starts = { by: 'hand' }

/** The cues of one list, laid out. */
export function layOut(cues: readonly CueView[]): readonly CuePlace[] {
  const parents = parentsOf(cues)
  const ends = endsOf(parents)
  const together = cues.map(() => false)
  const edges: (readonly (string | null)[])[] = []
  for (const [place] of cues.entries()) {
    const parent = parents[place] as number
    const group = cues[parent]
    together[place] = group !== undefined && (group.group === 'together' || together[parent] === true)
    edges.push(group === undefined ? [] : [...(edges[parent] ?? []), group.colour])
  }
  return cues.map((cue, place) => {
    const starts = startsOf(cues, place, parents, together)
    const follows = starts.by === 'follow' || starts.by === 'continue'
    return {
      ...{ cue, place, starts, parent: parents[place] as number, end: ends[place] as number },
      indent: cue.depth + (follows ? 1 : 0),
      edges: edges[place] ?? [],
    }
  })
}

function parentsOf(cues: readonly CueView[]): readonly number[] {
  /** The last cue at each depth. */
  const last: number[] = []
  return cues.map(({ depth }, place) => {
    last.length = Math.min(last.length, depth)
    const parent = depth === 0 ? NOWHERE : (last[depth - 1] ?? NOWHERE)
    last[depth] = place
    return parent
  })
}

function endsOf(parents: readonly number[]): readonly number[] {
  const ends = parents.map((_, place) => place + 1)
  for (let place = parents.length - 1; place >= 0; place -= 1) {
    const parent = parents[place] as number
    if (parent !== NOWHERE) ends[parent] = Math.max(ends[parent] as number, ends[place] as number)
  }
  return ends
}

function startsOf(
  cues: readonly CueView[],
  place: number,
  parents: readonly number[],
  together: readonly boolean[],
): Starts {
  const cue = cues[place] as CueView
  const parent = parents[place] as number
  if (!cue.follows) return BY_HAND
  if (together[place] === true || parent === place - 1) return { by: 'group', leader: parent }
  // Of a group whose cues start together it is the group that goes on, not its last cue.
  let leader = place - 1
  while (together[leader] === true && parents[leader] !== parent) leader = parents[leader] as number
  const before = cues[leader]
  if (before === undefined) return BY_HAND
  return before.continue === 'auto-follow'
    ? { by: 'follow', leader }
    : { by: 'continue', leader, after: before.postWait }
}

/** The rows that are shown: of a folded group none of what lies in it. */
export function shownRows(places: readonly CuePlace[], folded: ReadonlySet<string>): readonly CuePlace[] {
  if (folded.size === 0) return places
  const rows: CuePlace[] = []
  for (let at = 0; at < places.length;) {
    const row = places[at] as CuePlace
    rows.push(row)
    at = isFolded(row, folded) ? row.end : at + 1
  }
  return rows
}

export function isFolded({ cue }: CuePlace, folded: ReadonlySet<string>): boolean {
  return cue.group !== null && folded.has(cue.cueId)
}

/** The groups that would have to be open for a cue to have a row. */
export function groupsAround(places: readonly CuePlace[], place: number): readonly string[] {
  const ids: string[] = []
  for (let at = places[place]?.parent ?? NOWHERE; at !== NOWHERE; at = places[at]?.parent ?? NOWHERE)
    ids.push((places[at] as CuePlace).cue.cueId)
  return ids
}

/** Where a cue is seen: its own place, or that of the outermost folded group around it. */
export function seenAt(places: readonly CuePlace[], place: number, folded: ReadonlySet<string>): number {
  let seen = place
  for (let at = places[place]?.parent ?? NOWHERE; at !== NOWHERE; at = places[at]?.parent ?? NOWHERE)
    if (folded.has((places[at] as CuePlace).cue.cueId)) seen = at
  return seen
}

/** What stands by after a GO on a cue: the next that no other cue starts. */
export function nextByHand(places: readonly CuePlace[], place: number): CuePlace | null {
  return places.find((each) => each.place > place && !each.cue.follows) ?? null
}

/** Places of what is looked for by number, name or note, the whole list through. */
export function foundIn(places: readonly CuePlace[], text: string): readonly number[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  return places
    .filter(({ cue: { number, name, note, does } }) =>
      [number ?? '', name, note, ...does].some((each) => each.toLowerCase().includes(wanted)),
    )
    .map(({ place }) => place)
}
