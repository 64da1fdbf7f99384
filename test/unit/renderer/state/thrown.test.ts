import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { EndedThrown, ThrownEntry, ThrownView } from '../../../../shared/contract/scheduler-streams.ts'
import { openDesk } from '../../../support/open-desk.ts'

function entry(key: string, destId: string, change: Partial<ThrownEntry> = {}): ThrownEntry {
  return {
    eventId: `id-${key}`,
    key,
    name: key,
    scope: 'global',
    destId,
    payload: null,
    singleConsumer: false,
    thrownAt: 0,
    activeAt: 0,
    expiresAt: null,
    caught: [],
    by: 'operator',
    ...change,
  }
}

const over = (key: string, outcome: EndedThrown['outcome']): EndedThrown => ({
  ...entry(key, 'foyer'),
  endedAt: 5,
  outcome,
})

const view: ThrownView = {
  queues: [
    {
      destId: 'foyer',
      name: 'Foyer',
      groups: ['left', 'displays'],
      entries: [entry('a', 'foyer')],
      count: 1,
    },
    { destId: 'yard', name: 'Yard', groups: ['displays'], entries: [entry('b', 'yard')], count: 1 },
  ],
  history: [over('c', 'consumed'), over('d', 'expired')],
}

function watched() {
  const opened = openDesk()
  const leave = opened.desk.thrown.watch()
  opened.tell('thrown', view)
  return { ...opened, leave, thrown: opened.desk.thrown }
}

test('the queues are followed only while they are watched', () => {
  const { pipe, leave } = watched()
  leave()
  const followed = ['schedulers', 'thrown']
  expect(
    pipe
      .sentOf('subscribe')
      .map(({ stream }) => stream)
      .slice(-2)
      .sort(),
  ).toEqual(followed)
  expect(
    pipe
      .sentOf('unsubscribe')
      .map(({ stream }) => stream)
      .sort(),
  ).toEqual(followed)
})

test('keys to choose from are those that rules wait for and those that were thrown', () => {
  const { pipe, thrown } = watched()
  const known = thrown.keys
  expect(known).toEqual([...known].sort((a, b) => a.localeCompare(b)))
  expect(known.length).toBeGreaterThan(0)
  const rule = { id: 'r', name: 'R', when: ['thrown doors_open', 'every 5 s'] }
  const scheduler = { id: 's', name: 'S', groups: [], rules: [rule] }
  const value = { schedulers: [scheduler], tasks: [], taskCount: 0, held: null } as never
  pipe.receive({ kind: 'value', version: 1, stream: 'schedulers', value } as never)
  expect(thrown.keys).toEqual([...new Set([...known, 'doors_open'])].sort((a, b) => a.localeCompare(b)))
})

test('the groups of all queues are known, each once', () => {
  expect(watched().thrown.groups).toEqual(['displays', 'left'])
})

test.each([
  ['', ['foyer', 'yard']],
  ['FOYER', ['foyer']],
  ['b', ['yard']],
  ['nobody', []],
])('finding %j leaves the queues %j', (text, ids) => {
  const { thrown } = watched()
  thrown.queueText = text
  expect(thrown.queues.map(({ destId }) => destId)).toEqual(ids)
})

test('the history is chosen by outcome and by text', () => {
  const { thrown } = watched()
  const keys = (): string[] => thrown.history.map(({ key }) => key)
  thrown.toggleOutcome('expired')
  expect(keys()).toEqual(['d'])
  thrown.toggleOutcome('consumed')
  expect(keys()).toEqual(['c', 'd'])
  thrown.historyText = 'c'
  expect(keys()).toEqual(['c'])
})

test('a double click throws once', async () => {
  const { clock, thrown, sent, settle } = watched()
  thrown.change({ key: 'greet' })
  const throwing = thrown.throw()
  await settle({ eventId: 't1', destinations: 2 })
  await throwing
  clock.advanceTo(399)
  await thrown.throw()
  expect(sent()).toHaveLength(1)
  expect(thrown.result).toEqual({ ok: true, value: { eventId: 't1', destinations: 2 } })
  clock.advanceTo(400)
  void thrown.throw()
  expect(sent()).toHaveLength(2)
})

test('a refusal stands at the form until it is written in, and is no notice', async () => {
  const { desk, thrown, refuse } = watched()
  thrown.change({ key: '!' })
  const throwing = thrown.throw()
  await refuse(fault('command/arguments', 'thrown.throw: key', 'must be letters', 'correct it'))
  await throwing
  expect(thrown.result).toMatchObject({ ok: false, error: { what: 'must be letters' } })
  expect(desk.notices.shown).toEqual([])
  thrown.change({ key: 'a' })
  expect(thrown.result).toBeNull()
})

test('throwing again to a group proposes it where there is only one', () => {
  const { thrown } = watched()
  thrown.again(entry('b', 'yard', { scope: 'group' }))
  expect(thrown.form).toMatchObject({ key: 'b', scope: 'group', groupId: 'displays' })
  thrown.again(entry('a', 'foyer', { scope: 'group' }))
  expect(thrown.form.groupId).toBe('')
})

test('an opened payload is forgotten with its event', () => {
  const { thrown, tell } = watched()
  thrown.toggle(entry('a', 'foyer'))
  expect([...thrown.open]).toEqual(['id-a foyer'])
  tell('thrown', { queues: [], history: [] })
  expect(thrown.open.size).toBe(0)
})
