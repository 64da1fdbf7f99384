// Warnings by what they are about, so that one device in trouble is one thing to look at.
import type { StandingWarning } from '../../shared/model/health.ts'
import { formatTimeOfDay } from './time-format.ts'

export interface WarningGroup {
  readonly where: string
  /** The controller or port it is about; null where it is none. */
  readonly device: string | null
  /** First raised in front. */
  readonly warnings: readonly StandingWarning[]
}

/** In the order of their first warning. */
export function grouped(warnings: readonly StandingWarning[]): readonly WarningGroup[] {
  const groups = new Map<string, StandingWarning[]>()
  for (const warning of warnings) {
    const key = warning.device ?? warning.where
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [warning])
    else group.push(warning)
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [StandingWarning]
    return { where: first.where, device: first.device ?? null, warnings: group }
  })
}

/** `since 20:14:03, came 5 times, not at this moment`. */
export function sinceText({
  since,
  times,
  isNow,
}: Pick<StandingWarning, 'since' | 'times' | 'isNow'>): string {
  const came = times === 1 ? '' : `, came ${times} times`
  return `since ${formatTimeOfDay(since)}${came}${isNow ? '' : ', not at this moment'}`
}
