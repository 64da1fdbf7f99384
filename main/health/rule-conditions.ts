// Rules whose latest firings failed.
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
