// The columns of the table of commands: what each takes and answers, what it does to the show, and how it may be treated.
import { z } from 'zod'
import type { Ahead } from '../model/ahead.ts'
import type { Role } from '../model/client.ts'

/** `act` plays the show, `edit` changes what is saved with it, and `ask` changes nothing: it leaves no event, and may wait. */
export type CommandKind = 'act' | 'edit' | 'ask'

/** Of a command that ends something for good, and so goes ahead of what waits. */
export interface Ending {
  /** Which places of those kept free it may take. */
  readonly ahead: Ahead
  /** Why what waits must not come before it. */
  readonly why: string
  /** Its OSC addresses, without patterns, so that none is ever tried before it; null where it has none. */
  readonly osc: RegExp | null
}

export interface Traits {
  /** Asked for while the engine stood still, it would come when nobody expects it any more. */
  readonly begins?: true
  readonly ends?: Ending
  /** It is answered when a disk has been read or written. */
  readonly waits?: true
  /** Its answer is a file, which is fetched over HTTP and fits into no frame. */
  readonly asFile?: true
  /** Who may ask for it, where that is another than for most of its kind. */
  readonly role?: Role
  /** Its arguments hold what nobody else may know, so nothing is published of them. */
  readonly secret?: true
}

export interface Command extends Traits {
  readonly kind: CommandKind
  /** The least that somebody must be to ask for it; while the engine is locked, nobody is more than an operator. */
  readonly role: Role
  readonly args: z.ZodType
  readonly answer: z.ZodType
}

type Row<K extends CommandKind, A extends z.ZodType, R extends z.ZodType, T> = T & {
  readonly kind: K
  readonly role: Role
  readonly args: A
  readonly answer: R
}

const ROLE_OF: Readonly<Record<CommandKind, Role>> = { ask: 'viewer', act: 'operator', edit: 'editor' }

const rowsOf =
  <K extends CommandKind>(kind: K) =>
  <A extends z.ZodType, R extends z.ZodType, const T extends Traits = object>(
    args: A,
    answer: R,
    traits?: T,
  ): Row<K, A, R, T> => ({ kind, role: ROLE_OF[kind], args, answer, ...(traits as T) })

export const act = rowsOf('act')
export const edit = rowsOf('edit')
export const ask = rowsOf('ask')

/** An answer of which the type alone is known here. */
export const typed = <T>(): z.ZodType<T> => z.custom<T>()
