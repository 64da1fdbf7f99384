import { describe, expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { TurnQueue } from '../../../../shared/base/turn-queue.ts'

/** Each piece of work takes a millisecond, and a turn has two of them. */
function rig(most = { items: 4, bytes: 100 }) {
  const clock = new SimulatedClock()
  const deferred: (() => void)[] = []
  const done: string[] = []
  const queue = new TurnQueue<string>({
    ...{ clock, budgetMs: 2, most },
    defer: (run) => void deferred.push(run),
    handle(item) {
      done.push(item)
      clock.advanceBy(1)
    },
  })
  const take = (item: string, bytes = 1): boolean => queue.take(item, bytes, (kept) => `${kept} kept`)
  const turn = (): void => {
    for (const run of deferred.splice(0)) run()
  }
  return { clock, queue, deferred, done, take, turn }
}

describe('work that arrives', () => {
  test('is done at once while there is time, and later in turns, in its order', () => {
    const { done, take, turn, queue, deferred } = rig()
    for (const item of ['a', 'b', 'c', 'd', 'e']) take(item)
    expect(done).toEqual(['a', 'b'])
    turn()
    expect(done).toEqual(['a', 'b', 'c kept', 'd kept'])
    take('f')
    turn()
    expect(done.slice(4)).toEqual(['e kept', 'f kept'])
    expect([queue.size, deferred.length]).toEqual([0, 0])
  })

  test('is done at once again after a pause', () => {
    const { clock, done, take } = rig()
    for (const item of ['a', 'b']) take(item)
    clock.advanceBy(1)
    take('c')
    expect(done).toEqual(['a', 'b', 'c'])
  })

  test.each([
    [{ items: 2, bytes: 100 }, 1],
    [{ items: 100, bytes: 10 }, 5],
  ])('is refused where %j waits already', (most, bytes) => {
    const { take } = rig(most)
    expect(['a', 'b', 'c', 'd', 'e'].map((item) => take(item, bytes))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
  })

  test('keeps the room that it takes for as long as it waits', () => {
    const { take, turn } = rig({ items: 2, bytes: 100 })
    for (let round = 0; round < 5000; round += 1) {
      take('a')
      take('b')
      turn()
    }
    for (const item of ['a', 'b', 'c', 'd']) take(item)
    expect(take('e')).toBe(false)
    turn()
    expect(take('f')).toBe(true)
  })

  test('that comes from elsewhere is asked for once there is time', () => {
    const { queue, take, turn } = rig()
    for (const item of ['a', 'b', 'c', 'd', 'e']) take(item)
    const asked: number[] = []
    queue.whenCaughtUp(() => asked.push(queue.size))
    expect(queue.behind).toBe(true)
    turn()
    expect(asked).toEqual([])
    turn()
    expect(asked).toEqual([0])
    expect(queue.behind).toBe(false)
  })

  test('is let go of where its queue is closed', () => {
    const { queue, take, turn, done } = rig()
    for (const item of ['a', 'b', 'c']) take(item)
    queue[Symbol.dispose]()
    turn()
    expect(done).toEqual(['a', 'b'])
  })
})
