import { describe, expect, test } from 'vitest'
import type { Anchor } from '../../../../shared/model/payload/playlist.ts'
import { positionAt, remainingAt } from '../../../../renderer/lib/position.ts'

const running: Anchor = { at: 1_000, position: 500, rate: 1, state: 'running' }

describe('where a run stands', () => {
  test.each([
    ['moves with the clock while running', running, 3_000, 2_500],
    ['moves faster at a higher rate', { ...running, rate: 1.5 }, 3_000, 3_500],
    ['stands still while paused', { ...running, state: 'paused' as const }, 9_000, 500],
    ['starts anew from where it was moved to', { ...running, at: 2_000, position: 4_000 }, 2_250, 4_250],
    ['never passes the end', running, 100_000, 10_000],
    ['does not run backwards when the clock reads before the anchor', running, 990, 500],
  ])('%s', (_, anchor, now, position) => {
    expect(positionAt(anchor, now, 10_000)).toBe(position)
  })

  test('what remains is told in real time, not in time of the timeline', () => {
    expect(remainingAt({ ...running, rate: 2 }, 1_000, 10_500)).toBe(5_000)
  })

  test('a playlist without length stands at 0', () => {
    expect(positionAt(running, 5_000, 0)).toBe(0)
  })
})
