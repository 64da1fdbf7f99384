// Carries out what clients ask: one owner for each command, one answer, and the outcome as an event.
import type { Clock, MonotonicMs } from '../shared/base/clock.ts'
import { failed, fault, formatFault, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { QUERIES, commands, isCommandName } from '../shared/contract/commands.ts'
import type { CommandName, ParsedArgs } from '../shared/contract/commands.ts'
import { aheadOf } from '../shared/contract/ending.ts'
import type { Client } from '../shared/model/client.ts'
import { explainIssue, formatPath } from '../shared/model/explain.ts'
import type { Json } from '../shared/model/json.ts'
import { toldArgs } from './editing.ts'
import { overloaded, ownerTable } from './owners.ts'
import type { CommandOwners } from './owners.ts'

/** Who asks, and the event that made them ask. */
export interface CommandContext {
  readonly client: Client
  readonly cause: number | null
  /** When the message that asks arose; where absent, now. */
  readonly at?: MonotonicMs
}

export interface Commands {
  /** Parses and carries out a command of any name and shape; what is wrong with it is answered, never thrown. */
  execute(name: string, args: unknown, context: CommandContext): Result<unknown> | Promise<Result<unknown>>
}

/** What begins something: asked for while the engine stood still, it would come when nobody expects it any more. */
const BEGINS: ReadonlySet<CommandName> = new Set<CommandName>([
  'show.go',
  'show.resume',
  'playlist.start',
  'playlist.resume',
  'run.resume',
  'rule.fire',
  'show.back',
  'show.reset',
  'standby.set',
  'playlist.seek',
  'run.seek',
  'event.publish',
  'thrown.throw',
  'interrupt.answer',
  'replay.start',
])

interface CommandsOptions extends CommandOwners {
  readonly clock: Clock
  /** Milliseconds by which what was asked at `at`, or is read now, may be too old to begin anything; null where it is not. */
  tooOld(at: MonotonicMs | null): number | null
}

/** The number of no event. */
const NOTHING_TOLD = 0

export function createCommands({ clock, tooOld, ...owners }: CommandsOptions): Commands {
  const { publish } = owners
  const table = ownerTable(owners)

  function carryOut<N extends CommandName>(
    name: N,
    args: ParsedArgs<N>,
    context: CommandContext,
  ): Result<unknown> | Promise<Result<unknown>> {
    const { client, at = clock.now() } = context
    if (QUERIES.has(name)) return table[name](args, 0, client, at)
    const age = BEGINS.has(name) ? tooOld(context.at ?? null) : null
    if (age !== null) {
      const refusal = tooLate(name, age)
      reject(name, toldArgs(name, args), context, refusal)
      return failed(refusal)
    }
    const ahead = aheadOf(name)
    // Told before it is carried out, so that everything it causes can name it; a refusal follows as its own event.
    const accepted = publish({
      type: 'command.accepted',
      source: client.source,
      cause: context.cause,
      payload: { command: name, args: toldArgs(name, args), by: client.name },
      ...(ahead !== undefined && { ahead }),
    })
    // What ends something is carried out even where so much waits that its own event finds no room.
    if (accepted === null && ahead === undefined) return failed(overloaded(name))
    const cause = accepted ?? context.cause ?? NOTHING_TOLD
    const answer: Result<unknown> | Promise<Result<unknown>> = table[name](args, cause, client, at)
    const finish = (outcome: Result<unknown>): Result<unknown> => {
      if (!outcome.ok) reject(name, toldArgs(name, args), { client, cause }, outcome.error)
      return outcome
    }
    return answer instanceof Promise ? answer.then(finish) : finish(answer)
  }

  function reject(command: string, args: Json, { client, cause }: CommandContext, refusal: Fault): void {
    const payload = { command, args, by: client.name, code: refusal.code, message: formatFault(refusal) }
    publish({ type: 'command.rejected', source: client.source, cause, payload })
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

function tooLate(name: CommandName, age: number): Fault {
  const what = `the engine stood still for ${(age / 1000).toFixed(1)} s, and this may have waited as long`
  return fault('command/too-late', name, what, 'ask again if it is still wanted')
}

/** What is asked, with its arguments as their schema reads them. */
export function parseCommand(
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
