import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { LaneQueue } from '../../../../main/dispatcher/lane-queue.ts'

const FADER = { type: 'fader.moved', source: 'desk' } as const

function event(seq: number, of: Pick<EventEnvelope, 'type' | 'source'> = FADER): EventEnvelope {
  return {
    ...{ seq, ...of, at: monotonicMs(0), time: wallMs(0), cause: null },
    ...{ payload: { seq }, bytes: 256 },
  }
}

const lane = (capacity = 8): LaneQueue => new LaneQueue('show', capacity, 1_000_000)

describe('the key under which an event waits', () => {
  test('finds it until it is taken, and finds the next one that waits under it', () => {
    const queue = lane()
    queue.add(event(1), 'a', 0)
    expect(queue.waiting(FADER, 'a')?.seq).toBe(1)
    queue.take()
    expect(queue.waiting(FADER, 'a')).toBeUndefined()
    queue.add(event(2), 'b', 0)
    queue.add(event(3), 'a', 0)
    expect(queue.waiting(FADER, 'a')?.seq).toBe(3)
    queue.replace('a', event(4))
    expect([queue.take()?.seq, queue.take()?.seq]).toEqual([2, 4])
  })

  test('finds nothing once it is closed, until another waits under it', () => {
    const queue = lane()
    queue.add(event(1), 'a', 0)
    queue.close(FADER, 'a')
    expect(queue.waiting(FADER, 'a')).toBeUndefined()
    queue.add(event(2), 'a', 0)
    expect(queue.waiting(FADER, 'a')?.seq).toBe(2)
    expect([queue.take()?.seq, queue.take()?.seq]).toEqual([1, 2])
  })

  test('does not find what another key has put at the same place', () => {
    const queue = lane(1)
    queue.add(event(1), 'a', 0)
    queue.take()
    for (let seq = 2; seq < 40; seq += 1) {
      queue.add(event(seq), 'b', 0)
      expect(queue.waiting(FADER, 'a')).toBeUndefined()
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
    const waiting = Array.from(
      { length: 60 },
      (_, back) => queue.waiting(FADER, `passes ${19_999 - back}`)?.seq,
    )
    expect(waiting).toEqual(Array.from({ length: 60 }, (_, back) => 19_999 - back))
    expect(queue.waiting(FADER, 'passes 19939')).toBeUndefined()
    expect(queue.waiting(FADER, 'stays')).toBeUndefined()
  })

  test.each([1, 8, 9, 30])('tells %i of each type and source apart from those of others', (each) => {
    const queue = lane(200)
    const others = [
      { ...FADER, source: 'pedal' },
      { ...FADER, type: 'knob.moved' },
    ]
    let seq = 0
    for (let at = 0; at < each; at += 1) {
      for (const of of [FADER, ...others]) queue.add(event((seq += 1), of), `k${at}`, 0)
    }
    expect(queue.waiting(FADER, 'k0')?.seq).toBe(1)
    expect(others.map((of) => queue.waiting(of, `k${each - 1}`)?.seq)).toEqual([seq - 1, seq])
    queue.close(FADER, 'k0')
    expect(queue.waiting(FADER, 'k0')).toBeUndefined()
    queue.replace(`k${each - 1}`, event(1_000, others[1]))
    expect(Array.from({ length: 3 * each }, () => queue.take()?.seq).at(-1)).toBe(1_000)
  })

  test('finds each that waits while they become many and few again', () => {
    const queue = lane(100)
    const waits: string[] = []
    let seq = 0
    for (const [more, fewer] of [
      [7, 2],
      [6, 3],
      [1, 1],
      [40, 45],
      [9, 0],
    ] as const) {
      for (let at = 0; at < more; at += 1) {
        waits.push(`k${(seq += 1)}`)
        queue.add(event(seq), `k${seq}`, 0)
        expect(waits.map((key) => `k${queue.waiting(FADER, key)?.seq}`)).toEqual(waits)
      }
      for (let at = 0; at < fewer; at += 1) {
        const gone = waits.shift() as string
        expect(`k${queue.take()?.seq}`).toBe(gone)
        expect(queue.waiting(FADER, gone)).toBeUndefined()
        expect(waits.map((key) => `k${queue.waiting(FADER, key)?.seq}`)).toEqual(waits)
      }
    }
  })
})
