// The as-run log, the program's own log and the engine's tasks, where they are worth an operator's attention.
import { UNTIL_SEEN } from './condition.ts'
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

/** Milliseconds: a show with its preparation. */
const SHORT = 3 * 3_600_000

export const asRunShort: Condition = {
  raiseAfter: PASSING,
  clearAfter: QUIET,
  find: ({ now: { asRun } }) =>
    asRun.holds === null || asRun.holds >= SHORT
      ? []
      : [
          {
            id: 'as-run.short',
            code: 'as-run/short',
            what: `so much is being written that the as-run log holds only the last ${durationText(asRun.holds)}; what is older is removed`,
            where: 'as-run log',
            next: 'save it as a file in Log before it goes; look there for what is written most, and have it happen less often',
          },
        ],
}

function durationText(ms: number): string {
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} minutes` : `${(ms / 3_600_000).toFixed(1)} hours`
}

export const logTroubled: Condition = {
  raiseAfter: PASSING,
  clearAfter: 1,
  find: ({ now: { log } }) =>
    log.trouble === null
      ? []
      : [
          {
            id: 'log.trouble',
            code: log.trouble.code,
            what: `the program’s own log is not being written: ${log.trouble.what}${lostText(log.lost)}`,
            where: log.trouble.where,
            next: 'make room on the disk, or check the folder and its rights; it comes back by itself',
          },
        ],
}

function lostText(lost: number): string {
  return lost === 0 ? '' : `; ${lost} lines were lost so far`
}

export const dataBegunAnew: Condition = {
  raiseAfter: 1,
  clearAfter: UNTIL_SEEN,
  happened: true,
  find: ({ now, before }) => {
    const gone = [
      ...(now.asRun.begunAnew > before.asRun.begunAnew ? ['the as-run log'] : []),
      ...(now.log.begunAnew > before.log.begunAnew ? ['the program’s own log'] : []),
    ]
    return gone.map((what) => ({
      id: `data.${what.includes('as-run') ? 'as-run' : 'log'}.begunAnew`,
      code: 'data/begun-anew',
      what: `${what} was deleted, replaced or damaged while the show was open; it was begun anew, and what was in it is gone`,
      where: 'data folder',
      next: 'find out what works on this folder (--data-dir), and keep it away while Cuewright runs; a damaged log is kept beside the new one',
    }))
  },
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
