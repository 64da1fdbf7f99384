// All values that are being moved on a thread, of every run and of none: what of them is due leaves, together where it may.
import type { Clock } from '../../shared/base/clock.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'
import type { RampEnding } from '../../shared/model/ramp-lane.ts'
import { RampBudget } from './ramp-budget.ts'
import type { RampInFlight } from './ramp-in-flight.ts'
import { RampOutbox } from './ramp-outbox.ts'
import { RampTallies } from './ramp-tallies.ts'
import { NO_RUN, NO_SLOT } from './routes.ts'
import type { Routes } from './routes.ts'
import type { RunnerSink } from './runner-protocol.ts'

/** Values and packets in one go, after which steps and commands get their turn. */
const AT_ONCE = { values: 128, packets: 16 } as const
/** How soon the last value is tried again that the main thread had no room for, and any while its way opens. */
const RETRY_MS = 5
const OPENING_MS = 1

export interface DeckOptions {
  readonly clock: Clock
  readonly sink: RunnerSink
  readonly routes: Routes
  /** It has ended otherwise than with its run. */
  readonly ended: (ramp: RampInFlight, how: RampEnding) => void
}

/** What is in the outbox: when it was due, whether it is the last, and whether a stop leaves it. */
interface Leaving {
  readonly dueAt: number
  readonly isLast: boolean
  readonly isFinal: boolean
}

export class RampDeck {
  readonly #options: DeckOptions
  readonly #due = new DueHeap<RampInFlight>()
  /** Those that move a value which others may move. */
  readonly #bySlot = new Map<number, RampInFlight>()
  readonly #all = new Set<RampInFlight>()
  readonly #budget = new RampBudget()
  readonly #tallies: RampTallies
  readonly #outbox: RampOutbox
  readonly #leaving = new Map<RampInFlight, Leaving>()

  constructor(options: DeckOptions) {
    this.#options = options
    const { sink } = options
    this.#tallies = new RampTallies(sink)
    this.#outbox = new RampOutbox({
      bundles: (target) => sink.bundles(target),
      send: (target, packet, { belonging: { run } }) => {
        const hasLeft = sink.send(target, packet, run)
        if (hasLeft) this.#tallies.packet(target)
        return hasLeft
      },
      left: (ramp, hasLeft) => this.#left(ramp, hasLeft),
    })
  }

  get size(): number {
    return this.#all.size
  }

  get nextDueAt(): number {
    return this.#due.first?.dueAt ?? Infinity
  }

  begin(ramp: RampInFlight, now: number): void {
    const { slot } = ramp.belonging
    this.taken(slot)
    if (slot !== NO_SLOT) this.#bySlot.set(slot, ramp)
    this.#all.add(ramp)
    this.#budget.wants(ramp.course.rate)
    ramp.begin(now)
    this.#place(ramp)
    this.#shown()
  }

  /** Somebody else moves it now, on this thread. */
  taken(slot: number): void {
    const ramp = slot === NO_SLOT ? undefined : this.#bySlot.get(slot)
    if (ramp !== undefined) this.#end(ramp, 'takenOver')
  }

  /** Their track was moved, or stands still, or goes at another pace. */
  moved(ramps: Iterable<RampInFlight>, now: number): void {
    for (const ramp of ramps) {
      ramp.moved(now)
      this.#place(ramp)
    }
  }

  /** Sends no more, and says nothing. */
  drop(ramp: RampInFlight): void {
    const { slot, token } = ramp.belonging
    this.#due.remove(ramp)
    if (!this.#all.delete(ramp)) return
    if (this.#bySlot.get(slot) === ramp) this.#bySlot.delete(slot)
    this.#options.routes.taken(slot, token)
    this.#budget.wants(-ramp.course.rate)
    if (this.#all.size === 0) this.#budget.rest()
    this.#shown()
  }

  /** The machine slept: what no run moves sends no more, before whoever began it has said where it is. */
  slept(): void {
    for (const ramp of [...this.#all]) if (ramp.belonging.run === NO_RUN) this.#end(ramp, 'slept')
  }

  /** Sends some of what is due; false where nothing is. */
  emit(now: number): boolean {
    if (this.nextDueAt > now) return false
    for (let values = 0; values < AT_ONCE.values && this.#outbox.packets < AT_ONCE.packets; values += 1) {
      const ramp = this.#due.first
      if (ramp === undefined || ramp.dueAt > now) break
      this.#tell(ramp, now)
    }
    this.#flush(now)
    this.#tallies.report(now)
    return true
  }

  /** Puts each where a stop leaves it, before its run has ended. */
  finish(ramps: Iterable<RampInFlight>, now: number): void {
    for (const ramp of ramps) {
      const onStop = ramp.step?.onStop ?? 'stay'
      const value = onStop === 'finish' ? (ramp.step?.to ?? NaN) : onStop === 'back' ? ramp.from : NaN
      if (Number.isNaN(value)) continue
      const { slot, token } = ramp.belonging
      this.#due.remove(ramp)
      if (!this.#options.routes.sends(slot, token)) continue
      ramp.putValue(value)
      if (ramp.owes) this.#send(ramp, now, true, true)
      else this.#options.routes.sent(slot, token)
    }
    this.#flush(now)
  }

  /** Reports what was sent of a run, which ends. */
  report(run: number): void {
    this.#tallies.reportRun(run)
  }

  #place(ramp: RampInFlight): void {
    if (ramp.dueAt === Infinity) this.#due.remove(ramp)
    else this.#due.set(ramp)
  }

  #tell(ramp: RampInFlight, now: number): void {
    const { routes, sink } = this.#options
    const { slot, token, target } = ramp.belonging
    if (target !== null && sink.opens(target)) {
      this.#later(ramp, now + OPENING_MS)
      return
    }
    const { dueAt } = ramp
    const { elapsed, isLast, skipped } = ramp.reach(now, this.#budget.every)
    this.#tallies.skipped(ramp.belonging.run, skipped)
    if (isLast) this.#due.remove(ramp)
    else this.#place(ramp)
    if (!routes.sends(slot, token)) {
      this.#end(ramp, 'takenOver')
      return
    }
    if (ramp.put(elapsed) || (isLast && !ramp.hasTold)) {
      this.#send(ramp, skipped > 0 ? Math.min(now, dueAt + skipped * ramp.interval) : dueAt, isLast, false)
      return
    }
    routes.sent(slot, token)
    if (isLast) this.#end(ramp, 'completed')
  }

  #send(ramp: RampInFlight, dueAt: number, isLast: boolean, isFinal: boolean): void {
    const { target, packet } = ramp.belonging
    if (target === null || packet === null) this.#handOver(ramp, dueAt, isLast, isFinal)
    else {
      this.#leaving.set(ramp, { dueAt, isLast, isFinal })
      this.#outbox.add(target, packet, ramp)
    }
  }

  #left(ramp: RampInFlight, hasLeft: boolean): void {
    const { dueAt, isLast, isFinal } = this.#leaving.get(ramp) as Leaving
    this.#leaving.delete(ramp)
    if (!hasLeft) {
      // One that no run has goes on with whoever began it.
      if (ramp.belonging.run !== NO_RUN) this.#handOver(ramp, dueAt, isLast, isFinal)
      else {
        this.#options.routes.sent(ramp.belonging.slot, ramp.belonging.token)
        this.#end(ramp, 'noRoute')
      }
      return
    }
    this.#told(ramp, dueAt, isLast)
  }

  /** The main thread sends it; while an earlier value has not been taken there only the last is owed. */
  #handOver(ramp: RampInFlight, dueAt: number, isLast: boolean, isFinal: boolean): void {
    const { routes, sink, clock } = this.#options
    const { run, index, slot, token } = ramp.belonging
    const isFree = isFinal || routes.sets(slot, token)
    const tick = { run, index, value: ramp.value, dueAt, slot, token, isFinal }
    if (isFree && sink.ticked(tick)) {
      this.#told(ramp, dueAt, isLast)
      return
    }
    if (isFree) routes.taken(slot, token)
    routes.sent(slot, token)
    this.#tallies.skipped(run, 1)
    if (isLast && !isFinal) this.#later(ramp, clock.now() + RETRY_MS)
  }

  #told(ramp: RampInFlight, dueAt: number, isLast: boolean): void {
    const { routes, clock } = this.#options
    const { run, slot, token, sent } = ramp.belonging
    // Before whoever waits to take over may count them.
    if (sent !== null) Atomics.add(sent, 0, 1)
    ramp.owes = false
    ramp.hasTold = true
    routes.left(slot, ramp.value)
    routes.sent(slot, token)
    this.#tallies.told(run, clock.now() - dueAt)
    if (isLast) this.#end(ramp, 'completed')
  }

  #later(ramp: RampInFlight, at: number): void {
    ramp.dueAt = at
    this.#due.set(ramp)
  }

  #end(ramp: RampInFlight, how: RampEnding): void {
    if (!this.#all.has(ramp)) return
    this.drop(ramp)
    this.#options.ended(ramp, how)
  }

  #flush(now: number): void {
    this.#outbox.flush()
    const before = this.#budget.every
    this.#budget.sent(this.#outbox.takePackets(), now)
    if (this.#budget.every !== before) this.#shown()
  }

  #shown(): void {
    this.#options.sink.rampsPlay(this.#all.size, this.#budget.every)
  }
}
