import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { LATEST_EVENTS } from '../../../../main/dispatcher/defaults.ts'
import { StateStore } from '../../../../main/dispatcher/state-store.ts'

const state = (type: string, source: string, seq = 1, bytes = 256): EventEnvelope => ({
  seq,
  type,
  source,
  at: monotonicMs(0),
  time: wallMs(0),
  cause: null,
  payload: null,
  bytes,
})

/** `seq` of what is kept of one type from one source; null where nothing is. */
function latest(store: StateStore, type: string, source: string): number | null {
  return store.query({ type, source, limit: 10 })[0]?.seq ?? null
}

test('the latest event of each type and source is kept', () => {
  const store = new StateStore()
  store.record(state('lights.go', 'pad', 1))
  store.record(state('lights.go', 'operator', 2))
  store.record(state('lights.stop', 'pad', 3))
  store.record(state('lights.go', 'pad', 4))
  expect(latest(store, 'lights.go', 'pad')).toBe(4)
  expect(latest(store, 'lights.go', 'operator')).toBe(2)
  expect(latest(store, 'lights.go', 'nobody')).toBeNull()
  expect(latest(store, 'no.such', 'pad')).toBeNull()
  expect(store.query({ type: 'lights.go', limit: 10 }).map(({ seq }) => seq)).toEqual([4, 2])
  expect(store.query({ type: 'no.such', limit: 10 })).toEqual([])
  expect(store.size).toBe(3)
})

test('what passes the filters is answered newest first, as much as is asked for', () => {
  const store = new StateStore()
  store.record(state('run.stateChanged', 'playlist:a', 1))
  store.record(state('playlist.created', 'playlist:a', 2))
  store.record(state('playlist.stopped', 'playlist:b', 3))
  store.record(state('playlist.created', 'playlist:b', 4))
  const seqs = (query: { type?: string; source?: string; limit?: number }) =>
    store.query({ limit: 10, ...query }).map(({ seq }) => seq)
  expect(seqs({})).toEqual([4, 3, 2, 1])
  expect(seqs({ type: 'playlist.*' })).toEqual([4, 3, 2])
  expect(seqs({ type: 'playlist.*', source: 'playlist:a' })).toEqual([2])
  expect(seqs({ source: 'playlist:a' })).toEqual([2, 1])
  expect(seqs({ limit: 2 })).toEqual([4, 3])
  expect(seqs({ type: 'playlist.*', source: 'nobody' })).toEqual([])
})

describe('sizes without end', () => {
  test('16 MiB are kept, and a flood of large events displaces its own', () => {
    const store = new StateStore()
    store.record(state('lights.go', 'pad'))
    for (let number = 0; number < 100; number += 1)
      store.record(state('data.dump', `source ${number}`, number, 1024 * 1024))
    expect(store.query({ type: 'data.dump', limit: 100 }).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 15 }, (_, index) => 99 - index),
    )
    expect(latest(store, 'lights.go', 'pad')).not.toBeNull()
  })

  test('a source that grows and shrinks counts as what it is now', () => {
    const store = new StateStore()
    store.record(state('lights.go', 'pad'))
    for (let round = 0; round < 100; round += 1) {
      store.record(state('data.dump', 'source', round, 1024 * 1024))
      store.record(state('data.dump', 'source', round, 300))
    }
    expect(store.size).toBe(2)
    expect(store.forgotten).toBe(0)
  })
})

describe('names without end', () => {
  test('a flood of sources displaces itself, not the state of others', () => {
    const store = new StateStore()
    store.record(state('lights.go', 'pad'))
    for (let number = 0; number < LATEST_EVENTS + 10; number += 1)
      store.record(state('flood.of', `source ${number}`))
    expect(store.size).toBe(LATEST_EVENTS)
    expect(store.forgotten).toBe(11)
    expect(latest(store, 'lights.go', 'pad')).not.toBeNull()
    expect(latest(store, 'flood.of', 'source 10')).toBeNull()
    expect(latest(store, 'flood.of', 'source 11')).not.toBeNull()
    // What is known already still changes in place.
    store.record(state('lights.go', 'pad', 2))
    expect(latest(store, 'lights.go', 'pad')).toBe(2)
    expect(store.forgotten).toBe(11)
  })

  test('a flood of types stays within the same bound', () => {
    const store = new StateStore()
    for (let number = 0; number < LATEST_EVENTS + 10; number += 1)
      store.record(state(`flood.of${number}`, 'pad'))
    expect(store.size).toBe(LATEST_EVENTS)
    expect(store.forgotten).toBe(10)
    expect(latest(store, 'flood.of9', 'pad')).toBeNull()
    expect(latest(store, `flood.of${LATEST_EVENTS + 9}`, 'pad')).not.toBeNull()
  })
})
