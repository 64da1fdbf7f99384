// What strangers on the network can do to the OSC input, on real sockets: bounds are asserted, times are not.
import { createSocket } from 'node:dgram'
import type { Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOscControl } from '../../main/control/osc-control.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { createOscPeripheral } from '../../main/peripherals/osc/peripheral.ts'
import { lengthPrefixEncode } from '../../main/protocols/osc/length-prefix.ts'
import { slipEncode } from '../../main/protocols/osc/slip.ts'
import { inOrder } from '../../main/order.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { KnownPeers } from '../../shared/model/known-peers.ts'
import type { OscPeer } from '../../shared/model/show.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { bytesOf } from './osc-rig.ts'

const PLAYLISTS = Array.from({ length: 2000 }, (_, index) => `p${index}`)
const IMMEDIATELY = [0, 1] as const

/** The OSC input and control of a show with two thousand playlists, on the real dispatcher. */
async function openDesk(listed: readonly OscPeer[] = []) {
  const clock = new ActingSystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  onTestFinished(() => dispatcher[Symbol.dispose]())
  const { publish, subscribe } = dispatcher
  const events: EventEnvelope[] = []
  subscribe('*', (event) => void events.push(event), { priority: 1000, name: 'test', acts: false })
  const peers = new KnownPeers(listed)
  const input = createOscPeripheral({
    ...{ clock, publish, peers, host: '127.0.0.1', port: 0 },
    ...{ name: 'main', arisenAt: () => clock.now() },
  })
  onTestFinished(() => input[Symbol.asyncDispose]())
  const opened = await input.open()
  if (!opened.ok) throw new Error(opened.error.what)
  let executed = 0
  const control = createOscControl({
    ...{ hearMessages: inOrder(subscribe)('OSC control'), hearNews: inOrder(subscribe)('OSC listeners') },
    ...{ clock, publish, peers, version: '1.2.3' },
    playlistIds: () => PLAYLISTS,
    standbyId: () => null,
    execute: () => {
      executed += 1
      return ok({ runs: [], text: 'x'.repeat(2000) })
    },
    params: {
      set: (name) => failed(fault('param/unknown', name, 'the show has no such parameter', 'declare it')),
      get: (name) => failed(fault('param/unknown', name, 'the show has no such parameter', 'declare it')),
    },
    reply: input.reply,
  })
  onTestFinished(() => control[Symbol.dispose]())
  const of = (type: string): EventEnvelope[] => events.filter((event) => event.type === type)
  const executions = (): number => executed
  return { input, control, dispatcher, of, executions, port: opened.value.port }
}

class Sender {
  readonly got: Buffer[] = []
  readonly #socket: UdpSocket
  readonly #port: number

  private constructor(socket: UdpSocket, port: number) {
    this.#socket = socket
    this.#port = port
    socket.on('message', (bytes) => void this.got.push(bytes))
  }

  static async at(host: string, port: number): Promise<Sender> {
    const socket = createSocket('udp4')
    const listening = once(socket, 'listening')
    socket.bind(0, host)
    await listening
    onTestFinished(() => void socket.close())
    return new Sender(socket, port)
  }

  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#socket.send(bytes, this.#port, '127.0.0.1', () => resolve()))
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5)
}

/** Long enough for what was sent on loopback to have come back. */
const settle = (): Promise<void> => sleep(100)

async function tcpClient(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  onTestFinished(() => void socket.destroy())
  return socket
}

describe('replies cannot be turned on others', () => {
  test('a 32-byte packet with two thousand requests in it brings one reply of at most 256 bytes', async () => {
    const desk = await openDesk()
    const stranger = await Sender.at('127.0.0.2', desk.port)
    const packet = bytesOf({ address: '/cuewright/playlist/*/pause', args: [] })
    expect(packet).toHaveLength(32)
    await stranger.send(packet)
    await until(() => desk.executions() === 2000)
    await settle()
    expect(stranger.got).toHaveLength(1)
    expect(stranger.got[0]?.length).toBeLessThanOrEqual(256)
    expect(desk.control.health()).toMatchObject({ withheld: 1999, lastWithheld: '127.0.0.2' })
  })

  test('a bundle of a thousand requests is one packet', async () => {
    const desk = await openDesk()
    const stranger = await Sender.at('127.0.0.2', desk.port)
    const packets = Array.from({ length: 1000 }, () => ({ address: '/cuewright/ping', args: [] }))
    await stranger.send(bytesOf({ timeTag: IMMEDIATELY, packets }))
    await until(() => desk.control.health().withheld === 999)
    await settle()
    expect(stranger.got).toHaveLength(1)
  })

  test('an address that the show lists gets a reply for each', async () => {
    const desk = await openDesk([{ name: 'desk', address: '127.0.0.3', timeTags: 'honour' }])
    const listed = await Sender.at('127.0.0.3', desk.port)
    const packets = Array.from({ length: 100 }, () => ({ address: '/cuewright/ping', args: [] }))
    await listed.send(bytesOf({ timeTag: IMMEDIATELY, packets }))
    await until(() => listed.got.length === 100)
    expect(desk.control.health().withheld).toBe(0)
  })

  test('forged requests of one address bring it twenty small replies a second', async () => {
    const desk = await openDesk()
    const stranger = await Sender.at('127.0.0.2', desk.port)
    const long = bytesOf({ address: `/cuewright/${'x'.repeat(900)}`, args: [] })
    const short = bytesOf({ address: '/cuewright/nothing/here', args: [] })
    const from = Date.now()
    for (let count = 0; count < 500; count += 1) await stranger.send(count % 2 === 0 ? short : long)
    await until(() => desk.of('osc.received').length === 500)
    await settle()
    const seconds = Math.ceil((Date.now() - from) / 1000)
    expect(stranger.got.length).toBeLessThanOrEqual(20 * seconds)
    expect(stranger.got.length).toBeGreaterThan(0)
    expect(Math.max(...stranger.got.map(({ length }) => length))).toBeLessThanOrEqual(256)
  })

  test('forged subscriptions neither push out the desk’s own nor are many', async () => {
    const desk = await openDesk([{ name: 'desk', address: '127.0.0.3', timeTags: 'honour' }])
    const listed = await Sender.at('127.0.0.3', desk.port)
    await listed.send(bytesOf({ address: '/cuewright/subscribe', args: [3600] }))
    await until(() => listed.got.length === 1)
    const strangers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => Sender.at(`127.0.1.${1 + index}`, desk.port)),
    )
    for (const stranger of strangers)
      await stranger.send(bytesOf({ address: '/cuewright/subscribe', args: [3600] }))
    await until(() => desk.of('osc.received').length === 201)
    await settle()
    for (const stranger of strangers) stranger.got.length = 0
    desk.dispatcher.publish({
      type: 'standby.changed',
      source: 'test',
      cause: null,
      payload: { playlistId: 'p1' },
    })
    await until(() => listed.got.length === 2)
    await settle()
    expect(strangers.reduce((sum, { got }) => sum + got.length, 0)).toBe(32)
  })
})

test('a flood of refused parameters is said in a few events, and the queue stays bounded', async () => {
  const desk = await openDesk()
  const stranger = await Sender.at('127.0.0.2', desk.port)
  for (let count = 0; count < 2000; count += 1) {
    await stranger.send(bytesOf({ address: `/cuewright/param/x${count}`, args: [count] }))
  }
  await until(() => desk.of('osc.received').length === 2000)
  await settle()
  const said = desk.of('param.rejected')
  expect(said.length).toBeGreaterThanOrEqual(64)
  expect(said.length).toBeLessThanOrEqual(2000)
  expect(said[0]?.payload).toMatchObject({ name: 'x0', value: '0', code: 'param/unknown', total: 1 })
  expect(said[0]?.cause).toBe(desk.of('osc.received')[0]?.seq)
  const [, , observation] = desk.dispatcher.health().queues
  expect(observation?.highWater).toBeLessThanOrEqual(DISPATCHER_DEFAULTS.capacity.observation)
})

describe('TCP clients', () => {
  test('that are silent make room for one that speaks', async () => {
    const desk = await openDesk()
    const silent = await Promise.all(Array.from({ length: 64 }, () => tcpClient(desk.port)))
    await until(() => desk.input.health().connections === 64)
    const speaking = await tcpClient(desk.port)
    const answered = once(speaking, 'data')
    speaking.write(slipEncode(bytesOf({ address: '/cuewright/ping', args: [] })))
    await answered
    await until(() => silent.some(({ destroyed }) => destroyed))
    expect(silent.filter(({ destroyed }) => destroyed)).toHaveLength(1)
    expect(desk.input.health()).toMatchObject({ connections: 64, rejected: { 'idle-connection': 1 } })
  })

  test('that say they will send the largest packets take no memory for what they did not send', async () => {
    const desk = await openDesk()
    const clients = await Promise.all(Array.from({ length: 64 }, () => tcpClient(desk.port)))
    for (const client of clients) client.write(Uint8Array.of(0, 1, 0, 0, 0x2f))
    await until(() => desk.input.health().connections === 64)
    await settle()
    expect(desk.input.tcpBytes()).toBeLessThanOrEqual(64 * 1024)
  })

  test('that each send half of the largest packet hold at most two megabytes together', async () => {
    const desk = await openDesk()
    const clients = await Promise.all(Array.from({ length: 64 }, () => tcpClient(desk.port)))
    const half = lengthPrefixEncode(new Uint8Array(65_536)).subarray(0, 60_000)
    for (const client of clients) client.write(half)
    await until(() => (desk.input.health().rejected['unfinished-frame'] ?? 0) > 0)
    await settle()
    expect(desk.input.tcpBytes()).toBeLessThanOrEqual(2 * 1024 * 1024)
    const speaking = await tcpClient(desk.port)
    const answered = once(speaking, 'data')
    speaking.write(slipEncode(bytesOf({ address: '/cuewright/ping', args: [] })))
    await answered
  })

  test('that never read are cut off, what waits for them is bounded, and others are answered', async () => {
    const desk = await openDesk()
    const deaf = await Promise.all(Array.from({ length: 3 }, () => tcpClient(desk.port)))
    const ask = slipEncode(bytesOf({ address: '/cuewright/playlist/*/pause', args: [] }))
    let most = 0
    for (const socket of deaf) socket.pause()
    for (let round = 0; round < 400 && desk.of('device.lost').length < deaf.length; round += 1) {
      for (const socket of deaf) if (!socket.destroyed) socket.write(ask)
      await sleep(10)
      most = Math.max(most, desk.input.tcpBytes())
    }
    await until(() => desk.of('device.lost').length === deaf.length)
    expect(most).toBeLessThanOrEqual(4 * 1024 * 1024 + 64 * 1024)
    expect(desk.of('device.lost')[0]?.payload).toMatchObject({
      reason: 'the client did not read its replies and was cut off',
    })
    expect(desk.of('osc.sendFailed').length).toBeGreaterThan(0)
    expect(desk.input.tcpBytes()).toBeLessThanOrEqual(64 * 1024)
    const speaking = await tcpClient(desk.port)
    const answered = once(speaking, 'data')
    speaking.write(slipEncode(bytesOf({ address: '/cuewright/ping', args: [] })))
    await answered
  }, 30_000)
})

/** Sends while the thread that receives is held up. */
const FLOOD = `
const { createSocket } = require('node:dgram')
const { port, bytes, count, done } = require('node:worker_threads').workerData
const socket = createSocket('udp4')
let begun = 0
let ended = 0
function more() {
  for (let turn = 0; turn < 500 && begun < count; turn += 1, begun += 1) socket.send(bytes, port, '127.0.0.1', sent)
  if (begun < count) setImmediate(more)
}
function sent() {
  ended += 1
  if (ended === count) socket.close(finished)
}
function finished() {
  Atomics.store(new Int32Array(done), 0, 1)
  Atomics.notify(new Int32Array(done), 0)
}
socket.bind(0, '127.0.0.1', more)
`

test.runIf(process.platform === 'linux')(
  'packets that the system dropped are counted',
  async () => {
    const desk = await openDesk()
    const done = new SharedArrayBuffer(4)
    const count = 40_000
    const bytes = bytesOf({ address: '/flood', args: ['x'.repeat(1000)] })
    const worker = new Worker(FLOOD, { eval: true, workerData: { port: desk.port, count, bytes, done } })
    const exited = once(worker, 'exit')
    // The worker's own start needs this thread for a moment.
    await once(worker, 'online')
    Atomics.wait(new Int32Array(done), 0, 0, 10_000)
    await exited
    await until(() => (desk.input.health().lost?.packets ?? 0) > 0)
    await sleep(1100)
    const { received, lost, receiveBuffer } = desk.input.health()
    console.log(`${received} of ${count} received, ${lost?.packets} lost, buffer ${receiveBuffer}`)
    expect(received + (lost?.packets ?? 0)).toBe(count)
    expect(lost?.now?.since).toBeGreaterThan(monotonicMs(0))
  },
  30_000,
)
