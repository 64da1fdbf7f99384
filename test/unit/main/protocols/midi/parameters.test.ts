import { describe, expect, test } from 'vitest'
import { ParameterReader } from '../../../../../main/protocols/midi/parameters.ts'

type Change = readonly [controller: number, value: number, after?: number]

/** What each of these control changes on channel 1 tells; `after` so many ms, otherwise one. */
function completed(...changes: readonly Change[]): unknown[] {
  const reader = new ParameterReader()
  let at = 0
  return changes.map(([controller, value, after = 1]) => {
    at += after
    return reader.take({ kind: 'control', channel: 1, controller, value }, at)
  })
}

describe('a controller of 14 bits', () => {
  const value = (of: number) => ({ kind: 'control14', channel: 1, controller: 7, value: of })

  test('is complete with its low byte', () => {
    expect(completed([7, 100], [39, 3]).at(-1)).toEqual(value(12_803))
  })

  test('has a value with its high byte alone, in which the low one counts as 0', () => {
    expect(completed([7, 100])).toEqual([value(12_800)])
    expect(completed([7, 1], [39, 5], [7, 2]).at(-1)).toEqual(value(256))
    expect(completed([7, 1], [39, 5], [7, 0, 100])).toEqual([value(128), value(133), value(0)])
  })

  test('keeps its high byte for further low bytes', () => {
    expect(completed([7, 1], [39, 0], [39, 1]).slice(1)).toEqual([value(128), value(129)])
    expect(completed([7, 1], [39, 0], [39, 1, 100], [39, 2]).slice(2)).toEqual([value(129), value(130)])
  })

  test('is whole as well where the low byte comes first: a fader ends at 0 and at its top', () => {
    const down = [
      [39, 0],
      [7, 1],
    ] as const
    expect(completed(...down, [39, 0, 10], [7, 0]).at(-1)).toEqual(value(0))
    expect(completed(...down, [39, 5, 10], [7, 0]).at(-1)).toEqual(value(5))
    expect(completed(...down, [39, 127, 100], [7, 127]).at(-1)).toEqual(value(16_383))
  })

  test('is told in the order that a pause shows, whatever came at first', () => {
    // The high byte alone as a device starts, then pairs with the low byte first, then with the high byte first.
    expect(completed([7, 1], [39, 9, 500], [7, 2], [39, 10], [7, 3]).at(-1)).toEqual(value(394))
    expect(completed([39, 9], [7, 2], [7, 4, 500]).at(-1)).toEqual(value(512))
  })

  test('is none where only low bytes come, as from a device that uses these numbers by themselves', () => {
    expect(completed([39, 3], [40, 3], [64, 127])).toEqual([null, null, null])
  })

  test('has its own high byte on each channel', () => {
    const reader = new ParameterReader()
    reader.take({ kind: 'control', channel: 1, controller: 7, value: 1 }, 0)
    expect(reader.take({ kind: 'control', channel: 2, controller: 39, value: 1 }, 0)).toBeNull()
  })
})

describe('a parameter', () => {
  const nrpn = { kind: 'nrpn', channel: 1, parameter: 130 }

  test('has a value with the high byte and a finer one with the low byte', () => {
    expect(completed([99, 1], [98, 2], [6, 10], [38, 5])).toEqual([
      null,
      null,
      { ...nrpn, value: 1280 },
      { ...nrpn, value: 1285 },
    ])
  })

  test('has a whole value where the low byte comes first, and its parameter in either order', () => {
    expect(completed([98, 2], [99, 1], [38, 5], [6, 10], [38, 0, 10], [6, 0]).slice(2)).toEqual([
      { ...nrpn, value: 5 },
      { ...nrpn, value: 1285 },
      { ...nrpn, value: 1280 },
      { ...nrpn, value: 0 },
    ])
  })

  test('has a value with either byte alone', () => {
    expect(completed([99, 1], [98, 2], [6, 10], [38, 5], [6, 11, 100]).at(-1)).toEqual({
      ...nrpn,
      value: 1408,
    })
    expect(completed([99, 1], [98, 2], [38, 5]).at(-1)).toEqual({ ...nrpn, value: 5 })
  })

  test('keeps a value counted up for the low byte that follows', () => {
    expect(completed([99, 1], [98, 2], [6, 10], [38, 127], [96, 0], [38, 3]).slice(4)).toEqual([
      { ...nrpn, value: 1408 },
      { ...nrpn, value: 1411 },
    ])
  })

  test('stays chosen for further values', () => {
    expect(completed([99, 1], [98, 2], [6, 10], [6, 11]).slice(2)).toEqual([
      { ...nrpn, value: 1280 },
      { ...nrpn, value: 1408 },
    ])
  })

  test('is counted up and down, within its range', () => {
    const chosen = [
      [99, 1],
      [98, 2],
    ] as const
    expect(completed(...chosen, [6, 10], [96, 0], [97, 0], [97, 0]).slice(3)).toEqual([
      { ...nrpn, value: 1281 },
      { ...nrpn, value: 1280 },
      { ...nrpn, value: 1279 },
    ])
    expect(completed(...chosen, [97, 0]).at(-1)).toEqual({ ...nrpn, value: 0 })
    expect(completed(...chosen, [6, 127], [38, 127], [96, 0]).at(-1)).toEqual({ ...nrpn, value: 16_383 })
  })

  test('is registered where 101 and 100 choose it', () => {
    expect(completed([101, 0], [100, 1], [6, 64]).at(-1)).toEqual({
      kind: 'rpn',
      channel: 1,
      parameter: 1,
      value: 8192,
    })
  })

  test('is none after 127 and 127, before both its bytes, and of half each kind', () => {
    expect(completed([101, 127], [100, 127], [6, 64]).at(-1)).toBeNull()
    expect(completed([99, 1], [6, 64]).at(-1)).toBeNull()
    expect(completed([99, 1], [100, 1], [6, 64]).at(-1)).toBeNull()
  })

  test('leaves controllers 6 and 38 to themselves where none is chosen', () => {
    expect(completed([6, 1], [38, 1]).at(-1)).toEqual({
      kind: 'control14',
      channel: 1,
      controller: 6,
      value: 129,
    })
  })
})
