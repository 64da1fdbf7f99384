// Compares a show with the one before: what is the same becomes the very same object, what is not is counted.
import { isDeepStrictEqual } from 'node:util'
import type { ChangedPart } from '../../shared/model/payload/show-build.ts'
import type { ShowFile } from '../../shared/model/show.ts'

export interface Compared {
  /** As the newer one, with the objects of the older one where these are equal. */
  readonly show: ShowFile
  /** Only of kinds that changed. */
  readonly parts: readonly ChangedPart[]
}

const LISTS = ['playlists', 'gestures', 'schedulers'] as const
const RECORDS = ['params', 'events'] as const
/** Kept whole or taken whole. */
const SETTINGS = ['osc', 'midi', 'keyboard', 'questions', 'panic', 'metadata'] as const
const TEXTS = ['name', 'notes', 'minimumGoTime'] as const

/** Entries that are compared at once: a few milliseconds of steps. */
const AT_ONCE = 500

/** `pause` is awaited between pieces of the work. */
export async function keepUnchanged(
  before: ShowFile,
  after: ShowFile,
  pause: () => Promise<void>,
): Promise<Compared> {
  const parts: ChangedPart[] = []
  const kept: Record<string, unknown> = { ...after }
  const same = comparison(pause)
  for (const kind of LISTS) {
    const old = new Map<string, unknown>(before[kind].map((one) => [one.id, one]))
    const list = await keepEach(
      kind,
      old,
      after[kind].map((one): readonly [string, unknown] => [one.id, one]),
      same,
    )
    kept[kind] = list.values
    if (list.part !== null) parts.push(list.part)
  }
  for (const kind of RECORDS) {
    const record = await keepEach(
      kind,
      new Map(Object.entries(before[kind])),
      Object.entries(after[kind]),
      same,
    )
    const keys = Object.keys(after[kind])
    kept[kind] = Object.fromEntries(keys.map((key, index) => [key, record.values[index]]))
    if (record.part !== null) parts.push(record.part)
  }
  let settings = TEXTS.filter((field) => before[field] !== after[field]).length
  for (const field of SETTINGS) {
    if (await same(before[field], after[field])) kept[field] = before[field]
    else settings += 1
  }
  if (settings > 0) parts.push({ kind: 'settings', added: 0, changed: settings, removed: 0 })
  return { show: kept as ShowFile, parts }
}

type Same = (left: unknown, right: unknown) => Promise<boolean>

async function keepEach(
  kind: string,
  before: ReadonlyMap<string, unknown>,
  after: readonly (readonly [string, unknown])[],
  same: Same,
): Promise<{ readonly values: unknown[]; readonly part: ChangedPart | null }> {
  const values: unknown[] = []
  let [added, changed, found] = [0, 0, 0]
  for (const [id, value] of after) {
    const old = before.get(id)
    if (old === undefined) added += 1
    else found += 1
    const equal = old !== undefined && (await same(old, value))
    if (old !== undefined && !equal) changed += 1
    values.push(equal ? old : value)
  }
  const removed = before.size - found
  return { values, part: added + changed + removed === 0 ? null : { kind, added, changed, removed } }
}

/** Deep equality that pauses within long lists, at whatever depth these stand in what is compared. */
function comparison(pause: () => Promise<void>): Same {
  let compared = 0
  const breathe = async (): Promise<void> => {
    compared += 1
    if (compared % AT_ONCE === 0) await pause()
  }
  return async function same(left, right): Promise<boolean> {
    if (left === right) return true
    if (Array.isArray(left) && Array.isArray(right) && left.length > 1) {
      if (left.length !== right.length) return false
      for (const [index, entry] of left.entries()) {
        await breathe()
        if (!isDeepStrictEqual(entry, right[index])) return false
      }
      return true
    }
    await breathe()
    if (!isPlain(left) || !isPlain(right)) return isDeepStrictEqual(left, right)
    const keys = Object.keys(left)
    if (keys.length !== Object.keys(right).length) return false
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false
      const [one, other] = [left[key], right[key]]
      const equal = Array.isArray(one) ? await same(one, other) : isDeepStrictEqual(one, other)
      if (!equal) return false
    }
    return true
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
