// The values of the streams, each as it is when it is asked for.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { AccessView } from '../../shared/contract/access-view.ts'
import type { CuesView } from '../../shared/contract/cue-streams.ts'
import type { EditsView } from '../../shared/contract/edits-view.ts'
import type { MessageView } from '../../shared/contract/message-view.ts'
import type { ScenesView } from '../../shared/contract/scene-view.ts'
import type { RumbleView } from '../../shared/contract/rumble-view.ts'
import type { InterruptsView, SchedulersView, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type {
  RunView,
  FadesView,
  RunsView,
  ShowView,
  StandingStream,
  StreamValues,
} from '../../shared/contract/streams.ts'
import type { ArmingView } from '../../shared/model/arming.ts'
import type { ParamView } from '../../shared/model/param.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import type { Activity } from './activity.ts'
import { inputsViews } from './inputs-view.ts'
import type { InputStages } from './inputs-view.ts'
import { monitorViews } from './monitor-view.ts'
import type { HeardInputs } from './monitor-view.ts'
import { KnownViews, showView } from './show-view.ts'
import type { NumberedShow, OscPlaces } from './show-view.ts'
import { shownThrown } from './thrown-view.ts'

/** While something is recorded or played back its counters move, though no event tells of it. */
const COUNTERS_EVERY_MS = 1000
/** A jump of the wall clock moves what waits for a time of day. */
const QUEUES_EVERY_MS = 60_000
const ENDED_RUNS = 50

/** Where the values come from: each of them as it is now. */
export interface StreamSources {
  readonly clock: Clock
  /** The show as it is now. */
  readonly show: () => NumberedShow
  readonly osc: () => OscPlaces
  readonly runs: () => readonly RunView[]
  readonly standby: () => string | null
  readonly cues: {
    view(): CuesView
    /** For what no event tells, such as a wait that is paused. */
    onChanged(changed: () => void): Disposable
  }
  readonly health: {
    report(): HealthReport
    onReport(listener: (report: HealthReport) => void): Disposable
  }
  readonly inputs: InputStages
  readonly params: {
    view(): readonly ParamView[]
    fading(): FadesView | null
    /** For what no event tells, such as where a control stands that has to catch the value. */
    onChanged(changed: () => void): Disposable
  }
  readonly layersOn: () => readonly string[]
  readonly scenes: () => ScenesView
  readonly monitor: HeardInputs
  readonly schedulers: {
    view(): SchedulersView
    thrown(): ThrownView
    /** For what no event tells, such as a time that has moved. */
    onChanged(changed: () => void): Disposable
  }
  readonly interrupts: { view(): InterruptsView }
  readonly edits: () => EditsView
  readonly arming: {
    view(): ArmingView
    /** For what no event tells, such as another message that was not sent. */
    onChanged(changed: () => void): Disposable
  }
  readonly access: () => AccessView
  readonly message: () => MessageView
  /** What gamepads of windows are to feel. */
  readonly rumble: { view(): RumbleView; onChanged(changed: () => void): Disposable }
}

/** Builds a stream anew after a while, for as long as somebody watches, because part of it changes without an event. */
export class Again implements Disposable {
  readonly #clock: Clock
  readonly #changed: (stream: StandingStream) => void
  readonly #soon = new Map<StandingStream, Disposable>()

  constructor(clock: Clock, changed: (stream: StandingStream) => void) {
    this.#clock = clock
    this.#changed = changed
  }

  after(stream: StandingStream, ms: number): void {
    if (this.#soon.has(stream)) return
    const timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + ms), () => {
      this.#soon.delete(stream)
      this.#changed(stream)
    })
    this.#soon.set(stream, timer)
  }

  /** As soon as its pace allows. */
  next(stream: StandingStream): void {
    this.#changed(stream)
  }

  [Symbol.dispose](): void {
    for (const timer of this.#soon.values()) dispose(timer)
    this.#soon.clear()
  }
}

export function streamValues(
  sources: StreamSources,
  activity: Activity,
  again: Again,
): { readonly [S in StandingStream]: () => StreamValues[S] } {
  const { runs, standby, cues, health, inputs, monitor, schedulers, interrupts, edits, arming } = sources
  const { access, message } = sources
  const inputsView = inputsViews(inputs)
  const monitorView = monitorViews(monitor)
  return {
    show: showNow(sources),
    cues: () => cues.view(),
    runs: () => ({ ...runsView(standby(), runs()), fades: sources.params.fading() }),
    activity: () => {
      const view = activity.view()
      // A count of what was left out goes back to 0 when calm returns, though nothing happens then.
      if (view.omitted > 0) again.next('activity')
      return view
    },
    health: () => health.report(),
    inputs: () => {
      const view = inputsView()
      const { recording, replay } = view.recordings
      if (recording !== null || replay !== null) again.after('inputs', COUNTERS_EVERY_MS)
      return view
    },
    params: () => ({ params: sources.params.view(), layers: sources.layersOn() }),
    scenes: () => sources.scenes(),
    monitor: () => {
      const view = monitorView()
      if (view.omitted > 0) again.next('monitor')
      return view
    },
    schedulers: () => schedulers.view(),
    thrown: () => {
      again.after('thrown', QUEUES_EVERY_MS)
      return shownThrown(schedulers.thrown())
    },
    interrupts: () => interrupts.view(),
    edits,
    arming: () => arming.view(),
    access,
    message,
    rumble: () => sources.rumble.view(),
  }
}

/** The very same value for as long as the show and its places are. */
function showNow({ show, osc }: Pick<StreamSources, 'show' | 'osc'>): () => ShowView {
  const views = new KnownViews()
  let shown: { readonly view: ShowView; readonly show: NumberedShow; readonly osc: OscPlaces } | null = null
  return () => {
    const now = { show: show(), osc: osc() }
    const { targets, input } = now.osc
    const isSame = shown?.show === now.show && shown.osc.targets === targets && shown.osc.input === input
    if (shown === null || !isSame) shown = { ...now, view: showView(now.show, now.osc, views) }
    return shown.view
  }
}

/** Active runs, oldest first, then those that ended last, newest first. */
function runsView(standby: string | null, runs: readonly RunView[]): RunsView {
  const active = runs.filter(({ ended }) => ended === null).sort((a, b) => a.startedAt - b.startedAt)
  const ended = runs
    .filter((run) => run.ended !== null)
    .sort((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0))
    .slice(0, ENDED_RUNS)
  return { standby, runs: [...active, ...ended] }
}
