// A count per event type that stays small even where type names are made up without end.
import { DISTINCT_TYPES } from './defaults.ts'

/** Not a possible event type: those have a dot. */
const ALL_OTHERS = 'other'

export class TypeCounts {
  readonly #counts = new Map<string, { total: number }>()

  add(type: string): void {
    const count = this.#counts.get(type) ?? this.#begin(type)
    count.total += 1
  }

  /** Totals by type; types beyond the bound are together under `other`. */
  totals(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].map(([type, { total }]) => [type, total]))
  }

  /** The `limit` types of the largest totals, largest first. */
  most(limit: number): Readonly<Record<string, number>> {
    const largest = [...this.#counts].sort(([, a], [, b]) => b.total - a.total).slice(0, limit)
    return Object.fromEntries(largest.map(([type, { total }]) => [type, total]))
  }

  #begin(type: string): { total: number } {
    const name = this.#counts.size < DISTINCT_TYPES ? type : ALL_OTHERS
    const known = this.#counts.get(name)
    if (known !== undefined) return known
    const count = { total: 0 }
    this.#counts.set(name, count)
    return count
  }
}
