// What stands by, what runs and what waits, as it is named in large: the shapes, and their words.
import type { RunView } from '../../shared/contract/streams.ts'

/** A cue or a playlist as it is named in large. */
export interface NamedPlace {
  /** Null of a playlist, and of a cue that has none. */
  readonly number: string | null
  readonly name: string
}

export interface StandingBy extends NamedPlace {
  readonly kind: 'cue' | 'playlist'
  /** What is to be read of a cue; empty where there is nothing. */
  readonly note: string
  /** Milliseconds; null of a cue. */
  readonly length: number | null
  /** Disarmed: a GO passes it, and it does nothing. */
  readonly off: boolean
  /** Milliseconds from its beginning at which it begins; null where it begins there. */
  readonly loaded: number | null
}

/** Why a GO would be refused, and what to do about it. */
export interface GoBarred {
  readonly why: string
  readonly next: string
}

export interface TimeLeft {
  /** What takes longest of what plays, or where nothing does, of what stands still. */
  readonly run: RunView
  readonly length: number
  readonly playing: boolean
}

export interface PendingWait extends NamedPlace {
  readonly play: number
  /** Before it acts, or before the one after it starts. */
  readonly kind: 'pre' | 'post'
  /** On the engine's clock; null while it is paused, with `left` milliseconds to go. */
  readonly dueAt: number | null
  readonly left: number
}

/** `2.5 Lights`. */
export function placeWords({ number, name }: NamedPlace): string {
  return number === null ? name : `${number} ${name}`
}

/** All of what GO says, for where it is cut. */
export function standbyWords(standby: StandingBy | null, barred: GoBarred | null): string {
  if (standby === null) return barred === null ? 'GO (Space)' : `${barred.why}. ${barred.next}`
  const what = standby.note === '' ? placeWords(standby) : `${placeWords(standby)}\n${standby.note}`
  return barred === null ? `${what}\nStart it (Space)` : `${what}\n${barred.why}. ${barred.next}`
}

/** `3 running, 1 paused`; `nothing runs`. */
export function countWords(counts: Readonly<Record<'running' | 'paused' | 'holding', number>>): string {
  const parts = (['running', 'holding', 'paused'] as const).filter((state) => counts[state] > 0)
  return parts.length === 0 ? 'nothing runs' : parts.map((state) => `${counts[state]} ${state}`).join(', ')
}
