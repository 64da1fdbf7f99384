import { describe, expect, test } from 'vitest'
import { placesOf, shapeOf } from '../../../../renderer/lib/show-places.ts'
import type { ShowPlaces } from '../../../../renderer/lib/show-places.ts'

const at = (width: number, height: number) => ({ width, height })
const everyPane = ({ main, second, under, top, side }: ShowPlaces) => [
  ...main,
  ...second,
  ...under,
  ...top,
  ...side,
]

test.each([
  [390, 844, 'single'],
  [844, 390, 'low'],
  [820, 1180, 'stacked'],
  [900, 700, 'stacked'],
  [1024, 600, 'low'],
  [1024, 768, 'columns'],
  [1440, 900, 'columns'],
  [1920, 1080, 'wide'],
  [2560, 1440, 'wide'],
  [3840, 2160, 'wide'],
])('a window of %i by %i is %s', (width, height, shape) => {
  expect(shapeOf(at(width, height))).toBe(shape)
})

describe('every window', () => {
  const sizes = [at(390, 844), at(844, 390), at(820, 1180), at(1024, 768), at(1440, 900), at(2560, 1440)]

  test.each([0, 1, 3])('has all that there is exactly once, with %i lists', (lists) => {
    for (const size of sizes) {
      const panes = everyPane(placesOf(size, lists)).filter((pane) => pane !== 'secondCues')
      const wanted = ['cues', 'playlists', 'runs', 'timeline', 'activity']
      expect(panes.toSorted()).toEqual(wanted.toSorted())
    }
  })

  test('has the list that GO walks through in front, and the activity behind a tab', () => {
    for (const lists of [0, 1]) {
      for (const size of sizes) {
        const places = placesOf(size, lists)
        expect(places.main[0]).toBe(lists === 0 ? 'playlists' : 'cues')
        const behind = [places.main, places.side].find((panes) => panes.includes('activity')) ?? []
        expect(behind.indexOf('activity')).toBeGreaterThan(0)
      }
    }
  })
})

test('a second list stands beside the first where there is room for both', () => {
  expect(placesOf(at(2560, 1440), 2).second).toEqual(['secondCues'])
  expect(placesOf(at(2560, 1440), 1).second).toEqual([])
  expect(placesOf(at(1440, 900), 2).second).toEqual([])
})
