import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { LATEST_EVENTS } from '../../../../main/dispatcher/defaults.ts'
import { StateStore } from '../../../../main/dispatcher/state-store.ts'

const state = (type: string, source: string, seq = 1): EventEnvelope => ({
  seq,
  type,
  source,
  at: monotonicMs(0),
  time: wallMs(0),
  cause: null,
  payload: null,
})

test('the latest event of each type and source is kept', () => {
  const store = new StateStore()
  store.record(state('lights.go', 'pad', 1))
  store.record(state('lights.go', 'operator', 2))
  store.record(state('lights.stop', 'pad', 3))
  store.record(state('lights.go', 'pad', 4))
  expect(store.latest('lights.go', 'pad')?.seq).toBe(4)
  expect(store.latest('lights.go', 'operator')?.seq).toBe(2)
  expect(store.latest('lights.go', 'nobody')).toBeNull()
  expect(store.latest('no.such', 'pad')).toBeNull()
  expect(store.latestOfAll('lights.go').map(({ seq }) => seq)).toEqual([4, 2])
  expect(store.latestOfAll('no.such')).toEqual([])
  expect(store.size).toBe(3)
})

describe('names without end', () => {
  test('a flood of sources displaces itself, not the state of others', () => {
    const store = new StateStore()
    store.record(state('lights.go', 'pad'))
    for (let number = 0; number < LATEST_EVENTS + 10; number += 1)
      store.record(state('flood.of', `source ${number}`))
    expect(store.size).toBe(LATEST_EVENTS)
    expect(store.forgotten).toBe(11)
    expect(store.latest('lights.go', 'pad')).not.toBeNull()
    expect(store.latest('flood.of', 'source 10')).toBeNull()
    expect(store.latest('flood.of', 'source 11')).not.toBeNull()
    // What is known already still changes in place.
    store.record(state('lights.go', 'pad', 2))
    expect(store.latest('lights.go', 'pad')?.seq).toBe(2)
    expect(store.forgotten).toBe(11)
  })

  test('a flood of types stays within the same bound', () => {
    const store = new StateStore()
    for (let number = 0; number < LATEST_EVENTS + 10; number += 1)
      store.record(state(`flood.of${number}`, 'pad'))
    expect(store.size).toBe(LATEST_EVENTS)
    expect(store.forgotten).toBe(10)
    expect(store.latest('flood.of9', 'pad')).toBeNull()
    expect(store.latest(`flood.of${LATEST_EVENTS + 9}`, 'pad')).not.toBeNull()
  })
})
