// Sends OSC messages to a port at a steady rate: udp-flood PORT PER_SECOND SECONDS. Tells what it sent, and ends.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodePacket } from '../../main/protocols/osc/encode.ts'

export interface Flooded {
  readonly sent: number
  readonly seconds: number
  /** The last value sent to each address. */
  readonly last: Readonly<Record<string, number>>
}

/** Half of the messages are values of a few faders, half are presses that all matter. */
const FADERS = 16

const [port, perSecond, seconds] = process.argv.slice(2).map(Number) as [number, number, number]
const total = perSecond * seconds
const last: Record<string, number> = {}

function message(index: number): Uint8Array {
  const address = index % 2 === 0 ? `/fader/${(index / 2) % FADERS}` : '/button/press'
  last[address] = index
  const packet = encodePacket({ address, types: 'i', args: [index] })
  if (!packet.ok) throw new Error(packet.error.what)
  return packet.value
}

const socket = createSocket('udp4')
const connected = once(socket, 'connect')
socket.connect(port, '127.0.0.1')
await connected

const startedAt = performance.now()
let sent = 0
while (sent < total) {
  const due = Math.min(total, Math.floor(((performance.now() - startedAt) * perSecond) / 1000))
  for (; sent < due; sent += 1) socket.send(message(sent))
  await sleep(1)
}
process.send?.({ sent, seconds: (performance.now() - startedAt) / 1000, last } satisfies Flooded)
socket.close()
process.disconnect()
