import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { MessageRing } from '../../shared/base/message-ring.ts'

const MESSAGES = 200_000
/** Of those that are pulled newest first no more than this, and no longer: threads that share one processor pass some twenty a turn. */
const PULLED = 200_000
const PULLED_FOR_MS = 10_000
/** Far more than fit at once. */
const FEWEST_PULLED = 1_000

/** What both threads tell each other beside the ring: how many were put, whether that was the last, and that no more are wanted. */
const PUT = 0
const ENDED = 1
const ENOUGH = 2

/** Length and content of a message follow from its number, so that a torn one shows. */
const producer = `
  const { workerData } = require('node:worker_threads')
  import(workerData.module).then(({ MessageRing }) => {
    const ring = MessageRing.attach(workerData.shared)
    const room = new Uint8Array(64)
    const never = new Int32Array(new SharedArrayBuffer(4))
    const { told } = workerData
    for (let number = 0; number < workerData.messages && Atomics.load(told, ${ENOUGH}) === 0; number += 1) {
      const bytes = room.subarray(0, 4 + (number % 61))
      bytes.fill(number & 0xff)
      new DataView(room.buffer).setUint32(0, number)
      while (!ring.tryPut((number % 65535) + 1, bytes)) if (!workerData.spins) Atomics.wait(never, 0, 0, 1)
      Atomics.store(told, ${PUT}, number + 1)
    }
    Atomics.store(told, ${ENDED}, 1)
  })
`

/** Starts the producing thread, and hands its messages to `consume` turn by turn until that says that it is done. */
async function withProducer(
  ring: MessageRing,
  how: { readonly messages: number; readonly spins: boolean },
  consume: (told: Int32Array) => boolean,
): Promise<void> {
  const module = new URL('../../shared/base/message-ring.ts', import.meta.url).href
  const told = new Int32Array(new SharedArrayBuffer(12))
  const worker = new Worker(producer, {
    eval: true,
    workerData: { module, shared: ring.shared, told, ...how },
  })
  const failure = new Promise<never>((_resolve, reject) => worker.once('error', reject))
  try {
    while (!consume(told)) await Promise.race([failure, new Promise((turn) => setTimeout(turn, 1))])
  } finally {
    await worker.terminate()
  }
}

function isWhole(bytes: Uint8Array, number: number): boolean {
  if (bytes.length !== 4 + (number % 61)) return false
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) !== number) return false
  return bytes.subarray(4).every((byte) => byte === (number & 0xff))
}

test('200,000 messages from another thread all arrive, in order and whole', async () => {
  // Odd and small, so that the ring wraps and fills a hundred times.
  const ring = MessageRing.create(65_521)
  let next = 0
  const wrong: number[] = []
  await withProducer(ring, { messages: MESSAGES, spins: false }, () => {
    for (let turn = 0; turn < 20_000 && next < MESSAGES; turn += 1) {
      const { id, bytes } = ring.get()
      if (id === 0) break
      if (id !== (next % 65535) + 1 || !isWhole(bytes, next)) wrong.push(next)
      next += 1
    }
    return next === MESSAGES || wrong.length > 0
  })
  expect(wrong).toEqual([])
  expect(next).toBe(MESSAGES)
  expect(ring.isEmpty).toBe(true)
})

test('messages from another thread, pulled newest first while it puts, all arrive once and whole', async () => {
  // Room for some twenty, so that the newest is nearly always the one that the other thread is just putting behind.
  const ring = MessageRing.create(1021)
  const numberOf = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const seen = new Uint8Array(PULLED)
  let arrived = 0
  const wrong: number[] = []
  const take = (message: { readonly id: number; readonly bytes: Uint8Array }): void => {
    const number = message.bytes.length < 4 ? -1 : numberOf(message.bytes)
    const isRight = message.id === (number % 65535) + 1 && isWhole(message.bytes, number)
    if (!isRight || seen[number] !== 0) wrong.push(number)
    seen[number] = 1
    arrived += 1
  }
  let put = 0
  let limit = Infinity
  await withProducer(ring, { messages: PULLED, spins: true }, (told) => {
    // Before it is looked whether anything is left: all that was put is in the ring by then.
    const hasEnded = Atomics.load(told, ENDED) === 1
    for (let turn = 0; turn < 20_000 && arrived < PULLED && wrong.length === 0; turn += 1) {
      const ids = ring.list()
      if (ids.length === 0) continue
      // The newest, then the oldest, then one in the middle: room comes back at either end, and late between them.
      take(ring.pull(ids.at(-1) as number))
      if (ids.length > 1) take(ring.get())
      if (ids.length > 3) take(ring.pull(ids[ids.length >> 1] as number))
    }
    if (arrived > 0 && limit === Infinity) limit = performance.now() + PULLED_FOR_MS
    if (performance.now() > limit) Atomics.store(told, ENOUGH, 1)
    put = Atomics.load(told, PUT)
    return (hasEnded && ring.isEmpty) || wrong.length > 0
  })
  expect(wrong).toEqual([])
  expect(arrived).toBe(put)
  expect(arrived).toBeGreaterThan(FEWEST_PULLED)
  expect({ isEmpty: ring.isEmpty, length: ring.length }).toEqual({ isEmpty: true, length: 0 })
})
