// Payloads of the show that is open: how it is built anew from its file, and what became of it.
import { z } from 'zod'
import { count } from './common.ts'

const saidFault = z.object({ code: z.string(), where: z.string(), what: z.string(), next: z.string() })

/** What of one kind is other than before. */
const changedPart = z.object({ kind: z.string(), added: count, changed: count, removed: count })
export type ChangedPart = z.infer<typeof changedPart>

/** Numbers the builds since the program was started; `generation` numbers the shows that came of them. */
const build = count

const buildState = z.enum(['building', 'applied', 'unchanged', 'failing', 'offered', 'kept'])

export const showBuildPayloads = {
  /** Once for all that ask at the same time. */
  'show.reload.requested': z.object({ by: z.string() }),
  'show.build.requested': z.object({ build, path: z.string() }),
  'show.build.prepared': z.object({ build, bytes: count }),
  /** The running show goes on as it is. */
  'show.build.failed': z.object({ build, path: z.string(), faults: z.array(saidFault).readonly() }),
  'show.build.applied': z.object({ build, generation: count }),
  'show.build.statusChanged': z.object({ build, state: buildState, text: z.string() }),
  /** Everything that shows or plays it has it now. */
  'show.changed': z.object({
    generation: count,
    kind: z.enum(['edit', 'reload', 'open']),
    name: z.string(),
    parts: z.array(changedPart).readonly(),
  }),
} as const
