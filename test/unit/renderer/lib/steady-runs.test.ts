import { expect, test } from 'vitest'
import { steadyRuns } from '../../../../renderer/lib/steady-runs.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'

const run = (runId: string, emitted: number, position = 0): RunView => ({
  ...{ runId, playlistId: 'a', name: 'a', startedAt: 0, emitted, emissions: 9, lastLateBy: 0, maxLateBy: 0 },
  ...{ anchor: { at: 0, position, rate: 1, state: 'running' }, ended: null },
})

test('a run that has only sent more keeps its very anchor', () => {
  const before = [run('a#1', 1), run('b#2', 1)]
  const after = steadyRuns(before, [run('a#1', 2), run('b#2', 1, 500), run('c#3', 0)])
  expect(after.map(({ emitted }) => emitted)).toEqual([2, 1, 0])
  expect(after[0]?.anchor).toBe(before[0]?.anchor)
  expect(after[1]?.anchor.position).toBe(500)
})

test('a run that did not change is the very same', () => {
  const before = [run('a#1', 1)]
  expect(steadyRuns(before, before)[0]).toBe(before[0])
})
