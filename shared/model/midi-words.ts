// What there is in MIDI, apart from the schemas of its messages: threads and processes that only play need no schemas.

export const MIDI_LIMITS = {
  /** Bytes between F0 and F7. */
  sysex: 65_536,
  /** Characters of a cue number, a cue list or a cue path. */
  cueLength: 100,
} as const

/** Commands of MIDI Show Control: the general ones that lighting desks speak, then those of sound. */
export const SHOW_CONTROL_COMMANDS = [
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
] as const
export type ShowControlCommand = (typeof SHOW_CONTROL_COMMANDS)[number]

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

/** Commands of MIDI Machine Control, by which recorders and workstations are run. */
export const MACHINE_CONTROL_COMMANDS = [
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
] as const
export type MachineControlCommand = (typeof MACHINE_CONTROL_COMMANDS)[number]
