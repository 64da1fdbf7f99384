import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carrySteps, carriedCursor, carriedEmission } from '../../../../main/playlists/carry.ts'
import { compileTimeline } from '../../../../main/playlists/timeline.ts'
import { playlist } from '../../../support/stage.ts'

const GONE = 0xffffffff
const step = (offset: number, type: string, fields: object = {}) => ({
  offset,
  type: `lights.${type}`,
  ...fields,
})
const stepsOf = (...steps: readonly object[]) => playlist({ id: 'p', steps }).steps
const [a, b, c, d] = [step(0, 'a'), step(100, 'b'), step(200, 'c'), step(300, 'd')]

describe('steps are found again', () => {
  test.each([
    ['where nothing was changed', [a, b, c], [a, b, c], [0, 1, 2]],
    ['behind one that was put in', [a, b], [a, c, b], [0, 2]],
    ['behind one that was taken out', [a, b, c], [a, c], [0, GONE, 1]],
    ['where they were moved to', [a, b, c, d], [d, b, a, c], [2, 1, 3, 0]],
    ['but for one that was edited', [a, b, c], [a, { ...b, offset: 101 }, c], [0, GONE, 2]],
    ['one for one where several are alike', [a, a, b, a], [b, a, a], [1, GONE, 0, 2]],
    ['not where all are gone', [a, b], [], [GONE, GONE]],
  ])('%s', (_, before, after, carried) => {
    expect([...carrySteps(stepsOf(...before), stepsOf(...after))]).toEqual(carried)
  })

  test('by what they are, also where each is the same object', () => {
    const before = stepsOf(a, b, c)
    const [first, second, third] = before
    if (first === undefined || second === undefined || third === undefined) throw new Error('three steps')
    expect([...carrySteps(before, [third, { ...second, type: 'lights.x' }, first])]).toEqual([2, GONE, 0])
  })

  test('each at most once, and only where it is the same', () => {
    const some = fc.array(fc.constantFrom(a, b, c, { ...a, payload: { level: 1 } }), { maxLength: 12 })
    fc.assert(
      fc.property(some, some, (from, to) => {
        const [before, after] = [stepsOf(...from), stepsOf(...to)]
        const carried = [...carrySteps(before, after)]
        const found = carried.filter((place) => place !== GONE)
        expect(new Set(found).size).toBe(found.length)
        for (const [at, place] of carried.entries())
          if (place !== GONE) expect(after[place]).toEqual(before[at])
        const countOf = (list: readonly object[], wanted: object): number =>
          list.filter((one) => JSON.stringify(one) === JSON.stringify(wanted)).length
        const shared = new Set([...from].map((one) => JSON.stringify(one)))
        const most = [...shared].reduce((sum, text) => {
          const wanted = JSON.parse(text) as object
          return sum + Math.min(countOf(from, wanted), countOf(to, wanted))
        }, 0)
        expect(found).toHaveLength(most)
      }),
    )
  })
})

describe('a playhead is found again', () => {
  const compiled = (...steps: readonly object[]) => {
    const own = stepsOf(...steps)
    return { steps: own, timeline: compileTimeline(own, () => null) }
  }
  const at = (offset: number, ...types: string[]) => types.map((type) => step(offset, type))

  test.each([
    ['behind what has played at that moment', at(5, 'a', 'b', 'c'), 2, at(5, 'a', 'b', 'c'), 2],
    ['behind the last of these that is left', at(5, 'a', 'b', 'c'), 2, at(5, 'a', 'c'), 1],
    ['before what was put in after it', at(5, 'a', 'b', 'c'), 2, at(5, 'a', 'b', 'x', 'c'), 2],
    ['behind what was put in before it', at(5, 'a', 'b', 'c'), 2, at(5, 'x', 'a', 'b', 'c'), 3],
    [
      'behind all that has played where they were reordered',
      at(5, 'a', 'b', 'c'),
      2,
      at(5, 'b', 'a', 'c'),
      2,
    ],
    ['at the moment itself where nothing of it had played', at(5, 'a', 'b'), 0, at(5, 'x', 'a', 'b'), 0],
    ['at the moment itself where all that had played is gone', at(5, 'a', 'b'), 1, at(5, 'x', 'b'), 0],
  ])('%s', (_, from, cursor, to, next) => {
    const [before, after] = [compiled(...from), compiled(...to)]
    const carried = carrySteps(before.steps, after.steps)
    expect(carriedCursor(before.timeline, after.timeline, carried, { cursor, playhead: 5 })).toBe(next)
  })

  test('with the repeat of a step that it stands at', () => {
    const beat = step(0, 'beat', { repeat: { count: 4, interval: 10 } })
    const [before, after] = [compiled(a, beat), compiled(beat, step(5, 'x'))]
    const carried = carrySteps(before.steps, after.steps)
    const place = (index: number) => carriedEmission(before.timeline, after.timeline, carried, index)
    expect([0, 1, 2, 3, 4].map(place)).toEqual([null, 0, 2, 3, 4])
  })
})
