// Moves all faders of a show as OSC senders do: fader-waves PORT FADERS PER_SECOND, until it is ended.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeBundle } from '../../main/protocols/osc/encode.ts'

/** Messages of one packet. */
const TOGETHER = 50

const [port, faders, perSecond] = process.argv.slice(2).map(Number) as [number, number, number]
const socket = createSocket('udp4')
const connected = once(socket, 'connect')
socket.connect(port, '127.0.0.1')
await connected

function packet(first: number, wave: number): Uint8Array {
  const packets = Array.from({ length: Math.min(TOGETHER, faders - first) }, (_, index) => ({
    address: `/f/${first + index}`,
    args: [(1 + Math.sin(wave / 12 + (first + index) / 9)) / 2],
  }))
  const encoded = encodeBundle({ timeTag: [0, 1], packets })
  if (!encoded.ok) throw new Error(encoded.error.what)
  return encoded.value
}

process.on('disconnect', () => process.exit())
const startedAt = performance.now()
for (let wave = 0; ;) {
  const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1000)
  // What is late is not made up for in a burst.
  if (due > wave) {
    wave = due
    for (let first = 0; first < faders; first += TOGETHER) socket.send(packet(first, wave))
  }
  await sleep(2)
}
