import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import {
  interruptsAnswer,
  runsAnswer,
  schedulersAnswer,
  thrownHistoryAnswer,
} from '../../main/web/answers.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { ended, interruptsView, raw, run, schedulersView, setUp, show, thrown } from './web-rig.ts'

const by = 'HTTP 127.0.0.1'

describe('the show over HTTP', () => {
  test('is answered whole, with its generation as ETag', async () => {
    const { get } = await setUp()
    const answer = await get('/api/show')
    expect(answer.headers.get('etag')).toBe('"3"')
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(await answer.json()).toEqual({ generation: 3, path: '/shows/my.show.json', show })
  })

  test('is read again, or it is said why not', async () => {
    const { send, asked } = await setUp({ answer: ok({ changed: true, generation: 4 }) })
    const answer = await send('POST', '/api/show/reload')
    expect([answer.status, await answer.json()]).toEqual([200, { changed: true, generation: 4 }])
    expect(asked).toEqual([{ name: 'show.reload', args: {}, by }])
    const refusal = fault('show/not-json', '/shows/my.show.json', 'line 3: a comma is missing', 'correct it')
    const refusing = await setUp({ answer: failed(refusal) })
    const refused = await refusing.send('POST', '/api/show/reload')
    expect([refused.status, await refused.json()]).toEqual([409, refusal])
  })
})

describe('edits over HTTP', () => {
  const edit = { edit: 'change', kind: 'playlist', id: 'intro', set: { name: 'Opening' } }
  const post = (url: string, headers: Record<string, string>, body: unknown = edit) =>
    fetch(`${url}/api/show/mutations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  test('are made on the generation that If-Match names', async () => {
    const value = { generation: 4, label: 'change name of playlist Intro' }
    const { url, asked } = await setUp({ answer: ok(value) })
    const answer = await post(url, { 'if-match': '"3"' })
    expect([answer.status, await answer.json()]).toEqual([200, value])
    expect(asked).toEqual([{ name: 'show.edit', args: { mutation: edit, seen: 3 }, by }])
  })

  test.each([
    [{}, 428, 'http/precondition-required'],
    [{ 'if-match': '*' }, 400, 'http/bad-request'],
    [{ 'if-match': '"0"' }, 400, 'http/bad-request'],
    [{ 'if-match': '"1", "2"' }, 400, 'http/bad-request'],
  ])('without a generation are refused: %j', async (headers, status, code) => {
    const { url, asked } = await setUp()
    const answer = await post(url, headers)
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }])
    expect(asked).toEqual([])
  })

  test.each([
    [
      '{"edit":"change","kind":"playlist","id":"intro",\n"set":{"name":"A","n\\u0061me":"B"}}',
      'body.set.name',
      'it stands there twice, again at line 2, column 19',
    ],
    ['{"edit":"change",}', 'body', 'line 1, column 17: there is a comma before }'],
    ['{"edit":"change","__proto__":{}}', 'body', 'it has a field that no object may have, such as __proto__'],
    ['['.repeat(20_000), 'body', 'it is not written as JSON'],
  ])('whose text is not as it should be are told where and why: %#', async (body, where, what) => {
    const { url, asked } = await setUp()
    const answer = await fetch(`${url}/api/show/mutations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'if-match': '"3"' },
      body,
    })
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'http/bad-request', where, what },
    ])
    expect(asked).toEqual([])
  })

  test.each([
    ['edit/stale', 409],
    ['edit/invalid', 400],
    ['edit/too-large', 413],
    ['edit/in-use', 409],
  ])('that are refused with %s are answered so', async (code, status) => {
    const refusal = fault(code, 'playlist intro: name', 'it was changed meanwhile by FOH tablet', 'look')
    const { url } = await setUp({ answer: failed(refusal) })
    const answer = await post(url, { 'if-match': '"3"' })
    expect([answer.status, await answer.json()]).toEqual([status, refusal])
  })

  test('of several hundred kilobytes are taken, of ten megabytes refused', async () => {
    const { url, asked } = await setUp()
    const notes = (bytes: number) => ({ edit: 'change', kind: 'show', set: { notes: 'x'.repeat(bytes) } })
    expect((await post(url, { 'if-match': '"3"' }, notes(500_000))).status).toBe(200)
    expect(asked).toHaveLength(1)
    const large = await post(url, { 'if-match': '"3"' }, notes(10 * 1024 * 1024))
    expect(large.status).toBe(413)
    expect(asked).toHaveLength(1)
  })

  test.each([
    ['GET', '/api/show/generations', 'show.history'],
    ['POST', '/api/show/undo', 'show.undo'],
    ['POST', '/api/show/redo', 'show.redo'],
    ['POST', '/api/show/save', 'show.save'],
  ])('%s %s asks for %s', async (method, path, name) => {
    const { send, asked } = await setUp({ answer: ok({ generation: 4 }) })
    expect((await send(method, path)).status).toBe(200)
    expect(asked).toEqual([{ name, args: {}, by }])
  })
})

test('where the parameters of the show are is answered over HTTP', async () => {
  const refused = { value: '7', by: 'rule:house/open', what: 'must be a number from 0 to 1', at: 10 }
  const moved = { moving: true, by: 'FOH tablet', changedAt: 12.5, refused }
  const params = [{ name: 'level', value: 0.5, committed: 0.25, ...moved }]
  const { get, asked } = await setUp({ answer: ok({ params }) })
  expect(await (await get('/api/show/state')).json()).toEqual({ params })
  expect(asked).toEqual([{ name: 'show.state', args: {}, by }])
})

describe('schedulers, thrown events and interrupts over HTTP', () => {
  test('are shown as the engine sees them', async () => {
    const { get } = await setUp()
    expect(await (await get('/api/schedulers')).json()).toEqual(schedulersView)
    expect(await (await get('/api/interrupts')).json()).toEqual(interruptsView)
    expect(await (await get('/api/schedulers/events/history')).json()).toEqual({ events: [ended] })
  })

  test('an event is thrown with all that it was given, and answered as created', async () => {
    const { send, asked } = await setUp({ answer: ok({ eventId: 'e1', destinations: 2 }) })
    const event = { key: 'visitor', scope: 'group', group_id: 'front', ttl: '60s', payload: { count: 2 } }
    const answer = await send('POST', '/api/schedulers/events/throw', event)
    expect([answer.status, await answer.json()]).toEqual([201, { eventId: 'e1', destinations: 2 }])
    const args = { ...event, ttl: 60_000, single_consumer: false }
    expect(asked).toEqual([{ name: 'thrown.throw', args, by }])
  })

  test.each([
    ['GET', '/api/schedulers/foyer/events', undefined, 'thrown.queue', { destId: 'foyer' }],
    ['DELETE', '/api/schedulers/events/visitor', undefined, 'thrown.clear', { key: 'visitor' }],
    [
      'POST',
      '/api/schedulers/foyer/rules/greet/fire',
      undefined,
      'rule.fire',
      { schedulerId: 'foyer', ruleId: 'greet' },
    ],
    ['DELETE', '/api/tasks/7', undefined, 'task.cancel', { taskId: 7 }],
    ['POST', '/api/schedulers/hold', undefined, 'rules.hold', {}],
    ['POST', '/api/schedulers/release', undefined, 'rules.release', {}],
    [
      'POST',
      '/api/interrupts/q1/answer',
      { answer: true },
      'interrupt.answer',
      { interruptId: 'q1', answer: true },
    ],
    [
      'POST',
      '/api/interrupts/q1/answer',
      { answer: 'left' },
      'interrupt.answer',
      { interruptId: 'q1', answer: 'left' },
    ],
  ])('%s %s %j is the command %s %j', async (method, path, body, name, args) => {
    const { send, asked } = await setUp({ answer: ok({ done: true }) })
    const answer = await send(method, path, body)
    expect([answer.status, await answer.json()]).toEqual([200, { done: true }])
    expect(asked).toEqual([{ name, args, by }])
  })

  test.each([
    ['GET', '/api/schedulers/events/events', 'thrown.queue', { destId: 'events' }],
    ['DELETE', '/api/schedulers/events/history', 'thrown.clear', { key: 'history' }],
    ['DELETE', '/api/schedulers/events/throw', 'thrown.clear', { key: 'throw' }],
    [
      'POST',
      '/api/schedulers/events/rules/history/fire',
      'rule.fire',
      { schedulerId: 'events', ruleId: 'history' },
    ],
  ])(
    'a name that is also a word of the paths stays within reach: %s %s',
    async (method, path, name, args) => {
      const { send, asked } = await setUp()
      await send(method, path)
      expect(asked).toEqual([{ name, args, by }])
    },
  )

  test.each([
    [{}, 'body.key', 'is missing'],
    [{ key: 'a b' }, 'body.key', 'must be letters, digits, dots, colons, dashes and underscores'],
    [{ key: 'a', scope: 'dest' }, 'body.dest_id', 'scope dest needs it'],
    [{ key: 'a', scope: 'all' }, 'body.scope', 'must be "dest", "group" or "global"'],
    [{ key: 'a', delay: 1, future_time: 2 }, 'body.future_time', 'give it or delay, not both'],
    [{ key: 'a', single_consumer: 1 }, 'body.single_consumer', 'must be true or false, not 1'],
    [{ key: 'a', tll: '5s' }, 'body.tll', 'is not a field here'],
    [['a'], 'body', 'must be an object, not a list'],
  ])('the throw of %j is refused at %s, because it %s', async (body, where, what) => {
    const { send, asked } = await setUp()
    const answer = await send('POST', '/api/schedulers/events/throw', body)
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'http/bad-request', where, what },
    ])
    expect(asked).toEqual([])
  })

  test('a throw without a body, an answer without an answer and a key that reaches the prototype are refused', async () => {
    const { send, url, asked } = await setUp()
    expect((await send('POST', '/api/schedulers/events/throw')).status).toBe(400)
    const answer = await send('POST', '/api/interrupts/q1/answer', {})
    expect(await answer.json()).toMatchObject({ where: 'body.answer', what: 'is missing' })
    const reaching = await fetch(`${url}/api/schedulers/events/throw`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"key":"a","payload":{"__proto__":{"x":1}}}',
    })
    expect(reaching.status).toBe(400)
    const large = await send('POST', '/api/schedulers/events/throw', {
      key: 'a',
      payload: 'x'.repeat(1024 * 1024),
    })
    expect(large.status).toBe(413)
    expect(asked).toEqual([])
  })

  test.each([
    ['DELETE', '/api/tasks/seven', 'path.taskId'],
    ['DELETE', '/api/tasks/0', 'path.taskId'],
    ['DELETE', '/api/tasks/1.5', 'path.taskId'],
    ['DELETE', '/api/tasks/99999999999999999999', 'path.taskId'],
    ['GET', '/api/schedulers/%20/events', 'path.destId'],
    ['GET', '/api/as-run/-1/chain', 'path.seq'],
  ])('%s %s is refused at %s', async (method, path, where) => {
    const { send, asked } = await setUp()
    const answer = await send(method, path)
    expect([answer.status, await answer.json()]).toMatchObject([400, { where }])
    expect(asked).toEqual([])
  })

  test.each([
    ['interrupt/answered', 409],
    ['interrupt/unknown', 404],
    ['interrupt/invalid', 400],
    ['thrown/in-the-past', 400],
    ['thrown/unknown-destination', 404],
    ['thrown/payload-too-large', 413],
    ['as-run/unknown-event', 404],
    ['as-run/busy', 503],
    ['rule/resting', 409],
  ])('a refusal %s is answered as %i', async (code, status) => {
    const refusal = fault(code, 'q1', 'not now', 'wait')
    const { send } = await setUp({ answer: failed(refusal) })
    const answer = await send('POST', '/api/interrupts/q1/answer', { answer: 1 })
    expect([answer.status, await answer.json()]).toEqual([status, refusal])
  })

  test.each([
    ['PUT', '/api/schedulers/events/throw', 'POST, DELETE'],
    ['PATCH', '/api/schedulers/events/history', 'GET, HEAD, DELETE'],
    ['GET', '/api/tasks/7', 'DELETE'],
    ['DELETE', '/api/interrupts', 'GET, HEAD'],
    ['POST', '/api/as-run', 'GET, HEAD'],
    ['HEAD', '/api/as-run/export', 'GET'],
    ['OPTIONS', '/api/interrupts/q1/answer?x=1', 'POST'],
  ])('%s %s is a wrong method; %s are right', async (method, path, allow) => {
    const { send } = await setUp()
    const answer = await send(method, path)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
  })

  test.each([
    ['POST', '/api/schedulers/events/throw', { origin: 'http://evil.example' }, 'http/foreign-origin'],
    ['DELETE', '/api/tasks/7', { 'sec-fetch-site': 'cross-site' }, 'http/foreign-origin'],
    ['GET', '/api/as-run/export', { host: 'evil.example' }, 'http/foreign-host'],
    ['GET', '/api/openapi.json', { host: 'evil.example' }, 'http/foreign-host'],
  ])('%s %s of another site is refused', async (method, path, headers, code) => {
    const { url, asked } = await setUp()
    const { status, body } = await raw(url + path, { method, headers })
    expect([status, body]).toMatchObject([403, { code }])
    expect(asked).toEqual([])
  })
})

describe('the history of one run', () => {
  const event: EventEnvelope = {
    seq: 1,
    type: 'playlist.created',
    source: 'playlists',
    at: 0 as EventEnvelope['at'],
    time: 0 as EventEnvelope['time'],
    cause: null,
    payload: {},
    bytes: 256,
  }

  test('is filtered by type and limit', async () => {
    const { get, queries } = await setUp({ events: [event] })
    const answer = await get('/api/runs/intro%231/events?type=playlist.*&limit=5')
    expect(await answer.json()).toEqual({ events: [event] })
    expect(queries).toEqual([{ type: 'playlist.*', limit: 5, runId: 'intro#1' }])
  })

  test('is empty for a run that did nothing of the kind, and unknown for one that never was', async () => {
    const { get } = await setUp()
    expect(await (await get('/api/runs/intro%231/events')).json()).toEqual({ events: [] })
    const answer = await get('/api/runs/intro%232/events')
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { code: 'run/unknown', where: 'intro#2' },
    ])
  })
})

describe('the as-run log over HTTP', () => {
  test.each([
    ['', { limit: 100 }],
    [
      '?types=lights.go&types=playlist.*,osc.send&limit=5',
      { types: ['lights.go', 'playlist.*', 'osc.send'], limit: 5 },
    ],
    ['?from=2026-11-21&to=1700000000000&limit=', { from: '2026-11-21', to: 1_700_000_000_000, limit: 100 }],
    ['?from=2026-11-21T20:00:00%2B01:00', { from: '2026-11-21T20:00:00+01:00', limit: 100 }],
    ['?to=2026-11-21T20:00:00+01:00', { to: '2026-11-21T20:00:00+01:00', limit: 100 }],
    [
      '?runId=intro%231&source=a&text=12&before=1_2',
      { runId: 'intro#1', source: 'a', text: '12', before: '1_2', limit: 100 },
    ],
  ])('reads the filters %s', async (query, args) => {
    const { get, asked } = await setUp({ answer: ok({ entries: [], sessions: [], next: null }) })
    expect((await get(`/api/as-run${query}`)).status).toBe(200)
    expect(asked).toEqual([{ name: 'asRun.query', args, by }])
  })

  test.each([
    ['/api/as-run?from=yesterday', 'query.from'],
    ['/api/as-run?types=a%20b', 'query.types[0]'],
    ['/api/as-run?limit=1001', 'query.limit'],
    ['/api/as-run?before=x', 'query.before'],
    ['/api/as-run?source=a&source=b', 'query.source'],
    ['/api/as-run?colour=red', 'query.colour'],
    ['/api/as-run/5/chain?session=0', 'query.session'],
    ['/api/as-run/export?format=xlsx', 'query.format'],
    ['/api/as-run/export?limit=5', 'query.limit'],
  ])('refuses %s at %s', async (path, where) => {
    const { get, asked } = await setUp()
    const answer = await get(path)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'http/bad-request', where }])
    expect(asked).toEqual([])
  })

  test.each([
    ['/api/as-run/5/chain', { seq: 5 }],
    ['/api/as-run/5/chain?session=2', { seq: 5, session: 2 }],
    ['/api/events/5/chain', { seq: 5 }],
  ])('%s asks why %j happened', async (path, args) => {
    const { get, asked } = await setUp({ answer: ok({ chain: [] }) })
    expect(await (await get(path)).json()).toEqual({ chain: [] })
    expect(asked).toEqual([{ name: 'asRun.chain', args, by }])
  })
})

test.each<[string, z.ZodType, unknown]>([
  ['schedulers', schedulersAnswer, schedulersView],
  ['interrupts', interruptsAnswer, interruptsView],
  ['the history of thrown events', thrownHistoryAnswer, { events: [ended] }],
  ['runs', runsAnswer, { standby: null, runs: [run] }],
])('the documented shape of %s is that of the answer, without a field too many', (_what, schema, answer) => {
  expect(schema.parse(answer)).toEqual(answer)
})

test('a queue of thrown events is passed on as it is', async () => {
  const { get } = await setUp({ answer: ok({ events: [thrown] }) })
  expect(await (await get('/api/schedulers/foyer/events')).json()).toEqual({ events: [thrown] })
})
