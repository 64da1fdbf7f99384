import { describe, expect, test } from 'vitest'
import { SMALL_EVENT, lightPayload, sizeOf } from '../../../../shared/model/size.ts'

describe('the size of a value', () => {
  test.each([
    [null, 0],
    [true, 0],
    [7, 16],
    ['', 24],
    ['GO', 28],
    [[], 48],
    [[1, 2], 48 + 2 * (8 + 16)],
    [[[[[true]]]], 4 * (48 + 8)],
    [{ level: 1 }, 56 + 8 + 5 + 16],
    [{ args: ['a', null] }, 56 + 8 + 4 + 48 + 2 * 8 + 26],
  ])('%j takes about %d bytes', (value, bytes) => {
    expect(sizeOf(value)).toBe(bytes)
  })

  test('an object of many members is a table, and takes more for each', () => {
    const table = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${1000 + index}`, index]))
    expect(sizeOf(table)).toBe(56 + 1000 * (8 + 5 + 16 + 48))
  })

  test('bytes count as what they are', () => {
    expect(sizeOf(new Uint8Array(1000))).toBe(1024)
  })

  test('a text of 60,000 characters is never taken for less than it can take', () => {
    expect(sizeOf({ args: ['ä'.repeat(60_000)] })).toBeGreaterThanOrEqual(120_000)
  })
})

describe('what is remembered of a payload', () => {
  const osc = { address: '/go', types: 's', args: ['x'.repeat(60_000)], latestOnly: false }

  test('a small one is remembered as it is', () => {
    expect(lightPayload(osc, SMALL_EVENT)).toBe(osc)
  })

  test('a large one without its large members', () => {
    expect(lightPayload(osc, SMALL_EVENT + 1)).toEqual({
      address: '/go',
      types: 's',
      args: null,
      latestOnly: false,
    })
  })

  test.each([['x'.repeat(5000)], [new Array(5000).fill(1)], [null]])(
    'nothing of one that has no members',
    (payload) => {
      expect(lightPayload(payload, 10_000)).toBeNull()
    },
  )

  test('no more than its first members where there are thousands', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`name${index}`, index]))
    expect(sizeOf(lightPayload(many, sizeOf(many)))).toBeLessThanOrEqual(SMALL_EVENT)
  })
})
