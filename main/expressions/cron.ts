// When a cron pattern comes round next; the library only calculates, and never starts anything.
import { Cron } from 'croner'
import { wallMs } from '../../shared/base/clock.ts'
import type { WallMs } from '../../shared/base/clock.ts'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { shown } from '../../shared/model/explain.ts'
import { SCHEDULER_LIMITS } from '../../shared/model/scheduler.ts'
import type { Occurrences } from './occurrences.ts'
import { addDays, dayOf, instantOf, isTimeZone, localOf, parseDay } from './zone.ts'
import type { Day } from './zone.ts'

const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']
/** What the library would take for a date, or for something else than a pattern, has other characters. */
const FIELD = /^[\dA-Za-z*,/#?+-]+$/
const EXAMPLE = 'write minute, hour, day of the month, month and weekday, such as 30 18 * * fri'
/** Years of four digits, as dates are written. */
const YEARS = { first: Date.UTC(1000, 0), last: Date.UTC(9990, 0) } as const

/** Why `text` is no pattern; null where it may be one. */
function misshapen(text: string): string | null {
  if (text.length > SCHEDULER_LIMITS.cron) return `it has over ${SCHEDULER_LIMITS.cron} characters`
  if (text.startsWith('@')) {
    return NICKNAMES.includes(text.toLowerCase()) ? null : `of names there are ${NICKNAMES.join(', ')}`
  }
  const fields = text.split(/\s+/)
  if (fields.length < 5 || fields.length > 7) return `it has ${fields.length} fields, and 5 to 7 are needed`
  const wrong = fields.find((field) => !FIELD.test(field))
  return wrong === undefined ? null : `${shown(wrong)} is no field of a pattern`
}

/** The times of a pattern in a time zone, on all days but `except`; a fault where it cannot be read. */
export function cronOccurrences(
  pattern: string,
  except: readonly string[],
  timeZone: string,
): Result<Occurrences> {
  const text = pattern.trim()
  const refuse = (what: string): Result<never> =>
    failed(fault('cron/unreadable', shown(pattern.slice(0, 100)), what, EXAMPLE))
  const wrong = misshapen(text)
  if (wrong !== null) return refuse(wrong)
  // An unknown zone shows only when asked for a time, and an empty one would be that of the computer.
  if (!isTimeZone(timeZone)) return refuse(`there is no time zone ${shown(timeZone)}`)
  try {
    const cron = new Cron(text, { timezone: timeZone, paused: true })
    const without = new Set(except.map(parseDay))
    return ok({ next: (after) => nextOf(cron, after, without, timeZone) })
  } catch (thrown) {
    return refuse(messageOf(thrown).replace(/^CronPattern: /, ''))
  }
}

function nextOf(cron: Cron, after: WallMs, except: ReadonlySet<Day | null>, timeZone: string): WallMs | null {
  let from = after
  while (from >= YEARS.first && from < YEARS.last) {
    const found = cron.nextRun(new Date(from))
    if (found === null) return null
    const day = dayOf(localOf(wallMs(found.getTime()), timeZone))
    if (!except.has(day)) return wallMs(found.getTime())
    from = wallMs(instantOf(addDays(day, 1), timeZone) - 1)
  }
  return null
}
