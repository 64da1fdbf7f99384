// What was refused or cut off at the edge to clients, where it is worth an operator's attention.
import { TURNED_AWAY } from '../../shared/model/turned-away.ts'
import type { TurnedAway } from '../../shared/model/turned-away.ts'
import type { Condition } from './condition.ts'

/** Samples without another one: ten seconds. */
const QUIET = 40

const REASONS = Object.keys(TURNED_AWAY) as TurnedAway[]

/** A page that is left open on a tablet that sleeps is nobody's trouble; these come from programs that misbehave. */
export const clientsTurnedAway: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now: { web }, before }) => {
    const risen = REASONS.filter(
      (reason) => (web.turnedAway[reason] ?? 0) > (before.web.turnedAway[reason] ?? 0),
    )
    if (risen.length === 0) return []
    const reasons = risen.map((reason) => `${TURNED_AWAY[reason]} (${web.turnedAway[reason] ?? 0} so far)`)
    return [
      {
        id: 'web.turnedAway',
        code: 'web/turned-away',
        what: `${reasons.join(', ')}${web.last === null ? '' : `, lately ${web.last.who}`}`,
        where: 'clients over the network',
        next: 'the show goes on unharmed; find what connects from there, and end it or take it off this network',
      },
    ]
  },
}
