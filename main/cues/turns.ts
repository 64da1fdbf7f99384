// What cues lead to is done after what is under way, so that no chain of them is nested in itself, and leaves others their turn.
import type { ActingClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'

/** Cues that start by themselves in one turn: what each publishes has to find room. */
const STARTS_PER_TURN = 128
/** Starts that wait for their turn. */
export const MOST_QUEUED = 4096

export class Turns implements Disposable {
  readonly #clock: ActingClock
  #queue: (() => void)[] = []
  #draining = false
  #later: Disposable | null = null

  constructor(clock: ActingClock) {
    this.#clock = clock
  }

  /** False where too much waits already. */
  add(work: () => void): boolean {
    if (this.#queue.length >= MOST_QUEUED) return false
    this.#queue.push(work)
    return true
  }

  /** Works off what is to be done next; a chain that goes on and on leaves others their turn. */
  drain(): void {
    if (this.#draining || this.#later !== null) return
    this.#draining = true
    try {
      for (let started = 0; started < STARTS_PER_TURN; started += 1) {
        const work = this.#queue.shift()
        if (work === undefined) return
        work()
      }
    } finally {
      this.#draining = false
    }
    if (this.#queue.length === 0) return
    this.#later = this.#clock.act(this.#clock.now(), () => {
      this.#later = null
      this.drain()
    })
  }

  /** What has yet to be done is not. */
  clear(): void {
    this.#queue = []
    dispose(this.#later)
    this.#later = null
  }

  [Symbol.dispose](): void {
    this.clear()
  }
}
