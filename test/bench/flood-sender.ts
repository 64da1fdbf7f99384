// Floods an engine from a process of its own: flood-sender KIND[+KIND] PORT HTTP_PORT, and says 'flooding' once it has begun.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { STREAMS } from '../../shared/contract/streams.ts'
import { encodeBundle, encodePacket } from '../../main/protocols/osc/encode.ts'
import { slipEncode } from '../../main/protocols/osc/slip.ts'
import type { OscPacket } from '../../main/protocols/osc/packet.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'

const NOW: readonly [number, number] = [0, 1]

function bytesOf(packet: OscPacket): Uint8Array {
  const encoded = isBundle(packet) ? encodeBundle(packet) : encodePacket(packet)
  if (!encoded.ok) throw new Error(encoded.error.what)
  return encoded.value
}

const message = (address: string, ...args: number[]): Uint8Array => bytesOf({ address, args })

/** As many messages as one UDP packet holds. */
function bundle(address: (index: number) => string, count: number, depth: number): Uint8Array {
  let packet: OscPacket = {
    timeTag: NOW,
    packets: Array.from({ length: count }, (_, index) => ({ address: address(index), args: [1] })),
  }
  for (let level = 0; level < depth; level += 1) packet = { timeTag: NOW, packets: [packet] }
  return bytesOf(packet)
}

let counter = 0
/** Patterns that no memory of earlier ones helps with. */
const pattern = (body: string): Uint8Array => message(`/${body}${(counter += 1)}`)

/** One packet after the other of each kind; `perTurn` are sent before others get the processor. */
const PACKETS: Readonly<Record<string, { readonly next: () => Uint8Array; readonly perTurn: number }>> = {
  messages: { next: () => message('/flood', (counter += 1)), perTurn: 64 },
  control: { next: () => message('/cuewright/playlist/short/start'), perTurn: 64 },
  bundles: { next: () => bundle(() => '/flood', 2500, 0), perTurn: 4 },
  nested: { next: () => bundle((index) => `/flood/${index % 100}`, 1500, 6), perTurn: 4 },
  asterisks: { next: () => pattern(`${'*a'.repeat(480)}b`), perTurn: 16 },
  braces: { next: () => pattern(`{${'item,'.repeat(190)}x}*`), perTurn: 16 },
  levels: { next: () => pattern(`${'/*'.repeat(300)}//`), perTurn: 16 },
  brackets: { next: () => pattern(`*${'[!x]'.repeat(200)}*`), perTurn: 16 },
  startAll: { next: () => message('/cuewright/playlist/many*/start'), perTurn: 1 },
  startPatterns: { next: () => pattern(`cuewright/playlist/${'*1'.repeat(200)}/start`), perTurn: 16 },
  throws: { next: () => message('/cuewright/throw/visitor', (counter += 1)), perTurn: 32 },
  events: { next: () => message('/cuewright/event/own.loop', (counter += 1)), perTurn: 32 },
  params: { next: () => message(`/cuewright/param/p${(counter += 1) % 200}`, counter % 100), perTurn: 64 },
}

async function udp(kind: string, port: number): Promise<never> {
  const { next, perTurn } = PACKETS[kind]!
  const socket = createSocket('udp4')
  const connected = once(socket, 'connect')
  socket.connect(port, '127.0.0.1')
  await connected
  socket.on('error', () => undefined)
  for (;;) {
    for (let index = 0; index < perTurn; index += 1) socket.send(next())
    if (counter === 0) counter = 1
    // Where the receiver shares the processor it must get some, or nothing would be measured but the scheduler.
    await pause(1)
  }
}

/** Streams that send as fast as they are taken. */
async function tcp(port: number, framesOf: () => Uint8Array): Promise<never> {
  const sockets = Array.from({ length: 8 }, () => connect(port, '127.0.0.1'))
  for (const socket of sockets) socket.on('error', () => undefined)
  for (;;) {
    for (const socket of sockets) if (socket.writableLength < 65_536) socket.write(framesOf())
    for (const socket of sockets) socket.resume()
    await turn()
  }
}

async function webSockets(http: number, frame: () => object): Promise<never> {
  const sockets = Array.from({ length: 8 }, () => new WebSocket(`ws://127.0.0.1:${http}/ws`))
  for (const socket of sockets) socket.on('error', () => undefined)
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('open', resolve))))
  for (;;) {
    for (const socket of sockets) {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount > 65_536) continue
      for (let index = 0; index < 50; index += 1) socket.send(JSON.stringify(frame()))
    }
    await turn()
  }
}

async function http(port: number, path: string, method: string, body: object | null): Promise<never> {
  const one = async (): Promise<never> => {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        ...(body !== null && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }).catch(() => null)
      await answer?.arrayBuffer().catch(() => null)
    }
  }
  return (await Promise.all(Array.from({ length: 8 }, one)))[0]!
}

/** Opens connections in bursts of thousands, each of which asks once, and leaves those that are refused. */
async function connections(port: number, head: string): Promise<never> {
  let open = 0
  for (;;) {
    for (; open < 2_000; open += 1) {
      const socket = connect(port, '127.0.0.1')
      if (head !== '') socket.write(head)
      socket.on('error', () => undefined).resume()
      socket.setTimeout(3_000, () => socket.destroy())
      socket.once('close', () => (open -= 1))
    }
    await pause(20)
  }
}

/** Pages that have subscribed to everything and take what they are sent. */
async function pages(web: number): Promise<never> {
  const sockets = Array.from({ length: 6 }, () => new WebSocket(`ws://127.0.0.1:${web}/ws`))
  for (const socket of sockets) {
    socket
      .on('error', () => undefined)
      .on('message', (text: Buffer) => void JSON.parse(text.toString('utf8')))
    socket.once('open', () => {
      for (const stream of STREAMS) socket.send(JSON.stringify({ kind: 'subscribe', stream }))
    })
  }
  for (;;) await pause(1_000)
}

const command = (name: string, args: object) => (): object => {
  return { kind: 'command', id: (counter += 1), command: name, args }
}

const OTHERS: Readonly<Record<string, (osc: number, web: number) => Promise<never>>> = {
  tcpMessages: (osc) =>
    tcp(osc, () => Buffer.concat(Array.from({ length: 500 }, () => slipEncode(message('/flood', counter))))),
  socketStarts: (_, web) => webSockets(web, command('playlist.start', { id: 'short' })),
  socketEvents: (_, web) => webSockets(web, command('event.publish', { type: 'own.loop', payload: 1 })),
  socketQueries: (_, web) => webSockets(web, command('events.query', { limit: 1000 })),
  socketLog: (_, web) => webSockets(web, command('asRun.query', { limit: 1000 })),
  httpQueries: (_, web) => http(web, '/api/events?limit=10000', 'GET', null),
  connections: (_, web) => connections(web, 'GET /api/playlists HTTP/1.1\r\nhost: localhost\r\n\r\n'),
  silentConnections: (_, web) => connections(web, ''),
  pages: (_, web) => pages(web),
  httpStarts: (_, web) => http(web, '/api/playlists/short/start', 'POST', {}),
}

const [kind = '', osc = '', web = ''] = process.argv.slice(2)
process.send?.('flooding')
await Promise.all(
  kind.split('+').map((one) => OTHERS[one]?.(Number(osc), Number(web)) ?? udp(one, Number(osc))),
)
