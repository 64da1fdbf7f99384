import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { RuleStage, caughtBy, heard, log, parsed, rule, scheduler } from './rule-stage.ts'
import { OPERATOR } from '../../../support/clients.ts'
import { runs } from '../../../support/property-runs.ts'

const wait = (ms: number): Fields => ({ action: 'wait', for: ms })
const ask: Fields = { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Start?' } }
const count: Fields = { action: 'set_var', var: 'n', value: '{{ vars.n + 1 }}' }
const every = (ms: number, fields: Fields = {}): Fields => ({ kind: 'every', every: ms, ...fields })
const go = heard('go.now')

type Fields = Record<string, unknown>

/** What clients see of the rules of the first scheduler, by id. */
function ruleOf(stage: RuleStage, id: string) {
  return stage.schedulers
    .view()
    .schedulers.flatMap(({ rules }) => rules)
    .find((one) => one.id === id)
}

describe('taking what is there already', () => {
  const show = (): Fields[] => [
    scheduler(
      'foyer',
      [
        rule('count', go, [count, wait(1000), log('waited')]),
        rule('beat', every(400), [log('beat')]),
        rule('later', { kind: 'at', after: 5000 }, [log('later')]),
        rule('evening', { kind: 'calendar', calendar: { time: '18:30' } }, [log('evening')]),
        rule('catch', caughtBy('doors'), [log('doors')], { condition: 'vars.n > 5' }),
      ],
      { vars: { n: 1 }, groups: ['front'] },
    ),
    scheduler('bar', [rule('ask', go, [ask, log('yes')])]),
  ]

  test.each(['the very same', 'equal ones'])('does nothing: %s', (which) => {
    const definitions = parsed(show())
    using stage = new RuleStage([])
    stage.schedulers.take(definitions, OPENING)
    stage.emit('go.now')
    stage.throw({ key: 'doors' })
    const before = stage.schedulers.view()
    const [published, tasks] = [stage.events.length, stage.tasks.taskCount()]
    const again = which === 'equal ones' ? parsed(show()) : definitions
    for (const kind of ['edit', 'reload', 'open'] as const) stage.schedulers.take(again, { kind, cause: 7 })
    stage.settle()
    expect(stage.schedulers.view()).toEqual(before)
    expect(stage.events).toHaveLength(published)
    expect(stage.tasks.taskCount()).toBe(tasks)
    expect(stage.schedulers.thrown().queues[0]?.count).toBe(1)
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual(['400 beat', '800 beat', '1000 waited'])
  })

  test('of a thousand rules one that changes is the only one that is touched', () => {
    const rules = Array.from({ length: 500 }, (_, index) => rule(`r${index}`, every(60_000), [log('x')]))
    const definitions = parsed([scheduler('a', rules), scheduler('b', rules)])
    using stage = new RuleStage([], { maxTasks: 2000 })
    stage.schedulers.take(definitions, OPENING)
    const before = new Set(stage.schedulers.view().tasks.map(({ taskId }) => taskId))
    const [first, second] = definitions as [(typeof definitions)[0], (typeof definitions)[0]]
    const changed = second.rules.map((one) =>
      one.id === 'r250' ? { ...one, when: [{ kind: 'every' as const, every: 50_000 }] } : one,
    )
    stage.schedulers.take([first, { ...second, rules: changed }], { kind: 'edit', cause: null })
    const pending = stage.schedulers.view().tasks
    expect(pending.filter(({ taskId }) => !before.has(taskId))).toMatchObject([
      { schedulerId: 'b', ruleId: 'r250', every: 50_000 },
    ])
    expect(stage.tasks.taskCount()).toBe(1001)
  })
})

describe('a rule that did not change', () => {
  test('goes on with what waits, holds, counts and rests, whatever changes around it', () => {
    const kept = rule('keep', go, [wait(1000), log('waited')], { limit: { count: 2, per: '10s' } })
    using stage = new RuleStage([scheduler('foyer', [kept, rule('other', go, [log('old')])])])
    stage.emit('go.now')
    stage.take([
      scheduler('foyer', [rule('other', go, [log('new')]), kept], { name: 'Other' }),
      scheduler('bar', []),
    ])
    expect(stage.of('rule.finished').filter(({ payload }) => payload['ruleId'] === 'keep')).toEqual([])
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual(['0 old', '1000 waited'])
    stage.emit('go.now')
    stage.emit('go.now')
    expect(ruleOf(stage, 'keep')).toMatchObject({ fired: 2, restsUntil: 10_000 })
  })

  test('is not asked again, and its answer still counts', () => {
    const kept = rule('keep', go, [ask, log('yes')])
    using stage = new RuleStage([scheduler('foyer', [kept])])
    stage.emit('go.now')
    stage.take([scheduler('foyer', [kept, rule('other', go, [log('new')])])])
    expect(stage.of('interrupt.cleared')).toEqual([])
    stage.answer('q1', true)
    expect(stage.logged()).toEqual(['0 yes'])
  })

  test('stays as somebody has switched it', () => {
    const kept = rule('keep', go, [log('kept')])
    using stage = new RuleStage([scheduler('foyer', [kept])])
    stage.schedulers.setEnabled('foyer', 'keep', false, null)
    stage.take([scheduler('foyer', [kept], { name: 'Other' })])
    stage.emit('go.now')
    expect(stage.logged()).toEqual([])
  })

  test('does not say again what it has said', () => {
    const kept = rule('keep', go, [log('kept')], { condition: 'event.payload.level > 1' })
    using stage = new RuleStage([scheduler('foyer', [kept])])
    stage.emit('go.now')
    stage.take([scheduler('foyer', [kept], { name: 'Other' })])
    stage.emit('go.now')
    expect(stage.of('rule.failed')).toHaveLength(1)
  })
})

describe('a rule that changed', () => {
  const old = rule('r', go, [wait(1000), log('old')])
  const fresh = rule('r', go, [log('fresh')])

  test('ends what it has under way, because of what changed it, and acts anew from then on', () => {
    using stage = new RuleStage([scheduler('foyer', [old])])
    stage.emit('go.now')
    const cause = stage.emit('door.opened')
    stage.take([scheduler('foyer', [fresh])], cause)
    expect(stage.of('rule.finished')).toMatchObject([
      { cause, payload: { ruleId: 'r', outcome: 'ended', error: null } },
    ])
    expect(stage.schedulers.view().tasks).toEqual([])
    stage.emit('go.now')
    stage.clock.advanceTo(2000)
    expect(stage.logged()).toEqual(['0 fresh'])
    expect(ruleOf(stage, 'r')).toMatchObject({ fired: 2, waiting: 0, actions: ['log "fresh"'] })
  })

  test('takes its question back', () => {
    using stage = new RuleStage([scheduler('foyer', [rule('r', go, [ask])])])
    stage.emit('go.now')
    const cause = stage.emit('door.opened')
    stage.take([scheduler('foyer', [fresh])], cause)
    expect(stage.of('interrupt.cleared')).toMatchObject([
      { cause, payload: { owner: 'rule:foyer/r', reason: 'ownerEnded' } },
    ])
    expect(stage.interrupts.view().pending).toEqual([])
    expect(stage.of('rule.finished')).toMatchObject([{ cause, payload: { outcome: 'ended' } }])
  })

  test('keeps the variables of its scheduler and the times of the other rules', () => {
    const beat = rule('beat', every(400), [log('beat')])
    using stage = new RuleStage([scheduler('foyer', [rule('r', go, [count]), beat], { vars: { n: 1 } })])
    stage.emit('go.now')
    stage.clock.advanceTo(300)
    stage.take([scheduler('foyer', [fresh, beat], { vars: { n: 1 } })])
    stage.clock.advanceTo(900)
    expect(stage.logged()).toEqual(['400 beat', '800 beat'])
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ n: 2 })
  })

  test('fails no more at what it was, and says anew what it fails at now', () => {
    const failing = (text: string): Fields =>
      rule('r', go, [log(text)], { condition: 'event.payload.level > 1' })
    using stage = new RuleStage([scheduler('foyer', [failing('a')])])
    stage.emit('go.now')
    expect(stage.schedulers.rulesHealth().failingCount).toBe(1)
    stage.take([scheduler('foyer', [failing('b')])])
    expect(stage.schedulers.rulesHealth().failingCount).toBe(0)
    stage.emit('go.now')
    expect(stage.of('rule.failed')).toHaveLength(2)
  })

  test('rests on, unless it is its limit that changed', () => {
    const limited = (text: string, most: number): Fields =>
      rule('r', go, [log(text)], { limit: { count: most, per: '10s' } })
    using stage = new RuleStage([scheduler('foyer', [limited('a', 1)])])
    stage.emit('go.now')
    stage.emit('go.now')
    stage.take([scheduler('foyer', [limited('b', 1)])])
    stage.emit('go.now')
    stage.take([scheduler('foyer', [limited('c', 2)])])
    stage.emit('go.now')
    expect(stage.logged()).toEqual(['0 a', '0 c'])
  })

  test('is switched where the show switches it, which is published, and otherwise stays as somebody has switched it', () => {
    const be = (enabled: boolean, text: string): Fields => rule('r', go, [log(text)], { enabled })
    using stage = new RuleStage([scheduler('foyer', [be(true, 'a')])])
    stage.schedulers.setEnabled('foyer', 'r', false, null)
    stage.take([scheduler('foyer', [be(true, 'b')])])
    stage.emit('go.now')
    const cause = stage.emit('door.opened')
    stage.take([scheduler('foyer', [be(false, 'b')])], cause)
    stage.take([scheduler('foyer', [be(true, 'b')])], cause)
    stage.emit('go.now')
    expect(stage.logged()).toEqual(['0 b'])
    expect(stage.of('rule.switched')).toMatchObject([
      { cause: null, payload: { enabled: false } },
      { cause, payload: { name: 'r', enabled: true } },
    ])
  })

  test('hears what it listens for now, and nothing else', () => {
    using stage = new RuleStage([scheduler('foyer', [rule('r', go, [log('a')])])])
    stage.take([scheduler('foyer', [rule('r', heard('door.opened'), [log('b')])])])
    stage.emit('go.now')
    stage.emit('door.opened')
    expect(stage.logged()).toEqual(['0 b'])
  })

  test('that is elsewhere goes by the sun there: only the times of its calendar are others', () => {
    const evening = { kind: 'calendar', calendar: { time: '18:30' } }
    const kept = { id: 'r', when: [evening, every(1000), go], actions: [log('r'), wait(60_000)] }
    using stage = new RuleStage([scheduler('foyer', [kept])])
    stage.clock.advanceTo(500)
    stage.emit('go.now')
    stage.take([scheduler('foyer', [kept], { timeZone: 'Europe/Berlin' })])
    const times = stage.schedulers.view().tasks.map(({ what, dueTime }) => `${what.split(';')[0]} ${dueTime}`)
    expect(times).toEqual([
      'fires every 1 s 1000',
      'goes on after waiting 1 min 60500',
      `fires at 18:30 ${17.5 * 3_600_000}`,
    ])
    expect(stage.of('rule.finished')).toEqual([])
  })
})

describe('a rule that is gone', () => {
  test('ends what it has under way, and does nothing more by time, by events or by hand', () => {
    const times = rule('times', every(100), [log('beat')])
    const waits = rule('waits', go, [wait(1000), log('waited')])
    const catches = rule('catches', caughtBy('doors'), [log('doors')])
    using stage = new RuleStage([scheduler('foyer', [times, waits, catches])])
    const tasks = stage.tasks.taskCount()
    stage.emit('go.now')
    const cause = stage.emit('door.opened')
    stage.take([scheduler('foyer', [])], cause)
    expect(stage.of('rule.finished')).toMatchObject([
      { cause, payload: { ruleId: 'waits', outcome: 'ended' } },
    ])
    stage.emit('go.now')
    stage.throw({ key: 'doors' })
    stage.clock.advanceTo(5000)
    expect(stage.logged()).toEqual([])
    expect(stage.schedulers.view().tasks).toEqual([])
    expect(stage.tasks.taskCount()).toBe(tasks - 1)
    expect(stage.schedulers.fire('foyer', 'waits', 'operator', null)).toMatchObject({
      ok: false,
      error: { code: 'rule/unknown' },
    })
  })

  test('fails no more', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('r', go, [log('a')], { condition: 'event.payload.level > 1' })]),
    ])
    stage.emit('go.now')
    stage.take([scheduler('foyer', [])])
    expect(stage.schedulers.rulesHealth()).toMatchObject({ failing: [], failingCount: 0 })
  })
})

describe('times', () => {
  const at = (after: number, text = 'at'): Fields => rule('r', { kind: 'at', after }, [log(text)])
  const foyer = (...rules: Fields[]): Fields[] => [scheduler('foyer', rules)]

  test.each([
    ['has fired, and something else of it changes', [1000, 1000], 2000, ['1000 a']],
    ['lies ahead, and something else of it changes', [3000, 3000], 2000, ['3000 b']],
    ['has fired, and lies ahead anew', [1000, 5000], 2000, ['1000 a', '5000 b']],
    ['lay ahead, and is past now', [3000, 1000], 2000, []],
  ])('a time that %s', (_, [before, after], takenAt, logged) => {
    using stage = new RuleStage(foyer(at(before as number, 'a')))
    stage.clock.advanceTo(takenAt)
    stage.take(foyer(at(after as number, 'b')))
    stage.clock.advanceTo(10_000)
    expect(stage.logged()).toEqual(logged)
  })

  test('a time that has passed is none for a rule that comes back, and one that lies ahead is', () => {
    using stage = new RuleStage(foyer(at(1000)))
    stage.clock.advanceTo(2000)
    for (const rules of [[], [at(1000)], [], [at(4000)]]) stage.take(foyer(...rules))
    stage.clock.advanceTo(10_000)
    expect(stage.logged()).toEqual(['1000 at', '4000 at'])
  })

  test('a time that somebody cancelled stays cancelled', () => {
    using stage = new RuleStage(foyer(at(1000, 'a')))
    stage.schedulers.cancelTask(stage.schedulers.view().tasks[0]?.taskId as number, OPERATOR, null)
    stage.take(foyer(at(1000, 'b')))
    stage.clock.advanceTo(10_000)
    expect(stage.logged()).toEqual([])
  })

  test('a rhythm goes on where it is the same, beside whatever else makes the rule fire', () => {
    using stage = new RuleStage(foyer({ id: 'r', when: [every(1000)], actions: [log('a')] }))
    stage.clock.advanceTo(1300)
    stage.take(foyer({ id: 'r', when: [every(600), every(1000)], actions: [log('b')] }))
    stage.clock.advanceTo(2200)
    expect(stage.logged()).toEqual(['1000 a', '1900 b', '2000 b'])
  })

  test('a time of day fires once, although its rule changes at that very moment', () => {
    const evening = (text: string, weekdays?: string[]): Fields[] =>
      foyer(rule('r', { kind: 'calendar', calendar: { time: '00:01', weekdays } }, [log(text)]))
    using stage = new RuleStage(evening('a'))
    stage.clock.advanceTo(60_000)
    stage.take(evening('b'))
    stage.take(evening('c', ['thu', 'fri']))
    stage.clock.advanceTo(120_000)
    expect(stage.logged()).toEqual(['60000 a'])
    stage.clock.advanceTo(86_400_000 + 120_000)
    expect(stage.logged()).toEqual(['60000 a', `${86_400_000 + 60_000} c`])
  })

  test('a rule that comes by an edit makes up for nothing, one that comes at opening does', () => {
    const opening = rule('r', { kind: 'calendar', calendar: { time: '00:01' }, catchUp: 'last' }, [
      log('made up'),
    ])
    using stage = new RuleStage([], { wall: 90_000 })
    stage.take(foyer(opening))
    expect(stage.logged()).toEqual([])
    stage.take([])
    stage.schedulers.take(parsed(foyer(opening)), OPENING)
    stage.settle()
    expect(stage.logged()).toEqual(['0 made up'])
  })
})

describe('variables', () => {
  test('that are new begin, that are gone go, and that are there keep their values, in the order of the show', () => {
    const adds = rule('r', go, [count])
    using stage = new RuleStage([scheduler('foyer', [adds], { vars: { n: 1, old: true } })])
    stage.emit('go.now')
    stage.take([scheduler('foyer', [adds], { vars: { fresh: 'x', n: 9 } })])
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ fresh: 'x', n: 2 })
    expect(Object.keys(stage.schedulers.view().schedulers[0]?.vars ?? {})).toEqual(['fresh', 'n'])
  })

  test('of a scheduler that is gone are gone, and begin anew if it comes back', () => {
    const foyer = scheduler('foyer', [rule('r', go, [count])], { vars: { n: 1 } })
    using stage = new RuleStage([foyer])
    stage.emit('go.now')
    stage.take([])
    stage.take([foyer])
    expect(stage.schedulers.view().schedulers[0]?.vars).toEqual({ n: 1 })
  })
})

describe('order', () => {
  test('is that of the show afterwards: in views, among rules that hear one event, and at one place of a tape', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => rule(id, go, [log(id)])) as [Fields, Fields, Fields]
    using stage = new RuleStage([scheduler('x', [a, c]), scheduler('y', [rule('d', go, [log('d')])])])
    stage.take([scheduler('y', [rule('d', go, [log('d2')])]), scheduler('x', [c, b, { ...a, name: 'A' }])])
    const { schedulers } = stage.schedulers.view()
    expect(schedulers.map(({ id, rules }) => `${id} ${rules.map((one) => one.id).join('')}`)).toEqual([
      'y d',
      'x cba',
    ])
    stage.emit('go.now')
    expect(stage.logged()).toEqual(['0 d2', '0 c', '0 b', '0 a'])
  })

  test('alone is a change as well', () => {
    const [x, y] = [scheduler('x', []), scheduler('y', [])]
    using stage = new RuleStage([x, y])
    stage.take([y, x])
    expect(stage.schedulers.view().schedulers.map(({ id }) => id)).toEqual(['y', 'x'])
    expect(stage.schedulers.thrown().queues.map(({ destId }) => destId)).toEqual(['y', 'x'])
  })

  test('says who is the first to catch what only one may', () => {
    const catcher = (id: string): Fields => scheduler(id, [rule('r', caughtBy('one'), [log(id)])])
    using stage = new RuleStage([catcher('x'), catcher('y')])
    stage.throw({ key: 'one', single_consumer: true, delay: 1000 })
    stage.take([catcher('y'), catcher('x')])
    stage.clock.advanceTo(1000)
    expect(stage.logged()).toEqual(['1000 y'])
  })
})

describe('what was thrown', () => {
  test('waits on, and is offered to a rule that comes or changes, later', () => {
    using stage = new RuleStage([
      scheduler('foyer', [rule('r', caughtBy('doors'), [log('no')], { condition: 'false' })]),
    ])
    stage.throw({ key: 'doors' })
    stage.throw({ key: 'lights' })
    const lights = rule('new', caughtBy('lights'), [log('lights')])
    const doors = rule('r', caughtBy('doors'), [log('doors')])
    stage.schedulers.take(parsed([scheduler('foyer', [doors, lights])]), { kind: 'edit', cause: null })
    expect(stage.logged()).toEqual([])
    stage.settle()
    expect(stage.logged()).toEqual(['0 doors', '0 lights'])
  })

  test('is not caught again by a rule that has caught it, whatever it has become', () => {
    const r = (text: string): Fields => rule('r', caughtBy('doors'), [log(text)])
    using stage = new RuleStage([scheduler('foyer', [r('a')])])
    stage.throw({ key: 'doors', ttl: '1h' })
    stage.take([scheduler('foyer', [r('b')])])
    expect(stage.logged()).toEqual(['0 a'])
  })

  test('ends where the rule that it still waited for is gone, and others have caught it', () => {
    const a = rule('a', caughtBy('doors'), [log('a')])
    using stage = new RuleStage([
      scheduler('foyer', [a, rule('b', caughtBy('doors'), [log('b')], { condition: 'false' })]),
    ])
    const id = stage.throw({ key: 'doors' })
    expect(stage.ended()).toEqual([])
    const cause = stage.emit('door.opened')
    stage.take([scheduler('foyer', [a])], cause)
    expect(stage.ended()).toEqual([`0 ${id} foyer consumed`])
    expect(stage.of('thrown.ended')[0]?.cause).toBe(cause)
  })

  test('ends with its destination, and is recorded; elsewhere it waits on', () => {
    using stage = new RuleStage([scheduler('foyer', []), scheduler('bar', [])])
    const id = stage.throw({ key: 'doors', delay: '1m' })
    const cause = stage.emit('door.opened')
    stage.take([scheduler('bar', [])], cause)
    expect(stage.ended()).toEqual([`0 ${id} foyer removed`])
    expect(stage.of('thrown.ended')[0]).toMatchObject({ cause, payload: { by: null } })
    const { queues, history } = stage.schedulers.thrown()
    expect(queues).toMatchObject([{ destId: 'bar', count: 1 }])
    expect(history).toMatchObject([{ eventId: id, destId: 'foyer', outcome: 'removed' }])
    expect(stage.refusal({ key: 'doors', scope: 'dest', dest_id: 'foyer' })).toContain(
      'no scheduler has this id',
    )
    stage.take([])
    expect(stage.schedulers.health().thrown).toMatchObject({ waiting: 0, ended: { removed: 2 } })
  })

  test('to a group goes to who is in it now', () => {
    const be = (id: string, ...groups: string[]): Fields => scheduler(id, [], { groups })
    using stage = new RuleStage([be('a', 'front'), be('b')])
    stage.take([be('a'), be('b', 'front', 'front'), be('c', 'front')])
    stage.throw({ key: 'doors', scope: 'group', group_id: 'front' })
    expect(stage.told('thrown.created', 'destinations')).toEqual(['["b","c"]'])
    stage.take([be('a'), be('b'), be('c')])
    expect(stage.refusal({ key: 'doors', scope: 'group', group_id: 'front' })).toContain(
      'no scheduler is in this group',
    )
  })
})

test('what cannot be read changes nothing', () => {
  using stage = new RuleStage([scheduler('foyer', [rule('r', go, [log('r')])])])
  const bad = rule('bad', go, [{ action: 'emit', type: 'show.loaded' }])
  expect(() => stage.take([scheduler('bar', []), scheduler('foyer', [bad])])).toThrow(
    'scheduler/may-not-emit',
  )
  stage.emit('go.now')
  expect(stage.logged()).toEqual(['0 r'])
  expect(stage.schedulers.view().schedulers.map(({ id }) => id)).toEqual(['foyer'])
})

test.each([
  ['begun at once goes on as it began', [], ['completed'], ['2 old']],
  ['that has waited ends where it is', [wait(0)], ['ended'], []],
])('a firing %s, where its rule changes as it acts', (_, first, outcomes, logged) => {
  const slow = { action: 'start_playlist', id: 'slow' }
  using stage = new RuleStage([scheduler('foyer', [rule('r', go, [...first, slow, log('old')])])])
  stage.clock.upkeep(monotonicMs(1), () => stage.take([scheduler('foyer', [rule('r', go, [log('new')])])]))
  stage.emit('go.now')
  stage.clock.advanceTo(100)
  expect(stage.told('rule.finished', 'outcome')).toEqual(outcomes)
  expect(stage.logged()).toEqual(logged)
})

test('whatever the show becomes, it is what it says, what began ends once, and nothing of it is left behind', () => {
  const triggers = [
    every(70),
    { kind: 'at', after: 100 },
    go,
    caughtBy('doors'),
    { kind: 'cron', cron: '* * * * * *' },
  ]
  const acts = [[log('x')], [wait(90), log('x')], [ask], [{ action: 'throw_event', key: 'doors', delay: 50 }]]
  const someRule = fc.record({
    id: fc.constantFrom('p', 'q', 'r'),
    when: fc.uniqueArray(fc.constantFrom(...triggers), { minLength: 1, maxLength: 3 }),
    actions: fc.constantFrom(...acts),
    enabled: fc.boolean(),
  })
  const someScheduler = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c'),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
      vars: fc.constantFrom({}, { n: 1 }, { n: 2, m: 1 }),
      rules: fc.uniqueArray(someRule, { selector: ({ id }) => id, maxLength: 3 }),
    })
    .map(({ id, rules, ...fields }) => scheduler(id, rules, fields))
  const someShow = fc.uniqueArray(someScheduler, { selector: ({ id }) => id, maxLength: 3 })
  const idsOf = (shows: readonly { id: unknown; rules: readonly { id: unknown }[] }[]): unknown =>
    shows.map(({ id, rules }) => [id, rules.map((one) => one.id)])
  fc.assert(
    fc.property(
      fc.array(fc.tuple(someShow, fc.integer({ min: 0, max: 120 })), { maxLength: 12 }),
      (shows) => {
        using stage = new RuleStage([])
        const tasks = stage.tasks.taskCount()
        for (const [show, ms] of shows) {
          const definitions = parsed(show)
          stage.take(show)
          expect(idsOf(stage.schedulers.view().schedulers)).toEqual(idsOf(definitions))
          const names = stage.schedulers.view().schedulers.map(({ vars }) => Object.keys(vars))
          expect(names).toEqual(definitions.map(({ vars }) => Object.keys(vars)))
          stage.emit('go.now')
          stage.clock.advanceBy(ms)
          const published = stage.events.length
          stage.take(structuredClone(show))
          expect(stage.events).toHaveLength(published)
        }
        stage.take([])
        expect(stage.tasks.taskCount()).toBe(tasks)
        expect(stage.interrupts.view().pending).toEqual([])
        expect(stage.schedulers.health()).toMatchObject({
          rules: 0,
          waiting: 0,
          pending: 0,
          thrown: { waiting: 0 },
        })
        expect(stage.told('rule.finished', 'execution').toSorted()).toEqual(
          stage.told('rule.fired', 'execution').toSorted(),
        )
        expect(stage.failures).toEqual([])
      },
    ),
    runs(60),
  )
})
