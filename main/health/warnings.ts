// Which warnings stand: raised once, kept up to date, cleared once.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { HealthWarning } from '../../shared/model/payload/health.ts'
import type { Condition, Sample } from './condition.ts'

interface Watched {
  readonly condition: Condition
  warning: HealthWarning
  /** Samples that showed it; one that does not before it is raised ends the count. */
  shown: number
  /** Samples in a row that did not show it. */
  missed: number
  /** Null while it has not been shown often enough. */
  raisedAt: MonotonicMs | null
}

export class Warnings {
  readonly #conditions: readonly Condition[]
  readonly #publish: Publish
  readonly #watched = new Map<string, Watched>()

  constructor(conditions: readonly Condition[], publish: Publish) {
    this.#conditions = conditions
    this.#publish = publish
  }

  /** What stands now, raised first in front. */
  current(): readonly HealthWarning[] {
    return [...this.#watched.values()]
      .filter(({ raisedAt }) => raisedAt !== null)
      .sort((a, b) => (a.raisedAt ?? 0) - (b.raisedAt ?? 0))
      .map(({ warning }) => warning)
  }

  update(sample: Sample, now: MonotonicMs): void {
    const shown = new Set<string>()
    for (const condition of this.#conditions) {
      for (const warning of condition.find(sample)) {
        shown.add(warning.id)
        this.#show(condition, warning, now)
      }
    }
    for (const [id, watched] of this.#watched) {
      if (!shown.has(id)) this.#miss(id, watched, now)
    }
  }

  #show(condition: Condition, warning: HealthWarning, now: MonotonicMs): void {
    const watched = this.#watched.get(warning.id) ?? {
      condition,
      warning,
      shown: 0,
      missed: 0,
      raisedAt: null,
    }
    this.#watched.set(warning.id, watched)
    watched.warning = warning
    watched.shown += 1
    watched.missed = 0
    if (watched.raisedAt !== null || watched.shown < condition.raiseAfter) return
    watched.raisedAt = now
    this.#publish({ type: 'health.warning.raised', source: 'health', cause: null, payload: warning })
  }

  #miss(id: string, watched: Watched, now: MonotonicMs): void {
    const { condition, warning, raisedAt } = watched
    watched.missed += 1
    if (raisedAt !== null && watched.missed < condition.clearAfter) return
    this.#watched.delete(id)
    if (raisedAt === null) return
    this.#publish({ type: 'health.warning.cleared', source: 'health', cause: null, payload: { id } })
    this.#publish({
      type: 'health.recovered',
      source: 'health',
      cause: null,
      payload: { id, what: warning.what, after: now - raisedAt },
    })
  }
}
