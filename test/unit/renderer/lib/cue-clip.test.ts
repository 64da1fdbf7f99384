import { describe, expect, test } from 'vitest'
import { clipText, readClip } from '../../../../renderer/lib/cue-clip.ts'
import {
  actsProblem,
  detailText,
  detailsOf,
  readActs,
  refusedAct,
  withDetail,
  withVerb,
  writeActs,
} from '../../../../renderer/lib/cue-acts.ts'
import type { TypedAct } from '../../../../renderer/lib/cue-acts.ts'
import { cellChange, cellText, fitsRow } from '../../../../renderer/lib/cue-cells.ts'
import { cueRow } from '../../../support/fake-cues.ts'

test('cues that are copied are read again as they were', () => {
  const cues = [{ id: 'a', name: 'Bell', actions: [{ action: 'go_list', list: 'fx' }] }]
  expect(readClip(clipText(cues))).toEqual(cues)
})

test.each([
  ['Bell', [{ id: 'row0', name: 'Bell' }]],
  [
    'Bell\nCurtain',
    [
      { id: 'row0', name: 'Bell' },
      { id: 'row1', name: 'Curtain' },
    ],
  ],
  [
    '1\tBell\tsoftly\r\n\r\n2\tCurtain',
    [
      { id: 'row0', number: '1', name: 'Bell', note: 'softly' },
      { id: 'row1', number: '2', name: 'Curtain' },
    ],
  ],
  ['Name\tNo.\nBell\t4', [{ id: 'row0', name: 'Bell', number: '4' }]],
  // A number that no cue could have is left out.
  ['4 5\tBell', [{ id: 'row0', name: 'Bell' }]],
  ['{"kind":"other"}', null],
  ['{', null],
  ['', null],
])('%j pasted holds %j', (text, cues) => {
  expect(readClip(text)).toEqual(cues)
})

test('a cell says what is to change, or why it cannot', () => {
  const cue = cueRow({ cueId: 'a', number: '1', preWait: 5000 })
  expect([cellText(cue, 'preWait'), cellText(cue, 'number'), cellText(cue, 'note')]).toEqual(['5 s', '1', ''])
  expect(cellChange('number', ' 1.5 ')).toEqual({ ok: true, value: { set: { number: '1.5' } } })
  expect(cellChange('number', '')).toEqual({ ok: true, value: { unset: ['number'] } })
  expect(cellChange('preWait', '1:30')).toEqual({ ok: true, value: { set: { preWait: 90_000 } } })
  expect(cellChange('name', '')).toEqual({ ok: true, value: { set: { name: '' } } })
  for (const [cell, text] of [
    ['number', 'a b'],
    ['preWait', 'soon'],
    ['name', 'x'.repeat(201)],
  ] as const)
    expect(cellChange(cell, text).ok).toBe(false)
})

test('a note that was cut, or has lines, has a form instead', () => {
  const notes = ['short', 'long…', 'two\nlines']
  expect(notes.map((note) => fitsRow(cueRow({ cueId: 'a', note }), 'note'))).toEqual([true, false, false])
})

test('actions are rows, whatever else they hold, and text that holds none is left alone', () => {
  const text = writeActs([{ action: 'start_playlist', id: 'warm' }])
  expect(readActs(text)).toEqual([{ action: 'start_playlist', id: 'warm' }])
  expect([readActs(''), readActs('{}'), readActs('[3]'), readActs('[')]).toEqual([[], null, null, null])
  const first = (): string => 'first'
  expect(withVerb({ action: 'start_playlist', id: 'warm' }, 'stop_playlist', first)).toEqual({
    ...{ action: 'stop_playlist', id: 'warm' },
  })
  expect(withVerb({ action: 'start_playlist', id: 'warm' }, 'go_list', first)).toEqual({
    ...{ action: 'go_list', list: 'first' },
  })
})

describe('an action with more to say', () => {
  const typed = (act: TypedAct, ...texts: readonly string[]): TypedAct =>
    detailsOf(act).reduce((made, detail, at) => withDetail(made, detail, texts[at] ?? ''), act)
  const texts = (act: TypedAct): string[] => detailsOf(act).map((detail) => detailText(detail, act))
  const fade = { action: 'fade_param', param: 'house', to: 0, over: 3000 }
  const recall = { action: 'recall_scene', scene: 'blue' }

  test('is written as it is typed, and empty fields are left out', () => {
    expect(typed(fade, '0.5', '4', 'S')).toEqual({ ...fade, to: 0.5, over: 4000, curve: 'S' })
    expect(typed({ ...fade, curve: 'S' }, 'true', '1:30', '')).toEqual({ ...fade, to: true, over: 90_000 })
    expect(typed(recall, '2 s', '', 'house, haze house')).toEqual({
      ...{ ...recall, over: 2000, mask: ['house', 'haze'] },
    })
    expect(typed({ ...recall, over: 5, mask: ['a'] }, '', '', '')).toEqual(recall)
  })

  test('is read as the show file has it', () => {
    expect(texts({ ...fade, over: '1m' })).toEqual(['0', '1:00', '', ''])
    expect(texts({ ...recall, curve: 'linear', mask: ['a', 'b'] })).toEqual(['', 'linear', 'a, b'])
    expect(texts({ action: 'start_playlist', id: 'warm' })).toEqual([])
  })

  test('keeps what cannot be read, and says which it is', () => {
    const bad = typed(fade, '1', 'soon')
    expect([bad['over'], texts(bad)[1]]).toEqual(['soon', 'soon'])
    expect(actsProblem([recall, bad])).toBe('action 2, over: must be a time, such as 4 s or 1:30')
    expect(actsProblem([recall, fade])).toBeNull()
    expect(refusedAct('show: cueLists[0].cues[3].actions[1].over')).toEqual({ at: 1, field: 'over' })
    expect([refusedAct('cue 4: actions.2'), refusedAct('cue 4')]).toEqual([{ at: 2, field: null }, null])
  })

  test('keeps parameter and value where it is set or fades', () => {
    const first = (): string => 'first'
    const set = { action: 'set_param', param: 'house', value: 0.5 }
    expect(withVerb(set, 'fade_param', first)).toEqual({ ...fade, to: 0.5 })
    expect(withVerb({ ...fade, to: 0.5, curve: 'S' }, 'set_param', first)).toEqual(set)
    expect(withVerb(recall, 'fade_param', first)).toEqual({ ...fade, param: 'first' })
  })
})
