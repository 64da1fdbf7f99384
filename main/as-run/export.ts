// Entries as text for other programs: CSV for spreadsheets, JSON lines for scripts.
import type { AsRunFormat } from '../../shared/model/as-run.ts'
import type { StoredEntry } from './messages.ts'

const COLUMNS = [
  'session',
  'seq',
  'time',
  'at',
  'type',
  'source',
  'cause',
  'lateBy',
  'subject',
  'runId',
  'text',
  'payload',
] as const

/** Beginnings by which a spreadsheet takes a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/
const QUOTED = /[",\r\n]/

function cell(value: string | number | null): string {
  if (value === null) return ''
  // Numbers, negative ones too, are nobody's formula.
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** `2026-11-21T20:15:00.250Z`; a time beyond what calendars know as its number. */
function isoTime(time: number): string | number {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toISOString()
}

/** A line that stands for several says so. */
function foldedText({ text, folded }: StoredEntry): string {
  if (folded === undefined) return text
  return `(${folded.count} times up to ${isoTime(folded.lastTime)}) ${text}`.trimEnd()
}

/** RFC 4180: a heading, lines that end in CR and LF. */
function csvLine(entry: StoredEntry): string {
  const told = { ...entry, time: isoTime(entry.time), text: foldedText(entry) }
  return `${COLUMNS.map((name) => cell(told[name])).join(',')}\r\n`
}

function jsonLine({ id: _id, payload, ...entry }: StoredEntry): string {
  // The payload is JSON already.
  return `${JSON.stringify(entry).slice(0, -1)},"payload":${payload}}\n`
}

/** By which spreadsheets know UTF-8; without it they take every file for one in the alphabet of their country. */
const BYTE_ORDER_MARK = '\uFEFF'

export function exportHead(format: AsRunFormat): string {
  return format === 'csv' ? `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\r\n` : ''
}

export function exportLines(format: AsRunFormat, entries: readonly StoredEntry[]): string {
  return entries.map(format === 'csv' ? csvLine : jsonLine).join('')
}
