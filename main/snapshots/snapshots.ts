// Keeps the streams of every client up to date: what changed is built anew, at a pace, while somebody watches.
import type { Clock } from '../../shared/base/clock.ts'
import type { RunView, RunsView, ShowView, StreamName, StreamValues } from '../../shared/contract/streams.ts'
import type { Publish, Subscribe } from '../../shared/model/event.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { Activity } from './activity.ts'
import { Publication } from './publication.ts'
import type { Audience } from './publication.ts'
import { showView } from './show-view.ts'
import type { OscPlaces } from './show-view.ts'

/** Shortest time in ms between two values of a stream; health comes as often as it is measured. */
const EVERY = { show: 250, runs: 50, activity: 100, health: 0 } as const
const ENDED_RUNS = 50

/** Below every other subscriber: what happens comes before what is told of it. */
const PRIORITY = -100

export interface SnapshotOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly show: LoadedShow
  readonly osc: OscPlaces
  readonly runs: () => readonly RunView[]
  readonly standby: () => string | null
  readonly health: {
    report(): HealthReport
    onReport(listener: (report: HealthReport) => void): Disposable
  }
  readonly audience: Audience
}

export interface Snapshots extends Disposable {
  /** The value of a stream as it is now, for who has just subscribed. */
  value<S extends StreamName>(stream: S): StreamValues[S]
}

export function createSnapshots(options: SnapshotOptions): Snapshots {
  const { clock, publish, subscribe, show, osc, runs, standby, health, audience } = options
  const names = new Map(show.show.playlists.map(({ id, name }) => [id, name]))
  const activity = new Activity(clock, (playlistId) => names.get(playlistId) ?? playlistId)

  let shown: ShowView | null = null
  const build: { readonly [S in StreamName]: () => StreamValues[S] } = {
    show: () => (shown ??= showView(show, osc)),
    runs: () => runsView(standby(), runs()),
    activity: () => {
      const view = activity.view()
      // A count of what was left out goes back to 0 when calm returns, though nothing happens then.
      if (view.omitted > 0) publications.activity.changed(null)
      return view
    },
    health: () => health.report(),
  }
  const publication = <S extends StreamName>(stream: S): Publication<S> =>
    new Publication({ stream, every: EVERY[stream], build: build[stream], clock, publish, audience })
  const publications = {
    show: publication('show'),
    runs: publication('runs'),
    activity: publication('activity'),
    health: publication('health'),
  }
  const publicationOf = (stream: string): Publication<StreamName> | undefined =>
    Object.hasOwn(publications, stream) ? publications[stream as StreamName] : undefined

  const subscription = { priority: PRIORITY, name: 'snapshots' }
  const scope = new DisposableStack()
  const whenChanged = (type: string, stream: StreamName): void => {
    scope.use(subscribe(type, ({ seq }) => publications[stream].changed(seq), subscription))
  }
  for (const stream of Object.values(publications)) scope.use(stream)
  whenChanged('show.loaded', 'show')
  whenChanged('show.loaded', 'runs')
  whenChanged('standby.changed', 'runs')
  whenChanged('playlist.*', 'runs')
  whenChanged('run.stateChanged', 'runs')
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
    value: (stream) => build[stream](),
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
