// Faders: where they move a parameter to, how they take over, and what they never do.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BoundParam } from '../../../support/bound-param.ts'

const MIDI = { range: [0, 127] } as const
const FOURTEEN = { range: [0, 16_383], isPaired: true } as const

function fader(fields: Record<string, unknown> = {}, definition?: Record<string, unknown>): BoundParam {
  return new BoundParam({ kind: 'value', ...fields }, definition)
}

describe('a fader', () => {
  test('moves the whole range, and its ends are met exactly', () => {
    const param = fader({}, { type: 'number', min: -60, max: 6 })
    expect([0, 64, 127].map((value) => param.hear(value, MIDI))).toEqual([-60, -26.740157480314963, 6])
  })

  test('moves part of the range with part of its travel', () => {
    const param = fader({ from: [20, 100], to: [0.25, 0.75] })
    expect([0, 20, 60, 100, 127].map((value) => param.hear(value, MIDI))).toEqual([
      0.25, 0.25, 0.5, 0.75, 0.75,
    ])
  })

  test('moves the other way round where it is inverted', () => {
    const param = fader({ invert: true })
    expect([0, 0.25, 1].map((value) => param.hear(value))).toEqual([1, 0.75, 0])
  })

  test('moves in steps, of which each reaches a little beyond its border', () => {
    const param = fader({ steps: 5 })
    expect([0, 0.12, 0.14, 0.16, 0.12, 0.09, 1].map((value) => param.hear(value))).toEqual([
      0, 0, 0, 0.25, 0.25, 0, 1,
    ])
  })

  test('is taken to rest near its rest, and jumps nowhere beyond', () => {
    const stick = fader({ from: [-1, 1], deadZone: 0.1 })
    expect([-1, -0.2, -0.1, 0.15, 0.2, 0.6, 1].map((value) => stick.hear(value))).toEqual([
      0, 0.5, 0.5, 0.5, 0.5, 0.75, 1,
    ])
  })

  test('that trembles moves nothing, and its ends count however small the step is', () => {
    const param = fader({ hysteresis: 0.01 })
    expect([0.5, 0.505, 0.495, 0.51, 0.995, 1, 0.998, 0].map((value) => param.hear(value))).toEqual([
      0.5, 0.5, 0.5, 0.51, 0.995, 1, 1, 0,
    ])
  })

  test('that says what is no number moves nothing', () => {
    const param = fader()
    param.hear(0.5)
    expect(param.hear(null)).toBe(0.5)
  })

  test('turns a switch at half of its travel, and not back while it trembles there', () => {
    const param = fader({}, { type: 'boolean' })
    expect([0.4, 0.61, 0.45, 0.39, 0.1].map((value) => param.hear(value))).toEqual([0, 1, 1, 0, 0])
  })

  test('chooses among three', () => {
    const param = fader({}, { type: 'text', choices: ['a', 'b', 'c'] })
    expect([0, 0.4, 0.7, 0.9].map((value) => param.hear(value))).toEqual([0, 1, 1, 2])
  })
})

describe('two hands', () => {
  test('a fader that jumps takes the value at once', () => {
    const param = fader()
    param.other(0.9)
    expect(param.hear(0.1)).toBe(0.1)
  })

  test('one that picks up waits until it passes the value, and holds it from then on', () => {
    const param = fader({ takeover: 'pickup' })
    param.other(0.5)
    expect([0.1, 0.4, 0.55, 0.2].map((value) => param.hear(value))).toEqual([0.5, 0.5, 0.55, 0.2])
  })

  test('it must catch the value again when somebody else has moved it', () => {
    const param = fader({ takeover: 'pickup' })
    expect([0, 0.3].map((value) => param.hear(value))).toEqual([0, 0.3])
    param.other(0.8)
    expect([0.31, 0.5, 0.79, 0.81].map((value) => param.hear(value))).toEqual([0.8, 0.8, 0.8, 0.81])
  })

  test('it catches what is a step of 7 bits away where it has not been heard before, and no more', () => {
    const near = fader({ takeover: 'pickup' })
    near.other(0.5)
    expect(near.hear(0.507)).toBe(0.507)
    const far = fader({ takeover: 'pickup' })
    far.other(0.5)
    expect(far.hear(0.51)).toBe(0.5)
  })

  test('one that scales comes to the end together with the value', () => {
    const param = fader({ takeover: 'scale' })
    param.other(0.5)
    expect([0.2, 0.6, 1, 0.5].map((value) => param.hear(value))).toEqual([0.5, 0.75, 1, 0.5])
  })
})

describe('a fader that follows softly', () => {
  test('has gone 63 % of the way after its time constant, and rests on its target exactly', () => {
    const param = fader({ smoothing: 100 })
    param.hear(1)
    const seen = param.pass(2000)
    expect(seen[9]).toBeCloseTo(1 - Math.exp(-1), 9)
    expect(param.value).toBe(1)
    expect(param.wakeAt).toBeNull()
    expect(seen).toHaveLength(93)
  })

  test('lets go when somebody else takes the value', () => {
    const param = fader({ smoothing: 100 })
    param.hear(1)
    param.pass(50)
    param.other(0.2)
    param.pass(2000)
    expect(param.value).toBe(0.2)
  })

  test('stays where it is through a panic', () => {
    const param = fader({ smoothing: 100 })
    param.hear(1)
    param.pass(100)
    const { value } = param
    param.panic()
    param.pass(5000)
    expect(param.value).toBe(value)
  })
})

describe('unplugged and plugged in again', () => {
  test('a fader that jumps does not, for what its device tells first', () => {
    const param = fader()
    param.hear(0.3)
    param.unplug()
    expect(param.hear(0.9, { isFirst: true })).toBe(0.3)
    expect(param.hear(0.91)).toBe(0.91)
  })

  test('a fader that picks up must catch the value, though it was on the other side of it before', () => {
    const param = fader({ takeover: 'pickup' })
    param.hear(0)
    param.hear(0.3)
    param.unplug()
    expect([0.9, 0.8, 0.2].map((value) => param.hear(value))).toEqual([0.3, 0.3, 0.2])
  })
})

describe('14 bits in two bytes', () => {
  test('the high byte first: nothing moves until the low one is there', () => {
    const param = fader()
    const heard = [
      [6400, 0],
      [6500, 1],
      [6656, 100],
      [6700, 101],
    ] as const
    expect(heard.map(([value, at]) => param.hear(value, { ...FOURTEEN, at }))).toEqual(
      [0, 6500, 6500, 6700].map((value) => value / 16_383),
    )
  })

  test('the low byte first, once that is known of the device', () => {
    const param = fader()
    const heard = [
      [100 * 128 + 5, 0],
      [101 * 128 + 5, 1],
      // From 101/5 by way of 101/3 to 102/3.
      [101 * 128 + 3, 100],
      [102 * 128 + 3, 101],
    ] as const
    expect(heard.map(([value, at]) => Math.round(param.hear(value, { ...FOURTEEN, at }) * 16_383))).toEqual([
      12_805, 12_933, 12_933, 13_059,
    ])
  })

  test('a device that sends but the high byte is waited for once', () => {
    const param = fader()
    param.hear(6400, { ...FOURTEEN, at: 0 })
    expect(param.pass(10)).toEqual([6400 / 16_383])
    expect(param.hear(12_800, { ...FOURTEEN, at: 20 })).toBe(12_800 / 16_383)
  })

  test('a low byte that is 0 is no reason to wait for another', () => {
    const param = fader()
    param.hear(6400, { ...FOURTEEN, at: 0 })
    expect(param.hear(6400, { ...FOURTEEN, at: 1 })).toBe(6400 / 16_383)
    expect(param.wakeAt).toBeNull()
  })
})

const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('a hand and a fade that pass each other', () => {
  test('meet, however far the fade went between two values of the hand', () => {
    const param = fader({ takeover: 'pickup' })
    param.hear(0.8)
    param.fades(1)
    param.fadedTo(0.3)
    expect(param.hear(0.5, { at: 1000 })).toBe(0.3)
    param.fadedTo(0.48)
    expect(param.hear(0.45, { at: 1050 })).toBe(0.45)
    expect(param.hear(0.4, { at: 1100 })).toBe(0.4)
  })

  test('meet where it has arrived by then', () => {
    const param = fader({ takeover: 'pickup' })
    param.fades(0.5)
    expect(param.hear(0.52)).toBe(0)
    param.fadedTo(0.5)
    expect(param.hear(0.46, { at: 50 })).toBe(0.46)
  })

  test('do not meet where the hand rested while it went by', () => {
    const param = fader({ takeover: 'pickup' })
    param.fades(1)
    expect(param.hear(0.5)).toBe(0)
    param.fadedTo(0.9)
    expect(param.hear(0.51, { at: 5000 })).toBe(0.9)
  })

  test('do not meet where somebody has set it to the other side', () => {
    const param = fader({ takeover: 'pickup' })
    param.fades(1)
    expect(param.hear(0.5)).toBe(0)
    param.other(0.9)
    expect(param.hear(0.51, { at: 50 })).toBe(0.9)
  })

  test('a hand that crosses it once catches it, whatever the rates', () => {
    const rates = fc.record({
      every: fc.integer({ min: 1, max: 500 }),
      over: fc.integer({ min: 100, max: 60_000 }),
      hand: fc.integer({ min: 100, max: 20_000 }),
      begins: fc.integer({ min: 0, max: 1000 }),
      isDown: fc.boolean(),
    })
    fc.assert(
      fc.property(rates, ({ every, over, hand, begins, isDown }) => {
        const param = fader({ takeover: 'pickup' })
        const turned = (place: number): number => (isDown ? place : 1 - place)
        param.other(turned(0))
        param.hear(turned(1))
        param.fades(turned(1))
        for (let at = begins; ; at += every) {
          if (!param.holds) param.fadedTo(turned(Math.min(1, at / over)))
          const place = Math.max(0, 1 - (at - begins) / hand)
          param.hear(turned(place), { at })
          if (place === 0) break
        }
        // Both have come to the other end.
        expect(param.holds || begins >= over).toBe(true)
      }),
    )
  })
})

describe('whatever is done to it', () => {
  test('picking up never moves the value further than the control has moved, once it was heard', () => {
    const act = fc.oneof(
      { weight: 4, arbitrary: share.map((value) => ({ value, isOther: false })) },
      { weight: 1, arbitrary: share.map((value) => ({ value, isOther: true })) },
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const param = fader({ takeover: 'pickup' })
        let stood: number | null = null
        for (const { value, isOther } of acts) {
          if (isOther) {
            param.other(value)
            continue
          }
          const before = param.value
          const moved = Math.abs(param.hear(value) - before)
          expect(moved).toBeLessThanOrEqual((stood === null ? 1 / 127 : Math.abs(value - stood)) + 1e-6)
          stood = value
        }
      }),
    )
  })

  test('scaling goes the way of the control and never past its end', () => {
    fc.assert(
      fc.property(share, fc.array(share, { maxLength: 40 }), (start, moves) => {
        const param = fader({ takeover: 'scale' })
        param.other(start)
        let stood: number | null = null
        for (const value of moves) {
          const before = param.value
          const after = param.hear(value)
          expect(after).toBeGreaterThanOrEqual(0)
          expect(after).toBeLessThanOrEqual(1)
          if (stood !== null && value > stood) expect(after).toBeGreaterThanOrEqual(before - 1e-6)
          if (stood !== null && value < stood) expect(after).toBeLessThanOrEqual(before + 1e-6)
          stood = value
        }
      }),
    )
  })

  test('a value is always within what it may move', () => {
    const input = fc.record({
      from: fc.constantFrom([0, 1], [1, 0], [-1, 1], [0.2, 0.3]),
      to: fc.constantFrom([0, 100], [80, 20], [10, 10.5]),
      curve: fc.constantFrom('linear', 'logarithmic', 'S'),
      invert: fc.boolean(),
      deadZone: fc.constantFrom(0, 0.05, 0.3),
      takeover: fc.constantFrom('jump', 'pickup', 'scale'),
    })
    const heard = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 20 })
    fc.assert(
      fc.property(input, heard, (fields, values) => {
        const param = fader(fields, { type: 'number', min: 0, max: 100, default: 40 })
        for (const value of values) {
          const at = param.hear(value)
          const [low, high] = [Math.min(...fields.to), Math.max(...fields.to)] as [number, number]
          if (param.holds) expect(at >= low - 1e-9 && at <= high + 1e-9).toBe(true)
        }
      }),
    )
  })
})
