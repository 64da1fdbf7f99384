import { describe, expect, test } from 'vitest'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventQuery } from '../../../../shared/contract/commands.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { DISTINCT_TYPES, EVENTS_PER_RUN, REMEMBERED_RUNS } from '../../../../main/dispatcher/defaults.ts'
import { History } from '../../../../main/dispatcher/history.ts'

function past(
  seq: number,
  type: string,
  about: { source?: string; at?: number; runId?: string; bytes?: number } = {},
) {
  return {
    seq,
    type,
    source: about.source ?? 'operator',
    at: monotonicMs(about.at ?? 0),
    time: wallMs(0),
    cause: null,
    payload: about.runId === undefined ? null : { runId: about.runId },
    bytes: about.bytes ?? 256,
  } satisfies EventEnvelope
}

function history(
  size: number,
  events: readonly EventEnvelope[],
): { clock: SimulatedClock; history: History } {
  const clock = new SimulatedClock()
  const history = new History(clock, size)
  for (const event of events) history.record(event)
  return { clock, history }
}

const seqs = (history: History, query: Partial<EventQuery>): number[] =>
  history.query({ limit: 100, ...query }).map(({ seq }) => seq)

describe('asking the history', () => {
  test('it keeps the most recent events and gives them newest first', () => {
    const { history: kept } = history(
      3,
      [1, 2, 3, 4, 5].map((seq) => past(seq, 'a.b')),
    )
    expect(seqs(kept, {})).toEqual([5, 4, 3])
    expect(seqs(kept, { limit: 2 })).toEqual([5, 4])
    expect(kept.size).toBe(3)
  })

  test('by exact type, by family, by source and by number', () => {
    const { history: kept } = history(10, [
      past(1, 'playlist.created'),
      past(2, 'playlist.stopped', { source: 'playlist:intro' }),
      past(3, 'playlists.all'),
      past(4, 'playlist.created', { source: 'playlist:intro' }),
    ])
    expect(seqs(kept, { type: 'playlist.created' })).toEqual([4, 1])
    expect(seqs(kept, { type: 'playlist.*' })).toEqual([4, 2, 1])
    expect(seqs(kept, { source: 'playlist:intro' })).toEqual([4, 2])
    expect(seqs(kept, { since: 2 })).toEqual([4, 3])
    expect(seqs(kept, { type: 'playlist.*', source: 'playlist:intro', since: 2 })).toEqual([4])
    expect(seqs(kept, { type: 'nothing.such' })).toEqual([])
  })

  test('by the last seconds, counted from now', () => {
    const { clock, history: kept } = history(10, [
      past(1, 'a.b', { at: 0 }),
      past(2, 'a.b', { at: 900 }),
      past(3, 'a.b', { at: 500 }),
      past(4, 'a.b', { at: 2000 }),
    ])
    clock.advanceTo(2500)
    expect(seqs(kept, { seconds: 2 })).toEqual([4, 3, 2])
    expect(seqs(kept, { seconds: 0.5 })).toEqual([4])
    expect(seqs(kept, { seconds: 0.4 })).toEqual([])
  })
})

describe('the history of a run', () => {
  test('it outlives the events of others, and ends when it is forgotten', () => {
    const { history: kept } = history(2, [
      past(1, 'playlist.created', { runId: 'run-1' }),
      past(2, 'playlist.created', { runId: 'run-2' }),
      past(3, 'playlist.stopped', { runId: 'run-1' }),
      past(4, 'a.b'),
      past(5, 'a.b'),
    ])
    expect(seqs(kept, { runId: 'run-1' })).toEqual([3, 1])
    expect(seqs(kept, { runId: 'run-1', type: 'playlist.stopped' })).toEqual([3])
    kept.forgetRun('run-1')
    expect(seqs(kept, { runId: 'run-1' })).toEqual([])
    expect(seqs(kept, { runId: 'run-2' })).toEqual([2])
  })

  test('it is bounded for each run and in the number of runs', () => {
    const { history: kept } = history(1, [])
    for (let seq = 1; seq <= EVENTS_PER_RUN + 5; seq += 1) kept.record(past(seq, 'a.b', { runId: 'long' }))
    expect(kept.query({ runId: 'long', limit: 10_000 }).length).toBe(EVENTS_PER_RUN)
    for (let run = 0; run < REMEMBERED_RUNS; run += 1) kept.record(past(run, 'a.b', { runId: `run-${run}` }))
    expect(seqs(kept, { runId: 'long' })).toEqual([])
    expect(seqs(kept, { runId: 'run-0' })).toEqual([0])
  })

  test('payloads that are no objects or name no run belong to none', () => {
    const { history: kept } = history(10, [])
    for (const payload of [null, 3, 'run-1', ['run-1'], { runId: 7 }, { runId: null }]) {
      kept.record({ ...past(1, 'a.b'), payload })
    }
    expect(kept.size).toBe(6)
    expect(seqs(kept, { runId: '7' })).toEqual([])
  })
})

describe('an event that is asked for', () => {
  test('is what it was when it was handed out, with all that it had', () => {
    const kept = new History(new SimulatedClock(), 4)
    const plain = { ...past(1, 'a.b', { at: 1.5 }), time: wallMs(1_700_000_000_000.25) }
    const heard = {
      ...past(2, 'osc.received', { source: 'osc:main' }),
      cause: 1,
      payload: { address: '/a' },
      collapsed: 3,
      edge: 'press',
      edges: { '0.7': 'none' },
      layers: ['shift'],
    } satisfies EventEnvelope
    const panic = { ...past(3, 'system.panic'), ahead: 'panic' } satisfies EventEnvelope
    for (const event of [plain, heard, panic]) kept.record(event)
    expect([1, 2, 3].map((seq) => kept.find(seq))).toStrictEqual([plain, heard, panic])
    expect(kept.query({ limit: 10 })).toStrictEqual([panic, heard, plain])
  })

  test('has nothing of the one that was at its place before', () => {
    const kept = new History(new SimulatedClock(), 1)
    kept.record({ ...past(1, 'a.b'), cause: 7, edge: 'press', collapsed: 2, layers: ['shift'] })
    kept.record(past(2, 'c.d'))
    expect(kept.find(1)).toBeNull()
    expect(kept.find(2)).toStrictEqual(past(2, 'c.d'))
  })
})

describe('large events', () => {
  const MB = 1024 * 1024

  test('they make room for one another and for no small one', () => {
    const { history: kept } = history(10_000, [past(1, 'pad.hit')])
    for (let seq = 2; seq < 100; seq += 1) kept.record(past(seq, 'data.dump', { bytes: MB }))
    expect(seqs(kept, { type: 'pad.hit' })).toEqual([1])
    expect(seqs(kept, { type: 'data.dump' })).toEqual(Array.from({ length: 16 }, (_, index) => 99 - index))
    expect(kept.size).toBe(17)
  })

  test('what had to make room is not found by its number either', () => {
    const { history: kept } = history(10_000, [])
    for (let seq = 1; seq <= 17; seq += 1) kept.record(past(seq, 'data.dump', { bytes: MB }))
    expect(kept.find(1)).toBeNull()
    expect(kept.find(2)?.seq).toBe(2)
  })

  test('an event of 2,048 bytes is small', () => {
    const { history: kept } = history(100_000, [])
    for (let seq = 1; seq <= 20_000; seq += 1) kept.record(past(seq, 'a.b', { bytes: 2048 }))
    expect(kept.size).toBe(20_000)
  })

  test('one run keeps 256 KiB of them', () => {
    const { history: kept } = history(100, [past(1, 'a.b', { runId: 'run-1' })])
    for (let seq = 2; seq < 20; seq += 1) kept.record(past(seq, 'a.b', { runId: 'run-1', bytes: 65_536 }))
    expect(seqs(kept, { runId: 'run-1' })).toEqual([19, 18, 17, 16, 1])
  })

  test('all runs together keep 32 MiB, and the oldest run is forgotten whole', () => {
    const { history: kept } = history(100, [])
    for (let run = 0; run < 200; run += 1) {
      for (let seq = 0; seq < 4; seq += 1)
        kept.record(past(seq, 'a.b', { runId: `run-${run}`, bytes: 65_536 }))
    }
    const remembered = Array.from({ length: 200 }, (_, run) => seqs(kept, { runId: `run-${run}` }).length)
    expect(remembered.filter((events) => events === 4).length).toBe(128)
    expect(remembered.slice(0, 72).every((events) => events === 0)).toBe(true)
    kept.forgetRun('run-199')
    kept.record(past(1, 'a.b', { runId: 'new', bytes: 65_536 }))
    expect(seqs(kept, { runId: 'run-72' }).length).toBe(4)
  })
})

describe('counts by type', () => {
  test('they go on when the events themselves have fallen out', () => {
    const { history: kept } = history(1, [past(1, 'a.b'), past(2, 'a.b'), past(3, 'c.d')])
    expect(kept.countsByType()).toEqual({ 'a.b': 2, 'c.d': 1 })
  })

  test('types without end are counted together past the bound', () => {
    const { history: kept } = history(1, [])
    for (let seq = 0; seq < DISTINCT_TYPES + 3; seq += 1) kept.record(past(seq, `made.up${seq}`))
    kept.record(past(1, 'made.up0'))
    const counts = kept.countsByType()
    expect(counts['other']).toBe(3)
    expect(counts['made.up0']).toBe(2)
    expect(Object.keys(counts).length).toBe(DISTINCT_TYPES + 1)
  })
})
