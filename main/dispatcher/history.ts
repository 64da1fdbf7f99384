// What has been dispatched lately: one ring of everything, and a small one for each run until it is forgotten.
import type { Clock } from '../../shared/base/clock.ts'
import type { EventQuery } from '../../shared/contract/commands.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { coversType } from '../../shared/model/match.ts'
import { EVENTS_PER_RUN, HISTORY_BYTES, REMEMBERED_RUNS } from './defaults.ts'
import { EventRing } from './event-ring.ts'
import { TypeCounts } from './type-counts.ts'

/** Runs that may wait to be forgotten. */
const FORGOTTEN_AT_ONCE = 64

/** What is kept of a run. */
interface RunHistory {
  readonly events: EventRing
  bytes: number
}

export class History {
  readonly #clock: Clock
  readonly #events: EventRing
  readonly #runs = new Map<string, RunHistory>()
  /** Of all runs together; an event that `#events` holds as well counts again. */
  #runBytes = 0
  readonly #counts = new TypeCounts()
  /** The place of the event of a `seq` at that number modulo the length, which is a power of two. */
  readonly #places: Uint32Array
  readonly #recordDispatched: () => void
  /** Runs that are to be forgotten once what was dispatched of them is recorded. */
  readonly #over: string[] = []

  /** `recordDispatched` records what has been dispatched and has not been recorded yet; called before anything is answered. */
  constructor(clock: Clock, size: number, recordDispatched: () => void = () => undefined) {
    this.#clock = clock
    this.#recordDispatched = recordDispatched
    this.#events = new EventRing({ events: size, largeBytes: HISTORY_BYTES.large })
    this.#places = new Uint32Array(2 ** Math.ceil(Math.log2(size)))
  }

  get size(): number {
    this.#catchUp()
    return this.#events.size
  }

  record(event: EventEnvelope): void {
    this.#places[event.seq & (this.#places.length - 1)] = this.#events.push(event)
    this.#counts.add(event.type)
    const runId = runIdOf(event.payload)
    if (runId !== null) this.#recordOfRun(this.#ofRun(runId), event)
  }

  /** The events that pass every given filter, the last dispatched first. */
  query({ type, source, runId, since, seconds, limit }: EventQuery): EventEnvelope[] {
    this.#catchUp()
    const events = runId === undefined ? this.#events : this.#runs.get(runId)?.events
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

  /** An event of the last `size` or so; null where it is older or had to make room, or was never dispatched. */
  find(seq: number): EventEnvelope | null {
    this.#catchUp()
    return this.#events.find(seq, this.#places[seq & (this.#places.length - 1)] as number)
  }

  /** Events dispatched since start, by type. */
  countsByType(): Readonly<Record<string, number>> {
    this.#catchUp()
    return this.#counts.totals()
  }

  /** Drops the history of a run that is over and done with. */
  forgetRun(runId: string): void {
    this.#over.push(runId)
    if (this.#over.length === FORGOTTEN_AT_ONCE) this.#catchUp()
  }

  #catchUp(): void {
    this.#recordDispatched()
    this.#letGoOver()
    this.#over.length = 0
  }

  #letGoOver(): void {
    for (const runId of this.#over) this.#letGo(runId)
  }

  #recordOfRun(run: RunHistory, event: EventEnvelope): void {
    run.bytes += event.bytes
    this.#runBytes += event.bytes
    run.events.push(event)
    if (this.#runBytes > HISTORY_BYTES.runs) this.#letGoOver()
    while (this.#runBytes > HISTORY_BYTES.runs) this.#forgetOldestRun()
  }

  #ofRun(runId: string): RunHistory {
    const known = this.#runs.get(runId)
    if (known !== undefined) return known
    if (this.#runs.size === REMEMBERED_RUNS) this.#letGoOver()
    if (this.#runs.size === REMEMBERED_RUNS) this.#forgetOldestRun()
    const bounds = { events: EVENTS_PER_RUN, largeBytes: HISTORY_BYTES.largeOfRun }
    const run: RunHistory = {
      events: new EventRing(bounds, (bytes) => {
        run.bytes -= bytes
        this.#runBytes -= bytes
      }),
      bytes: 0,
    }
    this.#runs.set(runId, run)
    return run
  }

  #letGo(runId: string): void {
    const run = this.#runs.get(runId)
    if (run === undefined) return
    this.#runBytes -= run.bytes
    run.events.clear()
    this.#runs.delete(runId)
  }

  #forgetOldestRun(): void {
    const [oldest] = this.#runs.keys()
    if (oldest !== undefined) this.#letGo(oldest)
  }
}

function runIdOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) return null
  const { runId, owner } = payload as { runId?: unknown; owner?: unknown }
  if (typeof runId === 'string') return runId
  // A question names who asks it, be it a run or a rule.
  return typeof owner === 'string' && owner.startsWith('run:') ? owner.slice('run:'.length) : null
}
