// The as-run log and the engine's tasks, where they are worth an operator's attention.
import type { Condition } from './condition.ts'

/** Samples: two seconds, in which a lock that another program holds is let go of. */
const PASSING = 8
/** Samples without another incident: ten seconds. */
const QUIET = 40
/** Share of the places for tasks beyond which something is likely to add them without end. */
const NEARLY_FULL = 0.8

export const asRunTroubled: Condition = {
  raiseAfter: PASSING,
  clearAfter: 1,
  find: ({ now: { asRun } }) =>
    asRun.trouble === null
      ? []
      : [
          {
            id: 'as-run.trouble',
            code: asRun.trouble.code,
            what: `nothing is being kept in the as-run log: ${asRun.trouble.what}`,
            where: asRun.trouble.where,
            next: asRun.trouble.next,
          },
        ],
}

export const asRunDropping: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now: { asRun }, before }) =>
    asRun.dropped <= before.asRun.dropped
      ? []
      : [
          {
            id: 'as-run.dropping',
            code: 'as-run/dropping',
            what: `more happened than the disk could keep; ${asRun.dropped} entries are missing from the as-run log`,
            where: 'as-run log',
            next: 'the show goes on unharmed; use a faster disk, or have less happen at once',
          },
        ],
}

export const tasksNearlyFull: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now: { tasks } }) =>
    tasks.count < tasks.capacity * NEARLY_FULL
      ? []
      : [
          {
            id: 'tasks.nearlyFull',
            code: 'tasks/nearly-full',
            what: `${tasks.count} of ${tasks.capacity} places for what is to be done later are taken`,
            where: 'scheduler',
            next: 'look in Rules for what waits; cancel what is not needed',
          },
        ],
}
