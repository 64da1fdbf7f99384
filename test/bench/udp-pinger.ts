// The client of the echo bench: tells its port, then sends a port one message at a time and times each answer.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface Ping {
  readonly port: number
  readonly count: number
}

const ANSWER_WITHIN_MS = 10_000
/** `/ping 1` */
const message = Buffer.from('/ping\0\0\0,i\0\0\0\0\0\x01', 'latin1')

const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port))

async function ping(port: number): Promise<number> {
  const answered = once(socket, 'message', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  const sentAt = performance.now()
  socket.send(message, port, '127.0.0.1')
  await answered
  return performance.now() - sentAt
}

async function measure({ port, count }: Ping): Promise<void> {
  const times: number[] = []
  for (let sent = 0; sent < count; sent += 1) times.push(await ping(port))
  process.send?.(times)
}

process.on('message', (wanted: Ping) => void measure(wanted))
