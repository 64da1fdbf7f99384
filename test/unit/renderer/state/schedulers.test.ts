import { expect, test } from 'vitest'
import type { RuleView, SchedulerView } from '../../../../shared/contract/scheduler-streams.ts'
import { openDesk } from '../../../support/open-desk.ts'

function rule(id: string, change: Partial<RuleView> = {}): RuleView {
  return {
    id,
    name: `Rule ${id}`,
    enabled: true,
    when: ['every 5 s'],
    condition: null,
    actions: ['start chase'],
    fired: 0,
    lastAt: null,
    nextAt: null,
    nextTime: null,
    skipped: 0,
    lastSkip: null,
    restsUntil: null,
    waiting: 0,
    error: null,
    ...change,
  }
}

function scheduler(id: string, groups: string[], ...rules: RuleView[]): SchedulerView {
  return { id, name: id.toUpperCase(), groups, timeZone: 'UTC', vars: {}, rules }
}

const task = (taskId: number, schedulerId: string) => ({
  taskId,
  schedulerId,
  ruleId: 'r1',
  what: 'fires every 5 s',
  dueAt: taskId,
  dueTime: taskId,
  every: null,
})

function watched() {
  const opened = openDesk()
  const leave = opened.desk.schedulers.watch()
  opened.tell('schedulers', {
    held: null,
    schedulers: [
      scheduler('foyer', ['left'], rule('r1'), rule('r2', { condition: 'vars.Open' })),
      scheduler('yard', ['right'], rule('r1', { when: ['thrown car'] })),
    ],
    tasks: [task(1, 'foyer'), task(2, 'yard')],
    taskCount: 2,
  })
  return { ...opened, leave, schedulers: opened.desk.schedulers }
}

test('the schedulers are followed only while they are watched', () => {
  const { pipe, leave } = watched()
  leave()
  expect(pipe.sentOf('unsubscribe').map(({ stream }) => stream)).toEqual(['schedulers'])
})

test('the schedulers are followed until the last of those who watch has left', () => {
  const { pipe, desk, leave } = watched()
  const leaveToo = desk.schedulers.watch()
  leave()
  expect(pipe.sentOf('unsubscribe')).toEqual([])
  leaveToo()
  expect(pipe.sentOf('unsubscribe').map(({ stream }) => stream)).toEqual(['schedulers'])
  expect(pipe.sentOf('subscribe').filter(({ stream }) => stream === 'schedulers')).toHaveLength(1)
})

test('who holds the rules is known only from what has come since somebody watches', () => {
  const { tell, leave, schedulers } = watched()
  expect(schedulers.held).toBeNull()
  const held = { by: 'operator', since: 1_000, sinceTime: 1_000, passedOver: 0 }
  tell('schedulers', { held, schedulers: [], tasks: [], taskCount: 0 })
  expect(schedulers.held).toEqual(held)
  leave()
  expect(schedulers.held).toBeUndefined()
  schedulers.watch()
  expect(schedulers.held).toBeUndefined()
})

test('while rules are held, the next time of each is one at which it will not fire', () => {
  const { tell, schedulers } = watched()
  const timed = [scheduler('foyer', [], rule('r1', { nextTime: 5_000 }))]
  tell('schedulers', { held: null, schedulers: timed, tasks: [], taskCount: 0 })
  expect(schedulers.heldTimes.size).toBe(0)
  const held = { by: 'operator', since: 1_000, sinceTime: 1_000, passedOver: 0 }
  tell('schedulers', { held, schedulers: timed, tasks: [], taskCount: 0 })
  expect(schedulers.heldTimes).toEqual(new Map([['foyer/r1', 5_000]]))
})

test('all rules and tasks are listed until a scheduler is chosen', () => {
  const { schedulers } = watched()
  const places = (): string[] => schedulers.rules.map((each) => `${each.scheduler.id}/${each.rule.id}`)
  expect(places()).toEqual(['foyer/r1', 'foyer/r2', 'yard/r1'])
  schedulers.choose('yard')
  expect(places()).toEqual(['yard/r1'])
  expect(schedulers.tasks.map(({ taskId }) => taskId)).toEqual([2])
})

test('a chosen scheduler that has left the show is not chosen any more', () => {
  const { schedulers, tell } = watched()
  schedulers.choose('yard')
  tell('schedulers', {
    held: null,
    schedulers: [scheduler('foyer', [], rule('r1'))],
    tasks: [],
    taskCount: 0,
  })
  expect(schedulers.chosen).toBeNull()
  expect(schedulers.rules).toHaveLength(1)
})

test.each([
  ['open', ['foyer/r2']],
  ['THROWN', ['yard/r1']],
  ['rule r1', ['foyer/r1', 'yard/r1']],
  ['nothing', []],
])('rules are found by %j', (text, found) => {
  const { schedulers } = watched()
  schedulers.ruleText = text
  expect(schedulers.rules.map((each) => `${each.scheduler.id}/${each.rule.id}`)).toEqual(found)
})

test('schedulers are found by name and group', () => {
  const { schedulers } = watched()
  schedulers.text = 'right'
  expect(schedulers.listed.map(({ id }) => id)).toEqual(['yard'])
})

test('a double click fires once, and switches once', () => {
  const { clock, schedulers, sent } = watched()
  schedulers.fire('foyer', 'r1')
  schedulers.fire('foyer', 'r1')
  schedulers.fire('foyer', 'r2')
  schedulers.setEnabled('foyer', 'r1', false)
  schedulers.setEnabled('foyer', 'r1', true)
  clock.advanceTo(400)
  schedulers.setEnabled('foyer', 'r1', true)
  expect(sent()).toEqual([
    ['rule.fire', { schedulerId: 'foyer', ruleId: 'r1' }],
    ['rule.fire', { schedulerId: 'foyer', ruleId: 'r2' }],
    ['rule.setEnabled', { schedulerId: 'foyer', ruleId: 'r1', enabled: false }],
    ['rule.setEnabled', { schedulerId: 'foyer', ruleId: 'r1', enabled: true }],
  ])
})
