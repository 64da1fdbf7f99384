// What plays timelines, where it is late, lost or cannot report all that it does.
import type { RunnerHealth } from '../../shared/model/health.ts'
import { roundedMs, timesText } from '../../shared/model/words.ts'
import type { Condition, Sample } from './condition.ts'

/** Later than this, two lights that should change together visibly do not. */
const LATE_STEP_MS = 20
/** Samples without a new incident after which something that happens at instants counts as over: ten seconds. */
const QUIET = 40
/** Samples below the limit after which a level counts as normal again: three seconds. */
const NORMAL = 12

export const stepsLate: Condition = {
  raiseAfter: 2,
  clearAfter: NORMAL,
  find: ({ now }) => {
    const { p99 } = now.playlists.lateness
    if (p99 <= LATE_STEP_MS) return []
    return [
      {
        id: 'playlists.late',
        code: 'playlist/late',
        what: `one step in a hundred leaves ${roundedMs(p99)} late`,
        where: 'playlists',
        next: 'close other programs on this computer and switch off its power saving',
      },
    ]
  },
}

export const runnerLost: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    runnersWhere(
      now,
      before,
      (runner, was) => runner.state === 'lost' || runner.replacements > was.replacements,
    ).map(({ runner, replacements }) => ({
      id: `runner.${runner}.lost`,
      code: 'runner/lost',
      what: `the thread that plays timelines stopped working; replaced ${timesText(replacements)} so far`,
      where: `runner ${runner}`,
      next: 'look at the running timelines: each has gone on or is marked as failed',
    })),
}

export const reportsDropped: Condition = {
  raiseAfter: 1,
  clearAfter: QUIET,
  find: ({ now, before }) =>
    runnersWhere(now, before, (runner, was) => runner.droppedReports > was.droppedReports).map(
      ({ runner, droppedReports }) => ({
        id: `runner.${runner}.reportsDropped`,
        code: 'runner/reports-dropped',
        what: `steps were sent but not all could be reported; ${droppedReports} reports are missing so far`,
        where: `runner ${runner}`,
        next: 'the lights are right, the activity list is not complete; thin out the densest playlists',
      }),
    ),
}

export const rampsLowered: Condition = {
  raiseAfter: 1,
  clearAfter: NORMAL,
  find: ({ now }) =>
    now.playlists.runners
      .filter(({ rampsEvery }) => rampsEvery > 1)
      .map(({ runner, ramps, rampsEvery }) => ({
        id: `runner.${runner}.rampsLowered`,
        code: 'ramps/lowered',
        what: `${ramps} values move at once, too many for one thread: each is sent at 1/${rampsEvery} of its rate`,
        where: `runner ${runner}`,
        next: 'they end where and when they should; lower their rate, or move fewer at the same time',
      })),
}

function runnersWhere(
  now: Sample['now'],
  before: Sample['before'],
  holds: (runner: RunnerHealth, was: RunnerHealth) => boolean,
): RunnerHealth[] {
  return now.playlists.runners.filter((runner) => {
    const was = before.playlists.runners.find((other) => other.runner === runner.runner)
    return holds(runner, was ?? runner)
  })
}
