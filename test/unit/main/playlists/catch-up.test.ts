import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask } from './asking-stage.ts'
import { RunnerRig, midi, osc, repeated, said } from './runner-rig.ts'
import type { Sent } from './runner-rig.ts'
import { runs } from '../../../support/property-runs.ts'

describe('after a freeze', () => {
  test('of 8 s, of 81 values at 10 Hz only the latest leaves, and those of the last half second', () => {
    const rig = new RunnerRig([osc(0, '/x', [1], repeated(200, 100))])
    rig.play(999)
    const burst = rig.freeze(9000)
    expect(rig.sent).toHaveLength(10 + burst.length)
    expect(burst.map(({ index, madeUpFor }) => [index, madeUpFor])).toEqual([
      [84, true],
      [85, false],
      [86, false],
      [87, false],
      [88, false],
      [89, false],
      [90, false],
    ])
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'gap', from: 1000, to: 9000, sent: 1, skipped: 74 }])
    rig.play(9150)
    expect(rig.sent.at(-1)).toMatchObject({ index: 91, at: 9100, dueAt: 9100 })
  })

  test('of 30 s at 100 Hz, 3,010 stale packets become one for each address', () => {
    const lights = ['/light/1', '/light/2', '/light/3']
    const rig = new RunnerRig(lights.map((address) => osc(5, address, [0.5], repeated(10_000, 30))))
    rig.play(500)
    const burst = rig.freeze(30_601)
    expect(burst.filter(({ madeUpFor }) => madeUpFor).map(said)).toEqual(
      lights.map((light) => `${light} 0.5`),
    )
    expect(burst.filter(({ dueAt }) => dueAt < 30_601 - 500)).toHaveLength(3)
    expect(rig.caughtUp[0]?.sent).toBe(3)
    expect((rig.caughtUp[0]?.skipped ?? 0) + burst.length).toBe(3 * 1003)
  })

  test('never fires a repeated trigger in a burst, not even those that are just due', () => {
    const rig = new RunnerRig([osc(0, '/cue/5/start', [], repeated(200, 100))])
    rig.play(999)
    const burst = rig.freeze(9050)
    expect(burst.map(({ index, dueAt }) => [index, dueAt])).toEqual([[90, 9000]])
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'gap', from: 1000, to: 9100, sent: 0, skipped: 80 }])
  })

  test('sends values and note-offs in their order, and what sets something off never', () => {
    const rig = new RunnerRig([
      osc(100, '/light/1/on', [1]),
      osc(110, '/rgb', [1, 0, 0]),
      osc(120, '/cue/5/start'),
      osc(130, '/cue/fire', ['intro', 1]),
      osc(140, '/strobe/go', [true]),
      midi(150, { kind: 'noteOn', channel: 1, note: 60, velocity: 100 }),
      midi(160, { kind: 'program', channel: 1, program: 3 }),
      midi(170, { kind: 'control', channel: 1, controller: 7, value: 10 }),
      midi(180, { kind: 'pitchBend', channel: 1, value: 100 }),
      midi(190, { kind: 'channelPressure', channel: 1, pressure: 5 }),
      midi(200, { kind: 'polyPressure', channel: 1, note: 60, pressure: 6 }),
      midi(210, { kind: 'showControl', device: 1, format: 1, command: 'GO', cue: '1' }),
      { offset: 220, type: 'lights.go', payload: { level: 1 } },
      midi(230, { kind: 'noteOff', channel: 1, note: 60, velocity: 0 }),
      midi(240, { kind: 'noteOn', channel: 1, note: 61, velocity: 0 }),
      midi(250, { kind: 'control', channel: 1, controller: 7, value: 20 }),
      osc(260, '/light/1/on', [0]),
      osc(270, '/rgb', [0.1, 0.2, 0.3]),
      osc(280, '/light/2/on', [1]),
      osc(290, '/light/2/on', [0], { payload: { target: 'other', address: '/light/2/on', args: [0] } }),
    ])
    const burst = rig.freeze(5000)
    expect(burst.map(said)).toEqual([
      'pitchBend 1 100',
      'channelPressure 1 5',
      'polyPressure 1 60 6',
      'noteOff 1 60 0',
      'noteOn 1 61 0',
      'control 1 7 20',
      '/light/1/on 0',
      '/rgb 0.1 0.2 0.3',
      '/light/2/on 1',
      '/light/2/on 0',
    ])
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'gap', from: 100, to: 290, sent: 10, skipped: 10 }])
    expect(rig.ending).toBe('completed')
  })

  test('of less than half a second every step still plays', () => {
    const rig = new RunnerRig([
      osc(0, '/x', [1], repeated(100, 10)),
      osc(5, '/cue/5/start', [], repeated(100, 10)),
    ])
    rig.play(100)
    expect(rig.freeze(599)).toHaveLength(49 + 50)
    expect(rig.caughtUp).toEqual([])
  })

  test.each([
    [500, true],
    [500.5, false],
  ])('a step that is %d ms late plays: %s', (late, plays) => {
    const rig = new RunnerRig([osc(100, '/cue/5/start'), osc(9000, '/end')])
    expect(rig.freeze(100 + late).map(said)).toEqual(plays ? ['/cue/5/start'] : [])
    expect(rig.caughtUp.map(({ skipped }) => skipped)).toEqual(plays ? [] : [1])
  })

  test('the half second counts in time, whatever the rate', () => {
    const rig = new RunnerRig([osc(1000, '/old'), osc(8000, '/young'), osc(90_000, '/end')], {
      anchor: { at: 0, position: 0, rate: 10, state: 'running' },
    })
    expect(rig.freeze(1000).map(said)).toEqual(['/young'])
  })

  test('a question is not passed over: what comes before it is made up for, and the run holds there', () => {
    const rig = new RunnerRig([
      osc(100, '/x', [1]),
      osc(150, '/go'),
      osc(200, '/x', [2]),
      ask(300),
      osc(400, '/x', [3]),
      osc(500, '/go'),
    ])
    const burst = rig.freeze(30_000)
    expect(burst.map(said)).toEqual(['/x 2', 'interrupt.raise'])
    expect(burst[1]).toMatchObject({ holds: true, dueAt: 300 })
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'gap', from: 100, to: 300, sent: 1, skipped: 2 }])
    expect(rig.freeze(60_000)).toEqual([])
    rig.command({ kind: 'release', index: 3 })
    rig.play(61_000)
    expect(rig.sent.slice(2).map(({ at, ...sent }) => `${at} ${said(sent)}`)).toEqual([
      '60100 /x 3',
      '60200 /go',
    ])
  })

  test('a pause that comes in before anything was made up for is kept to, and passes over nothing more', () => {
    const rig = new RunnerRig([osc(0, '/x', [1], repeated(200, 100)), osc(50, '/go', [], repeated(200, 100))])
    rig.play(990)
    rig.clock.advanceTo(9000)
    rig.command({ kind: 'pause' })
    expect(rig.freeze(20_000)).toEqual([])
    rig.command({ kind: 'resume' })
    const burst = rig.freeze(20_000)
    expect(burst.filter(({ step }) => said({ step }) === '/go')).toHaveLength(1)
    expect(burst[0]).toMatchObject({ index: 168, madeUpFor: true })
    expect(rig.caughtUp).toMatchObject([{ why: 'gap', from: 1000, to: 9000, sent: 1 }])
  })

  test('a stop in the middle is obeyed, and tells what was sent until then', () => {
    const rig = new RunnerRig(Array.from({ length: 100 }, (_, index) => osc(100, `/light/${index}`, [1])))
    rig.clock.advanceTo(5000)
    for (let index = 0; index < 10; index += 1) rig.runner.emitNext()
    rig.command({ kind: 'stop', stays: false })
    expect(rig.freeze(6000)).toEqual([])
    expect(rig.sent).toHaveLength(10)
    expect(rig.caughtUp).toMatchObject([{ sent: 10, skipped: 90 }])
    expect(rig.ending).toBe('stopped')
  })

  test('a quota of emissions counts what left, not what was passed over', () => {
    const rig = new RunnerRig([osc(0, '/x', [1], repeated(100, 100))], { emissionsLeft: 3 })
    rig.freeze(5050)
    expect(rig.sent).toHaveLength(3)
    expect(rig.ending).toBe('emissions')
  })

  test('a thread that takes over passes over what became long past, and says why', () => {
    const rig = new RunnerRig(
      [osc(0, '/x', [1], repeated(100, 100)), osc(10, '/go', [], repeated(100, 100))],
      {
        cursor: 21,
        lost: true,
      },
    )
    const burst = rig.freeze(4990)
    expect(burst.filter(({ madeUpFor }) => madeUpFor).map(({ index }) => index)).toEqual([88])
    expect(burst.filter(({ step }) => said({ step }) === '/go').map(({ dueAt }) => dueAt)).toEqual([4910])
    expect(rig.caughtUp).toMatchObject([{ why: 'runnerLost', sent: 1 }])
    rig.play(5000)
    rig.freeze(9000)
    expect(rig.caughtUp).toMatchObject([{ why: 'runnerLost' }, { why: 'gap' }])
  })

  test.each([
    [2000, ['/a', '/go', '/a']],
    [2001, ['/a']],
  ])('a run that its thread takes up %d ms after it was started plays %j', (ms, plays) => {
    const rig = new RunnerRig([osc(1, '/a', [1]), osc(1, '/go'), osc(9, '/a', [2]), osc(9000, '/end')], {
      anchor: { at: -ms, position: 0, rate: 1, state: 'running' },
    })
    expect(rig.freeze(0).map(({ step }) => said({ step }).split(' ')[0])).toEqual(plays)
  })

  test('keeps where it got to, so that a thread that takes over in the middle goes on from there', () => {
    const rig = new RunnerRig(Array.from({ length: 100 }, (_, index) => osc(100, `/light/${index}`, [1])))
    rig.clock.advanceTo(5000)
    for (let index = 0; index < 10; index += 1) rig.runner.emitNext()
    expect(rig.cursor).toBe(10)
  })
})

describe('a seek', () => {
  const steps = [
    osc(0, '/a', [1]),
    osc(100, '/b', [1]),
    osc(150, '/go'),
    midi(200, { kind: 'noteOn', channel: 1, note: 60, velocity: 100 }),
    osc(300, '/a', [2]),
    midi(400, { kind: 'noteOff', channel: 1, note: 60, velocity: 0 }),
    osc(500, '/a', [3]),
    osc(600, '/c', [1]),
  ]

  test('forward sends once what should hold there, and no trigger', () => {
    const rig = new RunnerRig(steps)
    rig.play(120)
    rig.command({ kind: 'seek', position: 450, chase: true })
    expect(rig.freeze(120).map(said)).toEqual(['/b 1', '/a 2', 'noteOff 1 60 0'])
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'seek', from: 120, to: 450, sent: 3, skipped: 2 }])
    rig.play(1000)
    expect(rig.sent.slice(5).map((sent) => `${sent.at} ${said(sent)}`)).toEqual(['170 /a 3', '270 /c 1'])
    expect(rig.sent.every(({ at, dueAt }) => at - dueAt === 0)).toBe(true)
  })

  test('backward sends what held there, and lets go of what sounds', () => {
    const rig = new RunnerRig(steps)
    rig.play(250)
    rig.command({ kind: 'seek', position: 120, chase: true })
    expect(rig.freeze(250).map(said)).toEqual(['noteOff 1 60 0', '/a 1', '/b 1'])
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'seek', from: 250, to: 120, sent: 3, skipped: 0 }])
    rig.play(281)
    expect(said(rig.sent.at(-1) as Sent)).toBe('/go')
  })

  test('sends nothing where the playlist does not chase', () => {
    const rig = new RunnerRig(steps)
    rig.play(120)
    rig.command({ kind: 'seek', position: 450, chase: false })
    expect(rig.freeze(120)).toEqual([])
    expect(rig.caughtUp).toEqual([])
  })

  test('of a paused run sends what should hold when it is resumed, of several seeks for the last', () => {
    const rig = new RunnerRig(steps)
    rig.play(120)
    rig.command({ kind: 'pause' })
    rig.command({ kind: 'seek', position: 700, chase: true })
    rig.command({ kind: 'seek', position: 350, chase: true })
    expect(rig.freeze(5000)).toEqual([])
    rig.command({ kind: 'resume' })
    expect(rig.freeze(5000).map(said)).toEqual(['noteOff 1 60 0', '/b 1', '/a 2'])
  })

  test('is made up for by a thread that takes over before all was sent', () => {
    const rig = new RunnerRig(steps, {
      anchor: { at: 0, position: 450, rate: 1, state: 'running' },
      cursor: 6,
      chase: true,
      lost: true,
    })
    expect(rig.freeze(0).map(said)).toEqual(['/b 1', '/a 2', 'noteOff 1 60 0'])
    expect(rig.caughtUp).toEqual([{ run: 1, why: 'seek', from: 450, to: 450, sent: 3, skipped: 0 }])
  })

  test('gives other runs their turn while a run has much to send', () => {
    const many = Array.from({ length: 1000 }, (_, index) => osc(0, `/light/${index}`, [1]))
    const rig = new RunnerRig([...many, osc(1000, '/end')])
    rig.play(1)
    rig.runner.apply({
      kind: 'start',
      start: {
        run: 2,
        timeline: rig.timeline.id,
        anchor: { at: -498.5, position: 0, rate: 1, state: 'running' },
        cursor: 999,
        asking: false,
        chase: false,
        lost: false,
        afterSleep: 'ask',
        emissionsLeft: Infinity,
        deadline: Infinity,
      },
    })
    rig.command({ kind: 'seek', position: 500, chase: true })
    rig.runner.emitNext()
    rig.runner.emitNext()
    expect(rig.sent.slice(-2).map(({ run }) => run)).toContain(2)
  })
})

describe('a machine that slept', () => {
  const steps = [osc(0, '/x', [1], repeated(10_000, 100)), osc(50, '/go', [], repeated(10_000, 100))]

  test.each(['ask', 'pause'] as const)(
    'for more than a minute leaves its runs paused where they stood: %s',
    (afterSleep) => {
      const rig = new RunnerRig(steps, { afterSleep })
      rig.play(990)
      rig.clock.advanceTo(61_000)
      rig.runner.look(61_000)
      expect(rig.freeze(61_000)).toEqual([])
      expect(rig.slept).toEqual([
        { anchor: { at: 61_000, position: 990, rate: 1, state: 'paused' }, ms: 60_010 },
      ])
      rig.clock.advanceTo(70_000)
      rig.command({ kind: 'resume' })
      rig.play(70_100)
      expect(rig.sent.slice(-3).map((sent) => `${sent.at} ${said(sent)}`)).toEqual([
        '950 /go',
        '70010 /x 1',
        '70060 /go',
      ])
      expect(rig.caughtUp).toEqual([])
    },
  )

  test('also where its monotonic clock stood still meanwhile', () => {
    const rig = new RunnerRig(steps)
    rig.play(990)
    rig.clock.advanceTo(1001)
    rig.runner.look(8 * 3_600_000)
    expect(rig.freeze(1001)).toEqual([])
    expect(rig.slept).toMatchObject([{ anchor: { position: 990, state: 'paused' } }])
  })

  test('catches up where the playlist says that it goes on', () => {
    const rig = new RunnerRig(steps, { afterSleep: 'continue' })
    rig.play(990)
    rig.clock.advanceTo(90_020)
    rig.runner.look(90_020)
    const burst = rig.freeze(90_020)
    expect(burst.filter(({ madeUpFor }) => madeUpFor).map(said)).toEqual(['/x 1'])
    expect(burst.filter(({ step }) => said({ step }) === '/go')).toHaveLength(1)
    expect(rig.slept).toEqual([])
  })

  test('ends them where the playlist says so', () => {
    const rig = new RunnerRig(steps, { afterSleep: 'stop' })
    rig.play(990)
    rig.clock.advanceTo(90_000)
    rig.runner.look(90_000)
    expect(rig.slept).toHaveLength(1)
    expect(rig.ending).toBe('stopped')
    expect(rig.freeze(91_000)).toEqual([])
  })

  test('leaves those alone that were paused already, and a minute is not yet sleep', () => {
    const paused = new RunnerRig(steps)
    paused.play(990)
    paused.command({ kind: 'pause' })
    paused.runner.look(90_000)
    expect(paused.slept).toEqual([])
    const awake = new RunnerRig(steps)
    awake.play(990)
    awake.clock.advanceTo(60_990)
    awake.runner.look(60_990)
    expect(awake.slept).toEqual([])
  })
})

/** What a receiver makes of messages: the last value of each address or controller, and which notes were let go of. */
function held(messages: readonly { step: Sent['step'] }[]): Map<string, string> {
  const state = new Map<string, string>()
  for (const { step } of messages) {
    const { address, args, message } = step.payload as {
      address?: string
      args?: readonly unknown[]
      message?: { kind: string; controller?: number; note?: number; value?: number }
    }
    if (address !== undefined && (args?.length ?? 0) > 0) state.set(address, String(args))
    if (message?.kind === 'control') state.set(`control ${message.controller}`, String(message.value))
    if (message?.kind === 'noteOff') state.set(`note ${message.note}`, 'off')
  }
  return state
}

const isTrigger = ({ step }: { step: Sent['step'] }): boolean => held([{ step }]).size === 0

const anyStep = fc.record({
  offset: fc.integer({ min: 0, max: 20_000 }),
  what: fc.constantFrom('osc', 'control', 'noteOff', 'noteOn', 'go', 'own'),
  place: fc.integer({ min: 0, max: 4 }),
  value: fc.integer({ min: 0, max: 127 }),
  repeat: fc.option(
    fc.record({ count: fc.integer({ min: 1, max: 40 }), interval: fc.integer({ min: 1, max: 900 }) }),
  ),
})

function stepOf({
  offset,
  what,
  place,
  value,
  repeat,
}: typeof anyStep extends fc.Arbitrary<infer T> ? T : never) {
  const fields = repeat === null ? {} : { repeat }
  switch (what) {
    case 'osc':
      return osc(offset, `/light/${place}`, [value], fields)
    case 'control':
      return midi(offset, { kind: 'control', channel: 1, controller: place, value }, fields)
    case 'noteOff':
      return midi(offset, { kind: 'noteOff', channel: 1, note: place, velocity: 0 }, fields)
    case 'noteOn':
      return midi(offset, { kind: 'noteOn', channel: 1, note: place, velocity: 100 }, fields)
    case 'go':
      return osc(offset, `/cue/${place}/start`, [], fields)
    default:
      return { offset, type: 'lights.go', payload: { place }, ...fields }
  }
}

const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 30 })
const whilesOf = (longest: number) =>
  fc.array(fc.record({ ms: fc.integer({ min: 1, max: longest }), frozen: fc.boolean() }), { maxLength: 12 })

describe('for any timeline', () => {
  test('a receiver holds after any gaps what it would hold had everything been played, and no trigger comes late or twice', () => {
    fc.assert(
      fc.property(anySteps, whilesOf(6000), (drawn, whiles) => {
        const rig = new RunnerRig(drawn.map(stepOf))
        const all = Array.from(rig.timeline.offsets, (offset, index) => ({
          offset,
          step: rig.steps[rig.timeline.steps[index] as number] as Sent['step'],
        }))
        let now = 0
        for (const { ms, frozen } of [...whiles, { ms: 60_000, frozen: false }]) {
          now += ms
          if (frozen) rig.freeze(now)
          else rig.play(now)
          const due = all.filter(({ offset }) => offset <= now)
          // Notes that were let go of are not in the order of values: which were is all that counts.
          expect(new Map([...held(rig.sent)].sort())).toEqual(new Map([...held(due)].sort()))
        }
        const triggers = rig.sent.filter(isTrigger)
        expect(triggers.filter(({ at, dueAt }) => at - dueAt > 500)).toEqual([])
        expect(new Set(rig.sent.map(({ index }) => index)).size).toBe(rig.sent.length)
        const skipped = rig.caughtUp.reduce((sum, one) => sum + one.skipped, 0)
        expect(rig.sent.length + skipped).toBe(all.length)
      }),
      runs(300),
    )
  })

  test('a receiver holds after a seek, at every address that was set before it, what was set last', () => {
    fc.assert(
      fc.property(
        anySteps,
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 0, max: 40_000 }),
        (drawn, from, to) => {
          const rig = new RunnerRig([...drawn.map(stepOf), osc(50_000, '/end')])
          rig.play(from)
          const before = rig.sent.length
          rig.command({ kind: 'seek', position: to, chase: true })
          rig.runner.emitNext()
          while (
            rig.runner.nextDueAt() !== null &&
            (rig.runner.nextDueAt() as number) <= from &&
            rig.caughtUp.length === 0
          )
            rig.runner.emitNext()
          const chased = rig.sent.slice(before).filter(({ madeUpFor }) => madeUpFor)
          const passed = Array.from(rig.timeline.offsets)
            .map((offset, index) => ({
              offset,
              step: rig.steps[rig.timeline.steps[index] as number] as Sent['step'],
            }))
            .filter(({ offset }) => offset < to)
          const expected = held(passed)
          const state = held(chased)
          for (const [key, value] of expected) expect(state.get(key)).toBe(value)
          expect(chased.filter(isTrigger)).toEqual([])
          for (const key of state.keys()) if (!key.startsWith('note')) expect(expected.has(key)).toBe(true)
        },
      ),
      runs(300),
    )
  })
})
