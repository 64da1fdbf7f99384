// Rules whose latest firings failed, and that none fires.
import type { Condition } from './condition.ts'

/** A rule that fails fires seldom or often: what it was the last time holds until the next. */
export const ruleFailing: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
  find: ({ now: { rules } }) =>
    rules.failing.map(({ schedulerId, ruleId, name, times, error }) => ({
      id: `rule.${schedulerId}/${ruleId}.failing`,
      code: 'rule/failing',
      what: `it failed${times === 1 ? '' : ` ${times} times in a row`}: ${error}`,
      where: `rule ${name} (${schedulerId}/${ruleId})`,
      next: 'correct the rule in the show file, or switch it off; the warning goes with its next success',
    })),
}

/** Whoever forgot it would wait for rules in vain. */
export const rulesHeld: Condition = {
  raiseAfter: 1,
  clearAfter: 1,
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
