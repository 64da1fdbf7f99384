import { expect, test } from 'vitest'
import { clockWords, dueText, longestRun } from '../../../../renderer/lib/countdown.ts'
import { DoubleTap } from '../../../../renderer/lib/double-tap.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'

const run = (
  runId: string,
  position: number,
  state: RunView['anchor']['state'] = 'running',
  rate = 1,
): RunView => ({
  ...{
    runId,
    playlistId: runId,
    name: runId,
    startedAt: 0,
    emitted: 0,
    emissions: 1,
    lastLateBy: 0,
    maxLateBy: 0,
  },
  anchor: { at: 1_000, position, rate, state },
  ended: null,
})
const lengthOf = (): number => 60_000

test('what plays longest is shown, by its own tempo; what is paused only where nothing plays', () => {
  const runs = [run('a', 10_000), run('b', 30_000, 'running', 0.5), run('c', 0, 'paused')]
  expect(longestRun(runs, lengthOf, 1_000)).toMatchObject({ run: { runId: 'b' }, left: 60_000 })
  expect(longestRun(runs, lengthOf, 11_000)).toMatchObject({ run: { runId: 'b' }, left: 50_000 })
  expect(longestRun([run('c', 0, 'paused'), run('d', 5_000, 'holding')], lengthOf, 9_000)).toMatchObject({
    ...{ run: { runId: 'c' }, left: 60_000 },
  })
  const ended = { ...run('a', 0), ended: { at: 0, reason: 'completed' as const, detail: null } }
  expect(longestRun([ended], lengthOf, 0)).toBe(null)
})

test.each([
  [3_723_000, '1:02:03'],
  [125_000, '2:05'],
  [10_000, '0:10'],
  [9_999, '0:10'],
  [100, '0.1'],
  [0, 'DUE'],
  [-4_000, 'DUE'],
])('%i ms before its end it reads %s', (left, text) => {
  expect(dueText(left)).toBe(text)
})

test.each([
  [0, null],
  [2_000, null],
  [-2_000, null],
  [3_000, 'The clock of this device is 3 s ahead; the time shown is the engine’s.'],
  [-185_000, 'The clock of this device is 3 min behind; the time shown is the engine’s.'],
])('a clock that is %i ms ahead', (ahead, words) => {
  expect(clockWords(1_700_000_000_000, 1_700_000_000_000 + ahead)).toBe(words)
})

test('two taps are one where they are on the same thing and close together, and a third begins anew', () => {
  const taps = new DoubleTap()
  const tapped = [
    ['a', 0],
    ['b', 100],
    ['b', 600],
    ['b', 1_000],
    ['b', 1_100],
    ['b', 1_200],
  ] as const
  expect(tapped.map(([what, at]) => taps.tap(what, at))).toEqual([false, false, false, true, false, true])
})
