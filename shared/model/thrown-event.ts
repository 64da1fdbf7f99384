// Events that one scheduler throws for others to catch: to one destination, to a group or to all, waiting, living for a time.
import { z } from 'zod'
import { duration } from './duration.ts'
import { json } from './json.ts'
import { identifier } from './names.ts'

export const THROWN_LIMITS = {
  /** Waiting events of one destination. */
  queue: 1000,
  /** Bytes of memory that they may take: of one destination, and of all together. */
  queueBytes: 8 * 1024 * 1024,
  allBytes: 32 * 1024 * 1024,
  /** Remembered after they were consumed, expired or cleared. */
  history: 1000,
  /** Bytes of memory that the payloads of these may take; the largest are let go of first. */
  historyBytes: 4 * 1024 * 1024,
} as const

export const thrownKey = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][\w.:-]*$/, 'must be letters, digits, dots, colons, dashes and underscores')
  .meta({ description: 'What rules catch it by, such as image_generated' })

export const thrownScope = z.enum(['dest', 'group', 'global'])
export type ThrownScope = z.infer<typeof thrownScope>

/** Fields in common of a throw over HTTP, from the screen, and as a rule writes it. */
export const thrownEventFields = {
  key: thrownKey,
  display_name: z.string().max(200).optional().meta({ description: 'Name for people' }),
  scope: thrownScope.default('global'),
  dest_id: identifier.optional().meta({ description: 'Scheduler that it is for; needed for scope dest' }),
  group_id: identifier.optional().meta({ description: 'Group that it is for; needed for scope group' }),
  ttl: duration.optional().meta({ description: 'How long it lives once active; for ever where absent' }),
  delay: duration.optional().meta({ description: 'Time until it becomes active' }),
  future_time: z
    .union([z.number(), z.string().max(40)])
    .optional()
    .meta({ description: 'When it becomes active: ISO 8601 with its zone, or milliseconds since 1970' }),
  payload: json.default(null),
  single_consumer: z.boolean().default(false).meta({
    description: 'Whether the first rule of all its destinations to catch it takes it from the others',
  }),
} as const

/** One consistent throw: exactly what its scope needs, and at most one of `delay` and `future_time`. */
export const thrownEvent = z.strictObject(thrownEventFields).check(({ value, issues }) => {
  const refuse = (field: string, message: string): void =>
    void issues.push({ code: 'custom', input: value, path: [field], message })
  const { scope, dest_id, group_id, delay, future_time } = value
  if (scope === 'dest' && dest_id === undefined) refuse('dest_id', 'scope dest needs it')
  if (scope === 'group' && group_id === undefined) refuse('group_id', 'scope group needs it')
  if (scope !== 'dest' && dest_id !== undefined) refuse('dest_id', `scope ${scope} has none`)
  if (scope !== 'group' && group_id !== undefined) refuse('group_id', `scope ${scope} has none`)
  if (delay !== undefined && future_time !== undefined) refuse('future_time', 'give it or delay, not both')
})
export type ThrownEvent = z.output<typeof thrownEvent>
export type ThrownEventInput = z.input<typeof thrownEvent>

/**
 * Why an event left a destination's queue; `missed`: when it was due the engine stood still, and went on long after; `removed`:
 * the show has no such destination any more.
 */
export const thrownOutcome = z.enum([
  ...(['consumed', 'expired', 'missed', 'cleared', 'displaced', 'removed', 'panicked'] as const),
])
export type ThrownOutcome = z.infer<typeof thrownOutcome>
