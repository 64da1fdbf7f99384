// The receiving thread of arrivals.ts.
import { createSocket } from 'node:dgram'
import { parentPort, workerData } from 'node:worker_threads'
import { SystemClock } from '../../main/clock.ts'
import type { ArrivalsData } from './arrivals.ts'

const { clockOrigin, count, times } = workerData as ArrivalsData
const clock = new SystemClock(clockOrigin)
const socket = createSocket('udp4')

socket.on('message', () => {
  const now = clock.now()
  times[Atomics.add(count, 0, 1)] = now
  Atomics.notify(count, 0)
})
socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port))
