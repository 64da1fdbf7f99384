import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carriedEmission, carriedQuestion, carryEmissions } from '../../../../main/playlists/carry.ts'
import { Progress } from '../../../../main/playlists/progress.ts'
import { placesByContent, placesByKey } from '../../../../main/playlists/step-places.ts'
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
    expect([...placesByContent(stepsOf(...before), stepsOf(...after))]).toEqual(carried)
  })

  test('by what they are, also where each is the same object', () => {
    const before = stepsOf(a, b, c)
    const [first, second, third] = before
    if (first === undefined || second === undefined || third === undefined) throw new Error('three steps')
    expect([...placesByContent(before, [third, { ...second, type: 'lights.x' }, first])]).toEqual([
      2,
      GONE,
      0,
    ])
  })

  test('each at most once, and only where it is the same', () => {
    const some = fc.array(fc.constantFrom(a, b, c, { ...a, payload: { level: 1 } }), { maxLength: 12 })
    fc.assert(
      fc.property(some, some, (from, to) => {
        const [before, after] = [stepsOf(...from), stepsOf(...to)]
        const carried = [...placesByContent(before, after)]
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

test.each([
  ['the same keys', [1, 2, 3], [1, 2, 3], null],
  ['one that came at the end', [1, 2], [1, 2, 3], [0, 1]],
  ['one that is gone', [1, 2, 3], [1, 3], [0, GONE, 1]],
  ['some in another order', [1, 2, 3, 4], [1, 4, 2, 5, 3], [0, 2, 4, 1]],
])('steps are found again by their keys: %s', (_, before, now, places) => {
  const found = placesByKey(Uint32Array.from(before), Uint32Array.from(now))
  expect(found && [...found]).toEqual(places)
})

const compiled = (...steps: readonly object[]) => {
  const own = stepsOf(...steps)
  return { steps: own, timeline: compileTimeline(own, () => null) }
}
const at = (offset: number, ...types: string[]) => types.map((type) => step(offset, type))

describe('a playhead is found again', () => {
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
    [
      'at what has not played, though it was put before what has',
      at(5, 'a', 'b', 'c'),
      2,
      at(5, 'c', 'a', 'b'),
      0,
    ],
    ['at the moment itself where nothing of it had played', at(5, 'a', 'b'), 0, at(5, 'x', 'a', 'b'), 0],
    ['at the moment itself where all that had played is gone', at(5, 'a', 'b'), 1, at(5, 'x', 'b'), 0],
  ])('%s', (_, before, cursor, now, next) => {
    const [was, is] = [compiled(...before), compiled(...now)]
    const carried = carryEmissions(was, is, placesByContent(was.steps, is.steps))
    const progress = new Progress(cursor)
    progress.follow({
      ...{ from: was.timeline, to: is.timeline, carried },
      ...{ position: 5, longPast: -495, asks: null },
    })
    expect(progress.cursor).toBe(next)
  })

  test('with the repeat of a step that it stands at', () => {
    const beat = step(0, 'beat', { repeat: { count: 4, interval: 10 } })
    const [before, after] = [compiled(a, beat), compiled(beat, step(5, 'x'))]
    const carried = carryEmissions(before, after, placesByContent(before.steps, after.steps))
    expect([0, 1, 2, 3, 4].map((index) => carriedEmission(carried, index))).toEqual([null, 0, 2, 3, 4])
  })
})

test('a question is asked anew where it was changed, and not where only others were', () => {
  const ask = (offset: number, prompt: string) =>
    step(offset, '', { type: 'interrupt.raise', payload: { kind: 'confirmation', prompt } })
  const before = compiled(ask(0, 'Now?'), b, ask(200, 'Then?'), ask(300, 'Late?'))
  const after = compiled(ask(0, 'Now?'), b, ask(200, 'Or then?'), ask(301, 'Late?'))
  const carried = carryEmissions(before, after, null)
  expect([0, 2, 3].map((index) => carriedQuestion(carried, index))).toEqual([0, null, null])
  expect([0, 2, 3].map((index) => carriedEmission(carried, index))).toEqual([0, 2, 3])
})

test('every emission of a step that stayed is found again, by its repeat', () => {
  const any = fc.record({
    offset: fc.integer({ min: 0, max: 30 }),
    count: fc.integer({ min: 1, max: 4 }),
    key: fc.integer({ min: 1, max: 12 }),
  })
  const some = fc.uniqueArray(any, { selector: ({ key }) => key, maxLength: 10 })
  fc.assert(
    fc.property(some, some, (from, to) => {
      const lay = (list: typeof from) =>
        compiled(...list.map(({ offset, count }) => step(offset, 'a', { repeat: { count, interval: 7 } })))
      const keysOf = (list: typeof from) => Uint32Array.from(list, ({ key }) => key)
      const [before, now] = [lay(from), lay(to)]
      const carried = carryEmissions(before, now, placesByKey(keysOf(from), keysOf(to)))
      const nameOf = ({ timeline }: typeof now, list: typeof from, index: number): string =>
        `${list[timeline.steps[index] as number]?.key} ${timeline.repeats[index]}`
      const places = new Map([...now.timeline.steps.keys()].map((index) => [nameOf(now, to, index), index]))
      for (const index of before.timeline.steps.keys())
        expect(carriedEmission(carried, index)).toBe(places.get(nameOf(before, from, index)) ?? null)
    }),
  )
})
