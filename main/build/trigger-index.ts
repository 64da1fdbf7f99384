// Who would hear an event, among many triggers, without trying each: triggers that ask for equal things share a group.
import {
  addressTest,
  addressesReached,
  isOscPattern,
  literalAddress,
} from '../../shared/model/osc-pattern.ts'
import { familiesOf } from '../../shared/model/event-families.ts'
import { coversType, edgeWanted, fieldAt } from '../../shared/model/match.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { Json } from '../../shared/model/json.ts'
import { payloadFields } from './payload-shape.ts'

/** What can be known of an event before it happens. */
export interface ForeseenEvent {
  readonly type: string
  /** Null where it cannot be known. */
  readonly source: string | null
  readonly payload: Json
  /** Of OSC: whether its arguments ask to act. */
  readonly press?: boolean
}

/** What can be foreseen of the engine's own events; any other field of theirs may turn out as a trigger asks. */
const FORESEEN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['playlist.created', new Set(['source', 'playlistId', 'name', 'metadata'])],
  ['playlist.emitted', new Set(['source', 'playlistId', 'step', 'type', 'payload'])],
  ['playlist.stopped', new Set(['source', 'playlistId', 'name', 'metadata', 'reason'])],
  ['run.stateChanged', new Set(['source', 'playlistId', 'to'])],
  ['osc.received', new Set(['press', 'address', 'args'])],
])

interface Condition {
  /** From the event down to the field. */
  readonly path: readonly string[]
  readonly wanted: Json
}

/** Triggers on one event that ask for the same fields: their groups by the values they ask for. */
interface Form {
  readonly paths: readonly (readonly string[])[]
  readonly groups: Map<string, number>
}

/** Address patterns compared with addresses before giving up. */
const COMPARISONS = 1_000_000

export class TriggerIndex {
  /** Members of each group. */
  readonly groups: number[][] = []
  /** By event type or family, then by the fields asked for. */
  readonly #forms = new Map<string, Map<string, Form>>()
  readonly #patterns = new Map<string, (address: string) => boolean>()
  readonly #literals = new Set<string>()
  #comparisons = 0

  add(match: EventMatch, member: number): void {
    const conditions = conditionsOf(match)
    for (const [type, foreseen] of FORESEEN) {
      if (!coversType(match.event, type) || conditions.some((condition) => neverHolds(condition, type)))
        continue
      this.#insert(
        keyOf(type, match),
        conditions.filter(({ path }) => foreseen.has(nameOf(path))),
        member,
      )
      this.#noteAddress(match)
    }
    if (!FORESEEN.has(match.event)) this.#insert(match.event, conditions, member)
  }

  /** Groups whose members the event may start, or null where there are too many patterns to tell. */
  groupsFor(event: ForeseenEvent): number[] | null {
    if (event.type !== 'osc.received') {
      const families = FORESEEN.has(event.type) ? [] : familiesOf(event.type)
      return this.#groupsAt([event.type, ...families], event)
    }
    const { address } = event.payload as { address: string }
    this.#comparisons += this.#patterns.size
    const reached = this.#reachedBy(address)
    if (reached === null || this.#comparisons > COMPARISONS) return null
    const keys = [event.type]
    for (const [pattern, matches] of this.#patterns) if (matches(address)) keys.push(patternKey(pattern))
    const groups = new Set(this.#groupsAt(keys, event))
    for (const literal of reached) {
      const payload = { ...(event.payload as object), address: literal }
      for (const group of this.#groupsAt([event.type], { ...event, payload })) groups.add(group)
    }
    return [...groups]
  }

  /** Addresses that a sent address pattern reaches: none where a trigger has that very one, null where there are too many. */
  #reachedBy(address: string): readonly string[] | null {
    if (!isOscPattern(address) || this.#literals.has(address) || this.#patterns.has(address)) return []
    this.#comparisons += this.#literals.size
    return this.#comparisons > COMPARISONS ? null : addressesReached(address, this.#literals)
  }

  #groupsAt(keys: readonly string[], event: ForeseenEvent): number[] {
    const found: number[] = []
    for (const key of keys) {
      for (const { paths, groups } of this.#forms.get(key)?.values() ?? []) {
        const group = groups.get(canonical(paths.map((path) => fieldAt(event, path) as Json)))
        if (group !== undefined) found.push(group)
      }
    }
    return found
  }

  #noteAddress({ address }: EventMatch): void {
    const literal = address === undefined ? null : literalAddress(address)
    if (literal !== null) this.#literals.add(literal)
    const pattern = patternOf(address)
    if (pattern === null || this.#patterns.has(pattern)) return
    this.#patterns.set(pattern, addressTest(pattern))
  }

  #insert(key: string, conditions: readonly Condition[], member: number): void {
    const paths = conditions.map(({ path }) => path)
    const wanted = conditions.map((condition) => condition.wanted)
    const forms = getOrAdd(this.#forms, key, () => new Map<string, Form>())
    const form = getOrAdd(forms, canonical(paths), () => ({ paths, groups: new Map<string, number>() }))
    const group = getOrAdd(form.groups, canonical(wanted), () => this.groups.push([]) - 1)
    this.groups[group]?.push(member)
  }
}

const patternKey = (pattern: string): string => `osc.received ${pattern}`

/** The address pattern that a match asks for; null where it asks for one address or none. */
function patternOf(address: EventMatch['address']): string | null {
  return typeof address === 'string' && literalAddress(address) === null ? address : null
}

function keyOf(type: string, { address }: EventMatch): string {
  const pattern = patternOf(address)
  return pattern === null ? type : patternKey(pattern)
}

/** The field of the payload, or of the event itself, that a path begins with. */
function nameOf([first, second]: readonly string[]): string {
  return (first === 'payload' ? second : first) as string
}

/** Whether a condition asks for a payload field that this one of the engine's events does not have. */
function neverHolds({ path }: Condition, type: string): boolean {
  return path[0] === 'payload' && payloadFields(type)?.includes(nameOf(path)) === false
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** In an order of their own, so that triggers which list the same fields differently are alike. */
function conditionsOf(match: EventMatch): Condition[] {
  const { source, address, where } = match
  const conditions: Condition[] = Object.entries(where).map(([field, wanted]) => ({
    path: ['payload', ...field.split('.')],
    wanted,
  }))
  if (source !== undefined) conditions.push({ path: ['source'], wanted: source })
  const literal = address === undefined ? null : literalAddress(address)
  if (literal !== null) conditions.push({ path: ['payload', 'address'], wanted: literal })
  const edge = address === undefined ? null : edgeWanted(match)
  if (edge !== null) conditions.push({ path: ['press'], wanted: edge === 'press' })
  return conditions.sort((a, b) => (a.path.join('.') < b.path.join('.') ? -1 : 1))
}

/** Equal text for equal values, whatever the order of an object's fields. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'missing' : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const fields = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`)
  return `{${fields.sort().join()}}`
}
