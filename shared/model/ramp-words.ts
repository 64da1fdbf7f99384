// Which steps of a playlist move a value over a time, and what they send; loads no schema.
import type { Json } from './json.ts'
import type { MidiMessage } from './midi.ts'
import { RAMP_LIMITS } from './ramp.ts'

export const RAMP_TYPES = ['osc.ramp', 'midi.ramp'] as const
export type RampType = (typeof RAMP_TYPES)[number]

export function isRamp(type: string): type is RampType {
  return (RAMP_TYPES as readonly string[]).includes(type)
}

/** What the value does where its run is stopped before it has come to its end. */
export const ON_STOP = ['stay', 'finish', 'back'] as const
export type OnStop = (typeof ON_STOP)[number]

type Moved = 'control' | 'control14' | 'pitchBend' | 'channelPressure' | 'polyPressure' | 'nrpn' | 'rpn'
type Unvalued<M> = M extends unknown ? Omit<M, 'value' | 'pressure'> : never
/** A MIDI message without the number that moves. */
export type RampedMessage = Unvalued<Extract<MidiMessage, { readonly kind: Moved }>>

/** The largest number that it carries. */
export function largestIn({ kind }: RampedMessage): number {
  return kind === 'control' || kind === 'channelPressure' || kind === 'polyPressure' ? 127 : 16_383
}

/** The message with its number, a whole one within what it carries. */
export function withValue(message: RampedMessage, value: number): MidiMessage {
  const number = Math.round(Math.min(Math.max(value, 0), largestIn(message)))
  switch (message.kind) {
    case 'channelPressure':
    case 'polyPressure':
      return { ...message, pressure: number }
    default:
      return { ...message, value: number }
  }
}

/** Milliseconds for which a step goes on after it was reached. */
export function lastsFor({ type, payload }: { readonly type: string; readonly payload: Json }): number {
  if (!isRamp(type)) return 0
  const over = (payload as { readonly over?: unknown } | null)?.over
  return typeof over === 'number' && over > 0 ? Math.min(over, RAMP_LIMITS.over) : 0
}
