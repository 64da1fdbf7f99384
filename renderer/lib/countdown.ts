// What a stage manager reads from afar: what runs longest, what is left of it, and whose clock it goes by.
import type { RunView } from '../../shared/contract/streams.ts'
import { remainingAt } from './position.ts'
import { leftText } from './run-left.ts'

export interface Longest {
  readonly run: RunView
  /** Milliseconds. */
  readonly left: number
}

/** Of what is active the run that takes longest; what plays goes before what stands still. */
export function longestRun(
  runs: readonly RunView[],
  lengthOf: (playlistId: string) => number,
  now: number,
): Longest | null {
  let longest: Longest | null = null
  for (const run of runs) {
    if (run.ended !== null) continue
    const left = remainingAt(run.anchor, now, lengthOf(run.playlistId))
    if (longest === null || goesBefore(run, left, longest)) longest = { run, left }
  }
  return longest
}

function goesBefore({ anchor }: RunView, left: number, than: Longest): boolean {
  const [plays, played] = [anchor.state === 'running', than.run.anchor.state === 'running']
  return plays === played ? left > than.left : plays
}

/** `DUE` beats a negative number. */
export function dueText(left: number): string {
  return left <= 0 ? 'DUE' : leftText(left)
}

/** From here on somebody would be late by it. */
const CLOCKS_AGREE_MS = 2_000

/** How the clock of this device differs from the engine's, in words; null where it does not. */
export function clockWords(engineWall: number, ownWall: number): string | null {
  const ahead = ownWall - engineWall
  const size = Math.abs(ahead)
  if (size <= CLOCKS_AGREE_MS) return null
  const seconds = Math.round(size / 1000)
  const words = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
  return `The clock of this device is ${words} ${ahead > 0 ? 'ahead' : 'behind'}; the time shown is the engine’s.`
}
