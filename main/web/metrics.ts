// What the engine measures of itself, as Prometheus collects it. Labels are the engine's words and names that the show declares:
// what senders, devices and clients call themselves is in the health report alone, for there is no end to it.
import type { HealthReport, StandingWarning } from '../../shared/model/health.ts'
import { aboutClients, aboutInputs, aboutOsc, aboutOutputs } from './edge-metrics.ts'
import { counter, gauge, histogram } from './exposition.ts'
import type { Sample } from './exposition.ts'

export function metricsText(report: HealthReport, version: string): string {
  return [
    ...aboutProcess(report, version),
    ...aboutEvents(report),
    ...aboutPlaylists(report),
    ...aboutOsc(report),
    ...aboutOutputs(report),
    ...aboutInputs(report),
    ...aboutRules(report),
    ...aboutLogs(report),
    ...aboutClients(report),
    ...aboutWarnings(report),
  ].join('')
}

function aboutProcess({ process, time, show }: HealthReport, version: string): string[] {
  return [
    gauge('cuewright_build_info', 'Always 1; the version is its label.', [[{ version }, 1]]),
    gauge(
      'cuewright_show_generation',
      'Number of the show that runs, higher with each change.',
      show.generation,
    ),
    gauge(
      'process_start_time_seconds',
      'When the program was started, in seconds since 1970.',
      time / 1000 - process.uptime,
    ),
    gauge('process_resident_memory_bytes', 'Memory that the program takes.', process.rss),
    gauge('cuewright_heap_used_bytes', 'Of its memory, what is in use for objects.', process.heapUsed),
    counter('process_cpu_seconds_total', 'Processor time, of all cores together.', process.cpuSeconds),
    histogram(
      'cuewright_loop_delay_seconds',
      'How late the main thread gets round to what is due.',
      process.loopDelayTotals,
    ),
  ]
}

function aboutEvents({ dispatcher, tasks }: HealthReport): string[] {
  const { queues } = dispatcher
  const ofEach = (value: (queue: (typeof queues)[number]) => number): readonly Sample[] =>
    queues.map((queue) => [{ queue: queue.lane }, value(queue)])
  return [
    counter('cuewright_events_published_total', 'Events that were published.', dispatcher.published),
    counter(
      'cuewright_events_dispatched_total',
      'Events that were handed to those who listen.',
      dispatcher.dispatched,
    ),
    counter(
      'cuewright_events_withheld_total',
      'Events from before a panic, on which nobody acted any more.',
      dispatcher.withheld,
    ),
    counter(
      'cuewright_handler_failures_total',
      'Times that a part of the engine failed to react to an event.',
      dispatcher.failures,
    ),
    gauge(
      'cuewright_queue_events',
      'Events that wait.',
      ofEach(({ depth }) => depth),
    ),
    gauge(
      'cuewright_queue_capacity_events',
      'Events that may wait.',
      ofEach(({ capacity }) => capacity),
    ),
    gauge(
      'cuewright_queue_bytes',
      'Memory that the waiting events take, roughly.',
      ofEach(({ bytes }) => bytes),
    ),
    gauge(
      'cuewright_queue_oldest_age_seconds',
      'How long the oldest event has waited.',
      ofEach(({ oldestAge }) => oldestAge / 1000),
    ),
    counter(
      'cuewright_queue_dropped_events_total',
      'Events that found no room.',
      ofEach(({ dropped }) => dropped),
    ),
    counter(
      'cuewright_queue_coalesced_events_total',
      'Events that a later value took the place of.',
      ofEach(({ coalesced }) => coalesced),
    ),
    histogram(
      'cuewright_dispatch_duration_seconds',
      'How long all that listens to an event took over it.',
      dispatcher.dispatchTotals,
    ),
    gauge('cuewright_tasks', 'Things that are to be done later.', tasks.count),
    gauge('cuewright_tasks_capacity', 'Things that may be to be done later.', tasks.capacity),
  ]
}

function aboutPlaylists({ playlists }: HealthReport): string[] {
  const { runners } = playlists
  const ofEach = (value: (runner: (typeof runners)[number]) => number): readonly Sample[] =>
    runners.map((runner) => [{ runner: String(runner.runner) }, value(runner)])
  return [
    gauge('cuewright_runs_active', 'Runs of playlists that play, are paused or hold.', playlists.activeRuns),
    counter('cuewright_runs_started_total', 'Runs of playlists that were started.', playlists.started),
    counter(
      'cuewright_steps_emitted_total',
      'Steps of playlists that were sent or published.',
      playlists.emitted,
    ),
    histogram(
      'cuewright_step_lateness_seconds',
      'How much later than meant a step was sent.',
      playlists.latenessTotals,
    ),
    gauge(
      'cuewright_runner_ready',
      '1 while the thread plays, 0 while it starts or is lost.',
      ofEach(({ state }) => Number(state === 'ready')),
    ),
    gauge(
      'cuewright_runner_runs',
      'Runs that the thread plays.',
      ofEach(({ runs }) => runs),
    ),
    counter(
      'cuewright_runner_replacements_total',
      'Times that the thread was lost and replaced.',
      ofEach(({ replacements }) => replacements),
    ),
    counter(
      'cuewright_runner_dropped_reports_total',
      'Steps that were sent and could not be reported.',
      ofEach(({ droppedReports }) => droppedReports),
    ),
    gauge(
      'cuewright_runner_ramps',
      'Values that the thread moves.',
      ofEach(({ ramps }) => ramps),
    ),
    gauge(
      'cuewright_runner_ramps_every',
      '1 while each value is sent at its rate, 2 at half of it, and so on, where there are too many.',
      ofEach(({ rampsEvery }) => rampsEvery),
    ),
  ]
}

function aboutRules({ rules }: HealthReport): string[] {
  return [
    gauge('cuewright_rules_failing', 'Rules that failed when they fired last.', rules.failingCount),
    gauge(
      'cuewright_thrown_queues_crowded',
      'Queues of thrown events that are full, of ten at most.',
      rules.crowded.length,
    ),
  ]
}

function aboutLogs({ asRun, log }: HealthReport): string[] {
  return [
    counter('cuewright_as_run_written_entries_total', 'Entries of the as-run log.', asRun.written),
    counter(
      'cuewright_as_run_dropped_entries_total',
      'Entries that the disk could not keep up with.',
      asRun.dropped,
    ),
    gauge('cuewright_as_run_waiting_entries', 'Entries that are not on disk yet.', asRun.waiting),
    gauge('cuewright_as_run_file_bytes', 'Size of the as-run log.', asRun.bytes),
    ...(asRun.holds === null
      ? []
      : [
          gauge(
            'cuewright_as_run_holds_seconds',
            'How long the as-run log would hold at the rate of the last minutes.',
            asRun.holds / 1000,
          ),
        ]),
    gauge(
      'cuewright_as_run_failing',
      '1 while nothing is written to the as-run log, else 0.',
      Number(asRun.trouble !== null),
    ),
    counter('cuewright_log_lost_lines_total', 'Lines of the program’s own log that found no room.', log.lost),
    gauge(
      'cuewright_log_failing',
      '1 while the program’s own log cannot be written, else 0.',
      Number(log.trouble !== null),
    ),
  ]
}

function aboutWarnings({ warnings }: HealthReport): string[] {
  const byCode = new Map<string, StandingWarning[]>()
  for (const warning of warnings) byCode.set(warning.code, [...(byCode.get(warning.code) ?? []), warning])
  const oldest = (standing: readonly StandingWarning[]): number =>
    Math.min(...standing.map(({ since }) => since)) / 1000
  return [
    gauge('cuewright_warnings', 'Warnings that stand.', warnings.length),
    gauge(
      'cuewright_warnings_by_code',
      'Warnings that stand, by what they are about.',
      [...byCode].map(([code, standing]) => [{ code }, standing.length]),
    ),
    gauge(
      'cuewright_warning_oldest_raised_timestamp_seconds',
      'When the oldest of each was raised, in seconds since 1970.',
      [...byCode].map(([code, standing]) => [{ code }, oldest(standing)]),
    ),
  ]
}
