// The rows of a cue list: what lies in which group, what starts by itself after what, and which rows folding leaves.
import type { CueView } from '../../shared/contract/cue-streams.ts'

/** No place in the list. */
export const NOWHERE = -1

/** A cue with where it stands among the others; places count from 0. */
export interface CuePlace {
  readonly cue: CueView
  readonly place: number
  /** Of the group that it is in. */
  readonly parent: number
  /** Of the first cue after all that lies in it. */
  readonly end: number
  /** Steps that it is set in: groups, and one more for what starts by itself. */
  readonly indent: number
  /** Colours of the groups that it lies in, the outermost first. */
  readonly edges: readonly (string | null)[]
}

/** In digits; a longer one than the column is ever wide is written smaller. */
export const NUMBER_COLUMN = 10

/** Digits that are as wide as a number; a letter may be wider than a digit. */
export function numberWidth(number: string | null): number {
  return [...(number ?? '')].reduce((width, sign) => width + (/[\d.]/.test(sign) ? 1 : 1.6), 0)
}

export function longestNumber(places: readonly CuePlace[]): number {
  return places.reduce((most, { cue }) => Math.max(most, numberWidth(cue.number)), 0)
}

/** The cues of one list, laid out. */
export function layOut(cues: readonly CueView[]): readonly CuePlace[] {
  const parents = parentsOf(cues)
  const ends = endsOf(parents)
  const edges: (readonly (string | null)[])[] = []
  return cues.map((cue, place) => {
    const parent = parents[place] as number
    const group = cues[parent]
    edges.push(group === undefined ? [] : [...(edges[parent] ?? []), group.colour])
    return {
      ...{ cue, place, parent, end: ends[place] as number, edges: edges[place] ?? [] },
      indent: cue.depth + (isFollower(cue) ? 1 : 0),
    }
  })
}

/** Whether the cue before it brings it, not its group. */
export function isFollower({ leader }: CueView): boolean {
  return leader !== null && leader.by !== 'group'
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

/** A text cut where what is looked for first stands in it: before, itself, after; null where it does not. */
export function matchIn(text: string, find: string): readonly [string, string, string] | null {
  const wanted = find.trim().toLowerCase()
  const small = text.toLowerCase()
  // A few letters are longer when they are small, and then places differ.
  const at = wanted === '' || small.length !== text.length ? -1 : small.indexOf(wanted)
  if (at === -1) return null
  const end = at + wanted.length
  return [text.slice(0, at), text.slice(at, end), text.slice(end)]
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
