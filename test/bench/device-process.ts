// What it costs that device libraries run in a process of their own: from a report to its event's handler, under a flood.
import { setTimeout as sleep } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { createDevices } from '../../main/devices/device-process.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { HeldControls } from '../../main/peripherals/held.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import { FLOOD_PRESSES, WARM_UP_MS, flood } from './device-flood.ts'
import { alternate, atMost, atMostTimes } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const ROUNDS = 5
/** A flood takes four seconds; what has not arrived after so many is lost. */
const PATIENCE_MS = 10_000

/** Milliseconds from when a report was due to its event's handler, and presses that never came. */
interface Round {
  readonly p50: number
  readonly p99: number
  readonly missed: number
}

function listener() {
  const clock = new SystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const waits = new Histogram()
  let presses = 0
  let firstAt: number | null = null
  dispatcher.subscribe(
    'hid.received',
    ({ at, payload }) => {
      firstAt ??= at
      if (at - firstAt > WARM_UP_MS) waits.record(clock.now() - at)
      if (payload.kind === 'button') presses += 1
    },
    { priority: 0, name: 'bench', acts: false },
  )
  const round = async (): Promise<Round> => {
    const patientUntil = clock.now() + PATIENCE_MS
    while (presses < FLOOD_PRESSES && clock.now() < patientUntil) await sleep(10)
    return { p50: waits.percentile(0.5), p99: waits.percentile(0.99), missed: FLOOD_PRESSES - presses }
  }
  return { clock, dispatcher, round }
}

async function inProcess(): Promise<Round> {
  const { clock, dispatcher, round } = listener()
  await flood(clock, dispatcher.publish)
  return round()
}

async function throughProcess(): Promise<Round> {
  const { clock, dispatcher, round } = listener()
  await using _ = createDevices({
    clock,
    clockOrigin: clock.origin,
    publish: dispatcher.publish,
    subscribe: dispatcher.subscribe,
    start: startFrom(new URL('./device-flood.process.ts', import.meta.url)),
    held: new HeldControls(),
    outputs: {},
    profilesDir: '',
    log: { warn: (details, message) => console.error(message, details) },
  })
  return await round()
}

export async function deviceProcess(): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(ROUNDS, throughProcess, inProcess)
  const of = (rounds: readonly Round[], share: 'p50' | 'p99') => rounds.map((round) => round[share])
  const what = (figure: string): string => `32 devices at 1 kHz, report to handler, ${figure}`
  const compared = (share: 'p50' | 'p99'): Measurement => ({
    ...{ what: what(share), unit: 'ms', subject: of(subject, share), reach: atMostTimes(2) },
    baseline: { name: 'in the engine', figures: of(baseline, share) },
  })
  const added = subject.map(({ p99 }, index) => p99 - baseline[index]!.p99)
  const missed = subject.map((round) => round.missed)
  return [
    compared('p50'),
    compared('p99'),
    { what: what('p99 added'), unit: 'ms', subject: added, baseline: null, reach: atMost(1) },
    { what: what('presses missed'), unit: 'events', subject: missed, baseline: null, reach: atMost(0) },
  ]
}
