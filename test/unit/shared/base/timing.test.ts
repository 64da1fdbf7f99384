import { describe, expect, test } from 'vitest'
import { backOff } from '../../../../shared/base/back-off.ts'
import { everyBeat } from '../../../../shared/base/beat.ts'
import { setBounded } from '../../../../shared/base/bounded-map.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { within } from '../../../../shared/base/within.ts'

describe('looking around', () => {
  test('is done at whole multiples, until it is disposed', () => {
    const clock = new SimulatedClock(70)
    const looks: number[] = []
    const looking = everyBeat(clock, 100, () => {
      looks.push(clock.now())
      if (looks.length === 3) looking[Symbol.dispose]()
    })
    clock.advanceBy(1_000)
    expect(looks).toEqual([200, 300, 400])
    expect(clock.runNext(10_000)).toBe(false)
  })
})

describe('waiting within a time', () => {
  test('ends with the work', async () => {
    const clock = new SimulatedClock()
    await within(clock, 100, Promise.resolve('done'))
    expect(clock.runNext(10_000)).toBe(false)
  })

  test('ends without it when the time is over', async () => {
    const clock = new SimulatedClock()
    const waiting = within(clock, 100, new Promise(() => undefined))
    clock.advanceBy(100)
    await waiting
  })

  test('fails where the work does', async () => {
    await expect(within(new SimulatedClock(), 100, Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})

test('each attempt in a row that failed doubles the wait, up to the longest', () => {
  expect([0, 1, 2, 3, 4, 2_000].map((failures) => backOff(failures, 250, 1_500))).toEqual([
    250, 250, 500, 1_000, 1_500, 1_500,
  ])
})

test('a bounded map forgets the first of too many', () => {
  const map = new Map([['a', 1]])
  for (const key of ['b', 'a', 'c']) setBounded(map, key, 2, 2)
  expect([...map]).toEqual([
    ['b', 2],
    ['c', 2],
  ])
})
