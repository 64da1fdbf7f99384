// Gestures and playlists on a real dispatcher and a simulated clock, with every event that was dispatched kept for the test to read.
import { SimulatedClock, monotonicMs } from '../../shared/base/clock.ts'
import { ALWAYS_ARMED } from '../../shared/model/arming.ts'
import type { EventEnvelope, EventType } from '../../shared/model/event.ts'
import { gestureDefinition } from '../../shared/model/gesture.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { Json } from '../../shared/model/json.ts'
import { playlistDefinition } from '../../shared/model/playlist.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { GestureBank } from '../../main/gestures/bank.ts'
import { NOTHING_DIRECT } from '../../main/playlists/emissions.ts'
import { InlineRunners } from '../../main/playlists/inline-runners.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { Cues } from '../../main/cues/cues.ts'
import type { CuesOptions } from '../../main/cues/cues.ts'
import { Standby } from '../../main/cues/standby.ts'
import type { Params } from '../../main/params/params.ts'
import { Loops } from '../../main/params/loops.ts'
import { Scenes } from '../../main/params/scenes.ts'
import { inOrder } from '../../main/order.ts'
import { NO_SCENES } from './no-scenes.ts'

/** A definition with the defaults of the show file filled in. */
export function playlist(fields: Record<string, unknown>): PlaylistDefinition {
  return playlistDefinition.parse({ name: String(fields['id']), steps: [], ...fields })
}

/** A definition with the defaults of the show file filled in. */
export function gesture(fields: Record<string, unknown>): GestureDefinition {
  return gestureDefinition.parse({ id: 'g', name: 'G', ...fields })
}

const EDIT: ShowChange = { cause: null, kind: 'edit' }

/** Adds playlists to those that are there, or changes those of these ids. */
export function also(playlists: Playlists, ...definitions: readonly PlaylistDefinition[]): void {
  playlists.take(definitions.reduce(put<PlaylistDefinition>, playlists.list()), EDIT)
}

/** The pointer of a show that asks for so many ms between two GOs. */
export function standbyOf({ playlists, dispatcher }: Stage, minimumGoTime: number): Standby {
  const standby = new Standby({
    publish: dispatcher.publish,
    changed() {},
    start: (id, cause) => playlists.start(id, { trigger: null, cause, by: 'go' }),
  })
  standby.take({ minimumGoTime, playlists: playlists.list() }, OPENING)
  return standby
}

/** A stage of cues without lists. */
export function cuesOf(
  { clock, playlists, dispatcher }: Stage,
  others: Pick<CuesOptions, 'params' | 'interrupts'>,
): Cues {
  const { publish, subscribe } = dispatcher
  return new Cues({
    ...{ clock, publish, scenes: NO_SCENES, ...others },
    arming: ALWAYS_ARMED,
    subscribe: inOrder(subscribe)('cues'),
    playlists: {
      start: (id, position, cause) => playlists.start(id, { trigger: null, cause, by: 'cue' }, position),
      stop: (id, cause) => playlists.stopPlaylist(id, cause),
      change: (id, kind, cause) => playlists.changePlaylist(id, { kind }, cause),
      stopRun: (runId, cause) => playlists.stop(runId, cause),
      pace: (runId) => playlists.pace(runId),
      changeRun: (runId, kind, cause) => playlists.change(runId, { kind }, cause),
    },
    changed() {},
  })
}

function put<T extends { readonly id: string }>(list: readonly T[], item: T): readonly T[] {
  return list.some(({ id }) => id === item.id)
    ? list.map((other) => (other.id === item.id ? item : other))
    : [...list, item]
}

export class Stage implements Disposable {
  readonly clock = new SimulatedClock()
  readonly events: EventEnvelope[] = []
  readonly dispatcher: Dispatcher
  readonly gestures: GestureBank
  readonly playlists: Playlists
  readonly #scope = new DisposableStack()

  constructor() {
    const { clock } = this
    this.dispatcher = this.#scope.use(
      new Dispatcher({
        ...DISPATCHER_DEFAULTS,
        clock,
        defer: (run) => void clock.upkeep(clock.now(), run),
      }),
    )
    this.#scope.use(
      this.dispatcher.subscribe('*', (event) => void this.events.push(event), {
        priority: 1000,
        name: 'test',
        acts: false,
      }),
    )
    const hearing = inOrder(this.dispatcher.subscribe)
    this.gestures = this.#scope.use(
      new GestureBank({ clock, publish: this.dispatcher.publish, subscribe: hearing('gestures') }),
    )
    this.playlists = new Playlists({
      clock,
      publish: this.dispatcher.publish,
      hearInterrupts: hearing('playlist interrupts'),
      hearTriggers: hearing('playlist triggers'),
      hearSends: hearing('moving values'),
      createRunners: (listener) => new InlineRunners(clock, listener),
      direct: NOTHING_DIRECT,
      interrupts: null,
      causeOf: (seq) => this.dispatcher.history.find(seq)?.cause ?? null,
      forgotten: (runId) => this.dispatcher.history.forgetRun(runId),
    })
    this.dispatcher.withoutSuperseded(this.playlists.isSuperseded)
  }

  /** Adds playlists to the show, or changes those of these ids. */
  register(...definitions: readonly Record<string, unknown>[]): void {
    also(this.playlists, ...definitions.map(playlist))
    this.settle()
  }

  /** Adds a gesture to the show, or changes the one of that id. */
  gesture(fields: Record<string, unknown>): void {
    const definition = gesture(fields)
    const others = this.gestures.list().map(({ definition }) => definition)
    this.gestures.take(put(others, definition), EDIT)
  }

  /** Starts a playlist and answers the run's id. */
  start(id: string): string {
    const started = this.playlists.start(id, { trigger: null, cause: null, by: 'command' })
    if (!started.ok || started.value.runId === null) throw new Error(`${id} did not start`)
    this.settle()
    return started.value.runId
  }

  emit(type: string, payload: unknown = {}): number {
    const seq = this.dispatcher.publish({ type, source: 'test', cause: null, payload: payload as Json })
    this.settle()
    return seq as number
  }

  /** A button of a controller, pressed or let go at a time that the clock is moved on to. */
  button(at: number, control: string, value = 1, device = 'hid:pad'): void {
    this.input(at, 'hid.received', device, { device, control, kind: 'button', value })
  }

  input(at: number, type: string, source: string, payload: unknown = {}): void {
    this.clock.advanceTo(at)
    this.dispatcher.publish({ type, source, cause: null, payload: payload as Json, at: monotonicMs(at) })
    this.settle()
  }

  /** `at kind` of every gesture recognized. */
  recognized(): string[] {
    return this.of('gesture.recognized').map(({ at, payload }) => `${at} ${payload.kind}`)
  }

  /** Dispatches what is pending without time passing. */
  settle(): void {
    this.clock.advanceBy(0)
  }

  of<T extends EventType>(type: T): EventEnvelope<T>[] {
    return this.events.filter((event) => event.type === type) as EventEnvelope<T>[]
  }

  /** `at type` of every event that the given types name, in the order of dispatch. */
  heard(...types: readonly string[]): string[] {
    return this.events.filter(({ type }) => types.includes(type)).map(({ at, type }) => `${at} ${type}`)
  }

  [Symbol.dispose](): void {
    this.settle()
    this.#scope.dispose()
    void this.playlists[Symbol.asyncDispose]()
  }
}

/** A stage of scenes whose values are set at once. */
export function scenesOf({ clock, dispatcher }: Stage, params: Params): Scenes {
  const { publish, subscribe, history } = dispatcher
  return new Scenes({
    ...{ clock, publish, subscribe: inOrder(subscribe)('scenes') },
    loops: new Loops((seq) => history.find(seq)),
    params: {
      now: () => params.values(),
      goal: (name) => params.fadeOf(name)?.to ?? params.values()[name],
      isFading: (name) => params.fadeOf(name) !== null,
      fade: (...asked) => params.fade(...asked),
    },
  })
}
