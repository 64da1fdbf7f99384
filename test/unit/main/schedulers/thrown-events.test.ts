import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OPERATOR } from '../../../support/clients.ts'
import { thrownEvent } from '../../../../shared/model/thrown-event.ts'
import type { ThrownEventInput } from '../../../../shared/model/thrown-event.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { Agenda } from '../../../../main/schedulers/agenda.ts'
import { Scheduler } from '../../../../main/tasks/scheduler.ts'
import { RuleStage, caughtBy, log, rule, scheduler } from './rule-stage.ts'
import { runs } from '../../../support/property-runs.ts'

const catcher = (id: string, key = 'go', fields = {}) =>
  rule(id, caughtBy(key), [log(`${id}: {{ event.payload }}!`)], fields)

/** A foyer and two screens, which are a group; each has a rule that catches `go`. */
const house = [
  scheduler('foyer', [catcher('greet')]),
  scheduler('left', [catcher('show')], { groups: ['screens'] }),
  scheduler('right', [catcher('play')], { groups: ['screens'] }),
]

describe('destinations', () => {
  test.each<[ThrownEventInput, string[]]>([
    [{ key: 'go', scope: 'dest', dest_id: 'left' }, ['left']],
    [{ key: 'go', scope: 'group', group_id: 'screens' }, ['left', 'right']],
    [{ key: 'go' }, ['foyer', 'left', 'right']],
  ])('%o goes to %o', (fields, destinations) => {
    using stage = new RuleStage(house)
    stage.throw(fields)
    expect(stage.of('thrown.created').map(({ payload }) => payload['destinations'])).toEqual([destinations])
    expect(stage.of('thrown.caught').map(({ payload }) => payload['destId'])).toEqual(destinations)
  })

  test.each<[ThrownEventInput, string]>([
    [
      { key: 'go', scope: 'dest', dest_id: 'foyr' },
      'thrown/unknown-destination: foyr: no scheduler has this id; write foyer if that was meant',
    ],
    [
      { key: 'go', scope: 'group', group_id: 'doors' },
      'thrown/unknown-destination: doors: no scheduler is in this group; use the id of a group of the show',
    ],
  ])('%o is refused', (fields, refusal) => {
    using stage = new RuleStage(house)
    expect(stage.refusal(fields)).toBe(refusal)
    expect(stage.events).toEqual([])
  })

  test('a show without schedulers has nobody to throw to', () => {
    using stage = new RuleStage([])
    expect(stage.refusal({ key: 'go' })).toBe(
      'thrown/unknown-destination: global: the show has no schedulers; declare a scheduler in the show',
    )
  })

  test('the queue of a scheduler that is not there is refused', () => {
    using stage = new RuleStage(house)
    expect(stage.schedulers.queueOf('rigth')).toMatchObject({
      ok: false,
      error: { code: 'thrown/unknown-destination', next: 'write right if that was meant' },
    })
  })
})

describe('time', () => {
  /** A foyer that catches `go` only while it is open, and one that an operator opens. */
  const closed = [
    scheduler(
      'foyer',
      [
        catcher('greet', 'go', { condition: 'vars.open' }),
        rule('open', { kind: 'event', match: { event: 'door.opened' } }, [
          { action: 'set_var', var: 'open', value: true },
        ]),
      ],
      { vars: { open: false } },
    ),
  ]

  test('a delayed event is caught at the very millisecond of its activation', () => {
    using stage = new RuleStage(house)
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', delay: '1.5s', payload: 'late' })
    stage.clock.advanceTo(1499)
    expect(stage.logged()).toEqual([])
    stage.clock.advanceTo(1500)
    expect(stage.logged()).toEqual(['1500 greet: late!'])
  })

  test('time to live counts from the activation, and ends to the millisecond', () => {
    using stage = new RuleStage(closed)
    stage.throw({ key: 'go', delay: 1000, ttl: 500 })
    stage.clock.advanceTo(1499)
    expect(stage.ended()).toEqual([])
    stage.clock.advanceTo(5000)
    expect(stage.ended()).toEqual(['1500 t1 foyer expired'])
  })

  test.each([
    [1499, ['1499 greet: !']],
    [1500, []],
    [1501, []],
  ])('a condition that holds at %i', (at, logged) => {
    using stage = new RuleStage(closed)
    stage.throw({ key: 'go', delay: 1000, ttl: 500 })
    // The door opens before the timers of this instant.
    stage.clock.upkeep(at as never, () =>
      stage.dispatcher.publish({ type: 'door.opened', source: 'test', cause: null, payload: {} }),
    )
    stage.clock.advanceTo(5000)
    expect(stage.logged()).toEqual(logged)
    expect(stage.ended()).toEqual(['1500 t1 foyer expired'])
  })

  test('what expired while the engine was held up is not caught', () => {
    using stage = new RuleStage(house)
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', delay: 100, ttl: 50 })
    stage.hold(90, 150)
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual([])
    expect(stage.ended()).toEqual(['150 t1 foyer expired'])
  })

  test('a condition that comes to hold too late for what was held up with it does not bring it back', () => {
    using stage = new RuleStage(closed)
    stage.throw({ key: 'go', delay: 1000, ttl: 500 })
    const openThenHold = (): void => {
      stage.dispatcher.publish({ type: 'door.opened', source: 'test', cause: null, payload: {} })
      stage.dispatcher.dispatchPending()
      stage.clock.advanceTo(1500)
    }
    stage.tasks.at(openThenHold, [], { at: 1490 })
    stage.clock.advanceTo(5000)
    expect(stage.logged()).toEqual([])
    expect(stage.ended()).toEqual(['1500 t1 foyer expired'])
  })

  const WALL = Date.UTC(2026, 5, 1, 12)

  test.each(['2026-06-01T12:00:10Z', '2026-06-01T14:00:10+02:00', '2026-06-01t14:00:10+0200', WALL + 10_000])(
    '%s is ten seconds away',
    (future_time) => {
      using stage = new RuleStage(house, { wall: WALL })
      stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', future_time })
      stage.clock.advanceTo(9999)
      expect(stage.logged()).toEqual([])
      stage.clock.advanceTo(10_000)
      expect(stage.logged()).toEqual(['10000 greet: !'])
    },
  )

  test('a future time that is hardly past is now', () => {
    using stage = new RuleStage(house, { wall: WALL })
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', future_time: WALL - 999 })
    expect(stage.logged()).toEqual(['0 greet: !'])
  })

  const past = 'give a time to come, or none'
  const written =
    'write it as 2026-03-29T18:30:00Z or 2026-03-29T18:30:00+02:00, or in milliseconds since 1970'
  test.each<[ThrownEventInput, string]>([
    [
      { key: 'go', future_time: WALL - 1000 },
      `thrown/in-the-past: go future_time: "1780315199000" was 1 s ago; ${past}`,
    ],
    [
      { key: 'go', future_time: '2026-06-01T11:00:00Z' },
      `thrown/in-the-past: go future_time: "2026-06-01T11:00:00Z" was 1 h ago; ${past}`,
    ],
    [
      { key: 'go', future_time: 'soon' },
      `thrown/unreadable-time: go future_time: "soon" is no time; ${written}`,
    ],
    [
      { key: 'go', future_time: '2026-06-01T13:00:00' },
      `thrown/unreadable-time: go future_time: "2026-06-01T13:00:00" is no time; ${written}`,
    ],
    [
      { key: 'go', future_time: '2027-02-30T13:00:00Z' },
      `thrown/unreadable-time: go future_time: "2027-02-30T13:00:00Z" is no time; ${written}`,
    ],
    [
      { key: 'go', ttl: 0 },
      'thrown/no-lifetime: go ttl: it would expire before any rule could catch it; ' +
        'give it a longer ttl, or none for one that lives for ever',
    ],
  ])('%o is refused', (fields, refusal) => {
    using stage = new RuleStage(house, { wall: WALL })
    expect(stage.refusal(fields)).toBe(refusal)
  })

  test('seconds since 1970 are told from milliseconds', () => {
    using stage = new RuleStage(house, { wall: WALL })
    expect(stage.refusal({ key: 'go', future_time: WALL / 1000 + 60 })).toMatch(
      /give milliseconds since 1970, not seconds$/,
    )
  })

  test.each([
    ['back', -600_000, 1_200_000],
    ['forward', 300_000, 300_000],
  ])('wall time set %s moves a future time with it', (_, jump, firesAt) => {
    using stage = new RuleStage(house, { wall: WALL })
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', future_time: WALL + 600_000 })
    stage.clock.advanceTo(90_000)
    stage.clock.jumpWall(jump)
    stage.clock.advanceTo(firesAt - 1)
    expect(stage.logged()).toEqual([])
    stage.clock.advanceTo(firesAt)
    expect(stage.logged()).toEqual([`${firesAt} greet: !`])
  })

  test('a future time that was slept through has lived meanwhile', () => {
    using stage = new RuleStage(house, { wall: WALL })
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', future_time: WALL + 600_000, ttl: '1h' })
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'left', future_time: WALL + 600_000 })
    stage.clock.jumpWall(2 * 3_600_000)
    stage.clock.advanceTo(60_000)
    expect(stage.ended()).toEqual(['60000 t1 foyer expired', '60000 t2 left missed'])
    expect(stage.logged()).toEqual([])
  })
})

describe('catching', () => {
  test('without a time to live an event leaves when every rule that names it has caught it', () => {
    using stage = new RuleStage([scheduler('foyer', [catcher('first'), catcher('second')])])
    stage.throw({ key: 'go', payload: 7 })
    expect(stage.logged()).toEqual(['0 first: 7!', '0 second: 7!'])
    expect(stage.ended()).toEqual(['0 t1 foyer consumed'])
  })

  test('with a time to live it stays, and no rule catches it twice', () => {
    using stage = new RuleStage([scheduler('foyer', [catcher('greet')])])
    stage.throw({ key: 'go', ttl: '1s', payload: 7 })
    expect(stage.schedulers.thrown().queues[0]?.entries[0]?.caught).toEqual(['greet'])
    stage.schedulers.setEnabled('foyer', 'greet', true, null)
    stage.clock.advanceTo(2000)
    expect(stage.logged()).toEqual(['0 greet: 7!'])
    expect(
      stage.of('thrown.ended').map(({ at, payload }) => [at, payload['outcome'], payload['caught']]),
    ).toEqual([[1000, 'expired', 1]])
  })

  test('a single consumer takes it from all queues: the first rule of the first destination', () => {
    using stage = new RuleStage(house)
    stage.throw({ key: 'go', single_consumer: true })
    expect(stage.logged()).toEqual(['0 greet: !'])
    expect(
      stage.of('thrown.ended').map(({ payload }) => [payload['destId'], payload['caught'], payload['by']]),
    ).toEqual([
      ['foyer', 1, 'rule greet'],
      ['left', 0, 'rule greet'],
      ['right', 0, 'rule greet'],
    ])
  })

  test('a single consumer that is switched off leaves it to the next', () => {
    using stage = new RuleStage(house)
    stage.schedulers.setEnabled('foyer', 'greet', false, null)
    stage.throw({ key: 'go', single_consumer: true })
    expect(stage.logged()).toEqual(['0 show: !'])
  })

  test('what nobody listens for stays, until it is cleared', () => {
    using stage = new RuleStage(house)
    stage.throw({ key: 'nobody', scope: 'group', group_id: 'screens' })
    stage.clock.advanceTo(86_400_000)
    expect(stage.schedulers.thrown().queues.map(({ count }) => count)).toEqual([0, 1, 1])
    expect(stage.schedulers.clearThrown('nobody', 'desk', null)).toEqual({ ok: true, value: { cleared: 1 } })
    expect(stage.schedulers.clearThrown('nobody', 'desk', null)).toEqual({ ok: true, value: { cleared: 0 } })
    stage.settle()
    expect(stage.ended()).toEqual(['86400000 t1 left cleared', '86400000 t1 right cleared'])
    expect(stage.of('thrown.ended')[0]?.payload['by']).toBe('desk')
  })

  test('one event is cleared by its id', () => {
    using stage = new RuleStage(house)
    for (let count = 0; count < 3; count += 1) stage.throw({ key: 'nobody', scope: 'dest', dest_id: 'foyer' })
    stage.schedulers.clearThrown('t2', 'desk', null)
    const queue = stage.schedulers.queueOf('foyer')
    expect(queue.ok && queue.value.map(({ eventId }) => eventId)).toEqual(['t1', 't3'])
  })

  test('an event that waits is caught when a variable lets its condition hold, and when its rule is switched on', () => {
    using stage = new RuleStage([
      scheduler(
        'foyer',
        [
          catcher('open', 'go', { condition: 'vars.open' }),
          catcher('off', 'go', { enabled: false }),
          rule('door', caughtBy('door'), [{ action: 'set_var', var: 'open', value: true }]),
        ],
        { vars: { open: false } },
      ),
    ])
    stage.throw({ key: 'go', payload: 1 })
    stage.clock.advanceTo(1000)
    stage.throw({ key: 'door' })
    stage.clock.advanceTo(2000)
    stage.schedulers.setEnabled('foyer', 'off', true, null)
    stage.clock.advanceTo(3000)
    expect(stage.logged()).toEqual(['1000 open: 1!', '2000 off: 1!'])
    expect(stage.ended()).toEqual(['1000 t2 foyer consumed', '2000 t1 foyer consumed'])
  })

  test('expressions see key, names and payload of the event', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('greet', caughtBy('go'), [
          log(
            '{{ event.type }} {{ event.key }} {{ event.display_name }} {{ event.payload.n * 2 }} {{ event.source }}',
          ),
        ]),
      ]),
    ])
    stage.throw({ key: 'go', display_name: 'Go on', payload: { n: 21 } })
    stage.throw({ key: 'go', payload: { n: 1 } })
    expect(stage.logged()).toEqual(['0 thrown.go go Go on 42 operator', '0 thrown.go go go 2 operator'])
  })

  test('every event names what led to it', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('pass', caughtBy('go'), [{ action: 'throw_event', key: 'on' }]),
        catcher('greet', 'on'),
      ]),
    ])
    stage.throw({ key: 'go' })
    expect(stage.chain(stage.of('scheduler.logged')[0])).toEqual([
      ...['scheduler.logged', 'rule.fired', 'thrown.caught', 'thrown.created'],
      ...['rule.fired', 'thrown.caught', 'thrown.created'],
    ])
  })
})

describe('bounds', () => {
  test('of ten thousand events to one queue the newest thousand wait, and every other is recorded', () => {
    using stage = new RuleStage([scheduler('foyer', [])])
    for (let count = 0; count < 10_000; count += 1) stage.throw({ key: 'go', ttl: '1h' })
    expect(stage.schedulers.health().thrown).toMatchObject({
      waiting: 1000,
      ended: { displaced: 9000, expired: 0, consumed: 0, cleared: 0 },
    })
    const { queues, history } = stage.schedulers.thrown()
    expect(queues[0]?.count).toBe(1000)
    expect(queues[0]?.entries).toHaveLength(200)
    expect(queues[0]?.entries[0]?.eventId).toBe('t9001')
    expect(history).toHaveLength(200)
    expect(history[0]).toMatchObject({ eventId: 't9000', outcome: 'displaced', endedAt: 0 })
    // All on the one task of the agenda.
    expect(stage.tasks.taskCount()).toBe(1)
    stage.clock.advanceTo(3_600_000)
    expect(stage.schedulers.health().thrown).toMatchObject({
      waiting: 0,
      ended: { displaced: 9000, expired: 1000 },
    })
  })

  test('a large payload is refused', () => {
    using stage = new RuleStage(house)
    expect(stage.refusal({ key: 'go', payload: 'x'.repeat(65_535) })).toBe(
      'thrown/payload-too-large: go payload: it would take 65537 bytes; the most is 65536; ' +
        'keep large data elsewhere, and only its name here',
    )
  })

  test('a rule that throws to itself rests, and everything else goes on', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('again', caughtBy('again'), [{ action: 'throw_event', key: 'again' }], {
          limit: { count: 50, per: '1s' },
        }),
        rule('tick', { kind: 'every', every: 500 }, [log('tick')]),
      ]),
    ])
    stage.throw({ key: 'again' })
    expect(stage.of('rule.fired')).toHaveLength(50)
    expect(stage.of('rule.limited').map(({ payload }) => payload)).toEqual([
      { schedulerId: 'foyer', ruleId: 'again', name: 'again', count: 50, per: 1000, until: 1000 },
    ])
    expect(stage.schedulers.view().schedulers[0]?.rules[0]).toMatchObject({ restsUntil: 1000, fired: 50 })
    stage.clock.advanceTo(999)
    expect(stage.logged()).toEqual(['500 tick'])
    expect(stage.of('rule.fired')).toHaveLength(51)
    // What waited is caught when it has rested.
    stage.clock.advanceTo(1000)
    expect(stage.of('rule.limited').map(({ at }) => at)).toEqual([0, 1000])
    expect(stage.logged()).toEqual(['500 tick', '1000 tick'])
  })

  test('what waits for a rule to rest is not forgotten over other things that wait', () => {
    using stage = new RuleStage([
      scheduler(
        'foyer',
        [
          catcher('rests', 'a', { limit: { count: 1, per: 1000 } }),
          rule('slow', caughtBy('b'), [{ action: 'start_playlist', id: 'slow' }], { condition: 'vars.open' }),
          rule('open', caughtBy('open'), [{ action: 'set_var', var: 'open', value: true }]),
        ],
        { vars: { open: false } },
      ),
    ])
    for (const key of ['a', 'a', 'b', 'b']) stage.throw({ key, payload: key })
    stage.clock.advanceTo(500)
    stage.throw({ key: 'open' })
    stage.clock.advanceTo(2000)
    expect(stage.asked).toHaveLength(2)
    expect(stage.logged()).toEqual(['0 rests: a!', '1000 rests: a!'])
  })

  test('two rules that throw to each other rest as well', () => {
    using stage = new RuleStage([
      scheduler('ping', [rule('ping', caughtBy('ping'), [{ action: 'throw_event', key: 'pong' }])]),
      scheduler('pong', [rule('pong', caughtBy('pong'), [{ action: 'throw_event', key: 'ping' }])]),
    ])
    stage.throw({ key: 'ping' })
    expect(stage.of('rule.fired')).toHaveLength(100)
    expect(stage.of('rule.limited').map(({ payload }) => payload['ruleId'])).toEqual(['ping'])
  })

  test('a scheduler that is full has no place for the stage', () => {
    using clock = new SimulatedClock()
    using tasks = new Scheduler({ clock, maxTasks: 1, print: () => {}, failed: () => {} })
    tasks.at(() => {}, [], { at: 1000 })
    expect(() => new Agenda(clock, tasks, 'thrown events')).toThrow(
      'scheduler/full: thrown events: 1 tasks are pending already; look for rules that start something again and again',
    )
  })

  test('the stage goes on although others have filled the scheduler', () => {
    using stage = new RuleStage(house, { maxTasks: 3 })
    for (let count = 0; count < 3; count += 1) stage.tasks.at(() => {}, [], { at: 10_000 })
    stage.throw({ key: 'go', scope: 'dest', dest_id: 'foyer', delay: 100, ttl: 100, payload: 1 })
    stage.throw({ key: 'nobody', scope: 'dest', dest_id: 'foyer', delay: 50, ttl: 100, payload: 1 })
    stage.clock.advanceTo(500)
    expect(stage.logged()).toEqual(['100 greet: 1!'])
    expect(stage.ended()).toEqual(['150 t2 foyer expired', '200 t1 foyer expired'])
  })
})

describe('a queue that is full', () => {
  const doors = (): RuleStage => new RuleStage([scheduler('foyer', [catcher('open', 'doors_open')])])
  const keysOf = (stage: RuleStage): string[] => {
    const queue = stage.schedulers.queueOf('foyer')
    return queue.ok ? queue.value.map(({ key }) => key) : []
  }
  const crowded = (stage: RuleStage) => stage.schedulers.rulesHealth().crowded

  test.each([
    ['small', null],
    ['of 60 kB each', 'x'.repeat(60_000)],
  ])(
    'doors_open delayed by 10 minutes fires although 10,000 nonsense throws came meanwhile, %s',
    (_, payload) => {
      using stage = doors()
      stage.throw({ key: 'doors_open', delay: '10m', payload: 'in' })
      for (let count = 0; count < 10_000; count += 1) {
        if (count === 5000) stage.clock.advanceTo(300_000)
        stage.throw({ key: `nonsense${count}`, payload })
      }
      expect(keysOf(stage)[0]).toBe('doors_open')
      stage.clock.advanceTo(600_000)
      expect(stage.logged()).toEqual(['600000 open: in!'])
    },
  )

  test('all that was pushed out is in the history as such, and counted', () => {
    using stage = doors()
    for (let count = 0; count < 1010; count += 1) stage.throw({ key: 'nonsense', payload: count })
    expect(stage.schedulers.health().thrown).toMatchObject({ waiting: 1000, ended: { displaced: 10 } })
    expect(stage.ended()).toEqual(Array.from({ length: 10 }, (_, at) => `0 t${at + 1} foyer displaced`))
    expect(stage.schedulers.thrown().history.map(({ eventId, outcome }) => `${eventId} ${outcome}`)).toEqual(
      Array.from({ length: 10 }, (_, at) => `t${10 - at} displaced`),
    )
  })

  test('a thousand that can be caught keep their places from one that cannot', () => {
    using stage = new RuleStage([
      scheduler('foyer', [catcher('open', 'doors_open', { condition: 'vars.open' })], {
        vars: { open: false },
      }),
    ])
    for (let count = 0; count < 1000; count += 1) stage.throw({ key: 'doors_open' })
    expect(stage.throw({ key: 'nonsense' })).toBe('t1001')
    expect(stage.ended()).toEqual(['0 t1001 foyer displaced'])
    expect(crowded(stage)).toMatchObject([{ pushedOut: 1, catchable: 0, lastKey: 'nonsense' }])
  })

  test('of those that can be caught what waits goes before what is delayed, the oldest first', () => {
    using stage = new RuleStage([
      scheduler('foyer', [catcher('open', 'doors_open', { condition: 'vars.open' })], {
        vars: { open: false },
      }),
    ])
    for (let count = 0; count < 998; count += 1) stage.throw({ key: 'doors_open', delay: '10m' })
    stage.throw({ key: 'doors_open' })
    stage.throw({ key: 'doors_open' })
    // Also of many that come within one turn.
    for (let count = 0; count < 3; count += 1) {
      stage.schedulers.throwEvent(thrownEvent.parse({ key: 'doors_open' }), OPERATOR, null)
    }
    stage.settle()
    expect(stage.ended()).toEqual([
      '0 t999 foyer displaced',
      '0 t1000 foyer displaced',
      '0 t1001 foyer displaced',
    ])
    stage.throw({ key: 'doors_open', delay: '10m' })
    stage.throw({ key: 'doors_open', delay: '10m' })
    stage.throw({ key: 'doors_open', delay: '10m' })
    expect(stage.ended().slice(3)).toEqual([
      '0 t1002 foyer displaced',
      '0 t1003 foyer displaced',
      '0 t1 foyer displaced',
    ])
    expect(crowded(stage)).toMatchObject([{ pushedOut: 6, catchable: 6, lastKey: 'doors_open' }])
  })

  test('what every rule has caught that could is of no more use', () => {
    using stage = doors()
    for (let count = 0; count < 50; count += 1) stage.throw({ key: 'doors_open', ttl: '1h' })
    stage.throw({ key: 'doors_open', delay: '10m' })
    for (let count = 0; count < 1000; count += 1) stage.throw({ key: 'nonsense' })
    expect(keysOf(stage)).toEqual(['doors_open', ...Array.from({ length: 999 }, () => 'nonsense')])
  })

  test('a rule that is switched off counts: it may be switched on again', () => {
    using stage = doors()
    stage.schedulers.setEnabled('foyer', 'open', false, null)
    stage.throw({ key: 'doors_open', payload: 'in' })
    for (let count = 0; count < 2000; count += 1) stage.throw({ key: 'nonsense' })
    stage.schedulers.setEnabled('foyer', 'open', true, null)
    stage.settle()
    expect(stage.logged()).toEqual(['0 open: in!'])
  })

  test('a queue takes 8 MiB, and the biggest that nobody could catch goes first', () => {
    using stage = doors()
    stage.throw({ key: 'doors_open', delay: '10m', payload: 'x'.repeat(60_000) })
    stage.throw({ key: 'small', payload: 'x' })
    stage.throw({ key: 'big', payload: 'x'.repeat(60_000) })
    for (let count = 0; count < 300; count += 1) stage.throw({ key: 'middle', payload: 'x'.repeat(25_000) })
    const keys = keysOf(stage)
    expect(keys.slice(0, 3)).toEqual(['doors_open', 'small', 'middle'])
    const [queue] = crowded(stage)
    expect(queue).toMatchObject({ destId: 'foyer', catchable: 0, lastKey: 'middle' })
    expect(queue?.bytes).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(queue?.bytes).toBeGreaterThan(7 * 1024 * 1024)
  })

  test('lists of lists count for what they take in memory', () => {
    using stage = doors()
    const nested = Array.from({ length: 20_000 }, () => [])
    for (let count = 0; count < 100; count += 1) stage.throw({ key: 'nested', payload: nested })
    expect(keysOf(stage).length).toBeLessThan(20)
  })

  test('all queues together take 32 MiB: the biggest goes that no scheduler could catch, out of all its queues', () => {
    const ids = Array.from({ length: 8 }, (_, at) => `room${at}`)
    using stage = new RuleStage(
      ids.map((id) => scheduler(id, id === 'room7' ? [catcher('open', 'doors_open')] : [])),
    )
    const payload = 'x'.repeat(60_000)
    stage.throw({ key: 'doors_open', delay: '10m', payload })
    for (const dest_id of ids) {
      for (let count = 0; count < 60; count += 1) {
        stage.throw({ key: 'nonsense', scope: 'dest', dest_id, payload })
      }
    }
    const [all, ...others] = crowded(stage)
    expect(others).toEqual([])
    expect(all).toMatchObject({ destId: null, catchable: 0, lastKey: 'nonsense' })
    expect(all?.bytes).toBeLessThanOrEqual(32 * 1024 * 1024)
    // It waits in all eight, where seven of them could not catch it.
    const queues = stage.schedulers.thrown().queues
    expect(queues.every(({ entries }) => entries.some(({ key }) => key === 'doors_open'))).toBe(true)
    stage.clock.advanceTo(600_000)
    expect(stage.logged()).toHaveLength(1)
  })

  test('an event to many queues takes its room once', () => {
    using stage = new RuleStage(Array.from({ length: 100 }, (_, at) => scheduler(`room${at}`, [])))
    for (let count = 0; count < 50; count += 1) stage.throw({ key: 'nonsense', payload: 'x'.repeat(60_000) })
    expect(stage.ended()).toEqual([])
    expect(crowded(stage)).toEqual([])
  })

  test('the history keeps 4 MiB of payloads, the small ones longest', () => {
    using stage = doors()
    stage.throw({ key: 'small', payload: 'kept' })
    for (let count = 0; count < 100; count += 1) stage.throw({ key: 'big', payload: 'x'.repeat(60_000) })
    stage.schedulers.clearThrown('big', 'operator', null)
    stage.schedulers.clearThrown('small', 'operator', null)
    const { history } = stage.schedulers.thrown()
    expect(history).toHaveLength(101)
    expect(history[0]).toMatchObject({ key: 'small', payload: 'kept' })
    const lengths = history.map(({ payload }) => (payload as string).length)
    expect(lengths.reduce((sum, length) => sum + length * 2)).toBeLessThanOrEqual(4 * 1024 * 1024)
    expect(history.at(-1)?.payload).toBe('(120524 bytes, no longer kept here)')
  })

  test('it counts as full until a tenth of it is free', () => {
    using stage = doors()
    expect(crowded(stage)).toEqual([])
    for (let count = 0; count < 1000; count += 1) stage.throw({ key: `k${count % 10}` })
    expect(crowded(stage)).toEqual([])
    stage.throw({ key: 'k0' })
    expect(crowded(stage)).toMatchObject([{ destId: 'foyer', waiting: 1000, pushedOut: 1, lastKey: 'k0' }])
    stage.schedulers.clearThrown('t11', 'operator', null)
    expect(crowded(stage)).toHaveLength(1)
    stage.schedulers.clearThrown('k1', 'operator', null)
    expect(crowded(stage)).toEqual([])
  })
})

test('whatever is thrown, cleared and switched, each event ends once in each queue or still waits, and none is caught late', () => {
  const keys = fc.constantFrom('a', 'b', 'nobody')
  const throwing = fc.record({
    kind: fc.constant('throw' as const),
    key: keys,
    to: fc.constantFrom(
      { scope: 'global' as const },
      { scope: 'dest' as const, dest_id: 'one' },
      { scope: 'group' as const, group_id: 'g' },
    ),
    ttl: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    delay: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
    single_consumer: fc.boolean(),
  })
  const step = fc.oneof(
    { weight: 6, arbitrary: throwing },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 200 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), key: keys }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('switch' as const), on: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), on: fc.boolean() }) },
  )
  const rules = [
    rule('a', caughtBy('a'), [{ action: 'throw_event', key: 'b', ttl: 100 }], { condition: 'vars.open' }),
    rule('b', caughtBy('b'), [log('b')], { limit: { count: 3, per: 100 } }),
    rule('set', { kind: 'event', match: { event: 'door.moved' } }, [
      { action: 'set_var', var: 'open', value: '{{ event.payload.open }}' },
    ]),
  ]
  const definitions = ['one', 'two'].map((id) =>
    scheduler(id, rules, { vars: { open: true }, groups: ['g'] }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      using stage = new RuleStage(definitions)
      for (const taken of steps) {
        if (taken.kind === 'throw') {
          const { key, to, ttl, delay, single_consumer } = taken
          stage.throw({
            ...{ key, single_consumer, ...to },
            ...(ttl === undefined ? {} : { ttl }),
            ...(delay === undefined ? {} : { delay }),
          })
        } else if (taken.kind === 'pass') stage.clock.advanceBy(taken.ms)
        else if (taken.kind === 'clear') stage.schedulers.clearThrown(taken.key, 'test', null)
        else if (taken.kind === 'switch') stage.schedulers.setEnabled('one', 'b', taken.on, null)
        else stage.emit('door.moved', { open: taken.on })
      }
      stage.settle()
      checkBooks(stage)
    }),
    runs(200),
  )
})

function checkBooks(stage: RuleStage): void {
  const made = stage.of('thrown.created').flatMap(({ payload }) => {
    const { eventId, destinations } = payload as { eventId: string; destinations: string[] }
    return destinations.map((dest) => `${eventId} ${dest}`)
  })
  const waiting = stage.schedulers
    .thrown()
    .queues.flatMap(({ destId, entries }) => entries.map(({ eventId }) => `${eventId} ${destId}`))
  const ended = stage.told('thrown.ended', 'eventId', 'destId')
  expect([...ended, ...waiting].sort()).toEqual(made.sort())
  for (const { at, payload } of stage.of('thrown.caught')) {
    const created = stage
      .of('thrown.created')
      .find((other) => other.payload['eventId'] === payload['eventId'])
    const { activeAt, expiresAt } = created?.payload as { activeAt: number; expiresAt: number | null }
    expect(at).toBeGreaterThanOrEqual(activeAt)
    expect(at).toBeLessThan(expiresAt ?? Infinity)
  }
  const caught = stage.told('thrown.caught', 'eventId', 'destId', 'ruleId')
  expect(new Set(caught).size).toBe(caught.length)
}

test.each([
  ['vars.open', ['1000 greet: !']],
  ['vars["open"]', ['1000 greet: !']],
  ['vars[event.key]', ['1000 greet: !']],
  ['has(vars.open) && vars.open', ['1000 greet: !']],
  ['[vars][0].open', ['1000 greet: !']],
  ['!(vars.closed && !vars[event.key])', ['1000 greet: !']],
])('a condition of %s is looked at again when the variable changes', (condition, logged) => {
  using stage = new RuleStage([
    scheduler(
      'foyer',
      [
        catcher('greet', 'open', { condition }),
        rule('door', caughtBy('door'), [{ action: 'set_var', var: 'open', value: true }]),
      ],
      { vars: { open: false, closed: true } },
    ),
  ])
  stage.throw({ key: 'open' })
  stage.clock.advanceTo(1000)
  stage.throw({ key: 'door' })
  expect(stage.logged()).toEqual(logged)
})
