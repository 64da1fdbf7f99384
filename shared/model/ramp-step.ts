// Steps of a playlist that move a value over a time: what their payloads hold.
import { z } from 'zod'
import { curve } from './curve.ts'
import { oscArgs } from './osc.ts'
import { id } from './payload/common.ts'
import { RAMP_LIMITS } from './ramp.ts'
import { ON_STOP, largestIn } from './ramp-words.ts'

const course = {
  from: z.number().optional().meta({ description: 'Where it begins; where absent, where the value is then' }),
  to: z.number().meta({ description: 'Where it ends' }),
  over: z.number().min(0).max(RAMP_LIMITS.over).meta({ description: 'Milliseconds, a day at the most' }),
  curve: curve.default('linear'),
  rate: z
    .number()
    .min(RAMP_LIMITS.slowest)
    .max(RAMP_LIMITS.fastest)
    .default(RAMP_LIMITS.usualRate)
    .meta({ description: 'Values a second at the most' }),
  onStop: z.enum(ON_STOP).default('stay').meta({
    description:
      'What a stop leaves: the value as it is then, its end, or where it began; a panic always leaves it as it is',
  }),
}

/** The largest number of each type of argument; whole numbers reach one further below 0. */
const LARGEST = { f: 3.4028234663852886e38, d: Number.MAX_VALUE, i: 2_147_483_647 } as const

export const oscRamp = z
  .strictObject({
    /** Name of a target that the show declares. */
    target: id,
    address: z.string(),
    args: oscArgs.max(16).optional().meta({ description: 'Arguments before the value' }),
    type: z.enum(['f', 'd', 'i']).default('f').meta({
      description: 'Of the value: decimal of 32 or 64 bits, or whole number',
    }),
    ...course,
  })
  .check(({ value: { type, from = 0, to }, issues }) => {
    for (const [field, end] of Object.entries({ from, to }))
      if (Math.abs(end) > LARGEST[type] && !(type === 'i' && end === -LARGEST.i - 1))
        issues.push({ code: 'custom', input: end, path: [field], message: `is too large for type ${type}` })
  })
export type OscRamp = z.output<typeof oscRamp>
export type WrittenOscRamp = z.input<typeof oscRamp>

const channel = z.number().int().min(1).max(16)
const sevenBit = z.number().int().min(0).max(127)
const fourteenBit = z.number().int().min(0).max(16_383)

/** A MIDI message without the number that moves. */
const rampedMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('control'), channel, controller: sevenBit }),
  z.strictObject({ kind: z.literal('control14'), channel, controller: z.number().int().min(0).max(31) }),
  z.strictObject({ kind: z.literal('pitchBend'), channel }),
  z.strictObject({ kind: z.literal('channelPressure'), channel }),
  z.strictObject({ kind: z.literal('polyPressure'), channel, note: sevenBit }),
  z.strictObject({ kind: z.literal('nrpn'), channel, parameter: fourteenBit }),
  z.strictObject({ kind: z.literal('rpn'), channel, parameter: fourteenBit }),
])

export const midiRamp = z
  .strictObject({
    /** Name of an output that the show declares. */
    output: id,
    message: rampedMessage,
    ...course,
  })
  .check(({ value: { message, from = 0, to }, issues }) => {
    const most = largestIn(message)
    for (const [field, end] of Object.entries({ from, to }))
      if (end < 0 || end > most)
        issues.push({ code: 'custom', input: end, path: [field], message: `must be from 0 to ${most}` })
  })
export type MidiRamp = z.output<typeof midiRamp>
export type WrittenMidiRamp = z.input<typeof midiRamp>

export const rampPayloads = { 'osc.ramp': oscRamp, 'midi.ramp': midiRamp } as const
