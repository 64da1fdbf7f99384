// Earlier versions of the show in words: when each was saved, and what would come and go with it.
import type { EarlierVersion } from '../../shared/base/result.ts'
import { KIND_WORDS } from '../../shared/model/mutations/things.ts'
import type { ShowVersion, VersionDifference, VersionPreview } from '../../shared/model/show-version.ts'
import { formatCount, formatTimeOfDay } from './time-format.ts'

const DAY = 86_400_000
const MINUTE = 60_000
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** With seconds, as two may have been saved within a minute: `today 14:05:09`. */
export const savedWords = (at: number, wallNow: number): string =>
  `${whenWords(at, wallNow)}${formatTimeOfDay(at).slice(5, 8)}`

/** `today 14:05`, `yesterday 23:10`, `Monday 14:05`, `3 Oct 14:05`, `3 Oct 2025 14:05`. */
export function whenWords(at: number, wallNow: number): string {
  const date = new Date(at)
  const time = formatTimeOfDay(at).slice(0, 5)
  const days = daysBetween(at, wallNow)
  if (days === 0) return `today ${time}`
  if (days === 1) return `yesterday ${time}`
  if (days > 1 && days < 7) return `${WEEKDAYS[date.getDay()] ?? ''} ${time}`
  const year = date.getFullYear() === new Date(wallNow).getFullYear() ? '' : ` ${date.getFullYear()}`
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}${year} ${time}`
}

function daysBetween(at: number, now: number): number {
  const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0)
  return Math.round((midnight(now) - midnight(at)) / DAY)
}

/** How long after the one before it; the clock may have been put back in between. Null of the oldest. */
export function gapWords(version: ShowVersion, before: ShowVersion | undefined): string | null {
  if (before === undefined) return null
  const gap = version.at - before.at
  if (gap < -MINUTE) return 'saved after the one below: the clock was put back in between'
  if (gap < MINUTE) return 'less than a minute after the one before'
  if (gap < DAY) return `${span(gap)} after the one before`
  const days = Math.round(gap / DAY)
  return `${days === 1 ? 'a day' : `${days} days`} after the one before`
}

function span(ms: number): string {
  const minutes = Math.floor(ms / MINUTE)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Who saved it, or how else it came to be kept. */
export function originWords({ kind, by }: ShowVersion): string {
  if (kind === 'found') return 'what the file held before it was saved here'
  return by === null ? 'who saved it is not known' : `saved by ${by}`
}

const HOW = { added: 'added', changed: 'changed', removed: 'removed' } as const

/** `playlist Intro added`, `3 rules of Doors changed: …`, `12 steps of Chase moved`. */
export function differenceWords(difference: VersionDifference): string {
  const { kind, how, count, in: inside, names } = difference
  const of = inside === undefined ? '' : ` of ${inside}`
  const word = kind === 'step' || kind === 'setting' ? kind : KIND_WORDS[kind]
  if (kind !== 'step' && how === 'moved') return `other order of ${word}s${of}`
  const [name] = names
  if (how === 'moved') return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}${of} moved`
  if (count === 1) return `${name === undefined ? `1 ${word}` : `${word} ${name}`}${of} ${HOW[how]}`
  const said = `${formatCount(count)} ${word}s${of} ${HOW[how]}`
  if (names.length === 0) return said
  const others = count - names.length
  return `${said}: ${names.join(', ')}${others === 0 ? '' : ` and ${formatCount(others)} more`}`
}

/** One a line; one line where there is nothing. */
export function previewWords({ differences, more }: VersionPreview): readonly string[] {
  if (differences.length === 0) return []
  const said = differences.map(differenceWords)
  return more === 0 ? said : [...said, `and ${formatCount(more)} more differences`]
}

/** What can be opened instead of a file that cannot. */
export function insteadWords({ at, by, passedOver }: EarlierVersion, wallNow: number): string {
  const saved = `the version saved ${whenWords(at, wallNow)}${by === null ? '' : ` by ${by}`}`
  if (passedOver === 0) return saved
  return `${saved} (${passedOver === 1 ? 'a newer one cannot' : `${passedOver} newer ones cannot`} be used either)`
}
