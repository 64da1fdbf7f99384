// Warnings by what they are about, so that one device in trouble is one thing to look at.
import type { StandingWarning } from '../../shared/model/health.ts'
import type { WarningAbout } from '../../shared/model/payload/health.ts'
import { formatTimeOfDay } from './time-format.ts'

export interface WarningGroup {
  /** Stands for what it is about as long as that is there. */
  readonly key: string
  readonly where: string
  /** What of the show, or what is plugged in; null where it is neither. */
  readonly about: WarningAbout | null
  /** Worst first. */
  readonly warnings: readonly StandingWarning[]
}

/** By which a card of Health is known. */
export function keyOfAbout({ kind, id, in: inside }: WarningAbout): string {
  return `${kind}:${inside === undefined ? '' : `${inside}/`}${id}`
}

/** All that is wrong with rules is one card: where one fails for want of something, thirty do. */
export const RULES_CARD = 'rules'
/** So are values that came from outside: which parameter it was lately changes all the time. */
export const PARAMS_CARD = 'parameters'

export function keyOfWarning({
  about,
  where,
  code,
}: Pick<StandingWarning, 'about' | 'where' | 'code'>): string {
  if (code.startsWith('rule/') || code.startsWith('rules/')) return RULES_CARD
  if (code.startsWith('param/')) return PARAMS_CARD
  return about === undefined ? `where:${where}` : keyOfAbout(about)
}

/** In the order of their first warning. */
export function grouped(warnings: readonly StandingWarning[]): readonly WarningGroup[] {
  const groups = new Map<string, StandingWarning[]>()
  for (const warning of warnings) {
    const key = keyOfWarning(warning)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [warning])
    else group.push(warning)
  }
  return [...groups].map(([key, group]) => {
    const [first] = group as [StandingWarning]
    const where = key === RULES_CARD || key === PARAMS_CARD ? key : first.where
    return { key, where, about: first.about ?? null, warnings: group }
  })
}

/** Whether somebody who has seen it can have it go: what is still so goes by itself. */
export function mayBeSeen({ happened, isNow }: Pick<StandingWarning, 'happened' | 'isNow'>): boolean {
  return happened || !isNow
}

/** `since 20:14:03, came 5 times, not at this moment`; of what has happened `at 20:14:03`. */
export function sinceText({
  since,
  times,
  isNow,
  happened,
}: Pick<StandingWarning, 'since' | 'times' | 'isNow' | 'happened'>): string {
  const came = times === 1 ? '' : `, came ${times} times`
  if (happened) return `at ${formatTimeOfDay(since)}${came}`
  return `since ${formatTimeOfDay(since)}${came}${isNow ? '' : ', not at this moment'}`
}
