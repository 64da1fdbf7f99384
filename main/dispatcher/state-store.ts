// The latest event of each type from each source, for those who come later and ask how things stand.
import type { StateQuery } from '../../shared/contract/commands.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { coversType } from '../../shared/model/match.ts'
import { LATEST_BYTES, LATEST_EVENTS } from './defaults.ts'

type Sources = Map<string, EventEnvelope>

export class StateStore {
  readonly #types = new Map<string, Sources>()
  #size = 0
  #bytes = 0
  #forgotten = 0
  readonly #recordDispatched: () => void

  /** `recordDispatched` records what has been dispatched and has not been recorded yet; called before anything is answered. */
  constructor(recordDispatched: () => void = () => undefined) {
    this.#recordDispatched = recordDispatched
  }

  /** Pairs of type and source held now. */
  get size(): number {
    this.#recordDispatched()
    return this.#size
  }

  /** Latest events given up since start, because there was no end to the types or sources, or for their size. */
  get forgotten(): number {
    this.#recordDispatched()
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

  /** The latest event of each pair that passes the filters, the newest first. */
  query({ type, source, limit }: StateQuery): EventEnvelope[] {
    this.#recordDispatched()
    const found: EventEnvelope[] = []
    for (const [name, sources] of this.#types) {
      if (type !== undefined && !coversType(type, name)) continue
      if (source === undefined) for (const event of sources.values()) found.push(event)
      else {
        const event = sources.get(source)
        if (event !== undefined) found.push(event)
      }
    }
    return found.sort((a, b) => b.seq - a.seq).slice(0, limit)
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
