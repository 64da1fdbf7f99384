// What has been dispatched lately: one ring of everything, and a small one for each run until it is forgotten.
import type { Clock } from '../../shared/base/clock.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { EventQuery } from '../../shared/contract/commands.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { coversType } from '../../shared/model/match.ts'
import { EVENTS_PER_RUN, REMEMBERED_RUNS } from './defaults.ts'
import { TypeCounts } from './type-counts.ts'

export class History {
  readonly #clock: Clock
  readonly #events: Ring<EventEnvelope>
  readonly #runs = new Map<string, Ring<EventEnvelope>>()
  readonly #counts = new TypeCounts()
  /** The event of a `seq` at that number modulo the length, which is a power of two. */
  readonly #bySeq: (EventEnvelope | undefined)[]

  constructor(clock: Clock, size: number) {
    this.#clock = clock
    this.#events = new Ring(size)
    this.#bySeq = new Array<EventEnvelope | undefined>(2 ** Math.ceil(Math.log2(size)))
  }

  get size(): number {
    return this.#events.size
  }

  record(event: EventEnvelope): void {
    this.#events.push(event)
    this.#bySeq[event.seq & (this.#bySeq.length - 1)] = event
    this.#counts.add(event.type)
    const runId = runIdOf(event.payload)
    if (runId !== null) this.#ofRun(runId).push(event)
  }

  /** The events that pass every given filter, the last dispatched first. */
  query({ type, source, runId, since, seconds, limit }: EventQuery): EventEnvelope[] {
    const events = runId === undefined ? this.#events : this.#runs.get(runId)
    const from = seconds === undefined ? -Infinity : this.#clock.now() - seconds * 1000
    const found: EventEnvelope[] = []
    for (const event of events?.newestFirst() ?? []) {
      if (type !== undefined && !coversType(type, event.type)) continue
      if (source !== undefined && source !== event.source) continue
      if (since !== undefined && event.seq <= since) continue
      // Neither `seq` nor `at` is in order across lanes, so an old one does not end the search.
      if (event.at < from) continue
      found.push(event)
      if (found.length === limit) break
    }
    return found
  }

  /** An event of the last `size` or so; null where it is older, or was never dispatched. */
  find(seq: number): EventEnvelope | null {
    const event = this.#bySeq[seq & (this.#bySeq.length - 1)]
    return event?.seq === seq ? event : null
  }

  /** Events dispatched since start, by type. */
  countsByType(): Readonly<Record<string, number>> {
    return this.#counts.totals()
  }

  /** Drops the history of a run that is over and done with. */
  forgetRun(runId: string): void {
    this.#runs.delete(runId)
  }

  #ofRun(runId: string): Ring<EventEnvelope> {
    const known = this.#runs.get(runId)
    if (known !== undefined) return known
    if (this.#runs.size === REMEMBERED_RUNS) this.#forgetOldestRun()
    const events = new Ring<EventEnvelope>(EVENTS_PER_RUN)
    this.#runs.set(runId, events)
    return events
  }

  #forgetOldestRun(): void {
    for (const runId of this.#runs.keys()) {
      this.#runs.delete(runId)
      return
    }
  }
}

function runIdOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) return null
  const { runId, owner } = payload as { runId?: unknown; owner?: unknown }
  if (typeof runId === 'string') return runId
  // A question names who asks it, be it a run or a rule.
  return typeof owner === 'string' && owner.startsWith('run:') ? owner.slice('run:'.length) : null
}
