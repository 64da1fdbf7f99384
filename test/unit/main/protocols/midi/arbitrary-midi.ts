// Random MIDI messages for property tests, of every kind, as a decoder tells them: no note on at velocity 0.
import fc from 'fast-check'
import type { MidiMessage, Timecode, TimecodeRate } from '../../../../../shared/model/midi.ts'

const channel = fc.integer({ min: 1, max: 16 })
const sevenBit = fc.integer({ min: 0, max: 127 })
const fourteenBit = fc.integer({ min: 0, max: 16_383 })
const kind = <K extends string>(name: K) => fc.constant(name)

export const timecode: fc.Arbitrary<Timecode> = fc
  .constantFrom<TimecodeRate>(24, 25, 29.97, 30)
  .chain((rate) =>
    fc.record({
      hours: fc.integer({ min: 0, max: 23 }),
      minutes: fc.integer({ min: 0, max: 59 }),
      seconds: fc.integer({ min: 0, max: 59 }),
      frames: fc.integer({ min: 0, max: Math.ceil(rate) - 1 }),
      rate: fc.constant(rate),
    }),
  )

const text = fc
  .array(fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((characters) => characters.join(''))
const maybe = fc.oneof(fc.constant(''), text)
const cue = fc.oneof(
  fc.record({ cue: maybe, list: maybe, path: maybe }),
  fc.record({ cue: fc.constant(''), list: fc.constant(''), path: fc.constant('') }),
  fc.record({ cue: text, list: fc.constant(''), path: fc.constant('') }),
  fc.record({ cue: text, list: text, path: fc.constant('') }),
  fc.record({ cue: text, list: text, path: text }),
)
const noCue = fc.constant({ cue: '', list: '', path: '' })

const details = fc.oneof(
  fc.record({
    command: fc.constantFrom('GO', 'STOP', 'RESUME', 'GO_OFF', 'GO_JAM_CLOCK'),
    place: cue,
    more: fc.constant({}),
  }),
  fc.record({
    command: kind('LOAD'),
    place: cue.filter((at) => at.cue + at.list !== ''),
    more: fc.constant({}),
  }),
  fc.record({ command: kind('TIMED_GO'), place: cue, more: fc.record({ time: timecode }) }),
  fc.record({
    command: kind('SET'),
    place: noCue,
    more: fc.record(
      { control: fourteenBit, value: fourteenBit, time: timecode },
      { requiredKeys: ['control', 'value'] },
    ),
  }),
  fc.record({ command: kind('FIRE'), place: noCue, more: fc.record({ macro: sevenBit }) }),
  fc.record({
    command: fc.constantFrom('STANDBY_PLUS', 'SEQUENCE_MINUS', 'STOP_CLOCK', 'MTC_CHASE_ON'),
    place: maybe.map((list) => ({ cue: '', list, path: '' })),
    more: fc.constant({}),
  }),
  fc.record({
    command: kind('SET_CLOCK'),
    place: maybe.map((list) => ({ cue: '', list, path: '' })),
    more: fc.record({ time: timecode }),
  }),
  fc.record({
    command: kind('OPEN_CUE_LIST'),
    place: text.map((list) => ({ cue: '', list, path: '' })),
    more: fc.constant({}),
  }),
  fc.record({
    command: kind('CLOSE_CUE_PATH'),
    place: text.map((path) => ({ cue: '', list: '', path })),
    more: fc.constant({}),
  }),
  fc.record({
    command: fc.constantFrom('ALL_OFF', 'RESTORE', 'RESET'),
    place: noCue,
    more: fc.constant({}),
  }),
)
const showControl = fc
  .record({ device: sevenBit, format: sevenBit, details })
  .map(({ device, format, details: { command, place, more } }) => ({
    kind: 'showControl',
    device,
    format,
    command,
    ...place,
    ...more,
  })) as fc.Arbitrary<MidiMessage>

const machineControl = fc.oneof(
  fc.record({
    kind: kind('machineControl'),
    device: sevenBit,
    command: fc.constantFrom('STOP', 'PLAY', 'RECORD_STROBE', 'RESET'),
  }),
  fc.record({ kind: kind('machineControl'), device: sevenBit, command: kind('LOCATE'), time: timecode }),
)

/** Those that take one message on the wire. */
export const plainMessage: fc.Arbitrary<MidiMessage> = fc.oneof(
  fc.record({
    kind: kind('noteOn'),
    channel,
    note: sevenBit,
    velocity: fc.integer({ min: 1, max: 127 }),
  }),
  fc.record({ kind: kind('noteOff'), channel, note: sevenBit, velocity: sevenBit }),
  fc.record({ kind: kind('polyPressure'), channel, note: sevenBit, pressure: sevenBit }),
  fc.record({ kind: kind('channelPressure'), channel, pressure: sevenBit }),
  fc.record({ kind: kind('control'), channel, controller: sevenBit, value: sevenBit }),
  fc.record({ kind: kind('program'), channel, program: sevenBit }),
  fc.record({ kind: kind('pitchBend'), channel, value: fourteenBit }),
  // A manufacturer's own, so that none of them is timecode or show control.
  fc.array(sevenBit, { maxLength: 600 }).map((bytes) => ({
    kind: 'sysex' as const,
    data: Buffer.from([0x7d, ...bytes]).toString('hex'),
  })),
  fc.record({
    kind: fc.constantFrom(
      'clock',
      'start',
      'continue',
      'stop',
      'activeSensing',
      'systemReset',
      'tuneRequest',
    ),
  }),
  fc.record({ kind: kind('songPosition'), position: fourteenBit }),
  fc.record({ kind: kind('songSelect'), song: sevenBit }),
  fc.record({
    kind: kind('quarterFrame'),
    piece: fc.integer({ min: 0, max: 7 }),
    value: fc.integer({ min: 0, max: 15 }),
  }),
  timecode.map((time) => ({ kind: 'timecode' as const, ...time })),
  showControl,
  machineControl,
)

/** Those that take several control changes. */
export const composedMessage = fc.oneof(
  fc.record({
    kind: kind('control14'),
    channel,
    controller: fc.integer({ min: 0, max: 31 }).filter((controller) => controller !== 6),
    value: fourteenBit,
  }),
  fc.record({
    kind: fc.constantFrom('nrpn', 'rpn'),
    channel,
    parameter: fc.integer({ min: 0, max: 16_382 }),
    value: fourteenBit,
  }),
)
