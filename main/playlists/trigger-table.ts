// Finds who listens for an event among thousands of matches: one subscription a pattern, OSC addresses by lookup.
import { dispose, disposable } from '../../shared/base/disposable.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import { compileMatch } from '../../shared/model/match.ts'
import type { EventMatch, EventPredicate } from '../../shared/model/match.ts'
import { isOscPattern } from '../../shared/model/osc-pattern.ts'

type Action = (event: EventEnvelope) => void

interface Entry {
  readonly order: number
  readonly matches: EventPredicate
  readonly act: Action
}

interface PatternEntries {
  readonly subscription: Disposable
  /** By literal OSC address. */
  readonly byAddress: Map<string, Set<Entry>>
  readonly others: Set<Entry>
}

export class TriggerTable {
  readonly #subscribe: Subscribe
  readonly #priority: number
  readonly #name: string
  readonly #patterns = new Map<string, PatternEntries>()
  #order = 0

  constructor(subscribe: Subscribe, priority: number, name: string) {
    this.#subscribe = subscribe
    this.#priority = priority
    this.#name = name
  }

  /** Calls `act` for each matching event, those added first first. */
  add(match: EventMatch, act: Action): Disposable {
    const entries = this.#patterns.get(match.event) ?? this.#open(match.event)
    const entry: Entry = { order: this.#order++, matches: compileMatch(match), act }
    const bucket = bucketOf(entries, match.address)
    bucket.add(entry)
    return disposable('trigger', () => {
      bucket.delete(entry)
      if (bucket.size === 0 && match.address !== undefined) entries.byAddress.delete(match.address)
      if (entries.others.size > 0 || entries.byAddress.size > 0) return
      dispose(entries.subscription)
      this.#patterns.delete(match.event)
    })
  }

  #open(pattern: string): PatternEntries {
    const options = { priority: this.#priority, name: this.#name }
    const entries: PatternEntries = {
      subscription: this.#subscribe(pattern, (event) => this.#route(pattern, event), options),
      byAddress: new Map(),
      others: new Set(),
    }
    this.#patterns.set(pattern, entries)
    return entries
  }

  #route(pattern: string, event: EventEnvelope): void {
    const entries = this.#patterns.get(pattern)
    if (entries === undefined) return
    const { address } = (event.payload ?? {}) as { address?: unknown }
    const literal = typeof address === 'string' ? entries.byAddress.get(address) : undefined
    const hits = [...(literal ?? []), ...entries.others].filter((entry) => entry.matches(event))
    for (const { act } of hits.sort((a, b) => a.order - b.order)) act(event)
  }
}

function bucketOf(entries: PatternEntries, address: string | undefined): Set<Entry> {
  if (address === undefined || isOscPattern(address)) return entries.others
  const known = entries.byAddress.get(address)
  if (known !== undefined) return known
  const bucket = new Set<Entry>()
  entries.byAddress.set(address, bucket)
  return bucket
}
