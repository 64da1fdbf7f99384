// Keeps the streams of every client up to date: what changed is built anew, at a pace, while somebody watches.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { EditsView } from '../../shared/contract/edits-view.ts'
import type { InterruptsView, SchedulersView, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import { isTimeline } from '../../shared/contract/streams.ts'
import type {
  RunView,
  RunsView,
  ShowView,
  StandingStream,
  StreamName,
  StreamValues,
} from '../../shared/contract/streams.ts'
import type { Publish, Subscribe } from '../../shared/model/event.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { Activity } from './activity.ts'
import { OpenTimelines } from './open-timelines.ts'
import { inputsViews } from './inputs-view.ts'
import type { InputStages } from './inputs-view.ts'
import { monitorViews } from './monitor-view.ts'
import type { HeardInputs } from './monitor-view.ts'
import { Publication } from './publication.ts'
import type { Audience } from './publication.ts'
import { showView } from './show-view.ts'
import type { NumberedShow, OscPlaces } from './show-view.ts'
import { shownThrown } from './thrown-view.ts'

/** Shortest time in ms between two values of a stream; health comes as often as it is measured. */
const EVERY = {
  show: 250,
  runs: 50,
  activity: 100,
  health: 0,
  inputs: 250,
  monitor: 100,
  schedulers: 250,
  thrown: 250,
  interrupts: 50,
  edits: 50,
} as const
/** While something is recorded or played back its counters move, though no event tells of it. */
const COUNTERS_EVERY_MS = 1000
/** A jump of the wall clock moves what waits for a time of day. */
const QUEUES_EVERY_MS = 60_000
const ENDED_RUNS = 50
/** A drag is followed by whoever looks on. */
const TIMELINE_EVERY = 100

export interface SnapshotOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  /** The show as it is now. */
  readonly show: () => NumberedShow
  readonly osc: () => OscPlaces
  /** The name of a playlist by its id. */
  readonly nameOf: (playlistId: string) => string
  readonly runs: () => readonly RunView[]
  readonly standby: () => string | null
  readonly health: {
    report(): HealthReport
    onReport(listener: (report: HealthReport) => void): Disposable
  }
  readonly inputs: InputStages
  readonly monitor: HeardInputs
  readonly schedulers: {
    view(): SchedulersView
    thrown(): ThrownView
    /** For what no event tells, such as a time that has moved. */
    onChanged(changed: () => void): Disposable
  }
  readonly interrupts: { view(): InterruptsView }
  readonly edits: () => EditsView
  readonly audience: Audience
}

export interface Snapshots extends Disposable {
  /** The value of a stream as it is now, for who has just subscribed. */
  value<S extends StreamName>(stream: S): StreamValues[S]
}

export function createSnapshots(options: SnapshotOptions): Snapshots {
  const { clock, publish, subscribe, show, osc, runs, standby, health, inputs, monitor, audience } = options
  const { schedulers, interrupts } = options
  const activity = new Activity(clock, options.nameOf)

  const inputsView = inputsViews(inputs)
  const monitorView = monitorViews(monitor)

  const soon = new Map<StandingStream, Disposable>()
  /** Builds a stream anew after a while, for as long as somebody watches, because part of it changes without an event. */
  const again = (stream: StandingStream, ms: number): void => {
    if (soon.has(stream)) return
    const timer = clock.upkeep(monotonicMs(clock.now() + ms), () => {
      soon.delete(stream)
      publications[stream].changed(null)
    })
    soon.set(stream, timer)
  }

  const views: Parameters<typeof showView>[2] = new Map()
  let shown: { readonly view: ShowView; readonly show: NumberedShow; readonly osc: OscPlaces } | null = null
  const showNow = (): ShowView => {
    const now = { show: show(), osc: osc() }
    const { targets, input } = now.osc
    const isSame = shown?.show === now.show && shown.osc.targets === targets && shown.osc.input === input
    if (shown === null || !isSame) shown = { ...now, view: showView(now.show, now.osc, views) }
    return shown.view
  }
  const build: { readonly [S in StandingStream]: () => StreamValues[S] } = {
    show: showNow,
    runs: () => runsView(standby(), runs()),
    activity: () => {
      const view = activity.view()
      // A count of what was left out goes back to 0 when calm returns, though nothing happens then.
      if (view.omitted > 0) publications.activity.changed(null)
      return view
    },
    health: () => health.report(),
    inputs: () => {
      const view = inputsView()
      if (view.recordings.recording !== null || view.recordings.replay !== null)
        again('inputs', COUNTERS_EVERY_MS)
      return view
    },
    monitor: () => {
      const view = monitorView()
      if (view.omitted > 0) publications.monitor.changed(null)
      return view
    },
    schedulers: () => schedulers.view(),
    thrown: () => {
      again('thrown', QUEUES_EVERY_MS)
      return shownThrown(schedulers.thrown())
    },
    interrupts: () => interrupts.view(),
    edits: options.edits,
  }
  const publication = <S extends StandingStream>(stream: S): Publication<S> =>
    new Publication({ stream, every: EVERY[stream], build: build[stream], clock, publish, audience })
  const timelines = new OpenTimelines({
    ...{ show, osc, audience },
    publication: (stream, built) =>
      new Publication({ stream, every: TIMELINE_EVERY, build: built, clock, publish, audience }),
  })
  const publications = {
    show: publication('show'),
    runs: publication('runs'),
    activity: publication('activity'),
    health: publication('health'),
    inputs: publication('inputs'),
    monitor: publication('monitor'),
    schedulers: publication('schedulers'),
    thrown: publication('thrown'),
    interrupts: publication('interrupts'),
    edits: publication('edits'),
  }
  const publicationOf = (stream: string): Publication<StreamName> | undefined =>
    Object.hasOwn(publications, stream)
      ? publications[stream as StandingStream]
      : timelines.publicationOf(stream)

  const subscription = { acts: false }
  const scope = new DisposableStack()
  const whenChanged = (type: string, stream: StandingStream): void => {
    scope.use(subscribe(type, ({ seq }) => publications[stream].changed(seq), subscription))
  }
  for (const stream of Object.values(publications)) scope.use(stream)
  scope.use(timelines)
  whenChanged('show.loaded', 'show')
  whenChanged('show.loaded', 'runs')
  whenChanged('show.changed', 'show')
  whenChanged('show.changed', 'runs')
  for (const type of ['show.loaded', 'show.changed']) {
    scope.use(subscribe(type, ({ seq }) => timelines.changed(seq), subscription))
  }
  whenChanged('standby.changed', 'runs')
  for (const type of ['show.loaded', 'show.changed', 'show.build.*', 'show.persistence.*'])
    whenChanged(type, 'edits')
  whenChanged('playlist.*', 'runs')
  whenChanged('run.stateChanged', 'runs')
  for (const family of ['device', 'gesture', 'learn', 'recording', 'replay']) {
    whenChanged(`${family}.*`, 'inputs')
  }
  for (const family of ['rule', 'rules', 'scheduler', 'task']) whenChanged(`${family}.*`, 'schedulers')
  whenChanged('clock.jumped', 'schedulers')
  whenChanged('thrown.*', 'thrown')
  whenChanged('interrupt.*', 'interrupts')
  scope.use(inputs.recordings.onChanged(() => publications.inputs.changed(null)))
  scope.use(schedulers.onChanged(() => publications.schedulers.changed(null)))
  scope.use(monitor.onChanged((seq) => publications.monitor.changed(seq)))
  scope.defer(() => {
    for (const timer of soon.values()) dispose(timer)
  })
  scope.use(
    subscribe(
      '*',
      (event) => {
        if (activity.record(event)) publications.activity.changed(event.seq)
      },
      subscription,
    ),
  )
  scope.use(health.onReport(() => publications.health.changed(null)))
  scope.use(
    subscribe(
      'snapshot.publish.requested',
      ({ seq, payload }) => publicationOf(payload.stream)?.requested(seq),
      subscription,
    ),
  )
  scope.use(
    subscribe(
      'broadcast.requested',
      ({ seq, payload }) => publicationOf(payload.stream)?.broadcastRequested(seq),
      subscription,
    ),
  )

  return {
    value<S extends StreamName>(stream: S): StreamValues[S] {
      const name: StreamName = stream
      return (isTimeline(name) ? timelines.value(name) : build[name]()) as StreamValues[S]
    },
    [Symbol.dispose]: () => scope.dispose(),
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
