import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asRunQuery } from '../../../../shared/model/as-run.ts'
import type { AsRunPage, AsRunQuery } from '../../../../shared/model/as-run.ts'
import { coversType } from '../../../../shared/model/match.ts'
import { EVENING, place } from './rig.ts'
import type { Start } from './rig.ts'
import { runs } from '../../../support/property-runs.ts'

let at: ReturnType<typeof place>
beforeEach(() => {
  at = place()
})
afterEach(() => at[Symbol.dispose]())

async function page(show: Start, query: Partial<AsRunQuery>): Promise<AsRunPage> {
  const answer = await show.asRun.query({ limit: 100, ...query })
  if (!answer.ok) throw new Error(answer.error.what)
  return answer.value
}

describe('asking the log', () => {
  test.each([
    [{}, [6, 5, 4, 3, 2, 1]],
    [{ limit: 2 }, [6, 5]],
    [{ types: ['lights.go'] }, [5, 1]],
    [{ types: ['lights.*'] }, [5, 4, 1]],
    [{ types: ['lights.*', 'sound.go'] }, [6, 5, 4, 1]],
    [{ types: ['*'] }, [6, 5, 4, 3, 2, 1]],
    [{ types: ['nothing.such'] }, []],
    [{ source: 'playlist:intro' }, [6, 3]],
    [{ source: 'playlist:intro', types: ['sound.*'] }, [6]],
    [{ source: 'nobody' }, []],
    [{ runId: 'intro#1' }, [5, 2]],
    [{ runId: 'intro#1', types: ['lights.*'] }, [5]],
    [{ runId: 'intro#1', source: 'nobody' }, []],
    [{ text: 'LEVEL":7' }, [4]],
    [{ text: '100%' }, [3]],
    [{ text: '_' }, []],
    [{ text: '\\' }, []],
    [{ from: EVENING + 2000 }, [6, 5, 4, 3]],
    [{ to: EVENING + 2000 }, [2, 1]],
    [{ from: '2026-11-21T20:00:02Z', to: '2026-11-21T21:00:04+01:00' }, [4, 3]],
    [{ from: EVENING + 1000, types: ['lights.*'], text: 'level' }, [5, 4]],
  ])('%j', async (query, seqs) => {
    await using show = at.start()
    const say = (ms: number, type: string, payload: object, source = 'test'): void => {
      show.clock.advanceTo(ms)
      show.emit(type, payload, { source })
    }
    say(0, 'lights.go', {})
    say(1000, 'lightshow.go', { runId: 'intro#1' })
    say(2000, 'fog.go', { note: '100%' }, 'playlist:intro')
    say(3000, 'lights.off', { level: 7 })
    say(4000, 'lights.go', { level: 8, runId: 'intro#1' })
    say(5000, 'sound.go', {}, 'playlist:intro')
    expect((await show.entries(query)).map(({ seq }) => seq)).toEqual(seqs)
  })

  test('pages follow on each other, and new entries do not move them', async () => {
    await using show = at.start()
    for (let index = 0; index < 10; index += 1) show.emit('lights.go')
    const first = await page(show, { limit: 4 })
    show.emit('lights.go')
    const second = await page(show, { limit: 4, before: first.next as string })
    show.emit('lights.go')
    const third = await page(show, { limit: 4, before: second.next as string })
    const seqs = [first, second, third].map(({ entries }) => entries.map(({ seq }) => seq))
    expect(seqs).toEqual([
      [10, 9, 8, 7],
      [6, 5, 4, 3],
      [2, 1],
    ])
    expect(third.next).toBeNull()
  })

  test('a rare text among many entries is found, and pages of it go on', async () => {
    await using show = at.start()
    for (let index = 0; index < 45_000; index += 1) {
      show.emit('lights.go', index % 15_000 === 1 ? { needle: index } : {})
    }
    const first = await page(show, { text: 'needle', limit: 2 })
    expect(first.entries.map(({ seq }) => seq)).toEqual([30_002, 15_002])
    const second = await page(show, { text: 'needle', limit: 2, before: first.next as string })
    expect(second.entries.map(({ seq }) => seq)).toEqual([2])
    expect(second.next).toBeNull()
  })

  test('more types than are merged are found as well', async () => {
    await using show = at.start()
    for (let index = 0; index < 100; index += 1) show.emit(`many.type${index}`)
    show.emit('other.type')
    expect((await page(show, { types: ['many.*'], limit: 3 })).entries.map(({ type }) => type)).toEqual([
      'many.type99',
      'many.type98',
      'many.type97',
    ])
  })

  test.each([
    `' OR 1=1 --`,
    `"; DROP TABLE entries; --`,
    `x' UNION SELECT 1,2,3 --`,
    `%_\\'"`,
    'nul \0 inside',
    'lone \ud800',
  ])('%j is text and nothing else', async (hostile) => {
    await using show = at.start()
    show.emit('lights.go', { hostile }, { source: hostile })
    show.emit('lights.go')
    expect((await page(show, { source: hostile.toWellFormed() })).entries).toHaveLength(1)
    expect(await show.entries({ text: hostile })).toHaveLength(
      JSON.stringify({ hostile }).includes(hostile) ? 1 : 0,
    )
    expect(await show.entries({ runId: hostile })).toEqual([])
    expect(asRunQuery.safeParse({ types: [hostile] }).success).toBe(false)
    expect(asRunQuery.safeParse({ before: hostile }).success).toBe(false)
    expect(await show.types()).toEqual(['lights.go', 'lights.go'])
  })

  test('answers and pages are what a plain filter would give', async () => {
    const word = fc.constantFrom('lights.go', 'lights.off', 'sound.go', 'fog.on', 'standby.changed')
    const said = fc.record({
      type: word,
      wait: fc.constantFrom(0, 0, 1, 250),
      source: fc.constantFrom('a', 'b'),
      runId: fc.constantFrom('r1', 'r2', null),
    })
    const asked = fc.record(
      {
        types: fc.array(fc.oneof(word, fc.constantFrom('lights.*', 'none.*', '*')), {
          minLength: 1,
          maxLength: 3,
        }),
        source: fc.constantFrom('a', 'b', 'c'),
        runId: fc.constantFrom('r1', 'r2'),
        from: fc.nat(2000),
        to: fc.nat(4000),
        text: fc.constantFrom('GO', 'r2', 'on {"'),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(said, { maxLength: 40 }),
        asked,
        fc.integer({ min: 1, max: 9 }),
        async (events, query, limit) => {
          using here = place()
          await using show = here.start(0)
          for (const { type, wait, source, runId } of events) {
            show.clock.advanceBy(wait)
            show.emit(type, runId === null ? {} : { runId }, { source })
          }
          const all = await show.entries()
          const expected = all
            .filter(
              ({ type }) => query.types === undefined || query.types.some((one) => coversType(one, type)),
            )
            .filter(({ source }) => query.source === undefined || query.source === source)
            .filter(({ runId }) => query.runId === undefined || query.runId === runId)
            .filter(({ time }) => time >= (query.from ?? 0) && time < (query.to ?? Infinity))
            .filter(({ text }) => text.toLowerCase().includes((query.text ?? '').toLowerCase()))
            .map(({ seq }) => seq)
          const found: number[] = []
          let before: string | null = null
          do {
            const answer: AsRunPage = await page(show, {
              ...query,
              limit,
              ...(before === null ? {} : { before }),
            })
            found.push(...answer.entries.map(({ seq }) => seq))
            before = answer.next
          } while (before !== null)
          expect(all.map(({ seq }) => seq)).toEqual(events.map((_, index) => events.length - index))
          expect(found).toEqual(expected)
        },
      ),
      runs(40),
    )
  })
})
