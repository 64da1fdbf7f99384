import { describe, expect, it } from 'vitest'
import { Afterwards } from '../../../../main/as-run/afterwards.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'

function rig() {
  const deferred: (() => void)[] = []
  const taken: number[] = []
  const resting: (() => void)[] = []
  const heard = new Afterwards({
    rest: (run) => void resting.push(run),
    defer: (run) => void deferred.push(run),
    take: ({ seq }) => void taken.push(seq),
  })
  return {
    heard,
    taken,
    deferred,
    add: (from: number, count: number) => {
      for (let seq = from; seq < from + count; seq += 1) heard.add({ seq } as EventEnvelope)
    },
    wake: () => resting.shift()?.(),
    turn: () => deferred.shift()?.(),
  }
}

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at)

describe('what is to be written down', () => {
  it('waits until the thread has slept, however many turns of its loop that takes', () => {
    const { add, taken, turn, wake } = rig()
    add(1, 2)
    turn()
    add(3, 1)
    turn()
    expect(taken).toEqual([])
    wake()
    expect(taken).toEqual([1, 2, 3])
  })

  it('is handed on 16 at a time, so that an event in between need not wait for all', () => {
    const { add, taken, turn, wake, heard, deferred } = rig()
    add(1, 40)
    wake()
    expect(taken).toEqual(numbers(1, 16))
    expect(heard.size).toBe(24)
    add(41, 1)
    turn()
    turn()
    expect(taken).toEqual(numbers(1, 41))
    expect(heard.size).toBe(0)
    turn()
    expect(deferred).toHaveLength(0)
  })

  it('is not kept until the thread has slept where 64 events wait already', () => {
    const { add, taken, turn, wake, deferred } = rig()
    add(1, 63)
    expect(deferred).toHaveLength(0)
    add(64, 1)
    turn()
    expect(taken).toEqual(numbers(1, 16))
    wake()
    expect(taken).toEqual(numbers(1, 16))
    expect(deferred).toHaveLength(1)
  })

  it('is at most 256 events, whatever comes', () => {
    const { add, taken, heard } = rig()
    add(1, 256)
    expect(taken).toEqual([])
    add(257, 1)
    expect(taken).toEqual(numbers(1, 256))
    expect(heard.size).toBe(1)
    add(258, 100_000)
    expect(heard.size).toBeLessThanOrEqual(256)
  })

  it('is handed on at once where somebody asks for it', () => {
    const { add, taken, heard, wake } = rig()
    add(1, 20)
    heard.flush()
    expect(taken).toEqual(numbers(1, 20))
    wake()
    expect(taken).toEqual(numbers(1, 20))
  })
})
