// When a calendar comes round next, in any time zone, through changes of the clocks and by the sun.
import { getTimes } from 'suncalc'
import { wallMs } from '../../shared/base/clock.ts'
import type { WallMs } from '../../shared/base/clock.ts'
import type { Calendar } from '../../shared/model/scheduler.ts'
import type { Occurrences } from './occurrences.ts'
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

/** A time that clocks are put forward past comes at the end of the gap; on a day that a zone leaves out nothing comes. */
function byClock(time: string, { timeZone }: Place): On {
  const ofDay = timeOfDay(time)
  return (day) => {
    const found = instantOf(day + ofDay, timeZone)
    const moved = dayOf(localOf(found, timeZone)) !== day
    return moved && noonOf(day, timeZone) === null ? null : found
  }
}

/** Noon of a day, which no change of the clocks but that of a whole day has ever touched; null where a zone has no such day. */
function noonOf(day: Day, timeZone: string): WallMs | null {
  const noon = instantOf(day + NOON_MS, timeZone)
  return dayOf(localOf(noon, timeZone)) === day ? noon : null
}

/** What belongs to a day's noon: far north a Friday's sunset may come on Saturday. */
function bySun(sun: NonNullable<Calendar['sun']>, offset: number, { timeZone, location }: Place): On {
  if (location === null) return () => null
  const { latitude, longitude } = location
  return (day) => {
    const noon = noonOf(day, timeZone)
    const found = noon === null ? null : getTimes(new Date(noon), latitude, longitude)[sun]
    return found === null ? null : wallMs(found.getTime() + offset)
  }
}

interface Days {
  readonly first: Day
  readonly last: Day
  suits(day: Day): boolean
}

function daysOf({ weekdays, date, from, until, except }: Calendar): Days {
  // A day that the calendar does not have lets none pass.
  const bound = (text: string): Day => parseDay(text) ?? Number.NaN
  const only = date === undefined ? null : bound(date)
  const without = new Set(except?.map(bound))
  return {
    first: Math.max(only ?? -Infinity, from === undefined ? -Infinity : bound(from)),
    last: Math.min(only ?? Infinity, until === undefined ? Infinity : bound(until)),
    suits: (day) => (weekdays === undefined || weekdays.includes(weekdayOf(day))) && !without.has(day),
  }
}

/** When `calendar` comes next, strictly after `after`; null where it never does, or not within five years of its days. */
export function nextOccurrence(calendar: Calendar, after: WallMs, place: Place): WallMs | null {
  if (!(after >= CALENDAR.first && after < CALENDAR.last)) return null
  const { time, sun, offset } = calendar
  const local = localOf(after, place.timeZone)
  const days = daysOf(calendar)
  const on = time === undefined ? bySun(sun ?? 'sunrise', offset, place) : byClock(time, place)
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

/** The times of `calendar`, one after the other. */
export function calendarOccurrences(calendar: Calendar, place: Place): Occurrences {
  return { next: (after) => nextOccurrence(calendar, after, place) }
}
