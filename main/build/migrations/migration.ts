// What one step from an older form of a show file towards that of today is.
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
