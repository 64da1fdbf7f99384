// Counts what was refused or cut off at the edge to clients, for health to warn of.
import { disposable } from '../base/disposable.ts'
import type { WebHealth } from '../model/health.ts'
import type { TurnedAway } from '../model/turned-away.ts'

/** What one part of the edge holds now. */
export interface EdgeLoad {
  readonly connections: number
  readonly untakenBytes: number
}

export class WebMeter {
  readonly #turnedAway: Partial<Record<TurnedAway, number>> = {}
  readonly #loads = new Set<() => EdgeLoad>()
  #last: WebHealth['last'] = null

  turnAway(reason: TurnedAway, who: string): void {
    this.#turnedAway[reason] = (this.#turnedAway[reason] ?? 0) + 1
    this.#last = { reason, who }
  }

  /** Has `read` asked with each reading. */
  watch(read: () => EdgeLoad): Disposable {
    this.#loads.add(read)
    return disposable('load at the edge', () => this.#loads.delete(read))
  }

  reading(): WebHealth {
    const loads = [...this.#loads].map((read) => read())
    const sum = (of: (load: EdgeLoad) => number): number => loads.reduce((all, load) => all + of(load), 0)
    return {
      connections: sum(({ connections }) => connections),
      untakenBytes: sum(({ untakenBytes }) => untakenBytes),
      turnedAway: { ...this.#turnedAway },
      last: this.#last,
    }
  }
}
