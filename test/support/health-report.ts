// A health report of an engine at rest, with the readings a test speaks of.
import { EMPTY_DISTRIBUTION, NO_TOTALS } from '../../shared/base/histogram.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { ACCESS_HEALTH } from './open-access.ts'

export function reportWith({
  at,
  dispatched,
  received,
}: {
  at: number
  dispatched: number
  received: number
}): HealthReport {
  return {
    at,
    time: 1_700_000_000_000 + at,
    dispatcher: {
      queues: [],
      published: dispatched,
      dispatched,
      failures: 0,
      withheld: 0,
      droppedByType: {},
      historySize: 0,
      dispatch: EMPTY_DISTRIBUTION,
      dispatchTotals: NO_TOTALS,
    },
    gestures: { definitions: 0, recognized: 0, pending: 0, forgotten: 0 },
    playlists: {
      definitions: 0,
      activeRuns: 0,
      started: 0,
      emitted: 0,
      refused: [],
      lateness: EMPTY_DISTRIBUTION,
      latenessTotals: NO_TOTALS,
      runners: [],
    },
    osc: {
      input: {
        udp: '127.0.0.1:4281',
        tcp: '127.0.0.1:4281',
        received,
        bytes: 0,
        rejected: {},
        lateBundles: 0,
        waitingBundles: 0,
        groups: [],
        clocksAhead: [],
        ignoredTimeTags: 0,
        connections: 0,
        lost: { packets: 0, now: null },
        receiveBuffer: 212_992,
      },
      replies: { withheld: 0, withheldNews: 0, lastWithheld: null },
      targets: [],
    },
    midi: { outputs: [] },
    feedback: [],
    muted: [],
    devices: [],
    tasks: { count: 12, capacity: 100_000 },
    rules: { failing: [], failingCount: 0, crowded: [] },
    asRun: {
      session: 1,
      written: 0,
      dropped: 0,
      waiting: 0,
      bytes: 0,
      trouble: null,
      begunAnew: 0,
      completeSince: 0,
      removed: false,
      earlier: 0,
      holds: null,
    },
    profiles: [],
    log: { trouble: null, lost: 0, begunAnew: 0 },
    show: {
      generation: 1,
      failing: null,
      saving: null,
      notKept: null,
      stateNotKept: null,
      offered: null,
      versions: null,
      rescued: null,
    },
    clients: 1,
    access: ACCESS_HEALTH,
    web: { connections: 1, untakenBytes: 0, turnedAway: {}, last: null },
    process: {
      ...{ uptime: 1, rss: 50_000_000, heapUsed: 10_000_000, cpu: 0, cpuSeconds: 0 },
      loopDelay: EMPTY_DISTRIBUTION,
      loopDelayTotals: NO_TOTALS,
    },
    warnings: [],
  }
}
