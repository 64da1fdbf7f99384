// The latest event of each type from each source, for those who come later and ask how things stand.
import type { EventEnvelope, EventType } from '../../shared/model/event.ts'
import { LATEST_EVENTS } from './defaults.ts'

type Sources = Map<string, EventEnvelope>

export class StateStore {
  readonly #types = new Map<string, Sources>()
  #size = 0
  #forgotten = 0

  /** Pairs of type and source held now. */
  get size(): number {
    return this.#size
  }

  /** Latest events given up since start, because there was no end to the types or sources. */
  get forgotten(): number {
    return this.#forgotten
  }

  record(event: EventEnvelope): void {
    const sources = this.#types.get(event.type) ?? this.#begin(event.type)
    const known = sources.size
    sources.set(event.source, event)
    if (sources.size > known) this.#grow(sources)
  }

  /** The latest event of this type from this source, or null. */
  latest<T extends EventType>(type: T, source: string): EventEnvelope<T> | null {
    return (this.#types.get(type)?.get(source) as EventEnvelope<T> | undefined) ?? null
  }

  /** The latest event of this type from every source, in the order the sources were first heard of. */
  latestOfAll<T extends EventType>(type: T): EventEnvelope<T>[] {
    return [...(this.#types.get(type)?.values() ?? [])] as EventEnvelope<T>[]
  }

  #begin(type: string): Sources {
    const sources: Sources = new Map()
    this.#types.set(type, sources)
    return sources
  }

  /** Counts a source just added to `grown`; past the bound its oldest fellow goes, so that a flood displaces itself first. */
  #grow(grown: Sources): void {
    if (this.#size < LATEST_EVENTS) {
      this.#size += 1
      return
    }
    this.#forgotten += 1
    const [firstType] = this.#types
    if (grown.size > 1 || firstType === undefined) {
      dropFirst(grown)
      return
    }
    const [type, sources] = firstType
    dropFirst(sources)
    if (sources.size === 0) this.#types.delete(type)
  }
}

function dropFirst(entries: Map<string, unknown>): void {
  const [first] = entries.keys()
  if (first !== undefined) entries.delete(first)
}
