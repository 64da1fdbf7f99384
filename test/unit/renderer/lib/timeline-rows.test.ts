import { describe, expect, test } from 'vitest'
import type { TimelineStep } from '../../../../renderer/lib/timeline-steps.ts'
import { laneOf, rowsOf, stepsWithin } from '../../../../renderer/lib/timeline-rows.ts'

function step(offset: number, label: string, count = 1, interval = 0): TimelineStep {
  return { offset, count, interval, label, way: label.split(' ', 1)[0] as string, type: 'osc.send' }
}

describe('rows of a timeline', () => {
  test('few steps have a row each, in the order of the playlist', () => {
    const rows = rowsOf([step(500, '/b 1'), step(0, '/a 1')])
    expect(rows.map(({ label, places }) => [label, places])).toEqual([
      ['/b 1', [0]],
      ['/a 1', [1]],
    ])
  })

  test('many steps share a row by the address they send to', () => {
    const rows = rowsOf(
      Array.from({ length: 100 }, (_, index) => step(index, `/light/${index % 3} ${index}`)),
    )
    expect(rows.map(({ label, steps }) => [label, steps.length])).toEqual([
      ['/light/0', 34],
      ['/light/1', 33],
      ['/light/2', 33],
    ])
  })

  test('more addresses than rows are shown by event type', () => {
    const rows = rowsOf(Array.from({ length: 1_000 }, (_, index) => step(index, `/light/${index} 1`)))
    expect(rows.map(({ label }) => label)).toEqual(['osc.send'])
  })

  test('steps of a row are in order of time, equal ones in order of the playlist', () => {
    const lane = laneOf('all', [step(20, 'c'), step(10, 'a'), step(20, 'd'), step(10, 'b')])
    expect(lane.steps.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd'])
    expect(lane.places).toEqual([1, 3, 0, 2])
  })

  test('what is on screen includes a long repeat that began before it', () => {
    const lane = laneOf('all', [
      step(0, 'long', 100, 100),
      step(10, 'gone'),
      step(5_000, 'here'),
      step(20_000, 'later'),
    ])
    const [from, to] = stepsWithin(lane, 4_900, 5_100)
    expect(lane.steps.slice(from, to).map(({ label }) => label)).toEqual(['long', 'gone', 'here'])
  })

  test('past the last emission nothing is on screen', () => {
    const lane = laneOf('all', [step(0, 'long', 11, 100), step(10, 'short')])
    const [from, to] = stepsWithin(lane, 1_001, 2_000)
    expect(to - from).toBe(0)
  })
})
