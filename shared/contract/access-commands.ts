// What a client may ask about who may do what: the lock of the engine, its PIN, and a role of its own.
import { z } from 'zod'
import { ROLES } from '../model/client.ts'
import { act, ask, typed } from './command.ts'
import type { OwnAccess } from './access-view.ts'

const nothing = z.strictObject({})
/** What is no PIN is as wrong as one that is another. */
const triedPin = z.string().max(200)
const PIN_LENGTHS = { least: 4, most: 64 } as const
const newPin = z
  .string()
  .min(PIN_LENGTHS.least, `must have at least ${PIN_LENGTHS.least} characters`)
  .max(PIN_LENGTHS.most)

/** `kept` is false where the disk does not take it: then a restart forgets it. */
const locked = z.strictObject({ locked: z.boolean(), kept: z.boolean() })

export const accessCommands = {
  /** What the one who asks may do, and why not more. */
  'access.read': ask(nothing, typed<OwnAccess>()),
  /** Nobody edits any more, until it is unlocked; what is locked already stays so. */
  'access.lock': act(nothing, locked, { waits: true }),
  /** `pin` may be left out where none is set. */
  'access.unlock': act(z.strictObject({ pin: triedPin.optional() }), locked, { waits: true, secret: true }),
  /** Null takes the PIN away; `old` is the one that is set, where one is. */
  'access.setPin': act(
    z.strictObject({ pin: newPin.nullable(), old: triedPin.optional() }),
    z.strictObject({ hasPin: z.boolean() }),
    { waits: true, secret: true, role: 'editor' },
  ),
  /**
   * Another role for as long as the page stays connected; one above that of its door needs the PIN, or the token that it was given
   * for it when it was connected before.
   */
  'access.become': act(
    z.strictObject({ role: z.enum(ROLES), pin: triedPin.optional(), token: z.string().max(200).optional() }),
    z.strictObject({ role: z.enum(ROLES), token: z.string().optional() }),
    { waits: true, secret: true, role: 'viewer' },
  ),
}

export type AccessCommandName = keyof typeof accessCommands
