import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cronOccurrences } from '../../../../main/expressions/cron.ts'
import type { Occurrences } from '../../../../main/expressions/occurrences.ts'
import { countOf, latestOf } from '../../../../main/expressions/occurrences.ts'
import { wallMs } from '../../../../shared/base/clock.ts'
import { formatFault } from '../../../../shared/base/result.ts'

function read(pattern: string, zone = 'UTC', except: readonly string[] = []): Occurrences {
  const found = cronOccurrences(pattern, except, zone)
  if (!found.ok) throw new Error(formatFault(found.error))
  return found.value
}

const at = (text: string) => wallMs(Date.parse(text))
const text = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')

/** The next occurrences after an instant, up to `count`; null stands for no more. */
function times({ next }: Occurrences, after: string, count: number): (string | null)[] {
  const found: (string | null)[] = []
  let instant = next(at(after))
  while (found.length < count) {
    found.push(instant === null ? null : text(instant))
    if (instant === null) break
    instant = next(instant)
  }
  return found
}

test.each<[what: string, pattern: string, zone: string, after: string, found: (string | null)[]]>([
  [
    'a day of the month',
    '0 10 15 * *',
    'UTC',
    '2026-01-20T00:00:00Z',
    ['2026-02-15T10:00:00Z', '2026-03-15T10:00:00Z'],
  ],
  [
    'the last day',
    '0 10 L * *',
    'UTC',
    '2026-01-31T10:00:00Z',
    ['2026-02-28T10:00:00Z', '2026-03-31T10:00:00Z'],
  ],
  [
    'the second Friday of a month',
    '30 18 * * fri#2',
    'Europe/Berlin',
    '2026-03-01T00:00:00Z',
    ['2026-03-13T17:30:00Z', '2026-04-10T16:30:00Z'],
  ],
  [
    'the last Friday of a month',
    '30 18 * * fri#L',
    'UTC',
    '2026-03-01T00:00:00Z',
    ['2026-03-27T18:30:00Z', '2026-04-24T18:30:00Z'],
  ],
  ['a day of the year', '0 18 24 12 *', 'UTC', '2026-12-24T18:00:00Z', ['2027-12-24T18:00:00Z']],
  ['one day alone', '0 0 18 24 12 * 2027', 'UTC', '2026-01-01T00:00:00Z', ['2027-12-24T18:00:00Z', null]],
  ['a leap day across 2100', '0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', ['2104-02-29T00:00:00Z']],
  ['a day that no year has', '0 10 30 2 *', 'UTC', '2026-01-01T00:00:00Z', [null]],
  [
    'seconds',
    '*/20 0 10 * * *',
    'UTC',
    '2026-01-01T10:00:00Z',
    ['2026-01-01T10:00:20Z', '2026-01-01T10:00:40Z'],
  ],
  ['a name', '@weekly', 'UTC', '2026-05-01T00:00:00Z', ['2026-05-03T00:00:00Z']],
  ['strictly after', '0 10 * * *', 'UTC', '2026-01-01T10:00:00Z', ['2026-01-02T10:00:00Z']],
  ['a millisecond before it', '0 10 * * *', 'UTC', '2026-01-01T09:59:59.999Z', ['2026-01-01T10:00:00Z']],
  [
    'a time that spring skips, right after the gap',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-03-28T12:00:00Z',
    ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
  ],
  [
    'a time that autumn has twice, once',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00:00Z',
    ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
  ],
  [
    'an interval through the gap of spring',
    '*/30 * * * *',
    'Europe/Berlin',
    '2026-03-29T00:00:00Z',
    ['2026-03-29T00:30:00Z', '2026-03-29T01:00:00Z', '2026-03-29T01:30:00Z'],
  ],
  [
    'an interval through both passes of autumn',
    '*/30 * * * *',
    'Europe/Berlin',
    '2026-10-25T00:00:00Z',
    ['2026-10-25T00:30:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:00:00Z'],
  ],
  [
    'in the south',
    '30 2 * * *',
    'Australia/Sydney',
    '2026-10-03T00:00:00Z',
    ['2026-10-03T16:00:00Z', '2026-10-04T15:30:00Z'],
  ],
  [
    'half an hour of Lord Howe Island',
    '15 2 * * *',
    'Australia/Lord_Howe',
    '2026-10-02T16:00:00Z',
    ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
  ],
  [
    'the day that Samoa left out',
    '0 10 30 12 *',
    'Pacific/Apia',
    '2011-12-01T00:00:00Z',
    ['2012-12-29T20:00:00Z'],
  ],
  ['its midnight', '0 0 30 12 *', 'Pacific/Apia', '2011-12-01T00:00:00Z', ['2012-12-29T10:00:00Z']],
  [
    'the days around it',
    '0 10 * * *',
    'Pacific/Apia',
    '2011-12-28T21:00:00Z',
    ['2011-12-29T20:00:00Z', '2011-12-30T20:00:00Z', '2011-12-31T20:00:00Z'],
  ],
])('%s', (_what, pattern, zone, after, found) => {
  expect(times(read(pattern, zone), after, found.length)).toEqual(found)
})

test('days that are left out are those of the zone', () => {
  const except = ['2026-12-25', '2026-12-26', '2026-02-30']
  expect(times(read('30 23 * * *', 'America/New_York', except), '2026-12-24T12:00:00Z', 2)).toEqual([
    '2026-12-25T04:30:00Z',
    '2026-12-28T04:30:00Z',
  ])
  expect(times(read('0 0 29 2 *', 'UTC', ['2028-02-29']), '2026-01-01T00:00:00Z', 1)).toEqual([
    '2032-02-29T00:00:00Z',
  ])
})

test.each([
  ['2026-05-05T10:00:00', 'it has 1 fields, and 5 to 7 are needed'],
  ['2026-05-05 10:00', 'it has 2 fields, and 5 to 7 are needed'],
  ['0 10 * *', 'it has 4 fields, and 5 to 7 are needed'],
  ['0 10 * * mon T10:00', '"T10:00" is no field of a pattern'],
  ['0 24 * * *', 'Invalid value for hour: 24'],
  ['0 10 * * 8', 'Invalid value for dayOfWeek: 8'],
  ['@reboot', 'of names there are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly'],
  ['', 'it has 1 fields, and 5 to 7 are needed'],
  ['0,'.repeat(200), 'it has over 256 characters'],
])('%s is refused', (pattern, what) => {
  const found = cronOccurrences(pattern, [], 'UTC')
  expect(found).toMatchObject({ ok: false, error: { code: 'cron/unreadable', what } })
})

test.each(['', 'Mars', 'Europe/Berln'])('a zone %o is refused and never that of the computer', (zone) => {
  expect(cronOccurrences('0 10 * * *', [], zone)).toMatchObject({ ok: false })
})

test('an instant that no calendar shows has no next', () => {
  for (const instant of [Number.NaN, Infinity, -Infinity, 8.64e15]) {
    expect(read('0 10 * * *').next(wallMs(instant))).toBeNull()
  }
})

describe('the latest of a stretch of time', () => {
  test.each([
    ['both ends count', '0 10 * * *', '2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z'],
    ['none', '0 10 * * *', '2026-05-01T10:00:00.001Z', '2026-05-02T09:59:59.999Z', null],
    ['of several', '*/10 * * * *', '2026-05-01T09:00:00Z', '2026-05-01T09:59:00Z', '2026-05-01T09:50:00Z'],
    [
      'of many, long ago',
      '* * 9 * * *',
      '2026-05-01T00:00:00Z',
      '2026-05-01T23:00:00Z',
      '2026-05-01T09:59:59Z',
    ],
  ])('%s', (_what, pattern, from, to, found) => {
    const latest = latestOf(read(pattern), at(from), at(to))
    expect(latest === null ? null : text(latest)).toBe(found)
  })

  test('is found with few questions, however many there are', () => {
    const { next } = read('* * * * * *')
    let asked = 0
    const counted: Occurrences = { next: (after) => (asked++, next(after)) }
    expect(latestOf(counted, at('2025-05-01T00:00:00Z'), at('2026-05-01T00:00:00.500Z'))).toBe(
      at('2026-05-01T00:00:00Z'),
    )
    expect(asked).toBeLessThan(50)
  })

  test('is that of going through them one by one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }),
        fc.nat(60),
        fc.nat(60),
        (all, a, b) => {
          const sorted = all.toSorted((x, y) => x - y)
          const occurrences: Occurrences = {
            next: (after) => {
              const found = sorted.find((one) => one > after)
              return found === undefined ? null : wallMs(found)
            },
          }
          const [from, to] = [Math.min(a, b), Math.max(a, b)]
          const within = sorted.filter((one) => one >= from && one <= to)
          expect(latestOf(occurrences, wallMs(from), wallMs(to))).toBe(within.at(-1) ?? null)
          const start = within[0]
          if (start !== undefined)
            expect(countOf(occurrences, wallMs(start), wallMs(to), 5)).toBe(Math.min(5, within.length))
        },
      ),
    )
  })
})
