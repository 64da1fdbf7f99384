// Sends places what they should show when their turn comes, as far as their devices can be sent to and no hand is on them.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { FEEDBACK_SOURCE } from '../../shared/model/feedback-source.ts'
import type { MessageFeedback } from '../../shared/model/feedback.ts'
import type { Publish } from '../../shared/model/event.ts'
import { peerTarget } from '../../shared/model/show.ts'
import { Blinks } from './blink.ts'
import type { Device, Turn } from './device.ts'
import type { Faces, Facts } from './faces.ts'
import { packetOf, signOf } from './packets.ts'
import type { Packet } from './packets.ts'
import type { Place } from './place.ts'
import { firstOn } from './subjects.ts'
import type { Surfaces } from './surfaces.ts'

/** A hand that has been still for so long is off the fader. */
const HAND_MS = 250
/** Lights that devices switch by themselves are set right so long after a press. */
const PRESSED_MS = 50
/** From lit to out of a place that somebody looks for. */
const SIGN_EVERY_MS = 250

interface SendingOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly facts: Facts
  readonly faces: Faces
  readonly surfaces: Surfaces
  /** Whether lights blink on: in a rehearsal not for their own sake. */
  readonly blinks: () => boolean
  readonly sent: (place: Place, value: unknown, at: MonotonicMs) => void
}

export class Sending implements Disposable {
  readonly #options: SendingOptions
  readonly #blinks: Blinks
  /** When those that somebody looks for show what they should again. */
  readonly #signs = new Map<Place, Disposable>()
  /** Until the hand on a place has rested. */
  readonly #resting = new Map<Place, Disposable>()

  constructor(options: SendingOptions) {
    this.#options = options
    this.#blinks = new Blinks({
      clock: options.clock,
      goesOn: options.blinks,
      turned: (place) => this.want(place, place.cause),
    })
  }

  /** It may have to show something else. */
  want(place: Place, cause: number | null): void {
    const { device } = place
    place.cause = cause
    if (!this.#canSend(device)) {
      this.#wait(place)
      return
    }
    device.want(place)
    device.pump()
  }

  /** All of a device may have to show something else, or it can be sent to again, or not any more. */
  wantOf(device: Device<Place>, cause: number | null): void {
    const canSend = this.#canSend(device)
    for (const place of device.places) {
      place.cause = cause
      if (canSend) device.want(place)
      else this.#wait(place)
    }
    if (canSend) device.pump()
    else device.hold()
  }

  /** Nobody knows what it shows. */
  showAnew(device: Device<Place>, cause: number | null): void {
    for (const place of device.places) {
      place.last = null
      place.stands = null
      // What was to be put out is out.
      forgetLeft(place)
    }
    this.wantOf(device, cause)
  }

  /** Nothing of the show is shown there any more: it is put out where it is lit, and its device is still sent to. */
  leave(place: Place, isKept: boolean, cause: number | null): void {
    this.#blinks.set(place, null)
    this.#stop(this.#resting, place)
    this.#stop(this.#signs, place)
    place.sign = null
    place.definitions = []
    const { device, dark, last } = place
    const isLit = dark !== null && last !== null && last.same !== dark.same
    if (isLit && isKept && this.#canSend(device)) this.want(place, cause)
    else device.forget(place)
  }

  /** It blinks for so many milliseconds, whatever its layers, and then shows what it should. */
  sign(place: Place, definition: MessageFeedback, lasts: number, cause: number | null): void {
    const { clock } = this.#options
    this.#stop(this.#signs, place)
    place.sign = signOf(definition)
    this.want(place, cause)
    const ends = clock.upkeep(monotonicMs(clock.now() + lasts), () => {
      this.#stop(this.#signs, place)
      if (place.sign === null) return
      place.sign = null
      this.want(place, cause)
    })
    this.#signs.set(place, ends)
  }

  handOn(place: Place): void {
    place.last = null
    if (!this.#resting.has(place)) this.#rest(place)
  }

  /** The one of its definitions that it shows. */
  shownAt({ definitions }: Place): MessageFeedback | null {
    return firstOn(definitions, this.#options.facts.layersOn)
  }

  /** The turn of a place has come. */
  send(place: Place, mayLeave: boolean): Turn | 'differs' {
    if (!this.#canSend(place.device)) {
      this.#wait(place)
      return 'held'
    }
    // A motor is not driven against a hand.
    if (place.follows && this.#resting.has(place)) {
      place.waits = true
      return 'held'
    }
    const { packet, blink } = this.#packetFor(place)
    if (packet === null || packet.same === place.last?.same) {
      this.#blinks.set(place, blink)
      place.waits = false
      forgetLeft(place)
      return 'same'
    }
    place.waits = true
    if (!mayLeave) return 'differs'
    this.#blinks.set(place, blink)
    if (!this.#publish(place, packet)) return 'full'
    const { clock, sent } = this.#options
    place.last = packet
    place.sent += 1
    place.waits = false
    sent(place, packet.value, clock.now())
    forgetLeft(place)
    return 'sent'
  }

  [Symbol.dispose](): void {
    this.#blinks[Symbol.dispose]()
    for (const timer of [...this.#signs.values(), ...this.#resting.values()]) dispose(timer)
  }

  #stop(timers: Map<Place, Disposable>, place: Place): void {
    dispose(timers.get(place))
    timers.delete(place)
  }

  /** Nothing leaves of a show at whose outputs nobody has looked yet. */
  #canSend(device: Device<Place>): boolean {
    const { facts, surfaces } = this.#options
    const arming = facts.arming()
    return (arming.armed || arming.why !== 'imported') && surfaces.silence(device.name) === null
  }

  #wait(place: Place): void {
    const { packet } = this.#packetFor(place)
    place.waits = packet !== null && packet.same !== place.last?.same
    this.#blinks.set(place, null)
  }

  #rest(place: Place): void {
    const { clock } = this.#options
    const restedAt = (): number => place.handAt + (place.follows ? HAND_MS : PRESSED_MS)
    const rested = clock.upkeep(monotonicMs(restedAt()), () => {
      this.#resting.delete(place)
      if (clock.now() < restedAt()) this.#rest(place)
      else this.want(place, place.cause)
    })
    this.#resting.set(place, rested)
  }

  /** Null where there is nothing to send, whatever it shows. */
  #packetFor(place: Place): { readonly packet: Packet | null; readonly blink: number | null } {
    if (place.sign !== null) {
      const [lit, out] = place.sign
      return { packet: this.#blinks.turn(SIGN_EVERY_MS) ? out : lit, blink: SIGN_EVERY_MS }
    }
    const definition = this.shownAt(place)
    if (definition === null) return { packet: place.dark, blink: null }
    place.id = definition.id
    const face = this.#options.faces.of(definition.shows, this.#options.clock.now())
    return packetOf(definition, face, (every) => this.#blinks.turn(every))
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

/** What is put out, and nothing of the show, needs no turn any more. */
function forgetLeft(place: Place): void {
  if (place.definitions.length === 0) place.device.forget(place)
}
