import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EdgeProfile, Outcome } from '../../../../shared/model/outcome.ts'
import { edgeProfile } from '../../../../shared/model/edge.ts'
import type { EventDraft, EventEnvelope } from '../../../../shared/model/event.ts'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { event, rig } from './rig.ts'
import { runs } from '../../../support/property-runs.ts'

const from = { transport: 'udp', host: '10.0.0.9', port: 9000, connection: null } as const
const osc = (address: string, args: readonly unknown[], sender: object = from): EventDraft =>
  event(
    'osc.received',
    { address, types: '', args, from: sender, lateBy: null, latestOnly: true },
    'osc:main',
  )
const midi = (message: object): EventDraft => event('midi.received', { port: 'keys', message }, 'midi:keys')
const cc = (value: number, controller = 64): EventDraft =>
  midi({ kind: 'control', channel: 1, controller, value })
const note = (velocity: number, number = 36): EventDraft =>
  midi({ kind: velocity === 0 ? 'noteOff' : 'noteOn', channel: 1, note: number, velocity })
const hid = (value: number, kind = 'button', control = 'cross'): EventDraft =>
  event('hid.received', { device: 'hid:pad', control, kind, value }, 'hid:pad')
const key = (pressed: boolean, source = 'keyboard:window'): EventDraft =>
  event('key.received', { code: 'KeyA', key: 'a', pressed }, source)

/** Publishes one event every `every` ms and answers everything that was dispatched, in the end with time to settle. */
function heard(
  drafts: readonly EventDraft[],
  every = 100,
  profiles: readonly EdgeProfile[] = [],
): EventEnvelope[] {
  const { clock, dispatcher, watch } = rig()
  using _ = dispatcher
  const { events, subscription } = watch('*')
  using _listening = subscription
  using _asking = dispatcher.subscribe('*', () => {}, {
    priority: 0,
    name: 'asking',
    acts: false,
    profilesFor: () => profiles,
  })
  for (const draft of drafts) {
    dispatcher.publish(draft)
    dispatcher.drain(10)
    clock.advanceBy(every)
    dispatcher.drain(10)
  }
  clock.advanceBy(1000)
  dispatcher.drain(10)
  return events
}
const outcomes = (drafts: readonly EventDraft[], every?: number): (Outcome | undefined)[] =>
  heard(drafts, every).map(({ edge }) => edge)
const by = (profile: EdgeProfile, drafts: readonly EventDraft[], every?: number): (Outcome | undefined)[] =>
  heard(drafts, every, [profile]).map(({ edges }) => edges?.[profile.key])
const over = (threshold: number): EdgeProfile => edgeProfile({ threshold }) as EdgeProfile
const within = (bounce: number): EdgeProfile => edgeProfile({ bounce }) as EdgeProfile

describe('a control is pressed when it leaves its rest, once until it is let go', () => {
  test.each<[what: string, drafts: EventDraft[], told: (Outcome | undefined)[]]>([
    [
      'a pedal on its way down and up',
      [20, 64, 110, 127, 80, 20, 0].map((value) => cc(value)),
      ['press', 'none', 'none', 'none', 'none', 'none', 'release'],
    ],
    [
      'one touch of a pressure pad',
      [0.2, 0.6, 1, 0.4, 0].map((value) => osc('/pad', [value])),
      ['press', 'none', 'none', 'none', 'release'],
    ],
    [
      'a pad held at full pressure',
      [0.2, 1, 1, 1, 0].map((value) => osc('/pad', [value])),
      ['press', 'none', 'none', 'none', 'release'],
    ],
    [
      'a fader that stands still on its way',
      [10, 64, 64, 64].map((value) => cc(value)),
      ['press', 'none', 'none', 'none'],
    ],
    ['at rest', [cc(0), cc(0)], ['none', 'none']],
    ['a number below 0', [osc('/db', [-10]), osc('/db', [-3])], ['none', 'none']],
    ['a button', [hid(1), hid(0), hid(1)], ['press', 'release', 'press']],
    ['a key', [key(true), key(false)], ['press', 'release']],
    [
      'a hat that rolls on',
      [0, 1, 2, -1, 4].map((value) => hid(value, 'hat')),
      ['press', 'none', 'none', 'release', 'press'],
    ],
    [
      'a trigger',
      [0.2, 0.5, 0.47, 0.9, 0.44, 0].map((value) => hid(value, 'axis', 'l2')),
      ['none', 'press', 'none', 'none', 'release', 'none'],
    ],
    [
      'a stick from one end to the other',
      [-0.6, 0.7, 0.1].map((value) => hid(value, 'axis', 'x')),
      ['press', 'press', 'release'],
    ],
    ['a step of a dial', [hid(1, 'encoder'), hid(-1, 'encoder')], ['touch', 'touch']],
    ['a note', [note(100), note(0), note(0)], ['press', 'release', 'none']],
    ['hits of a pad that sends no note off', [note(100), note(80)], ['press', 'press']],
    [
      'a bend wheel',
      [8192, 9000, 13_000, 8192, 3000].map((value) => midi({ kind: 'pitchBend', channel: 1, value })),
      ['none', 'none', 'press', 'release', 'press'],
    ],
    [
      'the pressure on a keyboard',
      [1, 60, 0].map((pressure) => midi({ kind: 'channelPressure', channel: 1, pressure })),
      ['press', 'none', 'release'],
    ],
    [
      'a program change',
      [1, 1, 2].map((program) => midi({ kind: 'program', channel: 1, program })),
      ['touch', 'touch', 'touch'],
    ],
    ['no argument', [osc('/go', []), osc('/go', [])], ['touch', 'touch']],
    ['a word', [osc('/go', ['now']), osc('/go', ['now'])], ['touch', 'touch']],
    [
      'numbers and truth as text',
      ['0.5', '0', 'true', 'false'].map((text) => osc('/go', [text])),
      ['press', 'release', 'press', 'release'],
    ],
    [
      'nothing that is no control',
      [event('lights.go'), event('param.changed', { name: 'x', value: 1, by: 'me' })],
      [undefined, undefined],
    ],
  ])('%s', (_what, drafts, told) => {
    expect(outcomes(drafts)).toEqual(told)
  })

  test('the same whole number, or true, is pressed again by those that never send a release', () => {
    expect(outcomes([osc('/go', [1]), osc('/go', [1]), osc('/go', [1])])).toEqual(['press', 'touch', 'touch'])
    expect(outcomes([osc('/go', [true]), osc('/go', [true])])).toEqual(['press', 'touch'])
    expect(outcomes([cc(127), cc(127), cc(127)])).toEqual(['press', 'touch', 'touch'])
    expect(outcomes([osc('/x', [0.7]), osc('/x', [0.7])])).toEqual(['press', 'none'])
  })

  test('a release that got lost hides no press, and one that comes late is one', () => {
    expect(outcomes([1, 0, 1, 1, 0].map((value) => osc('/go', [value])))).toEqual([
      'press',
      'release',
      'press',
      'press',
      'release',
    ])
    expect(outcomes([1, 1, 0].map((value) => osc('/go', [value])))).toEqual(['press', 'touch', 'release'])
  })

  test('the high byte of a fader of 14 bits that is told again is no press', () => {
    const move = [cc(10, 7), cc(0, 39), cc(10, 7), cc(50, 39), cc(10, 7), cc(100, 39)]
    const told = heard(move, 1).filter(
      ({ payload }) => (payload as { message: { controller: number } }).message.controller === 7,
    )
    expect(told.map(({ edge }) => edge)).toEqual(['press', 'none', 'none'])
  })

  test('each sender has controls of its own, whatever port it sends from', () => {
    const other = { ...from, host: '10.0.0.10' }
    const cable = { transport: 'tcp', host: '10.0.0.9', port: 5, connection: 3 }
    expect(
      outcomes([
        osc('/go', [0.5]),
        osc('/go', [0.5], { ...from, port: 1 }),
        osc('/go', [0.5], other),
        osc('/go', [0.5], cable),
      ]),
    ).toEqual(['press', 'none', 'press', 'press'])
  })

  test('a device that comes back begins anew', () => {
    const gone = event('device.lost', { device: 'hid:pad', name: 'Pad', reason: 'unplugged' }, 'hid:pad')
    expect(outcomes([hid(1, 'axis', 'l2'), gone, hid(1, 'axis', 'l2')])).toEqual([
      'press',
      undefined,
      'press',
    ])
  })

  test('a flood of ever new addresses leaves a bounded number behind, and those forgotten are counted', () => {
    const { dispatcher } = rig()
    for (let index = 0; index < 20_000; index += 1) {
      dispatcher.publish(osc(`/n/${index}`, [1]))
      dispatcher.drain(10)
    }
    expect(dispatcher.forgottenControls).toBeGreaterThanOrEqual(20_000 - 2 * 2_048)
    expect(dispatcher.forgottenControls).toBeLessThan(20_000)
  })

  test('and so does one of ever new senders: all together they are remembered by fewer than 200,000 controls', () => {
    const { dispatcher } = rig()
    let published = 0
    for (let host = 1; host <= 300; host += 1) {
      for (let index = 0; index < 1000; index += 1) {
        dispatcher.publish(osc(`/n/${index}`, [1], { ...from, host: `10.0.1.${host}` }))
        dispatcher.drain(10)
        published += 1
      }
    }
    expect(published - dispatcher.forgottenControls).toBeLessThan(200_000)
  })

  test('of which none makes forget where a device stands, or a sender that the show lists', () => {
    const { clock, dispatcher, watch } = rig({ isListed: (sender) => sender === '10.0.0.9' })
    const { events, subscription } = watch('*')
    using _ = dispatcher
    using _listening = subscription
    for (const draft of [hid(0.9, 'axis', 'l2'), osc('/go', [0.8])]) dispatcher.publish(draft)
    dispatcher.drain(10)
    for (let index = 0; index < 10_000; index += 1) {
      dispatcher.publish(osc('/n', [1], { ...from, host: `10.${1 + (index >> 8)}.0.${index & 255}` }))
      dispatcher.drain(10)
    }
    clock.advanceBy(1000)
    events.length = 0
    for (const draft of [hid(1, 'axis', 'l2'), osc('/go', [0.9])]) dispatcher.publish(draft)
    dispatcher.drain(10)
    expect(events.map(({ edge }) => edge)).toEqual(['none', 'none'])
  })
})

describe('a threshold', () => {
  test.each<[what: string, threshold: number, drafts: EventDraft[], told: Outcome[]]>([
    [
      'of a pedal, which trembles there',
      64,
      [20, 64, 63, 64, 60, 57, 64, 0].map((value) => cc(value)),
      ['none', 'press', 'none', 'none', 'none', 'release', 'press', 'release'],
    ],
    [
      'of an OSC fader',
      0.5,
      [0.4, 0.5, 0.46, 0.44, 0.6].map((value) => osc('/f', [value])),
      ['none', 'press', 'none', 'release', 'press'],
    ],
    [
      'of a fader in decibels',
      -20,
      [-60, -10, -20, -23].map((value) => osc('/f', [value])),
      ['none', 'press', 'none', 'release'],
    ],
    [
      'of a stick, one way',
      0.8,
      [-1, 0.7, 0.8, 0].map((value) => hid(value, 'axis', 'x')),
      ['none', 'none', 'press', 'release'],
    ],
    [
      'of a stick, the other way',
      -0.8,
      [1, -0.7, -0.9, 0].map((value) => hid(value, 'axis', 'x')),
      ['none', 'none', 'press', 'release'],
    ],
    ['of a note', 100, [note(99), note(100), note(0)], ['none', 'press', 'release']],
    [
      'of a bend',
      12_288,
      [8192, 0, 12_288, 8192].map((value) => midi({ kind: 'pitchBend', channel: 1, value })),
      ['none', 'none', 'press', 'release'],
    ],
  ])('%s', (_what, threshold, drafts, told) => {
    expect(by(over(threshold), drafts)).toEqual(told)
  })

  test('that is asked for while the control is held beyond it is not passed', () => {
    const { dispatcher, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    dispatcher.publish(cc(100))
    using _asking = dispatcher.subscribe('midi.received', () => {}, {
      priority: 0,
      name: 'asking',
      acts: false,
      profilesFor: () => [over(64)],
    })
    dispatcher.publish(cc(110))
    dispatcher.publish(cc(0))
    dispatcher.drain(10)
    expect(events.map(({ edges }) => edges?.[over(64).key])).toEqual([undefined, 'none', 'release'])
  })
})

describe('bounces', () => {
  const at = (draft: EventDraft, ms: number): EventDraft => ({ ...draft, at: monotonicMs(1000 + ms) })
  /** `at edge` of what was dispatched by the end, each event having arisen at its time. */
  function told(drafts: readonly EventDraft[], profile: EdgeProfile | null = null): string[] {
    const { clock, dispatcher, watch } = rig()
    using _ = dispatcher
    const { events, subscription } = watch('*')
    using _listening = subscription
    using _asking = dispatcher.subscribe('*', () => {}, {
      priority: 0,
      name: 'asking',
      acts: false,
      profilesFor: () => (profile === null ? [] : [profile]),
    })
    for (const draft of drafts) {
      clock.advanceTo(draft.at as number)
      dispatcher.publish(draft)
      dispatcher.drain(10)
    }
    clock.advanceBy(1000)
    dispatcher.drain(10)
    return events.map((one) => `${one.at - 1000} ${profile === null ? one.edge : one.edges?.[profile.key]}`)
  }

  test('of a button and of a key: press 0, release 2, press 4 is one press', () => {
    expect(told([at(hid(1), 0), at(hid(0), 2), at(hid(1), 4), at(hid(0), 200)])).toEqual([
      '0 press',
      '2 ignored',
      '4 ignored',
      '200 release',
    ])
    expect(told([at(key(true), 0), at(key(false), 2), at(key(true), 4)])).toEqual([
      '0 press',
      '2 ignored',
      '4 ignored',
    ])
  })

  test('the place where it comes to rest wins', () => {
    expect(told([at(hid(1), 0), at(hid(0), 5)])).toEqual(['0 press', '5 ignored', '20 release'])
    expect(told([at(hid(1), 0), at(hid(0), 100), at(hid(1), 103)])).toEqual([
      '0 press',
      '100 release',
      '103 ignored',
      '118 press',
    ])
    expect(told([at(hid(1), 0), at(hid(0), 15)])).toEqual(['0 press', '15 release'])
  })

  test('what is heard late is settled in its turn', () => {
    const { clock, dispatcher, watch } = rig()
    using _ = dispatcher
    const { events, subscription } = watch('*')
    using _listening = subscription
    clock.advanceTo(5000)
    for (const draft of [at(hid(1), 0), at(hid(0), 5), at(hid(1), 400)]) dispatcher.publish(draft)
    dispatcher.drain(10)
    expect(events.map((one) => `${one.at - 1000} ${one.edge}`)).toEqual([
      '0 press',
      '5 ignored',
      '20 release',
      '400 press',
    ])
  })

  test('of a settled place the cause is what bounced', () => {
    const { clock, dispatcher, watch } = rig()
    using _ = dispatcher
    const { events, subscription } = watch('*')
    using _listening = subscription
    dispatcher.publish(hid(1))
    dispatcher.publish(hid(0))
    clock.advanceBy(30)
    dispatcher.drain(10)
    expect(events.map(({ seq, cause }) => [seq, cause])).toEqual([
      [1, null],
      [2, null],
      [3, 2],
    ])
  })

  test('of MIDI are told from press to press: a note off and a note on in one tick are real', () => {
    expect(told([at(note(100), 0), at(note(0), 100), at(note(100), 100)])).toEqual([
      '0 press',
      '100 release',
      '100 press',
    ])
    expect(told([at(note(100), 0), at(note(0), 3), at(note(100), 6), at(note(0), 200)])).toEqual([
      '0 press',
      '3 release',
      '6 ignored',
      '200 none',
    ])
    expect(told([at(note(100, 36), 0), at(note(90, 38), 4)])).toEqual(['0 press', '4 press'])
    expect(told([at(cc(127), 0), at(cc(0), 2), at(cc(127), 4)])).toEqual([
      '0 press',
      '2 release',
      '4 ignored',
    ])
  })

  test('are none over OSC', () => {
    expect(told([at(osc('/go', [1]), 0), at(osc('/go', [0]), 1), at(osc('/go', [1]), 2)])).toEqual([
      '0 press',
      '1 release',
      '2 press',
    ])
  })

  test('last as long as a match asks for', () => {
    expect(told([at(hid(1), 0), at(hid(0), 2), at(hid(1), 4)], within(0))).toEqual([
      '0 press',
      '2 release',
      '4 press',
    ])
    expect(told([at(hid(1), 0), at(hid(0), 30)], within(50))).toEqual(['0 press', '30 ignored', '80 release'])
    expect(told([at(osc('/go', []), 0), at(osc('/go', []), 40), at(osc('/go', []), 60)], within(50))).toEqual(
      ['0 touch', '40 ignored', '60 touch'],
    )
    expect(told([at(note(100), 0), at(note(0), 3), at(note(100), 6)], within(0))).toEqual([
      '0 press',
      '3 release',
      '6 press',
    ])
  })

  test('one who hears every edge does not hear the settled place again', () => {
    expect(told([at(hid(1), 0), at(hid(0), 100), at(hid(1), 103)], within(0))).toEqual([
      '0 press',
      '100 release',
      '103 press',
      '118 ignored',
    ])
  })

  test('of a press before a panic make no press after it', () => {
    const { clock, dispatcher } = rig()
    using _ = dispatcher
    const acted: string[] = []
    using _acting = dispatcher.subscribe('hid.received', ({ at, edge }) => void acted.push(`${at} ${edge}`), {
      priority: 0,
      name: 'acting',
      acts: true,
    })
    dispatcher.publish(hid(1))
    clock.advanceBy(100)
    dispatcher.publish(hid(0))
    clock.advanceBy(3)
    dispatcher.publish(hid(1))
    dispatcher.drain(10)
    clock.advanceBy(5)
    dispatcher.panic()
    clock.advanceBy(100)
    dispatcher.drain(10)
    expect(acted).toEqual(['1000 press', '1100 release', '1103 ignored'])
    dispatcher.publish(hid(0))
    dispatcher.drain(10)
    expect(acted.at(-1)).toBe('1208 release')
  })

  test('are none where the device went away', () => {
    const lost = event(
      'hid.received',
      { device: 'hid:pad', control: 'cross', kind: 'button', value: 0, madeUp: true },
      'hid:pad',
    )
    expect(told([at(hid(1), 0), at(lost, 5)])).toEqual(['0 press', '5 release'])
  })

  test('whatever a switch does, presses and releases alternate, none within 15 ms of another, and the last is true', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1 })), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(steps, (pauses) => {
        let time = 0
        let last = 0
        const drafts: EventDraft[] = []
        for (const [pause, value] of pauses) {
          time += pause
          // A decoder tells only what has changed.
          if (value === last) continue
          drafts.push(at(hid(value), time))
          last = value
        }
        const edges = told(drafts)
          .map((line) => line.split(' ') as [string, Outcome])
          .filter(([, edge]) => edge === 'press' || edge === 'release')
        edges.forEach(([ms, edge], index) => {
          expect(edge).toBe(index % 2 === 0 ? 'press' : 'release')
          if (index > 0) expect(Number(ms) - Number(edges[index - 1]?.[0])).toBeGreaterThanOrEqual(15)
        })
        expect(edges.length % 2).toBe(last)
      }),
    )
  })
})

describe('values that wait', () => {
  const values = (drafts: readonly EventDraft[]): unknown[] => {
    const { clock, dispatcher, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    for (const draft of drafts) {
      dispatcher.publish(draft)
      clock.advanceBy(20)
    }
    dispatcher.drain(100)
    return events.map(({ payload, edge }) => [
      (payload as { message: { value: number } }).message.value,
      edge,
    ])
  }

  test('127 and then 0 stay two, in their order', () => {
    expect(values([cc(127), cc(0)])).toEqual([
      [127, 'press'],
      [0, 'release'],
    ])
  })

  test('moves between a press and a release are merged, and stay between them', () => {
    expect(values([20, 64, 110, 127, 80, 20, 0, 0, 0, 30, 40, 50].map((value) => cc(value)))).toEqual([
      [20, 'press'],
      [80, 'none'],
      [20, 'none'],
      [0, 'release'],
      [0, 'none'],
      [30, 'press'],
      [50, 'none'],
    ])
  })

  test('an edge by another threshold is kept as well', () => {
    const { dispatcher, watch } = rig()
    const { events, subscription } = watch('*')
    using _ = subscription
    using _asking = dispatcher.subscribe('midi.received', () => {}, {
      priority: 0,
      name: 'asking',
      acts: false,
      profilesFor: () => [over(64)],
    })
    for (const value of [20, 30, 70, 80, 90, 50, 40, 0]) dispatcher.publish(cc(value))
    dispatcher.drain(100)
    expect(events.map(({ payload }) => (payload as { message: { value: number } }).message.value)).toEqual([
      20, 30, 70, 90, 50, 40, 0,
    ])
  })

  test('what was dispatched and recorded is pressed alike when it is played again', () => {
    const taken = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 64, 127), fc.boolean()), { maxLength: 40 })
    fc.assert(
      fc.property(taken, (steps) => {
        const first = rig()
        const { events, subscription } = first.watch('*')
        using _ = subscription
        for (const [value, turns] of steps) {
          first.dispatcher.publish(cc(value))
          first.clock.advanceBy(20)
          if (turns) first.dispatcher.drain(100)
        }
        first.dispatcher.drain(100)
        const again = heard(
          events.map(({ payload }) => event('midi.received', payload, 'midi:keys')),
          20,
        )
        expect(again.map(({ edge }) => edge)).toEqual(events.map(({ edge }) => edge))
      }),
      runs(500),
    )
  })

  test('a replay does not mix with what is pressed meanwhile, and presses the same each time', () => {
    const { dispatcher, watch } = rig()
    const { events, subscription } = watch('osc.received')
    using _ = subscription
    dispatcher.publish(osc('/fader', [0.7]))
    for (let time = 0; time < 2; time += 1) {
      const cause = dispatcher.publish(event('replay.started', { name: 'a', loop: false }))
      dispatcher.publish({ ...osc('/fader', [0.3]), cause })
      dispatcher.publish({ ...osc('/fader', [0.8]), cause })
      dispatcher.drain(10)
    }
    dispatcher.publish(osc('/fader', [0.6]))
    dispatcher.drain(10)
    expect(events.map(({ edge }) => edge)).toEqual(['press', 'press', 'none', 'press', 'none', 'none'])
  })
})
