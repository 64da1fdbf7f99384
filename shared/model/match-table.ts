// Finds who listens for an event among thousands of matches: one subscription a pattern, the controls named by lookup.
import { dispose, disposable } from '../base/disposable.ts'
import { edgeProfile, isMadeUp } from './edge.ts'
import type { EdgeProfile } from './outcome.ts'
import type { EventEnvelope, Subscribe } from './event.ts'
import { compileMatch, compileValueMatch, fieldAt } from './match.ts'
import { literalAddress } from './osc-pattern.ts'
import { OscReach } from './osc-reach.ts'
import { PatternWork } from './pattern-work.ts'
import type { Json } from './json.ts'
import type { EventMatch, EventPredicate } from './match.ts'

type Action = (event: EventEnvelope) => void

/** Where the definition that an entry belongs to stands in the show: those that stand first hear first. */
export interface Rank {
  readonly place: number
}
export const UNRANKED: Rank = { place: 0 }

interface Entry {
  readonly rank: Rank
  readonly order: number
  /** An OSC address as it is written. */
  readonly address: EventMatch['address']
  readonly profile: EdgeProfile | null
  readonly matches: EventPredicate
  readonly act: Action
}

interface PatternEntries {
  readonly subscription: Disposable
  /** By the value that a match asks for in the field that tells the pattern's controls apart. */
  readonly byControl: Map<unknown, Bucket>
  readonly others: Bucket
  /** How many of its entries go by a profile of their own. */
  profiled: number
  /** Which of the addresses in `byControl` a received pattern stands for. */
  readonly reach: OscReach
}

interface Bucket {
  readonly entries: Set<Entry>
  /** Those of its entries that go by one of their own, of each key one. */
  profiles: readonly EdgeProfile[]
}

export interface MatchTableOptions {
  readonly subscribe: Subscribe
  /** Whether what listens ends something: what decides anew does not hear that a device went away. */
  readonly ends: boolean
  /** It is for each value that a control tells, whatever edge that is and however late it is heard. */
  readonly values?: true
  /** What may be spent on received patterns, together with whoever else is given it. */
  readonly patterns?: PatternWork | undefined
}

export class MatchTable {
  readonly #options: MatchTableOptions
  readonly #work: PatternWork
  readonly #patterns = new Map<string, PatternEntries>()
  #order = 0

  constructor(options: MatchTableOptions) {
    this.#options = options
    this.#work = options.patterns ?? new PatternWork(null)
  }

  /** Calls `act` for each matching event, by rank, and of equal rank those added first first. */
  add(match: EventMatch, act: Action, rank = UNRANKED): Disposable {
    const entries = this.#patterns.get(match.event) ?? this.#open(match.event)
    const { address } = match
    const { values = false } = this.#options
    const profile = values ? null : edgeProfile(match)
    const matches = values ? compileValueMatch(match) : compileMatch(match)
    const entry: Entry = { rank, order: this.#order++, address, profile, matches, act }
    const control = controlAsked(match)
    const bucket = bucketOf(entries, control)
    bucket.entries.add(entry)
    if (profile !== null) this.#countProfile(entries, bucket, 1)
    entries.reach.forget()
    return disposable('match', () => {
      bucket.entries.delete(entry)
      if (profile !== null) this.#countProfile(entries, bucket, -1)
      if (bucket.entries.size === 0) entries.byControl.delete(control)
      entries.reach.forget()
      if (entries.others.entries.size > 0 || entries.byControl.size > 0) return
      dispose(entries.subscription)
      this.#patterns.delete(match.event)
    })
  }

  #countProfile(entries: PatternEntries, bucket: Bucket, more: number): void {
    entries.profiled += more
    bucket.profiles = profilesOf(bucket)
  }

  #open(pattern: string): PatternEntries {
    const { subscribe, values = false } = this.#options
    const profilesFor = (payload: unknown): readonly EdgeProfile[] => this.#profilesFor(pattern, payload)
    const options = { acts: true, profilesFor, ...(values && { judgesAge: true as const }) }
    const byControl: PatternEntries['byControl'] = new Map()
    const entries: PatternEntries = {
      subscription: subscribe(pattern, (event) => this.#route(pattern, event), options),
      byControl,
      others: { entries: new Set(), profiles: [] },
      profiled: 0,
      reach: new OscReach(
        () => [...byControl.keys()].filter((control) => typeof control === 'string'),
        this.#work,
      ),
    }
    this.#patterns.set(pattern, entries)
    return entries
  }

  #profilesFor(pattern: string, payload: unknown): readonly EdgeProfile[] {
    const entries = this.#patterns.get(pattern)
    if (entries === undefined || entries.profiled === 0) return NO_PROFILES
    const { named, reached } = this.#find(entries, pattern, payload)
    const buckets = (reached ?? []).map((address) => entries.byControl.get(address))
    return [named, ...buckets, entries.others].flatMap((bucket) => bucket?.profiles ?? [])
  }

  /** Who asks for the control that a payload is about; `reached` as for `reachedBy`. */
  #find(entries: PatternEntries, pattern: string, payload: unknown) {
    const path = CONTROL_FIELDS[pattern]
    const control = path === undefined ? undefined : fieldAt(payload, path)
    const named = entries.byControl.get(control)
    const isOther = pattern === 'osc.received' && named === undefined
    return { named, reached: isOther ? reachedBy(entries, control as string) : [] }
  }

  #route(pattern: string, event: EventEnvelope): void {
    const entries = this.#patterns.get(pattern)
    if (entries === undefined || (!this.#options.ends && isMadeUp(event))) return
    const { named, reached } = this.#find(entries, pattern, event.payload)
    // Most messages are about a control that one match names, or none.
    if (entries.others.entries.size === 0 && reached?.length === 0) {
      if (named === undefined) return
      if (named.entries.size === 1) {
        for (const entry of named.entries) if (entry.matches(event)) entry.act(event)
        return
      }
    }
    const hits: Hit[] = [...(named?.entries ?? []), ...entries.others.entries]
      .filter((entry) => entry.matches(event))
      .map((entry) => ({ entry, event }))
    for (const address of reached ?? []) {
      const addressed = { ...event, payload: { ...(event.payload as object), address } } as EventEnvelope
      for (const entry of entries.byControl.get(address)?.entries ?? []) {
        if (entry.matches(addressed)) hits.push({ entry, event: addressed })
      }
    }
    for (const hit of hits.sort((a, b) => inOrder(a.entry, b.entry))) hit.entry.act(hit.event)
    if (reached === null) this.#work.refuse(event)
  }
}

/** The addresses that a received pattern stands for: none where somebody listens to the very same, null where they are too many. */
function reachedBy({ reach, others }: PatternEntries, address: string): readonly string[] | null {
  const reached = reach.of(address)
  return reached?.length === 0 || ![...others.entries].some((entry) => entry.address === address)
    ? reached
    : []
}

function inOrder(a: Entry, b: Entry): number {
  return a.rank.place - b.rank.place || a.order - b.order
}

const NO_PROFILES: readonly EdgeProfile[] = []

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

function profilesOf({ entries }: Bucket): readonly EdgeProfile[] {
  const byKey = new Map<string, EdgeProfile>()
  for (const { profile } of entries) if (profile !== null) byKey.set(profile.key, profile)
  return [...byKey.values()]
}

function bucketOf(entries: PatternEntries, control: Json | undefined): Bucket {
  if (control === undefined) return entries.others
  const known = entries.byControl.get(control)
  if (known !== undefined) return known
  const bucket: Bucket = { entries: new Set(), profiles: [] }
  entries.byControl.set(control, bucket)
  return bucket
}
