// Which warnings stand: raised once, kept up to date, cleared once; what keeps coming and going is one that is counted.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import type { EventDraft, Publish } from '../../shared/model/event.ts'
import type { StandingWarning } from '../../shared/model/health.ts'
import type { HealthWarning, WarningAbout } from '../../shared/model/payload/health.ts'
import type { Condition, Sample } from './condition.ts'

/** What was cleared and comes back within this time is the same trouble. */
const RELAPSE_MS = 60_000
/** So often it may be raised; then it stands until it was quiet for as long as a relapse takes. */
const RAISED_AT_MOST = 2
const STANDING_AT_MOST = 500
/** Waiting for room in the lane; what is left out of them still stands in the report. */
const UNTOLD_AT_MOST = 1000
/** Seen, and still found by what looks for them. */
const SEEN_AT_MOST = 500

/** What finds no place is counted in one of these. */
const MORE: Condition = { raiseAfter: 1, clearAfter: 1, find: () => [] }

interface Watched {
  readonly condition: Condition
  warning: HealthWarning
  /** Samples in a row that showed it. */
  shown: number
  /** Samples in a row that did not. */
  missed: number
  shownAt: MonotonicMs
  /** Null while it has not been shown often enough. */
  raised: { readonly at: MonotonicMs; readonly since: number } | null
  times: number
  /** How often it was raised, each time soon after it was cleared. */
  raises: number
}

/** One that was cleared a moment ago. */
interface Past {
  readonly times: number
  readonly raises: number
  readonly clearedAt: MonotonicMs
}

export class Warnings {
  readonly #conditions: readonly Condition[]
  readonly #publish: Publish
  readonly #clock: Clock
  #watched = new Map<string, Watched>()
  /** In the order in which they were cleared. */
  #past = new Map<string, Past>()
  readonly #seen = new Set<string>()
  #untold: EventDraft[] = []

  constructor(conditions: readonly Condition[], clock: Clock, publish: Publish) {
    this.#conditions = conditions
    this.#clock = clock
    this.#publish = publish
  }

  /** What stands now, raised first in front. */
  current(): readonly StandingWarning[] {
    return [...this.#watched.values()]
      .flatMap((watched) => (watched.raised === null ? [] : [{ watched, ...watched.raised }]))
      .sort((a, b) => a.at - b.at)
      .map(({ watched: { condition, warning, times, missed }, since }) => ({
        ...warning,
        since,
        times,
        isNow: missed === 0,
        happened: condition.happened === true,
      }))
  }

  /** What they are about is called otherwise: they stand as they stood. */
  rename(
    idOf: (id: string) => string,
    aboutOf: (about: WarningAbout | undefined) => WarningAbout | undefined,
  ): void {
    this.#watched = new Map(
      Array.from(this.#watched, ([before, watched]) => {
        const id = idOf(before)
        const about = aboutOf(watched.warning.about)
        watched.warning = { ...watched.warning, id, ...(about !== undefined && { about }) }
        return [id, watched]
      }),
    )
    this.#past = new Map(Array.from(this.#past, ([id, past]) => [idOf(id), past]))
  }

  /**
   * Somebody has seen what has happened or is over at the moment: it does not stand any more. All of it where no id is given.
   * Answers how many; null where the one that is named is still so, or is not there.
   */
  acknowledge(id: string | null, by: string, cause: number | null): number | null {
    const seen = [...this.#watched].filter(
      ([known, { raised, condition, missed }]) =>
        (id === null || known === id) && raised !== null && (condition.happened === true || missed > 0),
    )
    if (id !== null && seen.length === 0) return null
    for (const [known, { condition, warning, raised, times, missed }] of seen) {
      this.#watched.delete(known)
      this.#past.delete(known)
      if (isFoundAllTheTime(condition) && missed === 0 && this.#seen.size < SEEN_AT_MOST)
        this.#seen.add(known)
      const { code, where, what } = warning
      const stood = { id: known, code, where, since: raised?.since ?? 0, times }
      const told = { source: 'health', cause }
      this.#untold.push(
        { type: 'health.warning.acknowledged', ...told, payload: { ...stood, what, by } },
        { type: 'health.warning.cleared', ...told, payload: stood },
      )
    }
    this.#tell()
    return seen.length
  }

  update(sample: Sample): void {
    const now = this.#clock.now()
    this.#forgetPast(now)
    const shown = new Set<string>()
    const show = (condition: Condition, warning: HealthWarning): void => {
      shown.add(warning.id)
      if (this.#seen.has(warning.id)) return
      this.#show(condition, warning, now)
    }
    let more = 0
    for (const condition of this.#conditions) {
      for (const warning of condition.find(sample)) {
        if (this.#hasPlaceFor(warning.id)) show(condition, warning)
        else more += 1
      }
    }
    if (more > 0) show(MORE, moreOf(more))
    const mended = new Set(sample.mended)
    for (const [id, watched] of this.#watched) {
      if (!shown.has(id)) this.#miss(id, watched, now, mended.has(id))
    }
    for (const id of this.#seen) if (!shown.has(id)) this.#seen.delete(id)
    this.#tell()
  }

  #show(condition: Condition, warning: HealthWarning, now: MonotonicMs): void {
    const watched = this.#watched.get(warning.id) ?? this.#watch(condition, warning, now)
    watched.warning = warning
    watched.shown += 1
    watched.missed = 0
    watched.shownAt = now
    if (watched.shown !== condition.raiseAfter) return
    watched.times += 1
    if (watched.raised !== null) return
    const since = this.#clock.wall()
    watched.raised = { at: now, since }
    watched.raises += 1
    const payload = { ...warning, since, times: watched.times }
    this.#untold.push({ type: 'health.warning.raised', source: 'health', cause: null, payload })
  }

  #hasPlaceFor(id: string): boolean {
    return this.#watched.size < STANDING_AT_MOST || this.#watched.has(id)
  }

  #watch(condition: Condition, warning: HealthWarning, shownAt: MonotonicMs): Watched {
    const { times = 0, raises = 0 } = this.#past.get(warning.id) ?? {}
    const watched: Watched = { condition, warning, shown: 0, missed: 0, shownAt, raised: null, times, raises }
    this.#watched.set(warning.id, watched)
    return watched
  }

  #miss(id: string, watched: Watched, now: MonotonicMs, isMended: boolean): void {
    const { condition, warning, raised, raises, times } = watched
    watched.missed += 1
    watched.shown = 0
    if (raised !== null && !isMended) {
      if (watched.missed < condition.clearAfter) return
      const comesAndGoes = raises >= RAISED_AT_MOST && condition.byHand !== true
      if (comesAndGoes && now - watched.shownAt < RELAPSE_MS) return
    }
    this.#watched.delete(id)
    if (raised === null) return
    this.#past.delete(id)
    this.#past.set(id, { times, raises, clearedAt: now })
    const { code, where, what } = warning
    const { at, since } = raised
    const told = { source: 'health', cause: null }
    this.#untold.push(
      { type: 'health.warning.cleared', ...told, payload: { id, code, where, since, times } },
      { type: 'health.recovered', ...told, payload: { id, what, after: now - at, since, times } },
    )
  }

  #forgetPast(now: MonotonicMs): void {
    for (const [id, { clearedAt }] of this.#past) {
      if (now - clearedAt < RELAPSE_MS && this.#past.size <= STANDING_AT_MOST) return
      this.#past.delete(id)
    }
  }

  /** In their order, and those that find no room with the next sample. */
  #tell(): void {
    const refused = this.#untold.findIndex((draft) => this.#publish(draft) === null)
    this.#untold = refused === -1 ? [] : this.#untold.slice(refused).slice(-UNTOLD_AT_MOST)
  }
}

/** What has happened and is found for as long as it is known; of others each finding is another occurrence. */
function isFoundAllTheTime({ happened, clearAfter }: Condition): boolean {
  return happened === true && clearAfter === 1
}

function moreOf(more: number): HealthWarning {
  return {
    id: 'health.more',
    code: 'health/more',
    what: `${more} more things are wrong than are listed here`,
    where: 'health',
    next: 'put right what is listed: the others follow',
  }
}
