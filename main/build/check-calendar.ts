// Checks when a rule's calendar or cron pattern would fire: by days, places and zones that there are.
import { wallMs } from '../../shared/base/clock.ts'
import { shown } from '../../shared/model/explain.ts'
import type { Calendar, CatchUp, RuleTrigger, SchedulerDefinition } from '../../shared/model/scheduler.ts'
import { cronOccurrences } from '../expressions/cron.ts'
import { computerTimeZone, isTimeZone, parseDay, weekdayOf } from '../expressions/zone.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

const DATES = ['date', 'from', 'until'] as const

/** Zones of the database that the system has; other names for the same are known too, but not listed. */
const zones = (): readonly string[] => Intl.supportedValuesOf('timeZone')

/** Adds a time zone that the system does not know. */
export function checkTimeZone({ timeZone }: SchedulerDefinition, path: Path, problems: Problems): void {
  if (timeZone === undefined || isTimeZone(timeZone)) return
  const what = `there is no time zone ${shown(timeZone)}`
  problems.add('show/unknown-time-zone', [...path, 'timeZone'], what, () =>
    meant(timeZone, zones(), 'write its name in the IANA database, such as Europe/Berlin'),
  )
}

/** Adds what keeps a calendar from ever firing. */
export function checkCalendar(
  calendar: Calendar,
  { location }: SchedulerDefinition,
  path: Path,
  problems: Problems,
): void {
  if (calendar.sun !== undefined && location === undefined) {
    const what = `${calendar.sun} needs to know where the scheduler is`
    problems.add('show/no-location', [...path, 'sun'], what, () => 'give the scheduler a location')
  }
  const given = DATES.filter((field) => calendar[field] !== undefined)
  const missing = given.filter((field) => parseDay(calendar[field] as string) === null)
  for (const field of missing) {
    const what = `the calendar has no day ${shown(calendar[field] as string)}`
    problems.add('show/no-such-day', [...path, field], what, () => 'correct the date')
  }
  checkExcept(calendar.except, path, problems)
  if (missing.length === 0) checkDays(calendar, path, problems)
}

/** Adds what keeps a cron pattern from being read, or from ever firing. */
export function checkCron(
  { cron, except }: Extract<RuleTrigger, { readonly kind: 'cron' }>,
  { timeZone = computerTimeZone() }: SchedulerDefinition,
  path: Path,
  problems: Problems,
): void {
  checkExcept(except, path, problems)
  // A zone that there is not is told of at its own place.
  const occurrences = cronOccurrences(cron, [], isTimeZone(timeZone) ? timeZone : 'UTC')
  if (!occurrences.ok) {
    const { what, next } = occurrences.error
    problems.add('show/bad-cron', [...path, 'cron'], `${shown(cron)}: ${what}`, () => next)
  } else if (occurrences.value.next(wallMs(0)) === null) {
    const what = `no day and time is ever as ${shown(cron)} says`
    problems.add('show/never', [...path, 'cron'], what, () => 'correct its days and months')
  }
}

/** Adds how late a time may be that is never made up for. */
export function checkCatchUp({ catchUp, within }: CatchUp, path: Path, problems: Problems): void {
  if (catchUp !== 'skip' || within === undefined) return
  const what = 'what is skipped is not made up for within any time'
  problems.add('show/contradiction', [...path, 'within'], what, () => 'leave it out, or write catchUp: last')
}

function checkExcept(except: readonly string[] = [], path: Path, problems: Problems): void {
  for (const [index, day] of except.entries()) {
    if (parseDay(day) !== null) continue
    const what = `the calendar has no day ${shown(day)}`
    problems.add('show/no-such-day', [...path, 'except', index], what, () => 'correct the date')
  }
}

/** Dates are written so that they sort as text. */
function checkDays({ date, from, until, weekdays, except }: Calendar, path: Path, problems: Problems): void {
  const never = (field: string, what: string): void =>
    problems.add('show/never', [...path, field], what, () => 'correct one of the two')
  if (from !== undefined && until !== undefined && until < from) never('until', `it is before from, ${from}`)
  if (date === undefined) return
  if (from !== undefined && date < from) never('date', `it is before from, ${from}`)
  if (until !== undefined && date > until) never('date', `it is after until, ${until}`)
  if (except?.includes(date) === true) never('date', 'except leaves it out')
  const weekday = weekdayOf(parseDay(date) ?? 0)
  if (weekdays?.includes(weekday) === false) never('date', `it is a ${weekday}, which weekdays leaves out`)
}
