import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { SystemClock } from '../../../main/clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

const after = (clock: SystemClock, ms: number) => monotonicMs(clock.now() + ms)

test('time does not run backwards, and starts at the origin', () => {
  const clock = new SystemClock()
  let last = clock.now()
  expect(last).toBeGreaterThanOrEqual(0)
  for (let reading = 0; reading < 10_000; reading += 1) {
    const now = clock.now()
    expect(now).toBeGreaterThanOrEqual(last)
    last = now
  }
})

test('a clock of the same origin on another thread reads the same time', async () => {
  const clock = new SystemClock()
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    import(workerData.module).then(({ SystemClock }) => {
      const clock = new SystemClock(workerData.origin)
      parentPort.on('message', () => parentPort.postMessage(clock.now()))
      parentPort.postMessage('ready')
    })
  `
  const module = new URL('../../../main/clock.ts', import.meta.url).href
  const worker = new Worker(source, { eval: true, workerData: { module, origin: clock.origin } })
  try {
    await once(worker, 'message')
    for (let round = 0; round < 20; round += 1) {
      const before = clock.now()
      const answer = once(worker, 'message')
      worker.postMessage('now')
      const [there] = (await answer) as [number]
      expect(there).toBeGreaterThan(before)
      expect(there).toBeLessThan(clock.now())
    }
  } finally {
    await worker.terminate()
  }
})

test('a timer runs later, and never before it is due', async () => {
  const clock = new SystemClock()
  const early: number[] = []
  let inside = true
  const ran = [-5, 0, 0.2, 1, 1.7, 3.3, 5].map(
    (ms) =>
      new Promise<void>((resolve) => {
        const dueAt = after(clock, ms)
        clock.upkeep(dueAt, () => {
          expect(inside).toBe(false)
          if (clock.now() < dueAt) early.push(ms)
          resolve()
        })
      }),
  )
  inside = false
  await Promise.all(ran)
  expect(early).toEqual([])
})

test('a disposed timer does not run, and one may be disposed by itself', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] })
  const clock = new SystemClock()
  const ran: string[] = []
  const never = clock.upkeep(after(clock, 10), () => void ran.push('never'))
  const once = clock.upkeep(after(clock, 10), () => {
    ran.push('once')
    once[Symbol.dispose]()
  })
  never[Symbol.dispose]()
  vi.advanceTimersByTime(1000)
  expect(ran).toEqual(['once'])
})

test('a timer of forty days waits all of them, longer than one host timer can', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] })
  const clock = new SystemClock()
  const day = 24 * 60 * 60 * 1000
  let ran = 0
  using _timer = clock.upkeep(after(clock, 40 * day), () => void (ran += 1))
  for (let passed = 0; passed < 40; passed += 1) {
    expect(ran).toBe(0)
    vi.advanceTimersByTime(day)
  }
  vi.advanceTimersByTime(2)
  expect(ran).toBe(1)
})
