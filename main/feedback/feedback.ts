// The feedback stage: hears what the show shows and what may have changed of it, and has that sent.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { isByMessage } from '../../shared/model/feedback.ts'
import type { FeedbackDefinition, FeedbackView } from '../../shared/model/feedback.ts'
import type { EventDraft, Publish, Subscribe } from '../../shared/model/event.ts'
import type { FeedbackHealth } from '../../shared/model/health.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { Echoes } from './echoes.ts'
import { Faces } from './faces.ts'
import type { Facts } from './faces.ts'
import { KeyFeedback } from './key-feedback.ts'
import { Looks } from './looks.ts'
import type { Place } from './place.ts'
import { Places } from './places.ts'
import { Sending } from './sending.ts'
import { silenceOf } from './silence.ts'
import type { Surfaces } from './surfaces.ts'

const LOOK_MS = 10
/** So long shows itself a place that somebody looks for. */
const SIGN_MS = 2_000

/** For how many milliseconds it shows itself. */
interface Found {
  readonly lasts: number
}

export interface FeedbackOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly facts: Facts
  readonly surfaces: Surfaces
  readonly peers: KnownPeers
  /** Whether lights blink on: in a rehearsal not for their own sake. */
  readonly blinks: () => boolean
}

export class Feedback implements Disposable {
  readonly #options: FeedbackOptions
  readonly #faces: Faces
  readonly #keys: KeyFeedback
  readonly #echoes: Echoes
  readonly #places: Places
  readonly #sending: Sending
  readonly #looks: Looks
  readonly #wiring = new DisposableStack()
  #listening: Disposable | null = null
  /** The feedback of the show, in its order. */
  #definitions: readonly FeedbackDefinition[] = []

  constructor(options: FeedbackOptions) {
    const { clock, subscribe, publish, peers, facts, surfaces, blinks } = options
    const faces = new Faces(facts)
    this.#options = options
    this.#faces = faces
    this.#keys = new KeyFeedback({ clock, subscribe, facts, surfaces })
    this.#echoes = new Echoes({
      peers,
      handOn: (place) => this.#sending.handOn(place),
      peerBack: (id) => this.#changed({ kind: 'peer', id }, true),
    })
    this.#sending = new Sending({
      ...{ clock, publish, facts, faces, surfaces, blinks },
      sent: (place, value, at) => this.#echoes.sent(place, value, at),
    })
    this.#places = new Places({ clock, send: (place, mayLeave) => this.#sending.send(place, mayLeave) })
    this.#looks = new Looks({
      ...{ clock, subscribe, faces, everyMs: LOOK_MS },
      isShown: (subject) => this.#places.showing(subject).length > 0,
      look: (stale) => {
        for (const [subject, seq] of stale) this.#want(this.#places.showing(subject), seq)
      },
      // What the panic has silenced at the devices is shown again.
      panicked: (cause) => void this.resync(cause),
    })
    this.#wiring.use(surfaces.onChanged((device, isNew) => this.#changed(device, isNew)))
  }

  /** Of places that are as they were it stays known what they show, so that only what differs is sent; what is left is put out. */
  take(show: ShowFile, change: ShowChange): void {
    const { cause } = change
    this.#definitions = show.feedback
    this.#faces.take(show)
    this.#keys.take(show)
    for (const place of this.#places.take(show, change)) {
      this.#sending.leave(place, this.#places.device(place.device.name) === place.device, cause)
    }
    this.#echoes.take(this.#places.all())
    if (this.#places.size > 0) this.#listening ??= this.#listen()
    else {
      dispose(this.#listening)
      this.#listening = null
    }
    this.#wantAll(cause)
  }

  /** A parameter has another value. */
  moved(name: string, cause: number | null): void {
    this.#keys.moved(name)
    this.#want(this.#places.showing(`param ${name}`), cause)
    if (this.#places.movesLayers(name)) this.turned(cause)
  }

  /** Other layers are on. */
  turned(cause: number | null): void {
    this.#keys.turned()
    this.#want(this.#places.layered, cause)
  }

  /** Sends all of it again, whatever was sent; answers how much there is. */
  resync(cause: number | null): { readonly messages: number } {
    for (const device of this.#places.devices()) this.#sending.showAnew(device, cause)
    return { messages: this.#places.size + this.#keys.resync() }
  }

  /** Lets the place of one be seen: it blinks for two seconds, whatever its layers, and then shows what it should. */
  find(id: string, cause: number | null): Result<Found> {
    const definition = this.#definitions.find((each) => each.id === id)
    if (definition === undefined) {
      const what = 'the show has no light of this id'
      return failed(fault('feedback/unknown', id, what, 'look at the lights of the show as it is now'))
    }
    const { clock, facts, surfaces } = this.#options
    const why = silenceOf(definition, facts, surfaces)
    if (why !== null) return failed(why)
    if (isByMessage(definition)) {
      const place = this.#places.at(definition)
      if (place !== null) this.#sending.sign(place, definition, SIGN_MS, cause)
    } else this.#keys.find(id, monotonicMs(clock.now() + SIGN_MS))
    return ok({ lasts: definition.to.kind === 'rumble' ? definition.to.lasts : SIGN_MS })
  }

  /** Whether an input is the echo of what was sent, and so none. */
  readonly isEcho = (draft: Pick<EventDraft, 'type' | 'payload'>, at: number): boolean => {
    return !this.#echoes.isEmpty && this.#echoes.isEcho(draft, at)
  }

  health(): readonly FeedbackHealth[] {
    return Array.from(this.#places.devices(), ({ name, places, sent, collapsed, echoes, waits, rate }) => ({
      ...{ kind: name.kind, id: name.id, places: places.size, sent, collapsed, echoes, waits, rate },
    }))
  }

  /** Each feedback of the show, in its order: whether its place shows it now, and how that was sent. */
  view(): readonly FeedbackView[] {
    const now = this.#options.clock.now()
    const views = [...this.#places.all()].flatMap((place) => {
      const shown = this.#sending.shownAt(place)
      return place.definitions.map(({ id, shows }) => ({
        id,
        state: this.#faces.of(shows, now).state,
        isShown: shown?.id === id,
        ...{ sent: place.sent, collapsed: place.collapsed, waits: place.waits },
      }))
    })
    const byId = new Map([...views, ...this.#keys.view()].map((view) => [view.id, view]))
    return this.#definitions.flatMap(({ id }) => byId.get(id) ?? [])
  }

  /** It goes on: lights tell the truth after a panic too, whatever that has ended at the device. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
    dispose(this.#listening)
    this.#keys[Symbol.dispose]()
    this.#looks[Symbol.dispose]()
    this.#sending[Symbol.dispose]()
    this.#places[Symbol.dispose]()
  }

  #listen(): Disposable {
    const { subscribe } = this.#options
    const scope = new DisposableStack()
    const looking = { acts: false }
    scope.use(this.#looks.listen())
    scope.use(subscribe('show.armed', ({ seq }) => this.#wantAll(seq), looking))
    scope.use(subscribe('device.connected', ({ source, seq }) => this.#connected(source, seq), looking))
    return scope
  }

  #connected(source: string, cause: number): void {
    if (!source.startsWith('midi:')) return
    const [, port = '', occurrence = '1'] = /^midi:(.*):(\d+)$/.exec(source) ?? []
    this.#echoes.heardOf(port)
    for (const device of this.#places.devices()) {
      const { name, at } = device
      if (name.kind === 'midiOutput' && at.port === port && at.number === Number(occurrence))
        this.#sending.showAnew(device, cause)
    }
  }

  /** A device can be sent to again, or not any more; a new one shows nothing. */
  #changed(name: Parameters<Places['device']>[0], isNew: boolean): void {
    const device = this.#places.device(name)
    if (device === null) return
    if (isNew) this.#sending.showAnew(device, null)
    else this.#sending.wantOf(device, null)
  }

  #wantAll(cause: number | null): void {
    this.#faces.forgetRuns()
    for (const device of this.#places.devices()) this.#sending.wantOf(device, cause)
  }

  #want(places: readonly Place[], cause: number | null): void {
    for (const place of places) this.#sending.want(place, cause)
  }
}
