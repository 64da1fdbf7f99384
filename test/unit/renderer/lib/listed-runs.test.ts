import { expect, test } from 'vitest'
import { LISTED, listedRuns } from '../../../../renderer/lib/listed-runs.ts'
import type { RunView } from '../../../../shared/contract/streams.ts'

function run(
  id: number,
  state: RunView['anchor']['state'] = 'running',
  ended: RunView['ended'] = null,
): RunView {
  return {
    ...{ runId: `a#${id}`, playlistId: 'a', name: 'a', startedAt: id, emitted: 0, emissions: 1 },
    ...{ anchor: { at: 0, position: 0, rate: 1, state }, lastLateBy: 0, maxLateBy: 0, ended },
  }
}
const many = Array.from({ length: 1000 }, (_, id) => run(id, id % 10 === 0 ? 'paused' : 'running'))

test('of a thousand runs the first are listed, and the others are counted by what they do', () => {
  const items = listedRuns(many, [], [], false)
  expect(items).toHaveLength(LISTED + 1)
  expect(items.at(-1)).toEqual({ kind: 'more', key: 'more', hidden: 940, text: '846 running, 94 paused' })
})

test('all are listed where that is asked for, and fewer may be asked for again', () => {
  const items = listedRuns(many, [], [], true)
  expect(items).toHaveLength(1001)
  expect(items.at(-1)).toMatchObject({ kind: 'more', hidden: 0 })
})

test('few runs stand alone', () => {
  expect(listedRuns([run(1), run(2)], [], [], false).map(({ kind }) => kind)).toEqual(['active', 'active'])
  expect(listedRuns([], [], [], false)).toEqual([])
})

test('what failed stands before what has merely ended', () => {
  const failed = run(1, 'stopped', { at: 1, reason: 'failed', detail: 'no route' })
  const done = run(2, 'stopped', { at: 2, reason: 'completed', detail: null })
  const kinds = listedRuns([run(3)], [failed], [done], false).map(({ kind }) => kind)
  expect(kinds).toEqual(['active', 'heading', 'failed', 'heading', 'ended'])
})

test('no two lines go by the same key, though an engine that was started anew counts anew', () => {
  const ended = { at: 1, reason: 'failed', detail: null } as const
  const before = { ...run(1, 'stopped', ended), startedAt: 5 }
  const keys = listedRuns([run(1)], [before, run(1, 'stopped', ended)], [], false).map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})
