import { expect, test } from 'vitest'
import { linesOf, mainList, showOf, starts } from '../../../support/cue-show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const CUES = [
  { id: 'a', ...starts('long') },
  { id: 'b', continue: 'auto-continue' },
  { id: 'c' },
  { id: 'd', armed: false },
]

const ruled = (...actions: readonly object[]) =>
  showOf([{ ...mainList(...CUES), minimumGoTime: 300 }], {
    schedulers: [
      {
        ...{ id: 'rules', name: 'Rules' },
        rules: [{ id: 'r', when: [{ kind: 'event', match: { event: 'own.go' } }], actions }],
      },
    ],
  })

function fire(show: SimulatedShow): void {
  show.publish({ type: 'own.go', source: 'test', payload: {} })
  show.clock.advanceBy(0)
}
const standby = (show: SimulatedShow) => show.show.cues.view().lists[0]?.standby
const failures = (show: SimulatedShow) => show.of('rule.finished').map(({ payload }) => payload.error)

test('a rule gives a list a GO, however soon after another, and the as-run log tells of which event', async () => {
  await using show = new SimulatedShow(ruled({ action: 'go_list', list: 'main' }))
  fire(show)
  fire(show)
  expect(standby(show)).toBe('d')
  expect(linesOf(show)).toEqual([
    ...['0 a started', '0 b started', '0 b completed', '0 c started', '0 c completed'],
  ])
  const fired = show.of('rule.fired')[0]
  expect(show.of('cue.started')[0]?.cause).toBe(fired?.seq)
  // It is nobody's hand: a GO right after it counts as the first.
  expect(show.answerTo('show.go', {})).toMatchObject({ ok: true })
})

test('starts, stops, arms and disarms cues', async () => {
  await using show = new SimulatedShow(
    ruled(
      { action: 'arm_cue', list: 'main', cue: 'd' },
      { action: 'disarm_cue', list: 'main', cue: 'c' },
      { action: 'start_cue', list: 'main', cue: 'd' },
      { action: 'start_cue', list: 'main', cue: 'c' },
      { action: 'stop_cue', list: 'main', cue: 'a' },
    ),
  )
  show.run('show.go', {})
  fire(show)
  expect(standby(show)).toBe('b')
  expect(linesOf(show)).toEqual([
    ...['0 a started', '0 d started', '0 d completed', '0 c skipped', '0 a stopped'],
  ])
  expect(show.show.cues.view().armed).toEqual([
    { key: 'main/d', armed: true },
    { key: 'main/c', armed: false },
  ])
})

test('a GO of a list at its end is a failure of the rule', async () => {
  await using show = new SimulatedShow(ruled({ action: 'go_list', list: 'main' }))
  show.run('cueList.standBy', {})
  fire(show)
  expect(failures(show)).toEqual([expect.stringContaining('nothing is on standby in Main')])
})
