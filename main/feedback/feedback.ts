// The feedback stage: knows for each place what it should show, and sends what differs from what it was sent last.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { FEEDBACK_LIMITS, isByMessage } from '../../shared/model/feedback.ts'
import { FEEDBACK_SOURCE } from '../../shared/model/feedback-source.ts'
import type { FeedbackDefinition, FeedbackView, MessageFeedback } from '../../shared/model/feedback.ts'
import type { EventDraft, EventType, Publish, Subscribe } from '../../shared/model/event.ts'
import type { FeedbackHealth } from '../../shared/model/health.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import { layersOf } from '../../shared/model/match.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { peerTarget } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { Blinks } from './blink.ts'
import { Device } from './device.ts'
import type { DeviceName, DeviceTerms, Turn } from './device.ts'
import { Echoes } from './echoes.ts'
import { Faces, PANIC_SHOWN_MS, subjectKey } from './faces.ts'
import type { Facts } from './faces.ts'
import { darkOf, encoderWires, isMoved, packetOf, placeKey, placeWire, signOf } from './packets.ts'
import type { Packet } from './packets.ts'
import { KeyFeedback } from './key-feedback.ts'
import { newPlace } from './place.ts'
import type { Place } from './place.ts'
import { silenceOf } from './silence.ts'
import type { Surfaces } from './surfaces.ts'

/** A hand that has been still for so long is off the fader. */
const HAND_MS = 250
/** Lights that devices switch by themselves are set right so long after a press. */
const PRESSED_MS = 50
/** So long shows itself a place that somebody looks for, and from lit to out. */
const SIGN_MS = 2_000
const SIGN_EVERY_MS = 250
/** Between two looks at what plays and which cues stand by, however much happens. */
const LOOK_MS = 10

/** Events after which what is shown may stand otherwise. */
const CHANGED_BY: Readonly<Record<'playlists' | 'cues' | 'transport', readonly EventType[]>> = {
  playlists: [
    ...(['playlist.created', 'playlist.stopped', 'run.stateChanged', 'run.resumed'] as const),
    'standby.changed',
  ],
  cues: ['cue.*', 'cueList.standbyChanged', 'playlist.stopped', 'run.stateChanged', 'run.resumed'],
  transport: [
    ...(['playlist.created', 'playlist.stopped', 'run.stateChanged', 'run.resumed'] as const),
    ...(['standby.changed', 'cueList.standbyChanged', 'interrupt.*', 'show.armed', 'show.disarmed'] as const),
  ],
}

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
  readonly #blinks: Blinks
  readonly #echoes: Echoes
  readonly #wiring = new DisposableStack()
  #listening: Disposable | null = null
  /** By kind and name. */
  #devices = new Map<string, Device<Place>>()
  #places = new Map<string, Place>()
  /** The feedback of the show, in its order. */
  #definitions: readonly FeedbackDefinition[] = []
  /** When those that somebody looks for show what they should again. */
  readonly #signs = new Map<Place, Disposable>()
  #bySubject: ReadonlyMap<string, readonly Place[]> = new Map()
  /** Places that show another thing on another layer, and those that show one. */
  #layered: readonly Place[] = []
  /** Parameters by which a layer goes. */
  #layerParams: ReadonlySet<string> = new Set()
  /** Kinds of subjects that may stand otherwise, with what it came of. */
  readonly #stale = new Map<string, number | null>()
  #lookedAt = -Infinity
  #look: Disposable | null = null
  #panicEnds: Disposable | null = null

  constructor(options: FeedbackOptions) {
    const { clock, peers, facts, surfaces, subscribe } = options
    this.#options = options
    this.#faces = new Faces(facts)
    this.#keys = new KeyFeedback({ clock, subscribe, facts, surfaces })
    this.#blinks = new Blinks({
      clock,
      goesOn: options.blinks,
      turned: (place) => this.#want(place, place.cause),
    })
    this.#echoes = new Echoes({
      peers,
      handOn: (place) => this.#handOn(place),
      peerBack: (id) => this.#showAnew({ kind: 'peer', id }, null),
    })
    this.#wiring.use(
      surfaces.onChanged((device, isNew) =>
        isNew ? this.#showAnew(device, null) : this.#wantOf(device, null),
      ),
    )
  }

  /** Of places that are as they were it stays known what they show, so that only what differs is sent; what is left is put out. */
  take(show: ShowFile, change: ShowChange): void {
    const { cause } = change
    this.#faces.take(show)
    this.#keys.take(show)
    const byMessage = show.feedback.filter(isByMessage)
    const before = this.#renamed(change)
    this.#takeDevices(show, byMessage)
    const places = new Map<string, Place>()
    for (const definition of byMessage) {
      const key = placeKey(definition)
      const place = places.get(key) ?? this.#placeAt(key, definition, before)
      places.set(key, place)
      place.definitions = [...place.definitions, definition]
    }
    for (const [key, place] of before) if (!places.has(key)) this.#leave(place, cause)
    this.#places = places
    this.#index(show)
    if (places.size === 0) {
      dispose(this.#listening)
      this.#listening = null
    } else if (this.#listening === null) this.#listen()
    const encoders = encoderWires(show)
    for (const place of places.values()) {
      place.follows = place.definitions.every((each) => isMoved(each) && !encoders.has(placeWire(each)))
      place.dark = this.#darkOf(place)
    }
    this.#wantAll(cause)
  }

  /** A parameter has another value. */
  moved(name: string, cause: number | null): void {
    this.#keys.moved(name)
    for (const place of this.#bySubject.get(`param ${name}`) ?? []) this.#want(place, cause)
    if (this.#layerParams.has(name)) this.turned(cause)
  }

  /** Other layers are on. */
  turned(cause: number | null): void {
    this.#keys.turned()
    for (const place of this.#layered) this.#want(place, cause)
  }

  /** Sends all of it again, whatever was sent; answers how much there is. */
  resync(cause: number | null): { readonly messages: number } {
    for (const device of this.#devices.values()) this.#showAnew(device.name, cause)
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
      const place = this.#places.get(placeKey(definition)) as Place
      dispose(this.#signs.get(place))
      place.sign = signOf(definition)
      this.#want(place, cause)
      const ends = clock.upkeep(monotonicMs(clock.now() + SIGN_MS), () => this.#signed(place, cause))
      this.#signs.set(place, ends)
    } else this.#keys.find(id, clock.now() + SIGN_MS)
    return ok({ lasts: definition.to.kind === 'rumble' ? definition.to.lasts : SIGN_MS })
  }

  #signed(place: Place, cause: number | null): void {
    dispose(this.#signs.get(place))
    this.#signs.delete(place)
    if (place.sign === null) return
    place.sign = null
    this.#want(place, cause)
  }

  /** Whether an input is the echo of what was sent, and so none. */
  readonly isEcho = (draft: Pick<EventDraft, 'type' | 'payload'>, at: number): boolean => {
    return !this.#echoes.isEmpty && this.#echoes.isEcho(draft, at)
  }

  health(): readonly FeedbackHealth[] {
    return Array.from(this.#devices.values(), ({ name, places, sent, collapsed, echoes, waits, rate }) => ({
      ...{ kind: name.kind, id: name.id, places: places.size, sent, collapsed, echoes, waits, rate },
    }))
  }

  /** Each feedback of the show, in its order: whether its place shows it now, and how that was sent. */
  view(): readonly FeedbackView[] {
    const views = [...this.#places.values()].flatMap((place) =>
      place.definitions.map(({ id, shows }) => ({
        id,
        state: this.#faces.of(shows, this.#options.clock.now()).state,
        isShown: this.#shownAt(place)?.id === id,
        ...{ sent: place.sent, collapsed: place.collapsed, waits: place.waits },
      })),
    )
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
    this.#blinks[Symbol.dispose]()
    dispose(this.#look)
    dispose(this.#panicEnds)
    for (const device of this.#devices.values()) device[Symbol.dispose]()
    for (const { resting } of this.#places.values()) dispose(resting)
    for (const ends of this.#signs.values()) dispose(ends)
  }

  /** Who shows nothing listens to nothing. */
  #listen(): void {
    const { subscribe } = this.#options
    const listening = new DisposableStack()
    const looking = { acts: false }
    for (const [kind, types] of Object.entries(CHANGED_BY)) {
      for (const type of types)
        listening.use(subscribe(type, ({ seq }) => this.#mayDiffer(kind, seq), looking))
    }
    listening.use(subscribe('show.panicked', ({ seq }) => this.#panicked(seq), looking))
    listening.use(subscribe('show.armed', ({ seq }) => this.#wantAll(seq), looking))
    listening.use(subscribe('device.connected', ({ source, seq }) => this.#connected(source, seq), looking))
    this.#listening = listening
  }

  /** Places by what they are called now. */
  #renamed({ renamed }: ShowChange): ReadonlyMap<string, Place> {
    const [outputOf, peerOf] = [presentName(renamed, 'midiOutput'), presentName(renamed, 'peer')]
    const devices = new Map<string, Device<Place>>()
    for (const device of this.#devices.values()) {
      const { kind, id } = device.name
      device.name = { kind, id: kind === 'midiOutput' ? outputOf(id) : peerOf(id) }
      devices.set(nameKey(device.name), device)
    }
    this.#devices = devices
    const places = new Map<string, Place>()
    for (const place of this.#places.values()) {
      const [kind = '', , ...rest] = place.key.split(' ')
      place.key = [kind, place.device.name.id, ...rest].join(' ')
      places.set(place.key, place)
    }
    return places
  }

  #takeDevices({ midi, osc }: ShowFile, byMessage: readonly MessageFeedback[]): void {
    const wanted = new Map<string, DeviceTerms>()
    for (const { to } of byMessage) {
      const key = nameKey(deviceName(to))
      if (!wanted.has(key)) wanted.set(key, termsOf(to, midi, osc))
    }
    for (const [key, terms] of wanted) {
      const device = this.#devices.get(key)
      if (device === undefined) this.#devices.set(key, this.#newDevice(terms))
      else if (device.become(terms)) for (const place of device.places) place.last = null
    }
    // What is sent to no more, and has nothing left to put out, is forgotten.
    for (const [key, device] of this.#devices) {
      const { kind: of, id } = device.name
      const isDeclared =
        of === 'midiOutput' ? Object.hasOwn(midi.outputs, id) : osc.peers.some((peer) => peer.name === id)
      if (wanted.has(key) || (isDeclared && device.places.size > 0)) continue
      device[Symbol.dispose]()
      this.#devices.delete(key)
    }
  }

  #newDevice(terms: DeviceTerms): Device<Place> {
    const { clock } = this.#options
    return new Device(terms, { clock, send: (place, mayLeave) => this.#send(place, mayLeave) })
  }

  #placeAt(key: string, definition: MessageFeedback, before: ReadonlyMap<string, Place>): Place {
    const device = this.#devices.get(nameKey(deviceName(definition.to))) as Device<Place>
    // One that is being put out is lit again.
    const left = (): Place | undefined => [...device.places].find((each) => each.key === key)
    const place = before.get(key) ?? left() ?? newPlace(key, device)
    place.device = device
    place.definitions = []
    device.places.add(place)
    return place
  }

  /** Nothing of the show is shown there any more. */
  #leave(place: Place, cause: number | null): void {
    this.#blinks.set(place, null)
    dispose(place.resting)
    place.resting = null
    dispose(this.#signs.get(place))
    this.#signs.delete(place)
    place.sign = null
    place.definitions = []
    const { device, dark, last } = place
    const isLit = dark !== null && last !== null && last.same !== dark.same
    const isThere = this.#devices.get(nameKey(device.name)) === device && this.#canSend(device)
    if (isLit && isThere) this.#want(place, cause)
    else device.forget(place)
  }

  #index(show: ShowFile): void {
    const bySubject = new Map<string, Set<Place>>()
    const layered = new Set<Place>()
    for (const place of this.#places.values()) {
      for (const { shows, while: layers } of place.definitions) {
        const key = subjectKey(shows)
        bySubject.set(key, (bySubject.get(key) ?? new Set()).add(place))
        if (layers !== undefined || key === 'layers') layered.add(place)
      }
    }
    this.#bySubject = new Map(Array.from(bySubject, ([key, places]) => [key, [...places]]))
    this.#layered = [...layered]
    const byParam = Object.values(show.layers ?? {}).flatMap((layer) =>
      'param' in layer ? [layer.param] : [],
    )
    this.#layerParams = new Set(byParam)
    this.#definitions = show.feedback
    this.#echoes.take(this.#places.values())
  }

  #darkOf({ definitions }: Place): Packet | null {
    for (const definition of definitions) {
      const dark = darkOf(definition)
      if (dark !== null) return dark
    }
    return null
  }

  /** Events come in bursts, and to look at all that plays takes time. */
  #mayDiffer(kind: string, cause: number | null): void {
    if (!this.#bySubject.has(kind)) return
    this.#stale.set(kind, cause)
    if (this.#look !== null) return
    const { clock } = this.#options
    const dueAt = Math.max(clock.now(), this.#lookedAt + LOOK_MS)
    this.#look = clock.upkeep(monotonicMs(dueAt), () => {
      this.#look = null
      this.#lookedAt = clock.now()
      this.#faces.forgetRuns()
      const stale = [...this.#stale]
      this.#stale.clear()
      for (const [of, seq] of stale) for (const place of this.#bySubject.get(of) ?? []) this.#want(place, seq)
    })
  }

  /** What the panic has silenced at the devices is shown again. */
  #panicked(cause: number): void {
    const { clock } = this.#options
    this.#faces.panickedAt = clock.now()
    dispose(this.#panicEnds)
    this.#panicEnds = clock.upkeep(monotonicMs(clock.now() + PANIC_SHOWN_MS), () => {
      this.#panicEnds = null
      for (const place of this.#bySubject.get('transport') ?? []) this.#want(place, cause)
    })
    this.resync(cause)
  }

  #connected(source: string, cause: number): void {
    if (!source.startsWith('midi:')) return
    const [, port = '', occurrence = '1'] = /^midi:(.*):(\d+)$/.exec(source) ?? []
    this.#echoes.heardOf(port)
    for (const { name, at } of this.#devices.values()) {
      if (name.kind === 'midiOutput' && at.port === port && at.number === Number(occurrence))
        this.#showAnew(name, cause)
    }
  }

  /** Nobody knows what it shows. */
  #showAnew(name: DeviceName, cause: number | null): void {
    const device = this.#devices.get(nameKey(name))
    if (device === undefined) return
    for (const place of device.places) {
      place.last = null
      place.stands = null
      // What was to be put out is out.
      this.#forgetLeft(place)
    }
    this.#wantOf(name, cause)
  }

  #wantAll(cause: number | null): void {
    this.#faces.forgetRuns()
    for (const { name } of this.#devices.values()) this.#wantOf(name, cause)
  }

  #wantOf(name: DeviceName, cause: number | null): void {
    const device = this.#devices.get(nameKey(name))
    if (device === undefined) return
    for (const place of device.places) {
      place.cause = cause
      if (this.#canSend(device)) device.want(place)
      else this.#wait(place)
    }
    if (this.#canSend(device)) device.pump()
    else device.hold()
  }

  /** It may have to show something else. */
  #want(place: Place, cause: number | null): void {
    const { device } = place
    place.cause = cause
    if (!this.#canSend(device)) {
      this.#wait(place)
      return
    }
    device.want(place)
    device.pump()
  }

  #wait(place: Place): void {
    const { packet } = this.#packetFor(place)
    place.waits = packet !== null && packet.same !== place.last?.same
    this.#blinks.set(place, null)
  }

  /** Nothing leaves of a show at whose outputs nobody has looked yet. */
  #canSend(device: Device<Place>): boolean {
    const { facts, surfaces } = this.#options
    const arming = facts.arming()
    return (arming.armed || arming.why !== 'imported') && surfaces.silence(device.name) === null
  }

  #handOn(place: Place): void {
    place.last = null
    if (place.resting !== null) return
    this.#rest(place)
  }

  #rest(place: Place): void {
    const { clock } = this.#options
    const dueAt = place.handAt + (place.follows ? HAND_MS : PRESSED_MS)
    place.resting = clock.upkeep(monotonicMs(dueAt), () => {
      place.resting = null
      if (clock.now() < place.handAt + (place.follows ? HAND_MS : PRESSED_MS)) this.#rest(place)
      else this.#want(place, place.cause)
    })
  }

  /** The first whose layers are on. */
  #shownAt({ definitions }: Place): MessageFeedback | null {
    if (definitions.every(({ while: layers }) => layers === undefined)) return definitions[0] ?? null
    const on = this.#options.facts.layersOn()
    const holds = (definition: MessageFeedback): boolean =>
      layersOf(definition).every(([name, wanted]) => on.includes(name) === wanted)
    return definitions.find(holds) ?? null
  }

  /** Null where there is nothing to send, whatever it shows. */
  #packetFor(place: Place): { readonly packet: Packet | null; readonly blink: number | null } {
    if (place.sign !== null) {
      const [lit, out] = place.sign
      return { packet: this.#blinks.turn(SIGN_EVERY_MS) ? out : lit, blink: SIGN_EVERY_MS }
    }
    const definition = this.#shownAt(place)
    if (definition === null) return { packet: place.dark, blink: null }
    place.id = definition.id
    const face = this.#faces.of(definition.shows, this.#options.clock.now())
    return packetOf(definition, face, (every) => this.#blinks.turn(every))
  }

  #send(place: Place, mayLeave: boolean): Turn | 'differs' {
    if (!this.#canSend(place.device)) {
      this.#wait(place)
      return 'held'
    }
    // A motor is not driven against a hand.
    if (place.follows && place.resting !== null) {
      place.waits = true
      return 'held'
    }
    const { packet, blink } = this.#packetFor(place)
    if (packet === null || packet.same === place.last?.same) {
      this.#blinks.set(place, blink)
      place.waits = false
      this.#forgetLeft(place)
      return 'same'
    }
    place.waits = true
    if (!mayLeave) return 'differs'
    this.#blinks.set(place, blink)
    if (!this.#publish(place, packet)) return 'full'
    const now = this.#options.clock.now()
    place.last = packet
    place.sent += 1
    place.waits = false
    this.#echoes.sent(place, packet.value, now)
    this.#forgetLeft(place)
    return 'sent'
  }

  #forgetLeft(place: Place): void {
    if (place.definitions.length === 0) place.device.forget(place)
  }

  #publish({ key, id, device, dark, cause }: Place, packet: Packet): boolean {
    const { publish } = this.#options
    const source = `${FEEDBACK_SOURCE}${id}`
    const route = `${FEEDBACK_SOURCE}${key}`
    if (packet.kind === 'osc') {
      const address = key.slice(`osc ${device.name.id} `.length)
      const target = peerTarget(device.name.id)
      const payload = { target, address, types: packet.types, args: [packet.value], route }
      return publish({ type: 'osc.send', source, cause, payload }) !== null
    }
    const isLit = dark?.kind === 'midi' && dark.same !== packet.same && device.isDarkAtEnd
    const off = isLit ? { dark: dark.message } : {}
    const payload = { output: device.name.id, message: packet.message, route, ...off }
    return publish({ type: 'midi.send', source, cause, payload }) !== null
  }
}

/** Where a device is and how fast it is sent to, as the show says. */
function termsOf(to: MessageFeedback['to'], midi: ShowFile['midi'], osc: ShowFile['osc']): DeviceTerms {
  const name = deviceName(to)
  const { rate } = FEEDBACK_LIMITS
  if (to.kind === 'midi') {
    const { port = '', occurrence = 1, feedbackRate, darkAtEnd = true } = midi.outputs[to.output] ?? {}
    return {
      name,
      at: { port, number: occurrence },
      rate: feedbackRate ?? rate.usual,
      isDarkAtEnd: darkAtEnd,
    }
  }
  const peer = osc.peers.find((each) => each.name === to.peer)
  const at = { port: peer?.address ?? '', number: peer?.replyPort ?? osc.replyPort ?? 0 }
  return { name, at, rate: rate.usual, isDarkAtEnd: false }
}

function deviceName(to: MessageFeedback['to']): DeviceName {
  return to.kind === 'midi' ? { kind: 'midiOutput', id: to.output } : { kind: 'peer', id: to.peer }
}

function nameKey({ kind, id }: DeviceName): string {
  return `${kind} ${id}`
}
