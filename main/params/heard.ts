// What an event tells of its control: a number, from where to where such controls go, and whether it is pressed.
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import { fieldAt } from '../../shared/model/match.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import { numberSent } from '../../shared/model/osc-number.ts'
import type { Edge } from '../../shared/model/outcome.ts'
import { signalOf } from '../../shared/model/signal.ts'
import type { Heard } from './mover.ts'

const SHARE: readonly [number, number] = [0, 1]
const SEVEN_BITS: readonly [number, number] = [0, 127]
const FOURTEEN_BITS: readonly [number, number] = [0, 16_383]

const PAIRED: ReadonlySet<MidiMessage['kind']> = new Set(['control14', 'nrpn', 'rpn'])

/** `path` leads to the number in the payload; null where it stands where such controls have it. */
export function heardOf(
  event: EventEnvelope,
  path: readonly string[] | null,
  edge: Edge,
  isFirst: boolean,
): Heard {
  const message =
    event.type === 'midi.received' ? (event.payload as PayloadOf<'midi.received'>).message : null
  return {
    value: finite(path === null ? ownNumber(event, message) : numberSent(fieldAt(event.payload, path))),
    range: message === null ? SHARE : rangeOfMessage(message),
    edge,
    isPaired: message !== null && PAIRED.has(message.kind),
    isFirst,
  }
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

function ownNumber({ type, source, payload }: EventEnvelope, message: MidiMessage | null): number | null {
  if (message?.kind === 'program') return message.program
  if (type === 'hid.received') return (payload as PayloadOf<'hid.received'>).value
  const signal = signalOf(type, source, payload)
  return signal === null ? numberSent(fieldAt(payload, ['value'])) : signal.value
}

function rangeOfMessage({ kind }: MidiMessage): readonly [number, number] {
  return PAIRED.has(kind) || kind === 'pitchBend' ? FOURTEEN_BITS : SEVEN_BITS
}
