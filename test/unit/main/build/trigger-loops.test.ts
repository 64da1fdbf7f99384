import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import type { Fault } from '../../../../shared/base/result.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'

const events = Object.fromEntries(['a.go', 'b.go', 'c.go', 'lights.go'].map((type) => [type, {}]))

function faultsOf(playlists: readonly object[]): readonly Fault[] {
  const parsed = parseShow(bytesOf(showData({ events, playlists })), 'my.show.json')
  return parsed.ok ? [] : parsed.error
}

const emits = (type: string, offset = 0, payload: object = {}): object => ({ offset, type, payload })
const sends = (address: string, args: readonly unknown[] = [1], target = 'loopback'): object =>
  emits('osc.send', 0, { target, address, args })
const on = (event: string, fields: object = {}): object => ({ event, ...fields })

const a = (fields: object): object =>
  playlistData('a', { steps: [emits('b.go')], triggers: [on('a.go')], ...fields })
const b = (fields: object): object =>
  playlistData('b', { steps: [emits('a.go')], triggers: [on('b.go')], ...fields })

describe('playlists that start each other at once are refused', () => {
  const itself = 'a → a repeats at once'
  const eachOther = 'a → b → a repeats at once'
  test.each<[how: string, playlists: readonly object[], what: string]>([
    ['by their steps', [a({}), b({})], eachOther],
    ['in whatever order they are listed', [b({}), a({})], 'b → a → b repeats at once'],
    ['by completion', [a({ steps: [], completion: { type: 'b.go' } }), b({})], eachOther],
    ['through a family', [a({}), b({ triggers: [on('b.*')] })], eachOther],
    [
      'through a third',
      [
        a({}),
        b({ steps: [emits('c.go')] }),
        playlistData('c', { steps: [emits('a.go')], triggers: [on('c.go')] }),
      ],
      'a → b → c → a repeats at once',
    ],
    ['by itself', [a({ triggers: [on('b.go')] })], itself],
    ['by being told of its own start', [a({ triggers: [on('playlist.created')] })], itself],
    [
      'by being told of its own emissions',
      [a({ triggers: [on('playlist.emitted', { where: { playlistId: 'a' } })] })],
      itself,
    ],
    [
      'by being told of any state',
      [a({ triggers: [on('run.stateChanged', { where: { playlistId: 'a', to: 'running' } })] })],
      itself,
    ],
    [
      'by following an empty self',
      [a({ steps: [], triggers: [on('playlist.stopped', { where: { reason: 'completed' } })] })],
      itself,
    ],
    [
      'by following a self that a restart cancels',
      [a({ steps: [emits('c.go', 5000)], triggers: [on('playlist.stopped')] })],
      itself,
    ],
    [
      'with payloads that fit',
      [
        a({ steps: [emits('b.go', 0, { n: 1, m: { x: 1, y: 2 } })] }),
        b({ triggers: [on('b.go', { where: { m: { y: 2, x: 1 }, n: 1 } })] }),
      ],
      eachOther,
    ],
    ['with a source that fits', [a({}), b({ triggers: [on('b.go', { source: 'playlist:a' })] })], eachOther],
    [
      'with a producer that fits',
      [
        a({ steps: [{ ...emits('b.go'), producer: 'desk' }] }),
        b({ triggers: [on('b.go', { source: 'desk' })] }),
      ],
      eachOther,
    ],
    [
      'by OSC to itself',
      [a({ steps: [sends('/look/1')], triggers: [on('osc.received', { address: '/look/1' })] })],
      itself,
    ],
    [
      'by OSC to itself, through a pattern',
      [a({ steps: [sends('/look/1')], triggers: [on('osc.received', { address: '/look/*' })] })],
      itself,
    ],
    [
      'by OSC to itself, by an address that looks like a pattern',
      [a({ steps: [sends('/m[3]')], triggers: [on('osc.received', { address: { exactly: '/m[3]' } })] })],
      itself,
    ],
    [
      'by OSC to itself, as a pattern that reaches it',
      [a({ steps: [sends('/look/*')], triggers: [on('osc.received', { address: '/look/1' })] })],
      itself,
    ],
    [
      'by the start address as a pattern',
      [playlistData('a', { steps: [sends('/cuewright/playlist/*/start')] })],
      itself,
    ],
    ['by any OSC to itself', [a({ steps: [sends('/look/1')], triggers: [on('osc.*')] })], itself],
    ['by the start address', [playlistData('a', { steps: [sends('/cuewright/playlist/a/start')] })], itself],
    [
      'in 10 ms',
      [a({ steps: [emits('b.go', 4)] }), b({ steps: [emits('a.go', 6)] })],
      'a → b → a repeats every 10 ms',
    ],
    [
      'in 10 ms at their tempo',
      [a({ steps: [emits('b.go', 100)], tempo: 10 }), b({})],
      'a → b → a repeats every 10 ms',
    ],
  ])('%s', (_, playlists, what) => {
    expect(faultsOf(playlists)).toEqual([
      {
        code: 'show/trigger-loop',
        where: 'my.show.json: playlists[0].triggers',
        what,
        next: 'narrow a trigger, or let at least 20 ms pass on the way round',
      },
    ])
  })
})

describe('playlists that may start each other for ever are left alone', () => {
  test.each<[why: string, playlists: readonly object[]]>([
    ['because 20 ms pass', [a({ steps: [emits('b.go', 10)] }), b({ steps: [emits('a.go', 10)] })]],
    ['because 20 ms pass at their tempo', [a({ steps: [emits('b.go', 2)], tempo: 0.1 }), b({})]],
    [
      'because completion comes later',
      [a({ steps: [emits('c.go', 30)], completion: { type: 'b.go' } }), b({})],
    ],
    [
      'because only later repeats come round',
      [a({ steps: [{ ...emits('b.go', 25), repeat: { count: 9, interval: 1 } }] }), b({})],
    ],
    [
      'because a start is ignored while it plays',
      [a({ steps: [emits('b.go'), emits('c.go', 1000)], retrigger: 'ignore' }), b({})],
    ],
    [
      'because a pattern goes to the trigger that equals it',
      [
        a({ steps: [sends('/look/*')], triggers: [on('osc.received', { address: '/look/1' })] }),
        b({ triggers: [on('osc.received', { address: { exactly: '/look/*' } })] }),
      ],
    ],
    [
      'because payloads differ',
      [a({ steps: [emits('b.go', 0, { n: 1 })] }), b({ triggers: [on('b.go', { where: { n: 2 } })] })],
    ],
    ['because sources differ', [a({}), b({ triggers: [on('b.go', { source: 'operator' })] })]],
    [
      'because only its completion is followed',
      [
        a({
          steps: [emits('c.go', 5000)],
          triggers: [on('playlist.stopped', { where: { reason: 'completed' } })],
        }),
      ],
    ],
    [
      'because another playlist is followed',
      [a({}), b({ triggers: [on('playlist.stopped', { where: { playlistId: 'c' } })] })],
    ],
    [
      'because the OSC goes elsewhere',
      [a({ steps: [sends('/look/1', [1], 'desk')], triggers: [on('osc.received', { address: '/look/1' })] })],
    ],
    [
      'because the OSC is a release',
      [a({ steps: [sends('/look/1', [0])], triggers: [on('osc.received', { address: '/look/1' })] })],
    ],
    [
      'because the OSC is for another',
      [a({ steps: [sends('/look/2')], triggers: [on('osc.received', { address: '/look/1' })] })],
    ],
    [
      'because no event of the family has such fields together',
      [
        a({
          steps: [emits('c.go', 5000)],
          triggers: [on('playlist.*', { where: { reason: 'completed', direct: true } })],
        }),
      ],
    ],
    ['because nothing starts the first again', [a({ triggers: [] }), b({})]],
  ])('%s', (_, playlists) => {
    expect(faultsOf(playlists)).toEqual([])
  })

  test('a chain of 9,999 playlists is no loop, and closed it is one', () => {
    const chain = Array.from({ length: 9999 }, (_, index) =>
      playlistData(`p${index}`, {
        steps: [emits('lights.go', 0, { n: index + 1 })],
        triggers: [on('lights.go', { where: { n: index } })],
      }),
    )
    expect(faultsOf(chain)).toEqual([])
    const closed = [
      ...chain,
      playlistData('last', {
        steps: [emits('lights.go', 0, { n: 0 })],
        triggers: [on('lights.go', { where: { n: 9999 } })],
      }),
    ]
    expect(faultsOf(closed)).toMatchObject([
      {
        code: 'show/trigger-loop',
        what: 'p0 → p1 → p2 → p3 → p4 → p5 → p6 → p7 → 9992 more → p0 repeats at once',
      },
    ])
  })
})
