// What may be asked about what is wrong: that it was seen, how it was before, and of an output to be silent or to be tried.
import { z } from 'zod'
import { HISTORY_SPANS } from '../model/health-history.ts'
import type { HealthHistory } from '../model/health-history.ts'
import { identifier } from '../model/names.ts'
import { OUTPUT_KINDS, REACHES } from '../model/output.ts'
import { act, ask, typed } from './command.ts'

const output = {
  kind: z.enum(OUTPUT_KINDS).meta({ description: 'An OSC target or a MIDI output' }),
  id: identifier.meta({ description: 'Its name in the show' }),
}

export const healthCommands = {
  /** Somebody has seen what is over: it does not stand any more. All of it where no warning is named. */
  'health.acknowledge': act(
    z.strictObject({
      id: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .meta({ description: 'Id of a warning; all that are over where absent' }),
    }),
    z.strictObject({ acknowledged: z.number().int().nonnegative() }),
  ),
  /** How the last minutes or hours were. */
  'health.history': ask(
    z.strictObject({ span: z.enum(HISTORY_SPANS).default('minutes') }),
    typed<HealthHistory>(),
  ),
  /** Nothing is sent there any more until it is unmuted, or another show is opened, or the engine is started again. */
  'output.mute': act(
    z.strictObject({ ...output, muted: z.boolean() }),
    z.strictObject({ muted: z.boolean(), withheld: z.number().int().nonnegative() }),
  ),
  /** Sends what does nothing, and says how far it is known to have come. */
  'output.test': act(z.strictObject(output), z.strictObject({ reached: z.enum(REACHES), what: z.string() }), {
    begins: true,
    waits: true,
  }),
}

export type HealthCommandName = keyof typeof healthCommands
