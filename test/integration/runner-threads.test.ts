// Runs on real threads, sending to real sockets.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import type { EventDraft, Publish } from '../../shared/model/event.ts'
import { playlist } from '../support/stage.ts'

let scope = new AsyncDisposableStack()
afterEach(async () => {
  await scope.disposeAsync()
  scope = new AsyncDisposableStack()
})

/** A socket that keeps what arrives, one entry a datagram. */
async function receiver(): Promise<{ port: number; received: string[] }> {
  const socket = createSocket('udp4')
  const received: string[] = []
  socket.on('message', (bytes) => received.push(bytes.toString('utf8')))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  scope.defer(() => void socket.close())
  return { port: socket.address().port, received }
}

interface Rig {
  readonly playlists: Playlists
  readonly events: EventDraft[]
  readonly pool: RunnerPool
  /** Resolves once an event of this type has been published as often as asked. */
  seen(type: string, times: number): Promise<void>
}

/** Playlists on a pool; steps of type osc.send leave directly, with their payload's text as the packet. */
function rig(port: number, threads: number): Rig {
  const clock = new SystemClock()
  const events: EventDraft[] = []
  const waiting: { type: string; times: number; resolve: () => void }[] = []
  const countOf = (type: string): number => events.filter((event) => event.type === type).length
  const publish: Publish = (draft) => {
    events.push(draft)
    for (const wait of waiting.filter(({ type, times }) => countOf(type) >= times)) {
      waiting.splice(waiting.indexOf(wait), 1)
      wait.resolve()
    }
    return events.length
  }
  const pools: RunnerPool[] = []
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  scope.defer(() => void socket.close())
  const playlists = scope.use(
    new Playlists({
      clock,
      publish,
      subscribe: () => ({ [Symbol.dispose]() {} }),
      createRunners(listener) {
        const pool = new RunnerPool({ clock, clockOrigin: clock.origin, threads }, listener)
        pools.push(pool)
        return pool
      },
      direct: {
        encode: (type, payload) =>
          type === 'osc.send'
            ? { packet: new TextEncoder().encode(payload as string), host: '127.0.0.1', port, target: 'desk' }
            : null,
        send: (_, packet) => socket.send(packet),
        sent() {},
        failed() {},
      },
      forgotten() {},
    }),
  )
  return {
    playlists,
    events,
    pool: pools[0] as RunnerPool,
    seen(type, times) {
      if (countOf(type) >= times) return Promise.resolve()
      return new Promise((resolve) => waiting.push({ type, times, resolve }))
    },
  }
}

/** Waits until the thread's socket to the target is open, so that steps leave directly. */
async function warmUp({ playlists, events, seen }: Rig): Promise<void> {
  playlists.register(playlist({ id: 'warm-up', steps: [{ offset: 1, type: 'osc.send', payload: 'warm' }] }))
  for (;;) {
    playlists.start('warm-up', { trigger: null, cause: null })
    await seen('playlist.stopped', 1)
    const emitted = events.findLast(({ type }) => type === 'playlist.emitted')
    events.length = 0
    if ((emitted?.payload as { direct: boolean }).direct) return
  }
}

const start = ({ playlists }: Rig, id: string): string => {
  const started = playlists.start(id, { trigger: null, cause: null })
  if (!started.ok || started.value.runId === null) throw new Error(`${id} did not start`)
  return started.value.runId
}

describe('a runner thread', () => {
  test('sends the packets of a run in the order of its timeline and reports each', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    received.length = 0
    const steps = Array.from({ length: 200 }, (_, index) => ({
      offset: index / 4,
      type: 'osc.send',
      payload: `${index}`,
    }))
    show.playlists.register(playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    await expect.poll(() => received.length).toBe(200)
    expect(received).toEqual(Array.from({ length: 200 }, (_, index) => `${index}`))
    const emitted = show.events.filter(({ type }) => type === 'playlist.emitted')
    expect(emitted.map(({ payload }) => (payload as { step: number }).step)).toEqual(
      Array.from({ length: 200 }, (_, step) => step),
    )
  })

  test('follows on what left at the very start, so that every packet is sent once and in order', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    received.length = 0
    // More than leave from the main thread at the start, then some that are due later.
    const steps = Array.from({ length: 60 }, (_, index) => ({
      offset: index < 40 ? 0 : index / 10,
      type: 'osc.send',
      payload: `${index}`,
    }))
    show.playlists.register(playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    await expect.poll(() => received.length).toBe(60)
    expect(received).toEqual(Array.from({ length: 60 }, (_, index) => `${index}`))
    expect(show.events.filter(({ type }) => type === 'playlist.emitted')).toHaveLength(60)
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
    show.playlists.register(playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('playlist.stopped', 1)
    const early = show.events
      .filter(({ type }) => type === 'playlist.emitted')
      .filter(({ payload }) => (payload as { lateBy: number }).lateBy < 0)
    expect(early).toEqual([])
  })

  test('goes on sending while the main thread is blocked', async () => {
    const count = new Int32Array(new SharedArrayBuffer(4))
    const counter = new Worker(new URL('../support/udp-counter.worker.ts', import.meta.url), {
      workerData: count,
    })
    scope.defer(async () => {
      await counter.terminate()
    })
    const [port] = (await once(counter, 'message')) as [number]
    const show = rig(port, 1)
    await warmUp(show)
    show.playlists.register(
      playlist({
        id: 'p',
        steps: [{ offset: 1, type: 'osc.send', payload: 'x', repeat: { count: 100, interval: 1 } }],
      }),
    )
    Atomics.store(count, 0, 0)
    start(show, 'p')
    // Blocks this thread, event loop and all, until the packets have arrived elsewhere.
    while (Atomics.load(count, 0) < 100) {
      if (Atomics.wait(count, 0, Atomics.load(count, 0), 10_000) === 'timed-out') break
    }
    expect(Atomics.load(count, 0)).toBe(100)
    expect(show.events.filter(({ type }) => type === 'playlist.emitted')).toEqual([])
    await show.seen('playlist.stopped', 1)
    expect(show.events.filter(({ type }) => type === 'playlist.emitted')).toHaveLength(100)
  })

  test('sends nothing of a run after its stop is acknowledged', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    received.length = 0
    show.playlists.register(
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
    show.playlists.register(
      playlist({ id: 'last', steps: [{ offset: 5, type: 'osc.send', payload: 'last' }] }),
    )
    start(show, 'last')
    await expect.poll(() => received.at(-1)).toBe('last')
    expect(received.filter((text) => text === 'x')).toHaveLength(told)
  })

  test('pauses where it stands, resumes from there and keeps to a new rate', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    show.playlists.register(playlist({ id: 'p', steps: [{ offset: 60, type: 'osc.send', payload: 'x' }] }))
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
    show.playlists.register(playlist({ id: 'p', steps }))
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

describe('a pool that loses a thread', () => {
  /** Makes the thread fail by a run on a timeline it never got, and takes that run back at once. */
  function breakThread({ pool }: Rig): void {
    const anchor = { at: 0, position: 0, rate: 1, state: 'running' } as const
    pool.start({ run: 999_999, timeline: 999_999, anchor, cursor: 0 }, null)
    pool.command({ kind: 'stop', run: 999_999 })
  }

  test('replaces it, and its runs go on where they stood without losing or repeating a step', async () => {
    const { port, received } = await receiver()
    const show = rig(port, 1)
    await warmUp(show)
    received.length = 0
    const steps = Array.from({ length: 300 }, (_, index) => ({
      offset: index,
      type: 'lights.go',
      payload: index,
    }))
    show.playlists.register(playlist({ id: 'p', steps }))
    start(show, 'p')
    await show.seen('lights.go', 40)
    breakThread(show)
    await show.seen('playlist.stopped', 1)
    expect(show.events.filter(({ type }) => type === 'lights.go').map(({ payload }) => payload)).toEqual(
      Array.from({ length: 300 }, (_, index) => index),
    )
    expect(show.events.filter(({ type }) => type === 'runner.lost')).toHaveLength(1)
    expect(show.events.find(({ type }) => type === 'runner.replaced')?.payload).toEqual({
      runner: 0,
      resumed: 1,
      failed: 0,
    })
    expect(show.events.find(({ type }) => type === 'playlist.stopped')?.payload).toMatchObject({
      reason: 'completed',
      emitted: 300,
    })
  })

  test('keeps a paused run paused', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    show.playlists.register(playlist({ id: 'p', steps: [{ offset: 10_000, type: 'lights.go' }] }))
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

  test('gives up runs that take thread after thread with them, and says why', async () => {
    const { port } = await receiver()
    const show = rig(port, 1)
    show.playlists.register(playlist({ id: 'p', steps: [{ offset: 60_000, type: 'lights.go' }] }))
    start(show, 'p')
    const anchor = { at: 0, position: 0, rate: 1, state: 'running' } as const
    show.pool.start({ run: 999_999, timeline: 999_999, anchor, cursor: 0 }, null)
    await show.seen('playlist.stopped', 1)
    expect(show.events.find(({ type }) => type === 'playlist.stopped')?.payload).toMatchObject({
      reason: 'failed',
      error: expect.stringContaining('its runner was lost') as unknown,
    })
    // The pool itself lives on.
    show.playlists.register(playlist({ id: 'q', steps: [{ offset: 1, type: 'lights.go' }] }))
    start(show, 'q')
    await show.seen('playlist.stopped', 2)
    expect(show.events.filter(({ type }) => type === 'lights.go')).toHaveLength(1)
  })
})
