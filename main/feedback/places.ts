// Which places the show lights, and the devices that have them: both keep what is known of them over a change of the show.
import type { Clock } from '../../shared/base/clock.ts'
import { isByMessage, FEEDBACK_LIMITS } from '../../shared/model/feedback.ts'
import type { MessageFeedback } from '../../shared/model/feedback.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { Device } from './device.ts'
import type { DeviceName, DeviceTerms, Turn } from './device.ts'
import { darkOf, encoderWires, isMoved, placeKey, placeWire } from './packets.ts'
import type { Packet } from './packets.ts'
import { newPlace } from './place.ts'
import type { Place } from './place.ts'
import { bySubject } from './subjects.ts'

interface PlacesOptions {
  readonly clock: Clock
  /** The turn of a place has come. */
  readonly send: (place: Place, mayLeave: boolean) => Turn | 'differs'
}

export class Places implements Disposable {
  readonly #options: PlacesOptions
  /** By kind and name. */
  #devices = new Map<string, Device<Place>>()
  #places = new Map<string, Place>()
  #bySubject: ReadonlyMap<string, readonly Place[]> = new Map()
  /** Those that show another thing on another layer, and those that show one. */
  #layered: readonly Place[] = []
  /** Parameters by which a layer goes. */
  #layerParams: ReadonlySet<string> = new Set()

  constructor(options: PlacesOptions) {
    this.#options = options
  }

  /** Answers those that the show lights no more. */
  take(show: ShowFile, { renamed }: ShowChange): readonly Place[] {
    const byMessage = show.feedback.filter(isByMessage)
    const before = this.#renamed(renamed)
    this.#takeDevices(show, byMessage)
    const places = new Map<string, Place>()
    for (const definition of byMessage) {
      const key = placeKey(definition)
      const place = places.get(key) ?? this.#placeAt(key, definition, before)
      places.set(key, place)
      place.definitions = [...place.definitions, definition]
    }
    const encoders = encoderWires(show)
    for (const place of places.values()) {
      place.follows = place.definitions.every((each) => isMoved(each) && !encoders.has(placeWire(each)))
      place.dark = darkAt(place)
    }
    this.#places = places
    this.#index(show)
    return [...before].flatMap(([key, place]) => (places.has(key) ? [] : [place]))
  }

  get size(): number {
    return this.#places.size
  }

  all(): Iterable<Place> {
    return this.#places.values()
  }

  at(definition: MessageFeedback): Place | null {
    return this.#places.get(placeKey(definition)) ?? null
  }

  showing(subject: string): readonly Place[] {
    return this.#bySubject.get(subject) ?? []
  }

  get layered(): readonly Place[] {
    return this.#layered
  }

  movesLayers(param: string): boolean {
    return this.#layerParams.has(param)
  }

  devices(): Iterable<Device<Place>> {
    return this.#devices.values()
  }

  device(name: DeviceName): Device<Place> | null {
    return this.#devices.get(nameKey(name)) ?? null
  }

  [Symbol.dispose](): void {
    for (const device of this.#devices.values()) device[Symbol.dispose]()
  }

  /** Places by what they are called now. */
  #renamed(renamed: ShowChange['renamed']): ReadonlyMap<string, Place> {
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
      if (device === undefined) this.#devices.set(key, new Device(terms, this.#options))
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

  #index({ layers = {} }: ShowFile): void {
    const places = [...this.#places.values()]
    this.#bySubject = bySubject(places)
    this.#layered = places.filter(({ definitions }) =>
      definitions.some(({ shows, while: on }) => on !== undefined || 'layer' in shows),
    )
    this.#layerParams = new Set(
      Object.values(layers).flatMap((layer) => ('param' in layer ? [layer.param] : [])),
    )
  }
}

function darkAt({ definitions }: Place): Packet | null {
  for (const definition of definitions) {
    const dark = darkOf(definition)
    if (dark !== null) return dark
  }
  return null
}

/** Where a device is and how fast it is sent to, as the show says. */
function termsOf(to: MessageFeedback['to'], midi: ShowFile['midi'], osc: ShowFile['osc']): DeviceTerms {
  const name = deviceName(to)
  const { rate } = FEEDBACK_LIMITS
  if (to.kind === 'midi') {
    const { port = '', occurrence = 1, feedbackRate, darkAtEnd = true } = midi.outputs[to.output] ?? {}
    const at = { port, number: occurrence }
    return { name, at, rate: feedbackRate ?? rate.usual, isDarkAtEnd: darkAtEnd }
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
