// A trigger by a place on a tape: it fires when the tape passes it.
import { z } from 'zod'
import type { Timecode, TimecodeRate } from './midi.ts'
import { eventSource } from './names.ts'
import { frameNumber } from './timecode.ts'

export const timecodeTriggerFields = {
  timecode: z
    .string()
    .regex(
      /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[:;][0-2]\d$/,
      'must be hours, minutes, seconds and frames, such as 01:00:10:12',
    )
    .meta({
      description:
        'Place on the tape, hours:minutes:seconds:frames; one that the rate received leaves out is the next there is',
    }),
  direction: z
    .enum(['forward', 'backward', 'both'])
    .default('forward')
    .meta({ description: 'Which way the tape must run as it passes' }),
  onJump: z
    .enum(['skip', 'fire'])
    .default('skip')
    .meta({ description: 'What to do where the tape goes on beyond it without having passed it' }),
  source: eventSource
    .optional()
    .meta({ description: 'Port that the timecode comes by, exactly; any where absent' }),
}

export const timecodeTrigger = z.strictObject(timecodeTriggerFields)
export type TimecodeTrigger = z.output<typeof timecodeTrigger>

/** Frames from midnight to a trigger's place, at the rate of a tape. */
export function frameOfTrigger({ timecode }: Pick<TimecodeTrigger, 'timecode'>, rate: TimecodeRate): number {
  const [hours, minutes, seconds, frames] = timecode.split(/[:;]/).map(Number) as [
    number,
    number,
    number,
    number,
  ]
  return frameNumber({ hours, minutes, seconds, frames, rate } satisfies Timecode)
}
