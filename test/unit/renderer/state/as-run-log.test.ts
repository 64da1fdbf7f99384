import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { AsRunEntry } from '../../../../shared/model/as-run.ts'
import { openDesk } from '../../../support/open-desk.ts'

function entry(seq: number, change: Partial<AsRunEntry> = {}): AsRunEntry {
  return {
    session: 1,
    seq,
    at: seq,
    time: seq * 10,
    type: 'playlist.emitted',
    source: 'playlist:chase',
    cause: null,
    lateBy: null,
    subject: null,
    runId: null,
    text: '',
    payload: null,
    ...change,
  }
}

const entries = (...seqs: number[]): AsRunEntry[] => seqs.map((seq) => entry(seq))

/** Lets every promise that is settled go on. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
}

async function watched(first: readonly AsRunEntry[] = entries(3, 2, 1), next: string | null = null) {
  const opened = openDesk()
  const { pipe, desk, tell } = opened
  const leave = desk.log.watch()
  const answer = async (page: readonly AsRunEntry[], after: string | null = null): Promise<void> => {
    pipe.answer({ entries: page, sessions: [], next: after })
    await settled()
  }
  const happens = (seq: number): void =>
    tell('activity', {
      lines: [{ seq, at: 0, time: 0, type: 'a.b', source: 's', cause: null, severity: 'info', text: '' }],
      omitted: 0,
    })
  await answer(first, next)
  const seqs = (): number[] => desk.log.entries.map(({ seq }) => seq)
  const asked = (): Record<string, unknown>[] =>
    pipe
      .sentOf('command')
      .filter(({ command }) => command === 'asRun.query')
      .map(({ args }) => args as Record<string, unknown>)
  return { ...opened, log: desk.log, leave, answer, happens, seqs, asked }
}

describe('pages', () => {
  test('the older ones follow below, from where the answer before ended', async () => {
    const { log, answer, seqs, asked } = await watched(entries(3, 2), '20_2')
    const asking = log.older()
    expect(asked().at(-1)).toMatchObject({ before: '20_2', limit: 200 })
    await answer(entries(1))
    await asking
    expect(seqs()).toEqual([3, 2, 1])
    expect(log.next).toBeNull()
    await log.older()
    expect(asked()).toHaveLength(2)
  })

  test('a search goes on by itself through answers without an entry', async () => {
    const { answer, seqs, asked } = await watched([], '50_5')
    expect(asked().at(-1)).toMatchObject({ before: '50_5' })
    await answer(entries(2))
    expect(seqs()).toEqual([2])
  })

  test('a search that finds nothing for long waits to be told to go on', async () => {
    const { log, answer, asked } = await watched([], '50_5')
    for (let turn = 0; turn < 9; turn += 1) await answer([], '40_4')
    expect(asked()).toHaveLength(10)
    expect(log.loading).toBe(false)
    expect(log.next).toBe('40_4')
  })

  test('an answer to a filter that has since changed is thrown away', async () => {
    const { pipe, log, answer, seqs } = await watched()
    log.change({ range: 'all' })
    const overtaken = pipe.sentOf('command').at(-1)!.id
    log.toggleFamily('rules')
    pipe.receive({ kind: 'answer', id: overtaken, value: { entries: entries(9), sessions: [], next: null } })
    await settled()
    expect(seqs()).toEqual([3, 2, 1])
    await answer(entries(2))
    expect(seqs()).toEqual([2])
  })

  test('a text is asked for when its typing is over', async () => {
    const { clock, log, asked } = await watched()
    for (const text of ['r', 're', 'red']) {
      log.change({ text })
      clock.advanceTo(clock.now() + 100)
    }
    expect(asked()).toHaveLength(1)
    clock.advanceTo(clock.now() + 250)
    expect(asked()).toHaveLength(2)
    expect(asked()[1]).toMatchObject({ text: 'red' })
  })

  test('a refusal stands at the list, which keeps what it has', async () => {
    const { log, refuse, seqs } = await watched()
    log.change({ range: 'today' })
    await refuse(fault('as-run/cannot-read', 'as-run.sqlite', 'disk I/O error', 'check the disk'))
    await settled()
    expect(log.fault?.what).toBe('disk I/O error')
    expect(seqs()).toEqual([3, 2, 1])
  })
})

describe('following', () => {
  test('what comes is put on top, at most every 2 s and only when something has happened', async () => {
    const { clock, answer, happens, seqs, asked } = await watched()
    clock.advanceTo(10_000)
    expect(asked()).toHaveLength(1)
    happens(7)
    clock.advanceTo(11_999)
    expect(asked()).toHaveLength(1)
    clock.advanceTo(12_000)
    expect(asked()).toHaveLength(2)
    await answer(entries(4, 3, 2), '20_2')
    expect(seqs()).toEqual([4, 3, 2, 1])
    clock.advanceTo(20_000)
    expect(asked()).toHaveLength(2)
  })

  test('where more has come than one page holds, the list begins anew without a gap', async () => {
    const { clock, log, answer, happens, seqs } = await watched()
    happens(7)
    clock.advanceTo(2_000)
    await answer(entries(9, 8), '80_8')
    expect(seqs()).toEqual([9, 8])
    expect(log.next).toBe('80_8')
  })

  test.each([
    ['the top is out of view', (log: Log) => void (log.atTop = false)],
    ['it was switched off', (log: Log) => void (log.follow = false)],
  ])('nothing is asked while %s', async (_, hinder) => {
    const { clock, log, happens, asked } = await watched()
    hinder(log)
    happens(7)
    clock.advanceTo(10_000)
    expect(asked()).toHaveLength(1)
  })

  test('a held activity feed, which tells nothing new, does not hold the log', async () => {
    const { clock, desk, happens, asked } = await watched()
    happens(7)
    desk.activity.togglePause()
    clock.advanceTo(2_000)
    expect(asked()).toHaveLength(2)
  })

  test('nothing is asked once the view is left', async () => {
    const { clock, leave, happens, asked } = await watched()
    leave()
    happens(7)
    clock.advanceTo(10_000)
    expect(asked()).toHaveLength(1)
  })

  test('after a lost connection the newest are asked for again', async () => {
    const { pipe, asked } = await watched()
    pipe.become('closed')
    pipe.greet()
    expect(asked()).toHaveLength(2)
  })
})
type Log = Awaited<ReturnType<typeof watched>>['log']

describe('why', () => {
  test('a chosen entry shows its chain, and choosing it again puts it away', async () => {
    const { log, sent, settle } = await watched()
    const choosing = log.choose(entry(3))
    expect(sent().at(-1)).toEqual(['asRun.chain', { session: 1, seq: 3 }])
    expect(log.chain).toBeNull()
    await settle({ chain: entries(1, 3) })
    await choosing
    expect(log.chain?.map(({ seq }) => seq)).toEqual([1, 3])
    await log.choose(entry(3))
    expect(log.chosen).toBeNull()
  })

  test('a late chain of another entry is thrown away', async () => {
    const { pipe, log, settle } = await watched()
    const first = log.choose(entry(3))
    const overtaken = pipe.sentOf('command').at(-1)!.id
    const second = log.choose(entry(2))
    await settle({ chain: entries(2) })
    pipe.receive({ kind: 'answer', id: overtaken, value: { chain: entries(1, 3) } })
    await Promise.all([first, second])
    expect(log.chain?.map(({ seq }) => seq)).toEqual([2])
  })

  test('what led to an event is shown by its number, and around it what else happened', async () => {
    const { log, answer, pipe } = await watched()
    const explained = log.explain(900)
    expect(pipe.sentOf('command').at(-1)).toMatchObject({ command: 'asRun.chain', args: { seq: 900 } })
    pipe.answer({ chain: entries(899, 900) })
    await settled()
    await answer(entries(900, 899))
    await explained
    expect(log.chosen?.seq).toBe(900)
    expect(log.chain?.map(({ seq }) => seq)).toEqual([899, 900])
    expect(log.filter.until).toBe(10_000)
  })

  test('of an event that is not kept the refusal is shown, and no other entry', async () => {
    const { log, refuse } = await watched()
    log.chosen = entry(3)
    const explained = log.explain(900)
    await refuse(fault('as-run/unknown', '900', 'nothing is kept of it', 'look around it'))
    await explained
    expect(log.chosen).toBeNull()
    expect(log.chainFault?.code).toBe('as-run/unknown')
  })

  test('a jump to a step in the list keeps filter and chain', async () => {
    const { log, settle, asked } = await watched()
    const choosing = log.choose(entry(3))
    await settle({ chain: entries(1, 3) })
    await choosing
    await log.jump(entry(1))
    expect(log.chosen?.seq).toBe(1)
    expect(log.chain).toHaveLength(2)
    expect(asked()).toHaveLength(1)
  })

  test('a jump to a step outside it lists what happened up to then', async () => {
    const { log, answer, asked, seqs } = await watched(entries(90, 89))
    const jumping = log.jump(entry(7))
    expect(asked().at(-1)).toEqual({ to: 1_070, limit: 200 })
    await answer(entries(7, 6))
    await jumping
    expect(seqs()).toEqual([7, 6])
    expect(log.open).toBe(false)
    log.change({})
    expect(log.open).toBe(true)
  })
})
