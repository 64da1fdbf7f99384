import { describe, expect, test } from 'vitest'
import { draggedTo, takenAt } from '../../../../renderer/lib/fader-drag.ts'
import { columnsIn, placeHeight, rowsOf } from '../../../../renderer/lib/fader-layout.ts'
import {
  movedBefore,
  movedBy,
  newPage,
  pageMovedBy,
  prefixOf,
  tabsOf,
} from '../../../../renderer/lib/fader-pages.ts'
import {
  decimalsOf,
  keyedValue,
  shareOf,
  stepped,
  typedValue,
  valueAt,
  zeroOf,
} from '../../../../renderer/lib/fader-scale.ts'
import { boundTexts, fadeText, ghostsOf, movedText } from '../../../../renderer/lib/param-words.ts'
import type { NamedParam } from '../../../../shared/contract/streams.ts'
import type { FaderPageDefinition } from '../../../../shared/model/fader-page.ts'
import type { ParamView } from '../../../../shared/model/param.ts'

type Numbered = Extract<NamedParam, { type: 'number' }>
const number = (name: string, fields: Partial<Numbered> = {}): Numbered => ({
  ...{ name, type: 'number', min: 0, max: 1, unit: '' },
  ...fields,
})
const level = number('level', { min: -60, max: 6, unit: 'dB' })
const page = (id: string, ...params: readonly string[]): FaderPageDefinition => ({
  ...{ id, name: id.toUpperCase(), params: [...params], size: 'medium' },
})

describe('a value on a fader', () => {
  test.each([
    [{ min: 0, max: 1 }, 3],
    [{ min: -60, max: 6 }, 2],
    [{ min: 0, max: 127 }, 1],
    [{ min: 0, max: 16_383 }, 0],
    [{ min: 0, max: 1e-9 }, 12],
  ])('of %j has %i decimals', (range, decimals) => {
    expect(decimalsOf(range)).toBe(decimals)
  })

  test('is what is read of it, and at the ends exactly the end', () => {
    expect(valueAt(level, 0.12345)).toBe(-51.85)
    expect(valueAt({ min: 0.1, max: 0.7 }, 1)).toBe(0.7)
    expect(valueAt({ min: 0.1, max: 0.7 }, 0)).toBe(0.1)
    expect(shareOf(level, -27)).toBeCloseTo(0.5)
    expect(shareOf(level, 100)).toBe(1)
  })

  test('stands somewhere in a range whose ends are further apart than any number', () => {
    const range = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE }
    expect(shareOf(range, 0)).toBe(0.5)
    expect(Number.isFinite(valueAt(range, 0.3))).toBe(true)
  })

  test('has a bar from 0 where that is in the middle, and from below of a level', () => {
    expect(zeroOf({ min: -1, max: 1 })).toBe(0.5)
    expect(zeroOf(level)).toBe(0)
    expect(zeroOf({ min: 10, max: 20 })).toBe(0)
  })

  test('moves by round steps with keys, finer with Shift, and to its ends', () => {
    const by = (key: string, fine = false) => keyedValue(level, -30, { key, fine, along: 'up' })
    expect([by('ArrowUp'), by('ArrowDown', true), by('PageUp'), by('Home'), by('End')]).toEqual([
      ...[-29.9, -30.01, -29, -60, 6],
    ])
    expect(by('ArrowRight')).toBe(null)
    expect(keyedValue(level, -30, { key: 'ArrowRight', fine: false, along: 'right' })).toBe(-29.9)
    expect(stepped(level, 5.95, 1)).toBe(6)
    expect(stepped({ min: 0, max: 127 }, 3, 1)).toBe(4)
  })

  test.each([
    ['-12', -12],
    ['-12,5 dB', -12.5],
    ['\u22123 db', -3],
    [' 6 ', 6],
  ])('is taken as typed: %s', (text, value) => {
    expect(typedValue(level, text)).toEqual({ ok: true, value })
  })

  test.each(['', 'dB', '7', 'loud', 'NaN', '1e999'])('is not taken where it is none: %j', (text) => {
    expect(typedValue(level, text)).toEqual({ ok: false, error: 'must be a number from -60 to 6 dB' })
  })
})

describe('a hand on a fader', () => {
  test('moves nothing by touching it, and then moves it by as much as it goes', () => {
    const touched = takenAt(1, 100, 0.5)
    expect(draggedTo(touched, 102, 200, false)).toMatchObject({ share: 0.5, isMoved: false })
    const begun = draggedTo(touched, 104, 200, false)
    expect(begun).toMatchObject({ share: 0.5, isMoved: true })
    expect(draggedTo(begun, 124, 200, false).share).toBeCloseTo(0.6)
    expect(draggedTo(begun, 124, 200, true).share).toBeCloseTo(0.51)
  })

  test('comes back from an end at once', () => {
    const beyond = draggedTo({ pointer: 1, at: 0, share: 0.9, isMoved: true }, 500, 100, false)
    expect(beyond.share).toBe(1)
    expect(draggedTo(beyond, 490, 100, false).share).toBeCloseTo(0.9)
  })
})

describe('a page of faders', () => {
  const params = ['mix.1', 'mix.2', 'haze'].map((name) => number(name))

  test('holds what it names in its order, once, and the places of what is gone', () => {
    const tabs = tabsOf([page('busk', 'haze', 'gone', 'mix.1', 'haze')], params)
    expect(tabs.map(({ id }) => id)).toEqual(['page:busk', 'all'])
    expect(tabs[0]?.placed).toEqual([params[2], 'gone', params[0]])
    expect(tabs[1]?.placed).toBe(params)
  })

  test('is made of how names begin where the show has none', () => {
    expect(tabsOf([], params).map(({ id, placed }) => `${id} ${placed.length}`)).toEqual([
      ...['all 3', 'group:mix 2'],
    ])
    expect(['mix12', 'fx-left', 'a.b.c', 'haze', '7'].map(prefixOf)).toEqual(['mix', 'fx', 'a', null, null])
    expect(tabsOf([], [])).toMatchObject([{ id: 'all', placed: [] }])
  })

  test('has rows as long as there is room, in which choices take two places', () => {
    const mood: NamedParam = { name: 'mood', type: 'text', choices: ['calm', 'wild'] }
    const rows = rowsOf([number('a'), number('b'), mood, number('c')], 3)
    expect(rows.map(({ key }) => key)).toEqual(['a b', 'mood c'])
    expect(rowsOf([mood], 1)).toHaveLength(1)
    expect([columnsIn(0, 'small'), columnsIn(92 * 3 + 12, 'medium')]).toEqual([1, 3])
  })

  test('is put in order, and left alone by what changes nothing', () => {
    const names = ['a', 'b', 'c']
    expect(movedBefore(names, 'c', 'a')).toEqual(['c', 'a', 'b'])
    expect(movedBefore(names, 'a', null)).toEqual(['b', 'c', 'a'])
    expect(movedBefore(names, 'a', 'b')).toBe(names)
    expect(movedBefore(names, 'c', null)).toBe(names)
    expect(movedBy(names, 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(movedBy(names, 'c', 1)).toBe(names)
    const pages = [page('a'), page('b'), page('c')]
    expect(pageMovedBy(pages, 'a', 1)).toMatchObject({ ids: ['a'], before: 'c' })
    expect(pageMovedBy(pages, 'b', 1)).toMatchObject({ ids: ['b'], before: null })
    expect(pageMovedBy(pages, 'b', -1)).toMatchObject({ ids: ['b'], before: 'a' })
    expect(pageMovedBy(pages, 'a', -1)).toBe(null)
  })

  test('has an id of its own', () => {
    expect(newPage([page('lights')], 'Lights!', ['a'])).toEqual({
      id: 'lights-2',
      mutation: {
        ...{ edit: 'put', kind: 'page', id: 'lights-2', before: null },
        value: { id: 'lights-2', name: 'Lights!', params: ['a'] },
      },
    })
    expect(newPage([], '音', []).id).toBe('page')
  })
})

describe('what is told of a fader', () => {
  const view: ParamView = {
    ...{ name: 'level', value: -30, committed: -30, moving: true, refused: null },
    ...{ by: 'FOH', changedAt: 1000, fade: null },
  }

  test('that it fades, where to and how long still', () => {
    const fade = { from: -60, to: 0, startedAt: 1000, endsAt: 11_000, curve: 'linear', by: 'cue 3' } as const
    expect(fadeText(level, { ...view, fade }, 6800)).toBe('fades to 0.00 dB, 4.2 s left')
    expect(movedText({ ...view, fade }, 6800)).toBe('cue 3 fades it')
    expect(fadeText(level, view, 6800)).toBe(null)
  })

  test('which controls hold it or have yet to catch it, and what has not left', () => {
    const bound = {
      ...view,
      controls: [
        { input: 0, by: 'X-Touch', value: -27, holds: false },
        { input: 1, by: 'pad', value: null, holds: false },
        { input: 2, by: 'QLab', value: -30, holds: true },
      ],
      outputs: [
        { sent: 12, collapsed: 3, waits: true },
        { sent: 1, collapsed: 0, waits: false },
      ],
    }
    expect(boundTexts(bound)).toEqual([
      'held by QLab',
      'X-Touch has yet to catch it',
      '13 sent, 3 left out as too fast',
      '1 of 2 messages have not left yet',
    ])
    expect(ghostsOf(level, bound)).toEqual([0.5])
    expect(boundTexts(view)).toEqual([])
  })
})

describe('the height of faders', () => {
  test.each([
    ['medium', 1, 500, 488],
    ['medium', 1, 1300, 590],
    ['medium', 2, 700, 341],
    ['medium', 3, 600, 252],
    ['large', 1, 200, 360],
  ] as const)('that are %s in rows: %i in %i px', (size, rows, room, height) => {
    expect(placeHeight(size, rows, room)).toBe(height)
  })
})
