// What clocks and calendars show at a scheduler's place, by the names that expressions know it by.
import { wallMs } from '../../shared/base/clock.ts'
import { dayOf, localOf, weekdayOf } from './zone.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const READ = {
  hour: (local: number): number => Math.floor((local - dayOf(local)) / HOUR_MS),
  minute: (local: number): number => Math.floor((local - dayOf(local)) / MINUTE_MS) % 60,
  weekday: (local: number): string => weekdayOf(dayOf(local)),
  date: (local: number): string => new Date(dayOf(local)).toISOString().slice(0, 10),
} as const

export type LocalName = keyof typeof READ
export const LOCAL_NAMES = Object.keys(READ) as readonly LocalName[]

/** `hour` 0 to 23, `minute` 0 to 59, `weekday` such as mon, `date` such as 2026-03-29. */
export function localTime(name: LocalName, now: number, timeZone: string): number | string {
  return READ[name](localOf(wallMs(now), timeZone))
}
