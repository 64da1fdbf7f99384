// Where things of a kind are that were renamed, by the names that messages on their way still bear.
import { setBounded } from '../../base/bounded-map.ts'
import type { ShowChange } from '../show-change.ts'
import { presentName } from './renamed.ts'
import type { Renamed } from './renamed.ts'

/** Messages wait for minutes at most. */
const FORMER_NAMES = 64

interface Former {
  readonly name: string
  /** When it was renamed last. */
  readonly at: number
}

export class FormerNames {
  readonly #kind: Renamed['kind']
  readonly #former = new Map<string, Former>()

  constructor(kind: Renamed['kind']) {
    this.#kind = kind
  }

  /** `names` are those that are in use from now on: nobody else is meant by them. */
  take({ kind, renamed = [] }: ShowChange, names: Iterable<string>, at = 0): void {
    if (kind === 'open') this.#former.clear()
    const nameOf = presentName(renamed, this.#kind)
    for (const [before, { name, at: since }] of this.#former) {
      const next = nameOf(name)
      this.#former.set(before, { name: next, at: next === name ? since : at })
    }
    for (const { kind: of, from, to } of renamed)
      if (of === this.#kind) setBounded(this.#former, from, { name: to, at }, FORMER_NAMES)
    for (const name of names) this.#former.delete(name)
  }

  /** The name of now; as it is given, where nothing was called so. */
  presentOf(name: string): string {
    return this.#former.get(name)?.name ?? name
  }

  /** Null where nothing was called so. */
  find(name: string): Former | null {
    return this.#former.get(name) ?? null
  }
}
