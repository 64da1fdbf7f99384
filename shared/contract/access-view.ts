// What clients see of who may do what.
import type { Role } from '../model/client.ts'

/** Who locked the engine, and when in wall milliseconds. */
export interface Lock {
  readonly by: string
  readonly at: number
}

export interface AccessView {
  /** Null while the engine is not locked. */
  readonly locked: Lock | null
  readonly hasPin: boolean
  /** What is wrong with how it is kept, and what to do; null where all is well. */
  readonly trouble: { readonly what: string; readonly next: string } | null
  /** Goes up whenever anybody's role may be another than before. */
  readonly revision: number
}

export interface OwnAccess extends AccessView {
  /** What the one who asked may be at this moment. */
  readonly role: Role
  /** What it would be if the engine were not locked. */
  readonly unlockedRole: Role
}
