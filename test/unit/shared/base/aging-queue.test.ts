import { expect, test } from 'vitest'
import { AgingQueue } from '../../../../shared/base/aging-queue.ts'
import { monotonicMs } from '../../../../shared/base/clock.ts'

interface Item {
  readonly name: string
  readonly bytes: number
  readonly goodUntil: number
}
const item = (name: string, goodUntil: number, bytes = 1): Item => ({ name, goodUntil, bytes })
const names = (items: readonly Item[]): string => items.map(({ name }) => name).join('')

function queue(bounds = { items: 3, bytes: 100 }, ...items: Item[]): AgingQueue<Item> {
  const made = new AgingQueue<Item>(bounds)
  for (const one of items) made.push(one)
  return made
}

test('what waits leaves in the order it came', () => {
  const waiting = queue({ items: 3, bytes: 100 }, item('a', 5), item('b', 5))
  expect([waiting.peek()?.name, waiting.shift()?.name, waiting.shift()?.name, waiting.shift()]).toEqual([
    'a',
    'a',
    'b',
    undefined,
  ])
  expect([waiting.length, waiting.bytes]).toEqual([0, 0])
})

test('what is older than it may be is taken out, to the millisecond, wherever it stands', () => {
  const waiting = queue({ items: 9, bytes: 100 }, item('a', 2000), item('b', 900), item('c', 2001))
  expect(waiting.freshUntil()).toBe(900)
  expect(names(waiting.takeStale(monotonicMs(900)))).toBe('')
  expect(names(waiting.takeStale(monotonicMs(2001)))).toBe('ab')
  expect([names(waiting.takeAll()), waiting.length, waiting.bytes]).toEqual(['c', 0, 0])
})

test('the oldest make room, in number and in bytes', () => {
  const waiting = queue({ items: 3, bytes: 100 }, item('a', 5), item('b', 5), item('c', 5))
  expect(names(waiting.push(item('d', 5)))).toBe('a')
  expect(names(waiting.push(item('e', 5, 99)))).toBe('bc')
  expect([waiting.length, waiting.bytes]).toEqual([2, 100])
})

test('what is larger than all the room there is makes room itself', () => {
  const waiting = queue({ items: 3, bytes: 100 }, item('a', 5))
  expect(names(waiting.push(item('b', 5, 101)))).toBe('ab')
  expect(waiting.length).toBe(0)
})

test('what must arrive never gets too old and is the last to make room', () => {
  const waiting = queue({ items: 2, bytes: 100 }, item('off', Infinity), item('a', 5))
  expect(names(waiting.push(item('b', 5)))).toBe('a')
  expect(names(waiting.takeStale(monotonicMs(1e9)))).toBe('b')
  expect(waiting.freshUntil()).toBe(null)
  waiting.push(item('off2', Infinity))
  expect(names(waiting.push(item('off3', Infinity)))).toBe('off')
  expect(waiting.count(({ name }) => name.startsWith('off'))).toBe(2)
})

test('of one route only the latest waits, in the place of the first, and routes push out nothing else', () => {
  const queue = new AgingQueue<{ name: string; bytes: number; goodUntil: number; route?: string }>({
    items: 3,
    bytes: 100,
  })
  queue.push({ name: 'a1', bytes: 10, goodUntil: Infinity, route: 'a' })
  queue.push({ name: 'cue', bytes: 10, goodUntil: 2000 })
  queue.push({ name: 'a2', bytes: 20, goodUntil: Infinity, route: 'a' })
  expect([queue.length, queue.bytes]).toEqual([2, 30])
  queue.push({ name: 'b', bytes: 10, goodUntil: Infinity, route: 'b' })
  expect(
    queue.push({ name: 'c', bytes: 10, goodUntil: Infinity, route: 'c' }).map(({ name }) => name),
  ).toEqual(['a2'])
  expect(queue.takeAll().map(({ name }) => name)).toEqual(['cue', 'b', 'c'])
})
