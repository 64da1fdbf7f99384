// Which versions of a show file stay: the last saves, and the last save of each hour and of each day.
import type { VersionKind, VersionName } from './version-names.ts'

export interface RotationLimits {
  readonly recent: number
  readonly hours: number
  readonly days: number
}

export const ROTATION_LIMITS: RotationLimits = { recent: 20, hours: 48, days: 30 }

/** Why it stays, by what would let it go last; `first` stood in the file before anything was saved there. */
export type Stays = 'first' | 'recent' | 'hour' | 'day'

interface Rotated extends Pick<VersionName, 'seq' | 'era' | 'at'> {
  readonly kind: VersionKind
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A clock that is put back by less was set right, and is still in the same hour. */
const SET_RIGHT = 60_000

/** Of a version that comes after `before`: another once the clock has been put back, which nothing else shows later. */
export function eraAfter(before: Pick<VersionName, 'era' | 'at'> | undefined, at: number): number {
  if (before === undefined) return 0
  return at < before.at - SET_RIGHT ? before.era + 1 : before.era
}

/**
 * Of those that stay, why, by `seq`. `versions` come oldest first, by `seq`. Nothing is ever too old: hours and days are counted
 * back from save to save and never from what the clock says now. A clock that is put back begins another hour and another day,
 * so that each jump costs the oldest of the hours and of the days at most, and nothing that was saved last.
 */
export function rotate(
  versions: readonly Rotated[],
  { recent, hours, days }: RotationLimits = ROTATION_LIMITS,
): ReadonlyMap<number, Stays> {
  const stays = new Map<number, Stays>()
  const left = { recent, hour: hours, day: days }
  for (let place = versions.length - 1; place >= 0; place -= 1) {
    const [version, next] = [versions[place] as Rotated, versions[place + 1]]
    const counts = [
      ['recent', true],
      ['hour', isLastOf(version, next, HOUR)],
      ['day', isLastOf(version, next, DAY)],
    ] as const
    for (const [why, isOne] of counts) {
      if (!isOne || left[why] === 0) continue
      left[why] -= 1
      if (!stays.has(version.seq)) stays.set(version.seq, why)
    }
  }
  const first = versions.find(({ kind }) => kind === 'found')
  if (first !== undefined) stays.set(first.seq, 'first')
  return stays
}

/** UTC, whose hours and days no change of the clocks makes longer. */
function isLastOf({ era, at }: Rotated, next: Rotated | undefined, span: number): boolean {
  if (next === undefined || next.era !== era) return true
  return Math.floor(next.at / span) !== Math.floor(at / span)
}
