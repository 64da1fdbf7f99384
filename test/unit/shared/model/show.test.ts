import { expect, test } from 'vitest'
import { resolveTargets } from '../../../../shared/model/show.ts'

test('a target that means the engine itself follows its OSC input; others stay as declared', () => {
  const desk = { host: '10.0.0.5', port: 8000, transport: 'tcp' } as const
  const targets = { desk, loopback: { self: true, transport: 'udp' } } as const
  expect(resolveTargets(targets, { host: '127.0.0.1', port: 51_234 })).toEqual({
    desk,
    loopback: { host: '127.0.0.1', port: 51_234, transport: 'udp' },
  })
})

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['192.168.1.7', '192.168.1.7'],
])('an input bound to %s is reached at %s', (bound, reached) => {
  const { loopback } = resolveTargets(
    { loopback: { self: true, transport: 'tcp' } },
    { host: bound, port: 4281 },
  )
  expect(loopback).toEqual({ host: reached, port: 4281, transport: 'tcp' })
})
