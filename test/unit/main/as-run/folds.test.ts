import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Moments, momentsOf } from '../../../../main/as-run/moments.ts'
import { joined, part } from '../../../../main/as-run/template.ts'
import type { AsRunEntry } from '../../../../shared/model/as-run.ts'
import { runs } from '../../../support/property-runs.ts'
import { EVENING, place, touch } from './rig.ts'
import type { Start } from './rig.ts'

let at: ReturnType<typeof place>
beforeEach(() => {
  at = place()
})
afterEach(() => at[Symbol.dispose]())

interface Step {
  readonly runId?: string
  readonly step?: number
  readonly repeat?: number
  readonly lateBy?: number
  readonly args?: readonly number[]
}

function step(show: Start, cause: number, change: Step = {}): number {
  const { runId = 'intro#1', step: index = 0, repeat = 0, lateBy = 0.25, args = [0.5] } = change
  const payload = {
    ...{ runId, playlistId: 'intro', step: index, repeat, offset: 100, dueAt: 1000, sentAt: 1000.25, lateBy },
    ...{ type: 'osc.send', direct: true, payload: { target: 'desk', address: '/go', args } },
  }
  return show.emit('playlist.emitted', payload, { cause, source: 'playlist:intro' })
}

const told = ({ seq, folded }: AsRunEntry): [number, number | undefined] => [seq, folded?.count]

describe('what is folded', () => {
  test('the like steps of a loop are one row, which tells how many, when, and between what', async () => {
    await using show = at.start()
    const created = show.emit('playlist.created', { runId: 'intro#1', playlistId: 'intro', name: 'Intro' })
    for (let repeat = 0; repeat < 5; repeat += 1) {
      step(show, created, { repeat, args: [[0.5, 0.9, 0.1, 0.4, 0.6][repeat] as number] })
      show.clock.advanceBy(250)
      // A batch is written in between.
      if (repeat === 2) await show.asRun.flush()
    }
    const [folded, ...others] = await show.entries()
    expect(others.map(({ type }) => type)).toEqual(['playlist.created'])
    expect(folded).toMatchObject({ seq: 2, at: 0, time: EVENING, cause: 1, lateBy: 0.25 })
    expect(folded?.folded).toEqual({
      ...{ count: 5, firstSeq: 2, lastSeq: 6, firstTime: EVENING, lastTime: EVENING + 1000 },
      values: [
        { name: 'repeat', first: 0, last: 4, min: 0, max: 4 },
        { name: 'args', first: 0.5, last: 0.6, min: 0.1, max: 0.9 },
      ],
    })
    expect(folded?.payload).toMatchObject({ repeat: 0, payload: { args: [0.5] } })
    expect(show.asRun.health().written).toBe(6)
  })

  test('so are those whose times have fractions of a millisecond', async () => {
    await using show = at.start()
    const created = show.emit('playlist.created', { runId: 'intro#1', playlistId: 'intro', name: 'Intro' })
    for (let repeat = 0; repeat < 3; repeat += 1) {
      show.clock.advanceBy(100.4)
      step(show, created, { repeat })
    }
    const [folded] = await show.entries()
    expect(folded?.folded).toMatchObject({ count: 3, firstTime: EVENING + 100, lastTime: EVENING + 302 })
    expect(show.asRun.health()).toMatchObject({ written: 4, trouble: null })
  })

  test('each of them is known by its number, with its time and what led to it', async () => {
    await using show = at.start()
    const first = show.emit('playlist.created', { runId: 'intro#1', playlistId: 'intro' })
    const seqs: number[] = []
    for (let repeat = 0; repeat < 20; repeat += 1) {
      seqs.push(step(show, first, { repeat }))
      show.clock.advanceBy(repeat % 3 === 0 ? 97 : 250)
      show.emit('osc.received', { ...touch, args: [repeat] })
    }
    const fired = show.emit('rule.fired', { schedulerId: 'foyer', ruleId: 'greet' }, { cause: seqs[7]! })
    show.forget()
    expect(await show.chain(null, fired)).toEqual([
      '1 playlist.created',
      `${seqs[7]} playlist.emitted`,
      `${fired} rule.fired`,
    ])
    const chain = await show.asRun.chain(null, seqs[7]!)
    const one = chain.ok ? chain.value.at(-1) : undefined
    expect(one).toMatchObject({
      seq: seqs[7],
      at: 3 * 97 + 4 * 250,
      time: EVENING + 3 * 97 + 4 * 250,
      cause: first,
    })
    expect(one?.folded).toMatchObject({ count: 20, firstSeq: seqs[0] })
    const whole = await show.asRun.chain(null, seqs[0]!)
    const times = whole.ok ? whole.value.at(-1)?.folded?.times : undefined
    expect(times?.slice(0, 4)).toEqual([0, 97, 347, 597].map((ms) => EVENING + ms))
    expect(times).toHaveLength(20)
    // A number in between that was never kept is nobody's.
    expect(await show.asRun.chain(null, seqs[7]! + 1)).toMatchObject({
      error: { code: 'as-run/unknown-event' },
    })
  })

  test.each<[string, (show: Start, turn: number) => void]>([
    ['acts', (show) => void show.emit('command.accepted', { command: 'show.go', args: {}, by: 'FOH' })],
    ['rules', (show) => void show.emit('rule.fired', { schedulerId: 'a', ruleId: 'b' }, { cause: 1 })],
    [
      'rules that failed',
      (show) => void show.emit('rule.finished', { ruleId: 'b', outcome: 'failed' }, { cause: 1 }),
    ],
    ['panic', (show) => void show.emit('show.panicked')],
    ['questions', (show) => void show.emit('interrupt.raised', { interruptId: 'x' })],
    ['starts', (show) => void show.emit('playlist.created', { runId: 'r', playlistId: 'p' })],
    ['warnings', (show) => void show.emit('osc.sendFailed', { target: 'desk', code: 'x', total: 1 })],
    ['steps that are seen to be late', (show) => void step(show, 1, { lateBy: 20.1 })],
    ['steps of several runs', (show, turn) => void step(show, 1, { runId: `intro#${turn}` })],
    ['several steps', (show, turn) => void step(show, 1, { step: turn })],
    ['own events of a client', (show) => void show.emit('lights.go', {}, { source: 'http:desk' })],
    [
      'steps far from each other',
      (show) => {
        step(show, 1)
        show.clock.advanceBy(10_001)
      },
    ],
  ])('%s are each an entry', async (_, say) => {
    await using show = at.start()
    for (let turn = 0; turn < 4; turn += 1) say(show, turn)
    expect((await show.entries()).map(told)).toEqual([4, 3, 2, 1].map((seq) => [seq, undefined]))
  })

  test('steps that are heard to be late are folded with each other only', async () => {
    await using show = at.start()
    for (const lateBy of [0.25, 5.1, 5, 19, 0.1]) step(show, 1, { lateBy })
    const entries = await show.entries()
    expect(entries.map(told)).toEqual([
      [2, 2],
      [1, 3],
    ])
    expect(entries[0]).toMatchObject({
      lateBy: 5.1,
      folded: { values: [{ name: 'lateBy', first: 5.1, last: 19, min: 5.1, max: 19 }] },
    })
  })

  test('a fader’s messages are folded where they come faster than a hand presses, each with what came of it', async () => {
    await using show = at.start()
    const fired: number[] = []
    for (let message = 0; message < 6; message += 1) {
      show.clock.advanceBy(message === 3 ? 251 : 20)
      const cause = show.emit('osc.received', { ...touch, args: [message] })
      fired.push(show.emit('rule.fired', { schedulerId: 'a', ruleId: 'b' }, { cause }))
    }
    const messages = await show.entries({ types: ['osc.received'] })
    expect(messages.map(told)).toEqual([
      [7, 3],
      [1, 3],
    ])
    show.forget()
    expect(await show.chain(null, fired[4]!)).toEqual([
      `${fired[4]! - 1} osc.received`,
      `${fired[4]} rule.fired`,
    ])
  })

  test('a fold ends after a minute, and what comes then begins another', async () => {
    await using show = at.start()
    for (let repeat = 0; repeat < 16; repeat += 1) {
      step(show, 1, { repeat })
      show.clock.advanceBy(5000)
    }
    expect((await show.entries()).map(told)).toEqual([
      [14, 3],
      [1, 13],
    ])
  })

  test('what lasts into the time that is asked for is found', async () => {
    await using show = at.start()
    for (let repeat = 0; repeat < 5; repeat += 1) {
      step(show, 1, { repeat })
      show.clock.advanceBy(1000)
    }
    expect(await show.types({ from: EVENING + 4000 })).toEqual(['playlist.emitted'])
    expect(await show.types({ from: EVENING + 4001 })).toEqual([])
    expect(await show.types({ from: EVENING + 4000, types: ['playlist.*'] })).toEqual(['playlist.emitted'])
  })

  test('a batch that comes again, because the answer to it was lost, counts once', async () => {
    await using show = at.start()
    await show.asRun.flush()
    for (let repeat = 0; repeat < 5; repeat += 1) step(show, 1, { repeat })
    // It is written, and the thread ends before it says so.
    const flushed = show.asRun.flush()
    show.threads.loseWriter()
    await flushed
    await show.pass(250)
    await show.asRun.flush()
    expect((await show.entries()).map(told)).toEqual([[1, 5]])
  })

  test('an export says what is folded', async () => {
    await using show = at.start()
    for (let repeat = 0; repeat < 3; repeat += 1) {
      step(show, 1, { repeat })
      show.clock.advanceBy(500)
    }
    const csv = await show.exported('csv')
    expect(csv.split('\r\n')[1]).toContain(
      '"(3 times up to 2026-11-21T20:00:01.000Z) playlist.emitted {""runId""',
    )
    const line = JSON.parse(await show.exported('jsonl')) as AsRunEntry
    expect(line.folded).toMatchObject({ count: 3, times: [0, 500, 1000].map((ms) => EVENING + ms) })
  })
})

describe('how it is kept', () => {
  test('a payload is the same when it is put together again', () => {
    fc.assert(
      fc.property(fc.json(), fc.option(fc.string()), (json, runId) => {
        expect(joined(part(json, runId), runId)).toBe(json)
        const withRun = JSON.stringify({ runId, of: JSON.parse(json) as unknown })
        expect(joined(part(withRun, runId), runId)).toBe(withRun)
      }),
      runs(500),
    )
  })

  test('moments are the same when they are read again, to the millisecond', () => {
    const moment = fc.record({
      seq: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 2 ** 40 })),
      at: fc.oneof(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      ),
      cause: fc.option(fc.integer({ min: 1, max: 2 ** 40 }), { freq: 2 }),
    })
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 60 }), fc.boolean(), (distances, same) => {
        let [seq, time] = [2 ** 41, 0]
        const all = distances.map((distance) => {
          seq += distance.seq
          time += distance.at
          const cause = same ? 5 : distance.cause === null ? null : seq - distance.cause
          return { seq, at: time, cause }
        })
        const [first, ...others] = all as [(typeof all)[0], ...typeof all]
        const list = new Moments(first)
        const kept = [first, ...others.filter((one) => list.add(one))]
        const read = momentsOf(first, list.bytes)
        expect(read.map(({ seq: number, cause }) => [number, cause])).toEqual(
          kept.map((one) => [one.seq, one.cause]),
        )
        for (const [index, { at: when }] of read.entries()) {
          expect(Math.abs(when - (kept[index]?.at ?? 0))).toBeLessThanOrEqual(1)
        }
        if (same) expect(kept).toHaveLength(all.length)
      }),
      runs(300),
    )
  })

  test('a list ends where its row would no longer fit a page', () => {
    const list = new Moments({ seq: 1, at: 0, cause: null })
    let count = 0
    while (list.add({ seq: 2 + count, at: count * 10, cause: null })) count += 1
    expect(list.bytes.length).toBeLessThanOrEqual(2000)
    expect(count).toBeGreaterThan(1900)
  })
})
