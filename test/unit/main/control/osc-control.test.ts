import { describe, expect, test } from 'vitest'
import { createOscControl } from '../../../../main/control/osc-control.ts'
import { ok } from '../../../../shared/base/result.ts'
import type { OscMessage, OscValue } from '../../../../shared/model/osc.ts'
import { Stage } from '../../../support/stage.ts'

const sender = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const

class Desk implements Disposable {
  readonly stage = new Stage()
  readonly commands: [string, unknown][] = []
  readonly replies: OscMessage[] = []
  readonly #control: Disposable

  constructor(aliases = false) {
    this.#control = createOscControl({
      clock: this.stage.clock,
      subscribe: this.stage.dispatcher.subscribe,
      aliases,
      version: '1.2.3',
      playlistIds: () => ['look-1', 'look-2', 'intro'],
      execute: (name, args) => {
        this.commands.push([name, args])
        return ok({ done: true })
      },
      reply: (_, message) => void this.replies.push(message),
    })
  }

  send(address: string, ...args: readonly OscValue[]): void {
    this.stage.emit('osc.received', {
      address,
      types: '',
      args: [...args],
      from: sender,
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
  test.each([
    ['/cuewright/go', 'show.go', {}],
    ['/cuewright/back', 'show.back', {}],
    ['/cuewright/stop', 'show.stop', {}],
    ['/cuewright/pause', 'show.pause', {}],
    ['/cuewright/resume', 'show.resume', {}],
    ['/cuewright/panic', 'show.panic', {}],
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
