import { describe, expect, test } from 'vitest'
import { createOscControl } from '../../../../main/control/osc-control.ts'
import type { OscControl, OscControlSettings } from '../../../../main/control/osc-control.ts'
import { requestFrom } from '../../../../main/control/osc-requests.ts'
import { inOrder } from '../../../../main/order.ts'
import { ok } from '../../../../shared/base/result.ts'
import { addressAhead, aheadOf } from '../../../../shared/contract/ending.ts'
import type { Client } from '../../../../shared/model/client.ts'
import { KnownPeers } from '../../../../shared/model/known-peers.ts'
import type { OscEndpoint } from '../../../../shared/model/payload/osc.ts'
import type { OscMessage, OscValue } from '../../../../shared/model/osc.ts'
import { PatternWork } from '../../../../shared/model/pattern-work.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import type { OscPeer } from '../../../../shared/model/show.ts'
import { Stage } from '../../../support/stage.ts'

const sender = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const

class Desk implements Disposable {
  readonly stage = new Stage()
  readonly commands: [string, unknown][] = []
  readonly replies: OscMessage[] = []
  /** Parameters that were set. */
  readonly sent: [string, unknown][] = []
  readonly #control: OscControl
  readonly #peers: KnownPeers

  /** Told of everybody who asks. */
  heardFrom: (client: Client) => void = () => undefined

  /** Where each reply went. */
  readonly repliedTo: OscEndpoint[] = []

  constructor(
    aliases = false,
    playlists: readonly string[] = ['look-1', 'look-2', 'intro'],
    replyPort?: number,
    listed: readonly OscPeer[] = [],
  ) {
    const peers = new KnownPeers(listed)
    this.#peers = peers
    this.#control = createOscControl({
      clock: this.stage.clock,
      publish: this.stage.dispatcher.publish,
      peers,
      hearMessages: inOrder(this.stage.dispatcher.subscribe)('OSC control'),
      hearNews: inOrder(this.stage.dispatcher.subscribe)('OSC listeners'),
      version: '1.2.3',
      playlistIds: () => playlists,
      standbyId: () => playlists[0] ?? null,
      patterns: new PatternWork({ clock: this.stage.clock, refused() {} }),
      execute: (name, args, { client }) => {
        this.heardFrom(client)
        this.commands.push([name, args])
        return ok({ done: true })
      },
      params: {
        set: (name, sent, client) => {
          this.heardFrom(client)
          this.sent.push([name, sent])
          return ok({ value: sent })
        },
        get: () => ok({ value: 0.5 }),
      },
      reply: (to, message) => {
        this.repliedTo.push(to)
        return this.replies.push(message) > 0
      },
    })
    this.#control.take({ aliases, replyPort }, OPENING)
  }

  /** The show has become another one. */
  take(settings: OscControlSettings, listed: readonly OscPeer[] = []): void {
    this.#peers.take(listed)
    this.#control.take(settings, { kind: 'edit', cause: null })
  }

  rename(kind: 'playlist' | 'param', from: string, to: string): void {
    this.#control.take({ aliases: true }, { kind: 'edit', cause: null, renamed: [{ kind, from, to }] })
  }

  /** As a recording is played. */
  replay(address: string, ...args: readonly OscValue[]): void {
    const { dispatcher } = this.stage
    const plain = { address, types: '', args: [...args], from: { ...sender, port: 0 } }
    const payload = { ...plain, lateBy: null, latestOnly: false }
    dispatcher.publish({ type: 'osc.received', source: 'osc:main', cause: 1, payload })
    this.stage.settle()
  }

  /** A message of a bundle whose time has come. */
  release(address: string, heldFor: number, ...args: readonly OscValue[]): void {
    const plain = { address, types: '', args: [...args], from: { ...sender } }
    this.stage.emit('osc.received', { ...plain, lateBy: null, latestOnly: false, heldFor })
  }

  send(address: string, ...args: readonly OscValue[]): void {
    this.sendFrom(sender, address, ...args)
  }

  sendFrom(from: OscEndpoint, address: string, ...args: readonly OscValue[]): void {
    this.stage.emit('osc.received', {
      address,
      types: '',
      args: [...args],
      // Each a packet of its own.
      from: { ...from },
      lateBy: null,
      latestOnly: false,
    })
  }

  [Symbol.dispose](): void {
    this.#control[Symbol.dispose]()
    this.stage[Symbol.dispose]()
  }
}

describe('OSC control', () => {
  test('answers what came before a panic and is handled after it, which does nothing', () => {
    using desk = new Desk()
    const { dispatcher } = desk.stage
    const receive = (address: string, ...args: OscValue[]): void => {
      const payload = { address, types: '', args, from: { ...sender }, lateBy: null, latestOnly: false }
      dispatcher.publish({ type: 'osc.received', source: 'osc:main', cause: null, payload })
    }
    receive('/cuewright/param/level', 0.4)
    receive('/cuewright/go')
    receive('/cuewright/go', 0)
    receive('/cuewright/panic')
    receive('/desk/level', 1)
    dispatcher.panic()
    desk.stage.settle()
    expect([desk.sent, desk.commands]).toEqual([[], []])
    const why = (address: string): string =>
      `command/before-panic: ${address}: it came before a panic that was carried out first, and does nothing; send it again if it is still wanted`
    const answers = desk.replies.toSorted((a, b) => a.address.localeCompare(b.address))
    expect(answers.map(({ address, args }) => [address, ...args])).toEqual([
      ['/cuewright/reply/cuewright/go', 'error', why('/cuewright/go')],
      ['/cuewright/reply/cuewright/panic', 'ok', '{}'],
      ['/cuewright/reply/cuewright/param/level', 'error', why('/cuewright/param/level')],
    ])
  })

  test('sets a parameter without a command, and tells its value where nothing is sent', () => {
    using desk = new Desk()
    desk.send('/cuewright/param/level', 0.25)
    desk.send('/cuewright/param/level', 0)
    desk.send('/cuewright/param/level')
    desk.send('/cuewright/param/level/more', 1)
    expect(desk.sent).toEqual([
      ['level', 0.25],
      ['level', 0],
    ])
    expect(desk.commands).toEqual([])
    expect(desk.replies.map(({ args }) => args)).toEqual([
      ['ok', '{"value":0.25}'],
      ['ok', '{"value":0}'],
      ['ok', '{"value":0.5}'],
      ['error', 'osc/unknown-address: /cuewright/param/level/more: nothing listens here'],
    ])
  })

  test('a message without a port to answer to acts, is not answered and subscribes nobody', () => {
    using desk = new Desk()
    const nobody = { ...sender, port: 0 }
    desk.sendFrom(nobody, '/cuewright/subscribe', 60)
    desk.sendFrom(nobody, '/cuewright/ping')
    desk.sendFrom(nobody, '/cuewright/playlist/intro/start')
    desk.stage.emit('standby.changed', { playlistId: 'intro' })
    expect(desk.commands).toEqual([['playlist.start', { id: 'intro' }]])
    expect(desk.replies).toEqual([])
  })

  test.each([
    ['/cuewright/go', 'show.go', {}],
    ['/cuewright/back', 'show.back', {}],
    ['/cuewright/stop', 'show.stop', {}],
    ['/cuewright/pause', 'show.pause', {}],
    ['/cuewright/resume', 'show.resume', {}],
    ['/cuewright/panic', 'show.panic', {}],
    ['/cuewright/reload', 'show.reload', {}],
    ['/cuewright/rules/hold', 'rules.hold', {}],
    ['/cuewright/rules/release', 'rules.release', {}],
    ['/cuewright/playlist/intro/start', 'playlist.start', { id: 'intro' }],
    ['/cuewright/playlist/intro/stop', 'playlist.stop', { id: 'intro' }],
    ['/cuewright/playlist/intro/pause', 'playlist.pause', { id: 'intro' }],
    ['/cuewright/playlist/intro/resume', 'playlist.resume', { id: 'intro' }],
  ])('%s acts without argument and on 1, and ignores the release', (address, command, args) => {
    using desk = new Desk()
    desk.send(address)
    desk.send(address, 1)
    desk.send(address, 0)
    expect(desk.commands).toEqual([
      [command, args],
      [command, args],
    ])
  })

  test('a pressure pad at an address that acts is one press, and so is each number that is sent again', () => {
    using desk = new Desk()
    for (const value of [0.2, 0.6, 1, 0.4, 0]) desk.send('/cuewright/go', value)
    expect(desk.commands).toEqual([['show.go', {}]])
    for (const value of [1, 1, 1]) desk.send('/cuewright/stop', value)
    for (const value of [true, true, '1', '0']) desk.send('/cuewright/back', value)
    expect(desk.commands.slice(1).map(([name]) => name)).toEqual([
      ...['show.stop', 'show.stop', 'show.stop'],
      ...['show.back', 'show.back', 'show.back'],
    ])
  })

  test('two senders press each for itself', () => {
    using desk = new Desk()
    desk.sendFrom(sender, '/cuewright/go', 0.5)
    desk.sendFrom({ ...sender, port: 5001 }, '/cuewright/go', 0.7)
    desk.sendFrom({ ...sender, host: '10.0.0.10' }, '/cuewright/go', 0.5)
    expect(desk.commands).toHaveLength(2)
  })

  test('addresses that carry data are heard each time', () => {
    using desk = new Desk()
    for (const value of [0.2, 0.6, 0, 0]) {
      desk.send('/cuewright/throw/k', value)
      desk.send('/cuewright/event/lights.go', value)
      desk.send('/cuewright/playlist/intro/seek', value)
      desk.send('/cuewright/playlist/intro/rate', value)
      desk.send('/cuewright/confirm/q1', value)
      desk.send('/cuewright/param/level', value)
    }
    expect(desk.commands).toHaveLength(20)
    expect(desk.sent.map(([, value]) => value)).toEqual([0.2, 0.6, 0, 0])
  })

  test('values go with the commands that take one', () => {
    using desk = new Desk()
    desk.send('/cuewright/playlist/intro/seek', 1500)
    desk.send('/cuewright/playlist/intro/rate', 0.5)
    desk.send('/cuewright/event/lights.go', 3, 'x')
    expect(desk.commands).toEqual([
      ['playlist.seek', { id: 'intro', position: 1500 }],
      ['playlist.setRate', { id: 'intro', rate: 0.5 }],
      ['event.publish', { type: 'lights.go', payload: { args: [3, 'x'] } }],
    ])
  })

  test('numbers that come as text are numbers where one is meant', () => {
    using desk = new Desk()
    desk.send('/cuewright/go', '0')
    desk.send('/cuewright/playlist/intro/start', 'false')
    desk.send('/cuewright/rule/foyer/greet/fire', '0.0')
    desk.send('/cuewright/playlist/intro/start', '1')
    desk.send('/cuewright/playlist/intro/seek', '1500')
    desk.send('/cuewright/playlist/intro/rate', '0.5')
    desk.send('/cuewright/event/lights.go', '3')
    expect(desk.commands).toEqual([
      ['playlist.start', { id: 'intro' }],
      ['playlist.seek', { id: 'intro', position: 1500 }],
      ['playlist.setRate', { id: 'intro', rate: 0.5 }],
      ['event.publish', { type: 'lights.go', payload: { args: ['3'] } }],
    ])
  })

  test('what is no number goes on as it came, to be refused', () => {
    using desk = new Desk()
    desk.send('/cuewright/playlist/intro/seek', 'soon')
    desk.send('/cuewright/playlist/intro/rate')
    expect(desk.commands).toEqual([
      ['playlist.seek', { id: 'intro', position: 'soon' }],
      ['playlist.setRate', { id: 'intro', rate: undefined }],
    ])
  })

  test.each<[string, OscValue, unknown]>([
    ['rate', 0.0099999998, { id: 'intro', rate: 0.01 }],
    ['rate', 100.000007, { id: 'intro', rate: 100 }],
    ['rate', 101, { id: 'intro', rate: 101 }],
    ['seek', -1e-8, { id: 'intro', position: 0 }],
    ['seek', -1, { id: 'intro', position: -1 }],
  ])(
    '%s %d within one step of a 32-bit float beyond the end of the range is that end',
    (verb, sent, args) => {
      using desk = new Desk()
      desk.send(`/cuewright/playlist/intro/${verb}`, sent)
      expect(desk.commands.map(([, given]) => given)).toEqual([args])
    },
  )

  test('a subscriber may name its seconds in text', () => {
    using desk = new Desk()
    desk.send('/cuewright/subscribe', '10')
    desk.stage.clock.advanceTo(11_000)
    desk.stage.emit('standby.changed', { playlistId: 'intro' })
    expect(desk.replies).toHaveLength(1)
  })

  test.each<[string, OscValue[], unknown]>([
    ['/cuewright/throw/visitor', [], { key: 'visitor', scope: 'global', payload: null }],
    ['/cuewright/throw/visitor', [0], { key: 'visitor', scope: 'global', payload: 0 }],
    ['/cuewright/throw/visitor', [3, 'x'], { key: 'visitor', scope: 'global', payload: [3, 'x'] }],
    [
      '/cuewright/throw/visitor/foyer',
      [false],
      { key: 'visitor', scope: 'dest', dest_id: 'foyer', payload: false },
    ],
  ])('%s %j throws an event, whose data may be 0', (address, args, thrown) => {
    using desk = new Desk()
    desk.send(address, ...args)
    expect(desk.commands).toEqual([['thrown.throw', thrown]])
  })

  test.each<[OscValue[], unknown]>([
    [[], true],
    [[1], 1],
    [[0], 0],
    [[false], false],
    [['left'], 'left'],
  ])('a question is answered with %j as %j', (args, answer) => {
    using desk = new Desk()
    desk.send('/cuewright/confirm/q1', ...args)
    expect(desk.commands).toEqual([['interrupt.answer', { interruptId: 'q1', answer }]])
  })

  test.each<[string, OscValue[], unknown]>([
    ['/cuewright/message', ['Doors open', 30], ['message.show', { text: 'Doors open', seconds: 30 }]],
    ['/cuewright/message', ['Doors open'], ['message.show', { text: 'Doors open' }]],
    ['/cuewright/message', [''], ['message.clear', {}]],
    ['/cuewright/message', [], ['message.clear', {}]],
    ['/cuewright/message/clear', [1], ['message.clear', {}]],
  ])('%s %j shows a message to who watches, or takes it away', (address, args, asked) => {
    using desk = new Desk()
    desk.send(address, ...args)
    expect(desk.commands).toEqual([asked])
  })

  test('a rule is fired by a press and not by its release', () => {
    using desk = new Desk()
    desk.send('/cuewright/rule/foyer/greet/fire', 1)
    desk.send('/cuewright/rule/foyer/greet/fire', 0)
    expect(desk.commands).toEqual([['rule.fire', { schedulerId: 'foyer', ruleId: 'greet' }]])
  })

  test.each([
    '/cuewright/throw',
    '/cuewright/throw/visitor/foyer/more',
    '/cuewright/message/clear/all',
    '/cuewright/confirm',
    '/cuewright/confirm/q1/yes',
    '/cuewright/rule/foyer/greet',
    '/cuewright/rule/foyer/greet/stop',
    '/cuewright/rule/foyer/greet/fire/now',
    '/cuewright/params/level',
    '/cuewright/constructor',
    '/cuewright/playlist/intro/constructor',
  ])('nothing listens at %s', (address) => {
    using desk = new Desk()
    desk.send(address, 1)
    expect(desk.commands).toEqual([])
    expect(desk.replies).toEqual([
      {
        address: `/cuewright/reply${address}`,
        args: ['error', `osc/unknown-address: ${address}: nothing listens here`],
      },
    ])
  })

  test('a pattern in the place of a playlist reaches each one that it matches', () => {
    using desk = new Desk()
    desk.send('/cuewright/playlist/look-?/stop')
    desk.send('/cuewright/playlist/{intro,look-2}/start', 1)
    expect(desk.commands).toEqual([
      ['playlist.stop', { id: 'look-1' }],
      ['playlist.stop', { id: 'look-2' }],
      ['playlist.start', { id: 'look-2' }],
      ['playlist.start', { id: 'intro' }],
    ])
  })

  test('a pattern that matches no playlist, or is none, is answered as an unknown address', () => {
    using desk = new Desk()
    for (const name of ['scene-*', '[intro']) desk.send(`/cuewright/playlist/${name}/start`)
    expect(desk.commands).toEqual([])
    expect(desk.replies.map(({ args }) => args)).toEqual([
      ['error', 'osc/unknown-address: /cuewright/playlist/scene-*/start: nothing listens here'],
      ['error', 'osc/unknown-address: /cuewright/playlist/[intro/start: nothing listens here'],
    ])
  })

  test('a pattern that would take too much work is refused', () => {
    using desk = new Desk(
      false,
      Array.from({ length: 10_000 }, (_, index) => `${'a'.repeat(90)}${index}`),
    )
    desk.send(`/cuewright/playlist/${'*a'.repeat(60)}b/start`)
    expect(desk.commands).toEqual([])
    expect(desk.replies).toHaveLength(1)
  })

  test('replies and what subscribers are told go to the reply port, once, whatever port the sender used', () => {
    using desk = new Desk(false, [], 9000)
    desk.sendFrom({ ...sender, port: 5000 }, '/cuewright/subscribe')
    desk.sendFrom({ ...sender, port: 5001 }, '/cuewright/subscribe')
    desk.stage.emit('standby.changed', { playlistId: 'intro' })
    desk.sendFrom({ ...sender, port: 0 }, '/cuewright/ping')
    expect(desk.replies.map(({ address }) => address)).toEqual([
      '/cuewright/reply/cuewright/subscribe',
      '/cuewright/reply/cuewright/subscribe',
      '/cuewright/out/standby',
    ])
    expect(desk.repliedTo.map(({ host, port }) => `${host}:${port}`)).toEqual(
      new Array<string>(3).fill('10.0.0.9:9000'),
    )
  })

  test('every message is answered to its sender, unknown addresses with what is wrong', () => {
    using desk = new Desk()
    desk.send('/cuewright/go')
    desk.send('/cuewright/ping')
    desk.send('/cuewright/nonsense')
    expect(desk.replies).toEqual([
      { address: '/cuewright/reply/cuewright/go', args: ['ok', '{"done":true}'] },
      { address: '/cuewright/reply/cuewright/ping', args: ['ok', '1.2.3'] },
      {
        address: '/cuewright/reply/cuewright/nonsense',
        args: ['error', 'osc/unknown-address: /cuewright/nonsense: nothing listens here'],
      },
    ])
  })

  test('messages for others are left alone', () => {
    using desk = new Desk()
    desk.send('/lights/go')
    desk.send('/go')
    expect([desk.commands, desk.replies]).toEqual([[], []])
  })

  test('short addresses work where the show switches them on', () => {
    using desk = new Desk(true)
    desk.send('/go')
    desk.send('/cue/intro/start')
    desk.send('/panic', 1)
    expect(desk.commands.map(([name]) => name)).toEqual(['show.go', 'playlist.start', 'show.panic'])
  })

  test('a subscriber is told what is asked and how that ends', () => {
    using desk = new Desk()
    desk.send('/cuewright/subscribe')
    const asked = { owner: 'run:p#1', prompt: 'Which way?' }
    desk.stage.emit('interrupt.raised', {
      ...asked,
      interruptId: 'q1',
      ownerName: 'P',
      kind: 'clarification',
      choices: ['left', 'right'],
      default: null,
      timeoutAt: null,
      replaced: null,
      metadata: {},
    })
    for (const answer of [true, false, 'left', null])
      desk.stage.emit('interrupt.answered', { ...asked, interruptId: 'q1', answer, by: 'timeout' })
    desk.stage.emit('interrupt.cleared', { ...asked, interruptId: 'q2', reason: 'ownerEnded', by: null })
    expect(desk.replies.slice(1)).toEqual([
      {
        address: '/cuewright/out/interrupt/raised',
        args: ['q1', 'clarification', 'Which way?', 'left', 'right'],
      },
      { address: '/cuewright/out/interrupt/answered', args: ['q1', 1, 'timeout'] },
      { address: '/cuewright/out/interrupt/answered', args: ['q1', 0, 'timeout'] },
      { address: '/cuewright/out/interrupt/answered', args: ['q1', 'left', 'timeout'] },
      { address: '/cuewright/out/interrupt/answered', args: ['q1', '', 'timeout'] },
      { address: '/cuewright/out/interrupt/cleared', args: ['q2', 'ownerEnded'] },
    ])
  })

  test('a subscriber is told where a run is paused, goes on, or holds for an answer', () => {
    using desk = new Desk()
    const question = { kind: 'confirmation', prompt: 'Ready?', default: true }
    desk.stage.register({ id: 'p', steps: [{ offset: 100, type: 'interrupt.raise', payload: question }] })
    desk.send('/cuewright/subscribe')
    const runId = desk.stage.start('p')
    desk.stage.playlists.change(runId, { kind: 'pause' }, null)
    desk.stage.playlists.change(runId, { kind: 'setRate', rate: 2 }, null)
    desk.stage.playlists.change(runId, { kind: 'resume' }, null)
    desk.stage.clock.advanceTo(1000)
    expect(
      desk.replies.slice(1).map(({ address, args }) => [address, ...args.map(String)].join(' ')),
    ).toEqual([
      '/cuewright/out/started p p#1',
      '/cuewright/out/state p p#1 paused',
      '/cuewright/out/state p p#1 running',
      '/cuewright/out/state p p#1 holding',
      '/cuewright/out/state p p#1 running',
      '/cuewright/out/stopped p p#1 completed',
    ])
  })

  test('a subscriber is told what starts and ends until it has been silent for as long as it asked', () => {
    using desk = new Desk()
    desk.stage.register({ id: 'p', steps: [{ offset: 100, type: 'lights.go' }] })
    desk.send('/cuewright/subscribe', 10)
    desk.stage.start('p')
    desk.stage.clock.advanceTo(9_000)
    desk.send('/cuewright/ping')
    desk.stage.clock.advanceTo(18_000)
    desk.stage.start('p')
    desk.stage.clock.advanceTo(40_000)
    desk.stage.start('p')
    desk.stage.clock.advanceTo(41_000)
    expect(desk.replies.filter(({ address }) => address.startsWith('/cuewright/out'))).toEqual([
      { address: '/cuewright/out/started', args: ['p', 'p#1'] },
      { address: '/cuewright/out/stopped', args: ['p', 'p#1', 'completed'] },
      { address: '/cuewright/out/started', args: ['p', 'p#2'] },
      { address: '/cuewright/out/stopped', args: ['p', 'p#2', 'completed'] },
    ])
  })
})

describe('many playlists by one pattern', () => {
  const MANY = Array.from({ length: 10_000 }, (_, index) => `look-${index}`)

  test('are stopped all of them, whatever patterns came before', () => {
    using desk = new Desk(false, MANY)
    for (let index = 0; index < 200; index += 1)
      desk.send(`/cuewright/playlist/${'*1'.repeat(30)}${index}*/start`)
    desk.commands.length = 0
    desk.send('/cuewright/playlist/*/stop')
    expect(desk.commands).toHaveLength(10_000)
  })

  test.each([
    ['look-1*', 'osc/too-many-starts: look-1*: it would start 1111 playlists at once; 256 may be'],
    ['*', 'osc/too-many-starts: *: it would start 10000 playlists at once; 256 may be'],
  ])('are not started beyond a number, and none of them is: %s', (pattern, said) => {
    using desk = new Desk(false, MANY)
    desk.send(`/cuewright/playlist/${pattern}/start`)
    expect(desk.commands).toEqual([])
    expect(desk.replies[0]?.args[1]).toContain(said)
  })

  test('are not started more often than the engine has time for', () => {
    using desk = new Desk(false, MANY)
    const press = (): void => desk.send('/cuewright/playlist/look-1??/start')
    for (let count = 0; count < 50; count += 1) press()
    expect(desk.commands).toHaveLength(1000)
    expect(desk.replies.at(-1)?.args[1]).toContain('osc/too-many-starts')
    desk.stage.clock.advanceBy(1000)
    press()
    expect(desk.commands).toHaveLength(1100)
  })

  test('that are matched with too much work are refused', () => {
    using desk = new Desk(false, MANY)
    for (let index = 0; index < 200; index += 1)
      desk.send(`/cuewright/playlist/${'*1'.repeat(30)}${index}*/start`)
    expect(desk.replies.at(-1)?.args[1]).toContain('osc/pattern-work')
  })
})

describe('a stop that overtook what came before it', () => {
  test('lets nothing of it begin; what came after it begins', () => {
    using desk = new Desk()
    const draft = (address: string) => ({
      ...{ type: 'osc.received', source: 'osc:main', cause: null },
      payload: { address, types: '', args: [], from: { ...sender }, lateBy: null, latestOnly: false },
    })
    const { dispatcher } = desk.stage
    for (const address of ['/cuewright/go', '/cuewright/playlist/intro/start'])
      dispatcher.publish(draft(address))
    dispatcher.publish({ ...draft('/cuewright/stop'), ahead: 'stop' })
    dispatcher.publish(draft('/cuewright/playlist/intro/pause'))
    dispatcher.publish(draft('/cuewright/playlist/intro/resume'))
    dispatcher.dispatchPending()
    expect(desk.commands.map(([name]) => name)).toEqual(['show.stop', 'playlist.pause', 'playlist.resume'])
    expect(desk.replies.filter(({ args }) => (args[1] as string).startsWith('osc/stopped'))).toHaveLength(2)
  })

  test.each([
    ['/cuewright/stop', ['show.stop']],
    ['/cuewright/playlist/look-1/stop', ['playlist.stop', 'playlist.start intro']],
    ['/cuewright/playlist/intro/stop', ['playlist.stop', 'show.go', 'playlist.start look-1']],
  ])('is known by when it arose, where it was read first: %s', (stop, carriedOut) => {
    using desk = new Desk()
    const { dispatcher, clock } = desk.stage
    const arose = clock.now()
    clock.advanceBy(5)
    const say = (address: string, at = clock.now()) =>
      dispatcher.publish({
        ...{ type: 'osc.received', source: 'osc:main', cause: null, at },
        payload: { address, types: '', args: [], from: { ...sender }, lateBy: null, latestOnly: false },
      })
    say(stop)
    for (const address of ['/cuewright/go', '/cuewright/playlist/{intro,look-1}/start']) say(address, arose)
    dispatcher.dispatchPending()
    const told = desk.commands.map(([name, args]) =>
      `${name} ${name.endsWith('start') ? (args as { id: string }).id : ''}`.trim(),
    )
    expect(told).toEqual(carriedOut)
  })

  test('are those addresses that ask for what ends something, and no others', () => {
    const words = ['go', 'back', 'stop', 'pause', 'resume', 'panic', 'rules/hold', 'rules/release', 'event/x']
    const verbs = ['start', 'stop', 'pause', 'resume', 'seek', 'rate'].map((verb) => `playlist/intro/${verb}`)
    for (const path of [...words, ...verbs]) {
      const request = requestFrom(path.split('/'), [], true)
      const command = request === null || request === 'idle' ? '' : request.command
      expect([path, addressAhead(`/cuewright/${path}`)]).toEqual([path, aheadOf(command)])
    }
    expect(['/panic', '/stop', '/cue/intro/stop'].map(addressAhead)).toEqual(['panic', 'stop', 'stop'])
    for (const none of ['/cuewright/playlist/*/stop', '/cuewright/p*nic', '/a/stop', '/cuewright/panic/stop'])
      expect(addressAhead(none)).toBeUndefined()
  })
})

describe('a show that changes', () => {
  const news = (desk: Desk): (number | undefined)[] => {
    const before = desk.replies.length
    desk.stage.emit('standby.changed', { playlistId: 'intro' })
    return desk.repliedTo.slice(before).map(({ port }) => port)
  }

  test('answers the short addresses from then on, or no more', () => {
    using desk = new Desk()
    desk.send('/go')
    desk.take({ aliases: true })
    desk.send('/go', 1)
    desk.take({ aliases: false })
    desk.send('/go', 1)
    expect(desk.commands).toEqual([['show.go', {}]])
  })

  test('answers, and sends news to who subscribed before, where they listen now', () => {
    using desk = new Desk()
    desk.send('/cuewright/subscribe', 60)
    desk.stage.clock.advanceTo(50_000)
    desk.take({ aliases: false, replyPort: 9000 })
    desk.send('/cuewright/ping')
    expect(desk.repliedTo.map(({ port }) => port)).toEqual([5000, 9000])
    desk.stage.clock.advanceTo(70_000)
    expect(news(desk)).toEqual([9000])
    desk.take({ aliases: false, replyPort: 9000 }, [
      { name: 'tablet', address: sender.host, replyPort: 9001, timeTags: 'honour' },
    ])
    expect(news(desk)).toEqual([9001])
    desk.take({ aliases: false })
    expect(news(desk)).toEqual([5000])
  })

  test('tells once who now listens at one place', () => {
    using desk = new Desk()
    for (const port of [5000, 5001]) desk.sendFrom({ ...sender, port }, '/cuewright/subscribe', 60)
    expect(news(desk)).toEqual([5000, 5001])
    desk.take({ aliases: false, replyPort: 9000 })
    expect(news(desk)).toEqual([9000])
  })
})

describe('what is on its way when something is renamed', () => {
  test('means what it was sent to, however long its bundle waits; what is sent later does not', () => {
    using desk = new Desk(true, ['opening'])
    desk.stage.clock.advanceTo(1000)
    desk.rename('playlist', 'intro', 'opening')
    desk.rename('param', 'level', 'dimmer')
    desk.stage.clock.advanceTo(5000)
    desk.release('/cuewright/playlist/intro/start', 4500)
    desk.release('/cue/intro/stop', 4500)
    desk.release('/cuewright/param/level', 4500, 0.5)
    desk.release('/cuewright/playlist/intro/start', 3500)
    desk.send('/cuewright/param/level', 0.25)
    expect(desk.commands.map(([name, args]) => [name, (args as { id: string }).id])).toEqual([
      ['playlist.start', 'opening'],
      ['playlist.stop', 'opening'],
      ['playlist.start', 'intro'],
    ])
    expect(desk.sent).toEqual([
      ['dimmer', 0.5],
      ['level', 0.25],
    ])
  })

  test('that was sent to what another is called now means that which it was sent to', () => {
    using desk = new Desk(true, ['opening', 'intro'])
    desk.stage.clock.advanceTo(1000)
    desk.rename('playlist', 'intro', 'opening')
    desk.stage.clock.advanceTo(2000)
    desk.release('/cuewright/playlist/intro/start', 1500)
    expect(desk.commands).toEqual([['playlist.start', { id: 'opening' }]])
  })
})

test('what a recording holds is asked by the replay, and not by who was recorded', () => {
  using desk = new Desk()
  const asked: string[] = []
  desk.heardFrom = ({ way, name }) => void asked.push(`${way} ${name}`)
  desk.send('/cuewright/go')
  desk.replay('/cuewright/go')
  desk.replay('/cuewright/param/level', 0.5)
  expect(asked).toEqual(['osc OSC 10.0.0.9', 'replay replay', 'replay replay'])
})
