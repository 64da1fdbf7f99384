import { describe, expect, test } from 'vitest'
import { decodeShowControl, encodeShowControl } from '../../../../../main/protocols/midi/show-control.ts'
import { midiMessage } from '../../../../../shared/model/midi.ts'
import type { ShowControl } from '../../../../../shared/model/midi.ts'

const lighting = { kind: 'showControl', device: 127, format: 1, cue: '', list: '', path: '' } as const
const sound = { ...lighting, format: 16 } as const
const ten = { hours: 0, minutes: 0, seconds: 10, frames: 0, rate: 25 } as const

describe('as the standard says', () => {
  test.each<[string, ShowControl, string]>([
    ['GO to all', { ...lighting, command: 'GO' }, '7f 7f 02 01 01'],
    ['GO to cue 1', { ...lighting, command: 'GO', cue: '1' }, '7f 7f 02 01 01 31'],
    [
      'GO to cue 1.5 of list 2 on path 3',
      { ...lighting, device: 0, command: 'GO', cue: '1.5', list: '2', path: '3' },
      '7f 00 02 01 01 31 2e 35 00 32 00 33',
    ],
    ['STOP', { ...lighting, format: 16, command: 'STOP' }, '7f 7f 02 10 02'],
    ['RESUME of a cue', { ...lighting, format: 127, command: 'RESUME', cue: '12' }, '7f 7f 02 7f 03 31 32'],
    [
      'TIMED_GO in ten seconds',
      { ...lighting, command: 'TIMED_GO', cue: '7', time: ten },
      '7f 7f 02 01 04 20 00 0a 00 00 37',
    ],
    ['LOAD', { ...lighting, command: 'LOAD', cue: '99' }, '7f 7f 02 01 05 39 39'],
    [
      'SET, low bytes first',
      { ...lighting, command: 'SET', control: 130, value: 16_383 },
      '7f 7f 02 01 06 02 01 7f 7f',
    ],
    [
      'SET in ten seconds',
      { ...lighting, command: 'SET', control: 1, value: 0, time: ten },
      '7f 7f 02 01 06 01 00 00 00 20 00 0a 00 00',
    ],
    ['FIRE', { ...lighting, command: 'FIRE', macro: 42 }, '7f 7f 02 01 07 2a'],
    ['ALL_OFF', { ...lighting, command: 'ALL_OFF' }, '7f 7f 02 01 08'],
    ['RESTORE', { ...lighting, command: 'RESTORE' }, '7f 7f 02 01 09'],
    ['RESET', { ...lighting, command: 'RESET' }, '7f 7f 02 01 0a'],
    ['GO_OFF', { ...lighting, command: 'GO_OFF', cue: '4' }, '7f 7f 02 01 0b 34'],
    [
      'GO to the next cue of list 3',
      { ...lighting, device: 1, command: 'GO', list: '3' },
      '7f 01 02 01 01 00 33',
    ],
    [
      'STOP of list 2 on path 1',
      { ...lighting, command: 'STOP', list: '2', path: '1' },
      '7f 7f 02 01 02 00 32 00 31',
    ],
    ['GO on a path alone', { ...lighting, command: 'GO', path: '5' }, '7f 7f 02 01 01 00 00 35'],
    [
      'TIMED_GO of the next of list 4',
      { ...lighting, command: 'TIMED_GO', list: '4', time: ten },
      '7f 7f 02 01 04 20 00 0a 00 00 00 34',
    ],
    ['LOAD of the next of list 9', { ...lighting, command: 'LOAD', list: '9' }, '7f 7f 02 01 05 00 39'],
    ['GO_JAM_CLOCK', { ...sound, command: 'GO_JAM_CLOCK', cue: '1', list: '2' }, '7f 7f 02 10 10 31 00 32'],
    ['STANDBY_PLUS', { ...sound, command: 'STANDBY_PLUS', list: '3' }, '7f 7f 02 10 11 33'],
    ['STANDBY_MINUS', { ...sound, command: 'STANDBY_MINUS' }, '7f 7f 02 10 12'],
    ['SEQUENCE_PLUS', { ...sound, command: 'SEQUENCE_PLUS', list: '3' }, '7f 7f 02 10 13 33'],
    ['SEQUENCE_MINUS', { ...sound, command: 'SEQUENCE_MINUS' }, '7f 7f 02 10 14'],
    ['START_CLOCK', { ...sound, command: 'START_CLOCK', list: '1.1' }, '7f 7f 02 10 15 31 2e 31'],
    ['STOP_CLOCK', { ...sound, command: 'STOP_CLOCK' }, '7f 7f 02 10 16'],
    ['ZERO_CLOCK', { ...sound, command: 'ZERO_CLOCK' }, '7f 7f 02 10 17'],
    [
      'SET_CLOCK',
      { ...sound, command: 'SET_CLOCK', list: '2', time: ten },
      '7f 7f 02 10 18 20 00 0a 00 00 32',
    ],
    ['MTC_CHASE_ON', { ...sound, command: 'MTC_CHASE_ON', list: '2' }, '7f 7f 02 10 19 32'],
    ['MTC_CHASE_OFF', { ...sound, command: 'MTC_CHASE_OFF' }, '7f 7f 02 10 1a'],
    ['OPEN_CUE_LIST', { ...sound, command: 'OPEN_CUE_LIST', list: '7' }, '7f 7f 02 10 1b 37'],
    ['CLOSE_CUE_LIST', { ...sound, command: 'CLOSE_CUE_LIST', list: '7' }, '7f 7f 02 10 1c 37'],
    ['OPEN_CUE_PATH', { ...sound, command: 'OPEN_CUE_PATH', path: '8' }, '7f 7f 02 10 1d 38'],
    ['CLOSE_CUE_PATH', { ...sound, command: 'CLOSE_CUE_PATH', path: '8' }, '7f 7f 02 10 1e 38'],
  ])('%s', (_what, message, hex) => {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    expect(Buffer.from(encodeShowControl(message)).toString('hex')).toBe(bytes.toString('hex'))
    expect(decodeShowControl(bytes)).toEqual(message)
    expect(midiMessage.safeParse(message).error).toBeUndefined()
  })
})

test.each(['7f7f0201013100', '7f7f020101310000', '7f7f0210113100'])('%s ends its text with a zero', (hex) => {
  const told = decodeShowControl(Buffer.from(hex, 'hex'))
  expect([told?.cue, told?.list].join('')).toBe('1')
})

test('bits of a time that are not the time are left out', () => {
  const bytes = [0x7f, 0x7f, 2, 1, 4, 0x60, 0x40, 0x4a, 0x60, 0x33]
  expect(decodeShowControl(Uint8Array.from(bytes))?.time).toEqual({ ...ten, rate: 30 })
})

test.each([
  ['another universal message', '7f7f0401'],
  ['nothing after the format', '7f7f0201'],
  ['the beginning of a two-phase commit', '7f7f020120'],
  ['a cue that is no number', '7f7f02010141'],
  ['four parts', '7f7f02010131003200330034'],
  ['OPEN_CUE_LIST of nothing', '7f7f02101b'],
  ['OPEN_CUE_PATH with two texts', '7f7f02101d310032'],
  ['half a SET_CLOCK', '7f7f0210182000'],
  ['half a time', '7f7f02010420000a'],
  ['LOAD of nothing', '7f7f020105'],
  ['half a SET', '7f7f0201060201'],
  ['FIRE of nothing', '7f7f020107'],
  ['ALL_OFF with a cue', '7f7f02010831'],
  ['a cue of 101 digits', `7f7f020101${'31'.repeat(101)}`],
])('%s is no show control', (_what, hex) => {
  expect(decodeShowControl(Buffer.from(hex, 'hex'))).toBeNull()
})

const TIME = { hours: 0, minutes: 0, seconds: 5, frames: 0, rate: 25 }

test.each([
  ['GO', { cue: '1', time: TIME }, 'time'],
  ['STANDBY_PLUS', { time: TIME }, 'time'],
  ['RESET', { time: TIME }, 'time'],
  ['FIRE', { macro: 1, time: TIME }, 'time'],
  ['STOP', { control: 1, value: 2 }, 'control'],
  ['ALL_OFF', { macro: 1 }, 'macro'],
  ['GO', { macro: 1 }, 'macro'],
])('%s with %j is refused, for it would be sent as something else', (command, fields, field) => {
  const message = { kind: 'showControl', device: 1, format: 1, command, ...fields }
  const issues = midiMessage.safeParse(message).error?.issues ?? []
  expect(issues.map(({ message: problem }) => problem)).toContain(`${command} has no ${field}`)
})
