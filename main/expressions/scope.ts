// What an expression can see.
import type { Json } from '../../shared/model/json.ts'

export interface Scope {
  /** What made the rule fire; null where time did. Only its own fields are seen. */
  readonly event: object | null
  readonly vars: Readonly<Record<string, Json>>
  /** The show's parameters as they are now. */
  readonly params: Readonly<Record<string, Json>>
  /** Wall milliseconds. */
  readonly now: number
  /** Of the scheduler; by it go the local hour, minute, weekday and date. */
  readonly timeZone: string
  readonly scheduler: { readonly id: string }
}

export const ROOTS = [
  'event',
  'vars',
  'params',
  'now',
  'scheduler',
] as const satisfies readonly (keyof Scope)[]

/** Fields of what always has the same; those of an event from `key` on only where it was thrown. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  event: ['type', 'source', 'at', 'payload', 'time', 'seq', 'cause', 'key', 'display_name'],
  scheduler: ['id'],
}
