// Local dates and times of a time zone, and the instants that they are.
import { wallMs } from '../../shared/base/clock.ts'
import type { WallMs } from '../../shared/base/clock.ts'
import { WEEKDAYS } from '../../shared/model/scheduler.ts'
import type { Weekday } from '../../shared/model/scheduler.ts'

const DAY_MS = 86_400_000

/** A day of the calendar as milliseconds since 1970 of its midnight, as if that were in UTC. */
export type Day = number

/** Zones are few; a hostile show may name some hundred spellings. */
const CACHED = 64
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const cached = formats.get(timeZone)
  if (cached !== undefined) return cached
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
  })
  if (formats.size === CACHED) formats.clear()
  formats.set(timeZone, format)
  return format
}

/** Whether the system knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** Name of the zone that the computer is set to. */
export function computerTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What a clock on the wall shows at `instant`, as milliseconds since 1970 as if that were UTC. */
export function localOf(instant: WallMs, timeZone: string): number {
  const shown = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) {
    if (Object.hasOwn(shown, type)) shown[type as keyof typeof shown] = Number(value)
  }
  const { year, month, day, hour, minute, second } = shown
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second)
  return seconds + (((instant % 1000) + 1000) % 1000)
}

/** Milliseconds that local time is ahead of UTC. */
const offsetAt = (instant: number, timeZone: string): number => localOf(wallMs(instant), timeZone) - instant

/** The first instant after `before` with another offset; `after` has one. */
function changeBetween(before: number, after: number, timeZone: string): number {
  const offset = offsetAt(before, timeZone)
  let [low, high] = [Math.floor(before / 1000), Math.ceil(after / 1000)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * 1000, timeZone) === offset) low = middle
    else high = middle
  }
  return high * 1000
}

/**
 * The instant at which a clock on the wall shows `local`: the first where it does so twice, and the end of the gap where
 * clocks are put forward past it.
 */
export function instantOf(local: number, timeZone: string): WallMs {
  // No place changes its clocks twice within two days.
  const [before, after] = [local - DAY_MS, local + DAY_MS]
  const [earlier, later] = [offsetAt(before, timeZone), offsetAt(after, timeZone)]
  if (earlier === later) return wallMs(local - earlier)
  for (const offset of [earlier, later]) {
    if (offsetAt(local - offset, timeZone) === offset) return wallMs(local - offset)
  }
  return wallMs(changeBetween(before, after, timeZone))
}

export const dayOf = (local: number): Day => Math.floor(local / DAY_MS) * DAY_MS

export const addDays = (day: Day, days: number): Day => day + days * DAY_MS

/** The day that a date such as 2026-03-29 names; null where the calendar has none such. */
export function parseDay(date: string): Day | null {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const found = Date.UTC(year, month - 1, day)
  return new Date(found).toISOString().slice(0, 10) === date ? found : null
}

export function weekdayOf(day: Day): Weekday {
  // 1970 began on a Thursday.
  const index = (((day / DAY_MS + 3) % 7) + 7) % 7
  return WEEKDAYS[index] as Weekday
}
