// Health reports with plausible, moving numbers.
import { fault } from '../../shared/base/result.ts'
import { EMPTY_DISTRIBUTION, NO_TOTALS } from '../../shared/base/histogram.ts'
import type { HealthWarning } from '../../shared/model/payload/health.ts'
import type { InputsView } from '../../shared/contract/streams.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { ACCESS_HEALTH } from './open-access.ts'

const troubles: readonly HealthWarning[] = [
  {
    id: 'osc-target desk',
    code: 'osc/unreachable',
    what: 'The desk does not answer: 12 messages were lost in the last second',
    where: 'target desk, 127.0.0.1:8000 UDP',
    next: 'Check that the desk listens on port 8000 and that its network cable is in.',
  },
  {
    id: 'queue show',
    code: 'queue/filling',
    what: 'The show queue is 72 % full',
    where: 'dispatcher, lane show',
    next: 'Something sends faster than it can be handled: mark its address as latestOnly in the show file.',
  },
  {
    id: 'device.hid:054c:09cc:1.missing',
    code: 'device/lost',
    what: 'it cannot be heard: unplugged; it is taken up again as soon as it is back',
    where: 'DualShock 4 (hid:054c:09cc:1)',
    next: 'plug it in again: everything that it controls then works as before',
    about: { kind: 'device', id: 'hid:054c:09cc:1' },
  },
  {
    id: 'device.hid:054c:09cc:1.rejected',
    code: 'device/rejected',
    what: 'some of what it sends makes no sense or comes too fast; 4 times so far',
    where: 'DualShock 4 (hid:054c:09cc:1)',
    next: 'find why under hid.rejected or midi.rejected in the activity list; try another cable or socket',
    about: { kind: 'device', id: 'hid:054c:09cc:1' },
  },
]

/** The report of second `second`; `troubled` adds warnings and what they speak of. */
export function fakeReport(
  at: number,
  time: number,
  second: number,
  troubled: boolean,
  devices: InputsView['devices'],
): HealthReport {
  const wave = Math.sin(second / 9)
  const events = Math.round(second * 420 + 900 * Math.sin(second / 12))
  const lane = {
    capacity: 65_536,
    bytes: 0,
    byteCapacity: 64 * 1024 ** 2,
    oldestAge: 0.2,
    dropped: 0,
    coalesced: 0,
  }
  return {
    at,
    time,
    dispatcher: {
      queues: [
        { ...lane, lane: 'control', capacity: 1024, depth: 0, highWater: 3 },
        {
          ...lane,
          lane: 'show',
          depth: troubled ? 47_200 : 12,
          highWater: troubled ? 49_020 : 310,
          coalesced: 18_220,
        },
        {
          ...lane,
          lane: 'observation',
          capacity: 8192,
          depth: 4,
          highWater: 212,
          dropped: troubled ? 4_031 : 0,
        },
        { ...lane, lane: 'ahead', capacity: 1024, depth: 0, highWater: 1 },
      ],
      published: events + 10,
      dispatched: events,
      failures: troubled ? 3 : 0,
      withheld: 0,
      droppedByType: troubled ? { 'metrics.queue': 4_031 } : {},
      historySize: 10_000,
      dispatch: { count: 420, p50: 0.004, p95: 0.02, p99: 0.06 + 0.02 * wave, max: 1.2 },
      dispatchTotals: NO_TOTALS,
    },
    gestures: { definitions: 4, recognized: 7, pending: 1, forgotten: 0 },
    playlists: {
      definitions: 6,
      activeRuns: 3,
      started: 41,
      emitted: second * 96,
      refused: [],
      latenessTotals: NO_TOTALS,
      lateness: troubled
        ? { count: 96, p50: 0.2, p95: 6.1, p99: 14 + 6 * wave, max: 31.4 }
        : { count: 96, p50: 0.03, p95: 0.06, p99: 0.11 + 0.04 * wave, max: 0.42 },
      runners: [0, 1].map((runner) => ({
        runner,
        state: troubled && runner === 1 ? ('lost' as const) : ('ready' as const),
        rank: troubled ? ('normal' as const) : ('high' as const),
        runs: runner + 1,
        replacements: troubled ? runner : 0,
        reportBytes: 480,
        reportCapacity: 1_048_576,
        droppedReports: 0,
        ramps: troubled ? 4800 : 12,
        rampsEvery: troubled ? 2 : 1,
        heartbeatAge: troubled && runner === 1 ? 1840 : 12.4,
      })),
    },
    osc: {
      input: {
        udp: '127.0.0.1:4281',
        tcp: '127.0.0.1:4281',
        received: Math.round(second * 310 + 500 * Math.cos(second / 7)),
        bytes: second * 14_880,
        rejected: troubled ? { 'not a multiple of four': 12, 'no such address': 3 } : {},
        lateBundles: troubled ? 7 : 0,
        waitingBundles: 2,
        groups: [],
        clocksAhead: [],
        ignoredTimeTags: 0,
        connections: 1,
        lost: { packets: 0, now: null },
        receiveBuffer: 212_992,
      },
      replies: { withheld: 0, withheldNews: 0, lastWithheld: null },
      targets: [
        {
          target: 'desk',
          address: '127.0.0.1:8000',
          transport: 'udp',
          state: troubled ? 'failing' : 'open',
          sent: second * 90,
          acknowledged: null,
          unacknowledgedFor: 0,
          failed: troubled ? 212 : 0,
          queued: 0,
          dropped: 0,
          collapsed: 0,
          lastDrop: null,
          lastError: troubled ? 'connect ECONNREFUSED 127.0.0.1:8000' : null,
        },
        {
          target: 'media-server',
          address: '10.0.0.31:53000',
          transport: 'tcp',
          state: 'idle',
          sent: 0,
          acknowledged: 0,
          unacknowledgedFor: 0,
          failed: 0,
          queued: 0,
          dropped: 0,
          collapsed: 0,
          lastDrop: null,
          lastError: null,
        },
      ],
    },
    feedback: [],
    midi: {
      outputs: [
        {
          output: 'hazer',
          port: 'Hazer:Hazer MIDI 1',
          state: troubled ? 'missing' : 'open',
          reason: troubled ? 'no MIDI output is called Hazer:Hazer MIDI 1; there is none' : null,
          sent: second * 4,
          failed: 0,
          queued: 0,
          dropped: troubled ? 8 : 0,
          collapsed: 0,
          lastError: troubled ? 'no MIDI output is called Hazer:Hazer MIDI 1; there is none' : null,
        },
      ],
    },
    muted: [],
    devices: devices.map((device) => ({ ...device, received: Math.round(second * 250), rejected: 0 })),
    tasks: { count: 41, capacity: 100_000 },
    rules: { failing: [], failingCount: 0, crowded: [] },
    asRun: {
      session: 7,
      written: second * 40,
      dropped: troubled ? 1200 : 0,
      waiting: 6,
      bytes: 38e6,
      trouble: troubled
        ? fault('as-run/unwritable', 'as-run.sqlite', 'the disk is full', 'free some space on it')
        : null,
      begunAnew: 0,
      completeSince: Date.now() - 31 * 3_600_000,
      removed: true,
      earlier: 0,
      holds: (troubled ? 2.4 : 40) * 3_600_000,
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
    clients: 2,
    access: ACCESS_HEALTH,
    web: { connections: 3, untakenBytes: 0, turnedAway: {}, last: null },
    process: {
      uptime: 3600 + second,
      rss: 112e6 + 4e6 * wave,
      heapUsed: 31e6,
      cpu: 0.04,
      cpuSeconds: second * 0.04,
      loopDelayTotals: NO_TOTALS,
      loopDelay:
        second === 0
          ? EMPTY_DISTRIBUTION
          : { count: 100, p50: 0.3, p95: 0.9, p99: 1.4 + 0.5 * wave, max: 4.1 },
    },
    warnings: troubled
      ? troubles.map((warning) => ({
          ...warning,
          since: time - 9000,
          times: 1,
          isNow: true,
          happened: false,
        }))
      : [],
  }
}
