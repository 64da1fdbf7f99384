import { describe, expect, test } from 'vitest'
import { playlistDefinition } from '../../../../shared/model/playlist.ts'
import { emissionCount, playlistLength } from '../../../../shared/model/steps.ts'

const { steps } = playlistDefinition.parse({
  id: 'a',
  name: 'A',
  steps: [
    { offset: 500, type: 'lights.go' },
    { offset: 100, type: 'lights.go', repeat: { count: 4, interval: 250 } },
  ],
})

describe('the timeline of a playlist', () => {
  test('ends with its last emission, whichever step that belongs to', () => {
    expect(playlistLength(steps)).toBe(850)
    expect(playlistLength([])).toBe(0)
  })

  test('counts every repeat', () => {
    expect(emissionCount(steps)).toBe(5)
    expect(emissionCount([])).toBe(0)
  })
})
