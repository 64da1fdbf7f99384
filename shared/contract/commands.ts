// Everything a client may ask of the engine: one line a command, with its arguments' schema and its answer's type.
import { z } from 'zod'
import type { EventEnvelope } from '../model/event.ts'
import { gestureDefinition } from '../model/gesture.ts'
import { asRunQuery } from '../model/as-run.ts'
import type { AsRunEntry, AsRunPage } from '../model/as-run.ts'
import { inputFamily } from '../model/input.ts'
import type { InterruptAnswer } from '../model/interrupt.ts'
import { json } from '../model/json.ts'
import { eventTypeName, identifier } from '../model/names.ts'
import { PLAYLIST_LIMITS, rate } from '../model/playlist.ts'
import { paramValue } from '../model/param.ts'
import type { ParamValue, ParamView } from '../model/param.ts'
import type { PanicEnded } from '../model/panic.ts'
import { thrownEvent } from '../model/thrown-event.ts'
import { editCommands } from './edit-commands.ts'
import type { EditAnswers } from './edit-commands.ts'
import type { ThrownEntry } from './scheduler-streams.ts'

const runId = z.string().max(200)
const position = z.number().min(0).max(PLAYLIST_LIMITS.offset)
const nothing = z.strictObject({})
const rulePlace = z.strictObject({ schedulerId: identifier, ruleId: identifier })
const recordingName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$/, 'must be letters, digits, blanks, dots and dashes')

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

/** Filters of how things stand: the latest event of each type from each source, the newest first. */
export const stateQuery = eventQuery.pick({ type: true, source: true, limit: true })
export type StateQuery = z.infer<typeof stateQuery>

export const commands = {
  'show.go': nothing,
  'show.back': nothing,
  'show.stop': nothing,
  'show.pause': nothing,
  'show.resume': nothing,
  'show.panic': nothing,
  /** Puts standby, parameters and variables back to how the show opens. */
  'show.reset': nothing,
  /** Reads the show's file again, as it is read when it changes. */
  'show.reload': nothing,
  ...editCommands,
  /** What changes while the show plays and is no part of its file. */
  'show.state': nothing,
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
  'state.query': stateQuery,
  /** Gestures changed this way last until the show is opened again. */
  'gesture.add': z.strictObject({ definition: gestureDefinition }),
  'gesture.update': z.strictObject({ definition: gestureDefinition }),
  'gesture.remove': z.strictObject({ id: identifier }),
  'learn.start': z.strictObject({
    families: z.array(inputFamily).max(inputFamily.options.length).default([]),
    seconds: z.number().min(1).max(120).default(15),
  }),
  'learn.cancel': nothing,
  /** Without a name it is called after the time. */
  'recording.start': z.strictObject({ name: recordingName.optional() }),
  'recording.stop': nothing,
  'recording.remove': z.strictObject({ name: recordingName }),
  'replay.start': z.strictObject({ name: recordingName, loop: z.boolean().default(false) }),
  'replay.stop': nothing,
  'param.set': z.strictObject({ name: identifier, value: paramValue }),
  'thrown.throw': thrownEvent,
  /** `key` may also be the id of one event. */
  'thrown.clear': z.strictObject({ key: z.string().min(1).max(100) }),
  'thrown.queue': z.strictObject({ destId: identifier }),
  'interrupt.answer': z.strictObject({ interruptId: z.string().max(300), answer: json }),
  /** Takes the question back, which ends what asked it. */
  'interrupt.clear': z.strictObject({ interruptId: z.string().max(300) }),
  'rule.fire': rulePlace,
  'rule.setEnabled': z.strictObject({ ...rulePlace.shape, enabled: z.boolean() }),
  /** No rule fires until they are released, whatever comes. */
  'rules.hold': nothing,
  'rules.release': nothing,
  'task.cancel': z.strictObject({ taskId: z.number().int().positive() }),
  'asRun.query': asRunQuery,
  /** The event and what led to it, oldest first; `session` is the current one where absent. */
  'asRun.chain': z.strictObject({
    session: z.number().int().positive().optional(),
    seq: z.number().int().positive(),
  }),
} as const satisfies Record<string, z.ZodType>

export type CommandName = keyof typeof commands

/** Asking changes nothing, so it leaves no event, and may wait. */
export const QUERIES: ReadonlySet<string> = new Set<CommandName>([
  'events.query',
  'state.query',
  'show.state',
  'thrown.queue',
  'asRun.query',
  'asRun.chain',
  'show.read',
  'show.history',
])

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

export interface CommandAnswers extends EditAnswers {
  'show.go': RunRef
  'show.back': { readonly playlistId: string | null }
  'show.stop': Affected
  'show.pause': Affected
  'show.resume': Affected
  'show.panic': Affected & { readonly ended: PanicEnded }
  /** `playlistId` stands by now; so many parameters and variables changed. */
  'show.reset': { readonly playlistId: string | null; readonly params: number; readonly vars: number }
  /** `changed` is false where the file holds what runs already. */
  'show.reload': { readonly changed: boolean; readonly generation: number }
  'show.state': { readonly params: readonly ParamView[]; readonly cut?: true }
  'standby.set': { readonly playlistId: string | null }
  /** `runId` is null where the re-trigger policy ignored the start, or stopped what was playing: `stopped` tells how many. */
  'playlist.start': { readonly runId: string | null; readonly stopped?: number }
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
  /** Here and below `cut` where there were more, which would have made the answer too large. */
  'events.query': { readonly events: readonly EventEnvelope[]; readonly cut?: true }
  'state.query': { readonly events: readonly EventEnvelope[]; readonly cut?: true }
  'gesture.add': { readonly id: string }
  'gesture.update': { readonly id: string }
  'gesture.remove': { readonly id: string }
  /** The outcome follows as `learn.captured` or `learn.ended`, and in the stream of inputs. */
  'learn.start': { readonly endsAt: number }
  'learn.cancel': { readonly cancelled: boolean }
  'recording.start': { readonly name: string }
  'recording.stop': { readonly name: string | null }
  'recording.remove': { readonly name: string }
  'replay.start': { readonly name: string }
  'replay.stop': { readonly name: string | null }
  'param.set': { readonly value: ParamValue }
  'thrown.throw': { readonly eventId: string; readonly destinations: number }
  'thrown.clear': { readonly cleared: number }
  'thrown.queue': { readonly events: readonly ThrownEntry[]; readonly cut?: true }
  'interrupt.answer': { readonly interruptId: string; readonly answer: InterruptAnswer }
  'interrupt.clear': { readonly interruptId: string }
  'rule.fire': { readonly execution: number }
  'rule.setEnabled': { readonly enabled: boolean }
  'rules.hold': { readonly held: boolean }
  'rules.release': { readonly held: boolean }
  'task.cancel': { readonly taskId: number }
  'asRun.query': AsRunPage
  'asRun.chain': { readonly chain: readonly AsRunEntry[]; readonly cut?: true }
}
export type CommandAnswer<N extends CommandName> = CommandAnswers[N]

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}
