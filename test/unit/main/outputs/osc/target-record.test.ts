import { describe, expect, test } from 'vitest'
import { BackOff } from '../../../../../main/outputs/osc/back-off.ts'
import { TargetRecord } from '../../../../../main/outputs/osc/target-record.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import type { EventDraft } from '../../../../../shared/model/event.ts'

function rig() {
  const clock = new SimulatedClock()
  const published: EventDraft[] = []
  const record = new TargetRecord('desk', clock, (draft) => published.push(draft))
  return { clock, published, record }
}

describe('the record of a target', () => {
  test('is idle until something is sent', () => {
    const { record } = rig()
    expect(record.health()).toEqual({
      state: 'idle',
      sent: 0,
      acknowledged: null,
      unacknowledgedFor: 0,
      failed: 0,
      dropped: 0,
      collapsed: 0,
      lastDrop: null,
      lastError: null,
    })
    record.sent()
    expect(record.health()).toMatchObject({ state: 'open', sent: 1 })
  })

  test('fails with an error and is well again two seconds after a send that brought no other', () => {
    const { clock, record } = rig()
    record.failed('ECONNREFUSED', 'nobody listens', null)
    clock.advanceBy(60_000)
    expect(record.health()).toMatchObject({ state: 'failing', lastError: 'nobody listens' })
    record.sent()
    clock.advanceBy(1999)
    record.sent()
    expect(record.health().state).toBe('failing')
    clock.advanceBy(1)
    expect(record.health().state).toBe('open')
  })

  test('starts to wait anew with every error', () => {
    const { clock, record } = rig()
    record.failed('ECONNREFUSED', 'nobody listens', null)
    record.sent()
    clock.advanceBy(1999)
    record.failed('ECONNREFUSED', 'nobody listens', null)
    clock.advanceBy(5000)
    expect(record.health().state).toBe('failing')
  })

  test('publishes each failure with the total of its kind', () => {
    const { published, record } = rig()
    record.failed('ECONNREFUSED', 'nobody listens', null)
    record.failed('EMSGSIZE', 'too long', 7)
    record.failed('ECONNREFUSED', 'nobody listens', null)
    expect(published.map(({ type, cause, payload }) => ({ type, cause, payload }))).toEqual([
      {
        type: 'osc.sendFailed',
        cause: null,
        payload: { target: 'desk', code: 'ECONNREFUSED', message: 'nobody listens', messages: 1, total: 1 },
      },
      {
        type: 'osc.sendFailed',
        cause: 7,
        payload: { target: 'desk', code: 'EMSGSIZE', message: 'too long', messages: 1, total: 1 },
      },
      {
        type: 'osc.sendFailed',
        cause: null,
        payload: { target: 'desk', code: 'ECONNREFUSED', message: 'nobody listens', messages: 1, total: 2 },
      },
    ])
  })
})

describe('back-off', () => {
  test('doubles from a quarter of a second to ten seconds, and starts again after success', () => {
    const clock = new SimulatedClock()
    const attempts: number[] = []
    using backOff = new BackOff(clock, () => {
      attempts.push(clock.now())
      if (attempts.length < 8) backOff.again()
    })
    backOff.again()
    clock.advanceBy(100_000)
    expect(attempts).toEqual([250, 750, 1750, 3750, 7750, 15_750, 25_750, 35_750])
    backOff.succeeded()
    backOff.again()
    clock.advanceBy(250)
    expect(attempts.at(-1)).toBe(100_250)
  })

  test('waits once, however often it is asked, and not at all once it is disposed', () => {
    const clock = new SimulatedClock()
    let attempts = 0
    const backOff = new BackOff(clock, () => (attempts += 1))
    backOff.again()
    backOff.again()
    clock.advanceBy(5000)
    expect(attempts).toBe(1)
    backOff.again()
    backOff[Symbol.dispose]()
    clock.advanceBy(5000)
    expect(attempts).toBe(1)
  })
})
