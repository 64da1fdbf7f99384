import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import type { PayloadOf } from '../../../../shared/model/event.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { clientCalled } from '../../../support/clients.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const SURFACE = { kind: 'midi', output: 'surface' } as const
const pad = (number: number, more: object = {}) => ({ ...SURFACE, message: 'note', number, ...more })
const motor = { ...SURFACE, message: 'pitchBend' } as const

function file(feedback: readonly object[], more: object = {}): ShowFile {
  return showFile.parse({
    version: 1,
    name: 'Lights',
    osc: { peers: [{ name: 'tablet', address: '10.0.0.5', replyPort: 9001 }] },
    midi: { outputs: { surface: { port: 'X-Touch' } } },
    params: {
      level: { type: 'number' },
      page: { type: 'number', min: 1, max: 4 },
      mute: { type: 'boolean' },
    },
    playlists: [{ id: 'intro', name: 'Intro', steps: [{ offset: 500, type: 'lights.go' }] }],
    events: { 'lights.go': {} },
    feedback,
    ...more,
  })
}

function desk(feedback: readonly object[], more: object = {}): SimulatedShow {
  const show = new SimulatedShow({ show: file(feedback, more), path: null })
  show.clock.advanceBy(0)
  return show
}

/** What left since the last time, a line each. */
function sent(show: SimulatedShow): string[] {
  show.clock.advanceBy(0)
  const lines = show.events
    .filter(({ source }) => source.startsWith('feedback:'))
    .flatMap(({ type, payload }) => {
      if (type === 'midi.send') return [words((payload as PayloadOf<'midi.send'>).message)]
      if (type !== 'osc.send') return []
      const { target, address, types, args } = payload as PayloadOf<'osc.send'>
      return [[target, address, types, ...(args as readonly string[])].join(' ')]
    })
  show.events.length = 0
  return lines
}

function words(message: PayloadOf<'midi.send'>['message']): string {
  return (Object.values(message) as readonly string[]).join(' ')
}

function set(show: SimulatedShow, name: string, value: unknown): void {
  show.run('param.set', { name, value })
}

function heard(show: SimulatedShow, message: object, port = 'X-Touch'): void {
  const payload = { port, message } as PayloadOf<'midi.received'>
  show.publish({ type: 'midi.received', source: `midi:${port}:1`, payload })
  show.clock.advanceBy(0)
}

function slid(show: SimulatedShow, address: string, value: number, host = '10.0.0.5'): void {
  const from = { transport: 'udp', host, port: 5000, connection: null } as const
  const payload = { address, types: 'f', args: [value], from, lateBy: null, latestOnly: false }
  show.publish({ type: 'osc.received', source: 'osc:main', payload })
  show.clock.advanceBy(0)
}

describe('what is shown', () => {
  test('a motor fader stands where its parameter does, from the start and after every change', async () => {
    await using show = desk([{ id: 'fader', shows: { param: 'level' }, to: motor }])
    expect(sent(show)).toEqual(['pitchBend 1 0'])
    set(show, 'level', 0.5)
    expect(sent(show)).toEqual(['pitchBend 1 8192'])
  })

  test('the light of a playlist is dark, lit, or what the show says of its state', async () => {
    await using show = desk([
      { id: 'plain', shows: { playlist: 'intro' }, to: pad(1) },
      {
        id: 'own',
        shows: { playlist: 'intro' },
        to: pad(2, { values: { off: 1, standby: 5, running: 3, paused: 4 } }),
      },
    ])
    expect(sent(show)).toEqual(['noteOn 1 1 0', 'noteOn 1 2 5'])
    show.run('playlist.start', { id: 'intro' })
    expect(sent(show)).toEqual(['noteOn 1 1 127', 'noteOn 1 2 3'])
    show.run('show.pause', {})
    show.clock.advanceBy(20)
    expect(sent(show)).toEqual(['noteOn 1 2 4'])
    show.run('show.resume', {})
    show.clock.advanceBy(1000)
    expect(sent(show)).toEqual(['noteOn 1 2 3', 'noteOn 1 1 0', 'noteOn 1 2 5'])
  })

  test('cues and the list show which stands by, what runs, and what is disarmed', async () => {
    const cues = [
      { id: 'a', number: '1', name: 'Open', actions: [{ action: 'start_playlist', id: 'intro' }] },
      { id: 'b', number: '2', name: 'Close' },
    ]
    const values = { standby: 2, running: 3, disarmed: 4, armed: 5 }
    await using show = desk(
      [
        { id: 'one', shows: { cue: { list: 'main', cue: 'a' } }, to: pad(1, { values }) },
        { id: 'two', shows: { cue: { list: 'main', cue: 'b' } }, to: pad(2, { values }) },
        {
          id: 'next',
          shows: { list: 'main' },
          to: { kind: 'osc', peer: 'tablet', address: '/next', type: 's' },
        },
      ],
      { cueLists: [{ id: 'main', name: 'Main', cues }] },
    )
    expect(sent(show)).toEqual(['noteOn 1 1 2', 'noteOn 1 2 5', 'peer:tablet /next s 1 Open'])
    show.run('show.go', {})
    expect(sent(show)).toEqual(['noteOn 1 1 3', 'noteOn 1 2 2', 'peer:tablet /next s 2 Close'])
    show.run('cue.disarm', { id: 'a' })
    show.clock.advanceBy(1000)
    expect(sent(show)).toEqual(['noteOn 1 1 4'])
  })

  test('GO, a question, disarming and a panic have lights of their own', async () => {
    const lights = ['go', 'running', 'disarmed', 'panic', 'question']
    await using show = desk(
      lights.map((transport, index) => ({ id: transport, shows: { transport }, to: pad(index + 1) })),
    )
    expect(sent(show)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `noteOn 1 ${number} ${number === 1 ? 127 : 0}`),
    )
    show.run('show.disarm', {})
    show.clock.advanceBy(20)
    expect(sent(show)).toEqual(['noteOn 1 1 0', 'noteOn 1 3 127'])
    show.run('show.arm', {})
    show.clock.advanceBy(20)
    expect(sent(show)).toEqual(['noteOn 1 1 127', 'noteOn 1 3 0'])
    show.run('show.panic', {})
    show.clock.advanceBy(50)
    expect(sent(show)).toContain('noteOn 1 4 127')
    show.clock.advanceBy(3000)
    expect(sent(show)).toEqual(['noteOn 1 4 0'])
  })

  test('it goes on while the show is disarmed, and not before an imported one was looked at', async () => {
    await using show = desk([{ id: 'fader', shows: { param: 'level' }, to: motor }])
    sent(show)
    show.disarm({ why: 'operator', by: 'FOH', detail: null })
    set(show, 'level', 1)
    expect(sent(show)).toEqual(['pitchBend 1 16383'])
    show.disarm({ why: 'imported', by: 'FOH', detail: null })
    set(show, 'level', 0.5)
    expect(sent(show)).toEqual([])
    show.run('show.arm', {})
    expect(sent(show)).toEqual(['pitchBend 1 8192'])
  })
})

describe('layers', () => {
  const layers = {
    shift: { held: { event: 'key.received', where: { code: 'ShiftLeft' } } },
    two: { param: 'page', is: 2 },
  }
  const key = (show: SimulatedShow, phase: 'down' | 'up'): void => {
    const payload = { code: 'ShiftLeft', key: 'Shift', pressed: phase === 'down' }
    show.publish({ type: 'key.received', source: 'keyboard:1', payload })
    show.clock.advanceBy(20)
  }

  test('of several at one place the first whose layers are on is shown, and what differs is sent as they turn', async () => {
    await using show = desk(
      [
        {
          id: 'shifted',
          shows: { param: 'mute' },
          while: 'shift',
          to: pad(1, { values: { off: 1, on: 2 } }),
        },
        { id: 'usual', shows: { playlist: 'intro' }, to: pad(1) },
        { id: 'other', shows: { param: 'level' }, to: motor },
      ],
      { layers },
    )
    expect(sent(show)).toEqual(['noteOn 1 1 0', 'pitchBend 1 0'])
    key(show, 'down')
    expect(sent(show)).toEqual(['noteOn 1 1 1'])
    set(show, 'mute', true)
    expect(sent(show)).toEqual(['noteOn 1 1 2'])
    key(show, 'up')
    expect(sent(show)).toEqual(['noteOn 1 1 0'])
  })

  test('a page is a layer of a parameter: its faders come and its lights go', async () => {
    await using show = desk(
      [
        { id: 'one', shows: { param: 'level' }, while: '!two', to: motor },
        { id: 'two', shows: { param: 'page' }, while: 'two', to: motor },
        { id: 'light', shows: { layer: 'two' }, to: pad(7) },
        { id: 'only', shows: { param: 'mute' }, while: '!two', to: pad(8, { values: { off: 9, on: 10 } }) },
      ],
      { layers },
    )
    expect(sent(show)).toEqual(['pitchBend 1 0', 'noteOn 1 7 0', 'noteOn 1 8 9'])
    set(show, 'mute', true)
    expect(sent(show)).toEqual(['noteOn 1 8 10'])
    set(show, 'page', 2)
    expect(sent(show)).toEqual(['pitchBend 1 5461', 'noteOn 1 7 127', 'noteOn 1 8 9'])
  })
})

describe('when it is sent again', () => {
  const two = [
    { id: 'fader', shows: { param: 'level' }, to: motor },
    { id: 'pad', shows: { param: 'mute' }, to: pad(1) },
  ]
  const both = ['pitchBend 1 0', 'noteOn 1 1 0']

  test('a device that was away is sent the latest of all, and nothing on the way', async () => {
    await using show = desk(two)
    sent(show)
    show.surfaces.take('surface')
    for (const level of [0.2, 0.4, 1]) set(show, 'level', level)
    expect(sent(show)).toEqual([])
    expect(show.show.feedback.health()).toMatchObject([{ waits: 1 }])
    show.surfaces.give('surface')
    expect(sent(show)).toEqual(['pitchBend 1 16383', 'noteOn 1 1 0'])
  })

  test('one that was muted is sent what differs', async () => {
    await using show = desk(two)
    sent(show)
    show.surfaces.take('surface')
    set(show, 'level', 1)
    show.surfaces.give('surface', false)
    expect(sent(show)).toEqual(['pitchBend 1 16383'])
  })

  test('its input that connects, a resync, a panic and a sleep bring all of it', async () => {
    await using show = desk(two)
    sent(show)
    const payload = { device: 'midi:X-Touch:1', name: 'X-Touch' }
    show.publish({ type: 'device.connected', source: 'midi:X-Touch:1', payload })
    expect(sent(show)).toEqual(both)
    show.publish({
      type: 'device.connected',
      source: 'midi:Other:1',
      payload: { device: 'midi:Other:1', name: 'Other' },
    })
    expect(sent(show)).toEqual([])
    show.run('param.resync', {})
    expect(sent(show)).toEqual(both)
    show.run('show.panic', {})
    show.clock.advanceBy(20)
    expect(sent(show)).toEqual(both)
    show.show.stoodStill(60_000)
    show.clock.advanceBy(20)
    expect(sent(show)).toEqual(both)
  })

  test('an edit sends what differs, puts out what is left, and follows a renamed output', async () => {
    await using show = desk(two)
    set(show, 'mute', true)
    sent(show)
    const edited = file([two[0] as object, { id: 'new', shows: { param: 'mute' }, to: pad(2) }])
    show.show.take({ show: edited, path: null }, { kind: 'edit', cause: null })
    expect(sent(show)).toEqual(['noteOn 1 1 0', 'noteOn 1 2 127'])
    const renamed = file([{ ...two[0], to: { ...motor, output: 'desk' } }], {
      midi: { outputs: { desk: { port: 'X-Touch' } } },
    })
    const change = {
      kind: 'edit',
      cause: null,
      renamed: [{ kind: 'midiOutput', from: 'surface', to: 'desk' }],
    } as const
    show.show.take({ show: renamed, path: null }, change)
    expect(sent(show)).toEqual(['noteOn 1 2 0'])
  })

  test('a sender over OSC that was silent for half a minute is sent all of it again', async () => {
    await using show = desk([
      { id: 'slider', shows: { param: 'level' }, to: { kind: 'osc', peer: 'tablet', address: '/level' } },
    ])
    expect(sent(show)).toEqual(['peer:tablet /level f 0'])
    slid(show, '/other', 1)
    expect(sent(show)).toEqual(['peer:tablet /level f 0'])
    slid(show, '/other', 0)
    expect(sent(show)).toEqual([])
    show.clock.advanceBy(31_000)
    slid(show, '/other', 1, '10.0.0.6')
    expect(sent(show)).toEqual([])
    slid(show, '/other', 1)
    expect(sent(show)).toEqual(['peer:tablet /level f 0'])
  })
})

describe('rate', () => {
  const many = Array.from({ length: 100 }, (_, index) => index)
  const faders = many.map((index) => ({
    id: `f${index}`,
    shows: { param: 'level' },
    to: { ...SURFACE, message: 'control', number: index },
  }))
  const slow = { midi: { outputs: { surface: { port: 'X-Touch', feedbackRate: 100 } } } }

  test('no more leave in a second than the show says, each place in its turn, and the latest', async () => {
    await using show = desk(faders, slow)
    show.clock.advanceBy(2000)
    sent(show)
    for (let at = 0; at < 1000; at += 10) {
      set(show, 'level', (at + 10) / 1000)
      show.clock.advanceBy(10)
    }
    const lines = sent(show)
    expect(lines.length).toBeLessThanOrEqual(103)
    expect(new Set(lines.map((line) => line.split(' ')[2])).size).toBeGreaterThanOrEqual(99)
    show.clock.advanceBy(2000)
    const last = new Map([...lines, ...sent(show)].map((line) => [line.split(' ')[2], line.split(' ')[3]]))
    expect([...last.values()]).toEqual(many.map(() => '127'))
    const [health] = show.show.feedback.health()
    expect(health?.collapsed).toBeGreaterThan(9000)
    expect(health?.waits).toBe(0)
  })
})

describe('blinking', () => {
  const values = { off: 0, on: { value: 1, blink: 3, every: 500 } }

  test('all that blink do so together, whenever they began', async () => {
    await using show = desk([
      { id: 'a', shows: { param: 'mute' }, to: pad(1, { values }) },
      { id: 'b', shows: { param: 'level' }, to: pad(2, { values }) },
    ])
    sent(show)
    show.clock.advanceTo(120)
    set(show, 'mute', true)
    show.clock.advanceTo(370)
    set(show, 'level', 1)
    expect(sent(show)).toEqual(['noteOn 1 1 1', 'noteOn 1 2 1'])
    show.clock.advanceTo(500)
    expect(sent(show)).toEqual(['noteOn 1 1 3', 'noteOn 1 2 3'])
    show.clock.advanceTo(1000)
    expect(sent(show)).toEqual(['noteOn 1 1 1', 'noteOn 1 2 1'])
  })

  test('nothing waits for the next turn when nothing blinks any more', async () => {
    await using show = desk([{ id: 'a', shows: { param: 'mute' }, to: pad(1, { values }) }])
    set(show, 'mute', true)
    show.clock.advanceBy(600)
    set(show, 'mute', false)
    show.clock.advanceBy(5000)
    sent(show)
    show.clock.advanceBy(5000)
    expect(sent(show)).toEqual([])
    expect(show.clock.runNext(Infinity)).toBe(false)
  })
})

describe('loops', () => {
  const bound = {
    params: {
      level: {
        type: 'number',
        inputs: [
          { kind: 'value', match: { event: 'midi.received', where: { 'message.kind': 'pitchBend' } } },
          { kind: 'value', match: { event: 'midi.received', where: { 'message.controller': 7 } } },
        ],
      },
      page: { type: 'number', min: 1, max: 4 },
      mute: {
        type: 'boolean',
        inputs: [
          {
            kind: 'button',
            does: 'toggle',
            match: { event: 'midi.received', where: { 'message.kind': 'noteOn' } },
          },
        ],
      },
    },
  }
  const bend = (value: number) => ({ kind: 'pitchBend', channel: 1, value })

  test('what a motor tells back of where it was driven, and on its way there, moves nothing and is counted', async () => {
    await using show = desk([{ id: 'fader', shows: { param: 'level' }, to: motor }], bound)
    set(show, 'level', 0.5)
    sent(show)
    show.clock.advanceBy(20)
    for (const value of [1000, 5000, 8180, 8192]) heard(show, bend(value))
    show.clock.advanceBy(1000)
    expect(sent(show)).toEqual([])
    expect(show.show.params.view()[0]?.value).toBe(0.5)
    expect(show.show.feedback.health()).toMatchObject([{ echoes: 4 }])
  })

  test('a hand that takes the fader elsewhere is one, and its motor is driven when it rests', async () => {
    await using show = desk([{ id: 'fader', shows: { param: 'level' }, to: motor }], bound)
    set(show, 'level', 0.5)
    sent(show)
    show.clock.advanceBy(100)
    for (const value of [9000, 10_000, 12_000]) {
      heard(show, bend(value))
      show.clock.advanceBy(100)
    }
    expect(sent(show)).toEqual([])
    expect(show.show.params.view()[0]?.value).toBeCloseTo(12_000 / 16_383)
    show.clock.advanceBy(149)
    expect(sent(show)).toEqual([])
    show.clock.advanceBy(1)
    expect(sent(show)).toEqual(['pitchBend 1 12000'])
  })

  test('an echo later than that is a hand', async () => {
    await using show = desk([{ id: 'fader', shows: { param: 'level' }, to: motor }], bound)
    set(show, 'level', 0.5)
    show.clock.advanceBy(251)
    heard(show, bend(4000))
    expect(show.show.params.view()[0]?.value).toBeCloseTo(4000 / 16_383)
  })

  test('what was pressed before its light was sent is no echo, however late it is heard', async () => {
    const press = { kind: 'noteOn', channel: 1, note: 1, velocity: 127 } as const
    const triggers = [{ event: 'midi.received', where: { 'message.kind': 'noteOn' } }]
    const playlists = [{ id: 'intro', name: 'Intro', triggers, steps: [{ offset: 500, type: 'lights.go' }] }]
    await using show = desk([{ id: 'pad', shows: { param: 'mute' }, to: pad(1) }], { playlists })
    show.clock.advanceBy(1000)
    set(show, 'mute', true)
    expect(sent(show)).toEqual(['noteOn 1 1 0', 'noteOn 1 1 127'])
    const at = monotonicMs(show.clock.now() - 5)
    show.publish({
      ...{ type: 'midi.received', source: 'midi:X-Touch:1', at },
      payload: { port: 'X-Touch', message: press },
    })
    show.clock.advanceBy(0)
    expect(show.show.playlists.runs()).toHaveLength(1)
  })

  test('another device that sends the same is no echo', async () => {
    await using show = desk([{ id: 'fader', shows: { param: 'level' }, to: motor }], bound)
    heard(show, { kind: 'control', channel: 2, controller: 99, value: 1 })
    set(show, 'level', 0.5)
    heard(show, bend(4000), 'Nano')
    expect(show.show.params.view()[0]?.value).toBeCloseTo(4000 / 16_383)
  })

  test('a light that comes back as a note presses nothing, and a second press of the same note does', async () => {
    await using show = desk([{ id: 'pad', shows: { param: 'mute' }, to: pad(1) }], bound)
    sent(show)
    const press = { kind: 'noteOn', channel: 1, note: 1, velocity: 127 }
    heard(show, press)
    expect(sent(show)).toEqual(['noteOn 1 1 127'])
    heard(show, press)
    expect(show.show.params.view()[2]?.value).toBe(true)
    show.clock.advanceBy(30)
    heard(show, { ...press, kind: 'noteOff', velocity: 0 })
    show.clock.advanceBy(30)
    heard(show, press)
    expect(show.show.params.view()[2]?.value).toBe(false)
  })

  test('a light that its device switches by itself when it is pressed is set right', async () => {
    await using show = desk([{ id: 'pad', shows: { param: 'page' }, to: pad(1) }])
    sent(show)
    heard(show, { kind: 'noteOn', channel: 1, note: 1, velocity: 127 })
    show.clock.advanceBy(49)
    expect(sent(show)).toEqual([])
    show.clock.advanceBy(1)
    expect(sent(show)).toEqual(['noteOn 1 1 0'])
  })

  test('two motors of one parameter, each of which tells a little else than it was sent, come to rest', async () => {
    const show = desk(
      [
        { id: 'a', shows: { param: 'level' }, to: motor },
        { id: 'b', shows: { param: 'level' }, to: { ...SURFACE, message: 'control', number: 7 } },
      ],
      bound,
    )
    await using _ = show
    sent(show)
    heard(show, bend(5000))
    let quiet = 0
    for (let round = 0; round < 100 && quiet < 20; round += 1) {
      show.clock.advanceBy(25)
      const lines = sent(show)
      quiet = lines.length === 0 ? quiet + 1 : 0
      for (const line of lines) {
        const [kind, , ...numbers] = line.split(' ')
        if (kind === 'pitchBend') heard(show, bend(Number(numbers[0]) + 9))
        else
          heard(show, {
            kind: 'control',
            channel: 1,
            controller: 7,
            value: Math.min(127, Number(numbers[1]) + 1),
          })
      }
    }
    expect(quiet).toBe(20)
    expect(show.show.params.view()[0]?.value).toBeCloseTo(5000 / 16_383)
  })
})

describe('a light that somebody looks for', () => {
  /** Each 250 ms from the start. */
  function blinks(show: SimulatedShow, turns: number): string[] {
    const lines = sent(show)
    for (let turn = 0; turn < turns; turn += 1) {
      show.clock.advanceBy(250)
      lines.push(...sent(show))
    }
    return lines
  }

  test('blinks for two seconds, whatever its layers, and then shows what it should', async () => {
    const layers = { shift: { held: { event: 'midi.received', where: { 'message.note': 99 } } } }
    const values = { off: 5, on: 60 }
    await using show = desk(
      [
        { id: 'shifted', shows: { param: 'mute' }, while: 'shift', to: pad(1) },
        { id: 'plain', shows: { param: 'mute' }, to: pad(1, { values }) },
      ],
      { layers },
    )
    expect(sent(show)).toEqual(['noteOn 1 1 5'])
    show.run('feedback.find', { id: 'shifted' })
    expect(blinks(show, 12)).toEqual([
      ...['noteOn 1 1 127', 'noteOn 1 1 0', 'noteOn 1 1 127', 'noteOn 1 1 0'],
      ...['noteOn 1 1 127', 'noteOn 1 1 0', 'noteOn 1 1 127', 'noteOn 1 1 0', 'noteOn 1 1 5'],
    ])
    show.run('feedback.find', { id: 'plain' })
    expect(blinks(show, 2)).toEqual(['noteOn 1 1 60', 'noteOn 1 1 5', 'noteOn 1 1 60'])
  })

  test('goes on after a panic, and is given up where it leaves the show', async () => {
    const light = { id: 'light', shows: { param: 'mute' }, to: pad(1) }
    await using show = desk([light])
    sent(show)
    show.run('feedback.find', { id: 'light' })
    expect(blinks(show, 1)).toEqual(['noteOn 1 1 127', 'noteOn 1 1 0'])
    show.run('show.panic', {})
    expect(blinks(show, 1).at(-1)).toBe('noteOn 1 1 127')
    show.show.take({ show: file([]), path: null }, { kind: 'edit', cause: null })
    expect(blinks(show, 10)).toEqual(['noteOn 1 1 0'])
  })

  test('is refused with the reason where nobody would see it', async () => {
    const light = { id: 'light', shows: { param: 'mute' }, to: pad(1) }
    const key = { id: 'key', shows: { param: 'mute' }, to: { kind: 'deck', control: 'key1' } }
    await using show = desk([light, key])
    const find = (id: string) =>
      show.show.commands.execute('feedback.find', { id }, { client: clientCalled('screen'), cause: null })
    show.surfaces.take('surface')
    expect(find('light')).toMatchObject({
      ok: false,
      error: { code: 'feedback/away', what: 'the port of the MIDI output surface is not there' },
    })
    show.surfaces.give('surface')
    show.surfaces.muted.add('surface')
    expect(find('light')).toMatchObject({ ok: false, error: { code: 'output/muted' } })
    expect(find('none')).toMatchObject({ ok: false, error: { code: 'feedback/unknown' } })
    expect(find('key')).toEqual({ ok: true, value: { lasts: 2000 } })
  })
})
