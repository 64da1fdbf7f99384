// Rules whose latest firings failed, that none fires, and thrown events that find no room.
import type { CrowdedQueue } from '../../shared/model/health.ts'
import type { HealthWarning } from '../../shared/model/payload/health.ts'
import type { Condition } from './condition.ts'
import { ruleWarning, thrownCrowdedAt } from './warning-ids.ts'

/** A rule that fails fires seldom or often: what it was the last time holds until the next. */
export const ruleFailing: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { rules } }) => [
    ...rules.failing.map(({ schedulerId, ruleId, name, times, error }) => ({
      id: ruleWarning(schedulerId, ruleId, 'failing'),
      code: 'rule/failing',
      what: `it failed${times === 1 ? '' : ` ${times} times in a row`}: ${error}`,
      where: `rule ${name} (${schedulerId}/${ruleId})`,
      next: 'correct the rule, or switch it off; the warning goes with its next success',
      about: { kind: 'rule' as const, id: ruleId, in: schedulerId },
    })),
    ...moreFail(rules.failingCount - rules.failing.length),
  ],
}

function moreFail(more: number): readonly HealthWarning[] {
  if (more <= 0) return []
  return [
    {
      id: 'rules.failing.more',
      code: 'rule/failing',
      what: `${more === 1 ? 'another rule fails' : `${more} other rules fail`} too`,
      where: 'rules',
      next: 'look in Rules; what is named here may be the cause of all of them',
    },
  ]
}

/** Whoever forgot it would wait for rules in vain. */
export const rulesHeld: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  byHand: true,
  find: ({ rulesHeldBy }) =>
    rulesHeldBy === null
      ? []
      : [
          {
            id: 'rules.held',
            code: 'rules/held',
            what: `no rule fires: all are held by ${rulesHeldBy}`,
            where: 'rules',
            next: 'release them in the Rules view when they are wanted again',
          },
        ],
}

/** Until there is room to spare, which whoever reports it decides. */
export const thrownCrowded: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { rules } }) =>
    rules.crowded.map((queue) => ({
      id: queue.destId === null ? 'thrown.crowded' : thrownCrowdedAt(queue.destId),
      code: 'thrown/queue-full',
      what: whatWasPushedOut(queue),
      where: queue.destId === null ? 'thrown events of all schedulers' : `scheduler ${queue.destId}`,
      next:
        queue.catchable === 0
          ? 'stop what throws so much, or clear the key in the Rules view; give what is thrown a ttl'
          : 'do by hand what these would have done; stop what throws so much, or clear the key in the Rules view',
      ...(queue.destId !== null && { about: { kind: 'scheduler' as const, id: queue.destId } }),
    })),
}

function whatWasPushedOut({ waiting, bytes, pushedOut, catchable, lastKey }: CrowdedQueue): string {
  const full = `no room for more thrown events: ${waiting} wait and take ${Math.ceil(bytes / 1024)} kB`
  const which =
    catchable === 0 ? 'no rule could have caught any of them' : `rules could have caught ${catchable} of them`
  return `${full}; ${pushedOut} were pushed out so far, the last ${lastKey}; ${which}`
}
