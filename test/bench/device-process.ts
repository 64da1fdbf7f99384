// What it costs that device libraries run in a process of their own: from a report to its event's handler, under a flood.
import { setTimeout as sleep } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { createDevices } from '../../main/devices/device-process.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { HeldControls } from '../../main/peripherals/held.ts'
import { inOrder } from '../../main/order.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import { WARM_UP_MS, flood, floodPresses } from './device-flood.ts'
import { alternate, atMost, atMostTimes } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const ROUNDS = 5
/** Reports a second of each pad, which are two events each. */
const RATES = [
  { hz: 261, name: 'a million events a minute' },
  { hz: 1_000, name: '32 devices at 1 kHz' },
] as const
/** A flood takes three seconds; what has not arrived after so many is lost. */
const PATIENCE_MS = 10_000

/** Milliseconds from when a report was due to its event's handler, and presses that never came. */
interface Round {
  readonly p50: number
  readonly p99: number
  readonly missed: number
}

function listener(hz: number) {
  const clock = new SystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const waits = new Histogram()
  let presses = 0
  let firstAt: number | null = null
  dispatcher.subscribe(
    'hid.received',
    ({ at, cause, payload }) => {
      firstAt ??= at
      if (at - firstAt > WARM_UP_MS) waits.record(clock.now() - at)
      // Told by a pad, and not what it came to rest at after a bounce.
      if (payload.kind === 'button' && cause === null) presses += 1
    },
    { priority: 0, name: 'bench', acts: false },
  )
  const round = async (): Promise<Round> => {
    const patientUntil = clock.now() + PATIENCE_MS
    const all = floodPresses(hz)
    while (presses < all && clock.now() < patientUntil) await sleep(10)
    return { p50: waits.percentile(0.5), p99: waits.percentile(0.99), missed: all - presses }
  }
  return { clock, dispatcher, round }
}

async function inProcess(hz: number): Promise<Round> {
  const { clock, dispatcher, round } = listener(hz)
  await flood(clock, dispatcher.publish, hz)
  return round()
}

async function throughProcess(hz: number): Promise<Round> {
  const { clock, dispatcher, round } = listener(hz)
  process.env['FLOOD_HZ'] = String(hz)
  await using _ = createDevices({
    clock,
    clockOrigin: clock.origin,
    publish: dispatcher.publish,
    subscribe: inOrder(dispatcher.subscribe)('device process'),
    tooOldBefore: (at) => dispatcher.tooOldBefore(at, null),
    start: startFrom(new URL('./device-flood.process.ts', import.meta.url)),
    held: new HeldControls(),
    readProfiles: () => Promise.resolve([]),
    log: { warn: (details, message) => console.error(message, details) },
  })
  return await round()
}

async function atRate({ hz, name }: (typeof RATES)[number]): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(
    ROUNDS,
    () => throughProcess(hz),
    () => inProcess(hz),
  )
  const of = (rounds: readonly Round[], share: 'p50' | 'p99') => rounds.map((round) => round[share])
  const what = (figure: string): string => `${name}, report to handler, ${figure}`
  const compared = (share: 'p50' | 'p99'): Measurement => ({
    ...{ what: what(share), unit: 'ms', subject: of(subject, share), reach: atMostTimes(2) },
    baseline: { name: 'in the engine', figures: of(baseline, share) },
  })
  const added = (share: 'p50' | 'p99'): Measurement => ({
    ...{ what: what(`${share} added`), unit: 'ms', baseline: null, reach: atMost(1) },
    subject: subject.map((round, index) => round[share] - baseline[index]![share]),
  })
  const missed = subject.map((round) => round.missed)
  return [
    compared('p50'),
    compared('p99'),
    added('p50'),
    added('p99'),
    { what: what('presses missed'), unit: 'events', subject: missed, baseline: null, reach: atMost(0) },
  ]
}

export async function deviceProcess(): Promise<readonly Measurement[]> {
  const measured: Measurement[] = []
  for (const rate of RATES) measured.push(...(await atRate(rate)))
  return measured
}
