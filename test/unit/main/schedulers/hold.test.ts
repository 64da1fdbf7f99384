import { describe, expect, test } from 'vitest'
import { RuleStage, caughtBy, heard, log, rule, scheduler } from './rule-stage.ts'

type Fields = Record<string, unknown>

const MINUTE = 60_000
const calendar = (time: string, fields: Fields = {}): Fields => ({
  kind: 'calendar',
  calendar: { time },
  ...fields,
})
const WALL = Date.parse('2026-05-01T09:59:00Z')

const warned = (stage: RuleStage): unknown[] =>
  stage
    .of('scheduler.logged')
    .flatMap(({ payload }) => (payload['level'] === 'warn' ? [payload['message']] : []))
const fired = (stage: RuleStage): string[] =>
  stage.of('rule.fired').map(({ at, payload }) => `${at} ${payload['ruleId'] as string}`)

describe('while rules are held', () => {
  const stageOf = (...rules: readonly Fields[]): RuleStage =>
    new RuleStage([scheduler('foyer', rules)], { wall: WALL })

  test('none fires by time, by an event, by a thrown event or by hand', () => {
    using stage = stageOf(
      rule('at', { kind: 'at', after: '10s' }, [log('at')]),
      rule('every', { kind: 'every', every: '10s' }, [log('every')]),
      rule('day', calendar('10:00'), [log('day')]),
      rule('cron', { kind: 'cron', cron: '* * * * *' }, [log('cron')]),
      rule('hear', heard('door.opened'), [log('hear')]),
      rule('catch', caughtBy('visitor'), [log('catch')]),
    )
    // 9:59 is a time of the pattern itself.
    stage.settle()
    expect(fired(stage)).toEqual(['0 cron'])
    stage.schedulers.hold('operator', null)
    stage.emit('door.opened')
    stage.throw({ key: 'visitor' })
    stage.clock.advanceBy(MINUTE)
    expect(stage.schedulers.fire('foyer', 'hear', 'desk', null)).toMatchObject({
      error: { code: 'rule/held', what: 'all rules are held', next: 'release them first' },
    })
    expect(fired(stage)).toEqual(['0 cron'])
    expect(stage.schedulers.health().held).toBe(true)
  })

  test('it is shown by whom and since when, and both ends are told', () => {
    using stage = stageOf(rule('every', { kind: 'every', every: '10s' }, [log('every')]))
    expect(stage.schedulers.view().held).toBeNull()
    stage.clock.advanceTo(5000)
    expect(stage.schedulers.hold('operator', 7)).toEqual({ ok: true, value: { held: true } })
    stage.schedulers.hold('another', null)
    stage.clock.advanceTo(25_000)
    expect(stage.schedulers.view().held).toEqual({
      ...{ by: 'operator', since: 5000, sinceTime: WALL + 5000, passedOver: 2 },
    })
    expect(stage.first).toMatchObject({ skipped: 2 })
    expect(stage.schedulers.release('another', 8)).toEqual({ ok: true, value: { held: false } })
    expect(stage.schedulers.release('another', 9)).toEqual({ ok: true, value: { held: false } })
    stage.settle()
    expect(stage.schedulers.view().held).toBeNull()
    expect(stage.of('rules.held').map(({ cause, payload }) => [cause, payload])).toEqual([
      [7, { by: 'operator' }],
    ])
    expect(stage.of('rules.released').map(({ cause, payload }) => [cause, payload])).toEqual([
      [8, { by: 'another', heldFor: 20_000, passedOver: 2 }],
    ])
  })

  test('what is under way goes on', () => {
    using stage = stageOf(rule('slow', heard('door.opened'), [{ action: 'wait', for: '2s' }, log('done')]))
    stage.emit('door.opened')
    stage.schedulers.hold('operator', null)
    stage.clock.advanceTo(5000)
    expect(stage.logged()).toEqual(['2000 done'])
  })
})

describe('when rules are released', () => {
  test('rhythms and days go on as if nothing had been, and nothing is made up for', () => {
    using stage = new RuleStage(
      [
        scheduler('foyer', [
          rule('every', { kind: 'every', every: '40s' }, [log('every')]),
          rule('day', calendar('10:00'), [log('day')]),
          rule('at', { kind: 'at', after: '30s' }, [log('at')]),
          rule('catch', caughtBy('visitor'), [log('catch')]),
        ]),
      ],
      { wall: WALL },
    )
    stage.schedulers.hold('operator', null)
    stage.throw({ key: 'visitor' })
    stage.throw({ key: 'nobody' })
    stage.clock.advanceTo(100_000)
    stage.schedulers.release('operator', null)
    stage.clock.advanceTo(130_000)
    expect(fired(stage)).toEqual(['120000 every'])
    expect(warned(stage)).toEqual([
      'passed over 30 s after the show was opened: rules were held',
      'passed over 10:00: rules were held',
    ])
    expect(stage.ended()).toEqual(['100000 t1 foyer cleared'])
    expect(stage.schedulers.view().schedulers[0]?.rules[1]).toMatchObject({
      nextTime: WALL + MINUTE + 86_400_000,
      lastSkip: { dueTime: WALL + MINUTE, count: 1, why: 'held' },
    })
  })

  test.each<[what: string, fields: Fields, releasedAt: number, fires: boolean]>([
    ['says last', { catchUp: 'last' }, MINUTE + 300_000, true],
    ['says last, and it is too late', { catchUp: 'last' }, MINUTE + 300_001, false],
    ['says within when', { within: '2m' }, MINUTE + 120_000, true],
    ['says skip', { catchUp: 'skip' }, MINUTE + 1, false],
    ['says nothing', {}, MINUTE + 1, false],
  ])('a rule that %s', (_what, fields, releasedAt, fires) => {
    using stage = new RuleStage(
      [scheduler('foyer', [rule('day', calendar('10:00', fields), [log('day')])])],
      {
        wall: WALL,
      },
    )
    stage.schedulers.hold('operator', null)
    stage.clock.advanceTo(releasedAt)
    stage.schedulers.release('operator', null)
    stage.clock.advanceBy(MINUTE)
    expect(fired(stage)).toEqual(fires ? [`${releasedAt} day`] : [])
    if (!fires) return
    expect(stage.chain(stage.of('rule.fired')[0])).toEqual(['rule.fired', 'rules.released'])
    expect(stage.of('rule.fired')[0]?.payload).toMatchObject({ dueAt: MINUTE })
    expect(warned(stage)).toEqual([])
  })

  test('of many times only the last is made up for', () => {
    const pattern = { kind: 'cron', cron: '*/10 * * * * *', catchUp: 'last' }
    using stage = new RuleStage([scheduler('foyer', [rule('tick', pattern, [log('tick')])])], {
      wall: WALL,
    })
    stage.schedulers.hold('operator', null)
    stage.clock.advanceTo(45_000)
    stage.schedulers.release('operator', null)
    stage.settle()
    expect(fired(stage)).toEqual(['45000 tick'])
    expect(warned(stage)).toEqual(['passed over cron */10 * * * * * 4 times: rules were held'])
    expect(stage.first).toMatchObject({ skipped: 5, lastSkip: { count: 4, why: 'held' } })
  })
})

describe('a panic', () => {
  const panic = (stage: RuleStage): void => {
    stage.schedulers.panic(0)
    stage.tasks.panic()
  }

  test('holds nothing: rhythms, days and patterns go on', () => {
    using stage = new RuleStage(
      [
        scheduler('foyer', [
          rule('every', { kind: 'every', every: '40s' }, [log('every')]),
          rule('day', calendar('10:00'), [log('day')]),
          rule('cron', { kind: 'cron', cron: '1 10 * * *' }, [log('cron')]),
          rule('at', { kind: 'at', after: '90s' }, [log('at')]),
        ]),
      ],
      { wall: WALL },
    )
    stage.clock.advanceTo(30_000)
    panic(stage)
    stage.clock.advanceTo(125_000)
    expect(stage.schedulers.view().held).toBeNull()
    expect(fired(stage)).toEqual([
      '40000 every',
      '60000 day',
      '80000 every',
      '90000 at',
      '120000 cron',
      '120000 every',
    ])
  })

  test.each([
    ['every', { kind: 'every', every: '60s' }],
    ['calendar', calendar('10:00', { catchUp: 'last' })],
    ['cron', { kind: 'cron', cron: '0 10 * * *' }],
    ['at', { kind: 'at', after: '60s' }],
  ])('ends a time (%s) that came before it and is handled after it', (kind, when) => {
    using stage = new RuleStage([scheduler('foyer', [rule('open', when, [log('open')])])], { wall: WALL })
    // The engine is busy when the time comes, and panic is handled first.
    stage.tasks.at(
      () => {
        stage.clock.advanceTo(MINUTE + 200)
        panic(stage)
      },
      [],
      { at: MINUTE - 100, panic: 'goesOn' },
    )
    stage.clock.advanceTo(MINUTE + 1000)
    expect(fired(stage)).toEqual([])
    expect(warned(stage)).toEqual([`passed over a time (${kind}): it came before the panic`])
    expect(stage.first).toMatchObject({ skipped: 1, lastSkip: { why: 'panic' } })
  })

  test('ends what would be made up for after a hold', () => {
    using stage = new RuleStage(
      [scheduler('foyer', [rule('open', calendar('10:00', { catchUp: 'last' }), [log('open')])])],
      { wall: WALL },
    )
    stage.schedulers.hold('operator', null)
    stage.clock.advanceTo(2 * MINUTE)
    panic(stage)
    stage.clock.advanceTo(3 * MINUTE)
    stage.schedulers.release('operator', null)
    stage.settle()
    expect(fired(stage)).toEqual([])
  })

  test('before a sleep does not end what comes in it', () => {
    using stage = new RuleStage([scheduler('foyer', [rule('open', calendar('10:00'), [log('open')])])], {
      wall: WALL,
    })
    stage.clock.advanceTo(30_000)
    panic(stage)
    // The engine's clock stands still in a sleep.
    stage.clock.jumpWall(2 * MINUTE)
    stage.clock.advanceTo(90_000)
    expect(fired(stage)).toEqual(['60000 open'])
  })
})

describe('what is due soon', () => {
  test('are the rules that time makes fire within a minute, the next first, at one moment of both clocks', () => {
    using stage = new RuleStage(
      [
        scheduler('foyer', [
          rule('late', calendar('10:00:01'), [log('late')]),
          rule('day', calendar('10:00'), [log('day')], { name: 'Opening' }),
          rule('every', { kind: 'every', every: '40s' }, [log('every')]),
          rule('hear', heard('door.opened'), [log('hear')]),
          rule('off', { kind: 'at', after: '10s' }, [log('off')], { enabled: false }),
        ]),
      ],
      { wall: WALL },
    )
    expect(stage.schedulers.dueWithin(MINUTE)).toEqual([
      { schedulerId: 'foyer', ruleId: 'every', name: 'every', dueAt: 40_000, dueTime: WALL + 40_000 },
      { schedulerId: 'foyer', ruleId: 'day', name: 'Opening', dueAt: MINUTE, dueTime: WALL + MINUTE },
    ])
    stage.schedulers.hold('operator', null)
    expect(stage.schedulers.dueWithin(MINUTE)).toEqual([])
  })
})

describe('rules that fail', () => {
  test('are known until they succeed or are switched off', () => {
    using stage = new RuleStage([
      scheduler('foyer', [
        rule('say', heard('go.now'), [log('{{ event.payload.who }}')], { name: 'Say who' }),
        rule('start', heard('go.again'), [{ action: 'start_playlist', id: 'missing' }]),
        rule('loud', heard('mic.heard'), [log('loud')], { condition: 'event.payload.level > 3' }),
      ]),
    ])
    const named = (): string[] =>
      stage.schedulers
        .rulesHealth()
        .failing.map(({ schedulerId, ruleId, name, times }) => `${schedulerId}/${ruleId} ${name} ${times}`)
    expect(stage.schedulers.rulesHealth()).toEqual({ failing: [], failingCount: 0, crowded: [] })
    stage.emit('go.now')
    stage.emit('go.now')
    stage.emit('go.again')
    stage.emit('mic.heard')
    expect(named()).toEqual(['foyer/say Say who 2', 'foyer/start start 1', 'foyer/loud loud 1'])
    expect(stage.schedulers.rulesHealth().failing[1]?.error).toBe(
      'actions[0] start_playlist: missing: the show has no such playlist; check the id',
    )
    stage.emit('go.now', { who: 'Ada' })
    stage.schedulers.setEnabled('foyer', 'start', false, null)
    stage.emit('mic.heard', { level: 1 })
    expect(named()).toEqual([])
    stage.schedulers.setEnabled('foyer', 'start', true, null)
    expect(named()).toEqual(['foyer/start start 1'])
  })

  test('only ten are named, and all are counted', () => {
    const rules = Array.from({ length: 12 }, (_, index) =>
      rule(`r${index}`, heard('go.now'), [{ action: 'start_playlist', id: 'missing' }]),
    )
    using stage = new RuleStage([scheduler('foyer', rules)])
    stage.emit('go.now')
    const { failing: named, failingCount } = stage.schedulers.rulesHealth()
    expect([named.length, failingCount]).toEqual([10, 12])
  })
})
