// Carries out what clients ask: one owner for each command, one answer, and both what came and what was decided as an event.
import type { Clock, MonotonicMs } from '../shared/base/clock.ts'
import { failed, fault, formatFault, messageOf, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import type { Command } from '../shared/contract/command.ts'
import { commands, isCommandName } from '../shared/contract/commands.ts'
import type { CommandName, ParsedArgs } from '../shared/contract/commands.ts'
import type { Client } from '../shared/model/client.ts'
import { explainIssue, firstProblem, formatPath } from '../shared/model/explain.ts'
import type { PayloadOf, Publish } from '../shared/model/event.ts'
import type { ShowFile } from '../shared/model/show.ts'
import { calledBy } from './command-called.ts'
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
  /** From now on anyone may publish the show's own types of events. */
  take(show: Pick<ShowFile, 'events'>): void
}

/** What is published of it. */
type Told = PayloadOf<'command.received'>

interface CommandsOptions extends Omit<CommandOwners, 'isShowEvent'> {
  readonly clock: Clock
  /** Milliseconds by which what was asked at `at`, or is read now, may be too old to begin anything; null where it is not. */
  tooOld(at: MonotonicMs | null): number | null
  /** For how many of them the engine itself stood still; null where it did not. */
  stoodSince(at: MonotonicMs | null): number | null
}

/** The number of no event. */
const NOTHING_TOLD = 0

type Outcome = Result<unknown>

export function createCommands({ clock, tooOld, stoodSince, ...owners }: CommandsOptions): Commands {
  const { publish } = owners
  let own: ShowFile['events'] = {}
  const brokenDown = breakdowns(publish)
  const table = ownerTable({ ...owners, isShowEvent: (type) => Object.hasOwn(own, type) })

  function carryOut<N extends CommandName>(
    name: N,
    args: ParsedArgs<N>,
    context: CommandContext,
  ): Outcome | Promise<Outcome> {
    const { client, at = clock.now() } = context
    const row: Command = commands[name]
    const told: Told = { command: name, args: toldArgs(name, args), by: client.name }
    // Here and nowhere else, whichever way it came.
    const barred = owners.access?.refusal(name, row.role, client) ?? null
    if (barred !== null) return reject(told, context, barred)
    const decide = (cause: number): Outcome | Promise<Outcome> =>
      guarded(
        () => table[name](args, cause, client, at),
        (thrown) => brokenDown(name, thrown, cause),
      )
    if (row.kind === 'ask') {
      return settle(decide(NOTHING_TOLD), (outcome) => {
        if (!outcome.ok) reject(told, context, outcome.error)
      })
    }
    // First, so that everything it causes can name it.
    const received = publish({
      type: 'command.received',
      source: client.source,
      cause: context.cause,
      payload: told,
      ...(row.ends !== undefined && { ahead: row.ends.ahead }),
    })
    const cause = received ?? context.cause ?? NOTHING_TOLD
    const refusal = refusalOf(row, told, name, received, context)
    if (refusal !== null) return reject(told, { client, cause }, refusal)
    return settle(decide(cause), (outcome) => {
      if (!outcome.ok) reject(told, { client, cause }, outcome.error)
      else publish({ type: 'command.accepted', source: client.source, cause, payload: told })
    })
  }

  /** Why its owner is not even asked; null where it is. */
  function refusalOf(
    { begins, ends }: Command,
    told: Told,
    name: CommandName,
    received: number | null,
    { at }: CommandContext,
  ): Fault | null {
    const age = begins === true ? tooOld(at ?? null) : null
    if (age !== null) return tooLate(name, told, age, stoodSince(at ?? null))
    // What ends something is carried out even where so much waits that its own event finds no room.
    return received === null && ends === undefined ? overloaded(name) : null
  }

  function reject(told: Told, { client, cause }: CommandContext, refusal: Fault): Result<never> {
    const payload = { ...told, code: refusal.code, message: formatFault(refusal) }
    publish({ type: 'command.rejected', source: client.source, cause, payload })
    return failed(refusal)
  }

  return {
    execute(name, args, context) {
      const parsed = parseCommand(name, args)
      if (parsed.ok) return carryOut(parsed.value.name, parsed.value.args, context)
      // It is told by what could be made out of it, and so much else can be wrong with it that it was never one.
      reject({ command: name.slice(0, 100), args: null, by: context.client.name }, context, parsed.error)
      return parsed
    },
    take({ events }) {
      own = events
    },
  }
}

/** What is answered where an owner breaks down; health counts it. */
function breakdowns(publish: Publish): (name: CommandName, thrown: unknown, cause: number) => Result<never> {
  let total = 0
  return (name, thrown, cause) => {
    const message = messageOf(thrown)
    total += 1
    publish({
      type: 'health.handlerFailed',
      source: 'commands',
      cause: cause === NOTHING_TOLD ? null : cause,
      payload: { handler: `command ${name}`, type: 'command.received', seq: cause, message, total },
    })
    const next = 'look at what became of it, and ask again; please report this with the log file'
    return failed(fault('command/failed', name, `the engine failed at it: ${message}`, next))
  }
}

/** The outcome of what may throw, at once or later. */
function guarded(
  decide: () => Outcome | Promise<Outcome>,
  broken: (thrown: unknown) => Outcome,
): Outcome | Promise<Outcome> {
  try {
    const decided = decide()
    return decided instanceof Promise ? decided.catch(broken) : decided
  } catch (thrown) {
    return broken(thrown)
  }
}

/** Has an outcome published as soon as it is known: in the call, but for what waits for a disk. */
function settle(
  decided: Outcome | Promise<Outcome>,
  publishOutcome: (outcome: Outcome) => void,
): Outcome | Promise<Outcome> {
  if (decided instanceof Promise) {
    return decided.then((outcome) => {
      publishOutcome(outcome)
      return outcome
    })
  }
  publishOutcome(decided)
  return decided
}

function tooLate(name: CommandName, told: Told, age: number, stood: number | null): Fault {
  const subject = calledBy(name, told.args)
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  const what =
    stood === null
      ? `${subject} came ${seconds(age)} late from ${told.by}`
      : `${subject} may have waited while the engine stood still for ${seconds(stood)}`
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
  const parsed = commands[name].args.safeParse(args ?? {}, { error: explainIssue })
  if (parsed.success) return ok({ name, args: parsed.data })
  const { path, what } = firstProblem(commands[name].args, parsed.error)
  const where = `${name} ${formatPath(path)}`.trim()
  return failed(fault('command/invalid', where, what, 'check the arguments'))
}
