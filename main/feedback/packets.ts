// What a place is to be sent for how its subject stands: the message itself, and a text by which two are known to be the same.
import { FEEDBACK_STATES, subjectOf } from '../../shared/model/feedback.ts'
import type {
  MessageFeedback,
  FeedbackShows,
  FeedbackState,
  MidiFeedback,
  OscFeedback,
} from '../../shared/model/feedback.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { argumentFor, midiNumber, tagOf } from '../../shared/model/param-message.ts'
import { largestOf } from '../../shared/model/param-output.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Face } from './faces.ts'

export interface MidiPacket {
  readonly kind: 'midi'
  readonly same: string
  readonly message: MidiMessage
  /** What it carries, by which an echo is known. */
  readonly value: number
}

export interface OscPacket {
  readonly kind: 'osc'
  readonly same: string
  readonly value: OscValue
  readonly types: string
}

export type Packet = MidiPacket | OscPacket

/** What is sent of a state, and the two values of one that blinks. */
interface Valued<T> {
  readonly value: T
  readonly blink?: T | undefined
  readonly every: number
  readonly channel?: number | undefined
}

type Values = MessageFeedback['to']['values']

/** Milliseconds from one value to the other; null where it stands still. */
export type Blink = number | null

/** Where a message goes and what it is there, whatever it carries: one place has one slot. */
export function placeKey({ to }: MessageFeedback): string {
  if (to.kind === 'osc') return `osc ${to.peer} ${to.address}`
  return `midi ${to.output} ${wireOf(to.message, to.channel, to.number)}`
}

/** By which an input is known to be of the same control. */
export function wireOf(message: string, channel: number, number: number | undefined): string {
  return `${message} ${channel}${number === undefined ? '' : ` ${number}`}`
}

/** The control at a place as inputs tell of it; of OSC what no MIDI is. */
export function placeWire({ to }: MessageFeedback): string {
  return to.kind === 'osc' ? '' : wireOf(to.message, to.channel, to.number)
}

/** Controls that tell steps and no places: the ring around one is a light. */
export function encoderWires({ params }: Pick<ShowFile, 'params'>): ReadonlySet<string> {
  const inputs = Object.values(params).flatMap(({ inputs = [] }) => inputs)
  const wires = inputs.flatMap(({ kind, match: { event, where } }) => {
    const controller = where['message.controller']
    if (kind !== 'encoder' || event !== 'midi.received' || typeof controller !== 'number') return []
    const channel = where['message.channel']
    const channels = typeof channel === 'number' ? [channel] : ALL_CHANNELS
    return channels.map((each) => wireOf('control', each, controller))
  })
  return new Set(wires)
}

const ALL_CHANNELS = Array.from({ length: 16 }, (_, index) => index + 1)

/** Whether it follows a value, as a fader does, and is no light of states. */
function isScaled({ shows, to }: MessageFeedback): boolean {
  return 'param' in shows && shows.is === undefined && to.values === undefined
}

/** Whether a hand moves what is at its place: a fader, and no light whose brightness follows a value. */
export function isMoved(definition: MessageFeedback): boolean {
  const { to } = definition
  return isScaled(definition) && (to.kind === 'osc' || to.message !== 'note')
}

/** The packet, and how fast it blinks; `turn` says which of two values it is time for. */
export function packetOf(
  definition: MessageFeedback,
  face: Face,
  turn: (every: number) => boolean,
): { readonly packet: Packet; readonly blink: Blink } {
  const { to, shows } = definition
  if (to.kind === 'midi') return midiPacket(to, shows, face, turn, isScaled(definition))
  return oscPacket(to, shows, face, turn, isScaled(definition))
}

/** What puts it out; null where there is nothing to put out, as a fader. */
export function darkOf(definition: MessageFeedback): Packet | null {
  const { to, shows } = definition
  const isLight = !isScaled(definition) || (to.kind === 'midi' && to.message === 'note')
  if (!isLight) return null
  if (to.kind === 'osc') {
    if (to.type === 's' && to.values === undefined) return oscOf(to, '')
    return oscOf(to, asType(to.type, valued<OscValue>(to.values, shows, 'off')?.value ?? to.to?.[0] ?? 0))
  }
  const found = valued<number>(to.values, shows, 'off')
  return midiOf(to, found?.value ?? to.to?.[0] ?? 0, found?.channel)
}

/** What makes a place easily seen, and what follows it in turn: lit and out, or both ends of a fader. */
export function signOf(definition: MessageFeedback): readonly [Packet, Packet] {
  const { to, shows } = definition
  const dark = darkOf(definition)
  if (to.kind === 'osc') {
    const [low, high] = to.to ?? [0, 1]
    const lit = to.type === 's' ? 'HERE' : asType(to.type, brightest(to.values, shows, dark) ?? high)
    return [oscOf(to, lit), dark ?? oscOf(to, asType(to.type, low))]
  }
  const [low, high] = to.to ?? [0, largestOf(to.message)]
  return [midiOf(to, brightest<number>(to.values, shows, dark) ?? high), dark ?? midiOf(to, low)]
}

/** The value of on, or else the first that is another than out; null where none is. */
function brightest<T>(values: Values, shows: FeedbackShows, dark: Packet | null): T | null {
  const states = ['on', ...Object.keys(values ?? {})] as FeedbackState[]
  const found = states.map((state) => valued<T>(values, shows, state)?.value)
  return found.find((value) => value !== undefined && value !== dark?.value) ?? null
}

function midiPacket(
  to: MidiFeedback,
  shows: FeedbackShows,
  face: Face,
  turn: (every: number) => boolean,
  scaled: boolean,
): { readonly packet: MidiPacket; readonly blink: Blink } {
  const { message, from, curve = 'linear', to: ends } = to
  if (scaled && face.definition !== null && face.value !== null) {
    const number = midiNumber({ message, from, curve, to: ends }, face.definition, face.value)
    return { packet: midiOf(to, number), blink: null }
  }
  const found = valued<number>(to.values, shows, face.state)
  if (found === null) {
    const number = rootOf(shows, face.state) === 'on' ? (ends?.[1] ?? largestOf(message)) : (ends?.[0] ?? 0)
    return { packet: midiOf(to, number), blink: null }
  }
  const { value, blink } = taken(found, turn)
  return { packet: midiOf(to, value, found.channel), blink }
}

function midiOf(to: MidiFeedback, value: number, channel = to.channel): MidiPacket {
  const { message: kind, number: which = 0 } = to
  return { kind: 'midi', same: `${channel} ${value}`, value, message: messageOf(kind, channel, which, value) }
}

/** Lights of notes are put out by a note on without velocity, which all of them know. */
function messageOf(
  kind: MidiFeedback['message'],
  channel: number,
  which: number,
  value: number,
): MidiMessage {
  switch (kind) {
    case 'note':
      return { kind: 'noteOn', channel, note: which, velocity: value }
    case 'control':
    case 'control14':
      return { kind, channel, controller: which, value }
    case 'pitchBend':
      return { kind, channel, value }
  }
}

function oscPacket(
  to: OscFeedback,
  shows: FeedbackShows,
  face: Face,
  turn: (every: number) => boolean,
  scaled: boolean,
): { readonly packet: OscPacket; readonly blink: Blink } {
  const { type, from, curve = 'linear', to: ends } = to
  if (scaled && face.definition !== null && face.value !== null) {
    return {
      packet: oscOf(to, argumentFor({ type, from, curve, to: ends }, face.definition, face.value)),
      blink: null,
    }
  }
  const found = valued<OscValue>(to.values, shows, face.state)
  if (found === null) {
    const isOn = rootOf(shows, face.state) === 'on'
    const value = type === 's' ? face.text : isOn ? (ends?.[1] ?? 1) : (ends?.[0] ?? 0)
    return { packet: oscOf(to, asType(type, value)), blink: null }
  }
  const { value, blink } = taken(found, turn)
  return { packet: oscOf(to, asType(type, value)), blink }
}

function oscOf({ type }: OscFeedback, value: OscValue): OscPacket {
  const types = tagOf({ type, curve: 'linear' }, value)
  const shown = type === 'f' && typeof value === 'number' ? Math.fround(value) : value
  return { kind: 'osc', same: `${types} ${JSON.stringify(shown)}`, value, types }
}

function asType(type: OscFeedback['type'], value: OscValue): OscValue {
  if (type === 's') return typeof value === 'string' ? value : JSON.stringify(value)
  const number = typeof value === 'string' ? Number(value) || 0 : Number(value)
  if (type === 'T') return number >= 0.5
  return type === 'i' ? Math.round(number) : number
}

/** Of a state, or of the one that it is shown as where it has no value of its own; null where none of them has. */
function valued<T>(values: Values, shows: FeedbackShows, state: FeedbackState): Valued<T> | null {
  if (values === undefined) return null
  for (let each: string | null = state; each !== null; each = likeOf(shows, each)) {
    if (!Object.hasOwn(values, each)) continue
    const found = values[each] as unknown
    return typeof found === 'object' ? (found as Valued<T>) : { value: found as T, every: 0 }
  }
  return null
}

function likeOf(shows: FeedbackShows, state: string): string | null {
  const states: Readonly<Record<string, string | null>> = FEEDBACK_STATES[subjectOf(shows)]
  return states[state] ?? null
}

/** Off, or on. */
function rootOf(shows: FeedbackShows, state: FeedbackState): string {
  let root: string = state
  for (let next = likeOf(shows, root); next !== null; next = likeOf(shows, root)) root = next
  return root
}

function taken<T>(
  { value, blink, every }: Valued<T>,
  turn: (every: number) => boolean,
): { readonly value: T; readonly blink: Blink } {
  if (blink === undefined) return { value, blink: null }
  return { value: turn(every) ? blink : value, blink: every }
}
