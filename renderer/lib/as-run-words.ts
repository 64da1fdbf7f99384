// The as-run log in the operator's words: families of types, ranges of time, and the address of its export.
import type { CommandArgs } from '../../shared/contract/commands.ts'
import type { AsRunEntry, AsRunFormat, AsRunHealth } from '../../shared/model/as-run.ts'
import { formatCount, formatDay, formatTimeOfDay, formatTimeOfDayMs } from './time-format.ts'

export type LogFamily =
  | 'playlists'
  | 'gestures'
  | 'rules'
  | 'thrown'
  | 'questions'
  | 'outputs'
  | 'devices'
  | 'warnings'
  | 'commands'

/** Each family with its name and the types that belong to it. A type may be of several. */
export const LOG_FAMILIES: readonly (readonly [LogFamily, string, readonly string[]])[] = [
  ['playlists', 'Playlists', ['playlist.*', 'run.*', 'standby.*']],
  ['gestures', 'Gestures', ['gesture.*']],
  ['rules', 'Rules', ['rule.*', 'rules.*', 'scheduler.*', 'task.*']],
  ['thrown', 'Thrown', ['thrown.*']],
  ['questions', 'Questions', ['interrupt.*']],
  ['outputs', 'Outputs', ['osc.send', 'osc.sendFailed', 'midi.send', 'midi.sendFailed']],
  ['devices', 'Devices', ['device.*', 'learn.*', 'recording.*', 'replay.*']],
  [
    'warnings',
    'Warnings',
    [
      'health.*',
      'resource.*',
      'runner.*',
      'device.lost',
      'osc.sendFailed',
      'midi.sendFailed',
      'command.rejected',
      'param.rejected',
      'rule.limited',
      'rule.failed',
    ],
  ],
  ['commands', 'Commands', ['command.*']],
]

/** Types of the chosen families; null where none is chosen, which means all. */
function typesOf(families: ReadonlySet<LogFamily>): string[] | null {
  if (families.size === 0) return null
  const chosen = LOG_FAMILIES.filter(([family]) => families.has(family))
  return [...new Set(chosen.flatMap(([, , types]) => types))]
}

export type LogRange = 'minutes' | 'hour' | 'today' | 'all' | 'custom'

export const LOG_RANGES: readonly (readonly [LogRange, string])[] = [
  ['minutes', '10 min'],
  ['hour', 'Hour'],
  ['today', 'Today'],
  ['all', 'All'],
  ['custom', 'From, to'],
]

export interface LogFilter {
  readonly range: LogRange
  /** Local date and time as the browser's field writes it; empty for no bound. */
  readonly from: string
  readonly to: string
  /** Wall milliseconds up to which is looked, because the operator jumped there; null for now. */
  readonly until: number | null
  readonly families: ReadonlySet<LogFamily>
  readonly text: string
}

export const NO_FILTER: LogFilter = {
  range: 'hour',
  from: '',
  to: '',
  until: null,
  families: new Set(),
  text: '',
}

const MINUTE = 60_000

function momentOf(local: string): number | null {
  const moment = Date.parse(local)
  return Number.isNaN(moment) ? null : moment
}

function fromOf({ range, from }: LogFilter, now: number): number | null {
  switch (range) {
    case 'minutes':
      return now - 10 * MINUTE
    case 'hour':
      return now - 60 * MINUTE
    case 'today':
      return new Date(now).setHours(0, 0, 0, 0)
    case 'all':
      return null
    case 'custom':
      return momentOf(from)
  }
}

type Query = Pick<CommandArgs<'asRun.query'>, 'types' | 'text'> & { from?: number; to?: number }

/** The question that a filter asks at wall time `now`. */
export function queryOf(filter: LogFilter, now: number): Query {
  const from = filter.until === null ? fromOf(filter, now) : null
  const to = filter.until ?? (filter.range === 'custom' ? momentOf(filter.to) : null)
  const types = typesOf(filter.families)
  const text = filter.text.trim()
  return {
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(types === null ? {} : { types }),
    ...(text === '' ? {} : { text }),
  }
}

/** Where the same entries are had as a file. */
export function exportAddress(format: AsRunFormat, filter: LogFilter, now: number): string {
  const { from, to, types = [], text } = queryOf(filter, now)
  const query = new URLSearchParams({ format })
  if (from !== undefined) query.set('from', new Date(from).toISOString())
  if (to !== undefined) query.set('to', new Date(to).toISOString())
  for (const type of types) query.append('types', type)
  if (text !== undefined) query.set('text', text)
  return `/api/as-run/export?${query.toString()}`
}

/** When it was, where an entry stands for several: `412 times between 20:14:03.120 and 20:14:09.700`. */
export function foldedText({ folded }: Pick<AsRunEntry, 'folded'>): string | null {
  if (folded === undefined) return null
  const [from, to] = [folded.firstTime, folded.lastTime].map(formatTimeOfDayMs)
  return `${formatCount(folded.count)} times between ${from} and ${to}`
}

/** How far the log goes back, for how long it will last, and what is still to come; empty where nothing is known. */
export function reachText(
  { completeSince, earlier, holds, removed, dropped }: AsRunHealth,
  now: number,
): string {
  const back = completeSince === null ? null : backText(completeSince, removed, dropped, now)
  const lasts = holds === null ? null : lastsText(lengthText(holds), back !== null, removed)
  const comes =
    earlier === 0 ? null : `${formatCount(earlier)} entries of an earlier version are still to come`
  return [back, lasts, comes].filter((part) => part !== null).join('; ')
}

function lastsText(length: string, isKnown: boolean, removed: boolean): string {
  if (!isKnown) return `Holds ${length}`
  return removed ? `at this rate ${length}` : `room for ${length} at this rate`
}

/** A log that has lost nothing yet is told by its beginning. */
function backText(since: number, removed: boolean, dropped: number, now: number): string {
  if (removed) return `Holds the last ${lengthText(now - since)}`
  const begins =
    formatDay(since) === formatDay(now) || now - since < 12 * 60 * MINUTE
      ? formatTimeOfDay(since).slice(0, 5)
      : formatDay(since)
  return `Begins ${begins}; ${dropped === 0 ? 'nothing was dropped' : `${formatCount(dropped)} entries were dropped`}`
}

/** Since when the log is complete: `2026-11-21 14:03`, and whether there was more. */
export function sinceText({ completeSince, removed }: AsRunHealth): string {
  if (completeSince === null) return 'nothing yet'
  return `${formatDay(completeSince)}${removed ? ', older removed' : ''}`
}

/** `25 min`, `2.4 h`, `31 h`, `12 days`. */
function lengthText(ms: number): string {
  const hours = ms / 3_600_000
  if (hours < 1) return `${Math.max(0, Math.round(ms / MINUTE))} min`
  if (hours < 9.95) return `${Number(hours.toFixed(1))} h`
  return hours < 72 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`
}

/** What tells the row of an entry from every other: that of the first where it was folded with others. */
export function rowKeyOf({ session, seq, folded }: Pick<AsRunEntry, 'session' | 'seq' | 'folded'>): string {
  return keyOf({ session, seq: folded?.firstSeq ?? seq })
}

/** What tells an entry from every other. */
export function keyOf({ session, seq }: Pick<AsRunEntry, 'session' | 'seq'>): string {
  return `${session}:${seq}`
}

/** An entry in an address: `123` of the start of the engine that runs, `5-123` of another. */
export const causeAddress = ({ session, seq }: Pick<AsRunEntry, 'session' | 'seq'>): string =>
  session === 0 ? `${seq}` : `${session}-${seq}`

export function causeIn(address: string | null): { readonly session: number; readonly seq: number } | null {
  const [, session = '0', seq = ''] = /^(?:(\d{1,15})-)?(\d{1,15})$/.exec(address ?? '') ?? []
  return seq === '' ? null : { session: Number(session), seq: Number(seq) }
}
