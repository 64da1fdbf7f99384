import { describe, expect, test } from 'vitest'
import { EMPTY_FORM, formAgain, missingOf, payloadOf, throwOf } from '../../../../renderer/lib/throw-form.ts'
import type { ThrowForm } from '../../../../renderer/lib/throw-form.ts'
import type { ThrownEntry } from '../../../../shared/contract/scheduler-streams.ts'
import { thrownEvent } from '../../../../shared/model/thrown-event.ts'

const form = (change: Partial<ThrowForm>): ThrowForm => ({ ...EMPTY_FORM, key: 'greet', ...change })

describe('a throw', () => {
  test.each<[string, Partial<ThrowForm>, object]>([
    [
      'with what is proposed',
      {},
      { key: 'greet', scope: 'global', ttl: '60s', payload: null, single_consumer: false },
    ],
    [
      'to one scheduler, for ever',
      { scope: 'dest', destId: 'foyer', groupId: 'left', ttl: '' },
      { key: 'greet', scope: 'dest', dest_id: 'foyer', payload: null, single_consumer: false },
    ],
    [
      'to a group, later, for one rule',
      { scope: 'group', groupId: 'left', start: 'delay', delay: ' 5s ', single: true, name: ' Hello ' },
      {
        key: 'greet',
        display_name: 'Hello',
        scope: 'group',
        group_id: 'left',
        delay: '5s',
        ttl: '60s',
        payload: null,
        single_consumer: true,
      },
    ],
    [
      'with a payload',
      { payload: '{"image": [1, null]}', ttl: '' },
      { key: 'greet', scope: 'global', payload: { image: [1, null] }, single_consumer: false },
    ],
  ])('%s', (_, change, args) => {
    expect(throwOf(form(change))).toEqual(args)
    expect(thrownEvent.safeParse(args).success).toBe(true)
  })

  test('at a local time is at that moment wherever the engine is', () => {
    const args = throwOf(form({ start: 'time', time: '2027-01-01T18:30:00' }))
    expect(args?.future_time).toBe(new Date(2027, 0, 1, 18, 30).getTime())
    expect(args).not.toHaveProperty('delay')
  })

  test.each<[Partial<ThrowForm>, string]>([
    [{ key: ' ' }, 'It needs a key.'],
    [{ scope: 'dest' }, 'Choose a scheduler.'],
    [{ scope: 'group' }, 'Choose a group.'],
    [{ start: 'delay', delay: '' }, 'Write after how long, such as 10s.'],
    [{ start: 'time', time: '' }, 'Choose a date and time.'],
    [{ payload: '{"a": ' }, 'The payload is no JSON.'],
  ])('%j is not ready: %s', (change, missing) => {
    expect(missingOf(form(change))).toBe(missing)
    expect(throwOf(form(change))).toBeNull()
  })
})

test.each([
  ['', { ok: true, value: null }],
  [' 3 ', { ok: true, value: 3 }],
  ['"text"', { ok: true, value: 'text' }],
])('the payload %j is read as %j', (text, read) => expect(payloadOf(text)).toEqual(read))

test('what is no JSON is told with its place', () => {
  const read = payloadOf('{"a": 1,}')
  expect(read.ok ? '' : read.why).toContain('line 1, column 8: there is a comma before }')
})

describe('thrown again', () => {
  const entry: ThrownEntry = {
    eventId: 't1',
    key: 'greet',
    name: 'Hello',
    scope: 'dest',
    destId: 'foyer',
    payload: { level: 4 },
    singleConsumer: true,
    thrownAt: 1_000,
    activeAt: 3_500,
    expiresAt: 63_500,
    caught: [],
    by: 'operator',
  }

  test('an event has the same wait, the same life and the same payload', () => {
    expect(throwOf(formAgain(entry))).toEqual({
      key: 'greet',
      display_name: 'Hello',
      scope: 'dest',
      dest_id: 'foyer',
      delay: '2500ms',
      ttl: '60s',
      payload: { level: 4 },
      single_consumer: true,
    })
  })

  test('an event without a name of its own, a wait or an end has none again', () => {
    const plain = { ...entry, name: 'greet', activeAt: 1_000, expiresAt: null, payload: null }
    expect(throwOf(formAgain(plain))).toEqual({
      key: 'greet',
      scope: 'dest',
      dest_id: 'foyer',
      payload: null,
      single_consumer: true,
    })
  })
})
