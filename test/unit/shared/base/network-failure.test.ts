import { expect, test } from 'vitest'
import { networkFailure } from '../../../../shared/base/network-failure.ts'

test.each([
  [
    'ENOTFOUND',
    'getaddrinfo ENOTFOUND desk.local',
    'no computer of this name is known on the network (ENOTFOUND)',
  ],
  ['ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.5:8000', 'nothing listens there (ECONNREFUSED)'],
  ['ETIMEDOUT', 'nobody knows the address of this name', 'nobody knows the address of this name'],
  ['osc/closed', 'the receiver closed the connection', 'the receiver closed the connection'],
])('%s is said as whoever has to see to it would say it', (code, message, words) => {
  expect(networkFailure(Object.assign(new Error(message), { code }))).toBe(words)
})

test('what has no code is said as it was reported', () => {
  expect(networkFailure(new Error('something else'))).toBe('something else')
})
