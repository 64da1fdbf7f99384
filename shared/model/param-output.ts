// What a parameter sends as the show declares it: OSC and MIDI messages, with its value scaled to theirs.
import { z } from 'zod'
import { curve } from './curve.ts'
import { exactAddress } from './match.ts'
import { fieldName, identifier } from './names.ts'

const MOST_ARGUMENTS = 16
const MOST_A_SECOND = 1000

const range = z
  .tuple([z.number(), z.number()])
  .refine(([first, last]) => first !== last, 'must have two ends that differ')

const scaling = {
  from: range
    .optional()
    .meta({ description: "Part of the parameter's range that counts; where absent all of it" }),
  curve: curve.default('linear'),
}

const sending = {
  rate: z.number().min(0.1).max(MOST_A_SECOND).default(100).meta({
    description: 'Messages a second at the most; of values in between only the latest is sent',
  }),
  minChange: z.number().min(0).default(0).meta({
    description: 'What is sent must change by this much, unless the value rests',
  }),
  onStart: z.boolean().default(false).meta({ description: 'Also sent when the show is opened' }),
}

export const oscArgument = z.strictObject({
  param: fieldName.optional().meta({ description: 'Parameter whose value it is; this one where absent' }),
  type: z.enum(['f', 'd', 'i', 'T', 's']).default('f').meta({
    description: 'Decimal of 32 or 64 bits, whole number, true or false, or text',
  }),
  ...scaling,
  to: range.optional().meta({ description: 'What is sent at both ends; where absent, the value as it is' }),
})

const oscOutput = z.strictObject({
  kind: z.literal('osc'),
  target: identifier.meta({ description: 'Where to, among osc.targets' }),
  address: exactAddress.shape.exactly,
  args: z.array(oscArgument).min(1).max(MOST_ARGUMENTS).prefault([{}]).meta({
    description:
      'Arguments of the message, each the value of a parameter: it is sent when any of them changes',
  }),
  ...sending,
})

const channel = z.number().int().min(1).max(16).default(1)
const sevenBit = z.number().int().min(0).max(127)

const midiOutput = z
  .strictObject({
    kind: z.literal('midi'),
    output: identifier.meta({ description: 'Where to, among midi.outputs' }),
    message: z.enum(['control', 'control14', 'note', 'pitchBend', 'program']),
    channel,
    number: sevenBit.optional().meta({ description: 'Controller or note' }),
    ...scaling,
    to: range.optional().meta({ description: 'What is sent at both ends; where absent 0 and the largest' }),
    ...sending,
  })
  .check(({ value, issues }) => {
    const { message, number, to } = value
    const needs = message !== 'pitchBend' && message !== 'program'
    const add = (field: string, what: string): void =>
      void issues.push({ code: 'custom', input: value, path: [field], message: what })
    if (needs && number === undefined) add('number', `${message} needs it`)
    if (!needs && number !== undefined) add('number', `${message} has none`)
    if (message === 'control14' && (number ?? 0) > 31)
      add('number', 'must be 31 or less, for its low byte is 32 higher')
    const most = largestOf(message)
    if (to?.some((end) => end < 0 || end > most) === true) add('to', `must be from 0 to ${most}`)
  })

export const paramOutput = z.discriminatedUnion('kind', [oscOutput, midiOutput])
export type ParamOutput = z.output<typeof paramOutput>

export type MidiParamOutput = Extract<ParamOutput, { readonly kind: 'midi' }>

export type OscArgument = z.output<typeof oscArgument>

/** The largest number that a MIDI message carries. */
export function largestOf(message: 'control' | 'control14' | 'note' | 'pitchBend' | 'program'): number {
  return message === 'control14' || message === 'pitchBend' ? 16_383 : 127
}
