// Rules, thrown events and questions as a rehearsal plays them: the same stages as live, to the millisecond.
import { describe, expect, test } from 'vitest'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { parseSessionLine } from '../../main/protocols/session/line.ts'
import { rehearse } from '../../main/rehearsal.ts'
import { parseShow } from '../../main/build/parse-show.ts'
import { bytesOf } from '../support/show-bytes.ts'

const log = (message: string): object => ({ action: 'log', message })
const catching = (id: string, key: string, ...actions: object[]): object => ({
  id,
  when: [{ kind: 'thrown', key }],
  actions,
})

interface Setting {
  readonly schedulers: readonly object[]
  readonly startTime?: string
  readonly until?: number
}

async function played(
  { schedulers, startTime, until }: Setting,
  ...lines: object[]
): Promise<EventEnvelope[]> {
  const show = parseShow(
    bytesOf({ version: 1, name: 'Rules', events: { 'door.opened': {} }, schedulers }),
    'rules.show.json',
  )
  if (!show.ok) throw new Error(show.error.map(({ where, what }) => `${where}: ${what}`).join('\n'))
  const inputs = lines.map((line) => {
    const parsed = parseSessionLine(JSON.stringify(line), 'line')
    if (!parsed.ok) throw new Error(parsed.error.what)
    return parsed.value
  })
  const options = {
    until: until ?? 100_000,
    startTime: startTime === undefined ? 0 : Date.parse(startTime),
    version: '1.0.0',
  }
  const events: EventEnvelope[] = []
  for await (const event of rehearse({ show: show.value, path: null }, inputs, options)) events.push(event)
  return events
}

const thrown = (at: number, args: object): object => ({ at, command: 'thrown.throw', args })

function told(events: readonly EventEnvelope[], ...types: readonly string[]): string[] {
  return events
    .filter(({ type }) => types.includes(type))
    .map(({ at, type, payload }) => {
      const { key, destId, ruleId, outcome, message } = payload as Record<string, string>
      return [at, type, key, destId, ruleId, outcome, message].filter((part) => part !== undefined).join(' ')
    })
}

const ENDS = ['thrown.caught', 'thrown.ended']

describe('a thrown event', () => {
  const foyer = {
    id: 'foyer',
    name: 'Foyer',
    vars: { open: false },
    rules: [
      { ...catching('greet', 'visitor', log('hello')), condition: 'vars.open' },
      {
        id: 'open',
        when: [{ kind: 'at', after: '5s' }],
        actions: [{ action: 'set_var', var: 'open', value: true }],
      },
    ],
  }

  test.each([
    ['4999ms', ['4999 thrown.ended visitor foyer expired']],
    // At the very instant at which it ends it can no longer be caught.
    ['5000ms', ['5000 thrown.ended visitor foyer expired']],
    ['5001ms', ['5000 thrown.caught visitor foyer greet', '5001 thrown.ended visitor foyer expired']],
  ])('with a ttl of %s lives exactly as long', async (ttl, expected) => {
    const events = await played({ schedulers: [foyer] }, thrown(0, { key: 'visitor', ttl }))
    expect(told(events, ...ENDS)).toEqual(expected)
  })

  test('with a delay is caught at the very millisecond at which it becomes active, and lives from then on', async () => {
    const events = await played(
      { schedulers: [foyer] },
      thrown(100, { key: 'visitor', delay: '7.25s', ttl: '2s' }),
    )
    expect(told(events, ...ENDS)).toEqual([
      '7350 thrown.caught visitor foyer greet',
      '9350 thrown.ended visitor foyer expired',
    ])
  })

  test('for a future time waits for the wall clock', async () => {
    const events = await played(
      { schedulers: [foyer], startTime: '2026-11-21T18:00:00+01:00' },
      thrown(1000, { key: 'visitor', future_time: '2026-11-21T18:00:30.500+01:00' }),
    )
    expect(told(events, 'thrown.caught')).toEqual(['30500 thrown.caught visitor foyer greet'])
  })

  test('for a single consumer is caught once among all destinations', async () => {
    const desk = (id: string): object => ({
      id,
      name: id,
      groups: ['front'],
      rules: [catching('take', 'task', log('mine')), catching('too', 'task', log('mine too'))],
    })
    const schedulers = [desk('left'), desk('right')]
    const single = await played(
      { schedulers },
      thrown(0, { key: 'task', scope: 'group', group_id: 'front', single_consumer: true }),
    )
    expect(told(single, ...ENDS)).toEqual([
      '0 thrown.caught task left take',
      '0 thrown.ended task left consumed',
      '0 thrown.ended task right consumed',
    ])
    const shared = await played({ schedulers }, thrown(0, { key: 'task', scope: 'group', group_id: 'front' }))
    expect(told(shared, 'thrown.caught')).toEqual([
      '0 thrown.caught task left take',
      '0 thrown.caught task left too',
      '0 thrown.caught task right take',
      '0 thrown.caught task right too',
    ])
  })

  test('can be traced from what a rule logged back to the command that threw it', async () => {
    const events = await played({ schedulers: [foyer] }, thrown(6000, { key: 'visitor' }))
    const chain: string[] = []
    let event = events.find(({ type }) => type === 'scheduler.logged')
    while (event !== undefined) {
      chain.push(event.type)
      const { cause } = event
      event = events.find(({ seq }) => seq === cause)
    }
    expect(chain).toEqual([
      'scheduler.logged',
      'rule.fired',
      'thrown.caught',
      'thrown.created',
      'command.received',
    ])
  })
})

test('a daily opening time survives both changes of daylight saving', async () => {
  const opening = {
    id: 'house',
    name: 'House',
    timeZone: 'Europe/Berlin',
    rules: [
      { id: 'open', when: [{ kind: 'calendar', calendar: { time: '18:00' } }], actions: [log('open')] },
    ],
  }
  const days = async (startTime: string): Promise<string[]> => {
    const events = await played({ schedulers: [opening], startTime, until: 3 * 86_400_000 })
    return events.filter(({ type }) => type === 'rule.fired').map(({ time }) => new Date(time).toISOString())
  }
  expect(await days('2026-03-28T12:00:00+01:00')).toEqual([
    '2026-03-28T17:00:00.000Z',
    '2026-03-29T16:00:00.000Z',
    '2026-03-30T16:00:00.000Z',
  ])
  expect(await days('2026-10-24T12:00:00+02:00')).toEqual([
    '2026-10-24T16:00:00.000Z',
    '2026-10-25T17:00:00.000Z',
    '2026-10-26T17:00:00.000Z',
  ])
})

test.each([
  ['calendar', { kind: 'calendar', calendar: { time: '18:00' } }],
  ['cron', { kind: 'cron', cron: '0 18 * * *' }],
])('a rehearsal that begins exactly when a %s rule is due includes it', async (kind, when) => {
  const opening = {
    id: 'house',
    name: 'House',
    timeZone: 'Europe/Berlin',
    rules: [{ id: 'open', when: [when], actions: [log('it is {{ string(hour) }} on a {{ weekday }}')] }],
  }
  const events = await played({
    schedulers: [opening],
    startTime: '2026-03-29T18:00:00+02:00',
    until: 86_400_000,
  })
  expect(
    events.flatMap(({ type, at, payload }) =>
      type === 'rule.fired' ? [[at, (payload as { trigger: string }).trigger]] : [],
    ),
  ).toEqual([
    [0, kind],
    [86_400_000, kind],
  ])
  expect(told(events, 'scheduler.logged')[0]).toBe('0 scheduler.logged open it is 18 on a sun')
})

test('rules are held and released by command', async () => {
  const beat = { id: 'beat', when: [{ kind: 'every', every: '1s' }], actions: [log('beat')] }
  const events = await played(
    { schedulers: [{ id: 'house', name: 'House', rules: [beat] }], until: 5000 },
    { at: 1500, command: 'rules.hold' },
    { at: 3500, command: 'rules.release' },
  )
  expect(told(events, 'scheduler.logged').map((line) => line.slice(0, 4))).toEqual(['1000', '4000', '5000'])
  expect(
    events.flatMap(({ at, type, payload }) => (type.startsWith('rules.') ? [[at, type, payload]] : [])),
  ).toEqual([
    [1500, 'rules.held', { by: 'rehearsal' }],
    [3500, 'rules.released', { by: 'rehearsal', heldFor: 2000, passedOver: 2 }],
  ])
})

test('a clarification is overwritten by a newer one of the same rule, with a warning', async () => {
  const ask = {
    id: 'ask',
    when: [{ kind: 'event', match: { event: 'door.opened' } }],
    actions: [
      {
        action: 'raise_interrupt',
        interrupt: { kind: 'clarification', prompt: 'Who is it, {{ event.payload.door }}?' },
        var: 'name',
      },
      log('it is {{ vars.name }}'),
    ],
  }
  const events = await played(
    { schedulers: [{ id: 'desk', name: 'Desk', vars: { name: '' }, rules: [ask] }] },
    { at: 0, type: 'door.opened', source: 'door', payload: { door: 'front' } },
    { at: 10, type: 'door.opened', source: 'door', payload: { door: 'back' } },
    { at: 20, command: 'interrupt.answer', args: { interruptId: 'q1', answer: 'Ada' } },
    { at: 30, command: 'interrupt.answer', args: { interruptId: 'q2', answer: 'Ben' } },
    { at: 40, command: 'interrupt.answer', args: { interruptId: 'q2', answer: 'Eve' } },
  )
  const of = (type: string): EventEnvelope[] => events.filter((event) => event.type === type)
  expect(of('interrupt.raised').map(({ payload }) => payload)).toMatchObject([
    { interruptId: 'q1', prompt: 'Who is it, front?', replaced: null },
    { interruptId: 'q2', prompt: 'Who is it, back?', replaced: 'q1' },
  ])
  expect(of('interrupt.cleared').map(({ payload }) => payload)).toMatchObject([
    { interruptId: 'q1', reason: 'replaced' },
  ])
  expect(of('command.rejected').map(({ at, payload }) => [at, (payload as { code: string }).code])).toEqual([
    [20, 'interrupt/answered'],
    [40, 'interrupt/answered'],
  ])
  expect(told(events, 'scheduler.logged')).toEqual(['30 scheduler.logged ask it is Ben'])
})

test('rules that throw to themselves are held back, told of, and hold up nobody else', async () => {
  const again = { action: 'throw_event', key: 'round', scope: 'dest', dest_id: 'circle' }
  const schedulers = [
    { id: 'circle', name: 'Circle', rules: [catching('go', 'round', again)] },
    { id: 'other', name: 'Other', rules: [catching('hear', 'hello', log('heard'))] },
  ]
  const events = await played(
    { schedulers, until: 3000 },
    thrown(0, { key: 'round', scope: 'dest', dest_id: 'circle' }),
    thrown(500, { key: 'hello', scope: 'dest', dest_id: 'other' }),
  )
  const fired = events.filter(({ type, source }) => type === 'rule.fired' && source === 'scheduler:circle')
  expect(fired.filter(({ at }) => at < 1000)).toHaveLength(50)
  expect(fired.filter(({ at }) => at < 2000).length).toBeLessThanOrEqual(100)
  expect(events.find(({ type }) => type === 'rule.limited')).toMatchObject({
    payload: { schedulerId: 'circle', ruleId: 'go', count: 50, per: 1000 },
  })
  expect(told(events, 'scheduler.logged')).toEqual(['500 scheduler.logged hear heard'])
})
