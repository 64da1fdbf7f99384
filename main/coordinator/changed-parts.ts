// What an edit changed, counted by kind; what did not change is the very same object.
import type { ChangedPart } from '../../shared/model/payload/show-build.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { LISTS, RECORDS, SETTINGS, TEXTS } from './show-parts.ts'

/** Only of kinds that changed. */
export function changedParts(before: ShowFile, after: ShowFile): readonly ChangedPart[] {
  const parts: ChangedPart[] = []
  for (const kind of LISTS) {
    if (before[kind] === after[kind]) continue
    const entries = (show: ShowFile): [string, unknown][] => show[kind].map((one) => [one.id, one])
    add(parts, kind, entries(before), entries(after))
  }
  for (const kind of RECORDS) {
    if (before[kind] !== after[kind])
      add(parts, kind, Object.entries(before[kind]), Object.entries(after[kind]))
  }
  const settings = [...SETTINGS, ...TEXTS].filter((field) => before[field] !== after[field]).length
  if (settings > 0) parts.push({ kind: 'settings', added: 0, changed: settings, removed: 0 })
  return parts
}

type Entries = readonly (readonly [string, unknown])[]

function add(parts: ChangedPart[], kind: string, before: Entries, after: Entries): void {
  const old = new Map(before)
  let [added, changed] = [0, 0]
  for (const [id, value] of after) {
    if (!old.has(id)) added += 1
    else if (old.get(id) !== value) changed += 1
  }
  const removed = old.size - (after.length - added)
  if (added + changed + removed > 0) parts.push({ kind, added, changed, removed })
}
