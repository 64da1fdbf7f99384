import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diff, patched } from '../../../../shared/contract/patch.ts'
import type { ParamsView, RunView, RunsView } from '../../../../shared/contract/streams.ts'

const runs = (standby: string | null, ...views: readonly (readonly [string, number])[]): RunsView =>
  ({ standby, runs: views.map(([runId, emitted]) => ({ runId, emitted }) as RunView) }) satisfies RunsView

describe('a patch', () => {
  test('says nothing where nothing is another', () => {
    expect(diff('runs', runs('a', ['1', 0]), runs('a', ['1', 0]))).toEqual({ fields: {}, lists: {} })
  })

  test('holds the fields that are another, and of a list only the items that are', () => {
    expect(diff('runs', runs('a', ['1', 0], ['2', 5]), runs('b', ['1', 0], ['2', 6]))).toEqual({
      fields: { standby: 'b' },
      lists: { runs: { put: [{ runId: '2', emitted: 6 }] } },
    })
  })

  test('says the order where items came, went or changed places', () => {
    expect(diff('runs', runs(null, ['1', 0], ['2', 0]), runs(null, ['3', 0], ['1', 0])).lists).toEqual({
      runs: { order: { head: 0, tail: 0, keys: ['3', '1'] }, put: [{ runId: '3', emitted: 0 }] },
    })
    expect(diff('runs', runs(null, ['1', 0]), runs(null)).lists).toEqual({
      runs: { order: { head: 0, tail: 0, keys: [] }, put: [] },
    })
  })

  test('names of a long list only the place where something came, went or moved', () => {
    const all = Array.from({ length: 5000 }, (_, place): readonly [string, number] => [`r${place}`, 0])
    const before = runs(null, ...all)
    const cases = [
      runs(null, ...all, ['new', 1]),
      runs(null, ...all.toSpliced(2000, 0, ['new', 1])),
      runs(null, ...all.toSpliced(2000, 1)),
      runs(null, ...all.toSpliced(2000, 2, all[2001]!, all[2000]!)),
    ]
    for (const after of cases) {
      const sent = diff('runs', before, after)
      expect(JSON.stringify(sent).length).toBeLessThan(150)
      expect(patched('runs', before, sent)).toEqual(after)
    }
  })

  test('leaves what did not change as the very same object', () => {
    const before = runs(null, ['1', 0], ['2', 0])
    const after = patched('runs', before, diff('runs', before, runs(null, ['1', 1], ['2', 0])))
    expect(after.runs[1]).toBe(before.runs[1])
    expect(before.runs[0]).toEqual({ runId: '1', emitted: 0 })
  })

  test('makes of any value any other, also after it was written out and read', () => {
    const anyRuns = fc
      .tuple(
        fc.option(fc.string({ maxLength: 3 })),
        fc.uniqueArray(fc.tuple(fc.constantFrom('1', '2', '10', 'a', '__proto__'), fc.nat(3)), {
          selector: ([id]) => id,
        }),
      )
      .map(([standby, views]) => runs(standby, ...views))
    fc.assert(
      fc.property(anyRuns, anyRuns, (before, after) => {
        const sent = JSON.parse(JSON.stringify(diff('runs', before, after))) as ReturnType<typeof diff>
        expect(patched('runs', before, sent)).toEqual(after)
      }),
    )
  })
})

describe('a patch of the parameters', () => {
  const params = (...values: readonly number[]): ParamsView => ({
    layers: [],
    params: values.map((value, place) => ({
      ...{ name: `param-${place}`, value, committed: 0, moving: true },
      ...{ by: 'FOH tablet', changedAt: 123_456.789, fade: null, refused: null },
    })),
  })

  test('holds those that moved, whatever else there is', () => {
    const before = params(...Array.from({ length: 1000 }, () => 0))
    const after = { ...before, params: before.params.with(500, { ...before.params[500]!, value: 0.5 }) }
    const sent = diff('params', before, after)
    expect(sent.lists).toEqual({ params: { put: [{ ...before.params[500], value: 0.5 }] } })
    expect(JSON.stringify(sent).length).toBeLessThan(200)
    expect(patched('params', before, sent)).toEqual(after)
  })

  test('holds of many that moved alike only what is another of them', () => {
    const before = params(...Array.from({ length: 500 }, () => 0))
    const moved = before.params.map((param, place) => ({
      ...param,
      value: (place + 1) / 7,
      changedAt: 123_999.5,
      ...(place === 3 && { refused: { value: '200', by: 'QLab', what: 'too far', at: 5 } }),
    }))
    const after = { ...before, params: moved }
    const sent = diff('params', before, after)
    expect(sent.lists['params']?.put).toEqual([moved[3]])
    expect(sent.lists['params']?.columns?.map(({ at, fields }) => [at.length, Object.keys(fields)])).toEqual([
      [499, ['value', 'changedAt']],
    ])
    expect(JSON.stringify(sent).length).toBeLessThan(20_000)
    expect(patched('params', before, sent)).toEqual(after)
  })

  test('makes of many any others, whatever of them is another, comes, goes or moves', () => {
    const anyParam = fc.record(
      {
        name: fc.constant(''),
        value: fc.nat(2),
        changedAt: fc.option(fc.nat(2)),
        controls: fc.option(fc.array(fc.record({ by: fc.constantFrom('a', 'b') }), { maxLength: 1 })),
      },
      { requiredKeys: ['name', 'value', 'changedAt'] },
    )
    const anyParams = fc
      .tuple(fc.array(anyParam, { minLength: 20, maxLength: 40 }), fc.nat(20))
      .map(([list, turned]) => {
        const named = list.map((param, place) => ({ ...param, name: `p${place}` }))
        const turnedRound = [...named.slice(turned), ...named.slice(0, turned)]
        return { params: turnedRound, layers: [] } as unknown as ParamsView
      })
    fc.assert(
      fc.property(anyParams, anyParams, (before, after) => {
        const sent = JSON.parse(JSON.stringify(diff('params', before, after))) as ReturnType<typeof diff>
        expect(patched('params', before, sent)).toEqual(after)
      }),
    )
  })
})
