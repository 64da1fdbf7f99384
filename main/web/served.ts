// What the HTTP interface needs of the engine.
import type { Result } from '../../shared/base/result.ts'
import type { CommandAnswer, CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import type { WebMeter } from '../../shared/contract/web-meter.ts'
import type { Client } from '../../shared/model/client.ts'

export interface Served {
  readonly commands: {
    execute(
      name: string,
      args: unknown,
      context: { readonly client: Client; readonly cause: number | null },
    ): Result<unknown> | Promise<Result<unknown>>
  }
  /** Counts what is refused and cut off here. */
  readonly meter: WebMeter
}

/** Carries out one command in the name of a client. */
export type Execute = <N extends CommandName>(
  name: N,
  args: CommandArgs<N>,
  by: Client,
) => Promise<Result<CommandAnswer<N>>>
