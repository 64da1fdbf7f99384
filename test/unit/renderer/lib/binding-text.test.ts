import { describe, expect, test } from 'vitest'
import { followedPath } from '../../../../renderer/lib/binding-place.ts'
import { bindingText, bindingValue } from '../../../../renderer/lib/binding-text.ts'
import type { BindingField } from '../../../../renderer/lib/binding-text.ts'

describe('text of a field of a binding', () => {
  test.each<[BindingField, unknown, string]>([
    ['range', [0, 127], '0 to 127'],
    ['range', [1, -1], '1 to -1'],
    ['curve', 'S', 'S'],
    [
      'curve',
      [
        [0, 0],
        [0.75, 0.9],
        [1, 1],
      ],
      '0 0, 0.75 0.9, 1 1',
    ],
    ['percent', 0.07, '7'],
    ['layers', 'shift', 'shift'],
    ['layers', ['shift', '!solo'], 'shift, !solo'],
    ['light', 127, '127'],
    ['light', { value: 127, blink: 0, every: 500 }, '127 blink 0 every 500'],
    ['light', { value: 3, channel: 2 }, '3 channel 2'],
    ['light', 'red', 'red'],
    ['value', -60, '-60'],
    ['value', 'calm', '"calm"'],
  ])('%s %j is %s and back', (as, value, text) => {
    expect(bindingText(as, value)).toBe(text)
    expect(bindingValue(as, text)).toEqual({ ok: true, value })
  })

  test.each<[BindingField, string, string]>([
    ['range', '5 to 5', 'has no width: its ends must differ'],
    ['range', '5 to ', 'needs a number at its end'],
    ['range', '5 to', 'needs a number at its end'],
    ['range', 'to 5', 'needs a number at its beginning'],
    ['range', 'NaN to 5', 'needs a number at its beginning'],
    ['range', 'low to high', 'must be two numbers'],
    ['range', '0 to Infinity', 'needs a number at its end'],
    ['light', '127 every 500', 'must be a value, or such as 127 blink 0 every 500'],
    ['percent', 'NaN', 'must be a number of percent'],
    ['curve', '0 0, 1', 'must be points of two numbers from 0 to 1, such as 0 0, 0.75 0.9, 1 1'],
  ])('%s takes no %s', (as, text, why) => {
    expect(bindingValue(as, text)).toEqual({ ok: false, error: why })
  })
})

describe('what is typed for a binding', () => {
  const input = (controller: number, more: object = {}) => ({
    ...{ kind: 'value', match: { event: 'midi.received', where: { 'message.controller': controller } } },
    ...{ curve: 'linear', ...more },
  })
  const before = { inputs: [input(1), input(2)] }

  test('goes with it when one before it is removed, or comes', () => {
    expect(followedPath('inputs.1.curve', before, { inputs: [input(2)] })).toBe('inputs.0.curve')
    expect(followedPath('inputs.1.curve', before, { inputs: [input(9), input(1), input(2)] })).toBe(
      'inputs.2.curve',
    )
  })

  test('stays with it when others change what it is like', () => {
    const now = { inputs: [input(1), input(2, { curve: 'S' })] }
    expect(followedPath('inputs.1.curve', before, now)).toBe('inputs.1.curve')
    expect(followedPath('inputs.1.curve', before, { inputs: [input(2, { curve: 'S' })] })).toBe(
      'inputs.0.curve',
    )
  })

  test('is gone with it', () => {
    expect(followedPath('inputs.1.curve', before, { inputs: [input(1)] })).toBe(null)
    expect(followedPath('outputs.0.rate', before, before)).toBe(null)
    expect(followedPath('min', before, { inputs: [] })).toBe('min')
  })
})
