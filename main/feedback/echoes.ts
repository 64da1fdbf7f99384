// Tells of inputs whether they are the echo of what a device was sent, or a hand on the control that shows it.
import type { EventDraft, PayloadOf } from '../../shared/model/event.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import type { Place } from './place.ts'
import { wireOf } from './packets.ts'

/** From a message to its echo: a motor takes its time, a light does not. */
const ECHO_MS = { fader: 250, light: 100 } as const
/** Messages to one place that are remembered so long: more than a device takes in that time. */
const REMEMBERED = 64
/** Faders tell where they are no better than this: 10 bits of 14, one step of 7, and none of lights. */
const TOLERANCE = { fourteen: 16, seven: 1 } as const
/** Ports that were heard; there are as many as a computer has. */
const MOST_PORTS = 256
/** A sender that was silent for so long may have been started anew, and shows nothing. */
const SILENT_MS = 30_000

interface EchoesOptions {
  readonly peers: KnownPeers
  /** A hand is on it, or was. */
  readonly handOn: (place: Place, at: number) => void
  /** A sender that was silent is heard again. */
  readonly peerBack: (peer: string) => void
}

/** What an input says of a place: the value of its control, null where it only accompanies that. */
interface Telling {
  readonly place: Place
  readonly value: unknown
  readonly part: 'whole' | 'high' | 'low'
}

export class Echoes {
  readonly #options: EchoesOptions
  /** By what is heard of their control. */
  #midi: ReadonlyMap<string, readonly Place[]> = new Map()
  #osc: ReadonlyMap<string, readonly Place[]> = new Map()
  /** By their names without what tells ins from outs. */
  readonly #ports = new Set<string>()
  #peersHeard = new Map<string, number>()

  constructor(options: EchoesOptions) {
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#midi.size === 0 && this.#osc.size === 0
  }

  take(places: Iterable<Place>): void {
    const midi = new Map<string, Place[]>()
    const osc = new Map<string, Place[]>()
    const heard = new Map<string, number>()
    for (const place of places) {
      const { to } = place.definitions[0] ?? {}
      if (to === undefined) continue
      if (to.kind === 'midi') add(midi, wireOf(to.message, to.channel, to.number), place)
      else {
        add(osc, `${to.peer} ${to.address}`, place)
        heard.set(to.peer, this.#peersHeard.get(to.peer) ?? -Infinity)
      }
    }
    this.#midi = midi
    this.#osc = osc
    this.#peersHeard = heard
  }

  /** A port is there; answers what its device is called. */
  heardOf(port: string): string {
    const name = deviceOf(port)
    if (this.#ports.size < MOST_PORTS) this.#ports.add(name)
    return name
  }

  /** A place was sent something. */
  sent(place: Place, value: unknown, at: number): void {
    place.before.push({ at, value, from: place.stands })
    if (place.before.length > REMEMBERED) place.before.shift()
    place.stands = value
  }

  /** Whether it is an echo, which is no input; of a hand the place is told. */
  isEcho({ type, payload }: Pick<EventDraft, 'type' | 'payload'>, at: number): boolean {
    const tellings = type === 'midi.received' ? this.#ofMidi(payload as PayloadOf<'midi.received'>) : null
    const those =
      tellings ?? (type === 'osc.received' ? this.#ofOsc(payload as PayloadOf<'osc.received'>, at) : NONE)
    if (those.length === 0) return false
    // A control that two places share is moved by whoever did not hear its own message.
    const echoed = those.filter((telling) => isEchoOf(telling, at))
    for (const { place } of echoed) place.device.echoes += 1
    if (echoed.length > 0) return true
    for (const telling of those) this.#hand(telling, at)
    return false
  }

  #hand({ place, value, part }: Telling, at: number): void {
    place.before.length = 0
    if (part === 'whole') place.stands = value
    place.handAt = at
    this.#options.handOn(place, at)
  }

  #ofMidi({ port, message, madeUp }: PayloadOf<'midi.received'>): readonly Telling[] {
    if (madeUp === true) return NONE
    const name = this.heardOf(port)
    return tellingsOf(message).flatMap(({ wire, value, part }) =>
      (this.#midi.get(wire) ?? []).flatMap((place) =>
        this.#isOf(place, name) ? [{ place, value, part }] : [],
      ),
    )
  }

  /** Ins and outs of one device share its name; where no in of that name was heard, any may be its. */
  #isOf({ device }: Place, port: string): boolean {
    const own = deviceOf(device.at.port)
    return own === port || !this.#ports.has(own)
  }

  #ofOsc({ address, args, from }: PayloadOf<'osc.received'>, at: number): readonly Telling[] {
    const peer = this.#options.peers.of(from.host)?.name
    const heardAt = peer === undefined ? undefined : this.#peersHeard.get(peer)
    if (peer === undefined || heardAt === undefined) return NONE
    this.#peersHeard.set(peer, at)
    if (at - heardAt > SILENT_MS) this.#options.peerBack(peer)
    const [value = null] = args
    return (this.#osc.get(`${peer} ${address}`) ?? []).map((place) => ({ place, value, part: 'whole' }))
  }
}

const NONE: readonly Telling[] = []

function add(map: Map<string, Place[]>, key: string, place: Place): void {
  const those = map.get(key)
  if (those === undefined) map.set(key, [place])
  else those.push(place)
}

/** A value of 14 bits comes as its two bytes besides, the high one first or last. */
function tellingsOf(
  message: MidiMessage,
): readonly { readonly wire: string; readonly value: number; readonly part: Telling['part'] }[] {
  switch (message.kind) {
    case 'noteOn':
      return [{ wire: wireOf('note', message.channel, message.note), value: message.velocity, part: 'whole' }]
    case 'noteOff':
      return [{ wire: wireOf('note', message.channel, message.note), value: 0, part: 'whole' }]
    case 'pitchBend':
      return [{ wire: wireOf('pitchBend', message.channel, undefined), value: message.value, part: 'whole' }]
    case 'control14':
      return [
        {
          wire: wireOf('control14', message.channel, message.controller),
          value: message.value,
          part: 'whole',
        },
      ]
    case 'control': {
      const { channel, controller, value } = message
      const whole = { wire: wireOf('control', channel, controller), value, part: 'whole' } as const
      if (controller >= 64) return [whole]
      const part = controller < 32 ? ('high' as const) : ('low' as const)
      return [whole, { wire: wireOf('control14', channel, controller % 32), value, part }]
    }
    default:
      return []
  }
}

function isEchoOf({ place, value, part }: Telling, at: number): boolean {
  const { before, follows } = place
  const within = follows ? ECHO_MS.fader : ECHO_MS.light
  while (before[0] !== undefined && at - before[0].at > within) before.shift()
  // What arose before something was sent, and is heard only now, is no answer to that.
  const answered = before.filter((sent) => sent.at <= at)
  // A hand that tells a high byte of its own has ended what is remembered.
  if (part === 'low') return answered.length > 0
  if (part === 'high')
    return answered.some((sent) => isOnTheWay(Number(value) * 128, sent.from, sent.value, 128))
  if (follows) {
    const tolerance = toleranceOf(place)
    return answered.some((sent) => isOnTheWay(value, sent.from, sent.value, tolerance))
  }
  // A light answers each message once, so that a second press of the same value is one.
  const found = answered.find((sent) => isAlike(sent.value, value))
  if (found === undefined) return false
  before.splice(before.indexOf(found), 1)
  return true
}

function toleranceOf({ definitions }: Place): number {
  const { to } = definitions[0] ?? {}
  if (to === undefined || to.kind === 'osc') return 0
  if (to.message === 'note') return 0
  return to.message === 'control' ? TOLERANCE.seven : TOLERANCE.fourteen
}

/** Where it was sent, or between that and where it stood: a motor tells its way. */
function isOnTheWay(value: unknown, from: unknown, to: unknown, tolerance: number): boolean {
  if (typeof value !== 'number' || typeof to !== 'number') return isAlike(to, value)
  const start = typeof from === 'number' ? from : to
  const [low, high] = start < to ? [start, to] : [to, start]
  return isAlike(to, value) || (value >= low - tolerance && value <= high + tolerance)
}

/** As it comes back from whoever knows single precision only. */
function isAlike(sent: unknown, heard: unknown): boolean {
  if (typeof sent === 'number' && typeof heard === 'number') return Math.fround(sent) === Math.fround(heard)
  if (typeof sent === 'boolean' || typeof heard === 'boolean') return Number(sent) === Number(heard)
  return sent === heard
}

/** The name of a port without what tells its ins from its outs, and without numbers behind it. */
function deviceOf(port: string): string {
  return port
    .toLowerCase()
    .replace(/midi(?:in|out)\d*/g, '')
    .replace(/\b(?:in|out|input|output)\b/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
