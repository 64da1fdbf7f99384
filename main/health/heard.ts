// What health learns from events: troubles that no stage keeps a reading of, each the latest of its kind since the last sample.
import type { EventEnvelope, PayloadOf, Subscribe, SystemEventType } from '../../shared/model/event.ts'
import type { Exhausted, Incident, Sample } from './condition.ts'
import { INCIDENT_TYPES, MENDING_TYPES, incidentOf, mendedBy } from './incidents.ts'

/** Ids come from the show; what is more is of a kind with these. */
const INCIDENTS_AT_MOST = 500
/** What went well and is not heard of for this stands until somebody has seen it. */
const MENDED_AT_MOST = 500

type Told = Pick<
  Sample,
  | 'exhausted'
  | 'jumps'
  | 'incidents'
  | 'mended'
  | 'handlerFailure'
  | 'failuresHeard'
  | 'rulesHeldBy'
  | 'disarmed'
  | 'crashed'
>

export class Heard implements Disposable {
  readonly #wiring = new DisposableStack()
  /** As many as there are quotas in a show. */
  readonly #exhausted = new Map<string, Exhausted>()
  readonly #jumps = new Map<string, Sample['jumps'][number]>()
  readonly #incidents = new Map<string, Incident>()
  readonly #mended = new Set<string>()
  #rulesHeldBy: string | null = null
  #disarmed: Sample['disarmed'] = null
  #crashed: Sample['crashed'] = null
  #handlerFailure: Sample['handlerFailure'] = null
  #failures = 0

  constructor(subscribe: Subscribe) {
    const listening = { acts: false }
    const hear: Subscribe = (type, handler, options) => this.#wiring.use(subscribe(type, handler, options))
    const failed = ({ payload }: EventEnvelope<'health.handlerFailed'>): void => {
      this.#handlerFailure = payload
      this.#failures += 1
    }
    hear('health.handlerFailed', failed, listening)
    hear(
      'resource.exhausted',
      ({ source, payload }) =>
        void this.#exhausted.set(`${source} ${payload.resource}`, { source, ...payload }),
      listening,
    )
    hear('rules.held', ({ payload }) => void (this.#rulesHeldBy = payload.by), listening)
    hear('rules.released', () => void (this.#rulesHeldBy = null), listening)
    hear('show.disarmed', ({ payload }) => void (this.#disarmed = payload), listening)
    hear('show.armed', () => void (this.#disarmed = null), listening)
    hear('engine.crashed', ({ payload }) => void (this.#crashed = payload), listening)
    hear('clock.jumped', ({ payload }) => void this.#jumps.set(payload.kind, payload), listening)
    for (const type of MENDING_TYPES)
      hear(type, ({ payload }) => this.#mend(mendedBy(type, payload)), listening)
    for (const type of INCIDENT_TYPES) hear(type, ({ payload }) => this.#incident(type, payload), listening)
  }

  /** What came since the last call. */
  take(): Told {
    const told = {
      exhausted: [...this.#exhausted.values()],
      jumps: [...this.#jumps.values()],
      incidents: [...this.#incidents.values()],
      mended: [...this.#mended],
      handlerFailure: this.#handlerFailure,
      failuresHeard: this.#failures,
      rulesHeldBy: this.#rulesHeldBy,
      disarmed: this.#disarmed,
      crashed: this.#crashed,
    }
    this.#exhausted.clear()
    this.#jumps.clear()
    this.#incidents.clear()
    this.#mended.clear()
    this.#failures = 0
    return told
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  #incident(type: SystemEventType, payload: unknown): void {
    // A run that has used up its quota is told as that.
    if (type === 'playlist.stopped' && this.#hasUsedUp(payload as PayloadOf<'playlist.stopped'>)) return
    const incident = incidentOf(type, payload)
    if (incident === null || this.#incidents.size >= INCIDENTS_AT_MOST) return
    this.#mended.delete(incident.warning.id)
    this.#incidents.set(incident.warning.id, incident)
  }

  #mend(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#mended.size >= MENDED_AT_MOST) return
      this.#incidents.delete(id)
      this.#mended.add(id)
    }
  }

  #hasUsedUp({ runId }: PayloadOf<'playlist.stopped'>): boolean {
    return [...this.#exhausted.values()].some((one) => one.runId === runId)
  }
}
