// MIDI messages as the show and its events speak of them; channels count from 1 as on the front of a device.
import { z } from 'zod'
import {
  MACHINE_CONTROL_COMMANDS,
  MIDI_LIMITS,
  SHOW_CONTROL_COMMANDS,
  SHOW_CONTROL_TEXTS,
} from './midi-words.ts'
import type { ShowControlCommand } from './midi-words.ts'

const channel = z.number().int().min(1).max(16)
const sevenBit = z.number().int().min(0).max(127)
const fourteenBit = z.number().int().min(0).max(16_383)

/** Frames a second of timecode; 29.97 counts drop frames. */
export const timecodeRate = z.literal([24, 25, 29.97, 30])
export type TimecodeRate = z.infer<typeof timecodeRate>

const timecodeFields = {
  hours: z.number().int().min(0).max(23),
  minutes: z.number().int().min(0).max(59),
  seconds: z.number().int().min(0).max(59),
  frames: z.number().int().min(0).max(29),
  rate: timecodeRate,
}

/** A place on a tape that is at most 24 hours long. */
export interface Timecode {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly frames: number
  readonly rate: TimecodeRate
}

const framesBelowRate = ({ frames, rate }: Timecode): boolean => frames < rate
const framesProblem = { path: ['frames'], message: 'must be below the frames a second of its rate' }

const cueText = z
  .string()
  .max(MIDI_LIMITS.cueLength)
  .regex(/^[0-9.]*$/, 'must be digits and dots, such as 1.5')
  .default('')

const NEEDED: Partial<
  Record<ShowControlCommand, readonly ('list' | 'path' | 'control' | 'value' | 'time' | 'macro')[]>
> = {
  TIMED_GO: ['time'],
  SET: ['control', 'value'],
  FIRE: ['macro'],
  SET_CLOCK: ['time'],
  OPEN_CUE_LIST: ['list'],
  CLOSE_CUE_LIST: ['list'],
  OPEN_CUE_PATH: ['path'],
  CLOSE_CUE_PATH: ['path'],
}

/** What only some commands carry. */
const ONLY_OF: Readonly<Record<'control' | 'value' | 'time' | 'macro', readonly ShowControlCommand[]>> = {
  control: ['SET'],
  value: ['SET'],
  time: ['TIMED_GO', 'SET', 'SET_CLOCK'],
  macro: ['FIRE'],
}

const showControl = z
  .strictObject({
    kind: z.literal('showControl'),
    device: sevenBit.meta({ description: '0 to 111 one device, 112 to 126 groups, 127 all' }),
    format: sevenBit.meta({ description: '1 lighting, 16 sound, 32 machinery, 48 video, 127 all' }),
    command: z.enum(SHOW_CONTROL_COMMANDS),
    cue: cueText.meta({
      description: 'Cue number such as 1.5; empty for the next, or where a command has none',
    }),
    list: cueText.meta({ description: 'Cue list; without a cue, the next cue of this list' }),
    path: cueText.meta({ description: 'Cue path' }),
    control: fourteenBit.optional().meta({ description: 'SET only' }),
    value: fourteenBit.optional().meta({ description: 'SET only' }),
    time: z
      .strictObject(timecodeFields)
      .refine(framesBelowRate, framesProblem)
      .optional()
      .meta({ description: 'How long it takes, TIMED_GO and SET where wanted; what SET_CLOCK sets' }),
    macro: sevenBit.optional().meta({ description: 'FIRE only' }),
  })
  .check(({ value: message, issues }) => {
    const refuse = (field: string, problem: string): void =>
      void issues.push({ code: 'custom', input: message, path: [field], message: problem })
    for (const field of NEEDED[message.command] ?? []) {
      if (message[field] === undefined || message[field] === '') refuse(field, `${message.command} needs it`)
    }
    if (message.command === 'LOAD' && message.cue === '' && message.list === '')
      refuse('cue', 'LOAD needs it')
    const texts = SHOW_CONTROL_TEXTS[message.command]
    for (const field of SHOW_CONTROL_TEXTS.GO) {
      if (message[field] !== '' && !texts.includes(field)) refuse(field, `${message.command} has no ${field}`)
    }
    for (const [field, commands] of Object.entries(ONLY_OF)) {
      const isGiven = message[field as keyof typeof ONLY_OF] !== undefined
      if (isGiven && !commands.includes(message.command)) refuse(field, `${message.command} has no ${field}`)
    }
  })
export type ShowControl = z.infer<typeof showControl>

const machineControl = z
  .strictObject({
    kind: z.literal('machineControl'),
    device: sevenBit.meta({ description: '0 to 126 one device or group, 127 all' }),
    command: z.enum(MACHINE_CONTROL_COMMANDS),
    time: z
      .strictObject(timecodeFields)
      .refine(framesBelowRate, framesProblem)
      .optional()
      .meta({ description: 'Where to; LOCATE only' }),
  })
  .check(({ value: { command, time }, issues }) => {
    const problem = command === 'LOCATE' ? 'LOCATE needs it' : `${command} has no time`
    if ((command === 'LOCATE') === (time !== undefined)) return
    issues.push({ code: 'custom', input: time, path: ['time'], message: problem })
  })
export type MachineControl = z.infer<typeof machineControl>

export const midiMessage = z.discriminatedUnion('kind', [
  /** A velocity of 0 is the same as a note off, and arrives as one. */
  z.strictObject({ kind: z.literal('noteOn'), channel, note: sevenBit, velocity: sevenBit }),
  z.strictObject({ kind: z.literal('noteOff'), channel, note: sevenBit, velocity: sevenBit }),
  z.strictObject({ kind: z.literal('polyPressure'), channel, note: sevenBit, pressure: sevenBit }),
  z.strictObject({ kind: z.literal('channelPressure'), channel, pressure: sevenBit }),
  z.strictObject({ kind: z.literal('control'), channel, controller: sevenBit, value: sevenBit }),
  /** Controllers 0 to 31 with their low byte in 32 to 63. */
  z.strictObject({
    kind: z.literal('control14'),
    channel,
    controller: z.number().int().min(0).max(31),
    value: fourteenBit,
  }),
  z.strictObject({ kind: z.literal('program'), channel, program: sevenBit }),
  /** 0 to 16383; 8192 is the middle. */
  z.strictObject({ kind: z.literal('pitchBend'), channel, value: fourteenBit }),
  z.strictObject({ kind: z.literal('nrpn'), channel, parameter: fourteenBit, value: fourteenBit }),
  z.strictObject({ kind: z.literal('rpn'), channel, parameter: fourteenBit, value: fourteenBit }),
  z.strictObject({
    kind: z.literal('sysex'),
    data: z
      .string()
      .max(2 * MIDI_LIMITS.sysex)
      .regex(/^(?:[0-7][0-9a-f])*$/, 'must be pairs of lower-case hex digits, 00 to 7f each')
      .meta({ description: 'Bytes between F0 and F7, as hex digits' }),
  }),
  z.strictObject({
    kind: z.enum(['clock', 'start', 'continue', 'stop', 'activeSensing', 'systemReset', 'tuneRequest']),
  }),
  /** In sixteenth notes. */
  z.strictObject({ kind: z.literal('songPosition'), position: fourteenBit }),
  z.strictObject({ kind: z.literal('songSelect'), song: sevenBit }),
  z.strictObject({
    kind: z.literal('quarterFrame'),
    piece: z.number().int().min(0).max(7),
    value: z.number().int().min(0).max(15),
  }),
  z.strictObject({ kind: z.literal('timecode'), ...timecodeFields }).refine(framesBelowRate, framesProblem),
  showControl,
  machineControl,
])
export type MidiMessage = z.infer<typeof midiMessage>
