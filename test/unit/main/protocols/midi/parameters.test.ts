import { describe, expect, test } from 'vitest'
import { ParameterReader } from '../../../../../main/protocols/midi/parameters.ts'

/** What each of these control changes on channel 1 completes. */
function completed(...changes: readonly (readonly [controller: number, value: number])[]): unknown[] {
  const reader = new ParameterReader()
  return changes.map(([controller, value]) => reader.take({ kind: 'control', channel: 1, controller, value }))
}

describe('a controller of 14 bits', () => {
  const value = { kind: 'control14', channel: 1, controller: 7 }

  test('is complete with its low byte', () => {
    expect(completed([7, 100], [39, 3])).toEqual([null, { ...value, value: 12_803 }])
  })

  test('keeps its high byte for further low bytes', () => {
    expect(completed([7, 1], [39, 0], [39, 1]).slice(1)).toEqual([
      { ...value, value: 128 },
      { ...value, value: 129 },
    ])
  })

  test('is none where only low bytes come, as from a device that uses these numbers by themselves', () => {
    expect(completed([39, 3], [40, 3], [64, 127])).toEqual([null, null, null])
  })

  test('has its own high byte on each channel', () => {
    const reader = new ParameterReader()
    reader.take({ kind: 'control', channel: 1, controller: 7, value: 1 })
    expect(reader.take({ kind: 'control', channel: 2, controller: 39, value: 1 })).toBeNull()
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
