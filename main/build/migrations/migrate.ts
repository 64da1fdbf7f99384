// What older forms of a show file become, one step after the other, before the file is checked as one of today.
import { leaveTakenWords } from './leave-taken-words.ts'
import { isPlainObject } from './plain-json.ts'
import type { PlainObject } from './plain-json.ts'

export interface Migrated {
  readonly json: unknown
  /** What is other than it was, in words. */
  readonly said: readonly string[]
}

/**
 * One difference between an older form and what came after it. It knows the older form by what the file holds, changes nothing
 * that it is given, and never goes by the model of today, which will be another: of what is no show it changes nothing either.
 * Null where there is nothing to change.
 */
export type Migration = (json: PlainObject) => Migrated | null

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
