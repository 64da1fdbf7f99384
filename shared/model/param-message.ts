// What the value of a parameter is as an argument of an OSC message, and as a MIDI message.
import { shapeOf, withinShare } from './curve.ts'
import type { Curve } from './curve.ts'
import type { MidiMessage } from './midi.ts'
import type { OscValue } from './osc.ts'
import { largestOf } from './param-output.ts'
import type { MidiParamOutput, OscArgument } from './param-output.ts'
import type { ParamDefinition, ParamValue } from './param.ts'

/** A value as a number: a switch is 0 or 1, a choice its place, other text 0. */
export function numberOf(definition: ParamDefinition, value: ParamValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return definition.type === 'text' ? Math.max(0, definition.choices?.indexOf(value) ?? 0) : 0
}

/** From where to where the numbers of a parameter go. */
export function rangeOf(definition: ParamDefinition): readonly [number, number] {
  if (definition.type === 'number') return [definition.min, definition.max]
  if (definition.type === 'boolean') return [0, 1]
  return [0, Math.max(1, (definition.choices?.length ?? 2) - 1)]
}

/** `value` of the range that counts brought onto `to`, whose ends are met exactly. */
function scaled(
  value: number,
  range: readonly [number, number],
  to: readonly [number, number],
  along: Curve,
): number {
  const share = shapeOf(along, to[0], to[1]).at(withinShare((value - range[0]) / (range[1] - range[0])))
  return share === 1 ? to[1] : to[0] + (to[1] - to[0]) * share
}

/** The argument of a message that stands for a value. */
export function argumentFor(
  { type, from, to, curve: along }: OscArgument,
  definition: ParamDefinition,
  value: ParamValue,
): OscValue {
  if (type === 's') return typeof value === 'string' ? value : String(value)
  const plain = numberOf(definition, value)
  const range = from ?? rangeOf(definition)
  const isAsItIs = to === undefined && from === undefined && along === 'linear'
  const number = isAsItIs ? plain : scaled(plain, range, to ?? range, along)
  if (type === 'T') return number >= 0.5
  return type === 'i' ? Math.round(number) : number
}

/** Type tag of an argument as it is sent. */
export function tagOf({ type }: OscArgument, value: OscValue): string {
  return type === 'T' ? (value === true ? 'T' : 'F') : type
}

/** The number that a MIDI message carries for a value. */
export function midiNumber(
  { message, from, to, curve: along }: Pick<MidiParamOutput, 'message' | 'from' | 'to' | 'curve'>,
  definition: ParamDefinition,
  value: ParamValue,
): number {
  const range = from ?? rangeOf(definition)
  const plain = numberOf(definition, value)
  return Math.round(scaled(plain, range, to ?? [0, largestOf(message)], along))
}

export function midiMessageFor(output: MidiParamOutput, number: number): MidiMessage {
  const { message, channel: on, number: which = 0 } = output
  switch (message) {
    case 'control':
    case 'control14':
      return { kind: message, channel: on, controller: which, value: number }
    case 'note':
      return number === 0
        ? { kind: 'noteOff', channel: on, note: which, velocity: 0 }
        : { kind: 'noteOn', channel: on, note: which, velocity: number }
    case 'pitchBend':
      return { kind: 'pitchBend', channel: on, value: number }
    case 'program':
      return { kind: 'program', channel: on, program: number }
  }
}
