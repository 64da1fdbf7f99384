import { expect, test } from 'vitest'
import { showText } from '../../../../main/web/show-text.ts'
import { showFile } from '../../../../shared/model/show.ts'

test('a show in pieces is the show, and no piece is large', () => {
  const steps = Array.from({ length: 2100 }, (_, index) => ({ offset: index, type: 'lights.go' }))
  const show = showFile.parse({
    version: 1,
    name: 'Large',
    events: { 'lights.go': {} },
    playlists: [
      { id: 'a', name: 'A', steps },
      { id: 'b', name: 'B', steps: [] },
      { id: 'c', name: 'C', steps: steps.slice(0, 500) },
    ],
  })
  const pieces = [...showText({ show, path: null, generation: 7 })]
  expect(JSON.parse(pieces.join(''))).toEqual({ generation: 7, path: null, show })
  for (const piece of pieces) expect(piece.length).toBeLessThan(50_000)
})
