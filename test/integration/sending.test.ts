// What is sent after a stop waits for the send that another thread is in the middle of, and not for ever.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { sendingIsOver } from '../../main/playlists/sending.ts'
import { allocateThreadMemory } from '../../main/playlists/thread-memory.ts'

/** A thread in the middle of a send that takes so long, and a word that is 1 once that has left. */
async function sender(ms: number): Promise<{ control: Int32Array; left: Int32Array }> {
  const { control } = allocateThreadMemory()
  const left = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('../support/sending.worker.ts', import.meta.url), {
    workerData: { control, left, ms },
  })
  onTestFinished(async () => {
    await worker.terminate()
  })
  await once(worker, 'message')
  return { control, left }
}

/** Stands still, so that only the send itself ends the wait. */
const STANDING = { now: () => 0 } as unknown as SystemClock

test('what follows a stop is sent once the packet that was on its way has left', async () => {
  const { control, left } = await sender(30)
  expect(Atomics.load(left, 0)).toBe(0)
  expect(sendingIsOver(control, STANDING)).toBe(true)
  expect(Atomics.load(left, 0)).toBe(1)
})

test('a thread that is held up in a send holds up nobody for long', async () => {
  const { control, left } = await sender(60_000)
  expect(sendingIsOver(control, new SystemClock())).toBe(false)
  expect(Atomics.load(left, 0)).toBe(0)
})

test('nobody waits for a thread that sends nothing', () => {
  expect(sendingIsOver(allocateThreadMemory().control, STANDING)).toBe(true)
})
