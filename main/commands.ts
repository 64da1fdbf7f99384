// Carries out what clients ask: one owner for each command, one answer, and the outcome as an event.
import { failed, fault, formatFault, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { commands, isCommandName } from '../shared/contract/commands.ts'
import type { CommandAnswer, CommandName, EventQuery, ParsedArgs } from '../shared/contract/commands.ts'
import { isSystemEventType } from '../shared/model/event.ts'
import type { EventEnvelope, Publish } from '../shared/model/event.ts'
import { explainIssue, formatPath } from '../shared/model/explain.ts'
import type { Json } from '../shared/model/json.ts'
import type { Playlists } from './playlists/playlists.ts'
import type { Standby } from './playlists/standby.ts'

/** Who asks, for the record, and the event that made them ask. */
export interface CommandContext {
  readonly by: string
  readonly cause: number | null
}

export interface CommandOwners {
  readonly playlists: Playlists
  readonly standby: Standby
  readonly history: { query(query: EventQuery): readonly EventEnvelope[] }
  /** The show's own event types, which anyone may publish. */
  readonly showEvents: ReadonlySet<string>
  readonly publish: Publish
}

type Owner<N extends CommandName> = (
  args: ParsedArgs<N>,
  /** `seq` of the command's own event. */
  cause: number,
  by: string,
) => Result<CommandAnswer<N>>

type OwnerTable = { readonly [N in CommandName]: Owner<N> }

export interface Commands {
  /** Parses and carries out a command of any name and shape; what is wrong with it is answered, never thrown. */
  execute(name: string, args: unknown, context: CommandContext): Result<unknown>
}

/** Asking changes nothing, so it leaves no event. */
const QUERIES: ReadonlySet<CommandName> = new Set(['events.query'])

export function createCommands(owners: CommandOwners): Commands {
  const { publish } = owners
  const table = ownerTable(owners)

  function carryOut<N extends CommandName>(
    name: N,
    args: ParsedArgs<N>,
    context: CommandContext,
  ): Result<unknown> {
    if (QUERIES.has(name)) return table[name](args, 0, context.by)
    // Told before it is carried out, so that everything it causes can name it; a refusal follows as its own event.
    const accepted = publish({
      type: 'command.accepted',
      source: context.by,
      cause: context.cause,
      payload: { command: name, args: args as Json, by: context.by },
    })
    if (accepted === null) return failed(overloaded(name))
    const answer = table[name](args, accepted, context.by)
    if (!answer.ok) reject(name, args as Json, { by: context.by, cause: accepted }, answer.error)
    return answer
  }

  function reject(command: string, args: Json, { by, cause }: CommandContext, refusal: Fault): void {
    const payload = { command, args, by, code: refusal.code, message: formatFault(refusal) }
    publish({ type: 'command.rejected', source: by, cause, payload })
  }

  return {
    execute(name, args, context) {
      const parsed = parseCommand(name, args)
      if (parsed.ok) return carryOut(parsed.value.name, parsed.value.args, context)
      reject(name.slice(0, 100), null, context, parsed.error)
      return parsed
    },
  }
}

function parseCommand(
  name: string,
  args: unknown,
): Result<{ name: CommandName; args: ParsedArgs<CommandName> }> {
  if (!isCommandName(name)) {
    return failed(fault('command/unknown', name.slice(0, 100), 'there is no such command', 'check its name'))
  }
  const parsed = commands[name].safeParse(args ?? {}, { error: explainIssue })
  if (parsed.success) return ok({ name, args: parsed.data })
  const [issue] = parsed.error.issues
  const where = `${name} ${formatPath(issue?.path ?? [])}`.trim()
  return failed(
    fault('command/invalid', where, issue?.message ?? 'its arguments are wrong', 'check the arguments'),
  )
}

function ownerTable({ playlists, standby, history, showEvents, publish }: CommandOwners): OwnerTable {
  return {
    'show.go': (_, cause) => standby.go(cause),
    'show.back': (_, cause) => ok(standby.back(cause)),
    'show.stop': (_, cause) => ok(playlists.stopAll(cause)),
    'show.pause': (_, cause) => ok(playlists.changeAll({ kind: 'pause' }, cause)),
    'show.resume': (_, cause) => ok(playlists.changeAll({ kind: 'resume' }, cause)),
    'show.panic': (_, cause) => ok(playlists.stopAll(cause)),
    'standby.set': ({ playlistId }, cause) => standby.set(playlistId, cause),
    'playlist.start': ({ id }, cause) => playlists.start(id, { trigger: null, cause }),
    'playlist.stop': ({ id }, cause) => playlists.stopPlaylist(id, cause),
    'playlist.pause': ({ id }, cause) => playlists.changePlaylist(id, { kind: 'pause' }, cause),
    'playlist.resume': ({ id }, cause) => playlists.changePlaylist(id, { kind: 'resume' }, cause),
    'playlist.seek': ({ id, position }, cause) =>
      playlists.changePlaylist(id, { kind: 'seek', position }, cause),
    'playlist.setRate': ({ id, rate }, cause) =>
      playlists.changePlaylist(id, { kind: 'setRate', rate }, cause),
    'run.stop': ({ runId }, cause) => playlists.stop(runId, cause),
    'run.pause': ({ runId }, cause) => playlists.change(runId, { kind: 'pause' }, cause),
    'run.resume': ({ runId }, cause) => playlists.change(runId, { kind: 'resume' }, cause),
    'run.seek': ({ runId, position }, cause) => playlists.change(runId, { kind: 'seek', position }, cause),
    'run.setRate': ({ runId, rate }, cause) => playlists.change(runId, { kind: 'setRate', rate }, cause),
    'event.publish': ({ type, payload }, cause, by) => publishShowEvent(type, payload, cause, by),
    'events.query': (query) => ok({ events: history.query(query) }),
  }

  function publishShowEvent(
    type: string,
    payload: Json,
    cause: number,
    source: string,
  ): Result<{ seq: number }> {
    if (isSystemEventType(type)) {
      return failed(
        fault(
          'event/reserved',
          type,
          'only the engine publishes this type',
          'use one of the show’s own types',
        ),
      )
    }
    if (!showEvents.has(type)) {
      return failed(
        fault('event/unknown', type, 'the show does not declare this type', 'add it to the show’s events'),
      )
    }
    const seq = publish({ type, source, cause, payload })
    return seq === null ? failed(overloaded(type)) : ok({ seq })
  }
}

function overloaded(where: string): Fault {
  return fault(
    'dispatcher/full',
    where,
    'more is arriving than can be handled',
    'try again; see Health for the cause',
  )
}
