import { describe, expect, test } from 'vitest'
import { resolveTargets, showFile } from '../../../../shared/model/show.ts'

test('a target that means the engine itself follows its OSC input; others stay as declared', () => {
  const desk = { host: '10.0.0.5', port: 8000, transport: 'tcp', framing: 'length', maxAge: 500 } as const
  const how = { transport: 'udp', framing: 'slip', maxAge: 2000 } as const
  const targets = { desk, loopback: { self: true, ...how } } as const
  expect(resolveTargets(targets, { host: '127.0.0.1', port: 51_234 })).toEqual({
    desk,
    loopback: { host: '127.0.0.1', port: 51_234, ...how },
  })
})

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['192.168.1.7', '192.168.1.7'],
])('an input bound to %s is reached at %s', (bound, reached) => {
  const { loopback } = resolveTargets(
    { loopback: { self: true, transport: 'tcp', framing: 'length', maxAge: 0 } },
    { host: bound, port: 4281 },
  )
  expect(loopback).toEqual({ host: reached, port: 4281, transport: 'tcp', framing: 'length', maxAge: 0 })
})

describe('keys that are heard everywhere', () => {
  const show = (...global: string[]) => showFile.safeParse({ version: 1, name: 'Show', keyboard: { global } })

  test('are none unless the show asks for some', () => {
    expect(showFile.parse({ version: 1, name: 'Show' }).keyboard).toEqual({ global: [] })
  })

  test.each(['F13', 'F24', 'num5', 'MediaPlayPause', 'Shift+F5', 'Control+Shift+G', 'Alt+Plus', 'Control+,'])(
    'may be %s',
    (key) => {
      expect(show(key).success).toBe(true)
    },
  )

  test.each(['', 'F25', 'G', 'Space', 'Shift+G', 'control+g', 'Control', 'Control+', 'Control+GG', 'Alt++'])(
    'may not be %j',
    (key) => {
      expect(show(key).error?.issues[0]?.message).toBe(
        'must be a key such as F13, or a combination such as Control+Shift+G',
      )
    },
  )

  test('are each named once, and are at most 32', () => {
    expect(show('F13', 'F14', 'F13').error?.issues[0]?.message).toBe('must not name a key twice')
    const keys = Array.from({ length: 33 }, (_, index) => `Alt+${String.fromCharCode(65 + (index % 26))}`)
    expect(show(...new Set(keys), ...keys.slice(0, 7).map((key) => `Control+${key}`)).success).toBe(false)
    expect(show(...new Set(keys), ...keys.slice(0, 6).map((key) => `Control+${key}`)).success).toBe(true)
  })
})
