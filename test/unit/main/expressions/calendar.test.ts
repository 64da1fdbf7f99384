import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextOccurrence } from '../../../../main/expressions/calendar.ts'
import type { Place } from '../../../../main/expressions/calendar.ts'
import { instantOf, localOf } from '../../../../main/expressions/zone.ts'
import { wallMs } from '../../../../shared/base/clock.ts'
import { WEEKDAYS, calendar } from '../../../../shared/model/scheduler.ts'
import { runs } from '../../../support/property-runs.ts'

const BERLIN: Place = { timeZone: 'Europe/Berlin', location: { latitude: 52.52, longitude: 13.405 } }
const zone = (timeZone: string): Place => ({ timeZone, location: null })

const text = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')

/** The next occurrences after an instant, up to `count`; null stands for no more. */
function occurrences(fields: object, after: string, place: Place, count: number): (string | null)[] {
  const parsed = calendar.parse(fields)
  const found: (string | null)[] = []
  let at = wallMs(Date.parse(after))
  for (let left = count; left > 0; left -= 1) {
    const next = nextOccurrence(parsed, at, place)
    found.push(next === null ? null : text(next))
    if (next === null) break
    at = next
  }
  return found
}

describe('a time of day', () => {
  test.each<[what: string, fields: object, after: string, place: Place, found: (string | null)[]]>([
    [
      '18:00 keeps its local time where clocks are put forward',
      { time: '18:00' },
      '2026-03-28T12:00:00Z',
      BERLIN,
      ['2026-03-28T17:00:00Z', '2026-03-29T16:00:00Z', '2026-03-30T16:00:00Z'],
    ],
    [
      'and where they are put back',
      { time: '18:00' },
      '2026-10-24T12:00:00Z',
      BERLIN,
      ['2026-10-24T16:00:00Z', '2026-10-25T17:00:00Z', '2026-10-26T17:00:00Z'],
    ],
    [
      'one that a day skips comes once, at the end of the gap',
      { time: '02:30' },
      '2026-03-28T12:00:00Z',
      BERLIN,
      ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
    ],
    [
      'one that a day has twice comes at the first',
      { time: '02:30' },
      '2026-10-24T12:00:00Z',
      BERLIN,
      ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ],
    ['is strictly after', { time: '18:00:00' }, '2026-06-01T16:00:00Z', BERLIN, ['2026-06-02T16:00:00Z']],
    [
      'is a millisecond ahead',
      { time: '18:00:01' },
      '2026-06-01T16:00:00.999Z',
      BERLIN,
      ['2026-06-01T16:00:01Z'],
    ],
    [
      'half hours in Kolkata',
      { time: '09:00' },
      '2026-03-27T12:00:00Z',
      zone('Asia/Kolkata'),
      ['2026-03-28T03:30:00Z', '2026-03-29T03:30:00Z'],
    ],
    [
      'half an hour is skipped on Lord Howe Island',
      { time: '02:15' },
      '2026-10-02T16:00:00Z',
      zone('Australia/Lord_Howe'),
      ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
    ],
    [
      'and half an hour comes twice',
      { time: '01:45' },
      '2026-04-04T12:00:00Z',
      zone('Australia/Lord_Howe'),
      ['2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z'],
    ],
    [
      'in the south clocks are put forward in October',
      { time: '02:30' },
      '2026-10-03T00:00:00Z',
      zone('Australia/Sydney'),
      ['2026-10-03T16:00:00Z', '2026-10-04T15:30:00Z'],
    ],
    [
      'and back in April',
      { time: '02:30' },
      '2026-04-04T00:00:00Z',
      zone('Australia/Sydney'),
      ['2026-04-04T15:30:00Z', '2026-04-05T16:30:00Z'],
    ],
    [
      'a midnight that Santiago skips',
      { time: '00:00' },
      '2026-09-05T12:00:00Z',
      zone('America/Santiago'),
      ['2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'],
    ],
    [
      'the day that Samoa left out has no time',
      { time: '10:00' },
      '2011-12-28T21:00:00Z',
      zone('Pacific/Apia'),
      ['2011-12-29T20:00:00Z', '2011-12-30T20:00:00Z', '2011-12-31T20:00:00Z'],
    ],
    [
      'nor a midnight, which is that of the next day',
      { time: '00:00' },
      '2011-12-28T21:00:00Z',
      zone('Pacific/Apia'),
      ['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'],
    ],
    [
      'what is for that day alone never comes',
      { time: '10:00', date: '2011-12-30' },
      '2011-12-01T00:00:00Z',
      zone('Pacific/Apia'),
      [null],
    ],
    [
      'nor on the day that Kwajalein left out',
      { time: '12:00', from: '1993-08-20', until: '1993-08-22' },
      '1993-08-01T00:00:00Z',
      zone('Pacific/Kwajalein'),
      ['1993-08-21T00:00:00Z', '1993-08-22T00:00:00Z', null],
    ],
    [
      'a gap that ends at midnight makes it come then',
      { time: '23:30', date: '2026-03-28' },
      '2026-03-01T00:00:00Z',
      zone('America/Nuuk'),
      ['2026-03-29T01:00:00Z', null],
    ],
    [
      'the end of the year',
      { time: '23:59:59' },
      '2026-12-30T12:00:00Z',
      zone('Pacific/Auckland'),
      ['2026-12-31T10:59:59Z', '2027-01-01T10:59:59Z'],
    ],
  ])('%s', (_what, fields, after, place, found) => {
    expect(occurrences(fields, after, place, found.length)).toEqual(found)
  })
})

describe('days', () => {
  test.each<[what: string, fields: object, after: string, found: (string | null)[]]>([
    [
      'weekdays',
      { time: '20:00', weekdays: ['fri', 'sat'] },
      '2026-03-01T00:00:00Z',
      ['2026-03-06T20:00:00Z', '2026-03-07T20:00:00Z', '2026-03-13T20:00:00Z'],
    ],
    [
      'from and until, both inclusive',
      { time: '10:00', from: '2026-05-01', until: '2026-05-02' },
      '2026-01-01T00:00:00Z',
      ['2026-05-01T10:00:00Z', '2026-05-02T10:00:00Z', null],
    ],
    [
      'a leap day',
      { time: '00:00', date: '2028-02-29' },
      '2026-01-01T00:00:00Z',
      ['2028-02-29T00:00:00Z', null],
    ],
    [
      'a leap day that its year has not',
      { time: '00:00', date: '2027-02-29' },
      '2026-01-01T00:00:00Z',
      [null],
    ],
    [
      'a day far ahead',
      { time: '12:00', date: '2099-12-31' },
      '2026-01-01T00:00:00Z',
      ['2099-12-31T12:00:00Z', null],
    ],
    ['a day gone by', { time: '12:00', date: '2026-01-01' }, '2026-01-01T12:00:00Z', [null]],
    ['until gone by', { time: '12:00', until: '2025-12-31' }, '2026-01-01T00:00:00Z', [null]],
    [
      'holidays',
      { time: '10:00', except: ['2026-12-25', '2026-12-26'] },
      '2026-12-24T00:00:00Z',
      ['2026-12-24T10:00:00Z', '2026-12-27T10:00:00Z'],
    ],
    [
      'a date that is left out',
      { time: '10:00', date: '2026-12-25', except: ['2026-12-25'] },
      '2026-01-01T00:00:00Z',
      [null],
    ],
    [
      'a date on another weekday',
      { time: '12:00', date: '2026-03-02', weekdays: ['tue'] },
      '2026-01-01T00:00:00Z',
      [null],
    ],
  ])('%s', (_what, fields, after, found) => {
    expect(occurrences(fields, after, zone('UTC'), found.length)).toEqual(found)
  })
})

describe('the sun', () => {
  // As an almanac of astronomers gives them, to a tenth of a minute.
  test.each([
    ['the latest sunrise of 2002', 'sunrise', '2002-12-30', '2002-12-30T07:17:06Z'],
    ['its earliest sunset', 'sunset', '2002-12-14', '2002-12-14T14:52:12Z'],
  ])('%s in Berlin comes within a minute of the published time', (_what, sun, date, published) => {
    const berlin: Place = { timeZone: 'Europe/Berlin', location: { latitude: 52.51, longitude: 13.41 } }
    const [found] = occurrences({ sun, date }, '2002-01-01T00:00:00Z', berlin, 1)
    expect(Math.abs(Date.parse(found!) - Date.parse(published))).toBeLessThan(60_000)
  })

  test('an offset moves it, also before midnight and past it', () => {
    const [set] = occurrences({ sun: 'sunset' }, '2026-06-01T12:00:00Z', BERLIN, 1)
    const moved = (offset: number | string) =>
      Date.parse(
        occurrences({ sun: 'sunset', offset, date: '2026-06-01' }, '2026-05-01T12:00:00Z', BERLIN, 1)[0]!,
      ) - Date.parse(set!)
    expect(moved(-1_800_000)).toBe(-1_800_000)
    expect(moved('5h')).toBe(18_000_000)
    expect(moved(-86_400_000)).toBe(-86_400_000)
    expect(moved('30d')).toBe(2_592_000_000)
  })

  test('the polar night of Tromsø is passed over, and its midnight sun', () => {
    const tromso: Place = { timeZone: 'Europe/Oslo', location: { latitude: 69.6492, longitude: 18.9553 } }
    const days = (sun: string, after: string) =>
      occurrences({ sun }, after, tromso, 2).map((instant) => instant!.slice(0, 10))
    expect(days('sunrise', '2026-11-27T00:00:00Z')).toEqual(['2026-11-27', '2027-01-15'])
    expect(days('sunset', '2026-05-17T12:00:00Z')).toEqual(['2026-05-17', '2026-07-26'])
  })

  test("a Friday's sunset in Reykjavik may come after its midnight", () => {
    const reykjavik: Place = {
      timeZone: 'Atlantic/Reykjavik',
      location: { latitude: 64.1466, longitude: -21.9426 },
    }
    const found = occurrences({ sun: 'sunset', weekdays: ['fri'] }, '2026-06-18T00:00:00Z', reykjavik, 3)
    expect(found.map((instant) => instant!.slice(0, 16))).toEqual([
      '2026-06-20T00:03',
      '2026-06-27T00:02',
      '2026-07-03T23:52',
    ])
  })

  // Degrees above the horizon, after the approximate formulas of the Astronomical Almanac.
  function sunAt(instant: number, latitude: number, longitude: number): number {
    const radians = (degrees: number): number => (degrees * Math.PI) / 180
    const n = instant / 86_400_000 - 10_957.5
    const g = radians(357.528 + 0.985_600_3 * n)
    const lambda = radians(280.46 + 0.985_647_4 * n + 1.915 * Math.sin(g) + 0.02 * Math.sin(2 * g))
    const epsilon = radians(23.439 - 0.000_000_4 * n)
    const declination = Math.asin(Math.sin(epsilon) * Math.sin(lambda))
    const ascension = Math.atan2(Math.cos(epsilon) * Math.sin(lambda), Math.cos(lambda))
    const hour = radians(280.460_618_37 + 360.985_647_366_29 * n + longitude) - ascension
    const phi = radians(latitude)
    const sine =
      Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hour)
    return (Math.asin(sine) * 180) / Math.PI
  }

  test.each(['2026-03-20', '2026-06-21', '2026-12-21'])(
    'at dawn and dusk of %s the sun stands six degrees below the horizon of Berlin',
    (date) => {
      const [dawn, sunrise, sunset, dusk] = ['dawn', 'sunrise', 'sunset', 'dusk'].map((sun) =>
        Date.parse(occurrences({ sun, date }, '2026-01-01T00:00:00Z', BERLIN, 1)[0]!),
      ) as [number, number, number, number]
      for (const twilight of [dawn, dusk])
        expect(Math.abs(sunAt(twilight, 52.52, 13.405) + 6)).toBeLessThan(0.1)
      expect([dawn, sunrise, sunset, dusk]).toEqual([dawn, sunrise, sunset, dusk].toSorted((a, b) => a - b))
    },
  )

  test('in the white nights there is no dusk', () => {
    const helsinki: Place = { timeZone: 'Europe/Helsinki', location: { latitude: 65, longitude: 25 } }
    const [dusk] = occurrences({ sun: 'dusk' }, '2026-06-10T00:00:00Z', helsinki, 1)
    expect(dusk! > '2026-07-10').toBe(true)
  })

  test('the sun of the day that Samoa left out is nobody’s', () => {
    const apia: Place = { timeZone: 'Pacific/Apia', location: { latitude: -13.83, longitude: -171.76 } }
    expect(occurrences({ sun: 'sunrise', date: '2011-12-30' }, '2011-12-01T00:00:00Z', apia, 1)).toEqual([
      null,
    ])
    const days = occurrences({ sun: 'sunrise' }, '2011-12-29T00:00:00Z', apia, 3)
    expect(days.map((instant) => instant!.slice(0, 13))).toEqual([
      '2011-12-29T17',
      '2011-12-30T17',
      '2011-12-31T17',
    ])
  })

  test('at the pole and at no known place it neither rises nor sets', () => {
    const pole: Place = { timeZone: 'UTC', location: { latitude: 90, longitude: 0 } }
    expect(occurrences({ sun: 'sunset' }, '2026-06-18T00:00:00Z', pole, 1)).toEqual([null])
    expect(occurrences({ sun: 'sunset' }, '2026-06-18T00:00:00Z', zone('UTC'), 1)).toEqual([null])
  })
})

test('an instant that no calendar shows has no next', () => {
  const daily = calendar.parse({ time: '12:00' })
  for (const at of [Number.NaN, Infinity, -Infinity, 8.64e15]) {
    expect(nextOccurrence(daily, wallMs(at), BERLIN)).toBeNull()
  }
})

describe('for any calendar, zone and instant', () => {
  const zones = fc.constantFrom(
    ...['UTC', 'Europe/Berlin', 'America/New_York', 'America/St_Johns', 'America/Santiago', 'Asia/Kolkata'],
    ...['Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Pacific/Kiritimati', 'Africa/Cairo'],
  )
  const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) })
  const pad = (value: number): string => String(value).padStart(2, '0')
  const times = fc
    .record({ hour: fc.nat(23), minute: fc.nat(59), second: fc.nat(59) })
    .map(({ hour, minute, second }) => `${pad(hour)}:${pad(minute)}:${pad(second)}`)
  const weekdays = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 })

  test('occurrences strictly increase, on the days that are wanted, at the time or where it would have been', () => {
    fc.assert(
      fc.property(zones, instants, times, weekdays, (timeZone, after, time, wanted) => {
        const parsed = calendar.parse({ time, weekdays: wanted })
        let at = wallMs(after)
        for (let left = 4; left > 0; left -= 1) {
          const next = nextOccurrence(parsed, at, zone(timeZone))!
          expect(next).toBeGreaterThan(at)
          const local = new Date(localOf(next, timeZone)).toISOString()
          expect(wanted).toContain(WEEKDAYS[(new Date(local).getUTCDay() + 6) % 7])
          const shown = local.slice(11, 19)
          if (shown !== time) {
            // Skipped by the clocks: just before, they showed less than the time; now they show more.
            const before = new Date(localOf(wallMs(next - 1000), timeZone)).toISOString().slice(11, 19)
            expect(before < time || before > shown).toBe(true)
            expect(shown > time).toBe(true)
          }
          at = next
        }
      }),
      runs(200),
    )
  })

  test('nothing is left out: from just before an occurrence the next is that occurrence', () => {
    fc.assert(
      fc.property(zones, instants, times, fc.boolean(), (timeZone, after, time, bySun) => {
        const place: Place = { timeZone, location: { latitude: 40, longitude: 10 } }
        const parsed = calendar.parse(bySun ? { sun: 'sunrise' } : { time })
        const next = nextOccurrence(parsed, wallMs(after), place)!
        expect(nextOccurrence(parsed, wallMs(next - 1), place)).toBe(next)
        expect(next - after).toBeLessThan(1.2 * 86_400_000)
      }),
      runs(200),
    )
  })

  test('local times and instants turn into each other', () => {
    fc.assert(
      fc.property(zones, instants, (timeZone, instant) => {
        const back = instantOf(localOf(wallMs(instant), timeZone), timeZone)
        // The second of two equal local times is told as the first.
        expect([0, 1_800_000, 3_600_000]).toContain(instant - back)
      }),
    )
  })
})
