import { describe, expect, test } from 'vitest'
import { decodeShowControl, encodeShowControl } from '../../../../../main/protocols/midi/show-control.ts'
import type { ShowControl } from '../../../../../shared/model/midi.ts'

const lighting = { kind: 'showControl', device: 127, format: 1, cue: '', list: '', path: '' } as const
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
  ])('%s', (_what, message, hex) => {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    expect(Buffer.from(encodeShowControl(message)).toString('hex')).toBe(bytes.toString('hex'))
    expect(decodeShowControl(bytes)).toEqual(message)
  })
})

test('bits of a time that are not the time are left out', () => {
  const bytes = [0x7f, 0x7f, 2, 1, 4, 0x60, 0x40, 0x4a, 0x60, 0x33]
  expect(decodeShowControl(Uint8Array.from(bytes))?.time).toEqual({ ...ten, rate: 30 })
})

test.each([
  ['another universal message', '7f7f0401'],
  ['nothing after the format', '7f7f0201'],
  ['a command of sound desks', '7f7f020110'],
  ['a cue that is no number', '7f7f02010141'],
  ['four parts', '7f7f02010131003200330034'],
  ['a list without a cue', '7f7f0201010032'],
  ['half a time', '7f7f02010420000a'],
  ['LOAD of nothing', '7f7f020105'],
  ['half a SET', '7f7f0201060201'],
  ['FIRE of nothing', '7f7f020107'],
  ['ALL_OFF with a cue', '7f7f02010831'],
  ['a cue of 101 digits', `7f7f020101${'31'.repeat(101)}`],
])('%s is no show control', (_what, hex) => {
  expect(decodeShowControl(Buffer.from(hex, 'hex'))).toBeNull()
})
