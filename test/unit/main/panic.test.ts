import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { PayloadOf } from '../../../shared/model/event.ts'
import { showFile } from '../../../shared/model/show.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const SHOW = {
  version: 1,
  name: 'Panic',
  events: { 'lights.go': {}, 'late.fired': {}, 'lights.out': {}, 'tick.tock': {} },
  params: { level: { type: 'number', min: 0, max: 1 } },
  gestures: [
    {
      ...{ id: 'held', name: 'Held', kind: 'hold', after: 5000, output: 'late.fired' },
      sources: [{ event: 'hid.received', where: { control: 'cross' } }],
    },
    {
      ...{ id: 'either', name: 'Either', kind: 'exclusive', window: 5000, after: 5000 },
      ...{ tap: 'late.fired', doubleTap: 'lights.go', hold: 'late.fired' },
      sources: [{ event: 'hid.received', where: { control: 'square' } }],
    },
  ],
  playlists: [
    {
      id: 'p',
      name: 'P',
      triggers: [{ event: 'osc.received', address: '/p' }, { event: 'param.committed' }],
      steps: late(),
    },
    { id: 'asks', name: 'Asks', steps: [question(), ...late()] },
    { id: 'dark', name: 'Dark', steps: [{ offset: 0, type: 'lights.out' }, ...late('lights.out')] },
  ],
  schedulers: [
    {
      ...{ id: 'foyer', name: 'Foyer', groups: [], vars: {} },
      rules: [
        rule('waits', [{ action: 'wait', for: 5000 }]),
        rule('asks', [{ action: 'raise_interrupt', interrupt: asked() }]),
        rule('throws', [
          { action: 'throw_event', key: 'doors', scope: 'dest', dest_id: 'foyer', delay: 5000 },
        ]),
        {
          ...{ id: 'catches', when: [{ kind: 'thrown', key: 'doors' }] },
          actions: [{ action: 'start_playlist', id: 'p' }],
        },
        {
          ...{ id: 'ticks', when: [{ kind: 'every', every: 4000 }] },
          actions: [{ action: 'emit', type: 'tick.tock' }],
        },
      ],
    },
  ],
}

function late(type = 'late.fired'): object[] {
  return [{ offset: 5000, type }]
}

function question(): object {
  return { offset: 100, type: 'interrupt.raise', payload: asked() }
}

function asked(): object {
  return { kind: 'confirmation', prompt: 'Go on?', timeout: 5000, default: true }
}

function rule(id: string, first: readonly object[]): object {
  return {
    id,
    when: [{ kind: 'thrown', key: `by-hand-${id}` }],
    actions: [...first, { action: 'start_playlist', id: 'p' }],
  }
}

function open(settings: object = {}): SimulatedShow {
  const show = showFile.parse({ ...SHOW, ...settings })
  return new SimulatedShow({ show, path: null })
}

function press(show: SimulatedShow, control: string, value: number): void {
  const payload = { device: 'pad', control, kind: 'button' as const, value }
  show.dispatcher.publish({ type: 'hid.received', source: 'pad', cause: null, payload })
  show.clock.advanceBy(0)
}

function osc(show: SimulatedShow, address: string, at?: number): void {
  const from = { transport: 'udp' as const, host: '10.0.0.9', port: 0, connection: null }
  show.dispatcher.publish({
    ...{ type: 'osc.received', source: 'osc:main', cause: null },
    payload: { address, types: '', args: [], from, lateBy: null, latestOnly: false },
    ...(at === undefined ? {} : { at: monotonicMs(at) }),
  })
}

const fire = (ruleId: string) => ['rule.fire', { schedulerId: 'foyer', ruleId }] as const

/** Something that waits at one second, by what it would be counted as. */
const DEFERRED: readonly (readonly [
  string,
  keyof PayloadOf<'show.panicked'>['ended'],
  (show: SimulatedShow) => void,
])[] = [
  ['a run', 'runs', (show) => show.run('playlist.start', { id: 'p' })],
  ['a run that holds at a question', 'runs', (show) => show.run('playlist.start', { id: 'asks' })],
  ['a rule that waits', 'rules', (show) => show.run(...fire('waits'))],
  ['a rule that holds at a question', 'rules', (show) => show.run(...fire('asks'))],
  ['a delayed throw', 'thrown', (show) => show.run(...fire('throws'))],
  ['a hold half way', 'gestures', (show) => press(show, 'cross', 1)],
  [
    'an exclusive tap that waits for its window',
    'gestures',
    (show) => {
      press(show, 'square', 1)
      press(show, 'square', 0)
    },
  ],
]

describe('a panic', () => {
  test.each(DEFERRED)('ends %s', async (_, kind, begin) => {
    await using show = open()
    begin(show)
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('show.panicked')).toMatchObject([{ payload: { ended: { [kind]: 1 } } }])
    expect(show.of('late.fired')).toEqual([])
    expect(show.of('playlist.created').filter(({ at }) => at >= 1000)).toEqual([])
  })

  test.each(DEFERRED)('without it, %s comes to something', async (_, __, begin) => {
    await using show = open()
    begin(show)
    show.clock.advanceTo(60_000)
    expect(show.of('late.fired').length).toBeGreaterThan(0)
  })

  test('does not take the default of a question', async () => {
    await using show = open()
    show.run(...fire('asks'))
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('interrupt.answered')).toEqual([])
    expect(show.of('interrupt.cleared')).toHaveLength(1)
  })

  test('withholds a press that waited in a lane when it came, and only that', async () => {
    await using show = open()
    show.clock.advanceTo(1000)
    osc(show, '/p')
    show.ask('show.panic', {})
    show.clock.advanceTo(1001)
    expect(show.of('osc.received')).toHaveLength(1)
    expect(show.of('playlist.created')).toEqual([])
    osc(show, '/p')
    show.clock.advanceTo(1002)
    expect(show.of('playlist.created')).toHaveLength(1)
    expect(show.dispatcher.health().withheld).toBe(1)
  })

  test('withholds what arose before it and is handed in after it', async () => {
    await using show = open()
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(1200)
    osc(show, '/p', 999)
    show.clock.advanceTo(1300)
    expect(show.of('playlist.created')).toEqual([])
  })

  test('leaves what is to come by time alone', async () => {
    await using show = open()
    show.run('show.panic', {})
    show.clock.advanceTo(9000)
    expect(show.of('tick.tock').map(({ at }) => at)).toEqual([4000, 8000])
  })

  test('lets a parameter have come to rest, and nothing start because of it', async () => {
    await using show = open()
    show.clock.advanceTo(900)
    show.run('param.set', { name: 'level', value: 0.5 })
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('param.committed').map(({ at, payload }) => [at, payload.value])).toEqual([[900, 0.5]])
    expect(show.of('playlist.created')).toEqual([])
  })

  test.each(DEFERRED)(
    'pressed again within 400 ms also ends %s that began in between',
    async (_, __, begin) => {
      await using show = open()
      show.clock.advanceTo(1000)
      show.run('show.panic', {})
      show.clock.advanceTo(1150)
      begin(show)
      show.clock.advanceTo(1399)
      show.run('show.panic', {})
      show.clock.advanceTo(60_000)
      expect(show.of('show.panicked')).toHaveLength(1)
      expect(show.of('late.fired')).toEqual([])
    },
  )

  test('within 400 ms of another is the same one, and stops what was started meanwhile', async () => {
    await using show = open()
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(1100)
    show.run('playlist.start', { id: 'p' })
    show.clock.advanceTo(1399)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('show.panicked')).toHaveLength(1)
    expect(show.of('late.fired')).toEqual([])
  })
})

describe("panic's own playlist", () => {
  const own = { panic: { playlist: 'dark' } }

  test('runs once everything else has been stopped', async () => {
    await using show = open(own)
    show.run('playlist.start', { id: 'p' })
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('lights.out').map(({ at }) => at)).toEqual([1000, 6000])
    expect(show.of('late.fired')).toEqual([])
  })

  test('plays on through a press that belongs to the same panic', async () => {
    await using show = open(own)
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(1399)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('lights.out').map(({ at }) => at)).toEqual([1000, 6000])
  })

  test('plays on for whoever hammers the key', async () => {
    await using show = open(own)
    for (let press = 0; press < 13; press += 1) {
      show.clock.advanceTo(1000 + 200 * press)
      show.run('show.panic', {})
    }
    show.clock.advanceTo(60_000)
    expect(show.of('lights.out').map(({ at }) => at)).toEqual([1000, 6000])
    expect(show.of('show.panicked')).toHaveLength(1)
  })

  test('is stopped by a second panic within two seconds', async () => {
    await using show = open(own)
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(2999)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('lights.out').map(({ at }) => at)).toEqual([1000])
    expect(show.of('show.panicked')).toHaveLength(2)
  })

  test('runs anew at a panic later than that', async () => {
    await using show = open(own)
    show.clock.advanceTo(1000)
    show.run('show.panic', {})
    show.clock.advanceTo(3000)
    show.run('show.panic', {})
    show.clock.advanceTo(60_000)
    expect(show.of('lights.out').map(({ at }) => at)).toEqual([1000, 3000, 8000])
  })
})
