// Fades on their way: each is anchored in time, and the value is looked up from there, however late anybody looks.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { FadesView } from '../../shared/contract/streams.ts'
import { fadeValueAt } from '../../shared/model/fade.ts'
import type { FadePath, FadeView } from '../../shared/model/fade.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { OnStop } from '../../shared/model/ramp-words.ts'

/** A fade is looked at 40 times a second at the most, */
const TICK_MS = 25
/** all of them together so often, */
const TICKS_A_SECOND = 8000
/** and a slow one as often as it comes on by such a share of its way. */
const LEAST_SHARE = 1 / 65_536
/** What is due within so long is looked at together. */
const TOGETHER_MS = 2
/** However little there is to see, so that a machine that slept is found out. */
const LONGEST_WAIT_MS = 10_000
/** Not looked at for longer, it holds where it was. */
const SLEPT_MS = 60_000

export interface Fade extends FadePath {
  /** Different for each. */
  readonly id: number
  readonly startAt: MonotonicMs
  readonly heldAt: MonotonicMs | null
  readonly by: string
  /** Producer of what asked for it. */
  readonly source: string
  /** Whose recall it is part of; null where it was asked for by itself. */
  readonly scene: string | null
  /** The run or the cue that began it and holds it while it is paused; null where nobody did that could be. */
  readonly of: string | null
  /** What a stop of that leaves; null where it says nothing. */
  readonly onStop: OnStop | null
  /** `seq` of its begin. */
  readonly cause: number | null
}

interface Running {
  name: string
  fade: Fade
  dueAt: number
}

interface FadesOptions {
  readonly clock: ActingClock
  /** It is at another value. */
  moved(name: string, value: ParamValue, fade: Fade): void
  arrived(name: string, fade: Fade): void
  /** Nobody has looked for so long that it is no longer where it should be. */
  slept(): void
}

export class Fades implements Disposable {
  readonly #options: FadesOptions
  readonly #running = new Map<string, Running>()
  #timer: Disposable | null = null
  #wakeAt = Infinity
  #lookedAt = -Infinity

  constructor(options: FadesOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#running.size
  }

  of(name: string): Fade | null {
    return this.#running.get(name)?.fade ?? null
  }

  all(): readonly (readonly [name: string, fade: Fade])[] {
    return Array.from(this.#running, ([name, { fade }]) => [name, fade] as const)
  }

  /** How many there are, and when the last is there; null where there are none. */
  view(): FadesView | null {
    const { size: count } = this.#running
    if (count === 0) return null
    let [endsAt, left, heldAt, held, pausable] = [0, 0, 0, 0, 0]
    for (const { fade } of this.#running.values()) {
      const { startAt, over, heldAt: since, of } = fade
      if (since === null) {
        endsAt = Math.max(endsAt, startAt + over)
        if (of !== null) pausable += 1
      } else {
        held += 1
        left = Math.max(left, startAt + over - since)
        heldAt = Math.max(heldAt, since)
      }
    }
    return held < count
      ? { count, pausable, held, endsAt }
      : { count, pausable, held, endsAt: heldAt + left, heldAt }
  }

  /** In place of the one that it had. */
  begin(name: string, fade: Fade): void {
    const now = this.#options.clock.now()
    if (!this.#goesOn()) this.#lookedAt = now
    const running = { name, fade, dueAt: 0 }
    this.#running.set(name, running)
    this.#plan(running, now)
    this.#wakeBy(running.dueAt, now)
  }

  /** Lets go of it, wherever it is. */
  end(name: string): void {
    this.#running.delete(name)
    if (this.#running.size > 0) return
    dispose(this.#timer)
    this.#timer = null
  }

  /** Stands where it was at `at`, until it goes on. */
  hold(name: string, at: MonotonicMs): void {
    const running = this.#running.get(name)
    if (running === undefined || running.fade.heldAt !== null) return
    const { startAt, over } = running.fade
    const heldAt = Math.max(startAt, Math.min(at, this.#options.clock.now()))
    // It was there by then, and only nobody has looked.
    if (heldAt >= startAt + over) return
    running.fade = { ...running.fade, heldAt: monotonicMs(heldAt) }
    running.dueAt = Infinity
  }

  /** Goes on from where it stands, as of `at`. */
  goOn(name: string, at: MonotonicMs): void {
    const running = this.#running.get(name)
    if (running === undefined) return
    const { startAt, heldAt } = running.fade
    if (heldAt === null) return
    const now = this.#options.clock.now()
    if (!this.#goesOn()) this.#lookedAt = now
    const stood = Math.max(0, Math.min(at, now) - heldAt)
    running.fade = { ...running.fade, startAt: monotonicMs(startAt + stood), heldAt: null }
    this.#plan(running, now)
    this.#wakeBy(running.dueAt, now)
  }

  /** The parameters are called so now. */
  rename(nameOf: (name: string) => string): void {
    const all = [...this.#running.values()]
    this.#running.clear()
    for (const running of all) {
      running.name = nameOf(running.name)
      this.#running.set(running.name, running)
    }
  }

  /** Where each is now, also between its ticks; nothing is published. False where they have slept. */
  *look(): Generator<readonly [name: string, value: ParamValue]> {
    const now = this.#options.clock.now()
    if (!this.#isAwake(now)) return
    for (const [name, { fade }] of this.#running) yield [name, fadeValueAt(fade, now)]
  }

  /** The clock stood still with the machine for so many milliseconds: they are where they should be by now. */
  overslept(asleep: number): void {
    if (asleep > SLEPT_MS) {
      this.#options.slept()
      return
    }
    const now = this.#options.clock.now()
    for (const running of this.#running.values()) {
      if (running.fade.heldAt !== null) continue
      running.fade = { ...running.fade, startAt: monotonicMs(running.fade.startAt - asleep) }
      this.#plan(running, now)
      this.#wakeBy(running.dueAt, now)
    }
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
    this.#running.clear()
  }

  #isAwake(now: number): boolean {
    // Those that are held need nobody to look at them.
    const isAwake = now - this.#lookedAt <= SLEPT_MS || !this.#goesOn()
    this.#lookedAt = now
    if (!isAwake) this.#options.slept()
    return isAwake
  }

  /** Whether any is not held. */
  #goesOn(): boolean {
    for (const { fade } of this.#running.values()) if (fade.heldAt === null) return true
    return false
  }

  #plan(running: Running, now: number): void {
    const { startAt, over } = running.fade
    const budget = (this.#running.size * 1000) / TICKS_A_SECOND
    const every = Math.max(TICK_MS, over * LEAST_SHARE, budget)
    const next = startAt + (Math.floor((now - startAt) / every) + 1) * every
    running.dueAt = Math.min(next, startAt + over)
  }

  #wakeBy(dueAt: number, now: number): void {
    if (this.#timer !== null && this.#wakeAt <= dueAt) return
    dispose(this.#timer)
    this.#wakeAt = Math.min(dueAt, now + LONGEST_WAIT_MS)
    this.#timer = this.#options.clock.act(monotonicMs(this.#wakeAt), () => this.#wake())
  }

  #wake(): void {
    this.#timer = null
    const now = this.#options.clock.now()
    if (!this.#isAwake(now)) return
    const due = [...this.#running.values()].filter(({ dueAt }) => dueAt <= now)
    for (const running of due) this.#tick(running, now)
    let next = Infinity
    for (const { dueAt } of this.#running.values()) next = Math.min(next, dueAt)
    if (next < Infinity) this.#wakeBy(Math.max(next, now + TOGETHER_MS), now)
  }

  #tick(running: Running, now: number): void {
    const { name, fade } = running
    // What one has led to may have ended another.
    if (this.#running.get(name) !== running) return
    this.#plan(running, now)
    const { moved, arrived } = this.#options
    moved(name, fadeValueAt(fade, now), fade)
    if (now < fade.startAt + fade.over || this.#running.get(name) !== running) return
    this.end(name)
    arrived(name, fade)
  }
}

export function viewOfFade({ from, to, startAt, over, curve, by, heldAt }: Fade): FadeView {
  const fade = { from, to, startedAt: startAt, endsAt: startAt + over, curve, by }
  return heldAt === null ? fade : { ...fade, heldAt }
}
