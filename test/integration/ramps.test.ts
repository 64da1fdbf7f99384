// Values that move on real threads, sending to real sockets, also while the main thread stands still.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { encodeDirect } from '../../main/outputs/osc/direct.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import type { DecodedPacket } from '../../main/protocols/osc/packet.ts'
import type { EventDraft, EventHandler, Publish } from '../../shared/model/event.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import type { RampEnding } from '../../shared/model/ramp-lane.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { also, playlist } from '../support/stage.ts'

let scope = new AsyncDisposableStack()
afterEach(async () => {
  await scope.disposeAsync()
  scope = new AsyncDisposableStack()
})

interface Received {
  readonly address: string
  readonly value: OscValue | undefined
}

/** A socket that keeps what arrives. */
async function receiver(): Promise<{ port: number; received: Received[]; bundles: () => number }> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
  const received: Received[] = []
  let bundles = 0
  const keep = (packet: DecodedPacket): void => {
    if ('packets' in packet) for (const member of packet.packets) keep(member)
    else received.push({ address: packet.address, value: packet.args.at(-1) })
  }
  socket.on('message', (bytes) => {
    const decoded = decodePacket(bytes)
    if (!decoded.ok) throw new Error(decoded.error.detail)
    if ('packets' in decoded.value) bundles += 1
    keep(decoded.value)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  scope.defer(() => void socket.close())
  return { port: socket.address().port, received, bundles: () => bundles }
}

/** Playlists on one thread, whose target is at a port; what is published is kept, and sends are heard as by an output. */
function rig(port: number) {
  const clock = new ActingSystemClock()
  const events: EventDraft[] = []
  const heard = new Map<string, EventHandler>()
  let seq = 0
  const publish: Publish = (draft) => {
    seq += 1
    events.push(draft)
    void heard.get(draft.type)?.({ ...draft, seq } as never)
    return seq
  }
  const pools: RunnerPool[] = []
  const nothing = () => ({ [Symbol.dispose]() {} })
  const playlists = scope.use(
    new Playlists({
      ...{ clock, publish, hearInterrupts: nothing, hearTriggers: nothing },
      hearSends(type, handler) {
        heard.set(type, handler as EventHandler)
        return nothing()
      },
      createRunners(listener) {
        const pool = new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener)
        pools.push(pool)
        return pool
      },
      direct: {
        encode: encodeDirect,
        onRoute(listener) {
          listener({ target: 'desk', at: { host: '127.0.0.1', port }, bundles: true })
          return nothing()
        },
        ...{ send: () => false, sent() {}, failed() {} },
      },
      ...{ interrupts: null, causeOf: () => null, forgotten() {} },
    }),
  )
  const of = (type: string) => events.filter((event) => event.type === type)
  const start = (id: string, ...steps: readonly Record<string, unknown>[]): string => {
    also(playlists, playlist({ id, steps }))
    const started = playlists.start(id, { trigger: null, cause: null, by: 'command' })
    if (!started.ok || started.value.runId === null) throw new Error(`${id} did not start`)
    return started.value.runId
  }
  return { playlists, publish, events, of, start, clock, pool: pools[0] as RunnerPool }
}

const ramp = (fields: Record<string, unknown> = {}, offset = 20) => ({
  offset,
  type: 'osc.ramp',
  payload: { target: 'desk', address: '/v', from: 0, to: 1, over: 500, type: 'd', ...fields },
})

/** Keeps this thread from anything else. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const until = (condition: () => boolean): Promise<unknown> =>
  vi.waitUntil(condition, { timeout: 20_000, interval: 5 })

test('leave where they should be while the main thread is blocked half of the time', async () => {
  const { port, received } = await receiver()
  const { playlists, start, of } = rig(port)
  await playlists.ready()
  start('p', ramp({ over: 1000 }))
  for (let turn = 0; turn < 4; turn += 1) {
    block(150)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await until(() => of('playlist.stopped').length > 0 && received.at(-1)?.value === 1)
  const values = received.map(({ value }) => value as number)
  // Each is that of a fortieth of a second, one after the other; a busy machine may have skipped some.
  expect(values.every((value) => Math.abs(value * 40 - Math.round(value * 40)) < 1e-9)).toBe(true)
  expect(values).toEqual(values.toSorted((a, b) => a - b))
  const ramped = of('playlist.ramped').at(-1)?.payload as {
    values: number
    skipped: number
    maxLateBy: number
  }
  expect(ramped.values + ramped.skipped).toBe(41)
  expect(values).toHaveLength(ramped.values)
  console.info(`${values.length} of 41 values, the latest ${ramped.maxLateBy.toFixed(2)} ms late`)
})

test('a stop that finishes them is answered after their ends have left, and nothing follows', async () => {
  const { port, received } = await receiver()
  const { playlists, start, of, pool } = rig(port)
  await playlists.ready()
  const many = Array.from({ length: 300 }, (_, place) =>
    ramp({ address: `/v/${place}`, over: 10_000, onStop: place === 0 ? 'stay' : 'finish' }),
  )
  const run = start('p', ...many)
  await until(() => received.length > 1000)
  playlists.stop(run, null)
  await until(() => of('playlist.stopped').length > 0)
  await until(() => received.filter(({ value }) => value === 1).length === 299)
  expect(received.filter(({ address }) => address === '/v/0').at(-1)?.value).toBeLessThan(1)
  const count = received.length
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(received).toHaveLength(count)
  expect(pool.health()[0]).toMatchObject({ ramps: 0, rampsEvery: 1 })
})

test('a panic leaves them where they are, and nothing leaves after it', async () => {
  const { port, received } = await receiver()
  const { playlists, start } = rig(port)
  await playlists.ready()
  const run = start('p', ramp({ over: 10_000, onStop: 'finish' }))
  await until(() => received.length > 3)
  playlists.stop(run, null)
  playlists.panic(0, null)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const count = received.length
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(received).toHaveLength(count)
})

test('those of one target leave together', async () => {
  const { port, received, bundles } = await receiver()
  const { playlists, start } = rig(port)
  await playlists.ready()
  start('p', ...Array.from({ length: 50 }, (_, place) => ramp({ address: `/v/${place}` })))
  await until(() => received.filter(({ value }) => value === 1).length === 50)
  expect(bundles()).toBeGreaterThan(0)
})

test('who sends by hand takes over', async () => {
  const { port, received } = await receiver()
  const { playlists, publish, start, of } = rig(port)
  await playlists.ready()
  start('p', ramp({ over: 60_000 }))
  await until(() => received.length > 3)
  const payload = { target: 'desk', address: '/v', types: 'd', args: [0.5] }
  publish({ type: 'osc.send', source: 'operator', cause: null, payload })
  const count = received.length
  await until(() => of('playlist.rampEnded').length > 0)
  // At most what was on its way to the socket when it was taken over.
  expect(received.length - count).toBeLessThanOrEqual(1)
  expect(of('playlist.rampEnded')[0]?.payload).toMatchObject({ how: 'takenOver' })
})

test('go on where they should be on the thread that takes over for one that is lost', async () => {
  const { port, received } = await receiver()
  const { playlists, start, of, pool } = rig(port)
  await playlists.ready()
  start('p', ramp({ over: 3000 }))
  await until(() => received.length > 5)
  // A start of what was never loaded ends the thread.
  const anchor = { at: 0, position: 0, rate: 1, state: 'running' } as const
  const limits = { afterSleep: 'ask', emissionsLeft: Infinity, deadline: Infinity } as const
  const nothing = { cursor: 0, asking: false, chase: false, lost: false }
  pool.start({ run: 999_999, timeline: 999_999, anchor, ...nothing, ...limits }, null)
  pool.command({ kind: 'stop', run: 999_999, stays: true })
  await until(() => of('runner.replaced').length > 0)
  const count = received.length
  await until(() => of('playlist.stopped').length > 0 && received.at(-1)?.value === 1)
  expect(received.length).toBeGreaterThan(count)
  const values = received.map(({ value }) => value as number)
  expect(values).toEqual(values.toSorted((a, b) => a - b))
})

test('what the main thread is to send does not pile up while that is blocked', async () => {
  const { port } = await receiver()
  const { playlists, start, of, pool } = rig(port)
  await playlists.ready()
  const message = { kind: 'control14', channel: 1, controller: 7 }
  const payload = { output: 'synth', message, from: 0, to: 16_383, over: 1500, rate: 1000 }
  start('p', { offset: 20, type: 'midi.ramp', payload })
  block(1000)
  // One value at the most, and what tells of the run.
  expect(pool.health()[0]?.reportBytes).toBeLessThan(400)
  await until(() => of('playlist.stopped').length > 0)
  expect((of('midi.send').at(-1)?.payload as { message: unknown }).message).toEqual({
    ...message,
    value: 16_383,
  })
})

test('messages that no run moves: until they have ended, or are stopped', async () => {
  const { port, received } = await receiver()
  const { playlists, clock } = rig(port)
  await playlists.ready()
  const packet = encodePacket({ address: '/f', types: 'f', args: [0] })
  if (!packet.ok) throw new Error(packet.error.what)
  const send = (over: number) => ({
    ...{ target: 'desk', packet: packet.value, rate: 40, route: 'osc desk /f', cause: null },
    patches: [
      {
        ...{ at: packet.value.length - 4, tag: 'f' as const, scale: null },
        fade: { from: 0, to: 1, over, curve: 'linear' as const, startAt: clock.now() },
      },
    ],
  })
  const ended: RampEnding[] = []
  const { fades } = playlists
  expect(fades.start({ ...send(100), target: 'elsewhere' }, (how) => void ended.push(how))).toBeNull()
  expect(fades.start(send(100), (how) => void ended.push(how))).not.toBeNull()
  await until(() => ended.length > 0)
  expect(ended).toEqual(['completed'])
  await until(() => received.at(-1)?.value === 1)
  const ticket = fades.start(send(60_000), (how) => void ended.push(how))
  await until(() => received.at(-1)?.value !== 1)
  fades.stop([ticket?.id ?? 0])
  await new Promise((resolve) => setTimeout(resolve, 30))
  const count = received.length
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(received).toHaveLength(count)
  expect(ended).toEqual(['completed'])
})
