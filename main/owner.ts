// What it is to carry out a command.
import type { MonotonicMs } from '../shared/base/clock.ts'
import type { Result } from '../shared/base/result.ts'
import type { CommandAnswer, CommandName, CommandsWith, ParsedArgs } from '../shared/contract/commands.ts'
import type { Client } from '../shared/model/client.ts'

export type Owner<N extends CommandName> = (
  args: ParsedArgs<N>,
  /** `seq` of the command's own event. */
  cause: number,
  by: Client,
  /** When it was asked. */
  at: MonotonicMs,
) => Answer<N>

/** What is read from disk is answered later; all else is decided in the call. */
type Answer<N extends CommandName> =
  N extends CommandsWith<{ readonly waits: true }>
    ? Promise<Result<CommandAnswer<N>>>
    : Result<CommandAnswer<N>>

/** Owners of the commands whose names begin with one of the areas. */
export type OwnersOf<Area extends string> = {
  readonly [N in Extract<CommandName, `${Area}.${string}`>]: Owner<N>
}
