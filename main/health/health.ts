// The health stage: looks at every other stage a few times a second, reports, and warns. It never steers.
import { everyBeat } from '../../shared/base/beat.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { EMPTY_DISTRIBUTION } from '../../shared/base/histogram.ts'
import type { DistributionSummary } from '../../shared/base/histogram.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { AsRunHealth } from '../../shared/model/as-run.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish, Subscribe } from '../../shared/model/event.ts'
import type {
  AccessHealth,
  DeviceHealth,
  DispatcherHealth,
  FeedbackHealth,
  GesturesHealth,
  HealthReport,
  LogHealth,
  MidiOutputHealth,
  OscInputHealth,
  OscRepliesHealth,
  OscTargetHealth,
  PlaylistsHealth,
  ProcessHealth,
  ShowHealth,
  WebHealth,
} from '../../shared/model/health.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { HealthHistory, HistorySpan } from '../../shared/model/health-history.ts'
import type { MutedOutput } from '../../shared/model/output.ts'
import { CONDITIONS } from './conditions.ts'
import { Heard } from './heard.ts'
import { HealthHistories } from './history.ts'
import { presentAbout, presentWarning } from './warning-ids.ts'
import { Warnings } from './warnings.ts'

/** What each stage says of itself. Those that measure over a period end it when they are read. */
export interface HealthReadings {
  dispatcher(): DispatcherHealth
  gestures(): GesturesHealth
  playlists(): PlaylistsHealth
  oscInput(): OscInputHealth
  oscReplies(): OscRepliesHealth
  oscTargets(): readonly OscTargetHealth[]
  midiOutputs(): readonly MidiOutputHealth[]
  feedback(): readonly FeedbackHealth[]
  muted(): readonly MutedOutput[]
  devices(): readonly DeviceHealth[]
  /** Device profiles that cannot be used. */
  profiles(): readonly Fault[]
  tasks(): HealthReport['tasks']
  rules(): HealthReport['rules']
  asRun(): AsRunHealth
  log(): LogHealth
  show(): ShowHealth
  /** Connected clients. */
  clients(): number
  access(): AccessHealth
  web(): WebHealth
  process(): ProcessHealth
}

interface HealthOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly read: HealthReadings
}

export interface Health extends Disposable {
  /** What the show calls otherwise is the same as before: its warnings stand, and it is compared with what it was. */
  take(change: ShowChange): void
  /** The latest sample. */
  report(): HealthReport
  /** How it was in the last minutes or hours. */
  history(span: HistorySpan): HealthHistory
  /** Somebody has seen what is over, of one warning or of all; answers how many that were. */
  acknowledge(id: string | null, by: Client, cause: number | null): Result<{ readonly acknowledged: number }>
  /** Calls `listener` with each new sample. */
  onReport(listener: (report: HealthReport) => void): Disposable
}

const SAMPLE_MS = 250
/** Metrics are published as events once a second. */
const SAMPLES_PER_PUBLICATION = 4

export function createHealth({ clock, publish, subscribe, read }: HealthOptions): Health {
  const warnings = new Warnings(CONDITIONS, clock, publish)
  const metrics = createMetrics(publish)
  const listeners = new Set<(report: HealthReport) => void>()
  const heard = new Heard(subscribe)
  const histories = new HealthHistories()
  let latest: HealthReport = { ...measure(clock, read), warnings: [] }
  const timer = everyBeat(clock, SAMPLE_MS, sample)

  function sample(): void {
    const now = measure(clock, read)
    warnings.update({ now, before: latest, ...heard.take() })
    tell({ ...now, warnings: warnings.current() })
    metrics.add(latest)
    histories.add(latest)
  }

  function tell(report: HealthReport): void {
    latest = report
    for (const listener of listeners) listener(report)
  }

  return {
    take({ renamed }) {
      if (renamed === undefined) return
      warnings.rename(presentWarning(renamed), presentAbout(renamed))
      latest = { ...underPresentNames(latest, renamed), warnings: warnings.current() }
    },
    report: () => latest,
    history: (span) => histories.read(span),
    acknowledge(id, by, cause) {
      const acknowledged = warnings.acknowledge(id, by.name, cause)
      if (acknowledged === null) return failed(notOver(id ?? '', latest))
      if (acknowledged > 0) tell({ ...latest, warnings: warnings.current() })
      return ok({ acknowledged })
    },
    onReport(listener) {
      listeners.add(listener)
      return disposable('health listener', () => listeners.delete(listener))
    },
    [Symbol.dispose]() {
      timer[Symbol.dispose]()
      heard[Symbol.dispose]()
    },
  }
}

function notOver(id: string, { warnings }: HealthReport): Fault {
  const standing = warnings.find((warning) => warning.id === id)
  return standing === undefined
    ? fault('health/no-warning', id, 'no such warning stands any more', 'nothing is left to do')
    : fault('health/still-so', standing.where, `it is still so: ${standing.what}`, standing.next)
}

function underPresentNames(report: HealthReport, renamed: readonly Renamed[]): HealthReport {
  const [targetName, outputName] = [presentName(renamed, 'target'), presentName(renamed, 'midiOutput')]
  const targets = report.osc.targets.map((one) => ({ ...one, target: targetName(one.target) }))
  const outputs = report.midi.outputs.map((one) => ({ ...one, output: outputName(one.output) }))
  const peerName = presentName(renamed, 'peer')
  const feedback = report.feedback.map((one) => ({
    ...one,
    id: one.kind === 'peer' ? peerName(one.id) : outputName(one.id),
  }))
  return { ...report, osc: { ...report.osc, targets }, midi: { outputs }, feedback }
}

function measure(clock: Clock, read: HealthReadings): Omit<HealthReport, 'warnings'> {
  return {
    at: clock.now(),
    time: clock.wall(),
    dispatcher: read.dispatcher(),
    gestures: read.gestures(),
    playlists: read.playlists(),
    osc: { input: read.oscInput(), replies: read.oscReplies(), targets: read.oscTargets() },
    midi: { outputs: read.midiOutputs() },
    feedback: read.feedback(),
    muted: read.muted(),
    devices: read.devices(),
    profiles: read.profiles(),
    tasks: read.tasks(),
    rules: read.rules(),
    asRun: read.asRun(),
    log: read.log(),
    show: read.show(),
    clients: read.clients(),
    access: read.access(),
    web: read.web(),
    process: read.process(),
  }
}

/** Publishes queues as they are and, of each timing, the worst sample since the last time, so that no peak is lost. */
function createMetrics(publish: Publish): { add(report: HealthReport): void } {
  const worst = new Map<string, DistributionSummary>()
  let samples = 0
  const source = 'health'

  function keepWorst(metric: string, distribution: DistributionSummary): void {
    const kept = worst.get(metric) ?? EMPTY_DISTRIBUTION
    worst.set(metric, distribution.max > kept.max ? distribution : kept)
  }

  return {
    add({ dispatcher, playlists, process }) {
      keepWorst('dispatch', dispatcher.dispatch)
      keepWorst('playlist.lateness', playlists.lateness)
      keepWorst('loop.delay', process.loopDelay)
      samples += 1
      if (samples < SAMPLES_PER_PUBLICATION) return
      samples = 0
      for (const queue of dispatcher.queues) {
        publish({ type: 'metrics.queue', source, cause: null, payload: queue })
      }
      for (const [metric, distribution] of worst) {
        publish({ type: 'metrics.timing', source, cause: null, payload: { metric, distribution } })
      }
      worst.clear()
    },
  }
}
