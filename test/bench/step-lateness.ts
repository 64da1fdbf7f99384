// How late steps leave a runner thread, against a C program that sleeps until each of the same steps and sends it.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { SystemClock } from '../../main/clock.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { playlistDefinition } from '../../shared/model/playlist.ts'
import { scratch } from '../support/scratch.ts'
import { Arrivals } from './arrivals.ts'
import { alternate, atMostTimes, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const STEPS = 2000
const BLOCKED_MS = 250
/** Between two blocks the main thread gets round to what has gathered. */
const BREATH_MS = 10

/** Lateness of each step in ms: by the sender's own account, and as the packet arrived. */
interface Played {
  readonly sent: readonly number[]
  readonly arrived: readonly number[]
}

type Play = () => Promise<Played>

/** Steps 0.5 to 9.5 ms apart; the same in every run of the bench. */
function irregularOffsets(): Float64Array {
  let state = 12_345
  let offset = 0
  return Float64Array.from({ length: STEPS }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    offset += 0.5 + (9 * (state >>> 8)) / 2 ** 23
    return offset
  })
}

class RunnerSubject implements AsyncDisposable {
  readonly #playlists: Playlists
  readonly #arrivals: Arrivals
  readonly #emitted: { dueAt: number; lateBy: number }[] = []
  #seq = 0

  constructor(clock: SystemClock, arrivals: Arrivals, offsets: Float64Array) {
    this.#arrivals = arrivals
    const packet = new TextEncoder().encode('/step\0\0\0,i\0\0\0\0\0\0')
    this.#playlists = new Playlists({
      clock,
      publish: (draft) => {
        if (draft.type === 'playlist.emitted') this.#emitted.push(draft.payload as never)
        this.#seq += 1
        return this.#seq
      },
      subscribe: () => disposable('nothing', () => {}),
      createRunners: (listener) => new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener),
      interrupts: null,
      forgotten() {},
      direct: {
        encode: () => ({ packet, host: '127.0.0.1', port: arrivals.port, target: 'arrivals' }),
        send() {},
        sent() {},
        failed(target, message) {
          throw new Error(`${target}: ${message}`)
        },
      },
    })
    const steps = Array.from(offsets, (offset) => ({ offset, type: 'osc.send' }))
    this.#playlists.register(playlistDefinition.parse({ id: 'steps', name: 'Steps', steps }))
  }

  async play(): Promise<Played> {
    this.#arrivals.clear()
    this.#emitted.length = 0
    const started = this.#playlists.start('steps', { trigger: null, cause: null, by: 'command' })
    if (!started.ok || started.value.runId === null) throw new Error('the run did not start')
    const stopped = await this.#playlists.join(started.value.runId)
    if (stopped?.reason !== 'completed') throw new Error(`the run ended as ${stopped?.reason}`)
    const times = await this.#arrivals.until(STEPS)
    return {
      sent: this.#emitted.map(({ lateBy }) => lateBy),
      arrived: this.#emitted.map(({ dueAt }, step) => times[step]! - dueAt),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#playlists[Symbol.asyncDispose]()
  }
}

interface Sleeper {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

/** The baseline program, compiled where there is a compiler. */
async function sleeper(folder: string): Promise<Sleeper> {
  const program = join(folder, 'baseline-sleep')
  try {
    await promisify(execFile)('cc', ['-O2', '-o', program, join(import.meta.dirname, 'baseline-sleep.c')])
    return { name: 'C clock_nanosleep', command: [program] }
  } catch {
    const file = join(import.meta.dirname, 'baseline-sleep.ts')
    return { name: 'Node Atomics.wait (no C compiler)', command: [process.execPath, file] }
  }
}

async function playBySleeper(
  { command: [program, ...args] }: Sleeper,
  clock: SystemClock,
  arrivals: Arrivals,
  offsets: Float64Array,
): Promise<Played> {
  arrivals.clear()
  const child = spawn(program, [...args, String(arrivals.port)], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(new Uint8Array(offsets.buffer))
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
  const [start, ...late] = output.trim().split('\n')
  const startedAt = Number(BigInt(start!) - clock.origin) / 1e6
  const times = await arrivals.until(STEPS)
  return {
    sent: late.map(Number),
    arrived: Array.from(times, (time, step) => time - startedAt - offsets[step]!),
  }
}

/** Keeps this thread from doing anything for 250 ms at a time. */
function blockThread(): Disposable {
  let timer: NodeJS.Timeout
  const block = (): void => {
    const until = performance.now() + BLOCKED_MS
    while (performance.now() < until);
    timer = setTimeout(block, BREATH_MS)
  }
  timer = setTimeout(block, BREATH_MS)
  return disposable('blocking', () => clearTimeout(timer))
}

async function whileBlocked(play: Play): Promise<Played> {
  using _ = blockThread()
  return await play()
}

async function compare(
  state: string,
  rounds: number,
  subject: Play,
  baseline: Play,
  name: string,
): Promise<Measurement[]> {
  const played = await alternate(rounds, subject, baseline)
  const row = (what: string, by: keyof Played, share: number, reach: Measurement['reach']): Measurement => ({
    what: `${state}, ${what}`,
    unit: 'ms',
    subject: played.subject.map((round) => percentile(round[by], share)),
    baseline: { name, figures: played.baseline.map((round) => percentile(round[by], share)) },
    reach,
  })
  return [
    row('p50', 'sent', 0.5, null),
    row('p99', 'sent', 0.99, atMostTimes(1.5)),
    row('max', 'sent', 1, null),
    row('arrived p99', 'arrived', 0.99, null),
  ]
}

export async function stepLateness(): Promise<readonly Measurement[]> {
  const clock = new SystemClock()
  const offsets = irregularOffsets()
  using folder = scratch({})
  const program = await sleeper(folder.path)
  await using arrivals = await Arrivals.open(clock, STEPS)
  await using runner = new RunnerSubject(clock, arrivals, offsets)
  const subject: Play = () => runner.play()
  const baseline: Play = () => playBySleeper(program, clock, arrivals, offsets)
  return [
    ...(await compare('idle', 3, subject, baseline, program.name)),
    ...(await compare(
      'main blocked',
      3,
      () => whileBlocked(subject),
      () => whileBlocked(baseline),
      program.name,
    )),
  ]
}
