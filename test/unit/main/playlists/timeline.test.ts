import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileTimeline, emissionAt } from '../../../../main/playlists/timeline.ts'
import type { DirectSend } from '../../../../main/playlists/timeline.ts'
import { playlist } from '../../../support/stage.ts'

const step = fc.record(
  {
    offset: fc.integer({ min: 0, max: 1000 }),
    type: fc.constant('lights.go'),
    repeat: fc.record({ count: fc.integer({ min: 1, max: 5 }), interval: fc.integer({ min: 1, max: 300 }) }),
  },
  { requiredKeys: ['offset', 'type'] },
)

describe('a compiled timeline', () => {
  test('holds every emission once, ordered by offset, then by place in the definition, then by repeat', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const timeline = compileTimeline(playlist({ id: 'p', steps }).steps, () => null)
        const expected = steps
          .flatMap(({ offset, repeat }, index) =>
            Array.from({ length: repeat?.count ?? 1 }, (_, k) => [
              offset + k * (repeat?.interval ?? 0),
              index,
              k,
            ]),
          )
          .sort(([a1, a2, a3], [b1, b2, b3]) => a1! - b1! || a2! - b2! || a3! - b3!)
        const actual = Array.from(timeline.offsets, (offset, at) => [
          offset,
          timeline.steps[at],
          timeline.repeats[at],
        ])
        expect(actual).toEqual(expected)
        expect(timeline.length).toBe(Math.max(0, ...expected.map(([offset]) => offset!)))
      }),
    )
  })

  test('packs the ready packets of direct steps and leaves the others to the dispatcher', () => {
    const sends: Record<string, DirectSend> = {
      'a.x': { packet: Uint8Array.of(1, 2), target: 'one' },
      'a.y': { packet: Uint8Array.of(3), target: 'two' },
    }
    const steps = ['a.x', 'a.other', 'a.y', 'a.x'].map((type, offset) => ({ offset, type }))
    const timeline = compileTimeline(playlist({ id: 'p', steps }).steps, (type) => sends[type] ?? null)
    const packets = steps.map((_, at) => [
      ...timeline.packets.subarray(timeline.packetStart[at], timeline.packetStart[at + 1]),
    ])
    expect(packets).toEqual([[1, 2], [], [3], [1, 2]])
    expect([...timeline.targetOf]).toEqual([0, 0xffff, 1, 0])
    expect(timeline.targets).toEqual(['one', 'two'])
  })

  test('marks the steps at which a run holds', () => {
    const steps = ['lights.a', 'interrupt.raise', 'lights.b'].map((type, offset) => ({ offset, type }))
    const timeline = compileTimeline(playlist({ id: 'p', steps }).steps, () => null)
    expect([...timeline.holds]).toEqual([0, 1, 0])
  })

  test('finds the first emission at or after a position', () => {
    const steps = [0, 100, 100, 250].map((offset) => ({ offset, type: 'lights.go' }))
    const timeline = compileTimeline(playlist({ id: 'p', steps }).steps, () => null)
    expect([0, 1, 100, 101, 250, 251].map((position) => emissionAt(timeline, position))).toEqual([
      0, 1, 1, 3, 3, 4,
    ])
  })
})
