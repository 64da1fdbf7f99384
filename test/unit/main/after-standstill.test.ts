// What an engine does when it goes on after it stood still: the stages that decide, on a clock that froze.
import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import { showFile } from '../../../shared/model/show.ts'
import { FrozenClock } from '../../support/frozen-clock.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const FROM: OscEndpoint = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null }
const WAIT = 10_000

const SHOW = showFile.parse({
  version: 1,
  name: 'Standstill',
  events: { 'lights.go': {}, 'late.fired': {}, 'let.go': {} },
  params: { level: { type: 'number', min: 0, max: 1 } },
  gestures: [
    {
      ...{ id: 'held', name: 'Held', kind: 'hold', after: 1000, output: 'late.fired' },
      sources: [{ event: 'hid.received', where: { control: 'cross' } }],
    },
  ],
  playlists: [
    {
      ...{ id: 'p', name: 'P', steps: [{ offset: 0, type: 'lights.go' }] },
      triggers: [
        { event: 'osc.received', address: '/p' },
        { event: 'hid.received', where: { control: 'circle' } },
        { event: 'midi.received', where: { 'message.kind': 'noteOn' } },
      ],
    },
  ],
  schedulers: [
    {
      ...{ id: 's', name: 'S', groups: [], vars: {} },
      rules: [
        {
          ...{
            id: 'released',
            when: [
              { kind: 'event', match: { event: 'hid.received', where: { control: 'circle', value: 0 } } },
            ],
          },
          actions: [{ action: 'emit', type: 'let.go' }],
        },
        {
          ...{ id: 'waits', name: 'House lights', when: [{ kind: 'thrown', key: 'by-hand' }] },
          actions: [
            { action: 'wait', for: WAIT },
            { action: 'emit', type: 'late.fired' },
            { action: 'emit', type: 'late.fired' },
          ],
        },
        {
          ...{ id: 'catches', when: [{ kind: 'thrown', key: 'doors' }] },
          actions: [{ action: 'emit', type: 'late.fired' }],
        },
        {
          ...{ id: 'asks', when: [{ kind: 'thrown', key: 'by-hand-too' }] },
          actions: [
            {
              action: 'raise_interrupt',
              interrupt: { kind: 'confirmation', prompt: 'Go on?', timeout: WAIT, default: true },
            },
            { action: 'emit', type: 'late.fired' },
          ],
        },
      ],
    },
  ],
})

class Stage extends SimulatedShow {
  readonly frozen: FrozenClock

  constructor() {
    const clock = new FrozenClock(0, Date.UTC(2026, 10, 21))
    super({ show: SHOW, path: null }, clock)
    this.frozen = clock
    clock.advanceTo(1000)
  }

  /** What the OSC input does with a message that it reads. */
  osc(address: string, ...args: readonly number[]): void {
    const payload = {
      address,
      types: 'f'.repeat(args.length),
      args,
      from: FROM,
      lateBy: null,
      latestOnly: false,
    }
    this.publish({ type: 'osc.received', source: 'osc:main', at: this.standstill!.arisenAt(), payload })
  }

  /** What the device process does: it was not frozen, and knows when it was. */
  button(control: string, value: number, at: number): void {
    const payload = { device: 'pad', control, kind: 'button' as const, value }
    this.publish({ type: 'hid.received', source: 'pad', at: monotonicMs(at), payload })
  }

  /** Of a note on a port whose process was frozen too. */
  note(): void {
    const message = { kind: 'noteOn', channel: 1, note: 60, velocity: 9 } as const
    const at = this.standstill!.arisenAt()
    this.publish({ type: 'midi.received', source: 'keys', at, payload: { port: 'Keys', message } })
  }

  fire(ruleId: string): void {
    this.run('rule.fire', { schedulerId: 's', ruleId })
  }

  starts(): number[] {
    return this.of('playlist.created').map(({ at }) => at)
  }
}

describe('inputs that came while the engine stood still', () => {
  test('start nothing, and that is said once for all of them', async () => {
    await using stage = new Stage()
    stage.frozen.freeze(20_000)
    // Sockets may be read before any timer has run.
    stage.osc('/p', 1)
    stage.frozen.goOn()
    stage.osc('/p', 1)
    stage.note()
    stage.button('circle', 1, 9_000)
    stage.clock.advanceBy(5_000)
    expect(stage.of('osc.received')).toHaveLength(2)
    expect(stage.starts()).toEqual([])
    expect(stage.of('inputs.tooOld').map(({ payload }) => payload)).toEqual([
      { inputs: 4, stoodStill: 19_750 },
    ])
    stage.osc('/p', 1)
    stage.clock.advanceBy(0)
    expect(stage.starts()).toEqual([26_000])
  })

  test('are counted from the press on that was pressed before it and not handed out', async () => {
    await using stage = new Stage()
    stage.osc('/p', 1)
    stage.frozen.freeze(20_000)
    stage.frozen.goOn()
    stage.clock.advanceBy(5_000)
    expect(stage.starts()).toEqual([])
  })

  test('leave a button let go that was held before: the next press is one, and no release is acted on', async () => {
    await using stage = new Stage()
    stage.button('circle', 1, 1_000)
    stage.clock.advanceTo(1_500)
    stage.frozen.freeze(20_000)
    stage.button('circle', 0, 9_000)
    stage.frozen.goOn()
    stage.clock.advanceBy(1_000)
    stage.button('circle', 1, stage.clock.now())
    stage.clock.advanceBy(0)
    expect(stage.of('hid.received').map(({ edge }) => edge)).toEqual(['press', 'release', 'press'])
    expect(stage.of('let.go')).toEqual([])
    expect(stage.starts()).toHaveLength(2)
  })

  test('that bounced settle on where the control came to rest, and decide nothing', async () => {
    await using stage = new Stage()
    stage.frozen.freeze(20_000)
    stage.button('circle', 1, 9_000)
    stage.button('circle', 0, 9_005)
    stage.frozen.goOn()
    stage.clock.advanceBy(5_000)
    expect(stage.of('hid.received').map(({ edge }) => edge)).toEqual(['press', 'ignored', 'release'])
    expect(stage.starts()).toEqual([])
    expect(stage.of('let.go')).toEqual([])
  })

  test('move a parameter to where its fader is', async () => {
    await using stage = new Stage()
    stage.frozen.freeze(20_000)
    stage.osc('/cuewright/param/level', 0.2)
    stage.osc('/cuewright/param/level', 0.75)
    stage.frozen.goOn()
    stage.clock.advanceBy(1_000)
    expect(stage.of('param.changed').map(({ payload }) => payload.value)).toEqual([0.75])
  })

  test.each(['/cuewright/go', '/cuewright/playlist/p/start', '/cuewright/event/lights.go'])(
    'and ask for %s by OSC are refused',
    async (address) => {
      await using stage = new Stage()
      stage.frozen.freeze(20_000)
      stage.osc(address, 1)
      stage.frozen.goOn()
      stage.clock.advanceBy(5_000)
      expect(stage.of('lights.go')).toEqual([])
      expect(stage.of('command.rejected')).toMatchObject([{ payload: { code: 'command/too-late' } }])
      expect(stage.replies[0]?.args).toMatchObject(['error', expect.stringMatching(/^command\/too-late/)])
    },
  )

  test('and ask for panic by OSC are a panic', async () => {
    await using stage = new Stage()
    stage.frozen.freeze(20_000)
    stage.osc('/cuewright/panic', 1)
    stage.frozen.goOn()
    stage.clock.advanceBy(0)
    expect(stage.of('show.panicked')).toHaveLength(1)
  })
})

test('a hold that was half made is forgotten, held or not, until it is pressed anew', async () => {
  await using stage = new Stage()
  stage.button('cross', 1, 1_000)
  stage.clock.advanceTo(1_500)
  stage.frozen.freeze(20_000)
  stage.frozen.goOn()
  stage.clock.advanceBy(5_000)
  expect(stage.of('late.fired')).toEqual([])
})

describe('a rule that waited', () => {
  test('gives up what was left where its wait was over two seconds before', async () => {
    await using stage = new Stage()
    stage.fire('waits')
    stage.frozen.freeze(WAIT + 2_000)
    stage.frozen.goOn()
    stage.clock.advanceBy(60_000)
    expect(stage.of('late.fired')).toEqual([])
    expect(stage.of('rule.finished').map(({ payload }) => payload)).toMatchObject([
      {
        outcome: 'late',
        error: 'actions[0] wait: it was over 2.0 s before the engine could go on; 2 actions not done',
      },
    ])
  })

  test('goes on where it is less late than that', async () => {
    await using stage = new Stage()
    stage.fire('waits')
    stage.frozen.freeze(WAIT + 1_999)
    stage.frozen.goOn()
    stage.clock.advanceBy(0)
    expect(stage.of('late.fired')).toHaveLength(2)
  })

  test('gives up where the machine slept over it, though the clock did not go on', async () => {
    await using stage = new Stage()
    stage.fire('waits')
    stage.frozen.sleep(WAIT + 2_000)
    stage.clock.advanceBy(60_000)
    expect(stage.of('late.fired')).toEqual([])
    expect(stage.of('rule.finished')).toMatchObject([{ payload: { outcome: 'late' } }])
  })
})

test('a question whose time was over meanwhile does not take its default: it is asked for as long again', async () => {
  await using stage = new Stage()
  stage.fire('asks')
  stage.frozen.freeze(WAIT + 2_000)
  stage.frozen.goOn()
  const woke = stage.clock.now()
  expect(stage.of('interrupt.answered')).toEqual([])
  expect(stage.of('interrupt.extended').map(({ payload }) => payload.timeoutAt)).toEqual([woke + WAIT])
  stage.clock.advanceTo(woke + WAIT - 1)
  expect(stage.of('late.fired')).toEqual([])
  stage.clock.advanceTo(woke + WAIT)
  expect(stage.of('late.fired')).toHaveLength(1)
})

describe('delayed thrown events', () => {
  function doors(stage: Stage, delay: number, more: object = {}): void {
    stage.run('thrown.throw', { key: 'doors', display_name: `Doors ${delay}`, delay, ...more })
  }
  const ended = (stage: Stage) =>
    stage.of('thrown.ended').map(({ payload }) => [payload.name, payload.outcome])

  test('that were due while the engine stood still are missed, and that is said once for all of them', async () => {
    await using stage = new Stage()
    doors(stage, 5_000)
    doors(stage, 7_000, { single_consumer: true })
    doors(stage, 8_000, { ttl: 1_000 })
    doors(stage, 60_000)
    stage.frozen.freeze(20_000)
    stage.frozen.goOn()
    stage.clock.advanceBy(5_000)
    expect(stage.of('late.fired')).toEqual([])
    expect(ended(stage)).toEqual([
      ['Doors 5000', 'missed'],
      ['Doors 7000', 'missed'],
      ['Doors 8000', 'expired'],
    ])
    expect(stage.of('thrown.missed').map(({ payload }) => payload)).toEqual([
      { events: 2, first: 'Doors 5000', lateBy: 15_000 },
    ])
    stage.clock.advanceBy(60_000)
    expect(stage.of('late.fired')).toHaveLength(1)
  })

  test.each([
    [499, 'consumed'],
    [500, 'missed'],
  ])('that are %i ms late are %s', async (lateBy, outcome) => {
    await using stage = new Stage()
    doors(stage, 20_000 - lateBy)
    stage.frozen.freeze(20_000)
    stage.frozen.goOn()
    stage.clock.advanceBy(5_000)
    expect(ended(stage).map(([, what]) => what)).toEqual([outcome])
    expect(stage.of('late.fired')).toHaveLength(outcome === 'consumed' ? 1 : 0)
    expect(stage.of('thrown.missed')).toHaveLength(outcome === 'consumed' ? 0 : 1)
  })

  test('for a time of day that passed while the engine stood still are missed', async () => {
    await using stage = new Stage()
    const future_time = stage.clock.wall() + 10_000
    stage.run('thrown.throw', { key: 'doors', future_time })
    stage.frozen.freeze(20_000)
    stage.frozen.goOn()
    stage.clock.advanceBy(5_000)
    expect(ended(stage)).toEqual([['doors', 'missed']])
    expect(stage.of('late.fired')).toEqual([])
  })

  test('that were due while the computer slept, and the clock with it, are missed', async () => {
    await using stage = new Stage()
    doors(stage, 5_000)
    doors(stage, 30_000)
    stage.frozen.sleep(20_000)
    stage.clock.advanceBy(1_000)
    expect(ended(stage)).toEqual([['Doors 5000', 'missed']])
    stage.clock.advanceBy(30_000)
    expect(stage.of('late.fired')).toHaveLength(1)
  })
})
