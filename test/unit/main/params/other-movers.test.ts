// Encoders, sticks and buttons that are bound to a parameter.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stepsOf } from '../../../../shared/model/encoder-steps.ts'
import { BoundParam } from '../../../support/bound-param.ts'

describe('an encoder tells steps', () => {
  test.each([
    ['twos', 1, 1],
    ['twos', 127, -1],
    ['twos', 64, -64],
    ['offset', 65, 1],
    ['offset', 63, -1],
    ['offset', 64, 0],
    ['sign', 1, 1],
    ['sign', 65, -1],
    ['sign', 64, 0],
    ['plain', -2.5, -2.5],
    ['plain', NaN, 0],
    ['plain', Infinity, 0],
    ['plain', 1e9, 64],
  ] as const)('%s %d is %d', (encoding, value, steps) => {
    expect(stepsOf(encoding, value)).toBeCloseTo(steps, 12)
  })
})

describe('an encoder', () => {
  test('moves a hundredth of the range with each step, from wherever the value is', () => {
    const param = new BoundParam({ kind: 'encoder', encoding: 'twos' }, { type: 'number', max: 10 })
    param.other(5)
    expect([1, 1, 127, 3].map((value) => param.hear(value))).toEqual([5.1, 5.2, 5.1, 5.4])
  })

  test('stops at the ends, or goes on at the other', () => {
    const stops = new BoundParam({ kind: 'encoder', step: 100 }, { type: 'number', max: 360 })
    expect([1, 1, 1, 1, 1].map((value) => stops.hear(value))).toEqual([100, 200, 300, 360, 360])
    const wraps = new BoundParam({ kind: 'encoder', step: 100, wraps: true }, { type: 'number', max: 360 })
    expect([1, 1, 1, 1, -2].map((value) => wraps.hear(value))).toEqual([100, 200, 300, 40, 200])
  })

  test('steps through choices, round and round', () => {
    const param = new BoundParam({ kind: 'encoder', wraps: true }, { type: 'text', choices: ['a', 'b', 'c'] })
    expect([1, 1, 1].map((value) => param.hear(value))).toEqual([1, 2, 0])
  })

  test('moves further where it is turned fast', () => {
    const param = new BoundParam({ kind: 'encoder', step: 1, acceleration: 5 }, { type: 'number', max: 100 })
    expect(
      [
        [1, 0],
        [1, 1000],
        [1, 1025],
        [1, 1025],
      ].map(([value, at]) => param.hear(value as number, { at: at as number })),
    ).toEqual([1, 2, 5, 10])
  })

  test('ends where the sum of its steps is, in whatever order they come', () => {
    const steps = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 100 })
    fc.assert(
      fc.property(steps, (turned) => {
        const param = new BoundParam({ kind: 'encoder', step: 0.1 }, { type: 'number', min: -100, max: 100 })
        param.other(0)
        for (const value of turned) param.hear(value)
        const sum = turned.reduce((all, one) => all + one, 0)
        expect(param.value).toBe(Number((sum / 10).toFixed(9)))
      }),
    )
  })
})

describe('a stick', () => {
  const stick = (fields: Record<string, unknown> = {}): BoundParam =>
    new BoundParam({ kind: 'rate', deadZone: 0.1, ...fields }, { type: 'number', max: 100 })

  test('that is held goes on moving, as fast as it is held far', () => {
    const param = stick({ speed: 50 })
    param.hear(1)
    param.pass(1000)
    expect(param.value).toBeCloseTo(50, 9)
    param.hear(0.55)
    param.pass(1200)
    expect(param.value).toBeCloseTo(55, 9)
  })

  test('moves nothing when it is let go, and wakes nobody', () => {
    const param = stick()
    param.hear(1)
    param.pass(100)
    param.hear(0.05)
    expect(param.wakeAt).toBeNull()
    const { value } = param
    param.pass(5000)
    expect(param.value).toBe(value)
  })

  test('stops at the end of the range', () => {
    const param = stick()
    param.hear(-1)
    param.pass(500)
    expect(param.value).toBe(0)
  })

  test('does not leap where time was lost', () => {
    const param = stick({ speed: 100 })
    param.hear(1)
    param.now = 30_000
    expect(param.hear(0, { at: 30_000 })).toBeCloseTo(10, 9)
  })

  test('that is held through a panic moves nothing until it has been at rest', () => {
    const param = stick()
    param.hear(1)
    param.pass(200)
    param.panic()
    const { value } = param
    param.hear(0.9)
    param.pass(1000)
    expect(param.value).toBe(value)
    param.hear(0)
    param.hear(1)
    param.pass(1200)
    expect(param.value).toBeGreaterThan(value)
  })

  test('that is unplugged while it is held stops', () => {
    const param = stick()
    param.hear(1)
    param.pass(200)
    param.unplug()
    expect(param.wakeAt).toBeNull()
  })
})

describe('a button', () => {
  const button = (does: string, fields: Record<string, unknown> = {}): BoundParam =>
    new BoundParam({ kind: 'button', does, ...fields }, { type: 'number', max: 10 })

  test('sets a value', () => {
    expect(button('set', { value: 7 }).hear(1)).toBe(7)
  })

  test('turns the value over, by what it is and not by what was pressed last', () => {
    const param = button('toggle')
    expect([param.hear(1), param.hear(1)]).toEqual([10, 0])
    param.other(10)
    expect(param.hear(1)).toBe(0)
  })

  test('steps up and down', () => {
    const up = button('up')
    expect([up.hear(1), up.hear(1)]).toEqual([1, 2])
    const down = button('down', { wraps: true, step: 4 })
    expect([down.hear(1), down.hear(1)]).toEqual([6, 2])
  })

  test('holds a value while it is down, also where its device goes away', () => {
    const param = button('hold', { value: 8, release: 1 })
    expect([param.hear(1), param.hear(0, { edge: 'release' })]).toEqual([8, 1])
    param.hear(1)
    param.unplug()
    expect(param.value).toBe(1)
  })

  test('that was never pressed is not let go', () => {
    expect(button('hold', { value: 8, release: 1 }).hear(0, { edge: 'release' })).toBe(0)
  })
})
