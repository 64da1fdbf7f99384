// When a calendar comes round next, in any time zone, through changes of the clocks and by the sun.
import { getTimes } from 'suncalc'
import { wallMs } from '../../shared/base/clock.ts'
import type { WallMs } from '../../shared/base/clock.ts'
import type { Calendar } from '../../shared/model/scheduler.ts'
import { addDays, dayOf, instantOf, localOf, parseDay, weekdayOf } from './zone.ts'
import type { Day } from './zone.ts'

/** Where a scheduler is. */
export interface Place {
  readonly timeZone: string
  /** Null where it is not known; the sun then never rises or sets. */
  readonly location: { readonly latitude: number; readonly longitude: number } | null
}

/** Days looked at before giving up: what comes more rarely than every five years, nobody waits for. */
const DAYS = 366 * 5
/** By the sun: a year and a week; it rises on some day of every year, but for the poles. */
const SUN_DAYS = 373
const NOON_MS = 43_200_000
const DAY_MS = 86_400_000
/** Years of four digits, as dates are written. */
const CALENDAR = { first: Date.UTC(1000, 0), last: Date.UTC(9990, 0) } as const

/** Milliseconds from midnight of `18:30` or `18:30:00`. */
function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1000
}

/** Instant at which a day's occurrence comes; null where it has none. */
type On = (day: Day) => WallMs | null

/** The sunrise or sunset that belongs to a day's noon: far north a Friday's sunset may come on Saturday. */
function bySun(sun: 'sunrise' | 'sunset', offset: number, place: Place, utcOffset: number): On {
  const { location } = place
  if (location === null) return () => null
  const { latitude, longitude } = location
  return (day) => {
    const found = getTimes(new Date(day + NOON_MS - utcOffset), latitude, longitude)[sun]
    return found === null ? null : wallMs(found.getTime() + offset)
  }
}

interface Days {
  readonly first: Day
  readonly last: Day
  suits(day: Day): boolean
}

function daysOf({ weekdays, date, from, until }: Calendar): Days {
  // A day that the calendar does not have lets none pass.
  const bound = (text: string): Day => parseDay(text) ?? Number.NaN
  const only = date === undefined ? null : bound(date)
  return {
    first: Math.max(only ?? -Infinity, from === undefined ? -Infinity : bound(from)),
    last: Math.min(only ?? Infinity, until === undefined ? Infinity : bound(until)),
    suits: (day) => weekdays === undefined || weekdays.includes(weekdayOf(day)),
  }
}

/** When `calendar` comes next, strictly after `after`; null where it never does, or not within five years of its days. */
export function nextOccurrence(calendar: Calendar, after: WallMs, place: Place): WallMs | null {
  if (!(after >= CALENDAR.first && after < CALENDAR.last)) return null
  const { time, sun, offset } = calendar
  const local = localOf(after, place.timeZone)
  const days = daysOf(calendar)
  const on: On =
    time === undefined
      ? bySun(sun ?? 'sunrise', offset, place, local - after)
      : (day) => instantOf(day + timeOfDay(time), place.timeZone)
  // The sun may set past midnight, and an offset moves it further.
  const late = time === undefined ? DAY_MS + offset : 0
  const start = Math.max(addDays(dayOf(local - late), -1), days.first)
  const end = Math.min(addDays(start, time === undefined ? SUN_DAYS : DAYS), days.last)
  for (let day = start; day <= end; day = addDays(day, 1)) {
    if (!days.suits(day)) continue
    const found = on(day)
    if (found !== null && found > after) return found
  }
  return null
}
