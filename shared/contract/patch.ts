// What differs between two values of a stream, so that a client which has the one is sent little to get the other.
import { isSameJson } from '../base/same-json.ts'
import type { StandingStream, StreamValues } from './streams.ts'

export interface ListPatch {
  /** Where items came, went or changed places; absent where all stand where they did. */
  readonly order?: ListOrder
  /** Items that are new or another. */
  readonly put: readonly object[]
  /** Where many are another in the same few fields: these alone, by where the items stand in the end. */
  readonly columns?: readonly Columns[]
}

/** Values of each field, one for each place. */
export interface Columns {
  readonly at: readonly number[]
  readonly fields: Readonly<Record<string, readonly unknown[]>>
}

/** Keys of what stands between the first `head` and the last `tail` items, which stand as before. */
export interface ListOrder {
  readonly head: number
  readonly tail: number
  readonly keys: readonly Key[]
}

/** Fields that are another; of lists whose items have a key, only the items that are. */
export interface Patch {
  readonly fields: Readonly<Record<string, unknown>>
  readonly lists: Readonly<Record<string, ListPatch>>
}

/** Fewer of a kind are sent whole. */
const MANY = 8

type Key = string | number
type Fields = Readonly<Record<string, unknown>>

/** Lists of a stream whose items are known again by a field of theirs, which no two of them share. */
const KEYED: { readonly [S in StandingStream]?: Readonly<Record<string, string>> } = {
  show: { playlists: 'id', cues: 'key', feedback: 'id', params: 'name', pages: 'id' },
  runs: { runs: 'runId' },
  cues: { lists: 'id', states: 'key', armed: 'key' },
  activity: { lines: 'seq' },
  monitor: { lines: 'seq' },
  inputs: { devices: 'device', gestures: 'id' },
  params: { params: 'name' },
  scenes: { scenes: 'name' },
  edits: { history: 'id' },
}

/** `after` is what a client that has `before` is to have; both are left as they are. */
export function diff<S extends StandingStream>(
  stream: S,
  before: StreamValues[S],
  after: StreamValues[S],
): Patch {
  const keyed = keyedOf(stream)
  const old: Fields = { ...before }
  const fields: Record<string, unknown> = {}
  const lists: Record<string, ListPatch> = {}
  for (const [field, value] of Object.entries<unknown>({ ...after })) {
    if (isSameJson(old[field], value)) continue
    const key = keyed[field]
    if (key === undefined) fields[field] = value
    else lists[field] = listDiff(old[field] as readonly Fields[], value as readonly Fields[], key)
  }
  return { fields, lists }
}

/** The value that `diff` was given as `after`; what did not change of `before` is in it as it was. */
export function patched<S extends StandingStream>(
  stream: S,
  before: StreamValues[S],
  patch: Patch,
): StreamValues[S] {
  const keyed = keyedOf(stream)
  const next: Record<string, unknown> = { ...before, ...patch.fields }
  for (const [field, change] of Object.entries(patch.lists)) {
    next[field] = listPatched(next[field] as readonly Fields[], change, keyed[field] as string)
  }
  return next as unknown as StreamValues[S]
}

function keyedOf(stream: StandingStream): Readonly<Record<string, string>> {
  return KEYED[stream] ?? {}
}

function listDiff(before: readonly Fields[], after: readonly Fields[], key: string): ListPatch {
  const isSameItem = (was: number, is: number): boolean => before[was]?.[key] === after[is]?.[key]
  const shorter = Math.min(before.length, after.length)
  let [head, tail] = [0, 0]
  while (head < shorter && isSameItem(head, head)) head += 1
  while (tail < shorter - head && isSameItem(before.length - tail - 1, after.length - tail - 1)) tail += 1
  const [end, endNow] = [before.length - tail, after.length - tail]
  const known = byKey(before.slice(head, end), key)
  const changed = new Map<number, Fields | undefined>()
  for (const [place, item] of after.entries()) {
    const isBetween = place >= head && place < endNow
    const was = isBetween ? known.get(item[key] as Key) : before[place < head ? place : place - endNow + end]
    if (!isSameJson(was, item)) changed.set(place, was)
  }
  const sent = putOrColumns(changed, after)
  if (head === before.length && head === after.length) return sent
  return { order: { head, tail, keys: after.slice(head, endNow).map((item) => item[key] as Key) }, ...sent }
}

/** By place what each was before; undefined of what is new. */
function putOrColumns(
  changed: ReadonlyMap<number, Fields | undefined>,
  after: readonly Fields[],
): Omit<ListPatch, 'order'> {
  const alike =
    changed.size < MANY
      ? new Map<string, never[]>()
      : Map.groupBy(changed, ([place, was]) => changedFields(was, after[place] as Fields)?.join(' ') ?? '')
  const columns: Columns[] = []
  const whole = new Set(changed.keys())
  for (const [names, items] of alike) {
    if (names === '' || items.length < MANY) continue
    const at = items.map(([place]) => place)
    for (const place of at) whole.delete(place)
    const valuesOf = (field: string): unknown[] => at.map((place) => (after[place] as Fields)[field])
    columns.push({ at, fields: Object.fromEntries(names.split(' ').map((name) => [name, valuesOf(name)])) })
  }
  const put = [...whole].sort((a, b) => a - b).map((place) => after[place] as Fields)
  return columns.length === 0 ? { put } : { put, columns }
}

/** Null where they do not have the same fields. */
function changedFields(was: Fields | undefined, item: Fields): readonly string[] | null {
  if (was === undefined) return null
  const fields = Object.keys(item)
  if (fields.length !== Object.keys(was).length || !fields.every((field) => Object.hasOwn(was, field)))
    return null
  // What is undefined is left out on its way.
  if (fields.some((field) => item[field] === undefined || was[field] === undefined)) return null
  return fields.filter((field) => !isSameJson(was[field], item[field]))
}

function listPatched(before: readonly Fields[], patch: ListPatch, key: string): readonly Fields[] {
  const list = [...ordered(before, patch, key)]
  for (const { at, fields } of patch.columns ?? []) {
    const columns = Object.entries(fields)
    for (const [index, place] of at.entries()) {
      const item: Record<string, unknown> = { ...list[place] }
      for (const [field, values] of columns) item[field] = values[index]
      list[place] = item
    }
  }
  return list
}

function ordered(before: readonly Fields[], { order, put }: ListPatch, key: string): readonly Fields[] {
  const fresh = byKey(put as readonly Fields[], key)
  const kept = (items: readonly Fields[]): Fields[] =>
    fresh.size === 0 ? [...items] : items.map((item) => fresh.get(item[key] as Key) ?? item)
  if (order === undefined) return kept(before)
  const { head, tail, keys } = order
  const end = before.length - tail
  const known = byKey(before.slice(head, end), key)
  const between = keys.map((each) => (fresh.get(each) ?? known.get(each)) as Fields)
  return [...kept(before.slice(0, head)), ...between, ...kept(before.slice(end))]
}

/** The last of those that share a key. */
function byKey(items: readonly Fields[], key: string): ReadonlyMap<Key, Fields> {
  return new Map(items.map((item) => [item[key] as Key, item]))
}
