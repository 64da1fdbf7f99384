// Thrown events that are missed, because the engine went on long after they were due: which, and said once for all together.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Publish } from '../../shared/model/event.ts'
import { LONG_PAST_MS } from '../../shared/model/too-old.ts'
import type { Thrown } from './thrown-queue.ts'
import { MADE_UP_FOR_MS } from '../../shared/model/scheduler.ts'

/** All that was due meanwhile has been looked at by then. */
const GATHERED_FOR_MS = 1_000

type Due = Pick<Thrown, 'wallActive' | 'activeAt' | 'thrownAt' | 'dueAt'>

/**
 * Milliseconds that it is late where that is so much that it does not come any more; null where it comes. The engine's clock has
 * stood still for `asleep` milliseconds.
 */
export function missedBy(
  clock: Clock,
  { wallActive, activeAt, thrownAt, dueAt }: Due,
  asleep = 0,
): number | null {
  const now = clock.now()
  if (wallActive === null) {
    const lateBy = now + asleep - activeAt
    // What was thrown for now waits only for its turn.
    return activeAt > thrownAt && lateBy >= LONG_PAST_MS ? lateBy : null
  }
  const lateBy = clock.wall() - wallActive
  // A clock that was set a little, or a short sleep, costs it nothing; time in which the engine stood still does.
  return lateBy >= MADE_UP_FOR_MS || Math.min(lateBy, now - dueAt) >= LONG_PAST_MS ? lateBy : null
}

interface MissedOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly source: string
}

export class Missed implements Disposable {
  readonly #options: MissedOptions
  #events = 0
  #first = ''
  #lateBy = 0
  #gathering: Disposable | null = null

  constructor(options: MissedOptions) {
    this.#options = options
  }

  add(name: string, lateBy: number): void {
    const { clock } = this.#options
    if (this.#events === 0) this.#first = name
    this.#events += 1
    this.#lateBy = Math.max(this.#lateBy, lateBy)
    this.#gathering ??= clock.upkeep(monotonicMs(clock.now() + GATHERED_FOR_MS), () => this.#publishMissed())
  }

  [Symbol.dispose](): void {
    dispose(this.#gathering)
  }

  #publishMissed(): void {
    const { publish, source } = this.#options
    const payload = { events: this.#events, first: this.#first, lateBy: this.#lateBy }
    this.#gathering = null
    this.#events = this.#lateBy = 0
    publish({ type: 'thrown.missed', source, cause: null, payload })
  }
}
