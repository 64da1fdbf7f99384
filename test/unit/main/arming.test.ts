import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../main/build/parse-show.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'
import { Arming } from '../../../main/arming.ts'
import type { Disarming } from '../../../main/arming.ts'

const MINUTE = 60_000
const send = (offset: number, address: string): object => ({
  ...{ offset, type: 'osc.send' },
  payload: { target: 'desk', address, args: [1] },
})
const asks = { offset: 0, type: 'interrupt.raise', payload: { kind: 'confirmation', prompt: 'Ready?' } }
const starts = { action: 'start_playlist', id: 'long' }

const SHOW = {
  ...{ version: 1, name: 'Arming', minimumGoTime: 0 },
  events: { 'own.start': {}, 'own.rule': {}, 'own.tapped': {}, 'own.sent': {} },
  osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } },
  panic: { playlist: 'dark' },
  gestures: [
    {
      ...{ id: 'tap', name: 'Tap', kind: 'doubleTap', window: 300 },
      sources: [{ event: 'osc.received', where: { address: '/tap' } }],
      output: 'own.tapped',
    },
  ],
  playlists: [
    {
      ...{ id: 'long', name: 'Long', steps: [send(0, '/now'), send(10 * MINUTE, '/later')] },
      triggers: [
        { event: 'own.start' },
        { event: 'own.tapped' },
        { event: 'osc.received', where: { address: '/start' } },
      ],
    },
    { id: 'asks', name: 'Asks', steps: [asks] },
    { id: 'dark', name: 'Dark', steps: [send(0, '/dark')] },
  ],
  schedulers: [
    {
      ...{ id: 'foyer', name: 'Foyer', timeZone: 'UTC' },
      rules: [
        { id: 'event', when: [{ kind: 'event', match: { event: 'own.rule' } }], actions: [starts] },
        { id: 'thrown', when: [{ kind: 'thrown', key: 'door' }], actions: [starts] },
        { id: 'every', when: [{ kind: 'every', every: 60_000 }], actions: [starts] },
        { id: 'at', when: [{ kind: 'at', after: 30_000 }], actions: [starts] },
        { id: 'daily', when: [{ kind: 'calendar', calendar: { time: '18:31' } }], actions: [starts] },
        { id: 'emits', when: [{ kind: 'event', match: { event: 'own.sent' } }], actions: [starts] },
      ],
    },
  ],
}

const BY_HAND: Disarming = { why: 'operator', by: 'test', detail: null }

function open(): SimulatedShow {
  const loaded = parseShow(bytesOf(SHOW), 'test')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return new SimulatedShow({ show: loaded.value, path: null })
}

function refusal(show: SimulatedShow, command: string, args: object): string | null {
  const answer = show.answerTo(command, args)
  return answer.ok ? null : answer.error.code
}

function receive(show: SimulatedShow, address: string, ...args: readonly number[]): void {
  const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const
  const payload = {
    address,
    types: 'i'.repeat(args.length),
    args,
    from,
    lateBy: null,
    latestOnly: false,
  }
  show.publish({ type: 'osc.received', source: 'osc:main', payload })
  show.clock.advanceBy(10)
}

type Way = readonly [name: string, begin: (show: SimulatedShow) => void]

/** All by which something would begin that was asked for by command: each is refused, with the reason. */
const ASKED: readonly (readonly [string, object])[] = [
  ['show.go', {}],
  ['playlist.start', { id: 'long' }],
  ['playlist.start', { id: 'asks' }],
  ['rule.fire', { schedulerId: 'foyer', ruleId: 'event' }],
]
/** All by which something would begin by itself. */
const BY_ITSELF: readonly Way[] = [
  ['a trigger', (show) => show.run('event.publish', { type: 'own.start', payload: null })],
  ['a received message', (show) => receive(show, '/start', 1)],
  ['GO over OSC', (show) => receive(show, '/cuewright/go', 1)],
  ['a start over OSC', (show) => receive(show, '/cuewright/playlist/long/start', 1)],
  ['a rule fired over OSC', (show) => receive(show, '/cuewright/rule/foyer/event/fire', 1)],
  [
    'a gesture',
    (show) => {
      for (const value of [1, 0, 1, 0]) receive(show, '/tap', value)
      show.clock.advanceBy(1000)
    },
  ],
  ['a rule by event', (show) => show.run('event.publish', { type: 'own.rule', payload: null })],
  ['a thrown event', (show) => show.run('thrown.throw', { key: 'door', scope: 'global' })],
  ['a rule after a time', (show) => show.clock.advanceBy(31_000)],
  ['a rule by its rhythm', (show) => show.clock.advanceBy(2 * MINUTE)],
  ['a rule by the calendar', (show) => show.clock.advanceBy(2 * MINUTE)],
]

const ACTS = ['playlist.created', 'rule.fired', 'interrupt.raised', 'osc.send']

function acted(show: SimulatedShow): readonly string[] {
  return show.events.map(({ type }) => type).filter((type) => ACTS.includes(type))
}

describe('a disarmed show', () => {
  test.each(ASKED)('refuses %s %j, and says why', async (command, args) => {
    await using show = open()
    show.disarm(BY_HAND)
    expect(refusal(show, command, args)).toBe('show/disarmed')
    show.clock.advanceBy(10)
    expect(acted(show)).toEqual([])
    expect(show.arming.view()).toMatchObject({ armed: false, passedOver: 1 })
  })

  test.each(BY_ITSELF)('is not begun by %s, which is counted', async (_, begin) => {
    await using armed = open()
    begin(armed)
    expect(acted(armed)).toContain('playlist.created')
    await using show = open()
    show.disarm(BY_HAND)
    begin(show)
    expect(acted(show)).toEqual([])
    const view = show.arming.view()
    expect(view.armed ? 0 : view.passedOver).toBeGreaterThan(0)
  })

  test('sees inputs and takes edits of values all the same', async () => {
    await using show = open()
    show.disarm(BY_HAND)
    receive(show, '/start', 1)
    expect(show.of('osc.received')).toHaveLength(1)
    expect(refusal(show, 'standby.set', { playlistId: 'asks' })).toBeNull()
  })

  test('is not moved on by a GO that is refused', async () => {
    await using show = open()
    show.disarm(BY_HAND)
    refusal(show, 'show.go', {})
    show.run('show.arm', {})
    show.run('show.go', {})
    expect(show.of('playlist.created').map(({ payload }) => payload.playlistId)).toEqual(['long'])
  })

  test('answers over OSC whether it is armed, and is armed over OSC', async () => {
    await using show = open()
    show.disarm(BY_HAND)
    for (const address of ['/cuewright/armed', '/cuewright/arm', '/cuewright/armed']) receive(show, address)
    expect(show.replies.map(({ args }) => args)).toEqual([
      ['ok', 0, 'operator'],
      ['ok', JSON.stringify({ armed: true })],
      ['ok', 1],
    ])
  })
})

describe('disarming', () => {
  test('ends what runs and what waits, and says how much', async () => {
    await using show = open()
    show.run('playlist.start', { id: 'long' })
    show.run('playlist.start', { id: 'asks' })
    show.run('show.disarm', {})
    expect(show.of('show.disarmed').map(({ payload }) => payload)).toMatchObject([
      { why: 'operator', ended: { runs: 2, questions: 1 } },
    ])
    expect(show.of('playlist.stopped').map(({ payload }) => payload.reason)).toEqual([
      'cancelled',
      'cancelled',
    ])
    show.clock.advanceBy(20 * MINUTE)
    expect(show.of('osc.send').filter(({ payload }) => payload.address === '/later')).toEqual([])
  })

  test('does not run the playlist of the panic', async () => {
    await using show = open()
    show.run('show.disarm', {})
    show.clock.advanceBy(1000)
    expect(acted(show)).toEqual([])
  })
})

describe('a panic while the show is disarmed', () => {
  test('runs its own playlist', async () => {
    await using show = open()
    show.disarm(BY_HAND)
    show.run('show.panic', {})
    show.clock.advanceBy(10)
    expect(show.of('osc.send').map(({ payload }) => payload.address)).toEqual(['/dark'])
    expect(show.arming.view()).toMatchObject({ armed: false })
  })

  test('runs nothing of a show that was imported, for nobody has seen where it would send', async () => {
    await using show = open()
    show.disarm({ ...BY_HAND, why: 'imported' })
    show.run('show.panic', {})
    show.clock.advanceBy(10)
    expect(show.of('show.panicked')).toHaveLength(1)
    expect(acted(show)).toEqual([])
  })
})

describe('arming', () => {
  test('lets everything act again, and makes up for nothing', async () => {
    await using show = open()
    show.disarm(BY_HAND)
    show.run('thrown.throw', { key: 'door', scope: 'global' })
    show.run('event.publish', { type: 'own.start', payload: null })
    show.clock.advanceBy(500)
    show.run('show.arm', {})
    show.clock.advanceBy(500)
    expect(acted(show)).toEqual([])
    expect(show.of('show.armed').map(({ payload }) => payload)).toEqual([
      { by: 'operator', why: 'operator', disarmedFor: 500, passedOver: 2, withheld: 0 },
    ])
    show.run('playlist.start', { id: 'long' })
    expect(acted(show)).toContain('osc.send')
  })

  test('leaves rules held that an operator holds besides', async () => {
    await using show = open()
    show.run('rules.hold', {})
    show.disarm(BY_HAND)
    show.run('show.arm', {})
    show.run('event.publish', { type: 'own.rule', payload: null })
    expect(acted(show)).toEqual([])
    show.run('rules.release', {})
    show.run('event.publish', { type: 'own.rule', payload: null })
    expect(acted(show)).toContain('rule.fired')
  })

  test('is what rules wait for that were released meanwhile', async () => {
    await using show = open()
    show.run('rules.hold', {})
    show.disarm(BY_HAND)
    show.run('rules.release', {})
    show.run('event.publish', { type: 'own.rule', payload: null })
    expect(acted(show)).toEqual([])
  })
})

describe('outputs', () => {
  test('hear nothing while the show is disarmed, but what a panic runs; what was withheld is counted', async () => {
    await using show = open()
    const sent: unknown[] = []
    const arming = new Arming({ clock: show.clock, publish: () => null })
    const subscribe = arming.sending((pattern, handler, options) =>
      show.dispatcher.subscribe(pattern, handler, { ...options, priority: 0, name: 'output' }),
    )
    using _ = subscribe('osc.send', ({ payload }) => void sent.push(payload.address), { acts: true })
    const payload = { target: 'desk', address: '/by-hand', args: [] }
    arming.disarm(BY_HAND)
    show.publish({ type: 'osc.send', source: 'somebody', payload })
    show.clock.advanceBy(10)
    show.run('show.panic', {})
    show.clock.advanceBy(10)
    expect(sent).toEqual(['/dark'])
    expect(arming.view()).toMatchObject({ withheld: 1 })
  })
})
