import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  foundIn,
  groupsAround,
  isFolded,
  layOut,
  longestNumber,
  matchIn,
  seenAt,
  shownRows,
} from '../../../../renderer/lib/cue-rows.ts'
import type { CueView } from '../../../../shared/contract/cue-streams.ts'
import { cueRow } from '../../../support/fake-cues.ts'

const group = (cueId: string, depth = 0): CueView => cueRow({ cueId, depth, group: 'together' })

const CUES = [
  cueRow({ cueId: 'a', number: '1', name: 'House to half' }),
  cueRow({ cueId: 'b', leader: { cueId: 'a', by: 'auto-follow', wait: 0 }, note: 'Bell' }),
  group('g'),
  cueRow({ cueId: 'g1', depth: 1, leader: { cueId: 'g', by: 'group', wait: 0 } }),
  group('h', 1),
  cueRow({ cueId: 'h1', depth: 2 }),
  cueRow({ cueId: 'c' }),
]

test('cues are set in by their groups, and what starts by itself once more', () => {
  expect(layOut(CUES).map(({ indent, parent, end }) => [indent, parent, end])).toEqual([
    [0, -1, 1],
    [1, -1, 2],
    [0, -1, 6],
    [1, 2, 4],
    [1, 2, 6],
    [2, 4, 6],
    [0, -1, 7],
  ])
})

test('a folded group has one row, and a cue in it is seen there', () => {
  const places = layOut(CUES)
  const ids = (folded: ReadonlySet<string>): string[] => shownRows(places, folded).map(({ cue }) => cue.cueId)
  expect(ids(new Set(['h']))).toEqual(['a', 'b', 'g', 'g1', 'h', 'c'])
  expect(ids(new Set(['g', 'h']))).toEqual(['a', 'b', 'g', 'c'])
  // A cue that is no group cannot be folded.
  expect(ids(new Set(['a']))).toEqual(['a', 'b', 'g', 'g1', 'h', 'h1', 'c'])
  expect(seenAt(places, 5, new Set(['g', 'h']))).toBe(2)
  expect(seenAt(places, 5, new Set(['h']))).toBe(4)
  expect(groupsAround(places, 5)).toEqual(['h', 'g'])
})

test('cues are found by number, name and note, whatever their case', () => {
  const places = layOut(CUES)
  expect(foundIn(places, 'HALF')).toEqual([0])
  expect(foundIn(places, 'bell')).toEqual([1])
  expect(foundIn(places, '1')).toEqual([0])
  expect(foundIn(places, ' ')).toEqual([])
})

test('what is looked for is marked where it first stands in a text, in any letters', () => {
  expect(matchIn('Wait for front of house', ' FRONT ')).toEqual(['Wait for ', 'front', ' of house'])
  expect(matchIn('Bell', 'bell')).toEqual(['', 'Bell', ''])
  expect(matchIn('Bell', 'door')).toBeNull()
  expect(matchIn('Bell', ' ')).toBeNull()
  // The first letter is two when it is small.
  expect(matchIn('İstanbul', 'bul')).toBeNull()
})

interface Node {
  readonly isGroup: boolean
  readonly inside: readonly Node[]
}

const tree: fc.Memo<Node> = fc.memo((depth) =>
  fc.record({
    isGroup: fc.boolean(),
    inside: depth <= 1 ? fc.constant([]) : fc.array(tree(), { maxLength: 4 }),
  }),
)

/** The cues of a tree in their order, with what of it is in sight by the ids that are folded. */
function flatten(
  nodes: readonly Node[],
  depth: number,
  name: string,
): (CueView & { readonly around: readonly string[] })[] {
  return nodes.flatMap(({ isGroup, inside }, index) => {
    const cueId = `${name}${index}`
    const own = { ...(isGroup ? group(cueId, depth) : cueRow({ cueId, depth })), around: [] as string[] }
    if (!isGroup) return [own]
    const within = flatten(inside, depth + 1, `${cueId}.`)
    return [own, ...within.map((each) => ({ ...each, around: [cueId, ...each.around] }))]
  })
}

test('rows are those of the tree whose groups are all open', () => {
  fc.assert(
    fc.property(fc.array(tree(3), { maxLength: 6 }), fc.infiniteStream(fc.boolean()), (nodes, folds) => {
      const cues = flatten(nodes, 0, 'c')
      const folded = new Set(cues.filter(() => folds.next().value).map(({ cueId }) => cueId))
      const places = layOut(cues)
      const wanted = cues.filter(({ around }) => !around.some((id) => folded.has(id)))
      expect(shownRows(places, folded).map(({ cue }) => cue.cueId)).toEqual(wanted.map(({ cueId }) => cueId))
      for (const place of places) {
        const { around } = cues[place.place]!
        expect(groupsAround(places, place.place)).toEqual(around.toReversed())
        expect(place.end).toBe(
          place.place + 1 + cues.filter((each) => each.around.includes(place.cue.cueId)).length,
        )
        const seen = places[seenAt(places, place.place, folded)]!
        expect(seen.cue.cueId).toBe(around.find((id) => folded.has(id)) ?? place.cue.cueId)
        expect(isFolded(place, folded)).toBe(place.cue.group !== null && folded.has(place.cue.cueId))
      }
    }),
  )
})

test('the longest number says how wide their column is', () => {
  expect(longestNumber(layOut([]))).toBe(0)
  const cues = [null, '1', '123.45', '99'].map((number, at) => ({ ...cueRow({ cueId: `c${at}` }), number }))
  expect(longestNumber(layOut(cues))).toBe(6)
  expect(longestNumber(layOut([cueRow({ cueId: 'a', number: '12A' })]))).toBeCloseTo(3.6)
})
