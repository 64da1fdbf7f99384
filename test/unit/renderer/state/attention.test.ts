import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { StandingWarning } from '../../../../shared/model/health.ts'
import { openDesk } from '../../../support/open-desk.ts'
import { reportWith } from '../../../support/health-report.ts'

const DESK: StandingWarning = {
  ...{ id: 'osc.target.desk.failing', code: 'osc/target-failing', where: 'OSC target desk (10.0.0.5:8000)' },
  ...{ what: 'nothing listens there (ECONNREFUSED)', next: 'look', since: 1000, times: 1 },
  ...{ isNow: true, happened: false, about: { kind: 'target', id: 'desk' } },
}
const report = (at: number, warnings: readonly StandingWarning[] = []) => ({
  ...reportWith({ at, dispatched: at, received: 0 }),
  warnings,
})

describe('the light', () => {
  test('follows what the engine says, also twice of one moment, and leads to the card once', () => {
    const { desk, tell } = openDesk()
    expect(desk.attention.light.tone).toBe('unknown')
    tell('health', report(250, [DESK]))
    expect(desk.attention.light).toMatchObject({ tone: 'trouble', words: 'desk does not answer' })
    expect(desk.attention.follow()).toBe('health')
    expect(desk.attention.lead).toEqual({ view: 'health', card: 'target:desk' })
    desk.attention.arrived()
    expect(desk.attention.lead).toBeNull()
    // As after somebody has seen it.
    tell('health', report(250))
    expect(desk.attention.light.tone).toBe('well')
  })

  test('loses its colour when the engine is silent, and keeps its words', () => {
    const { clock, desk, pipe, tell } = openDesk()
    tell('health', report(250, [DESK]))
    pipe.fallSilent()
    clock.advanceBy(3000)
    expect(desk.attention.light).toMatchObject({
      tone: 'unknown',
      words: 'desk does not answer',
      isLastKnown: true,
    })
  })
})

test('what is refused stands at the card where it was asked for, until something else is asked there', async () => {
  const { desk, sent, refuse, settle } = openDesk()
  desk.attention.mute('target', 'desk', true)
  expect(sent().at(-1)).toEqual(['output.mute', { kind: 'target', id: 'desk', muted: true }])
  await refuse(fault('access/role', 'desk', 'this page may only look', 'ask for the PIN'))
  expect(desk.attention.refusals.get('target:desk')?.code).toBe('access/role')
  expect(desk.notices.shown).toEqual([])
  desk.attention.mute('target', 'desk', true)
  await settle({ muted: true, withheld: 0 })
  expect(desk.attention.refusals.size).toBe(0)
})

test('a test says what it has found for half a minute', async () => {
  const { clock, desk, sent, settle } = openDesk()
  void desk.attention.test('target', 'desk')
  void desk.attention.test('target', 'desk')
  expect(sent().filter(([name]) => name === 'output.test')).toHaveLength(1)
  expect(desk.attention.trials.get('target:desk')).toEqual({ state: 'trying' })
  await settle({ reached: 'handedOver', what: 'handed over' })
  expect(desk.attention.trials.get('target:desk')).toMatchObject({ state: 'ended', found: { ok: true } })
  clock.advanceBy(31_000)
  expect(desk.attention.trials.size).toBe(0)
})

test('one warning is seen, or all that are over', () => {
  const { desk, sent } = openDesk()
  desk.attention.acknowledge('playlist:sun', 'playlist.sun.failed')
  desk.attention.acknowledge('', null)
  expect(sent().filter(([name]) => name === 'health.acknowledge')).toEqual([
    ['health.acknowledge', { id: 'playlist.sun.failed' }],
    ['health.acknowledge', {}],
  ])
})

describe('the charts', () => {
  const remembered = (times: readonly number[]) => {
    const column = times.map(() => 7)
    const readings = Object.fromEntries(
      [
        ...['eventsPerSecond', 'emittedPerSecond', 'oscPerSecond', 'oscBytesPerSecond'],
        ...['dispatchP99', 'latenessP99', 'loopDelayP99', 'rss'],
      ].map((name) => [name, column]),
    )
    return { times, readings }
  }

  test('are filled with what the engine remembers, and go on from there', async () => {
    const { desk, sent, settle, tell } = openDesk()
    tell('health', report(400_000))
    const unwatch = desk.health.watch()
    expect(sent().at(-1)).toEqual(['health.history', { span: 'minutes' }])
    await settle(remembered([1_700_000_000_000 + 300_000, 1000, 99_000]))
    expect(desk.health.charted.map(({ time }) => time - 1_700_000_000)).toEqual([300, 301, 400])
    expect(desk.health.charted[0]?.eventsPerSecond).toBe(7)
    tell('health', report(401_000))
    expect(desk.health.charted).toHaveLength(4)
    unwatch()
  })

  test('of six hours are read now and then for as long as somebody looks', async () => {
    const { clock, desk, sent, settle } = openDesk()
    const unwatch = desk.health.watch()
    await settle(remembered([]))
    desk.health.look('hours')
    await settle(remembered([1_700_000_000_000, 10_000]))
    expect(desk.health.charted).toHaveLength(2)
    const asked = (): number => sent().filter(([name]) => name === 'health.history').length
    const before = asked()
    clock.advanceBy(20_000)
    expect(asked()).toBe(before + 1)
    await settle(remembered([1_700_000_000_000]))
    unwatch()
    clock.advanceBy(60_000)
    expect(asked()).toBe(before + 1)
  })
})
