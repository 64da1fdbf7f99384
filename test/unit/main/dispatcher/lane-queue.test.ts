import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { LaneQueue } from '../../../../main/dispatcher/lane-queue.ts'

function event(seq: number): EventEnvelope {
  return {
    ...{ seq, type: 'fader.moved', source: 'desk', at: monotonicMs(0), time: wallMs(0), cause: null },
    ...{ payload: { seq }, bytes: 256 },
  }
}

const lane = (capacity = 8): LaneQueue => new LaneQueue('show', capacity, 1_000_000)

describe('the key under which an event waits', () => {
  test('finds it until it is taken, and finds the next one that waits under it', () => {
    const queue = lane()
    queue.add(event(1), 'a', 0)
    expect(queue.waiting('a')?.seq).toBe(1)
    queue.take()
    expect(queue.waiting('a')).toBeUndefined()
    queue.add(event(2), 'b', 0)
    queue.add(event(3), 'a', 0)
    expect(queue.waiting('a')?.seq).toBe(3)
    queue.replace('a', event(4))
    expect([queue.take()?.seq, queue.take()?.seq]).toEqual([2, 4])
  })

  test('finds nothing once it is closed, until another waits under it', () => {
    const queue = lane()
    queue.add(event(1), 'a', 0)
    queue.close('a')
    expect(queue.waiting('a')).toBeUndefined()
    queue.add(event(2), 'a', 0)
    expect(queue.waiting('a')?.seq).toBe(2)
    expect([queue.take()?.seq, queue.take()?.seq]).toEqual([1, 2])
  })

  test('does not find what another key has put at the same place', () => {
    const queue = lane(1)
    queue.add(event(1), 'a', 0)
    queue.take()
    for (let seq = 2; seq < 40; seq += 1) {
      queue.add(event(seq), 'b', 0)
      expect(queue.waiting('a')).toBeUndefined()
      queue.take()
    }
  })

  test('goes on finding those that wait through keys without end', () => {
    const queue = lane(100)
    queue.add(event(1), 'stays', 0)
    for (let seq = 2; seq < 50; seq += 1) queue.add(event(seq), `waits ${seq}`, 0)
    for (let seq = 50; seq < 20_000; seq += 1) {
      queue.add(event(seq), `passes ${seq}`, 0)
      if (queue.depth > 60) queue.take()
    }
    const waiting = Array.from({ length: 60 }, (_, back) => queue.waiting(`passes ${19_999 - back}`)?.seq)
    expect(waiting).toEqual(Array.from({ length: 60 }, (_, back) => 19_999 - back))
    expect(queue.waiting('passes 19939')).toBeUndefined()
    expect(queue.waiting('stays')).toBeUndefined()
  })
})
