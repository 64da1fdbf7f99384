// Presses panic at an engine that is being flooded, and times what of it arrives where the show sends.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { PANIC_AGAIN_MS } from '../../shared/model/panic.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import { SlipDecoder } from '../../main/protocols/osc/slip.ts'
import { sourceEntry, startHeadless } from '../bench/child.ts'
import type { Headless } from '../bench/child.ts'
import type { Flood } from './panic-floods.ts'
import { showFor } from './panic-show.ts'

/** Given up on after so long. */
const GIVE_UP_MS = 15_000
/** A datagram may be lost where thousands come at once, and a hand hammers the key: it is pressed again after so long. */
const AGAIN_MS = 300
const START_AGAIN_MS = 2_000
/** How long the desk is listened to for what should not come any more; it ticks every 10 ms. */
const SILENCE_MS = 400
/** How long a flood goes on before the panic: by then every lane is full that it fills at all. */
const FLOODED_MS = 500
/** Ticks of each way that have arrived before it begins. */
const TICKS_BEFORE = 10

export type Way = 'udp' | 'webSocket' | 'http'

export interface Arrival {
  readonly address: string
  /** Ms after the panic was sent; negative before. */
  readonly at: number
}

export interface Panicked {
  /** Ms from sending the panic to the first message of its playlist, over UDP and over TCP. */
  readonly udp: number
  readonly tcp: number
  /** Ms from sending the panic to the last message of what was running. */
  readonly silentAfter: number
  /** What was running and arrived after panic's own message by the same way. */
  readonly afterPanic: readonly Arrival[]
  /** Times it was pressed until the first message of its playlist arrived. */
  readonly presses: number
  /** Messages of what was running before the panic. */
  readonly before: number
}

interface Desk extends AsyncDisposable {
  readonly udp: number
  readonly tcp: number
  readonly heard: { readonly address: string; readonly at: number }[]
}

function bytesOf(address: string): Uint8Array {
  const encoded = encodePacket({ address, args: [] })
  if (!encoded.ok) throw new Error(encoded.error.what)
  return encoded.value
}

const addressOf = (bytes: Uint8Array): string => {
  const packet = decodePacket(bytes)
  return packet.ok && !isBundle(packet.value) ? packet.value.address : ''
}

async function openDesk(): Promise<Desk> {
  const heard: Desk['heard'] = []
  const hear = (bytes: Uint8Array): void => {
    heard.push({ address: addressOf(bytes), at: performance.now() })
  }
  const udp = createSocket('udp4').on('message', hear)
  const bound = once(udp, 'listening')
  udp.bind(0, '127.0.0.1')
  await bound
  const tcp = createServer((socket) => {
    const frames = new SlipDecoder(65_536, { packet: hear, dropped: () => undefined })
    socket.on('data', (chunk) => frames.push(chunk)).on('error', () => undefined)
  })
  const listening = once(tcp, 'listening')
  tcp.listen(0, '127.0.0.1')
  await listening
  return {
    udp: udp.address().port,
    tcp: (tcp.address() as AddressInfo).port,
    heard,
    async [Symbol.asyncDispose]() {
      udp.close()
      tcp.close()
      await once(udp, 'close')
    },
  }
}

async function begin(kind: string | null, { oscPort, http }: Headless): Promise<ChildProcess | null> {
  if (kind === null) return null
  const file = join(import.meta.dirname, '../bench/flood-sender.ts')
  const child = fork(file, [kind, String(oscPort), new URL(http).port])
  await once(child, 'message')
  return child
}

/** How the key is pressed, until it is disposed of. */
interface Key extends Disposable {
  press(): void
}

const ASKED = 'POST /api/panic HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n'

/** Over a connection of its own for each press. */
function keyByHttp(http: string): Key {
  const opened = new DisposableStack()
  const press = (): void => {
    const socket = connect(Number(new URL(http).port), '127.0.0.1')
    opened.defer(() => void socket.destroy())
    socket.on('error', () => undefined).resume()
    socket.write(ASKED)
  }
  return { press, [Symbol.dispose]: () => opened.dispose() }
}

async function keyFor(way: Way, { engine, panicker }: Flooded): Promise<Key> {
  if (way === 'udp') {
    const packet = bytesOf('/cuewright/panic')
    return { press: () => panicker.send(packet), [Symbol.dispose]() {} }
  }
  if (way === 'http') return keyByHttp(engine.http)
  const socket = new WebSocket(`${engine.http.replace('http', 'ws')}/ws`)
  socket.on('error', () => undefined)
  await once(socket, 'open')
  // As a page does: who asks for nothing loses its place.
  socket.send(JSON.stringify({ kind: 'subscribe', stream: 'runs' }))
  return {
    press: () => socket.send(JSON.stringify({ kind: 'command', id: 1, command: 'show.panic', args: {} })),
    [Symbol.dispose]: () => socket.terminate(),
  }
}

/** An engine that can be flooded again and again, and the desk that its show sends to. */
export interface Flooded extends AsyncDisposable {
  readonly desk: Desk
  readonly engine: Headless
  readonly panicker: Socket
  /** By when the last panic had been heard. */
  panickedBy: number
  /** It was pressed more than once, and some of that may have waited at the socket. */
  hammered: boolean
}

/** Opens one whose show holds what the flood needs. */
export async function openFor(flood: Flood): Promise<Flooded> {
  await using opening = new AsyncDisposableStack()
  const desk = opening.use(await openDesk())
  const engine = opening.use(await startHeadless(flood.entry ?? sourceEntry, showFor(desk, flood)))
  const panicker = createSocket('udp4')
  opening.defer(() => void panicker.close())
  panicker.on('error', () => undefined)
  const connected = once(panicker, 'connect')
  panicker.connect(engine.oscPort, '127.0.0.1')
  await connected
  const open = opening.move()
  return {
    desk,
    engine,
    panicker,
    panickedBy: -Infinity,
    hammered: false,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Waits until what an earlier flood sent has been gone through. */
async function calm(at: Flooded): Promise<void> {
  const { desk, panicker } = at
  let pongs = 0
  const hear = (bytes: Uint8Array): void => {
    if (addressOf(bytes).endsWith('/ping')) pongs += 1
  }
  panicker.on('message', hear)
  let pingAt = -Infinity
  const ponged = await untilOrGivenUp(() => {
    // It waits behind all that was sent before it, and is sent again where it found no room.
    if (pongs === 0 && performance.now() > pingAt + AGAIN_MS) {
      panicker.send(bytesOf('/cuewright/ping'))
      pingAt = performance.now()
    }
    return pongs > 0
  })
  panicker.off('message', hear)
  if (!ponged) throw new Error('it does not answer any more after the flood before')
  if (at.hammered) at.panickedBy = performance.now()
  desk.heard.length = 0
}

/** Whether it came to hold before it was given up. */
async function untilOrGivenUp(holds: () => boolean): Promise<boolean> {
  const end = performance.now() + GIVE_UP_MS
  while (!holds()) {
    if (performance.now() > end) return false
    await pause(5)
  }
  return true
}

/** Has the show tick by every way. */
async function startTicks({ desk, panicker }: Flooded): Promise<void> {
  const ways = ['/tick', '/tick/tcp', '/tick/rule']
  let askedAt = -Infinity
  await untilOrGivenUp(() => {
    const heard = ways.map((way) => desk.heard.filter(({ address }) => address === way).length)
    // What a standstill of a busy machine delays too much is refused, and is asked for again.
    if (Math.max(...heard) === 0 && performance.now() > askedAt + START_AGAIN_MS) {
      panicker.send(bytesOf('/cuewright/playlist/ticks/start'))
      askedAt = performance.now()
    }
    return Math.min(...heard) >= TICKS_BEFORE
  })
}

/** One panic under one flood, at an engine of its own. */
export async function panicUnder(flood: Flood, way: Way): Promise<Panicked> {
  await using at = await openFor(flood)
  return await panicAt(at, flood, way)
}

/** One panic under one flood, at an engine that may have gone through others. */
export async function panicAt(at: Flooded, flood: Flood, way: Way): Promise<Panicked> {
  const { desk, engine, panicker } = at
  await calm(at)
  await using opening = new AsyncDisposableStack()
  const key = opening.use(await keyFor(way, at))
  await startTicks(at)
  for (const address of flood.begins ?? []) panicker.send(bytesOf(address))
  const child = await begin(flood.sends, engine)
  if (child !== null) opening.defer(() => endAtOnce(child))
  await pause(flood.forMs ?? FLOODED_MS)
  // Sooner after the one before it would end panic's own playlist.
  await pause(Math.max(0, at.panickedBy + PANIC_AGAIN_MS + 50 - performance.now()))

  const pressedAt = performance.now()
  if (flood.holdsFor !== undefined) process.kill(engine.pid, 'SIGSTOP')
  key.press()
  if (flood.holdsFor !== undefined) {
    await pause(flood.holdsFor)
    process.kill(engine.pid, 'SIGCONT')
  }
  const first = (address: string): number =>
    (desk.heard.find((one) => one.address === address && one.at >= pressedAt)?.at ?? Infinity) - pressedAt
  let presses = 1
  await untilOrGivenUp(() => {
    if (
      way !== 'webSocket' &&
      first('/dark') === Infinity &&
      performance.now() - pressedAt > presses * AGAIN_MS
    ) {
      presses += 1
      key.press()
    }
    return first('/dark') < Infinity && first('/dark/tcp') < Infinity
  })
  at.panickedBy = performance.now()
  at.hammered = presses > 1
  await pause(SILENCE_MS)
  const arrivals = desk.heard.map(({ address, at: heardAt }) => ({ address, at: heardAt - pressedAt }))
  const ticks = arrivals.filter(({ address }) => address.startsWith('/tick'))
  return {
    udp: first('/dark'),
    tcp: first('/dark/tcp'),
    presses,
    silentAfter: Math.max(0, ticks.at(-1)?.at ?? 0),
    // Each way has an order of its own.
    afterPanic: ticks.filter((tick) => tick.at > first(tick.address === '/tick/tcp' ? '/dark/tcp' : '/dark')),
    before: ticks.filter((tick) => tick.at < 0).length,
  }
}

async function endAtOnce(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
