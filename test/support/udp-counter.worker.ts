// Counts datagrams on a thread of its own, so that a test can see them arrive while its own thread is blocked.
import { createSocket } from 'node:dgram'
import { parentPort, workerData } from 'node:worker_threads'
import { WARM_UP_PACKET } from './warm-up-packet.ts'

const count = workerData as Int32Array
const socket = createSocket('udp4')
socket.on('message', (bytes) => {
  if (bytes.toString('utf8') === WARM_UP_PACKET) return
  Atomics.add(count, 0, 1)
  Atomics.notify(count, 0)
})
socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port))
