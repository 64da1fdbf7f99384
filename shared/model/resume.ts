// What a show does about what was playing when the engine ended, once it is started again.
import { z } from 'zod'
import { duration } from './duration.ts'

/** Longer ago, whoever watches has seen what was to come do without it. */
const WITHIN_MS = 5 * 60_000
/** A rack in which nobody answers must not wait for ever. */
const TIMEOUT_MS = 30_000

export const resumeSettings = z.strictObject({
  mode: z.enum(['stopped', 'ask', 'resume']).default('ask').meta({
    description:
      'stopped: nothing plays; resume: what played goes on where it would be by then; ask: somebody is asked which',
  }),
  within: duration.default(WITHIN_MS).meta({
    description: 'After a longer absence nothing goes on, and nobody is asked',
  }),
  timeout: duration.nullable().default(TIMEOUT_MS).meta({
    description: 'After which the default is taken where nobody answers; null waits for ever',
  }),
  default: z.enum(['stopped', 'resume']).default('stopped').meta({
    description: 'What is done where nobody answers',
  }),
})
export type ResumeSettings = z.output<typeof resumeSettings>
