// Who answers what is read of how things stand.
import { failed, fault, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import { withinAnswer } from '../shared/contract/answer-size.ts'
import type { CheckReport } from '../shared/contract/check-view.ts'
import type { CommandAnswer, CommandsWith, ParsedArgs } from '../shared/contract/commands.ts'
import type { CuesView, ListedCues } from '../shared/contract/cue-streams.ts'
import { CueViews, cueListView } from '../shared/contract/cue-views.ts'
import type { NumberedShow, ReadCommandName } from '../shared/contract/read-commands.ts'
import type { InterruptsView, SchedulersView, ThrownView } from '../shared/contract/scheduler-streams.ts'
import type { RunView } from '../shared/contract/streams.ts'
import type { AsRunFilter, AsRunFormat } from '../shared/model/as-run.ts'
import type { ArmingView } from '../shared/model/arming.ts'
import type { HealthReport } from '../shared/model/health.ts'
import { usesOf } from '../shared/model/mutations/where-used.ts'
import { emissionCount, playlistLength } from '../shared/model/steps.ts'

/** What only a live show has. */
export interface LiveReads {
  show(): NumberedShow
  health(): HealthReport
  check(): Promise<CheckReport>
}

export interface ReadSources {
  /** Null in a rehearsal, which nobody looks at from outside. */
  readonly live: LiveReads | null
  readonly arming: { view(): ArmingView }
  readonly playlists: { runs(): readonly RunView[] }
  readonly standby: { readonly current: string | null }
  readonly cues: { view(): CuesView }
  readonly schedulers: { view(): SchedulersView; thrown(): ThrownView }
  readonly interrupts: { view(): InterruptsView }
  readonly asRun: { exportTo(format: AsRunFormat, filter: AsRunFilter): AsyncIterable<string> } | null
  readonly history: { countsByType(): Readonly<Record<string, number>> }
}

type Reads = {
  readonly [N in ReadCommandName]: (
    args: ParsedArgs<N>,
  ) => N extends CommandsWith<{ readonly waits: true }>
    ? Promise<Result<CommandAnswer<N>>>
    : Result<CommandAnswer<N>>
}

export function readOwners(sources: ReadSources): Reads {
  const { live, arming, playlists, standby, cues, schedulers, interrupts, asRun, history } = sources
  return {
    'show.file': () => (live === null ? notHere() : ok(live.show())),
    'show.uses': ({ kind, name }) => (live === null ? notHere() : ok(usesOf(live.show().show, kind, name))),
    'health.read': () =>
      live === null ? notHere() : ok({ ...live.health(), eventCounts: history.countsByType() }),
    'show.check': async () => (live === null ? notHere() : ok(await live.check())),
    'show.arming': () => ok(arming.view()),
    'playlists.list': () =>
      live === null ? notHere() : ok(listed(live.show(), playlists.runs(), standby.current)),
    'cues.list': () => (live === null ? notHere() : ok(listedCues(live.show(), cues.view()))),
    'runs.list': () => ok({ standby: standby.current, runs: playlists.runs() }),
    'schedulers.list': () => ok(schedulers.view()),
    'thrown.history': () => ok(withinAnswer(schedulers.thrown().history)),
    'interrupts.list': () => ok(interrupts.view()),
    'asRun.export': ({ format, ...filter }) =>
      asRun === null ? notHere() : ok(asRun.exportTo(format, filter)),
  }
}

function listed(
  { show }: NumberedShow,
  runs: readonly RunView[],
  standby: string | null,
): CommandAnswer<'playlists.list'> {
  const active = runs.filter(({ ended }) => ended === null)
  return {
    standby,
    playlists: show.playlists.map(({ steps, ...definition }) => ({
      ...definition,
      length: playlistLength(steps),
      stepCount: steps.length,
      emissions: emissionCount(steps),
      activeRuns: active.filter(({ playlistId }) => playlistId === definition.id).map(({ runId }) => runId),
    })),
  }
}

function listedCues({ show }: NumberedShow, view: CuesView): ListedCues {
  const { events, ...cut } = withinAnswer(new CueViews().of(show))
  return { ...view, cueLists: show.cueLists.map(cueListView), cues: events, ...cut }
}

function notHere(): Result<never> {
  return failed(
    fault('show/not-here', 'rehearsal', 'nothing is read of a rehearsal from outside', 'open the show live'),
  )
}
