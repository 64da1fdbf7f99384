import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut } from '../../../../renderer/lib/cue-rows.ts'
import type { CuePlace } from '../../../../renderer/lib/cue-rows.ts'
import {
  movedOf,
  nextSpot,
  rootsOf,
  spotNear,
  spotsAt,
  staysPut,
} from '../../../../renderer/lib/drop-place.ts'
import type { Spot } from '../../../../renderer/lib/drop-place.ts'
import { moveCues, removeCues } from '../../../../renderer/lib/cue-edits.ts'
import { editsOf } from '../../../../shared/model/mutations/mutation.ts'
import type { Edit } from '../../../../shared/model/mutations/mutation.ts'
import type { CueView } from '../../../../shared/contract/cue-streams.ts'
import { cueRow } from '../../../support/fake-cues.ts'

const NOBODY: ReadonlySet<string> = new Set()
/** `a`, `G` is a group, what lies in it is set in. */
function listOf(...rows: readonly string[]): readonly CuePlace[] {
  return layOut(
    rows.map((row) => {
      const cueId = row.trim()
      const isGroup = cueId === cueId.toUpperCase()
      return cueRow({
        cueId,
        depth: row.length - cueId.length,
        ...(isGroup && { group: 'together' as const }),
      })
    }),
  )
}
const LIST = listOf('a', 'G', ' x', ' H', '  y', 'b')
const named = ({ before, parent }: Spot): string[] => [
  LIST[before]?.cue.cueId ?? 'end',
  LIST[parent]?.cue.cueId ?? 'none',
]

test('between two rows those groups can be meant that stay together, the innermost first', () => {
  const at = (gap: number): string[][] => spotsAt(LIST, gap, new Set(), NOBODY).map(named)
  expect(at(0)).toEqual([['a', 'none']])
  expect(at(2)).toEqual([['x', 'G']])
  expect(at(4)).toEqual([['y', 'H']])
  expect(at(5)).toEqual([
    ['b', 'H'],
    ['b', 'G'],
    ['b', 'none'],
  ])
})

test('nothing is put where it is folded away', () => {
  expect(spotsAt(LIST, 5, new Set(), new Set(['H'])).map(named)).toEqual([
    ['b', 'G'],
    ['b', 'none'],
  ])
})

test('of several groups the pointer means the one whose indent is nearest', () => {
  const spots = spotsAt(LIST, 5, new Set(), NOBODY)
  expect([-1, 0, 1, 2, 7].map((depth) => named(spotNear(LIST, spots, depth)!)[1])).toEqual([
    ...['none', 'none', 'G', 'H', 'H'],
  ])
})

test('what lies in a chosen group goes along with it, and is not put into itself', () => {
  const chosen = [LIST[3]!, LIST[1]!, LIST[0]!]
  expect(rootsOf(chosen).map(({ cue }) => cue.cueId)).toEqual(['a', 'G'])
  expect([...movedOf(rootsOf(chosen))]).toEqual([0, 1, 2, 3, 4])
  expect(moveCues('main', LIST, [LIST[1]!], { before: 4, parent: 3 })).toBeNull()
})

test('a drop on itself, or beside itself, sends nothing', () => {
  for (const before of [2, 3]) expect(moveCues('main', LIST, [LIST[2]!], { before, parent: 1 })).toBeNull()
  expect(moveCues('main', LIST, [LIST[2]!], { before: 1, parent: -1 })).toEqual({
    ...{ edit: 'all', label: 'move cue does nothing' },
    edits: [
      { edit: 'move', kind: 'cue', in: 'main', ids: ['x'], before: 'G' },
      { edit: 'change', kind: 'cue', in: 'main', id: 'x', unset: ['in'] },
    ],
  })
})

test('a group that is removed takes what lies in it along', () => {
  const removed = editsOf(removeCues('main', LIST, [LIST[3]!])!)
  expect(removed.map((edit) => (edit as { id: string }).id)).toEqual(['H', 'y'])
})

interface Cue {
  readonly id: string
  readonly isGroup: boolean
  in: string | null
}

/** What the engine makes of the edits; that cues of a group stand together it asks of every show. */
function applied(cues: readonly Cue[], edits: readonly Edit[]): Cue[] {
  let next = cues.map((cue) => ({ ...cue }))
  for (const edit of edits) {
    if (edit.edit === 'move') {
      const moved = edit.ids.map((id) => next.find((cue) => cue.id === id)!)
      const others = next.filter((cue) => !edit.ids.includes(cue.id))
      const at = edit.before === null ? others.length : others.findIndex(({ id }) => id === edit.before)
      next = others.toSpliced(at, 0, ...moved)
    } else if (edit.edit === 'change') {
      next.find(({ id }) => id === edit.id)!.in = (edit.set?.['in'] as string | undefined) ?? null
    }
  }
  return next
}

function isTogether(cues: readonly Cue[]): boolean {
  let open: readonly string[] = []
  return cues.every(({ id, isGroup, in: group }) => {
    const at = group === null ? -1 : open.indexOf(group)
    if (group !== null && at < 0) return false
    open = [...open.slice(0, at + 1), ...(isGroup ? [id] : [])]
    return true
  })
}

function viewsOf(cues: readonly Cue[]): readonly CueView[] {
  const depth = new Map<string, number>()
  return cues.map(({ id, isGroup, in: group }) => {
    const own = group === null ? 0 : depth.get(group)! + 1
    depth.set(id, own)
    return cueRow({ cueId: id, depth: own, ...(isGroup && { group: 'together' as const }) })
  })
}

/** Lists of which each cue lies in one of the groups that are open where it stands. */
const lists = fc.array(fc.tuple(fc.boolean(), fc.nat(3)), { minLength: 1, maxLength: 14 }).map((given) => {
  let open: readonly string[] = []
  return given.map(([isGroup, up], index): Cue => {
    open = open.slice(0, Math.max(0, open.length - up))
    const cue = { id: `c${index}`, isGroup, in: open.at(-1) ?? null }
    if (isGroup) open = [...open, cue.id]
    return cue
  })
})

test('wherever cues are put, groups stay together, all cues are there, and nothing lies in itself', () => {
  fc.assert(
    fc.property(lists, fc.infiniteStream(fc.nat(1000)), (cues, numbers) => {
      const next = (below: number): number => (numbers.next().value as number) % below
      const places = layOut(viewsOf(cues))
      const chosen = places.filter(() => next(3) === 0)
      fc.pre(chosen.length > 0)
      const moved = movedOf(rootsOf(chosen))
      const spots = places.flatMap(({ place }) => spotsAt(places, place, moved, NOBODY))
      fc.pre(spots.length > 0)
      const spot = spots[next(spots.length)]!
      const mutation = moveCues('main', places, chosen, spot)
      if (mutation === null) {
        expect(moved.has(spot.parent) || staysPut(places, rootsOf(chosen), spot)).toBe(true)
        return
      }
      const after = applied(cues, editsOf(mutation))
      expect(isTogether(after)).toBe(true)
      expect(after.map(({ id }) => id).toSorted()).toEqual(cues.map(({ id }) => id).toSorted())
      for (const root of rootsOf(chosen)) {
        const now = after.find(({ id }) => id === root.cue.cueId)!
        expect(now.in).toBe(places[spot.parent]?.cue.cueId ?? null)
      }
    }),
  )
})

test('a cue that is moved down and then up is where it was, and reaches the end of the list', () => {
  fc.assert(
    fc.property(lists, fc.nat(100), (cues, number) => {
      const id = cues[number % cues.length]!.id
      let now = cues
      const step = (way: 1 | -1): boolean => {
        const places = layOut(viewsOf(now))
        const chosen = places.filter(({ cue }) => cue.cueId === id)
        const spot = nextSpot(places, chosen, way, NOBODY)
        const mutation = spot === null ? null : moveCues('main', places, chosen, spot)
        if (mutation === null) return false
        now = applied(now, editsOf(mutation))
        expect(isTogether(now)).toBe(true)
        return true
      }
      const order = (): string => JSON.stringify(now)
      const before = order()
      if (step(1)) {
        expect(step(-1)).toBe(true)
        expect(order()).toBe(before)
      }
      let steps = 0
      while (step(1)) expect((steps += 1)).toBeLessThan(100)
      const places = layOut(viewsOf(now))
      const at = places.find(({ cue }) => cue.cueId === id)!
      expect([at.end, at.parent]).toEqual([places.length, -1])
    }),
  )
})
