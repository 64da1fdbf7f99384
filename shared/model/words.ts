// What people read, wherever it is shown: matches, triggers, answers and times in a few words.
import type { InterruptAnswer } from './interrupt.ts'
import type { EventMatch } from './match.ts'
import type { TimecodeTrigger } from './timecode-trigger.ts'
import type { Trigger } from './trigger.ts'

/** Characters of one line. */
export const LONGEST_TEXT = 160

/** Cut off where it is longer, and seen to be. */
export function clip(text: string, longest = LONGEST_TEXT): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** `250 ms`, `1.5 s`, `5 min`, `90 min`: as a show file would say it. */
export function durationText(ms: number): string {
  for (const [unit, size] of UNITS) {
    if (ms >= size && Number.isInteger((ms / size) * 2)) return `${ms / size} ${unit}`
  }
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))} s` : `${Number(ms.toFixed(3))} ms`
}

/** `3.2 s`, `1 min 30 s`, `2.5 h`: how long something took, about. */
export function lengthText(ms: number): string {
  const seconds = Math.round(ms / 100) / 10
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 120 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.round(minutes / 6) / 10} h`
}

/** `12 ms`, of a measurement. */
export function roundedMs(ms: number): string {
  return `${Math.round(ms)} ms`
}

/** `once`, `3 times`. */
export function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/** `osc.received /look/* from osc:main where args.0 = 1`; an address that is no pattern, though it looks like one, is quoted. */
export function matchText({ event, source, address, on, where }: EventMatch): string {
  const fields = Object.entries(where).map(([path, wanted]) => `${path} = ${JSON.stringify(wanted)}`)
  const words = [event]
  if (address !== undefined)
    words.push(typeof address === 'string' ? address : JSON.stringify(address.exactly))
  if (on === 'any') words.push('(any value)')
  if (on === 'release') words.push('(let go)')
  if (source !== undefined) words.push(`from ${source}`)
  if (fields.length > 0) words.push(`where ${fields.join(', ')}`)
  return clip(words.join(' '))
}

/** `timecode 01:00:10:12`, `timecode 01:00:10:12 backwards, or jumped over, from midi:Tape:1`. */
export function timecodeTriggerText({ timecode, direction, onJump, source }: TimecodeTrigger): string {
  const words = [`timecode ${timecode}${DIRECTION_WORDS[direction]}`]
  if (onJump === 'fire') words.push('or jumped over')
  if (source !== undefined) words.push(`from ${source}`)
  return words.join(', ')
}

const DIRECTION_WORDS = { forward: '', backward: ' backwards', both: ' either way' } as const

/** What starts or interrupts a playlist: `timecode 01:00:10:12`, or a match. */
export function triggerText(trigger: Trigger): string {
  return 'timecode' in trigger ? timecodeTriggerText(trigger) : matchText(trigger)
}

/** `Yes`, `No`, `“Ada”`, as the screen offers it. */
export function answerText(answer: InterruptAnswer): string {
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No'
  return `“${answer}”`
}
