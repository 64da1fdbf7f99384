// What a healthy show says of itself, to be spoilt by tests one figure at a time.
import { EMPTY_DISTRIBUTION, NO_TOTALS } from '../../../../shared/base/histogram.ts'
import type { Fault } from '../../../../shared/base/result.ts'
import type { HealthReadings } from '../../../../main/health/health.ts'
import type { AsRunHealth } from '../../../../shared/model/as-run.ts'
import { QUEUES } from '../../../../shared/model/policy.ts'
import type {
  DeviceHealth,
  DispatcherHealth,
  GesturesHealth,
  HealthReport,
  LogHealth,
  MidiOutputHealth,
  OscInputHealth,
  OscRepliesHealth,
  OscTargetHealth,
  PlaylistsHealth,
  ProcessHealth,
  RunnerHealth,
  ShowHealth,
  WebHealth,
} from '../../../../shared/model/health.ts'
import { ACCESS_HEALTH } from '../../../support/open-access.ts'

export interface Readings {
  dispatcher: DispatcherHealth
  gestures: GesturesHealth
  playlists: PlaylistsHealth
  oscInput: OscInputHealth
  oscReplies: OscRepliesHealth
  oscTargets: readonly OscTargetHealth[]
  midiOutputs: readonly MidiOutputHealth[]
  muted: HealthReport['muted']
  devices: readonly DeviceHealth[]
  tasks: HealthReport['tasks']
  rules: HealthReport['rules']
  asRun: AsRunHealth
  web: WebHealth
  profiles: readonly Fault[]
  log: LogHealth
  show: ShowHealth
  process: ProcessHealth
}

export const runner: RunnerHealth = {
  runner: 0,
  state: 'ready',
  rank: 'high',
  runs: 0,
  replacements: 0,
  reportBytes: 0,
  reportCapacity: 1024,
  droppedReports: 0,
  ramps: 0,
  rampsEvery: 1,
  heartbeatAge: 1,
}

export const target: OscTargetHealth = {
  target: 'desk',
  address: '127.0.0.1:9000',
  transport: 'udp',
  state: 'open',
  sent: 0,
  acknowledged: null,
  unacknowledgedFor: 0,
  failed: 0,
  queued: 0,
  dropped: 0,
  collapsed: 0,
  lastDrop: null,
  lastError: null,
}

export const midiOutput: MidiOutputHealth = {
  output: 'desk',
  port: 'Desk:Desk MIDI 1',
  state: 'open',
  reason: null,
  sent: 0,
  failed: 0,
  queued: 0,
  dropped: 0,
  collapsed: 0,
  lastError: null,
}

export const pad: DeviceHealth = {
  device: 'hid:054c:09cc:1',
  name: 'DualShock 4',
  family: 'hid',
  state: 'open',
  reason: null,
  received: 100,
  rejected: 0,
}

export const healthy: Readings = {
  tasks: { count: 12, capacity: 1000 },
  rules: { failing: [], failingCount: 0, crowded: [] },
  asRun: {
    session: 1,
    written: 5,
    dropped: 0,
    waiting: 0,
    bytes: 4096,
    trouble: null,
    begunAnew: 0,
    completeSince: 0,
    removed: false,
    earlier: 0,
    holds: null,
  },
  web: { connections: 1, untakenBytes: 0, turnedAway: {}, last: null },
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
  gestures: { definitions: 0, recognized: 0, pending: 0, forgotten: 0 },
  dispatcher: {
    queues: QUEUES.map((lane) => ({
      lane,
      depth: 0,
      highWater: 0,
      capacity: 100,
      bytes: 0,
      byteCapacity: 1000,
      oldestAge: 0,
      dropped: 0,
      coalesced: 0,
    })),
    published: 0,
    dispatched: 0,
    failures: 0,
    withheld: 0,
    droppedByType: {},
    historySize: 0,
    dispatch: EMPTY_DISTRIBUTION,
    dispatchTotals: NO_TOTALS,
  },
  playlists: {
    definitions: 0,
    activeRuns: 0,
    started: 0,
    emitted: 0,
    refused: [],
    lateness: EMPTY_DISTRIBUTION,
    latenessTotals: NO_TOTALS,
    runners: [runner],
  },
  oscInput: {
    udp: '127.0.0.1:4281',
    tcp: '127.0.0.1:4281',
    received: 0,
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
  oscReplies: { withheld: 0, withheldNews: 0, lastWithheld: null },
  oscTargets: [target],
  midiOutputs: [midiOutput],
  muted: [],
  devices: [pad],
  process: {
    ...{ uptime: 1, rss: 1, heapUsed: 1, cpu: 0, cpuSeconds: 0 },
    loopDelay: EMPTY_DISTRIBUTION,
    loopDelayTotals: NO_TOTALS,
  },
}

export const timing = (p99: number) => ({ count: 100, p50: p99, p95: p99, p99, max: p99 })

/** The show lane with some figures changed. */
export function showLane(change: Partial<DispatcherHealth['queues'][number]>): DispatcherHealth {
  const queues = healthy.dispatcher.queues.map((queue) =>
    queue.lane === 'show' ? { ...queue, ...change } : queue,
  )
  return { ...healthy.dispatcher, queues }
}

/** Reads what the test lays out, as it is at that moment. */
export function readingOf(readings: Readings): HealthReadings {
  return {
    dispatcher: () => readings.dispatcher,
    gestures: () => readings.gestures,
    playlists: () => readings.playlists,
    oscReplies: () => readings.oscReplies,
    oscInput: () => readings.oscInput,
    oscTargets: () => readings.oscTargets,
    midiOutputs: () => readings.midiOutputs,
    feedback: () => [],
    muted: () => readings.muted,
    devices: () => readings.devices,
    tasks: () => readings.tasks,
    rules: () => readings.rules,
    asRun: () => readings.asRun,
    profiles: () => readings.profiles,
    log: () => readings.log,
    show: () => readings.show,
    clients: () => 2,
    access: () => ACCESS_HEALTH,
    web: () => readings.web,
    process: () => readings.process,
  }
}
