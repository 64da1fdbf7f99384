// Runs on real threads, sending to real sockets.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { WARM_UP_PACKET } from '../support/warm-up-packet.ts'
import { Interrupts } from '../../main/interrupts/interrupts.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import type { Route } from '../../main/playlists/runner-protocol.ts'
import type { EventDraft, Publish } from '../../shared/model/event.ts'
import { also, playlist } from '../support/stage.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { asked } from '../support/asked.ts'

let scope = new AsyncDisposableStack()
afterEach(async () => {
  await scope.disposeAsync()
  scope = new AsyncDisposableStack()
})

/** A socket that keeps what arrives, one entry a datagram. */
async function receiver(): Promise<{ port: number; received: string[] }> {
  const socket = createSocket('udp4')
  const received: string[] = []
  socket.on('message', (bytes) => {
    const text = bytes.toString('utf8')
    if (text !== WARM_UP_PACKET) received.push(text)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  scope.defer(() => void socket.close())
  return { port: socket.address().port, received }
}

interface Rig {
  readonly playlists: Playlists
  readonly events: EventDraft[]
  readonly pool: RunnerPool
  readonly interrupts: Interrupts
  /** Tells the threads where the target is from now on. */
  readonly moveTo: (port: number | null) => void
  /** What becomes of a step that is handed on. */
  sends(send: (payload: unknown) => void): void
  /** Resolves once an event of this type has been published as often as asked. */
  seen(type: string, times: number): Promise<void>
}

/** A message as its packet is here: `/x 1`. */
function textOf(payload: unknown): string {
  if (typeof payload === 'string') return payload
  const { address, args } = payload as { address: string; args: readonly unknown[] }
  return [address, ...args].join(' ')
}

/** Playlists on a pool; steps of type osc.send leave directly, with their payload's text as the packet. */
function rig(port: number, threads: number, host = '127.0.0.1'): Rig {
  const clock = new ActingSystemClock()
  const events: EventDraft[] = []
  const waiting: { type: string; times: number; resolve: () => void }[] = []
  const countOf = (type: string): number => events.filter((event) => event.type === type).length
  let send: (payload: unknown) => void = () => {}
  const publish: Publish = (draft) => {
    events.push(draft)
    if (draft.type === 'osc.send') send(draft.payload)
    for (const wait of waiting.filter(({ type, times }) => countOf(type) >= times)) {
      waiting.splice(waiting.indexOf(wait), 1)
      wait.resolve()
    }
    return events.length
  }
  const pools: RunnerPool[] = []
  const routes: ((route: Route) => void)[] = []
  const interrupts = scope.use(new Interrupts({ clock, publish }))
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  scope.defer(() => void socket.close())
  const playlists = scope.use(
    new Playlists({
      clock,
      publish,
      hearInterrupts: () => ({ [Symbol.dispose]() {} }),
      hearTriggers: () => ({ [Symbol.dispose]() {} }),
      createRunners(listener) {
        const pool = new RunnerPool({ clock, clockOrigin: clock.origin, threads }, listener)
        pools.push(pool)
        return pool
      },
      direct: {
        encode: (type, payload) =>
          type === 'osc.send' ? { packet: new TextEncoder().encode(textOf(payload)), target: 'desk' } : null,
        onRoute(listener) {
          routes.push(listener)
          listener({ target: 'desk', at: { host, port }, bundles: true })
          return { [Symbol.dispose]() {} }
        },
        send(_, packet) {
          socket.send(packet)
          return true
        },
        sent() {},
        failed() {},
      },
      interrupts,
      causeOf: () => null,
      forgotten() {},
    }),
  )
  return {
    playlists,
    events,
    pool: pools[0] as RunnerPool,
    interrupts,
    moveTo(to) {
      const at = to === null ? null : { host, port: to }
      for (const tell of routes) tell({ target: 'desk', at, bundles: true })
    },
    sends: (to) => void (send = to),
    seen(type, times) {
      if (countOf(type) >= times) return Promise.resolve()
      return new Promise((resolve) => waiting.push({ type, times, resolve }))
    },
  }
}

/** A port whose datagrams another thread counts, so that they are seen to arrive while this one is blocked. */
async function countedPort(): Promise<{ port: number; count: Int32Array }> {
  const count = new Int32Array(new SharedArrayBuffer(4))
  const counter = new Worker(new URL('../support/udp-counter.worker.ts', import.meta.url), {
    workerData: count,
  })
  scope.defer(async () => {
    await counter.terminate()
  })
  const [port] = (await once(counter, 'message')) as [number]
  return { port, count }
}

/** Blocks this thread, event loop and all, until so many packets have arrived elsewhere, or `ms` have passed. */
function blockUntil(count: Int32Array, packets: number, ms: number): void {
  while (Atomics.load(count, 0) < packets) {
    if (Atomics.wait(count, 0, Atomics.load(count, 0), ms) === 'timed-out') return
  }
}

/** Waits until the thread's socket to the target is open, so that steps leave directly. */
async function warmUp({ playlists, events, seen }: Rig): Promise<void> {
  also(
    playlists,
    playlist({ id: 'warm-up', steps: [{ offset: 1, type: 'osc.send', payload: WARM_UP_PACKET }] }),
  )
  for (;;) {
    playlists.start('warm-up', { trigger: null, cause: null, by: 'command' })
    await seen('playlist.stopped', 1)
    const emitted = events.findLast(({ type }) => type === 'playlist.emitted')
    events.length = 0
    // A thread that took long to start has passed it over.
    if ((emitted?.payload as { direct: boolean } | undefined)?.direct === true) return
  }
}

const start = ({ playlists }: Rig, id: string): string => {
  const started = playlists.start(id, { trigger: null, cause: null, by: 'command' })
  if (!started.ok || started.value.runId === null) throw new Error(`${id} did not start`)
  return started.value.runId
}

describe('a runner thread', () => {
  test('sends the packets of a run in the order of its timeline and reports each', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const steps = Array.from({ length: 200 }, (_, index) => ({
      offset: index / 4,
      type: 'osc.send',
      payload: `${index}`,
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    await expect.poll(() => received.length).toBe(200)
    expect(received).toEqual(Array.from({ length: 200 }, (_, index) => `${index}`))
    const emitted = show.events.filter(({ type }) => type === 'playlist.emitted')
    expect(emitted.map(({ payload }) => (payload as { step: number }).step)).toEqual(
      Array.from({ length: 200 }, (_, step) => step),
    )
  })

  test('is in the middle of no send when a panic has stopped its runs: what is sent then arrives last', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const own = createSocket('udp4')
    scope.defer(() => void own.close())
    own.connect(port, '127.0.0.1')
    await once(own, 'connect')
    // So large that each takes a while to send.
    const payload = 'tick'.repeat(15_000)
    const repeat = { count: 20, interval: 4 }
    also(show.playlists, playlist({ id: 'p', steps: [{ offset: 8, type: 'osc.send', payload, repeat }] }))
    for (let panics = 1; panics <= 150; panics += 1) {
      received.length = 0
      const startedAt = performance.now()
      start(show, 'p')
      // Around the very moment at which a tick leaves.
      const panicAt = startedAt + 12 + (panics - 75) / 500
      while (performance.now() < panicAt);
      show.playlists.panic(0, null)
      own.send('last')
      await show.seen('playlist.stopped', panics)
      await expect.poll(() => received.includes('last'), { interval: 1 }).toBe(true)
      expect(received.length - received.indexOf('last')).toBe(1)
    }
  })

  test('sends nothing more to where a target was, also for a run that plays, and goes on where it is now', async () => {
    const before = await receiver()
    const after = await receiver()
    const show = rig(before.port, 1)
    await warmUp(show)
    const steps = Array.from({ length: 300 }, (_, index) => ({
      offset: index,
      type: 'osc.send',
      payload: `${index}`,
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await expect.poll(() => before.received.length).toBeGreaterThan(20)
    show.moveTo(null)
    await expect.poll(() => show.events.some(({ type }) => type === 'osc.send')).toBe(true)
    const arrived = before.received.length
    show.moveTo(after.port)
    await show.seen('playlist.stopped', 1)
    await expect.poll(() => after.received.at(-1)).toBe('299')
    expect(before.received).toHaveLength(arrived)
    const asEvents = show.events.filter(({ type }) => type === 'osc.send').map(({ payload }) => payload)
    const all = [...before.received, ...asEvents, ...after.received]
    expect(all.toSorted((a, b) => Number(a) - Number(b))).toEqual(steps.map(({ payload }) => payload))
  })

  test('follows on what left at the very start, so that every packet is sent once and in order', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    // More than leave from the main thread at the start, then some that are due later.
    const steps = Array.from({ length: 60 }, (_, index) => ({
      offset: index < 40 ? 0 : index / 10,
      type: 'osc.send',
      payload: `${index}`,
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    await expect.poll(() => received.length).toBe(60)
    expect(received).toEqual(Array.from({ length: 60 }, (_, index) => `${index}`))
    expect(show.events.filter(({ type }) => type === 'playlist.emitted')).toHaveLength(60)
  })

  test('sends what is due while the socket of its target opens, by that socket and in order', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    // More than leave from the main thread at the start.
    const steps = Array.from({ length: 40 }, (_, index) => ({
      ...{ offset: 0, type: 'osc.send', payload: `${index}` },
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    for (let starts = 1; starts <= 30; starts += 1) {
      received.length = 0
      show.moveTo(port)
      start(show, 'p')
      await show.seen('playlist.stopped', starts)
      expect(show.events.filter(({ type }) => type === 'osc.send')).toEqual([])
      await expect.poll(() => received.length, { interval: 1 }).toBe(40)
      expect(received).toEqual(steps.map(({ payload }) => payload))
    }
  })

  test('overtakes no step that it has handed on, however long the main thread takes to send that', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const own = createSocket('udp4')
    scope.defer(() => void own.close())
    own.connect(port, '127.0.0.1')
    await once(own, 'connect')
    show.sends((payload) => own.send(textOf(payload)))
    show.moveTo(null)
    const steps = Array.from({ length: 150 }, (_, index) => ({
      ...{ offset: 1 + index, type: 'osc.send', payload: `${index}` },
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('osc.send', 5)
    // The way there opens while some of them wait here, and this thread is kept from sending them.
    const until = performance.now() + 20
    while (performance.now() < until);
    show.moveTo(port)
    while (performance.now() < until + 40);
    await show.seen('playlist.stopped', 1)
    await expect.poll(() => received.length, { interval: 1 }).toBe(150)
    expect(received).toEqual(steps.map(({ payload }) => payload))
    // It goes back to sending them itself.
    await warmUp(show)
  })

  test('hands a step on whose target cannot be connected to, as when the network is away, and plays on', async () => {
    // A link-local address without its interface is refused at once.
    const show = rig(9, 1, 'fe80::1')
    await show.playlists.ready()
    const steps = [1, 400].map((offset) => ({ offset, type: 'osc.send', payload: 'x' }))
    also(show.playlists, playlist({ id: 'away', steps }))
    const stopped = await show.playlists.join(start(show, 'away'))
    expect(stopped?.reason).toBe('completed')
    const direct = show.events.filter(({ type }) => type === 'playlist.emitted').map(({ payload }) => payload)
    expect(direct).toMatchObject([{ direct: false }, { direct: false }])
    expect(show.pool.health()).toMatchObject([{ state: 'ready', replacements: 0 }])
  })

  test('never sends a step before it is due', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const steps = Array.from({ length: 50 }, (_, index) => ({
      offset: index * 3.3,
      type: 'osc.send',
      payload: 'x',
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    const early = show.events
      .filter(({ type }) => type === 'playlist.emitted')
      .filter(({ payload }) => (payload as { lateBy: number }).lateBy < 0)
    expect(early).toEqual([])
  })

  test('goes on sending while the main thread is blocked', async () => {
    const { port, count } = await countedPort()
    const show = rig(port, 1)
    await warmUp(show)
    also(
      show.playlists,
      playlist({
        id: 'p',
        steps: [{ offset: 1, type: 'osc.send', payload: 'x', repeat: { count: 100, interval: 1 } }],
      }),
    )
    Atomics.store(count, 0, 0)
    start(show, 'p')
    blockUntil(count, 100, 10_000)
    expect(Atomics.load(count, 0)).toBe(100)
    expect(show.events.filter(({ type }) => type === 'playlist.emitted')).toEqual([])
    await show.seen('playlist.stopped', 1)
    expect(show.events.filter(({ type }) => type === 'playlist.emitted')).toHaveLength(100)
  })

  test('tells a main thread that was blocked for 4 s what should hold, and no cues that waited for long', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const control = { kind: 'control', channel: 1, controller: 7, value: 1 }
    const repeat = { count: 40, interval: 100 }
    also(
      show.playlists,
      playlist({
        id: 'p',
        steps: [
          { offset: 1, type: 'lights.go', repeat },
          { offset: 1, type: 'midi.send', payload: { output: 'synth', message: control }, repeat },
        ],
      }),
    )
    start(show, 'p')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000)
    await show.seen('playlist.stopped', 1)
    const count = (type: string): number => told(show, type).length
    expect(count('lights.go')).toBeLessThanOrEqual(20)
    // The one reached at the very border of 2 s may fall on either side of it.
    expect(count('midi.send')).toBeLessThanOrEqual(20)
    const skipped = told(show, 'playlist.caughtUp').map(
      ({ payload }) => (payload as { skipped: number }).skipped,
    )
    expect(skipped).toEqual([80 - count('lights.go') - count('midi.send')])
  })

  test('sends nothing of a run after its stop is acknowledged', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    also(
      show.playlists,
      playlist({
        id: 'p',
        steps: [{ offset: 0, type: 'osc.send', payload: 'x', repeat: { count: 10_000, interval: 1 } }],
      }),
    )
    const runId = start(show, 'p')
    await show.seen('playlist.emitted', 50)
    show.playlists.stop(runId, null)
    await show.playlists.join(runId)
    const told = show.events.filter(({ type }) => type === 'playlist.emitted').length
    // A second run of another playlist proves that the thread is alive and its socket drained.
    also(show.playlists, playlist({ id: 'last', steps: [{ offset: 5, type: 'osc.send', payload: 'last' }] }))
    start(show, 'last')
    await expect.poll(() => received.at(-1)).toBe('last')
    expect(received.filter((text) => text === 'x')).toHaveLength(told)
  })

  test('pauses where it stands, resumes from there and keeps to a new rate', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    also(show.playlists, playlist({ id: 'p', steps: [{ offset: 60, type: 'osc.send', payload: 'x' }] }))
    const runId = start(show, 'p')
    show.playlists.change(runId, { kind: 'pause' }, null)
    await show.seen('run.stateChanged', 2)
    const paused = show.playlists.runs()[0]?.anchor
    show.playlists.change(runId, { kind: 'setRate', rate: 4 }, null)
    show.playlists.change(runId, { kind: 'resume' }, null)
    await show.seen('playlist.stopped', 1)
    const states = show.events
      .filter(({ type }) => type === 'run.stateChanged')
      .map(({ payload }) => (payload as { anchor: { position: number; rate: number; state: string } }).anchor)
    expect(states.map(({ state, rate }) => [state, rate])).toEqual([
      ['running', 1],
      ['paused', 1],
      ['paused', 4],
      ['running', 4],
      ['stopped', 4],
    ])
    expect(states[3]?.position).toBe(paused?.position)
  })

  test('relays steps without a ready packet to the dispatcher, in order with those it sends itself', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const steps = [
      { offset: 0, type: 'lights.a' },
      { offset: 1, type: 'osc.send', payload: 'x' },
      { offset: 1, type: 'lights.b' },
    ]
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    expect(show.events.map(({ type }) => type).filter((type) => /^(lights|playlist)\./.test(type))).toEqual([
      'playlist.registered',
      'playlist.created',
      'lights.a',
      'playlist.emitted',
      'playlist.emitted',
      'lights.b',
      'playlist.emitted',
      'playlist.stopped',
    ])
  })
})

/** A run on a timeline that no thread ever got, so that the one to play it fails. */
const BREAKING = {
  run: 999_999,
  timeline: 999_999,
  anchor: { at: 0, position: 0, rate: 1, state: 'running' },
  cursor: 0,
  asking: false,
  chase: false,
  lost: false,
  afterSleep: 'ask',
  emissionsLeft: Infinity,
  deadline: Infinity,
} as const

/** Makes the thread fail once: the run that it fails at is taken back at once. */
function breakThread({ pool }: Rig): void {
  pool.start(BREAKING, null)
  pool.command({ kind: 'stop', run: BREAKING.run, stays: false })
}

const asking = (offset: number, fields: Record<string, unknown> = {}) => ({
  offset,
  type: 'interrupt.raise',
  payload: { kind: 'confirmation', prompt: 'Ready?', ...fields },
})
const sending = (offset: number, payload = 'x') => ({ offset, type: 'osc.send', payload })
const stateOf = ({ playlists }: Rig): string | undefined => playlists.runs()[0]?.anchor.state
const told = ({ events }: Rig, type: string): EventDraft[] => events.filter((event) => event.type === type)

describe('a run that holds on a thread', () => {
  test('sends nothing after its question while the main thread is blocked, and goes on once answered', async () => {
    const { port, count } = await countedPort()
    const show = rig(port, 1)
    await warmUp(show)
    also(
      show.playlists,
      playlist({ id: 'p', steps: [sending(5), asking(20), sending(20), sending(40), sending(60)] }),
    )
    Atomics.store(count, 0, 0)
    start(show, 'p')
    blockUntil(count, 2, 1000)
    expect(Atomics.load(count, 0)).toBe(1)
    // Nothing of the question has reached this thread yet.
    expect(told(show, 'interrupt.raised')).toEqual([])
    await show.seen('interrupt.raised', 1)
    expect(stateOf(show)).toBe('holding')
    expect(show.playlists.runs()[0]?.anchor.position).toBe(20)
    expect(show.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({ ok: true })
    blockUntil(count, 4, 10_000)
    expect(Atomics.load(count, 0)).toBe(4)
    await show.seen('playlist.stopped', 1)
    const late = told(show, 'playlist.emitted').map(({ payload }) => (payload as { lateBy: number }).lateBy)
    // Lateness of what follows counts from the answer, not from when it was written for.
    expect(late.slice(2).every((lateBy) => lateBy >= 0 && lateBy < 900)).toBe(true)
    expect(told(show, 'playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', emitted: 5 })
  })

  test('holds at each of several questions at one time, also at the very start', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [asking(0), asking(0), asking(5), asking(5)] }))
    start(show, 'p')
    for (const number of [1, 2, 3, 4]) {
      await show.seen('interrupt.raised', number)
      expect(asked(show.interrupts)).toEqual({ 'run:p#1': 'confirmation' })
      show.interrupts.answer(`q${number}`, true, 'window:1', null)
    }
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', emitted: 4 })
  })

  test('stays paused after the answer until it is resumed', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [asking(5), { offset: 6, type: 'lights.go' }] }))
    const runId = start(show, 'p')
    await show.seen('interrupt.raised', 1)
    show.playlists.change(runId, { kind: 'pause' }, null)
    show.interrupts.answer('q1', true, 'window:1', null)
    await show.seen('run.stateChanged', 4)
    expect(stateOf(show)).toBe('paused')
    show.playlists.change(runId, { kind: 'resume' }, null)
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'lights.go')).toHaveLength(1)
  })

  test('is stopped by a no, with the answer as the cause', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [asking(5), { offset: 6, type: 'lights.go' }] }))
    start(show, 'p')
    await show.seen('interrupt.raised', 1)
    show.interrupts.answer('q1', false, 'window:1', null)
    await show.seen('playlist.stopped', 1)
    const answered = show.events.findIndex(({ type }) => type === 'interrupt.answered') + 1
    expect(told(show, 'playlist.stopped')[0]).toMatchObject({
      cause: answered,
      payload: { reason: 'cancelled', position: 5 },
    })
    expect(told(show, 'lights.go')).toEqual([])
  })

  test.each(['holding', 'paused'])('goes on %s when its thread is lost, and is asked once', async (state) => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [asking(5), { offset: 6, type: 'lights.go' }] }))
    const runId = start(show, 'p')
    await show.seen('interrupt.raised', 1)
    if (state === 'paused') {
      show.playlists.change(runId, { kind: 'pause' }, null)
      await show.seen('run.stateChanged', 3)
    }
    breakThread(show)
    await show.seen('runner.replaced', 1)
    // Answered by the new thread, so what it had to tell before has been told.
    show.playlists.change(runId, { kind: 'setRate', rate: 2 }, null)
    await show.seen('run.stateChanged', state === 'paused' ? 4 : 3)
    expect(stateOf(show)).toBe(state)
    expect(told(show, 'lights.go')).toEqual([])
    show.interrupts.answer('q1', true, 'window:1', null)
    if (state === 'paused') show.playlists.change(runId, { kind: 'resume' }, null)
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'interrupt.raised')).toHaveLength(1)
    expect(told(show, 'lights.go')).toHaveLength(1)
  })

  test('ends with its question taken back where it takes thread after thread with it', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [asking(5), { offset: 6, type: 'lights.go' }] }))
    start(show, 'p')
    await show.seen('interrupt.raised', 1)
    show.pool.start(BREAKING, null)
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'interrupt.cleared')[0]?.payload).toMatchObject({ reason: 'ownerEnded' })
    expect(asked(show.interrupts)).toEqual({})
  })
})

describe('a quota on a thread', () => {
  test('of emissions is kept to the packet while the main thread is blocked', async () => {
    const { port, count } = await countedPort()
    const show = rig(port, 1)
    await warmUp(show)
    also(
      show.playlists,
      playlist({
        id: 'p',
        quota: { emissions: 25 },
        steps: [{ offset: 0, type: 'osc.send', payload: 'x', repeat: { count: 1000, interval: 1 } }],
      }),
    )
    Atomics.store(count, 0, 0)
    start(show, 'p')
    blockUntil(count, 26, 500)
    expect(Atomics.load(count, 0)).toBe(25)
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'playlist.stopped')[0]?.payload).toMatchObject({ reason: 'failed', emitted: 25 })
    expect(told(show, 'resource.exhausted')[0]?.payload).toEqual({
      runId: expect.stringMatching(/^p#/) as unknown,
      resource: 'emissions',
      playlistId: 'p',
      usage: 25,
      quota: 25,
    })
  })

  test('of emissions is not begun anew by a thread that is replaced', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    const many = { offset: 10_000, type: 'lights.go', repeat: { count: 10, interval: 1 } }
    const three = { offset: 1, type: 'lights.go', repeat: { count: 3, interval: 1 } }
    also(show.playlists, playlist({ id: 'p', quota: { emissions: 5 }, steps: [three, many] }))
    const runId = start(show, 'p')
    await show.seen('lights.go', 3)
    breakThread(show)
    await show.seen('runner.replaced', 1)
    show.playlists.change(runId, { kind: 'seek', position: 9_999 }, null)
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'lights.go')).toHaveLength(5)
  })

  test('of seconds fails a run that holds, and takes its question back', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', quota: { seconds: 1 }, steps: [asking(5), sending(10)] }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'playlist.stopped')[0]?.payload).toMatchObject({
      reason: 'failed',
      error: 'its quota of 1 seconds is used up',
    })
    expect(told(show, 'interrupt.cleared')).toHaveLength(1)
  })
})

describe('a pool that loses a thread', () => {
  test('replaces it, and its runs go on where they stood without repeating a step, or losing one untold', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const steps = Array.from({ length: 300 }, (_, index) => ({
      offset: index,
      type: 'lights.go',
      payload: index,
    }))
    also(show.playlists, playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('lights.go', 40)
    breakThread(show)
    await show.seen('playlist.stopped', 1)
    const left = told(show, 'lights.go').map(({ payload }) => payload as number)
    expect(left).toEqual([...new Set(left)].sort((one, other) => one - other))
    // A machine that is busy takes longer than half a second to start another thread: what was due by then is passed over.
    const skipped = told(show, 'playlist.caughtUp').map(
      ({ payload }) => (payload as { skipped: number }).skipped,
    )
    expect(left.length + skipped.reduce((sum, steps) => sum + steps, 0)).toBe(300)
    expect(show.events.filter(({ type }) => type === 'runner.lost')).toHaveLength(1)
    expect(show.events.find(({ type }) => type === 'runner.replaced')?.payload).toEqual({
      runner: 0,
      resumed: 1,
      failed: 0,
    })
    expect(show.events.find(({ type }) => type === 'playlist.stopped')?.payload).toMatchObject({
      reason: 'completed',
      emitted: left.length,
    })
  })

  test('sends once what should hold after what became long past meanwhile, and fires nothing of it', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    const message = (offset: number, address: string, args: readonly number[], count = 1) => ({
      offset,
      type: 'osc.send',
      payload: { target: 'desk', address, args },
      repeat: { count, interval: 20 },
    })
    also(
      show.playlists,
      playlist({
        id: 'p',
        steps: [
          message(0, '/light/on', [1]),
          message(50, '/x', [1], 150),
          message(50, '/go', [], 150),
          message(700, '/light/on', [0]),
          message(710, '/cue/5/start', []),
        ],
      }),
    )
    start(show, 'p')
    await show.seen('playlist.emitted', 10)
    breakThread(show)
    // The thread ends at once; that it has is heard of late, as on a machine that has no time.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
    await show.seen('playlist.caughtUp', 1)
    const [caughtUp] = told(show, 'playlist.caughtUp')
    expect(caughtUp?.payload).toMatchObject({ playlistId: 'p', why: 'runnerLost', sent: 2 })
    await show.seen('playlist.stopped', 1)
    // Whether it left by the new thread's socket or, until that is open, through the dispatcher.
    const texts = told(show, 'playlist.emitted').map(({ payload }) =>
      textOf((payload as { payload: unknown }).payload),
    )
    expect(texts.filter((text) => text.startsWith('/light'))).toEqual(['/light/on 1', '/light/on 0'])
    expect(texts).not.toContain('/cue/5/start')
    const { skipped } = caughtUp?.payload as { skipped: number }
    // Of a second and a half at 50 Hz of a value and a trigger all but the last half second, and the cue.
    expect(skipped).toBeGreaterThan(60)
    expect(texts.length + skipped).toBe(303)
  })

  test('keeps a paused run paused', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [{ offset: 10_000, type: 'lights.go' }] }))
    const runId = start(show, 'p')
    show.playlists.change(runId, { kind: 'pause' }, null)
    await show.seen('run.stateChanged', 2)
    breakThread(show)
    await show.seen('runner.replaced', 1)
    show.playlists.change(runId, { kind: 'seek', position: 9_999 }, null)
    await show.seen('run.stateChanged', 3)
    expect(show.playlists.runs()[0]?.anchor).toMatchObject({ state: 'paused', position: 9_999 })
    show.playlists.change(runId, { kind: 'resume' }, null)
    await show.seen('playlist.stopped', 1)
  })

  test('plays on what it began with where that is to finish', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(
      show.playlists,
      playlist({ id: 'p', onChange: 'finish', steps: [{ offset: 10_000, type: 'lights.go' }] }),
    )
    const runId = start(show, 'p')
    also(show.playlists, playlist({ id: 'p', onChange: 'finish' }))
    breakThread(show)
    await show.seen('runner.replaced', 1)
    show.playlists.change(runId, { kind: 'seek', position: 9_999 }, null)
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed', emitted: 1 })
    expect(told(show, 'runner.lost')).toHaveLength(1)
  })

  test('gives up runs that take thread after thread with them, and says why', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [{ offset: 60_000, type: 'lights.go' }] }))
    start(show, 'p')
    show.pool.start(BREAKING, null)
    await show.seen('playlist.stopped', 1)
    expect(show.events.find(({ type }) => type === 'playlist.stopped')?.payload).toMatchObject({
      reason: 'failed',
      error: expect.stringContaining('its runner was lost') as unknown,
    })
    // The pool itself lives on.
    also(show.playlists, playlist({ id: 'q', steps: [{ offset: 1, type: 'lights.go' }] }))
    start(show, 'q')
    await show.seen('playlist.stopped', 2)
    expect(show.events.filter(({ type }) => type === 'lights.go')).toHaveLength(1)
  })
})

/** A packet every four milliseconds that says of which edition it is. */
const edition = (name: string, fields: Record<string, unknown> = {}) =>
  playlist({
    id: 'p',
    steps: Array.from({ length: 100 }, (_, index) => sending(4 * index, `${name} ${index}`)),
    ...fields,
  })

/** All that was emitted, in its order: each step at most once, of one edition after the other, and how many of each. */
function editions(show: Rig): Record<string, number> {
  const texts = told(show, 'playlist.emitted').map(({ payload }) => (payload as { payload: string }).payload)
  const numbers = texts.map((text) => Number(text.split(' ')[1]))
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  const names = texts.map((text) => text.split(' ')[0] as string)
  expect(names.filter((name, at) => name !== names[at - 1])).toEqual([...new Set(names)])
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]),
  )
}

/** A thread that takes long to be replaced passes over what is long past by then. */
function expectAllAccountedFor(show: Rig): void {
  const skipped = told(show, 'playlist.caughtUp').map(
    ({ payload }) => (payload as { skipped: number }).skipped,
  )
  const sum = skipped.reduce((all, some) => all + some, 0)
  expect(told(show, 'playlist.emitted').length + sum).toBe(100)
}

describe('a run on a thread whose playlist changes', () => {
  test('goes on with what is new without a gap, while the main thread is blocked', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    also(show.playlists, edition('old'))
    start(show, 'p')
    await show.seen('playlist.emitted', 12)
    also(show.playlists, edition('new'))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    await show.seen('playlist.stopped', 1)
    const { old = 0, new: young = 0 } = editions(show)
    expect(old + young).toBe(100)
    expect(young).toBeGreaterThan(0)
    await expect.poll(() => received).toHaveLength(100)
    expect(received).toEqual([
      ...Array.from({ length: old }, (_, at) => `old ${at}`),
      ...Array.from({ length: young }, (_, at) => `new ${old + at}`),
    ])
  })

  test('goes on with what is new on the thread that takes over from one that was lost before it could', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    also(show.playlists, edition('old'))
    start(show, 'p')
    await show.seen('playlist.emitted', 12)
    breakThread(show)
    for (const name of ['between', 'new']) also(show.playlists, edition(name))
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'runner.lost')).toHaveLength(1)
    expect(told(show, 'playlist.stopped')[0]?.payload).toMatchObject({ reason: 'completed' })
    const { between, ...counted } = editions(show)
    expect(between).toBeUndefined()
    expect(Object.keys(counted)).toEqual(['old', 'new'])
    expectAllAccountedFor(show)
  })

  test('goes on where it stood in what is new when its thread is lost afterwards', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    also(show.playlists, edition('old'))
    start(show, 'p')
    await show.seen('playlist.emitted', 12)
    also(show.playlists, edition('new'))
    await show.seen('run.stateChanged', 2)
    breakThread(show)
    await show.seen('playlist.stopped', 1)
    expect(Object.keys(editions(show))).toEqual(['old', 'new'])
    expectAllAccountedFor(show)
  })

  test('holds at its question where that is now, and is asked once, though its thread is lost', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    also(show.playlists, playlist({ id: 'p', steps: [asking(5), { offset: 6, type: 'lights.go' }] }))
    start(show, 'p')
    await show.seen('interrupt.raised', 1)
    const more = [0, 1, 2].map((offset) => ({ offset, type: 'lights.more' }))
    also(show.playlists, playlist({ id: 'p', steps: [...more, asking(5), { offset: 6, type: 'lights.go' }] }))
    await show.seen('run.stateChanged', 3)
    expect(stateOf(show)).toBe('holding')
    breakThread(show)
    await show.seen('runner.replaced', 1)
    expect(show.interrupts.answer('q1', true, 'window:1', null)).toMatchObject({ ok: true })
    await show.seen('playlist.stopped', 1)
    expect(told(show, 'interrupt.raised')).toHaveLength(1)
    expect(told(show, 'lights.go')).toHaveLength(1)
    expect(told(show, 'lights.more')).toEqual([])
  })

  test('sends nothing more of what it was once it is to stop for the change', async () => {
    const { port, count } = await countedPort()
    const show = rig(port, 1)
    await warmUp(show)
    also(show.playlists, edition('old', { onChange: 'stop' }))
    Atomics.store(count, 0, 0)
    start(show, 'p')
    await show.seen('playlist.emitted', 12)
    also(show.playlists, edition('new', { onChange: 'stop' }))
    await show.seen('playlist.stopped', 1)
    const [stopped] = told(show, 'playlist.stopped')
    const { reason, emitted } = stopped?.payload as { reason: string; emitted: number }
    expect(reason).toBe('changed')
    await expect.poll(() => Atomics.load(count, 0)).toBe(emitted)
    blockUntil(count, emitted + 1, 50)
    expect(Atomics.load(count, 0)).toBe(emitted)
  })
})
