import { describe, expect, test } from 'vitest'
import { resolveTargets, showFile } from '../../../../shared/model/show.ts'

test('a target that means the engine itself follows its OSC input; others stay as declared', () => {
  const desk = { host: '10.0.0.5', port: 8000, transport: 'tcp', framing: 'length', maxAge: 500 } as const
  const how = { transport: 'udp', maxAge: 2000 } as const
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

describe('what is known of those who send', () => {
  const parse = (...peers: unknown[]) => showFile.safeParse({ version: 1, name: 'Show', osc: { peers } })
  const desk = { name: 'desk', address: '10.0.0.7', timeTags: 'ignore' }

  test('is that their time tags are honoured, unless the show says otherwise', () => {
    expect(parse({ name: 'desk', address: '10.0.0.7' }).data?.osc.peers).toEqual([
      { ...desk, timeTags: 'honour' },
    ])
    expect(parse(desk, { name: 'tablet', address: 'fe80::1' }).success).toBe(true)
  })

  test.each([
    ['a name instead of an address', [{ ...desk, address: 'desk.local' }]],
    ['an impossible address', [{ ...desk, address: '192.168.1.300' }]],
    ['a port', [{ ...desk, address: '10.0.0.7:8000' }]],
    ['a word that is none', [{ ...desk, timeTags: 'sometimes' }]],
    ['a name twice', [desk, { ...desk, address: '10.0.0.8' }]],
    ['an address twice', [desk, { name: 'other', address: '::ffff:10.0.0.7' }]],
    ['no name', [{ address: '10.0.0.7' }]],
  ])('is not %s', (_what, peers) => {
    expect(parse(...peers).success).toBe(false)
  })
})

describe('a target', () => {
  const parse = (fields: object) =>
    showFile.safeParse({ version: 1, name: 'Show', osc: { targets: { desk: fields } } })

  test('is reached by UDP, and keeps messages for two seconds, unless the show says otherwise', () => {
    const how = { transport: 'udp', maxAge: 2000 }
    expect(parse({ host: 'desk.local', port: 8000 }).data?.osc.targets).toEqual({
      desk: { host: 'desk.local', port: 8000, ...how },
    })
    expect(parse({ self: true }).data?.osc.targets).toEqual({ desk: { self: true, ...how } })
  })

  test.each([-1, 60_001, '2s', null])('may not keep them for %j', (maxAge) => {
    expect(parse({ host: 'desk.local', port: 8000, maxAge }).success).toBe(false)
  })

  test.each([
    ['length', true],
    ['slip', true],
    ['crlf', false],
  ])('framed by %s: %j', (framing, allowed) => {
    expect(parse({ host: 'desk.local', port: 8000, transport: 'tcp', framing }).success).toBe(allowed)
  })
})
