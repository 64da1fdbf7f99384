import { describe, expect, test } from 'vitest'
import type { Lain, StatePart } from '../../../../shared/model/kept-state.ts'
import { wallMs } from '../../../../shared/base/clock.ts'
import { RuleStage, caughtBy, log, rule, scheduler } from './rule-stage.ts'

const HALL = scheduler('hall', [rule('open', caughtBy('doors'), [log('open')], { enabled: true })])
const IDLE = scheduler('foyer', [])

const part = (stage: RuleStage, name: string): StatePart => {
  const found = stage.schedulers.kept.find((each) => each.name === name)
  if (found === undefined) throw new Error(name)
  return found
}
const lain = (age: number, isSure = true): Lain => ({ age, isSure, wall: wallMs(0) })

/** What is held of one, as a file gives it back to another. */
function handedOn(from: RuleStage, to: RuleStage, name: string, since: Lain) {
  const taken = part(to, name).takeBack(JSON.parse(JSON.stringify(part(from, name).hold())), since)
  to.settle()
  return taken
}

const waiting = (stage: RuleStage, id: string) => {
  const queue = stage.schedulers.queueOf(id)
  return queue.ok ? queue.value : []
}
const outcomes = (stage: RuleStage) => stage.of('thrown.ended').map(({ payload }) => payload)
const varsOf = (stage: RuleStage) => stage.schedulers.view().schedulers[0]?.vars
const logged = (stage: RuleStage) => stage.of('scheduler.logged').map(({ payload }) => payload)

describe('variables', () => {
  const vars = { count: 0, name: 'none', open: false, seats: [1], any: null }
  const counting = (fields = vars as Record<string, unknown>) =>
    scheduler(
      'hall',
      [
        rule('count', { kind: 'event', match: { event: 'show.count' } }, [
          { action: 'set_var', var: 'count', value: 7 },
          { action: 'set_var', var: 'any', value: { deep: [1] } },
          { action: 'set_var', var: 'made', value: 1 },
        ]),
      ],
      { vars: fields },
    )

  test('come back where they stood, those that the show declares, and no rule hears of it', () => {
    using before = new RuleStage([counting()])
    expect(part(before, 'vars').hold()).toBeUndefined()
    before.schedulers.fire('hall', 'count', 'test', null)
    before.settle()
    expect(part(before, 'vars').hold()).toEqual({ hall: { count: 7, any: { deep: [1] } } })
    expect([...before.stateChanges]).toContain('vars')
    using after = new RuleStage([counting()])
    expect(handedOn(before, after, 'vars', lain(10))).toEqual({ taken: 2, left: [] })
    expect(varsOf(after)).toMatchObject({ count: 7, any: { deep: [1] }, name: 'none' })
    expect(after.of('scheduler.varChanged')).toEqual([])
  })

  test.each([
    ['of another type now', { count: 'none' }, 'it was a number, and is text now'],
    ['that the show does not declare any more', {}, 'the show declares no such variable'],
  ])('%s begin anew, which is said', (_, declared, why) => {
    using after = new RuleStage([counting(declared)])
    const taken = part(after, 'vars').takeBack({ hall: { count: 7 } }, lain(1))
    expect(taken).toEqual({ taken: 0, left: [{ what: 'hall count', why }] })
    expect(varsOf(after)).toEqual(declared)
  })

  test('of a scheduler that is gone, and what is no value, are said', () => {
    using after = new RuleStage([counting()])
    const value = { gone: { a: 1 }, hall: { any: 'x'.repeat(2_000_000), name: 'yes' } }
    const taken = part(after, 'vars').takeBack(value, lain(1))
    expect(taken.taken).toBe(1)
    expect(taken.left.map(({ what }) => what)).toEqual(['gone a', 'hall any'])
  })

  test('in a shape that is none at all are refused', () => {
    using after = new RuleStage([counting()])
    expect(() => part(after, 'vars').takeBack([], lain(1))).toThrow()
  })
})

describe('thrown events', () => {
  test('wait again, and are caught by rules that did not', () => {
    using before = new RuleStage([scheduler('hall', []), IDLE])
    before.throw({ key: 'doors', scope: 'dest', dest_id: 'hall', payload: { level: 3 } })
    expect([...before.stateChanges]).toContain('thrown')
    using after = new RuleStage([HALL, IDLE])
    expect(handedOn(before, after, 'thrown', lain(60_000))).toEqual({ taken: 1, left: [] })
    after.clock.advanceBy(100)
    after.settle()
    expect(logged(after)).toEqual([{ schedulerId: 'hall', ruleId: 'open', level: 'info', message: 'open' }])
    expect(outcomes(after)).toMatchObject([{ eventId: 't1', outcome: 'consumed' }])
  })

  test('live on for what is left of their time', () => {
    using before = new RuleStage([IDLE])
    before.throw({ key: 'doors', ttl: 10_000 })
    before.clock.advanceBy(4000)
    using after = new RuleStage([IDLE])
    handedOn(before, after, 'thrown', lain(3000))
    after.clock.advanceTo(2999)
    expect(waiting(after, 'foyer')).toHaveLength(1)
    after.clock.advanceTo(3000)
    after.settle()
    expect(waiting(after, 'foyer')).toEqual([])
    expect(outcomes(after)).toMatchObject([{ outcome: 'expired' }])
  })

  test('that expired meanwhile are recorded as that, and never fire', () => {
    using before = new RuleStage([scheduler('hall', [])])
    before.throw({ key: 'doors', ttl: 10_000 })
    using after = new RuleStage([HALL])
    const taken = handedOn(before, after, 'thrown', lain(10_000))
    expect(taken).toEqual({
      taken: 0,
      left: [{ what: 'doors', why: 'its time ran out while the show was away' }],
    })
    after.clock.advanceBy(1000)
    after.settle()
    expect([outcomes(after).map(({ outcome }) => outcome), logged(after)]).toEqual([['expired'], []])
    expect(after.schedulers.thrown().history).toMatchObject([{ eventId: 't1', outcome: 'expired' }])
  })

  test('that are delayed come when they were to come', () => {
    using before = new RuleStage([HALL])
    before.throw({ key: 'doors', delay: 10_000 })
    before.clock.advanceBy(2000)
    using after = new RuleStage([HALL])
    handedOn(before, after, 'thrown', lain(5000))
    after.clock.advanceTo(2999)
    after.settle()
    expect(logged(after)).toEqual([])
    after.clock.advanceTo(3000)
    after.settle()
    expect(logged(after)).toHaveLength(1)
  })

  test('that are for a time of day come at that time', () => {
    using before = new RuleStage([HALL], { wall: 1_000_000 })
    before.throw({ key: 'doors', future_time: 1_060_000 })
    using after = new RuleStage([HALL], { wall: 1_050_000 })
    // Whatever age the file says that it has.
    handedOn(before, after, 'thrown', lain(7, false))
    after.clock.advanceTo(9999)
    after.settle()
    expect(logged(after)).toEqual([])
    after.clock.advanceTo(10_000)
    after.settle()
    expect(logged(after)).toHaveLength(1)
  })

  test.each([
    ['delayed', { delay: 10_000 }, 0],
    ['for a time of day', { future_time: 1_010_000 }, 1_020_000],
  ])('that were %s and due meanwhile are missed, not fired late', (_, when, wall) => {
    using before = new RuleStage([HALL], { wall: 1_000_000 })
    before.throw({ key: 'doors', ...when })
    using after = new RuleStage([HALL], { wall })
    const taken = handedOn(before, after, 'thrown', lain(20_000))
    expect(taken.left).toEqual([{ what: 'doors', why: 'it was due while the show was away' }])
    after.clock.advanceBy(2000)
    after.settle()
    expect([outcomes(after).map(({ outcome }) => outcome), logged(after)]).toEqual([['missed'], []])
  })

  test('of which no clock says how old they are count as expired, but not what lives for ever', () => {
    using before = new RuleStage([IDLE])
    before.throw({ key: 'doors', ttl: 10_000 })
    before.throw({ key: 'lights', delay: 1000 })
    before.throw({ key: 'sound' })
    using after = new RuleStage([IDLE])
    const taken = handedOn(before, after, 'thrown', lain(0, false))
    expect([taken.taken, taken.left.map(({ what }) => what)]).toEqual([1, ['doors', 'lights']])
    expect(waiting(after, 'foyer').map(({ key }) => key)).toEqual(['sound'])
  })

  test('keep their ids, and new ones get others', () => {
    using before = new RuleStage([IDLE])
    for (const key of ['a', 'b', 'c']) before.throw({ key })
    using after = new RuleStage([IDLE])
    handedOn(before, after, 'thrown', lain(1))
    expect(after.throw({ key: 'd' })).toBe('t4')
    expect(waiting(after, 'foyer').map(({ eventId }) => eventId)).toEqual(['t1', 't2', 't3', 't4'])
  })

  test('come to what was thrown meanwhile, where they come back later', () => {
    using before = new RuleStage([IDLE])
    before.throw({ key: 'old' })
    using after = new RuleStage([IDLE])
    after.throw({ key: 'new' })
    handedOn(before, after, 'thrown', lain(1))
    const ids = waiting(after, 'foyer').map(({ eventId, key }) => `${eventId} ${key}`)
    expect(ids).toEqual(['t1 new', 't2 old'])
  })

  test('of destinations that are gone, and those that are none, are said', () => {
    using before = new RuleStage([IDLE])
    before.throw({ key: 'doors' })
    const held = part(before, 'thrown').hold() as { events: unknown[]; noRoom: number }
    using after = new RuleStage([HALL])
    const taken = part(after, 'thrown').takeBack({ events: [...held.events, { key: 5 }], noRoom: 2 }, lain(1))
    expect(taken).toEqual({
      taken: 0,
      left: [
        { what: '1 thrown events', why: 'they cannot be read' },
        { what: '2 thrown events', why: 'there was no room to keep them' },
        { what: 'doors', why: 'the show has none of its destinations' },
      ],
    })
  })

  test('that a rule has caught are not caught by it again', () => {
    const second = rule('shut', caughtBy('doors'), [log('shut')], { enabled: false })
    using before = new RuleStage([
      scheduler('hall', [rule('open', caughtBy('doors'), [log('open')]), second]),
    ])
    before.throw({ key: 'doors' })
    before.clock.advanceBy(10)
    before.settle()
    expect(logged(before)).toHaveLength(1)
    using after = new RuleStage([
      scheduler('hall', [rule('open', caughtBy('doors'), [log('open')]), { ...second, enabled: true }]),
    ])
    handedOn(before, after, 'thrown', lain(1))
    after.clock.advanceBy(100)
    after.settle()
    expect(logged(after).map(({ message }) => message)).toEqual(['shut'])
  })

  test('take no more room than there is', () => {
    using before = new RuleStage([IDLE])
    for (let number = 0; number < 30; number += 1)
      before.throw({ key: `k${number}`, payload: 'x'.repeat(60_000) })
    const held = part(before, 'thrown').hold() as { events: unknown[]; noRoom: number }
    expect(JSON.stringify(held).length).toBeLessThan(1024 * 1024)
    expect(held.noRoom).toBe(30 - held.events.length)
    expect(held.noRoom).toBeGreaterThan(0)
  })
})
