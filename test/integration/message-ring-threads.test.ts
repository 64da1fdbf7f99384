import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { MessageRing } from '../../shared/base/message-ring.ts'

const MESSAGES = 200_000

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
      while (!ring.tryPut((number % 65535) + 1, bytes)) Atomics.wait(never, 0, 0, 1)
    }
  })
`

function isWhole(bytes: Uint8Array, number: number): boolean {
  if (bytes.length !== 4 + (number % 61)) return false
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) !== number) return false
  return bytes.subarray(4).every((byte) => byte === (number & 0xff))
}

test('200,000 messages from another thread all arrive, in order and whole', async () => {
  // Odd and small, so that the ring wraps and fills a hundred times.
  const ring = MessageRing.create(65_521)
  const module = new URL('../../shared/base/message-ring.ts', import.meta.url).href
  const worker = new Worker(producer, {
    eval: true,
    workerData: { module, shared: ring.shared, messages: MESSAGES },
  })
  const failure = new Promise<never>((_resolve, reject) => worker.once('error', reject))
  try {
    let next = 0
    const wrong: number[] = []
    while (next < MESSAGES && wrong.length === 0) {
      for (let turn = 0; turn < 20_000 && next < MESSAGES; turn += 1) {
        const { id, bytes } = ring.get()
        if (id === 0) break
        if (id !== (next % 65535) + 1 || !isWhole(bytes, next)) wrong.push(next)
        next += 1
      }
      await Promise.race([failure, new Promise((turn) => setTimeout(turn, 1))])
    }
    expect(wrong).toEqual([])
    expect(next).toBe(MESSAGES)
    expect(ring.isEmpty).toBe(true)
  } finally {
    await worker.terminate()
  }
})
