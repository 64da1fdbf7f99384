import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { MessageRing } from '../../shared/base/message-ring.ts'

const MESSAGES = 200_000
const PULLED = 200_000

/** Length and content of a message follow from its number, so that a torn one shows. */
const producer = `
  const { workerData } = require('node:worker_threads')
  import(workerData.module).then(({ MessageRing }) => {
    const ring = MessageRing.attach(workerData.shared)
    const room = new Uint8Array(64)
    const never = new Int32Array(new SharedArrayBuffer(4))
    for (let number = 0; number < workerData.messages; number += 1) {
      const bytes = room.subarray(0, 4 + (number % 61))
      bytes.fill(number & 0xff)
      new DataView(room.buffer).setUint32(0, number)
      while (!ring.tryPut((number % 65535) + 1, bytes)) if (!workerData.spins) Atomics.wait(never, 0, 0, 1)
    }
  })
`

/** Starts the producing thread, and hands its messages to `consume` turn by turn until that says that it is done. */
async function withProducer(
  ring: MessageRing,
  how: { readonly messages: number; readonly spins: boolean },
  consume: () => boolean,
): Promise<void> {
  const module = new URL('../../shared/base/message-ring.ts', import.meta.url).href
  const worker = new Worker(producer, {
    eval: true,
    workerData: { module, shared: ring.shared, ...how },
  })
  const failure = new Promise<never>((_resolve, reject) => worker.once('error', reject))
  try {
    while (!consume()) await Promise.race([failure, new Promise((turn) => setTimeout(turn, 1))])
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

test('200,000 messages from another thread, pulled newest first while it puts, all arrive once and whole', async () => {
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
  await withProducer(ring, { messages: PULLED, spins: true }, () => {
    for (let turn = 0; turn < 20_000 && arrived < PULLED && wrong.length === 0; turn += 1) {
      const ids = ring.list()
      if (ids.length === 0) continue
      // The newest, then the oldest, then one in the middle: room comes back at either end, and late between them.
      take(ring.pull(ids.at(-1) as number))
      if (ids.length > 1) take(ring.get())
      if (ids.length > 3) take(ring.pull(ids[ids.length >> 1] as number))
    }
    return arrived === PULLED || wrong.length > 0
  })
  expect(wrong).toEqual([])
  expect(arrived).toBe(PULLED)
  expect({ isEmpty: ring.isEmpty, length: ring.length }).toEqual({ isEmpty: true, length: 0 })
})
