// What may start or interrupt something: an event that happens, or a place that a tape passes.
import { z } from 'zod'
import { eventMatch } from './match.ts'
import { timecodeTrigger } from './timecode-trigger.ts'

/** The form of a match comes first: what is neither is held to it. */
export const trigger = z.union([eventMatch, timecodeTrigger])
export type Trigger = z.output<typeof trigger>
