// What runs emit, as the main thread tells and counts it, and what it sends itself at the very start of a run.
import type { Clock } from '../../shared/base/clock.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import type { PlaylistsHealth } from '../../shared/model/health.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import type { MovedValues } from './moved-values.ts'
import { chasedAt } from './chased-fades.ts'
import { limitsOf } from './quotas.ts'
import { takesTime } from './run-events.ts'
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
  /** Counts packets that a runner thread has sent, one where it is not said. */
  sent(target: string, packets?: number): void
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

/** The emissions that a run makes on the main thread before its runner takes it over. */
type HeadStart = readonly Emission[]
export const NOTHING_LEFT: HeadStart = []

export class Emissions {
  readonly #clock: Clock
  readonly #direct: DirectOutput
  readonly #events: RunEvents
  readonly #values: MovedValues
  readonly #lateness = new Histogram()
  #emitted = 0

  constructor(clock: Clock, direct: DirectOutput, events: RunEvents, values: MovedValues) {
    this.#clock = clock
    this.#direct = direct
    this.#events = events
    this.#values = values
  }

  /**
   * Sends what is due at the very start without the way to a runner thread and back: the main thread is awake, or it could
   * not have started the run. Ends at a step that holds. The emissions are to be published once the run is known.
   */
  headStart(run: Run): HeadStart {
    const { number, timeline, startedAt: dueAt } = run
    const most = Math.min(HEAD_START, limitsOf(run).emissionsLeft)
    const head: Emission[] = []
    for (let index = 0; index < most && timeline.offsets[index] === 0; index += 1) {
      const step = timeline.steps[index] as number
      // What takes time is begun where it goes on.
      if (timeline.ramps.has(step)) break
      this.#values.take(timeline, step)
      const target = targetOf(timeline, step)
      const direct =
        target !== undefined && this.#direct.send(target, packetOf(timeline, step), run.createdSeq)
      const holds = timeline.holds[step] === 1
      const reachedAt = this.#clock.now()
      const place = { run: number, timeline: timeline.id, index }
      head.push({ ...place, dueAt, reachedAt, direct, holds, madeUpFor: false })
      if (holds) break
    }
    return head
  }

  /** Publishes an emission, and that its run holds where it does; answers `seq` of the step's own event, if it has one. */
  publishEmission(run: Run, emission: Emission): number | null {
    const { index, dueAt, reachedAt, direct, holds, madeUpFor } = emission
    const step = run.definition.steps[run.timeline.steps[index] as number] as PlaylistStep
    const chased = madeUpFor && !direct && takesTime(step.type) ? chasedAt(run, index, dueAt) : null
    const stepSeq = direct ? null : this.#events.step(run, step, dueAt, chased)
    this.#values.ofStep(stepSeq)
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
