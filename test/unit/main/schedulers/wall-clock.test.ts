import { describe, expect, test } from 'vitest'
import { RuleStage, caughtBy, log, rule, scheduler } from './rule-stage.ts'
import { OPERATOR } from '../../../support/clients.ts'

type Fields = Record<string, unknown>

const HOUR = 3_600_000
const MINUTE = 60_000

const opening = (when: Fields, fields: Fields = {}): Fields =>
  scheduler('foyer', [rule('open', when, [log('open')])], fields)
const daily = (time: string, fields: Fields = {}): Fields =>
  opening({ kind: 'calendar', calendar: { time }, ...fields })
const cron = (pattern: string, fields: Fields = {}, zone: Fields = {}): Fields =>
  opening({ kind: 'cron', cron: pattern, ...fields }, zone)

/** Wall times at which the rule fired. */
const firedAt = (stage: RuleStage): string[] =>
  stage.of('rule.fired').map(({ time }) => new Date(time).toISOString())

/** Lets wall time pass until it shows an instant. */
const passUntil = (stage: RuleStage, instant: string): void =>
  stage.clock.advanceBy(Date.parse(instant) - stage.clock.wall())

const setTo = (stage: RuleStage, instant: string): void =>
  stage.clock.jumpWall(Date.parse(instant) - stage.clock.wall())

const told = (stage: RuleStage): unknown[] =>
  stage
    .of('scheduler.logged')
    .flatMap(({ payload }) => (payload['level'] === 'warn' ? [payload['message']] : []))

describe('a clock that is wrong', () => {
  test('a date that is past by a wrong clock fires once the clock is right', () => {
    const only = { kind: 'calendar', calendar: { time: '10:00', date: '2026-05-01' } }
    using stage = new RuleStage([opening(only)], { wall: Date.parse('2036-01-01T00:00:00Z') })
    stage.clock.advanceBy(3 * HOUR)
    expect(stage.first?.nextAt).toBeNull()
    setTo(stage, '2026-05-01T09:57:00Z')
    passUntil(stage, '2026-05-01T12:00:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-01T10:00:00.000Z'])
  })

  test.each([
    ['forward for a trial, and back', '2026-05-01T18:29:50Z'],
    ['to another day', '2026-05-03T18:29:50Z'],
    ['to another year', '2027-05-03T18:29:50Z'],
  ])('a rule that was tried with the clock set %s fires that evening', (_what, trial) => {
    using stage = new RuleStage([daily('18:30')], { wall: Date.parse('2026-05-01T14:00:00Z') })
    setTo(stage, trial)
    stage.clock.advanceBy(2 * MINUTE)
    expect(firedAt(stage)).toHaveLength(1)
    setTo(stage, '2026-05-01T14:05:00Z')
    passUntil(stage, '2026-05-02T18:31:00Z')
    expect(firedAt(stage).slice(1)).toEqual(['2026-05-01T18:30:00.000Z', '2026-05-02T18:30:00.000Z'])
  })

  test.each([
    ['by an hour, as by hand when summer ends, does not fire twice', HOUR, ['18:30']],
    ['by an hour and a minute was wrong', HOUR + MINUTE, ['18:30', '18:30']],
    ['by half an hour twice, and a minute, was wrong', 0, ['18:30', '18:30']],
  ])('set back %s', (_what, back, times) => {
    using stage = new RuleStage([daily('18:30')], { wall: Date.parse('2026-05-01T18:00:00Z') })
    stage.clock.advanceBy(40 * MINUTE)
    for (const step of back === 0 ? [HOUR / 2, HOUR / 2 + MINUTE] : [back]) {
      stage.clock.jumpWall(-step)
      stage.clock.advanceBy(90_000)
    }
    passUntil(stage, '2026-05-01T20:00:00Z')
    expect(firedAt(stage).map((wall) => wall.slice(11, 16))).toEqual(times)
  })

  test('a time that was only missed by a clock set forward fires when that is put right', () => {
    using stage = new RuleStage([daily('18:30')], { wall: Date.parse('2026-05-01T18:00:00Z') })
    stage.clock.jumpWall(HOUR)
    stage.clock.advanceBy(MINUTE)
    expect(told(stage)).toEqual(['missed 18:30: the clock was 31 min past it when the engine looked again'])
    stage.clock.jumpWall(-HOUR)
    passUntil(stage, '2026-05-01T19:00:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-01T18:30:00.000Z'])
  })

  test('what was cancelled for next week stays cancelled', () => {
    const weekly = { kind: 'calendar', calendar: { time: '18:30', weekdays: ['fri'] } }
    // A Saturday.
    using stage = new RuleStage([opening(weekly)], { wall: Date.parse('2026-05-02T12:00:00Z') })
    stage.schedulers.cancelTask(stage.schedulers.view().tasks[0]?.taskId ?? 0, OPERATOR, null)
    passUntil(stage, '2026-05-16T00:00:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-15T18:30:00.000Z'])
  })
})

describe('a clock that is set, where the engine notices', () => {
  /** Also of a sleep in which the engine's clock stood still. */
  const jump = (stage: RuleStage, instant: string): void => {
    const by = Date.parse(instant) - stage.clock.wall()
    stage.clock.jumpWall(by)
    stage.emit('clock.jumped', { kind: 'set', by })
  }

  test.each([
    ['past a time within the five minutes', '2026-05-01T18:34:59Z', ['2026-05-01T18:34:59.000Z']],
    ['to the very time', '2026-05-01T18:30:00Z', ['2026-05-01T18:30:00.000Z']],
    ['past a time by more', '2026-05-01T18:35:01Z', []],
    [
      'past yesterday evening, to within five minutes of today',
      '2026-05-02T18:33:00Z',
      ['2026-05-02T18:33:00.000Z'],
    ],
  ])('%s makes it fire at once or never', (_, instant, fired) => {
    using stage = new RuleStage([daily('18:30')], { wall: Date.parse('2026-05-01T18:28:30Z') })
    stage.clock.advanceBy(1000)
    jump(stage, instant)
    expect(firedAt(stage)).toEqual(fired)
    expect(told(stage).length > 0).toBe(fired.length === 0 || instant.startsWith('2026-05-02'))
    // And the next day's as ever.
    const next = new Date(Date.parse(instant) + 24 * HOUR).toISOString().slice(0, 10)
    passUntil(stage, `${next}T18:31:00Z`)
    expect(firedAt(stage).slice(fired.length)).toEqual([`${next}T18:30:00.000Z`])
  })

  test.each([
    ['a second', '2026-05-01T18:29:59Z'],
    ['ten minutes', '2026-05-01T18:20:10Z'],
    ['an hour', '2026-05-01T17:30:10Z'],
  ])('back by %s after it fired does not make it fire twice', (_, instant) => {
    using stage = new RuleStage([daily('18:30')], { wall: Date.parse('2026-05-01T18:29:00Z') })
    passUntil(stage, '2026-05-01T18:30:10Z')
    jump(stage, instant)
    passUntil(stage, '2026-05-02T18:31:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-01T18:30:00.000Z', '2026-05-02T18:30:00.000Z'])
  })

  test('back before it fired makes it fire at its time, once', () => {
    using stage = new RuleStage([daily('18:30')], { wall: Date.parse('2026-05-01T18:29:00Z') })
    stage.clock.advanceBy(1000)
    jump(stage, '2026-05-01T18:19:00Z')
    passUntil(stage, '2026-05-01T18:29:59Z')
    expect(firedAt(stage)).toEqual([])
    passUntil(stage, '2026-05-01T19:30:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-01T18:30:00.000Z'])
  })

  test('forward and back again, it has fired once', () => {
    using stage = new RuleStage([cron('30 18 * * *')], { wall: Date.parse('2026-05-01T18:29:00Z') })
    jump(stage, '2026-05-01T18:31:00Z')
    jump(stage, '2026-05-01T18:29:00Z')
    passUntil(stage, '2026-05-01T19:00:00Z')
    expect(firedAt(stage)).toHaveLength(1)
  })

  test('what goes by the engine’s clock takes no notice', () => {
    using stage = new RuleStage(
      [
        scheduler('foyer', [
          rule('at', { kind: 'at', after: '1m' }, [log('at')]),
          rule('every', { kind: 'every', every: '50s' }, [log('every')]),
        ]),
      ],
      { wall: Date.parse('2026-05-01T18:29:00Z') },
    )
    stage.clock.advanceBy(1000)
    jump(stage, '2026-05-01T20:00:00Z')
    stage.clock.advanceTo(60_000)
    expect(stage.logged()).toEqual(['50000 every', '60000 at'])
  })

  test('a thrown event with a future time comes at once where that has passed', () => {
    using stage = new RuleStage([scheduler('foyer', [rule('open', caughtBy('doors_open'), [log('open')])])], {
      wall: Date.parse('2026-05-01T18:00:00Z'),
    })
    stage.throw({ key: 'doors_open', future_time: '2026-05-01T18:30:00Z' })
    jump(stage, '2026-05-01T18:31:00Z')
    expect(stage.logged()).toEqual(['0 open'])
  })
})

describe('catching up', () => {
  const asleepUntil = (definition: Fields, instant: string): RuleStage => {
    const stage = new RuleStage([definition], { wall: Date.parse('2026-05-01T09:05:00Z') })
    setTo(stage, instant)
    stage.clock.advanceBy(MINUTE)
    return stage
  }

  test.each<[what: string, fields: Fields, wokenAt: string, fires: boolean]>([
    ['5 minutes to the millisecond', {}, '2026-05-01T10:04:00Z', true],
    ['a millisecond more', {}, '2026-05-01T10:04:00.001Z', false],
    ['within what the rule says', { within: '20m' }, '2026-05-01T10:19:00Z', true],
    ['not beyond it', { within: 120_000 }, '2026-05-01T10:01:01Z', false],
    ['never where it says skip', { catchUp: 'skip' }, '2026-05-01T09:59:30Z', false],
  ])('after sleeping: %s', (_what, fields, wokenAt, fires) => {
    // The engine looks a minute after it was put to sleep.
    using stage = asleepUntil(daily('10:00', fields), wokenAt)
    expect(firedAt(stage)).toHaveLength(fires ? 1 : 0)
    expect(told(stage)).toHaveLength(fires ? 0 : 1)
    expect(stage.first).toMatchObject({
      skipped: fires ? 0 : 1,
      lastSkip: fires ? null : { dueTime: Date.parse('2026-05-01T10:00:00Z'), count: 1, why: 'late' },
    })
  })

  test('of several times only the last is made up for, and the others are told', () => {
    using stage = asleepUntil(cron('*/10 * * * *'), '2026-05-01T10:01:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-01T10:02:00.000Z'])
    expect(told(stage)).toEqual([
      'missed cron */10 * * * * 5 times: the clock was 52 min past the first when the engine looked again',
    ])
  })

  test('a rule that says skip fires on time, and when the engine is a second late', () => {
    using stage = new RuleStage([daily('10:00', { catchUp: 'skip' })], {
      wall: Date.parse('2026-05-01T09:00:00Z'),
    })
    stage.hold(HOUR - 500, HOUR + 1000)
    passUntil(stage, '2026-05-02T10:00:00Z')
    expect(firedAt(stage)).toEqual(['2026-05-01T10:00:01.000Z', '2026-05-02T10:00:00.000Z'])
  })

  test.each<[what: string, fields: Fields, openedAt: string, fires: boolean]>([
    ['at its very time', {}, '2026-05-01T10:00:00Z', true],
    ['a moment later', {}, '2026-05-01T10:00:00.001Z', false],
    ['a moment later, as the rule says', { catchUp: 'last' }, '2026-05-01T10:00:00.001Z', true],
    ['five minutes later, as the rule says', { catchUp: 'last' }, '2026-05-01T10:05:00Z', true],
    ['later than that', { catchUp: 'last' }, '2026-05-01T10:05:00.001Z', false],
    ['within what the rule says', { within: '1h' }, '2026-05-01T11:00:00Z', true],
    ['never where it says skip', { catchUp: 'skip' }, '2026-05-01T10:00:00.001Z', false],
  ])('a show that is opened %s', (_what, fields, openedAt, fires) => {
    for (const definition of [daily('10:00', fields), cron('0 10 * * *', fields)]) {
      using stage = new RuleStage([definition], { wall: Date.parse(openedAt) })
      stage.settle()
      expect(stage.of('rule.fired')).toHaveLength(fires ? 1 : 0)
      expect(stage.first?.nextTime).toBe(Date.parse('2026-05-02T10:00:00Z'))
    }
  })

  test.each([
    ['has not fired', false, ['2026-05-01T10:02:00.000Z']],
    ['has fired', true, []],
  ])('a show that is opened again within that time: a rule that %s', async (_what, fired, times) => {
    const asked: object[] = []
    const memory = {
      firedSince(question: object) {
        asked.push(question)
        return Promise.resolve(fired)
      },
    }
    using stage = new RuleStage([daily('10:00', { catchUp: 'last' })], {
      wall: Date.parse('2026-05-01T10:02:00Z'),
      memory,
    })
    stage.settle()
    expect(firedAt(stage)).toEqual([])
    await Promise.resolve()
    stage.settle()
    expect(firedAt(stage)).toEqual(times)
    expect(asked).toEqual([
      { schedulerId: 'foyer', ruleId: 'open', since: Date.parse('2026-05-01T10:00:00Z') },
    ])
    passUntil(stage, '2026-05-02T10:00:00Z')
    expect(firedAt(stage)).toEqual([...times, '2026-05-02T10:00:00.000Z'])
  })

  test('what is remembered after the rule was switched off makes nothing fire', async () => {
    const memory = { firedSince: () => Promise.resolve(false) }
    using stage = new RuleStage([daily('10:00', { catchUp: 'last' })], {
      wall: Date.parse('2026-05-01T10:02:00Z'),
      memory,
    })
    stage.schedulers.setEnabled('foyer', 'open', false, null)
    await Promise.resolve()
    stage.settle()
    expect(firedAt(stage)).toEqual([])
  })

  test('a computer that begins with a clock ahead catches up once that is right', () => {
    using stage = new RuleStage([daily('10:00', { catchUp: 'last' })], {
      wall: Date.parse('2036-05-01T00:00:00Z'),
    })
    stage.clock.advanceBy(10_000)
    setTo(stage, '2026-05-01T10:02:00Z')
    stage.clock.advanceBy(MINUTE)
    expect(firedAt(stage)).toEqual(['2026-05-01T10:02:50.000Z'])
  })

  test('a rule that is switched on does not make up for what came while it was off', () => {
    using stage = new RuleStage([daily('10:00', { catchUp: 'last' })], {
      wall: Date.parse('2026-05-01T09:59:00Z'),
    })
    stage.schedulers.setEnabled('foyer', 'open', false, null)
    stage.clock.advanceBy(3 * MINUTE)
    stage.schedulers.setEnabled('foyer', 'open', true, null)
    stage.clock.advanceBy(3 * MINUTE)
    expect(stage.of('rule.fired')).toEqual([])
  })
})

describe('cron', () => {
  test('a weekly time in Berlin survives both changes of daylight saving', () => {
    for (const [from, times] of [
      ['2026-03-26T12:00:00Z', ['2026-03-27T17:00:00.000Z', '2026-04-03T16:00:00.000Z']],
      ['2026-10-22T12:00:00Z', ['2026-10-23T16:00:00.000Z', '2026-10-30T17:00:00.000Z']],
    ] as const) {
      using stage = new RuleStage([cron('0 18 * * fri', {}, { timeZone: 'Europe/Berlin' })], {
        wall: Date.parse(from),
      })
      stage.clock.advanceBy(9 * 24 * HOUR)
      expect(firedAt(stage)).toEqual(times)
    }
  })

  test('an interval of the wall clock fires by it, and says that cron made it', () => {
    using stage = new RuleStage([cron('*/15 * * * *')], { wall: Date.parse('2026-05-01T09:07:00Z') })
    stage.clock.advanceBy(30 * MINUTE)
    expect(firedAt(stage)).toEqual(['2026-05-01T09:15:00.000Z', '2026-05-01T09:30:00.000Z'])
    expect(stage.of('rule.fired')[0]?.payload).toMatchObject({ trigger: 'cron', dueAt: 8 * MINUTE })
    expect(stage.first?.when).toEqual(['cron */15 * * * *'])
  })

  test('holidays are left out', () => {
    using stage = new RuleStage(
      [
        cron('0 10 * * *', { except: ['2026-12-25', '2026-12-26'] }, { timeZone: 'Europe/Berlin' }),
        { ...daily('11:00'), id: 'yard' },
      ],
      { wall: Date.parse('2026-12-24T00:00:00Z') },
    )
    expect(stage.first?.when).toEqual(['cron 0 10 * * * but not on 2026-12-25 and 1 other day'])
    stage.schedulers.setEnabled('yard', 'open', false, null)
    passUntil(stage, '2026-12-28T00:00:00Z')
    expect(firedAt(stage)).toEqual(['2026-12-24T09:00:00.000Z', '2026-12-27T09:00:00.000Z'])
  })
})

test('what catching up means is shown with the trigger', () => {
  const when = [
    { kind: 'calendar', calendar: { time: '10:00' }, catchUp: 'last' },
    { kind: 'calendar', calendar: { sun: 'dusk', except: ['2026-12-24'] }, catchUp: 'skip' },
    { kind: 'cron', cron: '0 10 * * *', within: '20m' },
  ]
  using stage = new RuleStage([scheduler('foyer', [{ id: 'open', when, actions: [log('open')] }])])
  expect(stage.first?.when).toEqual([
    '10:00, up to 5 min late, also at opening',
    'dusk but not on 2026-12-24, never late',
    'cron 0 10 * * *, up to 20 min late, also at opening',
  ])
})

test('two triggers that name one moment make the rule fire once', () => {
  const when = [
    { kind: 'calendar', calendar: { time: '18:00' } },
    { kind: 'cron', cron: '0 18 24 12 *' },
  ]
  using stage = new RuleStage([scheduler('foyer', [{ id: 'open', when, actions: [log('open')] }])], {
    wall: Date.parse('2026-12-23T12:00:00Z'),
  })
  stage.clock.advanceBy(2 * 24 * HOUR)
  expect(firedAt(stage)).toEqual(['2026-12-23T18:00:00.000Z', '2026-12-24T18:00:00.000Z'])
})

describe('one moment on two clocks', () => {
  test('a midnight is midnight in the rule and in its task, though the two clocks are read one after the other', () => {
    using stage = new RuleStage([daily('00:00')], { wall: Date.parse('2026-05-01T12:00:00.000Z') })
    const midnight = Date.parse('2026-05-02T00:00:00Z')
    for (const unsteady of [0.4, -0.7, 0.9, -0.6]) {
      stage.clock.jumpWall(unsteady)
      const { tasks } = stage.schedulers.view()
      expect(tasks).toMatchObject([{ dueTime: midnight, dueAt: 12 * HOUR }])
      expect(stage.first).toMatchObject({ nextTime: midnight, nextAt: 12 * HOUR })
    }
    stage.clock.jumpWall(1000)
    expect(stage.first?.nextTime).toBe(midnight)
    expect(stage.first?.nextAt).toBeCloseTo(12 * HOUR - 1000)
  })

  test('so is a rhythm', () => {
    using stage = new RuleStage([opening({ kind: 'every', every: '10s' })], {
      wall: Date.parse('2026-05-01T12:00:00Z'),
    })
    stage.clock.advanceBy(4000)
    stage.clock.jumpWall(0.4)
    const due = { dueAt: 10_000, dueTime: Date.parse('2026-05-01T12:00:10Z') }
    expect(stage.schedulers.view().tasks).toMatchObject([due])
    expect(stage.first).toMatchObject({ nextAt: due.dueAt, nextTime: due.dueTime })
  })
})
