// How late the values of a fade arrive, against a C program that sleeps until each of the same moments and sends; and a thousand at once.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { SystemClock } from '../../main/clock.ts'
import { encodeDirect } from '../../main/outputs/osc/direct.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { playlistDefinition } from '../../shared/model/playlist.ts'
import { scratch } from '../support/scratch.ts'
import { atMost, atMostTimes, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { RampArrivals } from './ramp-arrivals.worker.ts'
import { blockThread } from './step-lateness.ts'
import { compile, playBySleeper } from './step-players.ts'
import type { Played } from './step-players.ts'
import { openStepReceiver } from './step-receiver.ts'
import type { StepReceiver } from './step-receiver.ts'

const ROUNDS = 5
const RATE = 40
const FADE_MS = 10_000
const ROUND_MS = 2000
const MANY = 1000
const MANY_MS = 3000
const SETTLE_MS = 300
/** No value of a fade from 0 to 1. */
const FILLER = -1
/** What was sent has arrived by then. */
const LANDED_MS = 100

interface Arrived {
  readonly times: Float64Array
  readonly values: Float64Array
  readonly packets: number
}

class Receiver implements AsyncDisposable {
  readonly port: number
  readonly #worker: Worker
  readonly #data: RampArrivals

  private constructor(port: number, worker: Worker, data: RampArrivals) {
    this.port = port
    this.#worker = worker
    this.#data = data
  }

  static async open(clock: SystemClock): Promise<Receiver> {
    const floats = (): Float64Array => new Float64Array(new SharedArrayBuffer(8 * 300_000))
    const counts = new Int32Array(new SharedArrayBuffer(8))
    const data: RampArrivals = { clockOrigin: clock.origin, counts, times: floats(), values: floats() }
    const worker = new Worker(new URL('./ramp-arrivals.worker.ts', import.meta.url), { workerData: data })
    const [port] = (await once(worker, 'message')) as [number]
    return new Receiver(port, worker, data)
  }

  async during<T>(play: () => Promise<T>): Promise<{ readonly played: T; readonly arrived: Arrived }> {
    const { counts, times, values } = this.#data
    counts.fill(0)
    const played = await play()
    await sleep(LANDED_MS)
    const [count, packets] = [Atomics.load(counts, 0), Atomics.load(counts, 1)]
    return { played, arrived: { times: times.slice(0, count), values: values.slice(0, count), packets } }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}

/** Fades by themselves: each is a playlist. */
class FadePlayer implements AsyncDisposable {
  readonly #playlists: Playlists
  #startedAt = 0
  /** Values that the last run has sent. */
  told = 0

  constructor(
    clock: SystemClock,
    port: number,
    fades: Readonly<Record<string, readonly [count: number, over: number]>>,
  ) {
    const nothing = () => disposable('nothing', () => {})
    let seq = 0
    this.#playlists = new Playlists({
      clock,
      publish: ({ type, payload }) => {
        if (type === 'playlist.emitted') this.#startedAt = (payload as { readonly dueAt: number }).dueAt
        if (type === 'playlist.ramped') this.told = (payload as { readonly values: number }).values
        return (seq += 1)
      },
      ...{ hearInterrupts: nothing, hearTriggers: nothing },
      createRunners: (listener) => new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener),
      ...{ interrupts: null, causeOf: () => null, forgotten() {} },
      direct: {
        encode: encodeDirect,
        onRoute(listener) {
          listener({ target: 'arrivals', at: { host: '127.0.0.1', port }, bundles: true })
          return disposable('route', () => {})
        },
        ...{ send: () => false, sent() {} },
        failed(target, message) {
          throw new Error(`${target}: ${message}`)
        },
      },
    })
    const definitions = Object.entries(fades).map(([id, [count, over]]) => {
      const steps = Array.from({ length: count }, (_, place) => ({
        ...{ offset: 50, type: 'osc.ramp' },
        payload: { target: 'arrivals', address: `/v/${place}`, type: 'd', from: 0, to: 1, over, rate: RATE },
      }))
      return playlistDefinition.parse({ id, name: id, steps })
    })
    this.#playlists.take(definitions, OPENING)
  }

  ready(): Promise<void> {
    return this.#playlists.ready()
  }

  /** Answers when its fades began. */
  async play(id: string): Promise<number> {
    const started = this.#playlists.start(id, { trigger: null, cause: null, by: 'command' })
    if (!started.ok || started.value.runId === null) throw new Error('the run did not start')
    await this.#playlists.join(started.value.runId)
    return this.#startedAt
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#playlists[Symbol.asyncDispose]()
  }
}

/** Of each value by how much later it came than it should. */
function lateBy({ times, values }: Arrived, startedAt: number, over: number): number[] {
  return Array.from(times, (time, place) => time - (startedAt + (values[place] ?? 0) * over))
}

interface Round {
  readonly atSocket: readonly number[]
  readonly atProgram: readonly number[]
  readonly arrived: number
}

const COUNT = (ROUND_MS / 1000) * RATE + 1

/** Plays the short fade; what it skipped is filled up, as the receiver waits for so many. */
async function fadeRound(receiver: StepReceiver, player: FadePlayer): Promise<Round> {
  const { played: startedAt, arrived } = await receiver.during(COUNT, async () => {
    const began = await player.play('short')
    await fillUp(receiver.port, COUNT - player.told)
    return began
  })
  const values = arrived.values ?? Array.from({ length: COUNT }, (_, tick) => tick / (COUNT - 1))
  const late = (times: readonly number[] | null): number[] =>
    (times ?? []).flatMap((time, place) => {
      const value = values[place] ?? FILLER
      return value === FILLER ? [] : [time - (startedAt + value * ROUND_MS)]
    })
  return {
    atSocket: late(arrived.atSocket),
    atProgram: late(arrived.atProgram),
    arrived: player.told / COUNT,
  }
}

async function fillUp(port: number, missing: number): Promise<void> {
  const socket = createSocket('udp4')
  const packet = Buffer.alloc(8)
  packet.writeDoubleBE(FILLER)
  const send = promisify(
    socket.send.bind(socket) as (bytes: Buffer, to: number, host: string, done: () => void) => void,
  )
  for (let sent = 0; sent < missing; sent += 1) await send(packet, port, '127.0.0.1')
  socket.close()
}

async function sleeperRound(
  receiver: StepReceiver,
  sleeper: (offsets: Float64Array) => Promise<Played>,
): Promise<Round> {
  const offsets = Float64Array.from({ length: COUNT }, (_, tick) => (tick * 1000) / RATE)
  const { played, arrived } = await receiver.during(COUNT, () => sleeper(offsets))
  const late = (times: readonly number[] | null): number[] =>
    (times ?? []).map((time, tick) => time - (played.dueAt[tick] ?? NaN))
  return { atSocket: late(arrived.atSocket), atProgram: late(arrived.atProgram), arrived: 1 }
}

async function compare(
  state: string,
  receiver: StepReceiver,
  player: FadePlayer,
  sleeper: (offsets: Float64Array) => Promise<Played>,
): Promise<Measurement[]> {
  const rounds: { subject: Round[]; baseline: Round[] } = { subject: [], baseline: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.baseline.push(await sleeperRound(receiver, sleeper))
    rounds.subject.push(await fadeRound(receiver, player))
  }
  const row = (what: string, by: 'atSocket' | 'atProgram', share: number): Measurement => ({
    ...{ what: `${state}, a fade's values ${what} p${share * 100}`, unit: 'ms' },
    subject: rounds.subject.map((round) => percentile(round[by], share)),
    baseline: {
      name: 'C clock_nanosleep',
      figures: rounds.baseline.map((round) => percentile(round[by], share)),
    },
    reach: share === 0.99 && by === 'atProgram' ? atMostTimes(1.5) : null,
  })
  const kept = rounds.subject.map(({ arrived }) => arrived)
  return [
    row('at the socket', 'atSocket', 0.5),
    row('at the socket', 'atSocket', 0.99),
    row('arrived', 'atProgram', 0.5),
    row('arrived', 'atProgram', 0.99),
    { what: `${state}, of its values sent`, unit: 'share', subject: kept, baseline: null, reach: null },
  ].filter(({ subject: [first] }) => first !== undefined && !Number.isNaN(first))
}

async function tenSeconds(receiver: Receiver, player: FadePlayer): Promise<Measurement[]> {
  using _ = blockThread()
  const { played, arrived } = await receiver.during(() => player.play('fade'))
  const late = lateBy(arrived, played, FADE_MS)
  const row = (what: string, unit: string, figure: number): Measurement => ({
    ...{ what: `ten seconds, main blocked: ${what}`, unit, subject: [figure], baseline: null, reach: null },
  })
  return [
    row('values after the first, of 400', 'values', arrived.times.length - 1),
    row('late p50', 'ms', percentile(late, 0.5)),
    row('late p99', 'ms', percentile(late, 0.99)),
  ]
}

async function many(receiver: Receiver, player: FadePlayer): Promise<Measurement[]> {
  const rounds: { share: number; late: number; lost: number; packets: number }[] = []
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage()
    const began = performance.now()
    const { played, arrived } = await receiver.during(() => player.play('many'))
    const used = process.cpuUsage(before)
    const late = lateBy(arrived, played, MANY_MS)
    rounds.push({
      share: (used.user + used.system) / 1000 / (performance.now() - began),
      late: percentile(late, 0.99),
      lost: 1 - arrived.times.length / (MANY * ((MANY_MS / 1000) * RATE + 1)),
      packets: arrived.packets / (MANY_MS / 1000),
    })
  }
  const row = (
    what: string,
    unit: string,
    by: keyof (typeof rounds)[number],
    reach: Measurement['reach'],
  ) => ({
    ...{ what: `1,000 fades at 40 a second: ${what}`, unit, baseline: null, reach },
    subject: rounds.map((round) => round[by]),
  })
  return [
    row('of one core, receiver and main thread too', 'share', 'share', atMost(1)),
    row('values late p99', 'ms', 'late', null),
    row('values that did not arrive', 'share', 'lost', null),
    row('packets a second', 'packets', 'packets', null),
  ]
}

export async function rampLateness(): Promise<readonly Measurement[]> {
  const clock = new SystemClock()
  using folder = scratch({})
  const program = await compile('baseline-sleep', folder.path)
  await using steps = await openStepReceiver(await compile('step-receiver', folder.path), clock, COUNT)
  await using single = new FadePlayer(clock, steps.port, { short: [1, ROUND_MS] })
  await using receiver = await Receiver.open(clock)
  const fades = { fade: [1, FADE_MS], many: [MANY, MANY_MS] } as const
  await using player = new FadePlayer(clock, receiver.port, fades)
  await Promise.all([single.ready(), player.ready()])
  await sleep(SETTLE_MS)
  const sleeper = (offsets: Float64Array) => playBySleeper(program, clock, steps.port, offsets)
  // Until a first run has been played, functions are compiled beside it.
  await fadeRound(steps, single)
  const rows = await compare('idle', steps, single, sleeper)
  {
    using _ = blockThread()
    rows.push(...(await compare('main blocked', steps, single, sleeper)))
  }
  rows.push(...(await tenSeconds(receiver, player)), ...(await many(receiver, player)))
  const load = { what: 'load of the machine', unit: '', baseline: null, reach: null }
  return [...rows, { ...load, subject: [loadavg()[0] ?? 0] }]
}
