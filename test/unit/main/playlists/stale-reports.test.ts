import { expect, test } from 'vitest'
import { sift } from '../../../../main/playlists/stale-reports.ts'
import type { Report } from '../../../../main/playlists/reports.ts'
import { compileTimeline } from '../../../../main/playlists/timeline.ts'
import { playlist } from '../../../support/stage.ts'
import { ask } from './asking-stage.ts'
import { midi, osc, repeated } from './runner-rig.ts'

const { steps } = playlist({
  id: 'p',
  steps: [
    midi(0, { kind: 'control', channel: 1, controller: 7, value: 1 }, repeated(81, 100)),
    osc(50, '/cue/5/start', [], repeated(81, 100)),
    osc(60, '/light/on', [0]),
    ask(9000),
  ],
})
const timeline = compileTimeline(steps, () => null)
const indices = [...timeline.offsets.keys()]

function reported(index: number, fields: { direct?: boolean; run?: number } = {}): Report {
  const at = timeline.offsets[index] as number
  const holds = timeline.holds[timeline.steps[index] as number] === 1
  const emission = {
    run: 1,
    timeline: timeline.id,
    index,
    dueAt: at,
    reachedAt: at,
    direct: false,
    holds,
    madeUpFor: false,
    ...fields,
  }
  return { kind: 'emitted', emission }
}

const stopped: Report = {
  kind: 'stopped',
  run: 1,
  anchor: { at: 8100, position: 8100, rate: 1, state: 'stopped' },
  ending: 'completed',
}

const told = (reports: readonly Report[]): unknown[] =>
  reports.map((report) =>
    report.kind === 'emitted'
      ? [timeline.steps[report.emission.index], timeline.offsets[report.emission.index]]
      : report.kind,
  )

test('what waited for 8 s is told as what should hold, in its order, with what came in the last two', () => {
  const waiting = [...indices.map((index) => reported(index)), stopped]
  const { reports, passed } = sift(waiting, 8100, () => timeline)
  const fresh = indices.filter((index) => (timeline.offsets[index] as number) >= 6100)
  expect(told(reports)).toEqual([[2, 60], ...told(fresh.map((index) => reported(index))), 'stopped'])
  expect(passed).toEqual([
    { run: 1, why: 'gap', from: 0, to: 6050, sent: 1, skipped: indices.length - fresh.length - 1 },
  ])
  expect(reports[0]).toMatchObject({ emission: { madeUpFor: true } })
})

test('a value that no later one follows is told, however long it waited', () => {
  const waiting = indices
    .filter((index) => (timeline.offsets[index] as number) < 1000)
    .map((index) => reported(index))
  const { reports } = sift(waiting, 60_000, () => timeline)
  expect(told(reports)).toEqual([
    [2, 60],
    [0, 900],
  ])
})

test('what waited for up to 2 s is told one by one', () => {
  const waiting = indices.slice(0, 30).map((index) => reported(index))
  expect(sift(waiting, 2000, () => timeline)).toEqual({ reports: waiting, passed: [] })
})

test('what has left already is told, and so is a question', () => {
  const waiting = [reported(1, { direct: true }), reported(indices.length - 1)]
  expect(sift(waiting, 60_000, () => timeline)).toEqual({ reports: waiting, passed: [] })
})

test('runs are told apart, and one that is not known is left alone', () => {
  const waiting = [reported(0), reported(0, { run: 2 }), reported(1, { run: 3 }), reported(3, { run: 2 })]
  const { reports, passed } = sift(waiting, 60_000, (run) => (run === 3 ? null : timeline))
  expect(reports.map((report) => report.kind === 'emitted' && report.emission.run)).toEqual([1, 3, 2])
  expect(passed.map(({ run, sent, skipped }) => [run, sent, skipped]).sort()).toEqual([
    [1, 1, 0],
    [2, 1, 1],
  ])
})
