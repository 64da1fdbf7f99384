import { describe, expect, test } from 'vitest'
import type { OscValue } from '../../../../shared/model/osc.ts'
import { linesOf, mainList, showOf } from '../../../support/cue-show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const CUES = [
  { id: 'a', number: '1' },
  { id: 'b', number: '2', preWait: 1000 },
  { id: 'c', number: '2.5' },
]
const SIDE = {
  id: 'side',
  number: '7',
  name: 'Side',
  cues: [
    { id: 'x', number: '1' },
    { id: 'y', number: '2' },
  ],
}

const opened = (more: object = {}): SimulatedShow =>
  new SimulatedShow(showOf([mainList(...CUES), SIDE], more))

function osc(show: SimulatedShow, address: string, ...args: readonly OscValue[]): void {
  const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null }
  const payload = { address, args, types: 'i'.repeat(args.length), from, latestOnly: false }
  show.publish({ type: 'osc.received', source: 'osc:main', payload })
  show.clock.advanceBy(0)
}

const standby = (show: SimulatedShow): (string | null)[] =>
  show.show.cues.view().lists.map((list) => list.standby)
const commandsOf = (show: SimulatedShow): unknown[] =>
  show.of('command.received').map(({ payload: { command, args } }) => [command, args])

describe('OSC', () => {
  test.each<[string, readonly OscValue[], string, object]>([
    ['/cuewright/go', [], 'show.go', {}],
    ['/cuewright/go/side', [1], 'show.go', { list: 'side' }],
    ['/cuewright/cue/2.5/start', [], 'cue.start', { number: '2.5' }],
    ['/cuewright/list/side/cue/2/start', [], 'cue.start', { list: 'side', number: '2' }],
    ['/cuewright/list/side/cue/2/stop', [], 'cue.stop', { list: 'side', number: '2' }],
    ['/cuewright/cue/1/pause', [], 'cue.pause', { number: '1' }],
    ['/cuewright/cue/1/resume', [], 'cue.resume', { number: '1' }],
    ['/cuewright/cue/2/load', [], 'cue.load', { number: '2', position: 0 }],
    ['/cuewright/cue/2/load', [700], 'cue.load', { number: '2', position: 700 }],
    ['/cuewright/cue/1/arm', [], 'cue.arm', { number: '1' }],
    ['/cuewright/cue/1/disarm', [], 'cue.disarm', { number: '1' }],
    ['/cuewright/playhead/goto/2', [], 'cueList.standBy', { number: '2' }],
    ['/cuewright/playhead/next', [], 'cueList.skip', {}],
    ['/cuewright/playhead/previous', [], 'cueList.back', {}],
    ['/cuewright/list/side/playhead/goto/2', [], 'cueList.standBy', { list: 'side', number: '2' }],
  ])('%s %j is %s', async (address, args, command, commandArgs) => {
    await using show = opened()
    osc(show, address, ...args)
    expect(commandsOf(show)).toEqual([[command, commandArgs]])
    expect(show.replies[0]).toMatchObject({ args: ['ok', expect.anything()] })
  })

  test.each([
    '/cuewright/cue/1',
    '/cuewright/cue/1/explode',
    '/cuewright/list/side',
    '/cuewright/playhead/goto',
  ])('%s means nothing', async (address) => {
    await using show = opened()
    osc(show, address)
    expect(commandsOf(show)).toEqual([])
    expect(show.replies[0]?.args[0]).toBe('error')
  })

  test('of a cue that is not there says so; a 0 is a button let go', async () => {
    await using show = opened()
    osc(show, '/cuewright/cue/9/start')
    expect(show.replies[0]?.args[1]).toContain('no cue with the number 9')
    osc(show, '/cuewright/go', 0)
    expect(standby(show)).toEqual(['a', 'x'])
  })

  test('in short, where that is switched on: a cue’s number goes before a playlist’s id', async () => {
    const playlists = [
      { id: '1', name: 'One', steps: [] },
      { id: '4', name: 'Four', steps: [] },
    ]
    await using show = opened({ osc: { aliases: true }, playlists })
    osc(show, '/cue/1/start')
    osc(show, '/cue/4/start')
    osc(show, '/cue/2/load', 5)
    osc(show, '/playhead/previous')
    expect(commandsOf(show).map((each) => (each as string[])[0])).toEqual([
      'cue.start',
      'playlist.start',
      'cue.load',
      'cueList.back',
    ])
  })

  test('that asked for news hears what stands by and what becomes of cues', async () => {
    await using show = opened()
    osc(show, '/cuewright/subscribe')
    osc(show, '/cuewright/go')
    const news = show.replies.filter(({ address }) => address.startsWith('/cuewright/out/'))
    expect(news).toEqual([
      { address: '/cuewright/out/list/standby', args: ['main', '2', ''] },
      { address: '/cuewright/out/cue/started', args: ['main', '1', ''] },
      { address: '/cuewright/out/cue/completed', args: ['main', '1', ''] },
    ])
  })
})

describe('controls that the show binds', () => {
  const key = (code: string): object => ({ event: 'key.received', where: { code } })
  const press = (show: SimulatedShow, code: string, pressed = true): void => {
    show.publish({ type: 'key.received', source: 'keyboard:window', payload: { code, pressed } })
    show.clock.advanceBy(100)
  }
  const transport = {
    go: [key('KeyG')],
    back: [key('KeyB')],
    skip: [key('KeyN')],
    stop: [key('KeyS')],
    panic: [key('KeyP')],
    cue: [
      { match: key('Digit3'), number: '2.5' },
      { match: key('Digit4'), list: 'side', number: '2' },
      { match: key('Digit5'), number: '9' },
    ],
  }

  test('carry out what they are bound to, once for each press, with the press as the cause', async () => {
    await using show = opened({ transport })
    press(show, 'KeyG')
    press(show, 'KeyG', false)
    expect(standby(show)).toEqual(['b', 'x'])
    const [received] = show.of('command.received')
    expect(received?.cause).toBe(show.of('key.received')[0]?.seq)
    expect(received?.payload.by).toBe('keyboard:window')
    for (const code of ['KeyG', 'KeyS', 'KeyB', 'Digit3', 'Digit4']) press(show, code)
    expect(commandsOf(show).map((each) => (each as string[])[0])).toEqual([
      'show.go',
      'show.go',
      'show.stop',
      'show.back',
      'cue.start',
      'cue.start',
    ])
    expect(
      linesOf(show)
        .filter((line) => /started|stopped/.test(line))
        .map((line) => line.slice(-9)),
    ).toEqual(['a started', 'b stopped', 'c started', 'y started'])
  })

  test('are refused by name where their cue is not there, and heard by nobody once they are bound no more', async () => {
    await using show = opened({ transport })
    press(show, 'Digit5')
    expect(show.of('command.rejected')[0]?.payload.code).toBe('cue/unknown')
    show.show.take(showOf([mainList(...CUES), SIDE]), { cause: null, kind: 'edit' })
    press(show, 'KeyG')
    expect(standby(show)).toEqual(['a', 'x'])
  })

  test('panic as well as a panic does', async () => {
    await using show = opened({ transport })
    press(show, 'KeyG')
    press(show, 'KeyG')
    press(show, 'KeyP')
    show.clock.advanceBy(5000)
    expect(show.of('show.panicked')).toHaveLength(1)
    expect(linesOf(show).at(-1)).toMatch(/b stopped$/)
  })
})

describe('MIDI Show Control', () => {
  const send = (show: SimulatedShow, command: string, more: object = {}): void => {
    const message = {
      kind: 'showControl',
      device: 5,
      format: 1,
      command,
      cue: '',
      list: '',
      path: '',
      ...more,
    }
    show.publish({
      type: 'midi.received',
      source: 'midi:Desk:1',
      payload: { port: 'Desk', message },
    })
    show.clock.advanceBy(100)
  }

  test('runs the lists where the show says so: what goes first is what stands by, or the cue that is named', async () => {
    await using show = opened({ transport: { showControl: { device: 5 } } })
    send(show, 'GO')
    send(show, 'GO', { list: '7' })
    send(show, 'GO', { cue: '2', list: '7' })
    send(show, 'GO', { cue: '2' })
    send(show, 'STOP', { cue: '2' })
    send(show, 'RESUME')
    send(show, 'LOAD', { cue: '1' })
    send(show, 'STANDBY_PLUS')
    send(show, 'GO_OFF')
    send(show, 'GO', { list: '8' })
    expect(commandsOf(show)).toEqual([
      ['show.go', {}],
      ['show.go', { list: 'side' }],
      ['cue.go', { list: 'side', number: '2' }],
      ['cue.go', { number: '2' }],
      ['cue.pause', { number: '2' }],
      ['show.resume', {}],
      ['cueList.standBy', { number: '1' }],
      ['cueList.skip', {}],
      ['show.stop', {}],
      ['show.go', { list: '8' }],
    ])
    expect(standby(show)).toEqual(['b', null])
    expect(show.of('command.rejected')[0]?.payload.code).toBe('cue/unknown-list')
  })

  test.each([
    ['another device', { showControl: { device: 5 } }, { device: 6 }, 0],
    ['all devices', { showControl: { device: 5 } }, { device: 0x7f }, 1],
    ['any device where none is named', { showControl: {} }, { device: 99 }, 1],
    ['another port', { showControl: { source: 'midi:Other:1' } }, {}, 0],
    ['a show that does not ask for it', {}, {}, 0],
  ])('for %s', async (_, transport, more, heard) => {
    await using show = opened({ transport })
    send(show, 'GO', more)
    expect(show.of('command.received')).toHaveLength(heard)
  })
})
