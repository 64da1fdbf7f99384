// Counts datagrams on a thread of its own, so that a test can see them arrive while its own thread is blocked.
import { createSocket } from 'node:dgram'
import { parentPort, workerData } from 'node:worker_threads'

const count = workerData as Int32Array
const socket = createSocket('udp4')
socket.on('message', () => {
  Atomics.add(count, 0, 1)
  Atomics.notify(count, 0)
})
socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port))
