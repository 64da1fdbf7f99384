// What a panic ended and what goes on after it, in an operator's words.
import type { DueRule, PanicEnded } from '../../shared/model/panic.ts'
import { formatClock } from './moments.ts'

type Ended = Readonly<Partial<PanicEnded>>

/** Kinds that this page does not know are named as they are. */
const KINDS = new Map<string, readonly [one: string, many: string]>([
  ['runs', ['run', 'runs']],
  ['questions', ['question', 'questions']],
  ['cues', ['cue', 'cues']],
  ['rules', ['waiting rule', 'waiting rules']],
  ['thrown', ['thrown event', 'thrown events']],
  ['gestures', ['half-made gesture', 'half-made gestures']],
  ['fades', ['fade', 'fades']],
  ['bundles', ['bundle ahead of its time', 'bundles ahead of their time']],
  ['messages', ['message that waited', 'messages that waited']],
  ['replays', ['replay', 'replays']],
])
/** More names than these are counted. */
const MOST_NAMED = 3

/** `3 runs, 1 question and 2 waiting rules` of all of them, or null where nothing was to be ended. */
export function endedWords(panics: readonly Ended[]): string | null {
  const sums = new Map<string, number>()
  for (const [kind, count] of panics.flatMap((ended) => Object.entries(ended)))
    sums.set(kind, (sums.get(kind) ?? 0) + count)
  const parts = [...sums].flatMap(([kind, count]) => {
    if (count === 0) return []
    const [one, many] = KINDS.get(kind) ?? [kind, kind]
    return [`${count} ${count === 1 ? one : many}`]
  })
  return parts.length === 0 ? null : listed(parts)
}

/** `Opening at 19:30:00 and Foyer at 19:30:30`; the next first. */
export function soonWords(soon: readonly DueRule[]): string {
  const next = [...soon].sort((left, right) => left.dueTime - right.dueTime)
  const named = next.slice(0, MOST_NAMED).map(({ name, dueTime }) => `${name} at ${formatClock(dueTime)}`)
  return listed(next.length > MOST_NAMED ? [...named, `${next.length - MOST_NAMED} more`] : named)
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}
