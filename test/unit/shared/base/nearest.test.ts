import { expect, test } from 'vitest'
import { nearestName } from '../../../../shared/base/nearest.ts'

const names = ['offset', 'payload', 'producer', 'repeat', 'type']

test.each([
  ['ofset', 'offset'],
  ['offsett', 'offset'],
  ['payloda', 'payload'],
  ['Type', 'type'],
  ['repaet', 'repeat'],
  ['interval', null],
  ['x', null],
  ['', null],
  ['o'.repeat(100_000), null],
])('%j was meant to be %j', (name, meant) => {
  expect(nearestName(name, names)).toBe(meant)
})

test('of two names the nearer one is meant', () => {
  expect(nearestName('desk1', ['desk22', 'desk2', 'desk1b'])).toBe('desk2')
})
