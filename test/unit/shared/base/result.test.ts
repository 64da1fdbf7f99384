import { expect, test } from 'vitest'
import { FaultError, failed, fault, formatFault, messageOf, ok } from '../../../../shared/base/result.ts'

const busy = fault('osc/portInUse', 'UDP 127.0.0.1:4281', 'the port is in use', 'close the other program')

test('a fault reads as one line: code, where, what, what next', () => {
  const line = 'osc/portInUse: UDP 127.0.0.1:4281: the port is in use; close the other program'
  expect(formatFault(busy)).toBe(line)
  expect(new FaultError(busy).message).toBe(line)
  expect(new FaultError(busy).fault).toBe(busy)
})

test('a result says which of the two it is', () => {
  expect(ok(3)).toEqual({ ok: true, value: 3 })
  expect(failed(busy)).toEqual({ ok: false, error: busy })
})

test('whatever was thrown has a message', () => {
  expect([new Error('bad lamp'), 'bad lamp', 7, null, undefined].map(messageOf)).toEqual([
    'bad lamp',
    'bad lamp',
    '7',
    'null',
    'undefined',
  ])
})
