// Presses panic at an engine that is being flooded, and times what of it arrives where the show sends.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import { SlipDecoder } from '../../main/protocols/osc/slip.ts'
import { sourceEntry, startHeadless } from '../bench/child.ts'
import type { Headless } from '../bench/child.ts'
import { SHORT_PLAYLIST } from './panic-floods.ts'
import type { Flood } from './panic-floods.ts'

/** Given up on after so long. */
const GIVE_UP_MS = 15_000
/** A datagram may be lost where thousands come at once, and a hand hammers the key: it is pressed again after so long. */
const AGAIN_MS = 300
/** How long the desk is listened to for what should not come any more. */
const SILENCE_MS = 400

export type Way = 'udp' | 'webSocket'

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

const send = (target: string, address: string, offset = 0, repeat?: object): object => ({
  ...{ offset, type: 'osc.send', payload: { target, address, args: [1] } },
  ...(repeat !== undefined && { repeat }),
})

const TICKING = { count: 6000, interval: 10 }

/** Ticks 100 times a second straight from a runner and 100 times by way of a rule, and goes dark at panic. */
function showFor(desk: Desk, { playlists = [], schedulers = [], params = {} }: Flood): object {
  return {
    ...{ version: 1, name: 'Panic', params, minimumGoTime: 0 },
    osc: {
      targets: {
        desk: { host: '127.0.0.1', port: desk.udp },
        stage: { host: '127.0.0.1', port: desk.tcp, transport: 'tcp', framing: 'slip' },
      },
    },
    events: { 'own.event': {}, 'own.loop': {}, 'own.tick': {} },
    panic: { playlist: 'dark' },
    playlists: [
      { id: 'dark', name: 'Dark', steps: [send('desk', '/dark'), send('stage', '/dark/tcp')] },
      {
        ...{ id: 'ticks', name: 'Ticks' },
        steps: [
          send('desk', '/tick', 0, TICKING),
          send('stage', '/tick/tcp', 0, TICKING),
          { offset: 0, type: 'own.tick', repeat: TICKING },
        ],
      },
      SHORT_PLAYLIST,
      ...playlists,
    ],
    schedulers: [
      {
        ...{ id: 'ticker', name: 'Ticker', groups: [], vars: {} },
        rules: [
          {
            ...{
              id: 'tick',
              limit: { count: 10_000, per: 1 },
              when: [{ kind: 'event', match: { event: 'own.tick' } }],
            },
            actions: [
              {
                ...{ action: 'emit', type: 'osc.send' },
                payload: { target: 'desk', address: '/tick/rule', args: [1] },
              },
            ],
          },
        ],
      },
      ...schedulers,
    ],
  }
}

async function begin(kind: string | null, { oscPort, http }: Headless): Promise<ChildProcess | null> {
  if (kind === null) return null
  const file = join(import.meta.dirname, '../bench/flood-sender.ts')
  const child = fork(file, [kind, String(oscPort), new URL(http).port])
  await once(child, 'message')
  return child
}

async function pressBy(way: Way, panicker: Socket, http: string): Promise<() => void> {
  const encoded = encodePacket({ address: '/cuewright/panic', args: [] })
  if (!encoded.ok) throw new Error(encoded.error.what)
  if (way === 'udp') return () => panicker.send(encoded.value)
  const socket = new WebSocket(`${http.replace('http', 'ws')}/ws`)
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return () => {
    socket.send(JSON.stringify({ kind: 'command', id: 1, command: 'show.panic', args: {} }))
    setTimeout(() => socket.terminate(), GIVE_UP_MS).unref()
  }
}

/** One panic under one flood, at an engine of its own. */
export async function panicUnder(flood: Flood, way: Way): Promise<Panicked> {
  await using opening = new AsyncDisposableStack()
  const desk = opening.use(await openDesk())
  const engine = opening.use(await startHeadless(sourceEntry, showFor(desk, flood)))
  const panicker = createSocket('udp4')
  opening.defer(() => void panicker.close())
  const connected = once(panicker, 'connect')
  panicker.connect(engine.oscPort, '127.0.0.1')
  await connected
  const press = await pressBy(way, panicker, engine.http)
  const say = (address: string): void => {
    const encoded = encodePacket({ address, args: [] })
    if (encoded.ok) panicker.send(encoded.value)
  }
  say('/cuewright/playlist/ticks/start')
  const begunBy = performance.now() + GIVE_UP_MS
  while (desk.heard.length === 0 && performance.now() < begunBy) await pause(5)
  await pause(300)
  for (const address of flood.begins ?? []) say(address)
  const child = await begin(flood.sends, engine)
  if (child !== null) opening.defer(() => void child.kill('SIGKILL'))
  await pause(flood.forMs ?? 1500)

  const pressedAt = performance.now()
  if (flood.holdsFor !== undefined) process.kill(engine.pid, 'SIGSTOP')
  press()
  if (flood.holdsFor !== undefined) {
    await pause(flood.holdsFor)
    process.kill(engine.pid, 'SIGCONT')
  }
  const first = (address: string): number =>
    (desk.heard.find((one) => one.address === address)?.at ?? Infinity) - pressedAt
  let presses = 1
  while (first('/dark') === Infinity || first('/dark/tcp') === Infinity) {
    const passed = performance.now() - pressedAt
    if (passed > GIVE_UP_MS) break
    if (way === 'udp' && first('/dark') === Infinity && passed > presses * AGAIN_MS) {
      presses += 1
      press()
    }
    await pause(5)
  }
  await pause(SILENCE_MS)
  const arrivals = desk.heard.map(({ address, at }) => ({ address, at: at - pressedAt }))
  const ticks = arrivals.filter(({ address }) => address.startsWith('/tick'))
  return {
    udp: first('/dark'),
    tcp: first('/dark/tcp'),
    presses,
    silentAfter: Math.max(0, ticks.at(-1)?.at ?? 0),
    // Each way has an order of its own.
    afterPanic: ticks.filter(
      ({ address, at }) => at > first(address === '/tick/tcp' ? '/dark/tcp' : '/dark'),
    ),
    before: ticks.filter(({ at }) => at < 0).length,
  }
}
