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

/** Named by the cue that began the run, or where none did, by the run. */
export interface TimeLeft extends NamedPlace {
  readonly run: RunView
  readonly length: number
  readonly playing: boolean
}

/** Active runs by what they do. */
export type RunCounts = Readonly<Record<'running' | 'paused' | 'holding', number>>

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

/** What a GO does to a cue that is disarmed: `GO does nothing: 5 is off`. */
export function offWords({ number, name }: NamedPlace): string {
  return `GO does nothing: ${number ?? name} is off`
}

/** Why nothing stands by, and what brings something there. */
export function emptyWords(show: {
  readonly hasLists: boolean
  /** Cues of the list, or playlists where there is none. */
  readonly count: number
  /** Whether a cue of the list ran before. */
  readonly hasRun: boolean
}): GoBarred {
  const why = 'Nothing in standby'
  if (!show.hasLists)
    return { why, next: show.count === 0 ? 'No playlist to start' : 'Choose one, then press Enter' }
  if (show.count === 0) return { why, next: 'The list has no cues yet' }
  return show.hasRun
    ? { why: 'End of the list', next: 'Back puts its last cue in standby' }
    : { why, next: 'Choose a cue, then press Enter' }
}

/** All of what GO says, for where it is cut. */
export function standbyWords(standby: StandingBy | null, barred: GoBarred | null): string {
  if (standby === null) return barred === null ? 'GO (Space)' : `${barred.why}. ${barred.next}`
  const lines = [placeWords(standby)]
  if (standby.note !== '') lines.push(standby.note)
  if (standby.off) lines.push(offWords(standby))
  if (barred !== null) lines.push(`${barred.why}. ${barred.next}`)
  else if (!standby.off) lines.push('Start it (Space)')
  return lines.join('\n')
}

/** `3 running, 1 paused`; empty where there is nothing. */
function countWords(counts: RunCounts): string {
  return (['running', 'holding', 'paused'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ')
}

/** What runs beside what is counted down: `and 2 more`, `ends soon`, `paused, and 1 running`. */
export function besideWords(left: TimeLeft | null, counts: RunCounts, isClose: boolean, fading = 0): string {
  const said = left === null ? countWords(counts) : runWords(left, counts, isClose)
  return [said, fadingWords(fading)].filter((words) => words !== '').join(', ') || 'nothing runs'
}

/** `4 faders move`; empty where none does. */
function fadingWords(count: number): string {
  if (count === 0) return ''
  return count === 1 ? '1 fader moves' : `${count} faders move`
}

/** Why a pause holds nothing: what fades goes on, and is held by a stop. */
export function pauseWords(fading: number): string {
  return fading === 0
    ? 'Nothing runs or waits'
    : `${fadingWords(fading)}: Pause holds only what runs and cues began; Stop ends all fades where they are`
}

function runWords(left: TimeLeft, counts: RunCounts, isClose: boolean): string {
  const { state } = left.run.anchor
  const own = state === 'paused' || state === 'holding' ? state : 'running'
  const others = { ...counts, [own]: counts[own] - 1 }
  const count = others.running + others.holding + others.paused
  const word = isClose ? 'ends soon' : own
  if (count === 0) return word
  const beside = others[own] === count ? `and ${count} more` : `and ${countWords(others)}`
  return word === 'running' ? beside : `${word}, ${beside}`
}
