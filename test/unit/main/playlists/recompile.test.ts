import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recompileTimeline } from '../../../../main/playlists/recompile.ts'
import { compileTimeline, packetOf, targetOf } from '../../../../main/playlists/timeline.ts'
import type { CompiledTimeline, EncodeDirect } from '../../../../main/playlists/timeline.ts'
import { keptPlaces } from '../../../../shared/base/kept-places.ts'
import { playlistStep } from '../../../../shared/model/playlist.ts'
import type { PlaylistStep } from '../../../../shared/model/playlist.ts'

let encoded = 0
const encode: EncodeDirect = (type, payload) => {
  encoded += 1
  if (type !== 'osc.send') return null
  const { target } = payload as { target: string }
  return { target, packet: new TextEncoder().encode(JSON.stringify(payload)) }
}

/** All that plays, whatever targets are numbered. */
function played(timeline: CompiledTimeline, steps: readonly PlaylistStep[]) {
  const { id: _, targets: __, targetOf: ___, packets: ____, packetStart: _____, ...others } = timeline
  const packets = steps.map((____step, step) => [
    targetOf(timeline, step) ?? null,
    new TextDecoder().decode(Uint8Array.from(packetOf(timeline, step))),
  ])
  return { ...others, packets }
}

const anyStep: fc.Arbitrary<PlaylistStep> = fc
  .record({
    offset: fc.integer({ min: 0, max: 6 }),
    repeat: fc.option(
      fc.record({ count: fc.integer({ min: 1, max: 3 }), interval: fc.constantFrom(1, 0.5) }),
      {
        nil: undefined,
      },
    ),
    does: fc.oneof(
      fc.record({
        type: fc.constant('osc.send'),
        payload: fc.record({
          target: fc.constantFrom('desk', 'lights', 'sound'),
          address: fc.constantFrom('/a', '/b', '/cue/1/go'),
          args: fc.constantFrom([1], [2.5]),
        }),
      }),
      fc.constant({ type: 'lights.go', payload: {} }),
      fc.constant({ type: 'interrupt.raise', payload: { kind: 'confirmation', prompt: 'Go on?' } }),
    ),
  })
  .map(({ offset, repeat, does }) => {
    const repeats = does.type === 'interrupt.raise' || repeat === undefined ? {} : { repeat }
    return playlistStep.parse({ offset, ...repeats, ...does })
  })

type Change = (steps: readonly PlaylistStep[]) => readonly PlaylistStep[]

const anyPlace = fc.nat({ max: 20 })
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(anyPlace, anyStep).map(
    ([at, step]): Change =>
      (steps) =>
        steps.toSpliced(at, 0, step),
  ),
  fc.tuple(anyPlace, anyPlace).map(
    ([at, count]): Change =>
      (steps) =>
        steps.toSpliced(at, count % 3),
  ),
  fc.tuple(anyPlace, fc.nat({ max: 8 })).map(
    ([at, offset]): Change =>
      (steps) =>
        steps.map((step, place) => (place === at ? { ...step, offset } : step)),
  ),
  fc.tuple(anyPlace, anyStep).map(
    ([at, { type, payload }]): Change =>
      (steps) =>
        steps.map((step, place) => (place === at ? { ...step, type, payload } : step)),
  ),
  fc.tuple(anyPlace, anyPlace).map(([one, to]): Change => (steps) => {
    const moved = steps.slice(one, one + 2)
    return steps.toSpliced(one, 2).toSpliced(to, 0, ...moved)
  }),
)

test('a timeline that follows edits is the one that is made of the steps as they are', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 12 }),
      fc.array(fc.array(anyChange, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      (first, edits) => {
        let steps: readonly PlaylistStep[] = first
        let timeline = compileTimeline(steps, encode)
        for (const changes of edits) {
          const next = changes.reduce((now, change) => change(now), steps)
          const kept = keptPlaces(steps, next)
          timeline = recompileTimeline({ timeline, steps }, next, kept, encode)
          steps = next
          expect(played(timeline, steps)).toEqual(played(compileTimeline(steps, encode), steps))
        }
      },
    ),
    { numRuns: 300 },
  )
})

describe('only what is new is worked out', () => {
  const steps = Array.from({ length: 1000 }, (_, offset) =>
    playlistStep.parse({
      offset,
      type: 'osc.send',
      payload: { target: 'desk', address: `/a/${offset}`, args: [offset] },
    }),
  )

  function recompiled(next: readonly PlaylistStep[]) {
    const timeline = compileTimeline(steps, encode)
    encoded = 0
    const made = recompileTimeline({ timeline, steps }, next, keptPlaces(steps, next), encode)
    return { timeline, made, encoded }
  }

  test('of steps that are moved in time no packet', () => {
    const next = steps.map((step, at) => (at % 10 === 0 ? { ...step, offset: step.offset + 333.333 } : step))
    const { timeline, made, encoded: count } = recompiled(next)
    expect(count).toBe(0)
    expect(made.packets).toBe(timeline.packets)
    expect(made.targetOf).toBe(timeline.targetOf)
  })

  test('of a step that sends something else its packet, and no time', () => {
    const payload = { target: 'desk', address: '/new', args: [1] }
    const { timeline, made, encoded: count } = recompiled(steps.with(500, { ...steps[500]!, payload }))
    expect(count).toBe(1)
    expect(made.offsets).toBe(timeline.offsets)
  })

  test('of a step that comes or goes that one', () => {
    expect(
      recompiled(
        steps.toSpliced(500, 0, { ...steps[0]!, payload: { target: 'desk', address: '/new', args: [] } }),
      ).encoded,
    ).toBe(1)
    expect(recompiled(steps.toSpliced(500, 1)).encoded).toBe(0)
  })
})
