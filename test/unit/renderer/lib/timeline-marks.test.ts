import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TimelineStep } from '../../../../renderer/lib/timeline-steps.ts'
import { columnsFor, fillColumns, hitTest } from '../../../../renderer/lib/timeline-marks.ts'
import { laneOf } from '../../../../renderer/lib/timeline-rows.ts'

function step(offset: number, count = 1, interval = 0): TimelineStep {
  return { offset, count, interval, label: '/a', way: '/a', type: 'osc.send' }
}

const scale = { start: 0, span: 1_000, width: 100 }

function filled(steps: readonly TimelineStep[], shown = scale) {
  const columns = columnsFor(shown.width)
  fillColumns(columns, laneOf('', steps), shown)
  return columns
}

const marked = (marks: Uint8Array): number[] => [...marks.keys()].filter((column) => marks[column]! > 0)

describe('marks of a row', () => {
  test('each emission marks its pixel column', () => {
    expect(marked(filled([step(0), step(255), step(200, 3, 100)]).marks)).toEqual([0, 20, 25, 30, 40])
  })

  test('emissions in one column are counted', () => {
    expect(filled([step(500), step(501), step(509)]).marks[50]).toBe(3)
  })

  test('a repeat denser than the pixels fills its stretch', () => {
    expect(marked(filled([step(100, 301, 1)]).marks)).toEqual(
      Array.from({ length: 31 }, (_, index) => 10 + index),
    )
  })

  test('a repeat is under way from its first emission to its last', () => {
    const { spans } = filled([step(200, 3, 100)])
    expect([19, 20, 35, 40, 41].map((column) => spans[column])).toEqual([0, 1, 1, 1, 0])
  })

  test('a repeat that reaches over both edges is under way everywhere', () => {
    const { spans, marks } = filled([step(0, 11, 1_000)], { start: 4_200, span: 500, width: 100 })
    expect(spans[0]).toBe(1)
    expect(spans[100]).toBe(1)
    expect(marked(marks)).toEqual([])
  })

  test('marks are where a plain loop over all emissions puts them', () => {
    const steps = fc.array(
      fc.record({
        offset: fc.integer({ min: 0, max: 3_000 }),
        count: fc.integer({ min: 1, max: 40 }),
        interval: fc.integer({ min: 10, max: 400 }),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 2_000 }), (sketches, start) => {
        const shown = { start, span: 1_000, width: 100 }
        const expected = new Set<number>()
        for (const { offset, count, interval } of sketches) {
          for (let repeat = 0; repeat < count; repeat += 1) {
            const x = Math.floor((offset + repeat * interval - start) / 10)
            if (x >= 0 && x < 100) expected.add(x)
          }
        }
        const made = filled(
          sketches.map(({ offset, count, interval }) => step(offset, count, interval)),
          shown,
        )
        expect(marked(made.marks.subarray(0, 100))).toEqual([...expected].sort((left, right) => left - right))
      }),
    )
  })
})

describe('what lies under the pointer', () => {
  const row = laneOf('', [step(200), step(400, 5, 100), step(200)])

  test('the nearest repeat is named, counted from 0', () => {
    expect(hitTest(row, scale, 61, 6)).toMatchObject({ place: 1, repeat: 2, time: 600, others: 0 })
  })

  test('further steps on the same pixel are counted', () => {
    expect(hitTest(row, scale, 20, 6)).toMatchObject({ place: 0, repeat: 0, time: 200, others: 1 })
  })

  test('nothing is hit beyond the tolerance', () => {
    expect(hitTest(row, scale, 10, 6)).toBeNull()
    expect(hitTest(row, scale, 90, 6)).toBeNull()
  })
})

test('a value that moves is a mark where it begins, and a bar until its end', () => {
  const row = laneOf('', [
    { offset: 20, count: 1, interval: 0, lasts: 50, type: 'osc.ramp', way: '/v', label: '' },
  ])
  const columns = columnsFor(100)
  fillColumns(columns, row, { start: 0, span: 100, width: 100 })
  expect([...columns.marks].flatMap((mark, x) => (mark > 0 ? [x] : []))).toEqual([20])
  expect([...columns.spans].flatMap((span, x) => (span > 0 ? [x] : []))).toEqual(
    Array.from({ length: 51 }, (_, x) => 20 + x),
  )
})
