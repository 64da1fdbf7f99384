// What the HTTP interface needs of the engine.
import type { Result } from '../../shared/base/result.ts'
import type { CommandArgs, CommandName, EventQuery } from '../../shared/contract/commands.ts'
import type { InterruptsView, SchedulersView, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { WebMeter } from '../../shared/contract/web-meter.ts'
import type { AsRunFilter, AsRunFormat } from '../../shared/model/as-run.ts'
import type { Client } from '../../shared/model/client.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import type { NumberedShow } from './show-text.ts'

export interface Served {
  readonly coordinator: { current(): NumberedShow }
  readonly commands: {
    execute(
      name: string,
      args: unknown,
      context: { readonly client: Client; readonly cause: number | null },
    ): Result<unknown> | Promise<Result<unknown>>
  }
  readonly playlists: { runs(): readonly RunView[]; standby(): string | null }
  readonly history: {
    query(query: EventQuery): readonly EventEnvelope[]
    countsByType(): Readonly<Record<string, number>>
  }
  readonly health: { report(): HealthReport }
  readonly schedulers: { view(): SchedulersView; thrown(): ThrownView }
  readonly interrupts: { view(): InterruptsView }
  /** Counts what is refused and cut off here. */
  readonly meter: WebMeter
  readonly asRun: {
    /** Pieces of text; whoever stops asking has cancelled it, and a `FaultError` is thrown where it cannot go on. */
    exportTo(format: AsRunFormat, filter: AsRunFilter): AsyncIterable<string>
  }
}

/** Carries out one command in the name of a client. */
export type Execute = <N extends CommandName>(
  name: N,
  args: CommandArgs<N>,
  by: Client,
) => Result<unknown> | Promise<Result<unknown>>
