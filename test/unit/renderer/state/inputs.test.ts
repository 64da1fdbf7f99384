import { describe, expect, onTestFinished, test } from 'vitest'
import { LEARN_SECONDS } from '../../../../renderer/lib/hand-times.ts'
import { Desk } from '../../../../renderer/state/desk.svelte.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { fault } from '../../../../shared/base/result.ts'
import { ContractClient } from '../../../../shared/contract/client.ts'
import type { LearnView } from '../../../../shared/contract/streams.ts'
import { capturedPad } from '../../../support/captured-pad.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'
import { SOME_PAGE } from '../../../support/clients.ts'

const NOBODY: LearnView = { session: null, last: null }

function openDesk() {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  const desk = new Desk(client, clock)
  const talking = pipe.keepTalking(clock)
  onTestFinished(() => {
    dispose(talking)
    dispose(desk)
    dispose(client)
  })
  pipe.greet()
  const tell = (learn: LearnView): void =>
    pipe.receive({
      kind: 'value',
      version: 1,
      stream: 'inputs',
      value: {
        devices: [],
        gestures: [],
        learn,
        recordings: { recording: null, replay: null, files: [], trouble: null },
      },
    })
  const session = (endsAt: number, by = 'FOH tablet'): LearnView => ({
    session: { by: { id: by, name: by }, families: [], endsAt },
    last: null,
  })
  return { clock, pipe, desk, tell, session }
}

const ended = (at: number, outcome: 'captured' | 'timedOut' | 'cancelled'): LearnView => ({
  session: null,
  last: { at, outcome, captured: outcome === 'captured' ? capturedPad : null },
})

describe('learning', () => {
  test('it asks for the chosen families in their own order, for 15 s', async () => {
    const { pipe, desk } = openDesk()
    desk.inputs.toggleFamily('midi')
    desk.inputs.toggleFamily('osc')
    desk.inputs.toggleFamily('hid')
    desk.inputs.toggleFamily('osc')
    const learning = desk.inputs.learn()
    expect(pipe.sentOf('command').at(-1)).toMatchObject({
      command: 'learn.start',
      args: { families: ['hid', 'midi'], seconds: 15 },
    })
    pipe.answer({ endsAt: 15_000 })
    await learning
  })

  test('it goes from asking to listening to what was caught', async () => {
    const { pipe, desk, tell, session } = openDesk()
    tell(NOBODY)
    expect(desk.inputs.phase).toBe('idle')
    const learning = desk.inputs.learn()
    expect(desk.inputs.phase).toBe('asking')
    pipe.answer({ endsAt: 15_000 })
    await learning
    expect(desk.inputs.phase).toBe('asking')
    tell(session(15_000))
    expect(desk.inputs.phase).toBe('listening')
    tell(ended(2_000, 'captured'))
    expect(desk.inputs.phase).toBe('captured')
    expect(desk.inputs.captured?.control).toBe('pad1')
  })

  test('what was caught before does not flash up between the answer and the stream', async () => {
    const { clock, pipe, desk, tell } = openDesk()
    tell(ended(2_000, 'captured'))
    expect(desk.inputs.phase).toBe('captured')
    clock.advanceTo(5_000)
    const learning = desk.inputs.learn()
    pipe.answer({ endsAt: 5_000 + LEARN_SECONDS * 1000 })
    await learning
    expect(desk.inputs.phase).toBe('asking')
  })

  test.each(['timedOut', 'cancelled'] as const)('%s is told to the page that asked', async (outcome) => {
    const { pipe, desk, tell } = openDesk()
    const learning = desk.inputs.learn()
    pipe.answer({ endsAt: 15_000 })
    await learning
    tell(ended(15_000, outcome))
    expect(desk.inputs.phase).toBe(outcome)
  })

  test('another client’s session is told as such, and its time-out is none of this page’s', () => {
    const { desk, tell, session } = openDesk()
    tell(session(8_000, 'Prompt desk'))
    expect(desk.inputs.phase).toBe('elsewhere')
    tell(ended(8_000, 'timedOut'))
    expect(desk.inputs.phase).toBe('idle')
  })

  test('a refusal is a notice, and another client’s session shows', async () => {
    const { pipe, desk, tell, session } = openDesk()
    tell(session(8_000, 'Prompt desk'))
    const learning = desk.inputs.learn()
    const refusal = fault('learn/busy', 'Prompt desk', 'another client is learning', 'wait 8 s')
    pipe.receive({ kind: 'refused', id: pipe.sentOf('command').at(-1)!.id, fault: refusal })
    await learning
    expect(desk.notices.shown.map((notice) => notice.fault.code)).toEqual(['learn/busy'])
    expect(desk.inputs.phase).toBe('elsewhere')
  })

  test('a session is no more this page’s once the connection was lost', async () => {
    const { pipe, desk, tell, session } = openDesk()
    const learning = desk.inputs.learn()
    pipe.answer({ endsAt: 15_000 })
    await learning
    tell(session(15_000))
    pipe.become('closed')
    pipe.greet()
    tell(session(15_000))
    expect(desk.inputs.phase).toBe('elsewhere')
  })

  test('an answer that comes after a second click does not end the second', async () => {
    const { pipe, desk } = openDesk()
    const first = desk.inputs.learn()
    const second = desk.inputs.learn()
    const [one, two] = pipe.sentOf('command').slice(-2)
    pipe.receive({ kind: 'answer', id: one!.id, value: { endsAt: 15_000 } })
    await first
    expect(desk.inputs.phase).toBe('asking')
    pipe.receive({ kind: 'answer', id: two!.id, value: { endsAt: 15_100 } })
    await second
    expect(desk.inputs.phase).toBe('asking')
  })
})

describe('what cannot be taken back', () => {
  test('is done by a second click, but not by a double click', () => {
    const { clock, desk } = openDesk()
    const done: string[] = []
    const click = (what: string) => desk.secondClick.click(what, () => done.push(what))
    click('a')
    clock.advanceBy(399)
    click('a')
    expect([desk.secondClick.asked, done]).toEqual(['a', []])
    clock.advanceBy(1)
    click('a')
    expect([desk.secondClick.asked, done]).toEqual([null, ['a']])
  })

  test('is forgotten after 4 s, and when something else is clicked', () => {
    const { clock, desk } = openDesk()
    const done: string[] = []
    const click = (what: string) => desk.secondClick.click(what, () => done.push(what))
    click('a')
    clock.advanceBy(500)
    click('b')
    clock.advanceBy(500)
    click('a')
    clock.advanceBy(4_000)
    expect(desk.secondClick.asked).toBeNull()
    click('a')
    expect(done).toEqual([])
  })
})
