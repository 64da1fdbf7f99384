// The client of the echo bench: tells its port, then sends a port one message at a time and times each answer.
import { createSocket } from 'node:dgram'

export interface Ping {
  readonly port: number
  readonly address: string
  readonly count: number
}

/** Of all of a question's messages together. */
const ANSWERED_WITHIN_MS = 60_000

const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port))

/** The address and the integer 1. */
function messageTo(address: string): Buffer {
  return Buffer.concat([
    Buffer.from(address.padEnd((address.length & ~3) + 4, '\0')),
    Buffer.from(',i\0\0\0\0\0\x01', 'latin1'),
  ])
}

/** Makes next to nothing on the way, so that its own collections are not taken for somebody else's slowness. */
function measure({ port, address, count }: Ping): void {
  const message = messageTo(address)
  const times = new Float64Array(count)
  const late = setTimeout(() => {
    throw new Error(`${address} to port ${port} was not answered`)
  }, ANSWERED_WITHIN_MS)
  let answered = 0
  let sentAt = 0
  const send = (): void => {
    sentAt = performance.now()
    socket.send(message, port, '127.0.0.1')
  }
  const hear = (): void => {
    times[answered] = performance.now() - sentAt
    answered += 1
    if (answered < count) {
      send()
      return
    }
    clearTimeout(late)
    socket.off('message', hear)
    process.send?.([...times])
  }
  socket.on('message', hear)
  send()
}

process.on('message', measure)
