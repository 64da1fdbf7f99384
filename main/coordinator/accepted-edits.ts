// The edits that were accepted last, for pages that have something open: they make them there too instead of reading it again.
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import type { Accepted } from '../../shared/model/mutations/followed.ts'
import { editsOf } from '../../shared/model/mutations/mutation.ts'
import type { Generation, Mutation } from '../../shared/model/mutations/mutation.ts'

interface Kept extends Accepted {
  /** Generation of the show that it was made of. */
  readonly from: Generation
  readonly bytes: number
}

export interface AcceptedLimits {
  readonly edits: number
  readonly bytes: number
}

/** More would be read again as quickly. */
const LIMITS: AcceptedLimits = { edits: 256, bytes: 1024 * 1024 }

export class AcceptedEdits {
  readonly #limits: AcceptedLimits
  #kept: Kept[] = []
  #bytes = 0

  constructor(limits: AcceptedLimits = LIMITS) {
    this.#limits = limits
  }

  add(from: Generation, generation: Generation, mutation: Mutation): void {
    const bytes = jsonBytes(mutation, this.#limits.bytes)
    this.#kept.push({ from, generation, edits: editsOf(mutation), bytes })
    this.#bytes += bytes
    while (this.#bytes > this.#limits.bytes || this.#kept.length > this.#limits.edits) {
      this.#bytes -= this.#kept.shift()?.bytes ?? 0
    }
  }

  /** All from one generation to another; null where not every change between them was an edit that is still kept. */
  between(from: Generation, to: Generation): readonly Accepted[] | null {
    const first = this.#kept.findIndex((edit) => edit.from === from)
    if (first < 0) return from === to ? [] : null
    const found: Accepted[] = []
    let at = from
    for (const edit of this.#kept.slice(first)) {
      if (edit.from !== at || at === to) break
      found.push({ generation: edit.generation, edits: edit.edits })
      at = edit.generation
    }
    return at === to ? found : null
  }
}
