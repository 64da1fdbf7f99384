import { describe, expect, test } from 'vitest'
import { Recent } from '../../../../shared/base/recent.ts'

describe('a map of what is recent', () => {
  test('it surely keeps half, and never more than twice as many', () => {
    const forgotten: number[] = []
    const recent = new Recent<number>(2, (gone) => forgotten.push(...gone))
    for (const number of [1, 2, 3, 4, 5]) recent.add(`${number}`, number)
    expect(recent.size).toBe(3)
    expect(forgotten).toEqual([1, 2])
    expect([recent.get('4'), recent.get('5'), recent.get('1')]).toEqual([4, 5, undefined])
  })

  test('what is asked for stays', () => {
    const recent = new Recent<number>(2)
    recent.add('tablet', 0)
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      recent.add(`${number}`, number)
      expect(recent.get('tablet')).toBe(0)
    }
  })

  test('a name of 1,000 characters takes the room of eight', () => {
    const recent = new Recent<number>(16)
    for (let number = 0; number < 100; number += 1) recent.add(`${number}`.padEnd(1000, 'x'), number)
    expect(recent.size).toBeLessThanOrEqual(4)
    expect(recent.size).toBeGreaterThanOrEqual(2)
  })

  test('a half that shrinks lets go of the more when the next come', () => {
    let half = 8
    const recent = new Recent<number>(() => half)
    for (let number = 0; number < 16; number += 1) recent.add(`${number}`, number)
    half = 2
    for (let number = 16; number < 20; number += 1) recent.add(`${number}`, number)
    expect(recent.size).toBeLessThanOrEqual(4)
  })

  test('what is deleted leaves its place', () => {
    const recent = new Recent<number>(2)
    recent.add('a', 1)
    for (let number = 0; number < 10; number += 1) {
      recent.add('b', number)
      recent.delete('b')
    }
    expect(recent.get('a')).toBe(1)
  })
})
