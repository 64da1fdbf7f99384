// Stop, in two grades: the first ends all runs and cues and runs what the show names for it, a second soon after ends that too.
import type { MonotonicMs } from '../shared/base/clock.ts'
import { formatFault } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { Permission } from '../shared/model/arming.ts'
import type { Client } from '../shared/model/client.ts'
import type { Publish } from '../shared/model/event.ts'
import type { PanicEnded } from '../shared/model/panic.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import { ONE_HAND_MS, STOP_AGAIN_MS, TWO_HANDS_MS } from '../shared/model/stop.ts'
import type { ShowFile } from '../shared/model/show.ts'

interface StopOptions {
  readonly publish: Publish
  readonly arming: Pick<Permission, 'isArmed'>
  readonly cues: { stopAll(cause: number | null): number }
  readonly params: {
    stopAllFades(by: Client, cause: number | null): void
  }
  readonly playlists: {
    /** Runs that nobody has asked to stop. */
    readonly running: number
    stopAll(cause: number | null, spared: string | null): unknown
    settle(): void
    start(
      playlistId: string,
      reason: { readonly trigger: null; readonly cause: number; readonly by: 'stop' },
    ): Result<{ readonly runId: string | null }>
  }
}

/** Presses that are no further apart than a second stop may be. */
interface Presses {
  readonly firstAt: MonotonicMs
  lastAt: MonotonicMs
  /** When each client pressed last. */
  readonly by: Map<string, MonotonicMs>
}

/** Whoever presses beyond these is taken for a hand that has pressed before. */
const MOST_HANDS = 64

export class Stop implements Disposable {
  readonly #options: StopOptions
  /** The playlist that the show runs at a stop, such as a fade out. */
  #playlistId: string | null = null
  /** Its run. */
  #ownRun: string | null = null
  #presses: Presses | null = null

  constructor(options: StopOptions) {
    this.#options = options
  }

  take({ playlist }: ShowFile['stop'], { kind }: Pick<ShowChange, 'kind'>): void {
    this.#playlistId = playlist ?? null
    if (kind === 'open') this.#forget()
  }

  /**
   * `at` is when it was pressed. Two people who press at once are one stop, and so is one who bounces; where nothing runs any more
   * but what an earlier stop left, the next ends that, however late it comes.
   */
  press(client: Client, cause: number, at: MonotonicMs): { runs: number; runId: string | null } {
    const { id, name: by } = client
    const pressed = this.#pressed(id, at)
    const { cues, params, playlists } = this.#options
    const playing = playlists.running
    // First, so that nothing follows from the ends of what they started.
    const endedCues = cues.stopAll(cause)
    playlists.stopAll(cause, this.#ownRun)
    const left = playlists.running
    if (pressed === 'same') return { runs: playing - left, runId: this.#ownRun }
    params.stopAllFades(client, cause)
    playlists.stopAll(cause, null)
    const again = pressed === 'again' || (left > 0 && playing === left && endedCues === 0)
    const ended = { by, runs: playing, cues: endedCues, again }
    if (again) this.#publish(ended, null, cause)
    else this.#publish(ended, this.#playlistId, cause)
    return { runs: playing, runId: this.#ownRun }
  }

  /** After a panic nothing is left of it, and the next stop is a first one. */
  panic(): Partial<PanicEnded> {
    this.#forget()
    return {}
  }

  [Symbol.dispose](): void {
    this.#forget()
  }

  #forget(): void {
    this.#ownRun = null
    this.#presses = null
  }

  /** Whether it is the first press, the same again, or another. */
  #pressed(id: string, at: MonotonicMs): 'first' | 'same' | 'again' {
    const presses = this.#presses
    if (presses === null || at - presses.lastAt >= STOP_AGAIN_MS) {
      this.#presses = { firstAt: at, lastAt: at, by: new Map([[id, at]]) }
      return 'first'
    }
    const before = presses.by.get(id)
    if (presses.by.size < MOST_HANDS || before !== undefined) presses.by.set(id, at)
    if (at > presses.lastAt) presses.lastAt = at
    const isSame =
      before === undefined ? at - presses.firstAt < TWO_HANDS_MS : Math.abs(at - before) < ONE_HAND_MS
    return isSame ? 'same' : 'again'
  }

  #publish(
    ended: { readonly by: string; readonly runs: number; readonly cues: number; readonly again: boolean },
    playlistId: string | null,
    cause: number,
  ): void {
    const { publish, arming } = this.#options
    // Of a disarmed show nothing begins, and nobody expects it to.
    const begins = arming.isArmed ? playlistId : null
    const started = begins === null ? null : this.#start(begins, cause)
    this.#ownRun = started?.ok === true ? started.value.runId : null
    const error = started?.ok === false ? formatFault(started.error) : null
    const payload = { ...ended, playlistId: begins, runId: this.#ownRun, error }
    publish({ type: 'show.stopped', source: 'show', cause, payload })
  }

  #start(playlistId: string, cause: number): Result<{ readonly runId: string | null }> {
    const { playlists } = this.#options
    playlists.settle()
    return playlists.start(playlistId, { trigger: null, cause, by: 'stop' })
  }
}
