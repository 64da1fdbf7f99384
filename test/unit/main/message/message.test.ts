import { expect, test } from 'vitest'
import { Message } from '../../../../main/message/message.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft } from '../../../../shared/model/event.ts'
import { clientCalled } from '../../../support/clients.ts'

const FOH = clientCalled('FOH')
const BOOTH = clientCalled('booth')

function setUp() {
  const clock = new SimulatedClock(1_000, 1_700_000_000_000)
  const events: string[] = []
  const publish = ({ type, source, cause, payload }: EventDraft) =>
    events.push(`${type} of ${source} after ${cause}: ${JSON.stringify(payload)}`)
  return { clock, events, message: new Message({ clock, publish }) }
}

test('stands with who wrote it and when, until it is taken away', () => {
  const { events, message } = setUp()
  using owned = message
  expect(owned.show({ text: 'Stand by, five minutes' }, FOH, 7)).toEqual({
    ok: true,
    value: { text: 'Stand by, five minutes', seconds: null },
  })
  expect(message.view().message).toEqual({
    ...{ text: 'Stand by, five minutes', by: 'FOH', at: 1_000, time: 1_700_000_000_000, until: null },
  })
  expect([message.clear(BOOTH, 8), message.clear(BOOTH, 9)]).toEqual([{ cleared: true }, { cleared: false }])
  expect(message.view().message).toBe(null)
  expect(events).toEqual([
    'show.messageShown of FOH after 7: {"text":"Stand by, five minutes","by":"FOH","seconds":null}',
    'show.messageCleared of booth after 8: {"by":"booth"}',
  ])
})

test('goes by itself when its time is over, and the time of one that gave way does not end the next', () => {
  const { clock, events, message } = setUp()
  using owned = message
  owned.show({ text: 'first', seconds: 10 }, FOH, null)
  clock.advanceBy(6_000)
  message.show({ text: 'second', seconds: 10 }, FOH, null)
  clock.advanceBy(9_999)
  expect(message.view().message?.text).toBe('second')
  clock.advanceBy(1)
  expect(message.view().message).toBe(null)
  expect(events.at(-1)).toBe('show.messageCleared of message after null: {"by":null}')
  expect(events).toHaveLength(3)
})

test('is one line of what can be seen, and is refused where nothing of it can', () => {
  const { message } = setUp()
  using owned = message
  owned.show({ text: ' Doors\n\u202Eopen\tnow\u0000 ' }, FOH, null)
  expect(message.view().message?.text).toBe('Doors open now')
  expect(message.show({ text: ' \u200B\n' }, FOH, null)).toMatchObject({ error: { code: 'message/empty' } })
  expect(message.view().message?.text).toBe('Doors open now')
})

test('a panic leaves it to those who watch', () => {
  const { message } = setUp()
  using owned = message
  owned.show({ text: 'Stay in your places' }, FOH, null)
  expect(message.panic()).toEqual({})
  expect(message.view().message?.text).toBe('Stay in your places')
})
