// Who plays the steps of the bench: a runner thread, and beside it a program that sleeps until each and sends it.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { SystemClock } from '../../main/clock.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { playlistDefinition } from '../../shared/model/playlist.ts'

/** Each step, in ms: when it was meant, and how late it left by the player's own account. */
export interface Played {
  readonly dueAt: readonly number[]
  readonly lateBy: readonly number[]
}

/** Compiles a program beside this file; null where there is no compiler. */
export async function compile(name: string, folder: string): Promise<string | null> {
  const program = join(folder, name)
  try {
    await promisify(execFile)('cc', ['-O2', '-o', program, join(import.meta.dirname, `${name}.c`)])
    return program
  } catch {
    return null
  }
}

export class RunnerPlayer implements AsyncDisposable {
  readonly #playlists: Playlists
  readonly #emitted: { dueAt: number; lateBy: number }[] = []
  #seq = 0

  constructor(clock: SystemClock, port: number, timelines: Readonly<Record<string, Float64Array>>) {
    const packet = new TextEncoder().encode('/step\0\0\0,i\0\0\0\0\0\0')
    this.#playlists = new Playlists({
      clock,
      publish: (draft) => {
        if (draft.type === 'playlist.emitted') this.#emitted.push(draft.payload as never)
        this.#seq += 1
        return this.#seq
      },
      hearInterrupts: () => disposable('nothing', () => {}),
      hearTriggers: () => disposable('nothing', () => {}),
      createRunners: (listener) => new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener),
      interrupts: null,
      causeOf: () => null,
      forgotten() {},
      direct: {
        encode: () => ({ packet, target: 'arrivals' }),
        onRoute(listener) {
          listener({ target: 'arrivals', at: { host: '127.0.0.1', port }, bundles: true })
          return disposable('route', () => {})
        },
        send: () => false,
        sent() {},
        failed(target, message) {
          throw new Error(`${target}: ${message}`)
        },
      },
    })
    const definitions = Object.entries(timelines).map(([id, offsets]) => {
      const steps = Array.from(offsets, (offset) => ({ offset, type: 'osc.send' }))
      return playlistDefinition.parse({ id, name: id, steps })
    })
    this.#playlists.take(definitions, OPENING)
  }

  ready(): Promise<void> {
    return this.#playlists.ready()
  }

  async play(id: string): Promise<Played> {
    this.#emitted.length = 0
    const started = this.#playlists.start(id, { trigger: null, cause: null, by: 'command' })
    if (!started.ok || started.value.runId === null) throw new Error('the run did not start')
    const stopped = await this.#playlists.join(started.value.runId)
    if (stopped?.reason !== 'completed') throw new Error(`the run ended as ${stopped?.reason}`)
    return {
      dueAt: this.#emitted.map(({ dueAt }) => dueAt),
      lateBy: this.#emitted.map(({ lateBy }) => lateBy),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#playlists[Symbol.asyncDispose]()
  }
}

/** The baseline, in C where it could be compiled. */
export async function playBySleeper(
  program: string | null,
  clock: SystemClock,
  port: number,
  offsets: Float64Array,
): Promise<Played> {
  const stand = [process.execPath, join(import.meta.dirname, 'baseline-sleep.ts')] as const
  const [command, ...args] = program === null ? stand : ([program] as const)
  const child = spawn(command, [...args, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(new Uint8Array(offsets.buffer))
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
  const [start, ...late] = output.trim().split('\n')
  const startedAt = Number(BigInt(start!) - clock.origin) / 1e6
  return { dueAt: Array.from(offsets, (offset) => startedAt + offset), lateBy: late.map(Number) }
}
