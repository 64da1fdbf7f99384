import { describe, expect, test } from 'vitest'
import {
  devicesInShort,
  gestureOn,
  idOf,
  rangeText,
  troubledFirst,
} from '../../../../renderer/lib/input-words.ts'
import { capturedPad } from '../../../support/captured-pad.ts'

describe('inputs in words', () => {
  test('controllers in trouble come first, those that are off last, the others keep their order', () => {
    const states = ['open', 'off', 'lost', 'searching', 'refused', 'opening'] as const
    const sorted = troubledFirst(states.map((state) => ({ state })))
    expect(sorted.map(({ state }) => state)).toEqual([
      'lost',
      'refused',
      'open',
      'searching',
      'opening',
      'off',
    ])
  })

  test.each([
    [['open', 'open', 'off'], '2 open'],
    [['open', 'lost', 'refused'], '1 open, 2 in trouble'],
  ] as const)('%s is "%s"', (states, words) => {
    expect(devicesInShort(states.map((state) => ({ state })))).toBe(words)
  })

  test.each([
    [{ min: 0, max: 127 }, '0 to 127'],
    [{ min: -1, max: 0.123456 }, '-1 to 0.123'],
    [{ min: 1, max: 1 }, '1'],
    [null, null],
  ])('the range %o is "%s"', (range, words) => {
    expect(rangeText(range)).toBe(words)
  })

  test.each([
    ['Double tap l1', 'double-tap-l1'],
    ['/fader/1 (échelle)', 'fader-1-e-chelle'],
    ['💥', ''],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('the name "%s" makes the id "%s"', (name, id) => {
    expect(idOf(name)).toBe(id)
  })

  test('a gesture on a learned control watches its match, and publishes an event only where one is named', () => {
    const typed = { id: ' tap ', name: ' Tap ', output: ' ' }
    const sources = [{ event: 'hid.received', source: 'virtual:desk', where: { control: 'pad1' } }]
    expect(gestureOn(capturedPad, 'doubleTap', typed)).toEqual({
      kind: 'doubleTap',
      id: 'tap',
      name: 'Tap',
      sources,
    })
    expect(gestureOn(capturedPad, 'hold', { ...typed, output: 'lights.go' })).toEqual({
      kind: 'hold',
      id: 'tap',
      name: 'Tap',
      sources,
      output: 'lights.go',
    })
  })
})
