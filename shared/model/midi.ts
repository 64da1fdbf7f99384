// MIDI messages as the show and its events speak of them; channels count from 1 as on the front of a device.
import { z } from 'zod'

export const MIDI_LIMITS = {
  /** Bytes between F0 and F7. */
  sysex: 65_536,
  /** Characters of a cue number, a cue list or a cue path. */
  cueLength: 100,
} as const

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

/** Commands of MIDI Show Control: the general ones that lighting desks speak, then those of sound. */
export const showControlCommand = z.enum([
  'GO',
  'STOP',
  'RESUME',
  'TIMED_GO',
  'LOAD',
  'SET',
  'FIRE',
  'ALL_OFF',
  'RESTORE',
  'RESET',
  'GO_OFF',
  'GO_JAM_CLOCK',
  'STANDBY_PLUS',
  'STANDBY_MINUS',
  'SEQUENCE_PLUS',
  'SEQUENCE_MINUS',
  'START_CLOCK',
  'STOP_CLOCK',
  'ZERO_CLOCK',
  'SET_CLOCK',
  'MTC_CHASE_ON',
  'MTC_CHASE_OFF',
  'OPEN_CUE_LIST',
  'CLOSE_CUE_LIST',
  'OPEN_CUE_PATH',
  'CLOSE_CUE_PATH',
])
export type ShowControlCommand = z.infer<typeof showControlCommand>

const cueText = z
  .string()
  .max(MIDI_LIMITS.cueLength)
  .regex(/^[0-9.]*$/, 'must be digits and dots, such as 1.5')
  .default('')

const CUE = ['cue', 'list', 'path'] as const
const LIST = ['list'] as const
const PATH = ['path'] as const

/** What a command may say of which cue it means, in the order on the wire. A list without a cue means the next one there. */
export const SHOW_CONTROL_TEXTS: Readonly<Record<ShowControlCommand, readonly ('cue' | 'list' | 'path')[]>> =
  {
    GO: CUE,
    STOP: CUE,
    RESUME: CUE,
    TIMED_GO: CUE,
    LOAD: CUE,
    SET: [],
    FIRE: [],
    ALL_OFF: [],
    RESTORE: [],
    RESET: [],
    GO_OFF: CUE,
    GO_JAM_CLOCK: CUE,
    STANDBY_PLUS: LIST,
    STANDBY_MINUS: LIST,
    SEQUENCE_PLUS: LIST,
    SEQUENCE_MINUS: LIST,
    START_CLOCK: LIST,
    STOP_CLOCK: LIST,
    ZERO_CLOCK: LIST,
    SET_CLOCK: LIST,
    MTC_CHASE_ON: LIST,
    MTC_CHASE_OFF: LIST,
    OPEN_CUE_LIST: LIST,
    CLOSE_CUE_LIST: LIST,
    OPEN_CUE_PATH: PATH,
    CLOSE_CUE_PATH: PATH,
  }

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
    command: showControlCommand,
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
    for (const field of CUE) {
      if (message[field] !== '' && !texts.includes(field)) refuse(field, `${message.command} has no ${field}`)
    }
    for (const [field, commands] of Object.entries(ONLY_OF)) {
      const isGiven = message[field as keyof typeof ONLY_OF] !== undefined
      if (isGiven && !commands.includes(message.command)) refuse(field, `${message.command} has no ${field}`)
    }
  })
export type ShowControl = z.infer<typeof showControl>

/** Commands of MIDI Machine Control, by which recorders and workstations are run. */
export const machineControlCommand = z.enum([
  'STOP',
  'PLAY',
  'DEFERRED_PLAY',
  'FAST_FORWARD',
  'REWIND',
  'RECORD_STROBE',
  'RECORD_EXIT',
  'RECORD_PAUSE',
  'PAUSE',
  'EJECT',
  'CHASE',
  'COMMAND_ERROR_RESET',
  'RESET',
  'LOCATE',
])
export type MachineControlCommand = z.infer<typeof machineControlCommand>

const machineControl = z
  .strictObject({
    kind: z.literal('machineControl'),
    device: sevenBit.meta({ description: '0 to 126 one device or group, 127 all' }),
    command: machineControlCommand,
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

/** Messages that only tell where something is now; null where every one matters. */
export function midiStreamKey(message: MidiMessage): string | null {
  switch (message.kind) {
    case 'control':
    case 'control14':
      return `${message.kind} ${message.channel} ${message.controller}`
    case 'pitchBend':
    case 'channelPressure':
      return `${message.kind} ${message.channel}`
    case 'polyPressure':
      return `${message.kind} ${message.channel} ${message.note}`
    case 'nrpn':
    case 'rpn':
      return `${message.kind} ${message.channel} ${message.parameter}`
    default:
      return null
  }
}
