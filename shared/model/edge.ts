// Controls that are pressed and let go: what an event did to its control, decided once where the event came in.
import type { EventEnvelope, SystemEventType } from './event.ts'
import type { Edge, EdgeProfile, Outcome } from './outcome.ts'
import { midiControl, oscSender, signalOf } from './signal.ts'

/** Payload fields that tell a press from a release: a match that asks for one says itself which of them it means. */
export const DECIDING_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'hid.received': ['value'],
  'key.received': ['pressed'],
  'midi.received': ['message', 'message.velocity', 'message.value', 'message.pressure'],
  'osc.received': ['args', 'args.0'],
}

function isOf<T extends SystemEventType>(type: T, event: EventEnvelope): event is EventEnvelope<T> {
  return event.type === type
}

/** Null where the match says neither `threshold` nor `bounce`. */
export function edgeProfile(match: {
  readonly threshold?: number | undefined
  readonly bounce?: number | undefined
}): EdgeProfile | null {
  const { threshold = null, bounce = null } = match
  if (threshold === null && bounce === null) return null
  return { key: `threshold ${threshold ?? 'usual'}, bounce ${bounce ?? 'usual'}`, threshold, bounce }
}

/** What an event did to its control; undefined where that was not decided, because it is about none. */
export function outcomeOf({ edge, edges }: EventEnvelope, profile: EdgeProfile | null): Outcome | undefined {
  if (profile === null || edge === undefined) return edge
  // A match that was added while the event waited hears nothing of it.
  return edges?.[profile.key] ?? 'none'
}

/** Whether an event is a press of its control, by the usual threshold and bounce; for what must act once for each. */
export function isPressed(event: EventEnvelope): boolean {
  return event.edge === 'press' || event.edge === 'touch'
}

/** Whether the control that was pressed is let go already, because such a message is never released. */
export function isCompleteTouch({ edge, edges }: EventEnvelope): boolean {
  return edge === 'touch' || (edges !== undefined && Object.values(edges).includes('touch'))
}

/** Whether it lets go of a control because its device went away, and not because somebody did. */
export function isMadeUp({ type, source, payload }: EventEnvelope): boolean {
  const isOurs = INPUTS.has(type) || source.startsWith('gesture:')
  return isOurs && (payload as { readonly madeUp?: boolean }).madeUp === true
}

const INPUTS: ReadonlySet<string> = new Set(['hid.received', 'midi.received', 'key.received'])

/**
 * Which way an event by itself moves its control, whatever was before; null for what is not pressed and let go, or has no place
 * where it rests for sure, such as a stick or a show's own event.
 */
export function edgeOf(event: EventEnvelope, threshold: number | null = null): Edge | null {
  if (threshold === null && isStick(event)) return null
  const signal = signalOf(event.type, event.source, event.payload)
  if (signal === null) return null
  if (signal.value === null) return isOf('osc.received', event) ? 'press' : null
  return signal.manner.side(signal.value, threshold, 0) === 0 ? 'release' : 'press'
}

function isStick(event: EventEnvelope): boolean {
  if (isOf('hid.received', event)) return event.payload.kind === 'axis'
  return isOf('midi.received', event) && event.payload.message.kind === 'pitchBend'
}

/** The control of its source that an event is about; empty where a source is one control. */
export function controlOf(event: EventEnvelope): string {
  if (isOf('hid.received', event)) return event.payload.control
  if (isOf('midi.received', event)) return midiControl(event.payload.message)
  if (isOf('key.received', event)) return event.payload.code
  if (isOf('osc.received', event)) return event.payload.address
  return ''
}

/** Who sent an event of OSC to its source; empty for others. */
export function senderOf(event: EventEnvelope): string {
  return isOf('osc.received', event) ? oscSender(event.payload.from) : ''
}

/** Who an event comes from: its source, and of OSC whoever sent it there. */
export function producerOf(event: EventEnvelope): string {
  const sender = senderOf(event)
  return sender === '' ? event.source : `${event.source} ${sender}`
}
