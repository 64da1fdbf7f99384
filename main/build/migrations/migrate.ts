// What older forms of a show file become, one step after the other, before the file is checked as one of today.
import { leaveTakenWords } from './leave-taken-words.ts'
import type { Migrated, Migration } from './migration.ts'
import { isPlainObject } from './plain-json.ts'

/** In the order in which the forms came. */
const MIGRATIONS: readonly Migration[] = [leaveTakenWords]

/** Nothing is said where the file has the form of today. */
export function migrate(json: unknown): Migrated {
  const said: string[] = []
  let now = json
  for (const migration of MIGRATIONS) {
    const migrated = isPlainObject(now) ? migration(now) : null
    if (migrated === null) continue
    now = migrated.json
    said.push(...migrated.said)
  }
  return { json: now, said }
}
