// Payloads of who may do what: the lock of the engine, its PIN, and roles that were taken.
import { z } from 'zod'
import { ROLES } from '../client.ts'

/** `kept` is false where the disk did not take it, so that a restart forgets it. */
const turned = z.object({ by: z.string(), kept: z.boolean() })

export const accessPayloads = {
  /** From here on nobody edits. */
  'access.locked': turned,
  'access.unlocked': turned,
  'access.pinChanged': z.object({ by: z.string(), hasPin: z.boolean() }),
  /** For as long as who took it stays connected. */
  'access.roleTaken': z.object({ by: z.string(), role: z.enum(ROLES) }),
} as const
