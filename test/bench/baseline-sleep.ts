// Stands in for baseline-sleep.c where there is no C compiler: same input and output, sleeping in Atomics.wait.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'

const LEAD_MS = 50

const input = await buffer(process.stdin)
const offsets = new Float64Array(new Uint8Array(input).buffer)
const socket = createSocket('udp4')
const connected = once(socket, 'connect')
socket.connect(Number(process.argv[2]), '127.0.0.1')
await connected
const packet = Buffer.from('/step\0\0\0,i\0\0\0\0\0\0')
const never = new Int32Array(new SharedArrayBuffer(4))

const start = process.hrtime.bigint() + BigInt(LEAD_MS * 1e6)
const startedAt = performance.now() + LEAD_MS
const late = Array.from(offsets, (offset) => {
  const dueAt = startedAt + offset
  const remaining = dueAt - performance.now()
  if (remaining > 0) Atomics.wait(never, 0, 0, remaining)
  socket.send(packet)
  return performance.now() - dueAt
})
await new Promise(setImmediate)
socket.close()
process.stdout.write(`${start}\n${late.map((ms) => ms.toFixed(6)).join('\n')}\n`)
