// Keeps the streams of every client up to date: what changed is built anew, at a pace, while somebody watches.
import { STREAMS, isOpenable, isTimeline } from '../../shared/contract/streams.ts'
import type { StandingStream, StreamName, StreamValues } from '../../shared/contract/streams.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import { Activity } from './activity.ts'
import { OpenParts } from './open-parts.ts'
import type { OpenShow } from './open-parts.ts'
import { Publication } from './publication.ts'
import type { Audience } from './publication.ts'
import { Again, streamValues } from './stream-values.ts'
import type { StreamSources } from './stream-values.ts'

/** Shortest time in ms between two values of a stream; health comes as often as it is measured. Feeds are not read faster than that. */
const EVERY = {
  show: 250,
  runs: 50,
  cues: 50,
  activity: 250,
  health: 0,
  inputs: 250,
  params: 33,
  scenes: 100,
  monitor: 200,
  schedulers: 250,
  thrown: 250,
  interrupts: 50,
  edits: 50,
  arming: 50,
  access: 50,
  message: 50,
  // Felt with the finger that pressed.
  rumble: 10,
} as const
/** A drag is followed by whoever looks on, and a form by who has it open. */
const TIMELINE_EVERY = 100
const DEFINITION_EVERY = 50

/** How much a run has sent, and how late, is only read by people. */
const COUNTED_EVERY_MS = 250

/** Types of events after which a stream may be another; besides there are those that are listened to in other ways. */
const CHANGED_BY: { readonly [S in StandingStream]: readonly string[] } = {
  show: ['show.loaded', 'show.changed'],
  runs: [
    'show.loaded',
    'show.changed',
    'show.state.restored',
    'standby.changed',
    ...(['registered', 'removed', 'created', 'stopped', 'notSent', 'caughtUp'] as const).map(
      (what) => `playlist.${what}`,
    ),
    'run.stateChanged',
    'param.fadeStarted',
    'param.fadeEnded',
    'param.fadeHeld',
    'param.fadeResumed',
  ],
  cues: ['show.loaded', 'show.changed'],
  activity: [],
  health: [],
  inputs: ['device.*', 'gesture.*', 'learn.*', 'recording.*', 'replay.*'],
  params: [
    'show.loaded',
    'show.changed',
    'show.state.restored',
    'param.*',
    'command.rejected',
    'rule.failed',
  ],
  scenes: ['show.loaded', 'show.changed', 'show.state.restored', 'scene.recalled', 'param.*'],
  monitor: [],
  schedulers: [
    'show.changed',
    'show.state.restored',
    'rule.*',
    'rules.*',
    'scheduler.*',
    'task.*',
    'clock.jumped',
  ],
  thrown: ['show.changed', 'show.state.restored', 'thrown.*'],
  interrupts: ['show.changed', 'interrupt.*'],
  edits: ['show.loaded', 'show.changed', 'show.build.*', 'show.persistence.*'],
  arming: ['show.armed', 'show.disarmed'],
  access: ['access.*'],
  message: ['show.messageShown', 'show.messageCleared'],
  rumble: [],
}

export interface SnapshotOptions extends StreamSources {
  readonly publish: Publish
  readonly subscribe: Subscribe
  /** The name of a playlist by its id. */
  readonly nameOf: (playlistId: string) => string
  /** The name of an OSC sender at an address; null where the show gives it none. */
  readonly senderOf: (host: string) => string | null
  /** What is open of the show follows its edits. */
  readonly open: OpenShow
  readonly audience: Audience
}

export interface Snapshots extends Disposable {
  /** The value of a stream as it is now, for who has just subscribed. */
  value<S extends StreamName>(stream: S): StreamValues[S]
}

export function createSnapshots(options: SnapshotOptions): Snapshots {
  const { clock, publish, subscribe, health, inputs, monitor, cues, schedulers, arming, audience } = options
  const { params, rumble } = options
  const scope = new DisposableStack()
  const activity = new Activity(clock, options.nameOf, options.senderOf)
  const again = scope.use(new Again(clock, (stream) => publications[stream].changed(null)))
  const build = streamValues(options, activity, again)
  const publication = <S extends StandingStream>(stream: S): Publication<S> =>
    scope.use(
      new Publication({ stream, every: EVERY[stream], build: build[stream], clock, publish, audience }),
    )
  const publications = Object.fromEntries(
    STREAMS.map((stream) => [stream, publication(stream)]),
  ) as unknown as { readonly [S in StandingStream]: Publication<S> }
  const opened = scope.use(
    new OpenParts({
      show: options.open,
      audience,
      publication: (stream, built) => {
        const every = isTimeline(stream) ? TIMELINE_EVERY : DEFINITION_EVERY
        return new Publication({ stream, every, build: built, clock, publish, audience })
      },
    }),
  )
  const publicationOf = (stream: string): Publication<StreamName> | undefined =>
    Object.hasOwn(publications, stream)
      ? publications[stream as StandingStream]
      : opened.publicationOf(stream)

  const looksOn = { acts: false }
  for (const stream of STREAMS) {
    for (const type of CHANGED_BY[stream]) {
      scope.use(subscribe(type, ({ seq }) => publications[stream].changed(seq), looksOn))
    }
  }
  scope.use(subscribe('playlist.emitted', () => again.after('runs', COUNTED_EVERY_MS), looksOn))
  for (const type of CHANGED_BY.show) {
    scope.use(subscribe(type, ({ seq }) => opened.changed(seq), looksOn))
  }
  const recorded = (event: EventEnvelope): void => {
    if (activity.record(event)) publications.activity.changed(event.seq)
  }
  scope.use(subscribe('*', recorded, looksOn))
  scope.use(inputs.recordings.onChanged(() => publications.inputs.changed(null)))
  for (const [stream, source] of Object.entries({ cues, schedulers, arming, params, rumble })) {
    scope.use(source.onChanged(() => publications[stream as 'cues'].changed(null)))
  }
  scope.use(monitor.onChanged((seq) => publications.monitor.changed(seq)))
  scope.use(health.onReport(() => publications.health.changed(null)))
  scope.use(
    subscribe(
      'snapshot.publish.requested',
      ({ seq, payload }) => publicationOf(payload.stream)?.requested(seq),
      looksOn,
    ),
  )
  scope.use(
    subscribe(
      'broadcast.requested',
      ({ seq, payload }) => publicationOf(payload.stream)?.broadcastRequested(seq),
      looksOn,
    ),
  )

  return {
    value<S extends StreamName>(stream: S): StreamValues[S] {
      const name: StreamName = stream
      return (isOpenable(name) ? opened.value(name) : build[name]()) as StreamValues[S]
    },
    [Symbol.dispose]: () => scope.dispose(),
  }
}
