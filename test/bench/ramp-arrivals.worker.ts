// Notes when packets with a value arrive, and which value: on a thread of its own, so that the main one may be blocked meanwhile.
import { createSocket } from 'node:dgram'
import { parentPort, workerData } from 'node:worker_threads'
import { SystemClock } from '../../main/clock.ts'

export interface RampArrivals {
  readonly clockOrigin: bigint
  /** Values so far, and packets. */
  readonly counts: Int32Array
  /** Of each value when it came, in monotonic ms, and what it was. */
  readonly times: Float64Array
  readonly values: Float64Array
}

const { clockOrigin, counts, times, values } = workerData as RampArrivals
const clock = new SystemClock(clockOrigin)
const socket = createSocket({ type: 'udp4', recvBufferSize: 8_000_000 })
const [HASH, HEADER] = [0x23, 16]

function keep(bytes: Buffer, end: number, now: number): void {
  const place = Atomics.load(counts, 0)
  if (place >= times.length) return
  times[place] = now
  values[place] = bytes.readDoubleBE(end - 8)
  Atomics.add(counts, 0, 1)
}

socket.on('message', (bytes) => {
  const now = clock.now()
  Atomics.add(counts, 1, 1)
  if (bytes[0] !== HASH) keep(bytes, bytes.length, now)
  else
    for (let at = HEADER; at < bytes.length; at += 4 + bytes.readUInt32BE(at))
      keep(bytes, at + 4 + bytes.readUInt32BE(at), now)
})
socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port))
