// Everything a client may ask of the engine: one row a command, with all that there is to know of it.
import { z } from 'zod'
import type { EventEnvelope } from '../model/event.ts'
import { asRunQuery } from '../model/as-run.ts'
import type { AsRunEntry, AsRunPage } from '../model/as-run.ts'
import { inputFamily } from '../model/input.ts'
import { interruptAnswer } from '../model/interrupt.ts'
import { fadeByName } from '../model/fade.ts'
import { json } from '../model/json.ts'
import { eventTypeName, identifier } from '../model/names.ts'
import { PLAYLIST_LIMITS, rate } from '../model/playlist.ts'
import { paramValue } from '../model/param-value.ts'
import type { ParamView } from '../model/param.ts'
import { panicEnded } from '../model/panic.ts'
import { thrownEvent } from '../model/thrown-event.ts'
import { accessCommands } from './access-commands.ts'
import { bundleCommands } from './bundle-commands.ts'
import { act, ask, typed } from './command.ts'
import type { Command } from './command.ts'
import { cueCommands, inList, wentAnswer } from './cue-commands.ts'
import { cueSheetCommands } from './cue-sheet-commands.ts'
import { editCommands } from './edit-commands.ts'
import { messageCommands } from './message-commands.ts'
import { healthCommands } from './health-commands.ts'
import { readCommands } from './read-commands.ts'
import { sceneCommands } from './scene-commands.ts'
import type { ThrownEntry } from './scheduler-streams.ts'

const runId = z.string().max(200)
const position = z.number().min(0).max(PLAYLIST_LIMITS.offset)
const nothing = z.strictObject({})
const count = z.number().int().nonnegative()
const playlist = z.strictObject({ id: identifier })
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

/** How many runs it reached. */
const affected = z.strictObject({ runs: count })
const run = z.strictObject({ runId: z.string() })
const place = z.strictObject({ playlistId: z.string().nullable() })
/** What stands by of a list; a show without lists has none. */
const backCue = z
  .object({ listId: z.string(), cueId: z.string().nullable(), number: z.string().nullable() })
  .optional()
const named = z.strictObject({ name: z.string() })
const perhapsNamed = z.strictObject({ name: z.string().nullable() })
const holding = z.strictObject({ held: z.boolean() })
const question = z.strictObject({ interruptId: z.string().max(300) })
/** `cut` where there were more, which would have made the answer too large. */
interface Events {
  readonly events: readonly EventEnvelope[]
  readonly cut?: true
}

export const commands = {
  /**
   * Of which cue, or of which playlist where the show has no lists; `runId` is null where that runs and ignores a second start: the
   * next one stands by all the same.
   */
  'show.go': act(inList, wentAnswer, { begins: true }),
  'show.back': act(nothing, z.object({ ...place.shape, cue: backCue }), { begins: true }),
  /** `runId` is of the playlist that the show runs at a stop; null where it has none, or this stop ended it too. */
  'show.stop': act(nothing, z.strictObject({ ...affected.shape, runId: z.string().nullable() }), {
    ends: { ahead: 'stop', why: 'what waits may be what it is to end', osc: /^\/(?:cuewright\/)?stop$/ },
  }),
  'show.pause': act(nothing, affected),
  'show.resume': act(nothing, affected, { begins: true }),
  'show.panic': act(nothing, z.strictObject({ ...affected.shape, ended: panicEnded }), {
    ends: { ahead: 'panic', why: 'somebody may be in danger', osc: /^\/(?:cuewright\/)?panic$/ },
    // Whoever sees the danger.
    role: 'viewer',
  }),
  /** Lets the show act again; nothing of what came meanwhile is made up for. */
  'show.arm': act(nothing, z.strictObject({ armed: z.boolean() }), { begins: true }),
  /** Ends all that would still act, as a panic does but without its playlist; from then on nothing begins and nothing is sent. */
  'show.disarm': act(nothing, z.strictObject({ armed: z.boolean(), ended: panicEnded })),
  /** Puts standby, parameters and variables back to how the show opens: `playlistId` stands by now, and so many changed. */
  'show.reset': act(nothing, z.strictObject({ ...place.shape, params: count, vars: count }), {
    begins: true,
  }),
  /**
   * Reads the show's file again, as it is read when it changes; `changed` is false where it holds what runs already. Edits that are
   * not saved give way only where `discard` says so: without it `show/unsaved`.
   */
  'show.reload': act(
    z.strictObject({ discard: z.boolean().optional() }),
    z.strictObject({ changed: z.boolean(), generation: z.number().int().positive() }),
    {
      waits: true,
      role: 'editor',
    },
  ),
  ...accessCommands,
  ...messageCommands,
  ...editCommands,
  ...sceneCommands,
  ...cueSheetCommands,
  ...bundleCommands,
  /** What changes while the show plays and is no part of its file. */
  'show.state': ask(nothing, typed<{ readonly params: readonly ParamView[]; readonly cut?: true }>()),
  ...readCommands,
  ...healthCommands,
  ...cueCommands,
  'standby.set': act(z.strictObject({ playlistId: identifier.nullable() }), place, { begins: true }),
  /** `runId` is null where the re-trigger policy ignored the start, or stopped what was playing: `stopped` tells how many. */
  'playlist.start': act(
    playlist,
    z.strictObject({ runId: z.string().nullable(), stopped: count.optional() }),
    { begins: true },
  ),
  'playlist.stop': act(playlist, affected, {
    ends: {
      ahead: 'stop',
      why: 'the playlist may be what floods',
      osc: /^\/cuewright\/playlist\/[^/*?[\]{}]+\/stop$|^\/cue\/[^/*?[\]{}]+\/stop$/,
    },
  }),
  'playlist.pause': act(playlist, affected),
  'playlist.resume': act(playlist, affected, { begins: true }),
  'playlist.seek': act(z.strictObject({ id: identifier, position }), affected, { begins: true }),
  'playlist.setRate': act(z.strictObject({ id: identifier, rate }), affected),
  'run.stop': act(z.strictObject({ runId }), run, {
    ends: { ahead: 'stop', why: 'the run may be what floods', osc: null },
  }),
  'run.pause': act(z.strictObject({ runId }), run),
  'run.resume': act(z.strictObject({ runId }), run, { begins: true }),
  'run.seek': act(z.strictObject({ runId, position }), run, { begins: true }),
  'run.setRate': act(z.strictObject({ runId, rate }), run),
  'event.publish': act(
    z.strictObject({ type: eventTypeName, payload: json.default({}) }),
    z.strictObject({ seq: count }),
    { begins: true },
  ),
  'events.query': ask(eventQuery, typed<Events>()),
  'state.query': ask(stateQuery, typed<Events>()),
  /** The outcome follows as `learn.captured` or `learn.ended`, and in the stream of inputs. */
  'learn.start': act(
    z.strictObject({
      families: z.array(inputFamily).max(inputFamily.options.length).default([]),
      seconds: z.number().min(1).max(120).default(15),
      param: identifier.optional().meta({
        description: 'Parameter that it is learned for: nothing that is bound to it moves it meanwhile',
      }),
    }),
    z.strictObject({ endsAt: z.number() }),
    // What is learned is written into the show.
    { role: 'editor' },
  ),
  'learn.cancel': act(nothing, z.strictObject({ cancelled: z.boolean() })),
  /** Without a name it is called after the time. */
  'recording.start': act(z.strictObject({ name: recordingName.optional() }), named),
  'recording.stop': act(nothing, perhapsNamed),
  'recording.remove': act(z.strictObject({ name: recordingName }), named, { role: 'editor' }),
  'replay.start': act(z.strictObject({ name: recordingName, loop: z.boolean().default(false) }), named, {
    begins: true,
  }),
  'replay.stop': act(nothing, perhapsNamed, {
    ends: { ahead: 'stop', why: 'the recording may be what floods', osc: null },
  }),
  'param.set': act(
    z.strictObject({ name: identifier, value: paramValue }),
    z.strictObject({ value: paramValue }),
  ),
  /** From where it is; `fade` is its number, null where it is there at once. */
  'param.fade': act(fadeByName, z.strictObject({ value: paramValue, fade: count.nullable() }), {
    begins: true,
  }),
  /** Leaves it where its fade has brought it; all of them where none is named. */
  'param.fade.stop': act(z.strictObject({ name: identifier.optional() }), z.strictObject({ fades: count })),
  /**
   * Sends again what all parameters send, whatever was sent: for a desk that was switched on, or somebody else has moved. Only
   * that of one, or one message of it, where that is named.
   */
  'param.resync': act(
    z.strictObject({ name: identifier.optional(), output: count.optional() }),
    z.strictObject({ messages: count }),
    { begins: true },
  ),
  /** Lets a light be found in the dark: it blinks for `lasts` milliseconds, or is felt, and then shows what it should. */
  'feedback.find': act(z.strictObject({ id: identifier }), z.strictObject({ lasts: count }), {
    begins: true,
  }),
  'thrown.throw': act(thrownEvent, z.strictObject({ eventId: z.string(), destinations: count }), {
    begins: true,
  }),
  /** `key` may also be the id of one event. */
  'thrown.clear': act(
    z.strictObject({ key: z.string().min(1).max(100) }),
    z.strictObject({ cleared: count }),
  ),
  'thrown.queue': ask(
    z.strictObject({ destId: identifier }),
    typed<{ readonly events: readonly ThrownEntry[]; readonly cut?: true }>(),
  ),
  'interrupt.answer': act(
    z.strictObject({ ...question.shape, answer: json }),
    z.strictObject({ interruptId: z.string(), answer: interruptAnswer }),
    { begins: true },
  ),
  /** Takes the question back, which ends what asked it. */
  'interrupt.clear': act(question, question),
  'rule.fire': act(rulePlace, z.strictObject({ execution: count }), { begins: true }),
  'rule.setEnabled': act(
    z.strictObject({ ...rulePlace.shape, enabled: z.boolean() }),
    z.strictObject({ enabled: z.boolean() }),
  ),
  /** No rule fires until they are released, whatever comes. */
  'rules.hold': act(nothing, holding),
  'rules.release': act(nothing, holding),
  'task.cancel': act(
    z.strictObject({ taskId: z.number().int().positive() }),
    z.strictObject({ taskId: count }),
  ),
  'asRun.query': ask(asRunQuery, typed<AsRunPage>(), { waits: true }),
  /** The event and what led to it, oldest first; `session` is the current one where absent. */
  'asRun.chain': ask(
    z.strictObject({
      session: z.number().int().positive().optional(),
      seq: z.number().int().positive(),
    }),
    typed<{ readonly chain: readonly AsRunEntry[]; readonly cut?: true }>(),
    { waits: true },
  ),
}

export type CommandName = keyof typeof commands

/** As a caller writes them: defaults may be left out. */
export type CommandArgs<N extends CommandName> = z.input<(typeof commands)[N]['args']>
/** As an owner receives them: parsed, defaults filled in. */
export type ParsedArgs<N extends CommandName> = z.output<(typeof commands)[N]['args']>
export type CommandAnswer<N extends CommandName> = z.output<(typeof commands)[N]['answer']>

/** Commands whose rows have all that `T` asks for. */
export type CommandsWith<T> = { [N in CommandName]: (typeof commands)[N] extends T ? N : never }[CommandName]

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}

/** Its row; undefined where there is no such command. */
export function commandOf(name: string): Command | undefined {
  return isCommandName(name) ? commands[name] : undefined
}
