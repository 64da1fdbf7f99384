// What the stage needs of the others, handed in by the composition root.
import type { Clock, WallMs } from '../../shared/base/clock.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Permission } from '../../shared/model/arming.ts'
import type { Client } from '../../shared/model/client.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import type { OperatorQuestions } from '../../shared/model/interrupt.ts'
import type { FadeRequest } from '../../shared/model/fade.ts'
import type { Json } from '../../shared/model/json.ts'
import type { StateChanged } from '../../shared/model/kept-state.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { RecallWish } from '../../shared/model/scene-recall.ts'
import type { Scheduler } from '../tasks/scheduler.ts'

/** What starts and stops playlists for rules. */
export interface RulePlaylists {
  start(
    playlistId: string,
    reason: { readonly trigger: EventEnvelope | null; readonly cause: number | null },
  ): Result<unknown>
  /** Stops all runs of a playlist. */
  stop(playlistId: string, cause: number | null): Result<unknown>
}

/** What runs cue lists. */
export interface RuleCues {
  /** A GO of a list; how long ago the last was does not matter. */
  go(listId: string, cause: number | null): Result<unknown>
  start(cue: RuleCue, cause: number | null): Result<unknown>
  stop(cue: RuleCue, cause: number | null): Result<unknown>
  arm(cue: RuleCue, armed: boolean, cause: number | null): Result<unknown>
}
interface RuleCue {
  readonly list: string
  readonly id: string
}

/** What keeps the show's parameters. */
export interface RuleParams {
  values(): Readonly<Record<string, Json>>
  set(name: string, value: unknown, by: Client, cause: number | null): Result<unknown>
  fade(name: string, request: FadeRequest, by: Client, cause: number | null): Result<unknown>
}

/** What recalls scenes for rules. */
export interface RuleScenes {
  recall(name: string, wish: RecallWish, by: Client, cause: number | null): Result<unknown>
}

/** What rules did, also before the engine was started anew. */
export interface RuleMemory {
  /** Whether a rule fired since a moment, for its time or by hand; never rejected. */
  firedSince(rule: {
    readonly schedulerId: string
    readonly ruleId: string
    readonly since: WallMs
  }): Promise<boolean>
}

export interface SchedulersOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly patterns?: PatternWork
  /** All that is done later is a task of this one; it is started by whoever made it. */
  readonly tasks: Scheduler
  readonly playlists: RulePlaylists
  readonly cues: RuleCues
  readonly params: RuleParams
  readonly scenes: RuleScenes
  readonly interrupts: OperatorQuestions
  /** What is remembered from before the show was opened; null where nothing is. */
  readonly memory: RuleMemory | null
  /** Where absent, rules may always fire. */
  readonly arming?: Permission
  /** Called with `vars` and `thrown`. */
  readonly changed: StateChanged
}
