// One side of a network of its own: `receive` prints what arrives, `send` is an OSC output that is driven by lines.
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { SystemClock } from '../../main/clock.ts'
import { createOscOutput } from '../../main/outputs/osc/output.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import { SlipDecoder } from '../../main/protocols/osc/slip.ts'
import { disposable } from '../../shared/base/disposable.ts'
import type { EventEnvelope, EventHandler, Subscribe } from '../../shared/model/event.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { NO_MUTES } from '../support/no-mutes.ts'

const PORT = 9000

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

function receive(host: string): void {
  const server = createServer((socket) => {
    const frames = new SlipDecoder(65_536, {
      packet(bytes) {
        const packet = decodePacket(bytes)
        say({ arrived: packet.ok && !isBundle(packet.value) ? packet.value.address : 'nonsense' })
      },
      dropped: (reason) => say({ arrived: reason }),
    })
    say({ connected: true })
    socket.on('data', (chunk) => frames.push(chunk))
    socket.on('error', () => undefined)
  })
  server.listen(PORT, host, () => say({ listening: true }))
}

/** Each line is the address to send, or `?` for the health of the target. */
function send(host: string): void {
  const handlers = new Map<string, EventHandler>()
  const subscribe: Subscribe = (type, handler) => {
    handlers.set(type, handler as EventHandler)
    return disposable('subscription', () => handlers.delete(type))
  }
  const output = createOscOutput({
    clock: new SystemClock(),
    publish: ({ payload }) => {
      say({ said: payload })
      return 1
    },
    subscribe,
    mutes: NO_MUTES,
  })
  output.take({ desk: { host, port: PORT, transport: 'tcp', framing: 'slip', maxAge: 2000 } }, OPENING)
  createInterface(process.stdin).on('line', (line) => {
    if (line === '?') say({ health: output.health()[0] })
    else {
      const payload = { target: 'desk', address: line, args: [] }
      void handlers.get('osc.send')?.({ seq: 1, type: 'osc.send', payload } as unknown as EventEnvelope)
    }
  })
}

const [role, host = ''] = process.argv.slice(2)
if (role === 'receive') receive(host)
else send(host)
