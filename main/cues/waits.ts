// Pre-waits and post-waits: set, held while they are paused, and given up where the engine could not go on in time.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { messageOf } from '../../shared/base/result.ts'
import { TOO_OLD_MS } from '../../shared/model/too-old.ts'
import type { CuePlay, CueWait } from './cue-play.ts'

interface WaitsOptions {
  readonly clock: ActingClock
  /** What was waited for is due. */
  over(play: CuePlay, kind: CueWait['kind']): void
  /** Nothing follows, because of this. */
  failed(play: CuePlay, error: string): void
  changed(play: CuePlay): void
}

export class Waits {
  readonly #options: WaitsOptions

  constructor(options: WaitsOptions) {
    this.#options = options
  }

  begin(play: CuePlay, kind: CueWait['kind'], ms: number): void {
    const dueAt = monotonicMs(this.#options.clock.now() + ms)
    play.wait = { kind, dueAt, timer: null, left: ms }
    this.#setTimer(play, play.wait)
    this.#options.changed(play)
  }

  /** It is not waited for any more, and nothing comes of it. */
  drop(play: CuePlay): void {
    if (play.wait !== null) dispose(play.wait.timer)
    play.wait = null
  }

  /** False where nothing waits, or is paused already. */
  pause(play: CuePlay): boolean {
    const { wait } = play
    if (wait === null || wait.timer === null) return false
    dispose(wait.timer)
    wait.timer = null
    wait.left = Math.max(0, wait.dueAt - this.#options.clock.now())
    this.#options.changed(play)
    return true
  }

  /** False where nothing was paused. */
  resume(play: CuePlay): boolean {
    const { wait } = play
    if (wait === null || wait.timer !== null) return false
    wait.dueAt = monotonicMs(this.#options.clock.now() + wait.left)
    this.#setTimer(play, wait)
    this.#options.changed(play)
    return true
  }

  /** The engine stood still, and the clock with it for so many milliseconds: waits that would long have been over give up. */
  overslept(plays: readonly CuePlay[], asleep: number): void {
    const now = this.#options.clock.now()
    for (const play of plays) {
      const { wait } = play
      if (wait === null || wait.timer === null || now + asleep - wait.dueAt < TOO_OLD_MS) continue
      dispose(wait.timer)
      wait.dueAt = monotonicMs(wait.dueAt - asleep)
      this.#waited(play, wait)
    }
  }

  #setTimer(play: CuePlay, wait: CueWait): void {
    const { clock } = this.#options
    try {
      wait.timer = clock.act(wait.dueAt, () => this.#waited(play, wait))
    } catch (thrown) {
      // There is no place for another timer: it is over, and says so.
      play.wait = null
      this.#options.failed(play, messageOf(thrown))
    }
  }

  #waited(play: CuePlay, wait: CueWait): void {
    const { clock, failed, over } = this.#options
    const lateBy = clock.now() - wait.dueAt
    play.wait = null
    if (lateBy < TOO_OLD_MS) {
      over(play, wait.kind)
      return
    }
    // A late cue is worse than a missed one.
    const what = wait.kind === 'pre' ? 'its pre-wait' : 'the wait for the next cue'
    failed(play, `${what} was over ${(lateBy / 1000).toFixed(1)} s before the engine could go on`)
  }
}
