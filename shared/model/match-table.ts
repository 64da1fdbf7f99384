// Finds who listens for an event among thousands of matches: one subscription a pattern, the controls named by lookup.
import { dispose, disposable } from '../base/disposable.ts'
import type { EventEnvelope, Subscribe } from './event.ts'
import { compileMatch, fieldAt } from './match.ts'
import { literalAddress } from './osc-pattern.ts'
import { OscReach } from './osc-reach.ts'
import type { Json } from './json.ts'
import type { EventMatch, EventPredicate } from './match.ts'

type Action = (event: EventEnvelope) => void

interface Entry {
  readonly order: number
  /** An OSC address as it is written. */
  readonly address: EventMatch['address']
  readonly matches: EventPredicate
  readonly act: Action
}

interface PatternEntries {
  readonly subscription: Disposable
  /** By the value that a match asks for in the field that tells the pattern's controls apart. */
  readonly byControl: Map<unknown, Set<Entry>>
  readonly others: Set<Entry>
  /** Which of the addresses in `byControl` a received pattern stands for. */
  readonly reach: OscReach
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
    const { address } = match
    const entry: Entry = { order: this.#order++, address, matches: compileMatch(match), act }
    const control = controlAsked(match)
    const bucket = bucketOf(entries, control)
    bucket.add(entry)
    entries.reach.forget()
    return disposable('match', () => {
      bucket.delete(entry)
      if (bucket.size === 0) entries.byControl.delete(control)
      entries.reach.forget()
      if (entries.others.size > 0 || entries.byControl.size > 0) return
      dispose(entries.subscription)
      this.#patterns.delete(match.event)
    })
  }

  #open(pattern: string): PatternEntries {
    const options = { priority: this.#priority, name: this.#name, acts: true }
    const byControl: PatternEntries['byControl'] = new Map()
    const entries: PatternEntries = {
      subscription: this.#subscribe(pattern, (event) => this.#route(pattern, event), options),
      byControl,
      others: new Set(),
      reach: new OscReach(() => [...byControl.keys()].filter((control) => typeof control === 'string')),
    }
    this.#patterns.set(pattern, entries)
    return entries
  }

  #route(pattern: string, event: EventEnvelope): void {
    const entries = this.#patterns.get(pattern)
    if (entries === undefined) return
    const path = CONTROL_FIELDS[pattern]
    const control = path === undefined ? undefined : fieldAt(event.payload, path)
    const named = entries.byControl.get(control)
    const hits: Hit[] = [...(named ?? []), ...entries.others]
      .filter((entry) => entry.matches(event))
      .map((entry) => ({ entry, event }))
    const reached =
      pattern === 'osc.received' && named === undefined ? reachedBy(entries, control as string) : []
    for (const address of reached ?? []) {
      const addressed = { ...event, payload: { ...(event.payload as object), address } } as EventEnvelope
      for (const entry of entries.byControl.get(address) ?? []) {
        if (entry.matches(addressed)) hits.push({ entry, event: addressed })
      }
    }
    for (const hit of hits.sort((a, b) => a.entry.order - b.entry.order)) hit.entry.act(hit.event)
    if (reached === null)
      throw new Error(`the address pattern ${String(control).slice(0, 60)} takes too much work`)
  }
}

/** The addresses that a received pattern stands for: none where somebody listens to the very same, null where they are too many. */
function reachedBy({ reach, others }: PatternEntries, address: string): readonly string[] | null {
  const reached = reach.of(address)
  return reached?.length === 0 || ![...others].some((entry) => entry.address === address) ? reached : []
}

interface Hit {
  readonly entry: Entry
  readonly event: EventEnvelope
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
  if (address !== undefined) return literalAddress(address) ?? undefined
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
