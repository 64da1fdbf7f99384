import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { InterruptsView, PendingInterrupt } from '../../../../shared/contract/scheduler-streams.ts'
import { openDesk } from '../../../support/open-desk.ts'

function question(interruptId: string, raisedAt = 0): PendingInterrupt {
  return {
    interruptId,
    owner: `rule:foyer/${interruptId}`,
    ownerName: 'Doors open',
    kind: 'confirmation',
    prompt: `Open ${interruptId}?`,
    choices: [],
    default: null,
    raisedAt,
    timeoutAt: null,
  }
}

const asking = (...pending: PendingInterrupt[]): InterruptsView => ({ pending, past: [] })

function ended(one: PendingInterrupt, answer: boolean | null, by: string): InterruptsView {
  return { pending: [], past: [{ ...one, endedAt: 100, answer, by }] }
}

function noticed(desk: ReturnType<typeof openDesk>['desk']): string[] {
  return desk.notices.shown.map(({ fault: { what } }) => what)
}

describe('answering', () => {
  test('the oldest question is in front, and its answer is sent', () => {
    const { clock, desk, tell, sent } = openDesk()
    tell('interrupts', asking(question('q1'), question('q2')))
    expect(desk.interrupts.front?.interruptId).toBe('q1')
    clock.advanceTo(400)
    desk.interrupts.answer('q1', true)
    expect(sent()).toEqual([['interrupt.answer', { interruptId: 'q1', answer: true }]])
  })

  test('a question that has just come to the front takes no answer for 400 ms', () => {
    const { clock, desk, tell, sent } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(399)
    desk.interrupts.answer('q1', true)
    expect(sent()).toEqual([])
    clock.advanceTo(400)
    expect(desk.interrupts.ready).toBe(true)
  })

  test('a second click answers neither the same question again nor the next', async () => {
    const { clock, desk, tell, sent, settle } = openDesk()
    tell('interrupts', asking(question('q1'), question('q2')))
    clock.advanceTo(1_000)
    desk.interrupts.answer('q1', true)
    desk.interrupts.answer('q1', true)
    await settle({ interruptId: 'q1', answer: true })
    tell('interrupts', asking(question('q2')))
    desk.interrupts.answer('q2', true)
    clock.advanceTo(1_399)
    desk.interrupts.answer('q2', true)
    expect(sent()).toHaveLength(1)
    clock.advanceTo(1_400)
    desk.interrupts.answer('q2', false)
    expect(sent()).toHaveLength(2)
  })

  test('one that comes behind does not disturb the one in front', () => {
    const { clock, desk, tell } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(400)
    tell('interrupts', asking(question('q1'), question('q2')))
    expect(desk.interrupts.ready).toBe(true)
  })

  test('an answer to one that is no longer in front is not sent', () => {
    const { clock, desk, tell, sent } = openDesk()
    tell('interrupts', asking(question('q2')))
    clock.advanceTo(400)
    desk.interrupts.answer('q1', true)
    expect(sent()).toEqual([])
  })

  test('a question with the same id after a new start of the engine is another one', () => {
    const { clock, desk, tell } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(400)
    tell('interrupts', asking(question('q1', 7)))
    expect(desk.interrupts.ready).toBe(false)
  })

  test('taking a question back is sent as such', () => {
    const { clock, desk, tell, sent } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(400)
    desk.interrupts.withdraw('q1')
    expect(sent()).toEqual([['interrupt.clear', { interruptId: 'q1' }]])
  })
})

describe('questions that are over', () => {
  test.each([
    [true, 'osc:10.0.0.5:53000', '“Open q1?” was answered Yes by osc:10.0.0.5:53000'],
    [false, 'timeout', 'nobody answered “Open q1?” in time: it was taken as No'],
    [null, 'timeout', 'nobody answered “Open q1?” in time, and what asked has ended'],
    [null, 'ws:10.0.0.5:1', '“Open q1?” was taken back by ws:10.0.0.5:1'],
    [null, 'ownerEnded', '“Open q1?” need not be answered any more: what asked has ended'],
    [null, 'panicked', '“Open q1?” was ended by a panic'],
  ])('%s by %s is told', (answer, by, text) => {
    const { desk, tell } = openDesk()
    tell('interrupts', asking(question('q1')))
    tell('interrupts', ended(question('q1'), answer, by))
    expect(noticed(desk)).toEqual([text])
  })

  test('one that a newer one of the same owner replaced is not told', () => {
    const { desk, tell } = openDesk()
    tell('interrupts', asking(question('q1')))
    tell('interrupts', { ...ended(question('q1'), null, 'replaced'), pending: [question('q2')] })
    expect(noticed(desk)).toEqual([])
  })

  test('what this page answered itself is not told, whichever comes first', async () => {
    const { clock, desk, tell, settle } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(400)
    desk.interrupts.answer('q1', true)
    tell('interrupts', ended(question('q1'), true, 'ws:127.0.0.1:1'))
    await settle({ interruptId: 'q1', answer: true })
    expect(noticed(desk)).toEqual([])
  })

  test('an answer that came too late is told once, as the refusal', async () => {
    const { clock, desk, tell, refuse } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(400)
    desk.interrupts.answer('q1', true)
    tell('interrupts', ended(question('q1'), false, 'osc:10.0.0.5:53000'))
    await refuse(fault('interrupt/answered', 'q1', 'it was over 0.2 s ago', 'nothing more is to be done'))
    expect(noticed(desk)).toEqual(['it was over 0.2 s ago'])
    expect(desk.interrupts.sending).toBeNull()
  })

  test('after a refusal the question can be answered again', async () => {
    const { clock, desk, tell, sent, refuse } = openDesk()
    tell('interrupts', asking(question('q1')))
    clock.advanceTo(400)
    desk.interrupts.answer('q1', true)
    await refuse(fault('interrupt/invalid', 'q1', 'it is answered yes or no', 'answer yes or no'))
    desk.interrupts.answer('q1', false)
    expect(sent()).toHaveLength(2)
  })
})
