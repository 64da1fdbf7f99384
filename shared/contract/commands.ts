// Everything a client may ask of the engine: one line a command, with its arguments' schema and its answer's type.
import { z } from 'zod'
import { eventTypeName } from '../model/event.ts'
import type { EventEnvelope } from '../model/event.ts'
import { json } from '../model/json.ts'
import { PLAYLIST_LIMITS, identifier, rate } from '../model/playlist.ts'

const runId = z.string().max(200)
const position = z.number().min(0).max(PLAYLIST_LIMITS.offset)
const nothing = z.strictObject({})

/** Filters of the event history; all given ones must hold. `limit` newest events are answered, newest first. */
export const eventQuery = z.strictObject({
  type: z.string().max(120).optional().meta({ description: 'Exact type or family such as playlist.*' }),
  source: z.string().max(200).optional(),
  runId: runId.optional(),
  /** Only events with a `seq` above this one. */
  since: z.number().int().nonnegative().optional(),
  /** Only events of the last so many seconds. */
  seconds: z.number().positive().optional(),
  limit: z.number().int().min(1).max(10_000).default(100),
})
export type EventQuery = z.infer<typeof eventQuery>

export const commands = {
  'show.go': nothing,
  'show.back': nothing,
  'show.stop': nothing,
  'show.pause': nothing,
  'show.resume': nothing,
  'show.panic': nothing,
  'standby.set': z.strictObject({ playlistId: identifier.nullable() }),
  'playlist.start': z.strictObject({ id: identifier }),
  'playlist.stop': z.strictObject({ id: identifier }),
  'playlist.pause': z.strictObject({ id: identifier }),
  'playlist.resume': z.strictObject({ id: identifier }),
  'playlist.seek': z.strictObject({ id: identifier, position }),
  'playlist.setRate': z.strictObject({ id: identifier, rate }),
  'run.stop': z.strictObject({ runId }),
  'run.pause': z.strictObject({ runId }),
  'run.resume': z.strictObject({ runId }),
  'run.seek': z.strictObject({ runId, position }),
  'run.setRate': z.strictObject({ runId, rate }),
  'event.publish': z.strictObject({ type: eventTypeName, payload: json.default({}) }),
  'events.query': eventQuery,
} as const satisfies Record<string, z.ZodType>

export type CommandName = keyof typeof commands
/** As a caller writes them: defaults may be left out. */
export type CommandArgs<N extends CommandName> = z.input<(typeof commands)[N]>
/** As an owner receives them: parsed, defaults filled in. */
export type ParsedArgs<N extends CommandName> = z.output<(typeof commands)[N]>

interface RunRef {
  readonly runId: string
}
interface Affected {
  /** How many runs it reached. */
  readonly runs: number
}

export interface CommandAnswers {
  'show.go': RunRef
  'show.back': { readonly playlistId: string | null }
  'show.stop': Affected
  'show.pause': Affected
  'show.resume': Affected
  'show.panic': Affected
  'standby.set': { readonly playlistId: string | null }
  /** `runId` is null where the re-trigger policy ignored the start. */
  'playlist.start': { readonly runId: string | null }
  'playlist.stop': Affected
  'playlist.pause': Affected
  'playlist.resume': Affected
  'playlist.seek': Affected
  'playlist.setRate': Affected
  'run.stop': RunRef
  'run.pause': RunRef
  'run.resume': RunRef
  'run.seek': RunRef
  'run.setRate': RunRef
  'event.publish': { readonly seq: number }
  'events.query': { readonly events: readonly EventEnvelope[] }
}
export type CommandAnswer<N extends CommandName> = CommandAnswers[N]

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}
