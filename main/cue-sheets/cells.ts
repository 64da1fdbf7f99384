// What is written in single cells of cue sheets: durations, yes and no, how a cue goes on, colours.

import { CUE_GROUPS } from '../../shared/model/cue.ts'
import type { CueContinue, CueGroup } from '../../shared/model/cue.ts'

/** Milliseconds by the words at durations. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
}
const NUMBER = /^\d+(?:[.,]\d+)?$/
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d+)?)$/
const WITH_UNITS = /^(?:\d+(?:[.,]\d+)?\s*[a-z]+\s*)+$/i

const decimal = (text: string): number => Number(text.replace(',', '.'))
/** To the microsecond: what a sheet writes in decimals is not exact in binary. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

/** Milliseconds: plain numbers are seconds, as are `1:30`, `0:01:30.5`, `1.5 s`, `1m 30s`. Null where it is none; empty is 0. */
export function durationOf(cell: string): number | null {
  const text = cell.trim()
  if (text === '') return 0
  if (NUMBER.test(text)) return rounded(decimal(text) * 1000)
  const clock = CLOCK.exec(text)
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock
    return rounded((Number(hours) * 3600 + Number(minutes) * 60 + decimal(seconds)) * 1000)
  }
  if (!WITH_UNITS.test(text)) return null
  let ms = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)/gi)) {
    const each = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined
    if (each === undefined) return null
    ms += decimal(amount) * each
  }
  return rounded(ms)
}

const YES = new Set(['true', 'yes', 'y', '1', 'x', 'on', '✓', '✔', '☑'])
const NO = new Set(['', 'false', 'no', 'n', '0', '-', 'off', '☐'])

/** Null where it is neither. */
export function isYes(cell: string): boolean | null {
  const text = cell.trim().toLowerCase()
  if (YES.has(text)) return true
  return NO.has(text) ? false : null
}

const GOES_ON: Readonly<Record<string, CueContinue>> = {
  '': 'none',
  '0': 'none',
  none: 'none',
  no: 'none',
  false: 'none',
  donotcontinue: 'none',
  nocontinue: 'none',
  nofollow: 'none',
  manual: 'none',
  stop: 'none',
  loadnext: 'none',
  '1': 'auto-continue',
  autocontinue: 'auto-continue',
  continue: 'auto-continue',
  ac: 'auto-continue',
  '2': 'auto-follow',
  autofollow: 'auto-follow',
  follow: 'auto-follow',
  af: 'auto-follow',
  playnext: 'auto-follow',
}

/** Null where it says nothing known. */
export function goesOn(cell: string): CueContinue | null {
  const word = cell.toLowerCase().replaceAll(/[\s_-]/g, '')
  return Object.hasOwn(GOES_ON, word) ? (GOES_ON[word] ?? null) : null
}

/** Empty where the cue is no group, null where it is one of an unknown kind. */
export function groupOf(cell: string): CueGroup | '' | null {
  const word = cell.toLowerCase().replaceAll(/[\s_]/g, '-')
  return word === '' ? '' : (CUE_GROUPS.find((group) => group === word) ?? null)
}

/** Names of colours in cue lists and spreadsheets, as `#rrggbb`. */
const COLOURS: Readonly<Record<string, string>> = {
  berry: '#c2185b',
  black: '#000000',
  blue: '#2a6df4',
  brown: '#8d6e63',
  crimson: '#dc143c',
  cyan: '#00bcd4',
  forest: '#228b22',
  gray: '#808080',
  green: '#2e9e44',
  grey: '#808080',
  hotpink: '#ff69b4',
  indigo: '#4b0082',
  lavender: '#b39ddb',
  magenta: '#d81bd8',
  midnight: '#191970',
  olive: '#808000',
  orange: '#f57c00',
  peach: '#ffb088',
  pink: '#f48fb1',
  plum: '#8e4585',
  purple: '#8e24aa',
  red: '#e53935',
  skyblue: '#87ceeb',
  turquoise: '#1abc9c',
  white: '#ffffff',
  yellow: '#fbc02d',
}

/** `#rrggbb`; empty where there is none, null where it is none that is known. */
export function colourOf(cell: string): string | null {
  const text = cell.trim().toLowerCase()
  if (text === '' || text === 'none') return ''
  if (/^#[\da-f]{6}$/.test(text)) return text
  if (/^#[\da-f]{8}$/.test(text)) return text.slice(0, 7)
  const short = /^#([\da-f])([\da-f])([\da-f])$/.exec(text)
  if (short !== null) return `#${[short[1], short[2], short[3]].map((digit) => `${digit}${digit}`).join('')}`
  const word = text.replaceAll(/[\s_-]/g, '')
  return Object.hasOwn(COLOURS, word) ? (COLOURS[word] ?? null) : null
}

/** A cell as it was meant: spreadsheets want an apostrophe before text that they would take for a formula. */
export function meant(cell: string): string {
  return /^'[=+@-]/.test(cell) ? cell.slice(1) : cell
}
