// Compares a show with the one before: what is the same becomes the very same object, what is not is counted.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { ChangedPart } from '../../shared/model/payload/show-build.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { keepSteps } from './keep-steps.ts'
import { LISTS, RECORDS, SETTINGS, TEXTS } from './show-parts.ts'

export interface Compared {
  /** As the newer one, with the objects of the older one where these are equal. */
  readonly show: ShowFile
  /** Only of kinds that changed. */
  readonly parts: readonly ChangedPart[]
}

/** Entries that are compared at once: less than a millisecond of steps. */
const AT_ONCE = 500

/** `pause` is awaited between pieces of the work. */
export async function keepUnchanged(
  before: ShowFile,
  after: ShowFile,
  pause: () => Promise<void>,
): Promise<Compared> {
  const parts: ChangedPart[] = []
  const kept: Record<string, unknown> = { ...after }
  const breathe = breather(pause)
  const same = comparison(breathe)
  const keeping: Keep = async (old, value) => ((await same(old, value)) ? old : value)
  const keepPlaylist: Keep = async (old, value) => {
    const [was, playlist] = [old as PlaylistDefinition, value as PlaylistDefinition]
    const steps = await keepSteps(was.steps, playlist.steps, breathe)
    const is = steps === playlist.steps ? playlist : { ...playlist, steps }
    return (await same(was, is)) ? was : is
  }
  for (const kind of LISTS) {
    const old = new Map<string, unknown>(before[kind].map((one) => [one.id, one]))
    const list = await keepEach(
      kind,
      old,
      after[kind].map((one): readonly [string, unknown] => [one.id, one]),
      kind === 'playlists' ? keepPlaylist : keeping,
    )
    kept[kind] = list.values
    if (list.part !== null) parts.push(list.part)
  }
  for (const kind of RECORDS) {
    const record = await keepEach(
      kind,
      new Map(Object.entries(before[kind])),
      Object.entries(after[kind]),
      keeping,
    )
    const keys = Object.keys(after[kind])
    kept[kind] = Object.fromEntries(keys.map((key, index) => [key, record.values[index]]))
    if (record.part !== null) parts.push(record.part)
  }
  let settings = TEXTS.filter((field) => before[field] !== after[field]).length
  for (const field of SETTINGS) {
    if (!(await same(before[field], after[field]))) settings += 1
    // What is absent in both stays so.
    else if (before[field] !== undefined) kept[field] = before[field]
  }
  if (settings > 0) parts.push({ kind: 'settings', added: 0, changed: settings, removed: 0 })
  return { show: kept as ShowFile, parts }
}

type Same = (left: unknown, right: unknown) => Promise<boolean>
/** The old one where the new one is the same; otherwise the new one, perhaps with parts of the old. */
type Keep = (old: unknown, value: unknown) => Promise<unknown>

async function keepEach(
  kind: string,
  before: ReadonlyMap<string, unknown>,
  after: readonly (readonly [string, unknown])[],
  keep: Keep,
): Promise<{ readonly values: unknown[]; readonly part: ChangedPart | null }> {
  const values: unknown[] = []
  let [added, changed, found] = [0, 0, 0]
  for (const [id, value] of after) {
    const old = before.get(id)
    if (old === undefined) added += 1
    else found += 1
    const kept = old === undefined ? value : await keep(old, value)
    if (old !== undefined && kept !== old) changed += 1
    values.push(kept)
  }
  const removed = before.size - found
  return { values, part: added + changed + removed === 0 ? null : { kind, added, changed, removed } }
}

/** Null where it is not yet time to pause. */
function breather(pause: () => Promise<void>): () => Promise<void> | null {
  let compared = 0
  return () => {
    compared += 1
    return compared % AT_ONCE === 0 ? pause() : null
  }
}

/** Deep equality that pauses within long lists, at whatever depth these stand in what is compared. */
function comparison(breathe: () => Promise<void> | null): Same {
  return async function same(left, right): Promise<boolean> {
    if (left === right) return true
    if (Array.isArray(left) && Array.isArray(right) && left.length > 1) {
      if (left.length !== right.length) return false
      for (let index = 0; index < left.length; index += 1) {
        if (!isSameJson(left[index], right[index])) return false
        const pause = breathe()
        if (pause !== null) await pause
      }
      return true
    }
    const pause = breathe()
    if (pause !== null) await pause
    if (!isPlain(left) || !isPlain(right)) return isSameJson(left, right)
    const keys = Object.keys(left)
    if (keys.length !== Object.keys(right).length) return false
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false
      const [one, other] = [left[key], right[key]]
      const equal = Array.isArray(one) ? await same(one, other) : isSameJson(one, other)
      if (!equal) return false
    }
    return true
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
