// The number that an event tells of its control, and from where to where such numbers go.
import type { EventEnvelope, PayloadOf } from './event.ts'
import { fieldAt } from './match.ts'
import type { MidiMessage } from './midi.ts'
import { numberSent } from './osc-number.ts'
import { signalOf } from './signal.ts'

type Told = Pick<EventEnvelope, 'type' | 'source' | 'payload'>

const SHARE: readonly [number, number] = [0, 1]
const SEVEN_BITS: readonly [number, number] = [0, 127]
const FOURTEEN_BITS: readonly [number, number] = [0, 16_383]

const PAIRED: ReadonlySet<MidiMessage['kind']> = new Set(['control14', 'nrpn', 'rpn'])

function messageOf({ type, payload }: Told): MidiMessage | null {
  return type === 'midi.received' ? (payload as PayloadOf<'midi.received'>).message : null
}

/** Whether its numbers come in two bytes. */
export function isPaired(event: Told): boolean {
  const message = messageOf(event)
  return message !== null && PAIRED.has(message.kind)
}

/** Null where it says nothing that is a number. `path` leads to it in the payload; null where it stands where such controls have it. */
export function numberHeard(event: Told, path: readonly string[] | null): number | null {
  const value = path === null ? ownNumber(event) : numberSent(fieldAt(event.payload, path))
  return value !== null && Number.isFinite(value) ? value : null
}

function ownNumber(event: Told): number | null {
  const { type, source, payload } = event
  const message = messageOf(event)
  if (message?.kind === 'program') return message.program
  if (type === 'hid.received') return (payload as PayloadOf<'hid.received'>).value
  const signal = signalOf(type, source, payload)
  return signal === null ? numberSent(fieldAt(payload, ['value'])) : signal.value
}

export function usualRange(event: Told): readonly [number, number] {
  const message = messageOf(event)
  if (message === null) return SHARE
  return PAIRED.has(message.kind) || message.kind === 'pitchBend' ? FOURTEEN_BITS : SEVEN_BITS
}
