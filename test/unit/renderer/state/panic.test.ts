import { describe, expect, test, vi } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { openDesk } from '../../../support/open-desk.ts'

const EIGHT = new Date(2026, 10, 27, 20).getTime()
const rule = (name: string, seconds: number) => ({
  schedulerId: 'foyer',
  ruleId: name.toLowerCase(),
  name,
  dueAt: 1000 * seconds,
  dueTime: EIGHT + 1000 * seconds,
})

function open() {
  const opened = openDesk()
  const { desk, pipe, sent, settle } = opened
  const names = (): string[] => sent().map(([name]) => name)
  /** Answers the panic, and then the question what it did. */
  const carriedOut = async (payload: object, seq = 7): Promise<void> => {
    await vi.waitFor(() => expect(names().at(-1)).toBe('show.panic'))
    await settle({ runs: 0 })
    await vi.waitFor(() => expect(names().at(-1)).toBe('events.query'))
    await settle({ events: [{ seq, type: 'show.panicked', payload }] })
  }
  const said = (): string | undefined => desk.notices.shown.at(-1)?.fault.what
  const next = (): string | undefined => desk.notices.shown.at(-1)?.fault.next
  /** Nothing is heard of the engine any more, though its connection stands. */
  const falls = { silent: () => pipe.fallSilent() }
  return { ...opened, names, carriedOut, said, next, falls }
}

describe('a panic that reaches the engine', () => {
  test('says what it ended', async () => {
    const { desk, carriedOut, said, next } = open()
    desk.panic.press()
    await carriedOut({ by: 'ws:1', ended: { runs: 3, cues: 1, questions: 1, rules: 2, thrown: 0 }, soon: [] })
    await vi.waitFor(() => expect(said()).toBe('PANIC ended 3 runs, 1 cue, 1 question and 2 waiting rules'))
    expect(next()).toBe('no rule is due within the next minute')
    expect(desk.notices.shown).toMatchObject([{ warns: false, action: null }])
  })

  test('names the rules that go on, and holds them at a press', async () => {
    const { desk, sent, carriedOut, said, next } = open()
    desk.panic.press()
    const soon = [rule('Curtain', 40), rule('Opening', 12)]
    await carriedOut({ by: 'ws:1', ended: {}, soon })
    await vi.waitFor(() => expect(said()).toBe('PANIC: there was nothing to end'))
    expect(next()).toBe('still to come: Opening at 20:00:12 and Curtain at 20:00:40')
    const action = desk.notices.shown[0]!.action!
    expect(action.label).toBe('Hold rules')
    action.act()
    expect(sent().at(-1)).toEqual(['rules.hold', {}])
  })

  test('pressed again and again says what all of them ended', async () => {
    const { clock, desk, carriedOut, said } = open()
    desk.panic.press()
    await carriedOut({ ended: { runs: 3 }, soon: [] })
    clock.advanceBy(600)
    desk.panic.press()
    await carriedOut({ ended: { runs: 1 }, soon: [] }, 9)
    await vi.waitFor(() => expect(said()).toBe('PANIC ended 4 runs'))
    expect(desk.notices.shown).toHaveLength(1)
    clock.advanceBy(3_000)
    desk.panic.press()
    await carriedOut({ ended: {}, soon: [] }, 12)
    await vi.waitFor(() => expect(said()).toBe('PANIC: there was nothing to end'))
  })

  test('that is refused says so', async () => {
    const { desk, refuse, said } = open()
    desk.panic.press()
    await refuse(fault('contract/internal', 'show.panic', 'it broke', 'try again'))
    await vi.waitFor(() => expect(said()).toBe('it broke'))
  })
})

describe('a panic while the engine is silent', () => {
  test('is sent, says at once that it cannot reach the engine, and what it did when the engine wakes', async () => {
    const { clock, pipe, desk, names, settle, said, next, falls } = open()
    falls.silent()
    clock.advanceTo(4_000)
    desk.panic.press()
    expect(said()).toBe('PANIC was sent, not confirmed: the engine has been silent for 4 s')
    expect(next()).toMatch(/^end the output by other means/)
    expect(names()).toEqual(['show.panic'])
    // Long after a command would have been given up.
    clock.advanceTo(30_000)
    await vi.waitFor(() => expect(desk.notices.shown).toHaveLength(1))
    expect(said()).toMatch(/^PANIC was sent, not confirmed/)
    pipe.receive({ kind: 'pong', id: 4711, now: 30_000 })
    await vi.waitFor(() => expect(names()).toEqual(['show.panic', 'events.query']))
    const panicked = { seq: 7, at: 30_000, type: 'show.panicked', payload: { ended: { runs: 2 }, soon: [] } }
    await settle({ events: [panicked] })
    await vi.waitFor(() => expect(said()).toBe('PANIC ended 2 runs'))
    expect(desk.notices.shown).toHaveLength(1)
  })

  test('of which nothing is heard when the engine is back is not said to have acted', async () => {
    const { clock, pipe, desk, names, settle, said, falls } = open()
    falls.silent()
    clock.advanceTo(10_000)
    desk.panic.press()
    clock.advanceTo(25_000)
    await vi.waitFor(() => expect(desk.notices.shown).toHaveLength(1))
    pipe.become('closed')
    pipe.greet(25_000)
    await vi.waitFor(() => expect(names()).toEqual(['show.panic', 'events.query']))
    const another = { seq: 3, at: 2_000, type: 'show.panicked', payload: { ended: { runs: 9 }, soon: [] } }
    await settle({ events: [another] })
    await vi.waitFor(() => expect(said()).toBe('whether PANIC has acted is not known'))
  })

  test('is the only command that is sent', async () => {
    const { clock, desk, names, falls } = open()
    falls.silent()
    clock.advanceTo(4_000)
    desk.transport.go()
    desk.transport.stop()
    desk.transport.send('playlist.start', { id: 'a' })
    await vi.waitFor(() => expect(desk.notices.shown).toHaveLength(3))
    expect(names()).toEqual([])
  })
})

describe('a panic without a connection', () => {
  test('is sent when the connection comes back within 10 s', async () => {
    const { clock, pipe, desk, names, carriedOut, said } = open()
    pipe.become('closed')
    desk.panic.press()
    expect(said()).toBe('PANIC cannot reach the engine: there is no connection')
    expect(names()).toEqual([])
    clock.advanceBy(9_900)
    pipe.greet()
    await carriedOut({ ended: { runs: 2 }, soon: [] })
    await vi.waitFor(() => expect(said()).toBe('PANIC ended 2 runs'))
    expect(names().filter((name) => name === 'show.panic')).toHaveLength(1)
  })

  test('is not sent later than that, and says so', () => {
    const { clock, pipe, desk, names, said } = open()
    pipe.become('closed')
    desk.panic.press()
    clock.advanceBy(10_000)
    expect(said()).toBe('PANIC was not delivered: the engine could not be reached for 10 s')
    pipe.greet()
    expect(names()).toEqual([])
  })

  test('that broke while it was on its way is sent again', async () => {
    const { pipe, desk, names, carriedOut, said } = open()
    desk.panic.press()
    pipe.become('closed')
    await vi.waitFor(() =>
      expect(said()).toMatch(/^PANIC: the connection broke .* may or may not have acted$/),
    )
    pipe.greet()
    expect(names()).toEqual(['show.panic', 'show.panic'])
    await carriedOut({ ended: { runs: 1 }, soon: [] })
    await vi.waitFor(() => expect(said()).toBe('PANIC ended 1 run'))
  })
})

test('what one’s own panic ends makes no notice of its own', async () => {
  const { desk, tell, carriedOut, said } = open()
  const question = {
    interruptId: 'a',
    owner: 'run-1',
    ownerName: 'Chase',
    kind: 'confirmation' as const,
    prompt: 'Clear?',
    choices: [],
    default: null,
    raisedAt: 0,
    timeoutAt: null,
  }
  tell('interrupts', { pending: [question], past: [] })
  desk.panic.press()
  tell('interrupts', { pending: [], past: [{ ...question, endedAt: 5, answer: null, by: 'panicked' }] })
  expect(desk.notices.shown).toEqual([])
  await carriedOut({ ended: { questions: 1 }, soon: [] })
  await vi.waitFor(() => expect(said()).toBe('PANIC ended 1 question'))
  expect(desk.notices.shown).toHaveLength(1)
})
