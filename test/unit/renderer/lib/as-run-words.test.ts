import { describe, expect, test } from 'vitest'
import {
  causeAddress,
  causeIn,
  exportAddress,
  foldedText,
  LOG_FAMILIES,
  NO_FILTER,
  queryOf,
  reachText,
  rowKeyOf,
  sinceText,
} from '../../../../renderer/lib/as-run-words.ts'
import { formatDay, formatTimeOfDay } from '../../../../renderer/lib/time-format.ts'
import type { LogFilter } from '../../../../renderer/lib/as-run-words.ts'
import { asRunFilter } from '../../../../shared/model/as-run.ts'

const NOW = Date.UTC(2026, 10, 21, 18, 30)
const filter = (change: Partial<LogFilter>): LogFilter => ({ ...NO_FILTER, ...change })

describe('the question', () => {
  test.each<[string, Partial<LogFilter>, object]>([
    ['the last ten minutes', { range: 'minutes' }, { from: NOW - 600_000 }],
    ['the last hour', {}, { from: NOW - 3_600_000 }],
    ['today', { range: 'today' }, { from: new Date(NOW).setHours(0, 0, 0, 0) }],
    ['all', { range: 'all' }, {}],
    [
      'from one moment to another',
      { range: 'custom', from: '2026-11-21T10:00', to: '2026-11-21T11:00:30' },
      { from: new Date(2026, 10, 21, 10).getTime(), to: new Date(2026, 10, 21, 11, 0, 30).getTime() },
    ],
    ['open at both ends', { range: 'custom' }, {}],
    ['up to where was jumped', { until: 5_000 }, { to: 5_000 }],
    ['a text without blanks around it', { range: 'all', text: ' red ' }, { text: 'red' }],
    [
      'two families, each type once',
      { range: 'all', families: new Set(['warnings', 'outputs']) },
      {
        types: [
          'osc.send',
          'osc.sendFailed',
          'midi.send',
          'midi.sendFailed',
          'health.*',
          'resource.*',
          'runner.*',
          'device.lost',
          'command.rejected',
          'param.rejected',
          'rule.limited',
          'rule.failed',
        ],
      },
    ],
  ])('for %s', (_, change, query) => expect(queryOf(filter(change), NOW)).toEqual(query))

  test('the engine takes the types of all families', () => {
    const families = new Set(LOG_FAMILIES.map(([family]) => family))
    expect(asRunFilter.safeParse(queryOf(filter({ families }), NOW)).success).toBe(true)
  })
})

test('the export has the same filter, each type on its own', () => {
  const asked = filter({ families: new Set(['gestures', 'thrown']), text: 'a b&c', until: NOW })
  expect(exportAddress('csv', asked, NOW)).toBe(
    '/api/as-run/export?format=csv&to=2026-11-21T18%3A30%3A00.000Z&types=gesture.*&types=thrown.*&text=a+b%26c',
  )
})

describe('how long the log lasts', () => {
  const health = {
    ...{ session: 1, written: 1, dropped: 0, waiting: 0, bytes: 1, trouble: null, begunAnew: 0, earlier: 0 },
    ...{ completeSince: NOW - 31 * 3_600_000, removed: true, holds: 40 * 3_600_000 },
  }

  test.each([
    [{}, 'Holds the last 31 h; at this rate 40 h'],
    [{ holds: null }, 'Holds the last 31 h'],
    [
      { completeSince: NOW - 90_000, removed: false, holds: null },
      `Begins ${formatTimeOfDay(NOW - 90_000).slice(0, 5)}; nothing was dropped`,
    ],
    [
      { removed: false, dropped: 58 },
      `Begins ${formatDay(NOW - 31 * 3_600_000)}; 58 entries were dropped; room for 40 h at this rate`,
    ],
    [{ completeSince: null }, 'Holds 40 h'],
    [{ completeSince: null, holds: null }, ''],
    [{ completeSince: NOW - 90_000, holds: 2.44 * 3_600_000 }, 'Holds the last 2 min; at this rate 2.4 h'],
    [{ holds: 90 * 86_400_000 }, 'Holds the last 31 h; at this rate 90 days'],
    [
      { holds: null, earlier: 12_000 },
      'Holds the last 31 h; 12,000 entries of an earlier version are still to come',
    ],
  ])('%j', (change, told) => {
    expect(reachText({ ...health, ...change }, NOW)).toBe(told)
  })

  test('and since when it is complete', () => {
    const day = formatDay(NOW - 31 * 3_600_000)
    expect(sinceText(health)).toBe(`${day}, older removed`)
    expect(sinceText({ ...health, removed: false })).toBe(day)
    expect(sinceText({ ...health, completeSince: null })).toBe('nothing yet')
  })
})

test('what was folded says how often, and between when', () => {
  const time = new Date(2026, 10, 21, 20, 14, 3, 120).getTime()
  const folded = {
    count: 1412,
    firstSeq: 7,
    lastSeq: 9000,
    firstTime: time,
    lastTime: time + 6580,
    values: [],
  }
  expect(foldedText({ folded })).toBe('1,412 times between 20:14:03.120 and 20:14:09.700')
  expect(foldedText({})).toBeNull()
  expect(rowKeyOf({ session: 2, seq: 80, folded })).toBe('2:7')
  expect(rowKeyOf({ session: 2, seq: 80 })).toBe('2:80')
})

test.each([
  ['123', { session: 0, seq: 123 }],
  ['5-123', { session: 5, seq: 123 }],
  ['', null],
  [null, null],
  ['x', null],
  ['1-2-3', null],
  ['9'.repeat(40), null],
])('an address that says %s means the entry %j', (text, entry) => {
  expect(causeIn(text)).toEqual(entry)
  if (entry !== null) expect(causeAddress(entry)).toBe(text)
})
