import { describe, expect, test } from 'vitest'
import {
  differenceWords,
  gapWords,
  insteadWords,
  originWords,
  previewWords,
  whenWords,
} from '../../../../renderer/lib/version-words.ts'
import type { ShowVersion, VersionDifference } from '../../../../shared/model/show-version.ts'

const at = (day: number, hours: number, minutes = 0, month = 10, year = 2026): number =>
  new Date(year, month, day, hours, minutes).getTime()
const NOW = at(27, 14, 30)

const saved = (time: number, others: Partial<ShowVersion> = {}): ShowVersion => ({
  ...{ id: 1, at: time, kind: 'save', bytes: 10, digest: '', by: 'FOH tablet', generation: 2 },
  ...{ name: 'Tonight', format: 1 },
  ...others,
})

test.each([
  [at(27, 14, 5), 'today 14:05'],
  [at(27, 0, 0), 'today 00:00'],
  [at(26, 23, 59), 'yesterday 23:59'],
  [at(25, 9, 0), 'Wednesday 09:00'],
  [at(21, 9, 0), 'Saturday 09:00'],
  [at(20, 9, 0), '20 Nov 09:00'],
  [at(3, 9, 0, 9, 2025), '3 Oct 2025 09:00'],
  // A clock that was ahead.
  [at(28, 9, 0), '28 Nov 09:00'],
])('%d is %s', (time, words) => expect(whenWords(time, NOW)).toBe(words))

test.each([
  [30_000, 'less than a minute after the one before'],
  [3 * 60_000, '3 min after the one before'],
  [3_600_000, '1 h after the one before'],
  [3_600_000 * 2.5, '2 h 30 min after the one before'],
  [86_400_000, 'a day after the one before'],
  [86_400_000 * 3, '3 days after the one before'],
  [-30_000, 'less than a minute after the one before'],
  [-3_600_000, 'saved after the one below: the clock was put back in between'],
])('%d ms later is %s', (gap, words) => expect(gapWords(saved(NOW + gap), saved(NOW))).toBe(words))

test('the oldest comes after none', () => expect(gapWords(saved(NOW), undefined)).toBeNull())

test('who saved it is said, or why nobody knows', () => {
  expect(originWords(saved(NOW))).toBe('saved by FOH tablet')
  expect(originWords(saved(NOW, { kind: 'found', by: null }))).toBe(
    'what the file held before it was saved here',
  )
  expect(originWords(saved(NOW, { kind: 'unknown', by: null }))).toBe('who saved it is not known')
})

describe('what is other', () => {
  const DIFFERENCES: readonly (readonly [VersionDifference, string])[] = [
    [{ kind: 'playlist', how: 'added', count: 1, names: ['Intro'] }, 'playlist Intro added'],
    [{ kind: 'cue', how: 'added', count: 3, names: ['1', '2', '3'] }, '3 cues added: 1, 2, 3'],
    [{ kind: 'step', how: 'moved', count: 12, in: 'Chase', names: [] }, '12 steps of Chase moved'],
    [{ kind: 'step', how: 'removed', count: 1, in: 'Chase', names: [] }, '1 step of Chase removed'],
    [
      { kind: 'rule', how: 'changed', count: 1, in: 'House', names: ['doors'] },
      'rule doors of House changed',
    ],
    [
      { kind: 'param', how: 'removed', count: 1007, names: ['a', 'b', 'c', 'd', 'e'] },
      '1,007 parameters removed: a, b, c, d, e and 1,002 more',
    ],
    [{ kind: 'playlist', how: 'moved', count: 4, names: [] }, 'other order of playlists'],
    [
      { kind: 'setting', how: 'changed', count: 2, names: ['name', 'notes'] },
      '2 settings changed: name, notes',
    ],
  ]
  test.each(DIFFERENCES)('%o', (difference, words) => expect(differenceWords(difference)).toBe(words))

  test('is cut where there is more than is told', () => {
    const differences = DIFFERENCES.slice(0, 1).map(([difference]) => difference)
    const preview = { version: saved(NOW), generation: 3, differences, more: 7 }
    expect(previewWords(preview)).toEqual(['playlist Intro added', 'and 7 more differences'])
    expect(previewWords({ ...preview, differences: [], more: 0 })).toEqual([])
  })
})

test('what stands in for a file is said, with what was passed over', () => {
  const instead = { version: 3, at: at(27, 14, 5), by: 'FOH tablet', passedOver: 0 }
  expect(insteadWords(instead, NOW)).toBe('the version saved today 14:05 by FOH tablet')
  expect(insteadWords({ ...instead, by: null, passedOver: 2 }, NOW)).toBe(
    'the version saved today 14:05 (2 newer ones cannot be used either)',
  )
})
