// What comes in and goes out, as Prometheus collects it.
import type { HealthReport } from '../../shared/model/health.ts'
import { counter, gauge } from './exposition.ts'
import type { Labels, Sample } from './exposition.ts'

export function aboutOsc({ osc: { input, replies } }: HealthReport): string[] {
  return [
    counter('cuewright_osc_received_messages_total', 'OSC messages that came in.', input.received),
    counter('cuewright_osc_received_bytes_total', 'Bytes of them.', input.bytes),
    counter(
      'cuewright_osc_rejected_packets_total',
      'Packets that were refused.',
      countsBy('reason', input.rejected),
    ),
    counter('cuewright_osc_late_bundles_total', 'Bundles that came after their time.', input.lateBundles),
    gauge('cuewright_osc_waiting_bundles', 'Bundles that wait for their time.', input.waitingBundles),
    gauge('cuewright_osc_connections', 'Connections to the OSC input over TCP.', input.connections),
    ...(input.lost === null
      ? []
      : [
          counter(
            'cuewright_osc_lost_packets_total',
            'Packets that the system dropped before they could be read.',
            input.lost.packets,
          ),
        ]),
    counter(
      'cuewright_osc_withheld_replies_total',
      'Replies and news that were not sent.',
      replies.withheld + replies.withheldNews,
    ),
  ]
}

export function aboutOutputs({ osc: { targets }, midi: { outputs } }: HealthReport): string[] {
  const ofTargets = (value: (target: (typeof targets)[number]) => number): readonly Sample[] =>
    targets.map((target) => [{ target: target.target, transport: target.transport }, value(target)])
  const ofOutputs = (value: (output: (typeof outputs)[number]) => number): readonly Sample[] =>
    outputs.map((output) => [{ output: output.output }, value(output)])
  return [
    gauge(
      'cuewright_osc_target_failing',
      '1 while messages cannot be delivered, else 0.',
      ofTargets(({ state }) => Number(state === 'failing')),
    ),
    counter(
      'cuewright_osc_target_sent_messages_total',
      'Messages that were handed to the system.',
      ofTargets(({ sent }) => sent),
    ),
    counter(
      'cuewright_osc_target_failures_total',
      'Errors that the system reported.',
      ofTargets(({ failed }) => failed),
    ),
    counter(
      'cuewright_osc_target_dropped_messages_total',
      'Messages that were given up.',
      ofTargets(({ dropped }) => dropped),
    ),
    gauge(
      'cuewright_osc_target_queued_messages',
      'Messages that wait.',
      ofTargets(({ queued }) => queued),
    ),
    gauge(
      'cuewright_osc_target_unacknowledged_seconds',
      'How long the oldest message without acknowledgement is on its way.',
      ofTargets(({ unacknowledgedFor }) => unacknowledgedFor / 1000),
    ),
    gauge(
      'cuewright_midi_output_open',
      '1 while its port is open, else 0.',
      ofOutputs(({ state }) => Number(state === 'open')),
    ),
    counter(
      'cuewright_midi_output_sent_messages_total',
      'Messages that were sent.',
      ofOutputs(({ sent }) => sent),
    ),
    counter(
      'cuewright_midi_output_failures_total',
      'Messages that could not be sent.',
      ofOutputs(({ failed }) => failed),
    ),
    counter(
      'cuewright_midi_output_dropped_messages_total',
      'Messages that were given up.',
      ofOutputs(({ dropped }) => dropped),
    ),
    gauge(
      'cuewright_midi_output_queued_messages',
      'Messages that wait.',
      ofOutputs(({ queued }) => queued),
    ),
  ]
}

export function aboutInputs({ devices, gestures }: HealthReport): string[] {
  const byState = new Map<string, { readonly labels: Labels; count: number }>()
  for (const { family, state } of devices) {
    const key = `${family} ${state}`
    const known = byState.get(key)
    if (known === undefined) byState.set(key, { labels: { family, state }, count: 1 })
    else known.count += 1
  }
  return [
    gauge(
      'cuewright_devices',
      'Controllers and ports, by how they are.',
      [...byState.values()].map(({ labels, count }) => [labels, count]),
    ),
    counter('cuewright_gestures_recognized_total', 'Gestures that were recognised.', gestures.recognized),
    gauge('cuewright_gestures_pending', 'Gestures that are half made.', gestures.pending),
  ]
}

export function aboutClients({ clients, web }: HealthReport): string[] {
  return [
    gauge('cuewright_clients', 'Screens that are connected.', clients),
    gauge('cuewright_web_connections', 'Open connections over HTTP.', web.connections),
    gauge('cuewright_web_untaken_bytes', 'Bytes sent to them and not taken yet.', web.untakenBytes),
    counter(
      'cuewright_web_turned_away_total',
      'What was refused or cut off at the edge.',
      countsBy('reason', web.turnedAway),
    ),
  ]
}

function countsBy(label: string, counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([text, count]) => [{ [label]: text }, count])
}
