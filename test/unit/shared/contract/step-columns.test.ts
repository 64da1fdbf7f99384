import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnsOf, stepsOf } from '../../../../shared/contract/step-columns.ts'
import type { KeyedSteps } from '../../../../shared/contract/step-columns.ts'
import type { PlaylistStep } from '../../../../shared/model/playlist.ts'

const message = (at: number) => ({ target: 'desk', address: `/par/${at}/level`, args: [0.5] })

function across(steps: KeyedSteps): KeyedSteps {
  return stepsOf(JSON.parse(JSON.stringify(columnsOf(steps))) as ReturnType<typeof columnsOf>)
}

describe('steps as columns', () => {
  test('say what many steps emit once but for arguments, keys as ranges, and repeats only where there are any', () => {
    const steps: PlaylistStep[] = [
      { offset: 0, type: 'osc.send', payload: message(1) },
      { offset: 5, type: 'osc.send', payload: message(1), repeat: { count: 3, interval: 2 } },
      { offset: 7, type: 'osc.send', payload: message(1), producer: 'me' },
    ]
    expect(columnsOf({ steps, keys: Uint32Array.of(4, 5, 2) })).toEqual({
      keys: [
        [4, 5],
        [2, 2],
      ],
      offsets: [0, 5, 7],
      emissions: [
        { type: 'osc.send', payload: { ...message(1), args: [] }, takesArgs: true },
        { type: 'osc.send', payload: { ...message(1), args: [] }, takesArgs: true, producer: 'me' },
      ],
      emits: [0, 0, 1],
      args: [[0.5], [0.5], [0.5]],
      repeats: [[1, 3, 2]],
    })
  })

  test('come out as they went in', () => {
    const anyMessage = fc.record({
      target: fc.constantFrom('desk', 'media', 7),
      address: fc.constantFrom('/a', '/b'),
      types: fc.constantFrom(undefined, 'f', ''),
      args: fc.constantFrom([], [1], ['x', null], 'none'),
      more: fc.constantFrom(undefined, undefined, 1),
    })
    const step = fc
      .record({
        offset: fc.constantFrom(0, 0.1, 333.333, 1e6),
        type: fc.constantFrom('lights.go', 'osc.send'),
        payload: fc.oneof(fc.jsonValue(), anyMessage),
        producer: fc.constantFrom(undefined, 'me', 'you\n'),
        repeat: fc.constantFrom(undefined, { count: 2, interval: 0.5 }),
      })
      .map(({ producer, repeat, ...rest }) => ({
        ...rest,
        ...(producer === undefined ? {} : { producer }),
        ...(repeat === undefined ? {} : { repeat }),
      }))
    fc.assert(
      fc.property(fc.array(step), (any) => {
        // As a show holds them: what JSON cannot say is none of it.
        const steps = JSON.parse(JSON.stringify(any)) as PlaylistStep[]
        const keys = Uint32Array.from(steps, (_, place) => (place * 7) % 11)
        expect(across({ steps, keys })).toEqual({ steps, keys })
      }),
    )
  })

  test('of 100,000 steps to 40 fixtures take a quarter of what they take as objects', () => {
    const steps = Array.from({ length: 100_000 }, (_, place): PlaylistStep => {
      const payload = { ...message(place % 40), args: [place / 100_000] }
      return { offset: place * 20, type: 'osc.send', payload }
    })
    const keys = Uint32Array.from(steps, (_, place) => place + 1)
    const [whole, columns] = [steps, columnsOf({ steps, keys })].map((value) => JSON.stringify(value).length)
    expect(columns! * 4).toBeLessThan(whole!)
  })
})
