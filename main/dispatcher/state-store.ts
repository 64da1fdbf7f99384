// The latest event of each type from each source, for those who come later and ask how things stand.
import type { EventEnvelope, EventType } from '../../shared/model/event.ts'
import { LATEST_BYTES, LATEST_EVENTS } from './defaults.ts'

type Sources = Map<string, EventEnvelope>

export class StateStore {
  readonly #types = new Map<string, Sources>()
  #size = 0
  #bytes = 0
  #forgotten = 0

  /** Pairs of type and source held now. */
  get size(): number {
    return this.#size
  }

  /** Latest events given up since start, because there was no end to the types or sources, or for their size. */
  get forgotten(): number {
    return this.#forgotten
  }

  record(event: EventEnvelope): void {
    const sources = this.#types.get(event.type) ?? this.#begin(event.type)
    const known = sources.get(event.source)
    sources.set(event.source, event)
    this.#bytes += event.bytes - (known?.bytes ?? 0)
    if (known === undefined) this.#size += 1
    while (this.#size > LATEST_EVENTS || this.#bytes > LATEST_BYTES) this.#forgetOne(sources)
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

  /** Of the type that has grown the oldest source goes, so that a flood displaces itself first. */
  #forgetOne(grown: Sources): void {
    this.#forgotten += 1
    const [firstType] = this.#types
    if (grown.size > 1 || firstType === undefined) {
      this.#dropFirst(grown)
      return
    }
    const [type, sources] = firstType
    this.#dropFirst(sources)
    if (sources.size === 0) this.#types.delete(type)
  }

  #dropFirst(sources: Sources): void {
    for (const [source, { bytes }] of sources) {
      sources.delete(source)
      this.#size -= 1
      this.#bytes -= bytes
      return
    }
  }
}
