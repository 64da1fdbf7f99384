import { expect, test } from 'vitest'
import { hostPort } from '../../../../shared/base/host-port.ts'

test('an IPv6 address is written in brackets before its port', () => {
  expect(hostPort('::1', 4280)).toBe('[::1]:4280')
  expect(hostPort('127.0.0.1', 4280)).toBe('127.0.0.1:4280')
})
