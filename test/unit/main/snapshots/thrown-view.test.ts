import { expect, test } from 'vitest'
import { shownThrown } from '../../../../main/snapshots/thrown-view.ts'
import type { EndedThrown } from '../../../../shared/contract/scheduler-streams.ts'
import type { Json } from '../../../../shared/model/json.ts'

const ended = (payload: Json): EndedThrown => ({
  eventId: 'e1',
  key: 'visitor',
  name: 'Visitor',
  scope: 'dest',
  destId: 'foyer',
  payload,
  singleConsumer: false,
  thrownAt: 5,
  activeAt: 5,
  expiresAt: null,
  caught: [],
  by: 'http:127.0.0.1',
  endedAt: 9,
  outcome: 'consumed',
})

test('small payloads are shown as they are, of large ones the beginning', () => {
  const small = { visitors: 3 }
  const { history } = shownThrown({
    queues: [],
    history: [ended(small), ended({ text: 'x'.repeat(60_000) }), ended('y'.repeat(60_000)), ended(null)],
  })
  const [first, second, third, fourth] = history.map(({ payload }) => payload)
  expect([first, fourth]).toEqual([small, null])
  expect(second).toMatch(/^\{"text":"x+…$/)
  expect(third).toMatch(/^y+…$/)
  expect([second, third].map((text) => (text as string).length)).toEqual([1025, 1025])
})

test('a view of thousands of large payloads stays below a megabyte', () => {
  const entries = Array.from({ length: 200 }, () => ended('z'.repeat(60_000)))
  const queues = Array.from({ length: 5 }, (_, number) => ({
    ...{ destId: `d${number}`, name: 'D', groups: [], count: 200 },
    entries,
  }))
  const view = shownThrown({ queues, history: entries })
  expect(JSON.stringify(view).length).toBeLessThan(1024 * 1024)
})
