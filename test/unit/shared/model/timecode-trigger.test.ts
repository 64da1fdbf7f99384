import { expect, test } from 'vitest'
import { timecodeTrigger, timecodeTriggerText } from '../../../../shared/model/timecode-trigger.ts'
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

test('a trigger is a match of an event, or a place on a tape', () => {
  expect(trigger.parse({ timecode: '01:00:10:12' })).toEqual({
    timecode: '01:00:10:12',
    direction: 'forward',
    onJump: 'skip',
  })
  expect(trigger.parse({ event: 'lights.go' })).toEqual({ event: 'lights.go', on: 'press', where: {} })
  expect(trigger.safeParse({ event: 'lights.go', timecode: '01:00:10:12' }).success).toBe(false)
})
