// What runs emit, as the main thread tells and counts it, and what it sends itself at the very start of a run.
import type { Clock } from '../../shared/base/clock.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import type { PlaylistsHealth } from '../../shared/model/health.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { limitsOf } from './quotas.ts'
import type { RunEvents } from './run-events.ts'
import type { Run } from './run.ts'
import { holdingAnchor } from './runner-protocol.ts'
import type { Emission, Route } from './runner-protocol.ts'
import { packetOf, targetOf } from './timeline.ts'
import type { EncodeDirect } from './timeline.ts'

/** Emissions due at the very start that leave from the main thread; the bound keeps a start short. */
const HEAD_START = 16

/** The output that runner threads send for. */
export interface DirectOutput {
  /** Depends on nothing but the step, so that a packet stays ready wherever its target moves. */
  readonly encode: EncodeDirect
  /** Gives the route of each target now, and from then on each that changes. */
  onRoute(listener: (route: Route) => void): Disposable
  /** Sends a ready packet from the main thread, which `cause` asked for; false where the target has no route. */
  send(target: string, packet: Uint8Array, cause: number): boolean
  /** Counts a packet that a runner thread has sent. */
  sent(target: string): void
  /** Counts one that did not leave; `cause` is what asked for it, or null where the packet is not known. */
  failed(target: string, message: string, cause: number | null): void
}

/** Where there is no output at all, as in a rehearsal: everything goes through the dispatcher. */
export const NOTHING_DIRECT: DirectOutput = {
  encode: () => null,
  onRoute: () => ({ [Symbol.dispose]() {} }),
  send: () => false,
  sent() {},
  failed() {},
}

/** How far a run got on the main thread before its runner takes it over. */
interface HeadStart {
  /** Index of the first emission that is left to the runner. */
  readonly cursor: number
  /** The emission before it; null where none left. */
  readonly last: { readonly holds: boolean; readonly stepSeq: number | null } | null
}
export const NOTHING_LEFT: HeadStart = { cursor: 0, last: null }

export class Emissions {
  readonly #clock: Clock
  readonly #direct: DirectOutput
  readonly #events: RunEvents
  readonly #lateness = new Histogram()
  #emitted = 0

  constructor(clock: Clock, direct: DirectOutput, events: RunEvents) {
    this.#clock = clock
    this.#direct = direct
    this.#events = events
  }

  /**
   * Emits what is due at the very start without the way to a runner thread and back: the main thread is awake, or it could
   * not have started the run. Ends at a step that holds.
   */
  headStart(run: Run): HeadStart {
    const { timeline, startedAt: dueAt } = run
    const most = Math.min(HEAD_START, limitsOf(run).emissionsLeft)
    let head = NOTHING_LEFT
    while (head.cursor < most && timeline.offsets[head.cursor] === 0 && head.last?.holds !== true) {
      const index = head.cursor
      const step = timeline.steps[index] as number
      const target = targetOf(timeline, step)
      const direct =
        target !== undefined && this.#direct.send(target, packetOf(timeline, step), run.createdSeq)
      const holds = timeline.holds[step] === 1
      const reachedAt = this.#clock.now()
      const place = { run: run.number, timeline: timeline.id, index }
      const emission = { ...place, dueAt, reachedAt, direct, holds, madeUpFor: false }
      head = { cursor: index + 1, last: { holds, stepSeq: this.publishEmission(run, emission) } }
    }
    return head
  }

  /** Publishes an emission, and that its run holds where it does; answers `seq` of the step's own event, if it has one. */
  publishEmission(run: Run, emission: Emission): number | null {
    const { index, dueAt, reachedAt, direct, holds, madeUpFor } = emission
    const step = run.definition.steps[run.timeline.steps[index] as number] as PlaylistStep
    const stepSeq = direct ? null : this.#events.step(run, step)
    const sentAt = direct ? reachedAt : this.#clock.now()
    const lateBy = sentAt - dueAt
    run.emitted += 1
    this.#emitted += 1
    run.maxLateBy = Math.max(run.maxLateBy, lateBy)
    // How late a run plays now is not told by what it sends in place of what it passed over.
    if (!madeUpFor) {
      run.lastLateBy = lateBy
      this.#lateness.record(lateBy)
    }
    this.#events.emitted(run, { index, dueAt, sentAt, direct, stepSeq })
    if (holds) this.#events.moved(run, holdingAnchor(run.anchor, run.timeline, emission), stepSeq)
    return stepSeq
  }

  /** Closes the sampling period of lateness. */
  samplePeriod(): Pick<PlaylistsHealth, 'emitted' | 'lateness' | 'latenessTotals'> {
    const lateness = this.#lateness.summary()
    this.#lateness.clear()
    return { emitted: this.#emitted, lateness, latenessTotals: this.#lateness.totals() }
  }
}
