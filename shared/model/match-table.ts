// Finds who listens for an event among thousands of matches: one subscription a pattern, the controls named by lookup.
import { dispose, disposable } from '../base/disposable.ts'
import type { EventEnvelope, Subscribe } from './event.ts'
import { compileMatch, fieldAt } from './match.ts'
import type { Json } from './json.ts'
import type { EventMatch, EventPredicate } from './match.ts'
import { isOscPattern } from './osc-pattern.ts'

type Action = (event: EventEnvelope) => void

interface Entry {
  readonly order: number
  readonly matches: EventPredicate
  readonly act: Action
}

interface PatternEntries {
  readonly subscription: Disposable
  /** By the value that a match asks for in the field that tells the pattern's controls apart. */
  readonly byControl: Map<unknown, Set<Entry>>
  readonly others: Set<Entry>
}

export class MatchTable {
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
    const control = controlAsked(match)
    const bucket = bucketOf(entries, control)
    bucket.add(entry)
    return disposable('match', () => {
      bucket.delete(entry)
      if (bucket.size === 0) entries.byControl.delete(control)
      if (entries.others.size > 0 || entries.byControl.size > 0) return
      dispose(entries.subscription)
      this.#patterns.delete(match.event)
    })
  }

  #open(pattern: string): PatternEntries {
    const options = { priority: this.#priority, name: this.#name, acts: true }
    const entries: PatternEntries = {
      subscription: this.#subscribe(pattern, (event) => this.#route(pattern, event), options),
      byControl: new Map(),
      others: new Set(),
    }
    this.#patterns.set(pattern, entries)
    return entries
  }

  #route(pattern: string, event: EventEnvelope): void {
    const entries = this.#patterns.get(pattern)
    if (entries === undefined) return
    const path = CONTROL_FIELDS[pattern]
    const named = path === undefined ? undefined : entries.byControl.get(fieldAt(event.payload, path))
    const hits = [...(named ?? []), ...entries.others].filter((entry) => entry.matches(event))
    for (const { act } of hits.sort((a, b) => a.order - b.order)) act(event)
  }
}

/** Where the payload tells which control an event is about. */
const CONTROL_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'osc.received': ['address'],
  'hid.received': ['control'],
  'midi.received': ['message', 'note'],
  'key.received': ['code'],
}

/** The one control that a match can be about; undefined where there may be several. */
function controlAsked({ event, address, where }: EventMatch): Json | undefined {
  if (address !== undefined) return isOscPattern(address) ? undefined : address
  const asked = where[CONTROL_FIELDS[event]?.join('.') ?? '']
  return typeof asked === 'object' ? undefined : asked
}

function bucketOf(entries: PatternEntries, control: Json | undefined): Set<Entry> {
  if (control === undefined) return entries.others
  const known = entries.byControl.get(control)
  if (known !== undefined) return known
  const bucket = new Set<Entry>()
  entries.byControl.set(control, bucket)
  return bucket
}
