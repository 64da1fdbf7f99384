import { expect, test } from 'vitest'
import { timecodeTrigger } from '../../../../shared/model/timecode-trigger.ts'
import { timecodeTriggerText } from '../../../../shared/model/words.ts'
import { trigger } from '../../../../shared/model/trigger.ts'

test.each<[object, string]>([
  [{ timecode: '01:00:10:12' }, 'timecode 01:00:10:12'],
  [{ timecode: '01:00:10;12', direction: 'both' }, 'timecode 01:00:10;12 either way'],
  [
    { timecode: '01:00:10:12', direction: 'backward', onJump: 'fire', source: 'midi:Tape:1' },
    'timecode 01:00:10:12 backwards, or jumped over, from midi:Tape:1',
  ],
])('%j reads %s', (fields, text) => {
  expect(timecodeTriggerText(timecodeTrigger.parse(fields))).toBe(text)
})

test.each([
  ['midi:nanoKEY2 :1', 'midi:nanoKEY2:1'],
  ['midi: Bus 1\t:12', 'midi:Bus 1:12'],
  ['midi:Desk: Out:1', 'midi:Desk: Out:1'],
  ['osc:main ', 'osc:main '],
])('%j as a source is %j', (given, source) => {
  expect(trigger.parse({ timecode: '01:00:10:12', source: given }).source).toBe(source)
  expect(trigger.parse({ event: 'midi.received', source: given }).source).toBe(source)
})

test('a trigger is a match of an event, or a place on a tape', () => {
  expect(trigger.parse({ timecode: '01:00:10:12' })).toEqual({
    timecode: '01:00:10:12',
    direction: 'forward',
    onJump: 'skip',
  })
  expect(trigger.parse({ event: 'lights.go' })).toEqual({ event: 'lights.go', on: 'press', where: {} })
  expect(trigger.safeParse({ event: 'lights.go', timecode: '01:00:10:12' }).success).toBe(false)
})
