// HID reports: how fast they are decoded, whether 32 fast devices at once are kept up with, and what ten million events leave.
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { ReportDecoder } from '../../main/peripherals/hid/decode.ts'
import { parseDescriptor } from '../../main/peripherals/hid/descriptor.ts'
import { PLAIN_NAMING, genericLayout } from '../../main/peripherals/hid/generic.ts'
import { HidIntake } from '../../main/peripherals/hid/intake.ts'
import type { DeviceLayout } from '../../main/peripherals/hid/layout.ts'
import { parseProfile } from '../../main/peripherals/hid/profiles.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import { readRecording } from '../support/hid-recordings.ts'
import { alternate, atLeast, atMost } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const REPORTS = 1_000_000
const ROUNDS = 5
const DEVICES = 32
/** Each device sends this many reports, one every millisecond. */
const SECONDS = 5
const EVENTS = 10_000_000
const BURST = 10_000

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

function dualShockLayout(): DeviceLayout {
  const file = 'dualshock-4.json'
  const profile = parseProfile(readFileSync(`assets/profiles/${file}`, 'utf8'), file)
  if (!profile.ok || profile.value.layout === null) throw new Error('no DualShock profile')
  return profile.value.layout
}

function gamepadLayout(): DeviceLayout {
  const descriptor = parseDescriptor(readRecording('generic-gamepad').descriptor as Uint8Array)
  if (!descriptor.ok) throw new Error(descriptor.error.what)
  return genericLayout(descriptor.value, PLAIN_NAMING)
}

/** A pad whose stick moves in every report and whose button changes in every second one. */
function sentReports(name: 'dualshock-4' | 'generic-gamepad'): readonly Uint8Array[] {
  const rest = readRecording(name).reports[0]![1]
  return Array.from({ length: 256 }, (_, index) => {
    const report = Uint8Array.from(rest)
    report[1] = index
    report[5] = index % 2 === 0 ? 0x08 : 0x18
    return report
  })
}

async function reportsPerSecond(
  take: (report: Uint8Array) => void,
  reports: readonly Uint8Array[],
): Promise<number> {
  await turn()
  const startedAt = performance.now()
  for (let index = 0; index < REPORTS; index += 1) take(reports[index & 255]!)
  return REPORTS / ((performance.now() - startedAt) / 1000)
}

/** The least that any decoder must do: compare each byte that holds controls with the one before. */
function byHand(changed: () => void): (report: Uint8Array) => void {
  const before = new Uint8Array(10)
  return (report) => {
    for (let at = 1; at < 10; at += 1) {
      const byte = report[at] as number
      if (byte === before[at]) continue
      before[at] = byte
      changed()
    }
  }
}

async function decoding(what: string, layout: DeviceLayout, name: Parameters<typeof sentReports>[0]) {
  const reports = sentReports(name)
  let told = 0
  const decoder = new ReportDecoder(layout, () => void (told += 1))
  const plain = byHand(() => void (told += 1))
  const { subject, baseline } = await alternate(
    ROUNDS,
    () => reportsPerSecond((report) => void decoder.decode(report), reports),
    () => reportsPerSecond(plain, reports),
  )
  if (told < REPORTS) throw new Error('the decoders told nothing')
  const compared = { name: 'comparing bytes by hand', figures: baseline }
  // Thirty-two devices at a thousand reports a second, in a twentieth of one core.
  return { what, unit: 'reports/s', subject, baseline: compared, reach: atLeast(640_000) }
}

interface Rig {
  readonly dispatcher: Dispatcher
  readonly intakes: readonly HidIntake[]
}

function rig(clock: SystemClock, layout: DeviceLayout): Rig {
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const intakes = Array.from({ length: DEVICES }, (_, index) => {
    const sink = { device: `hid:bench:${index + 1}`, publish: dispatcher.publish, lost: () => {} }
    return new HidIntake(clock, sink, layout)
  })
  return { dispatcher, intakes }
}

/** Milliseconds from a report to its event's handler, and how many presses were missed. */
async function manyDevices(): Promise<{ readonly late: number; readonly missed: number }> {
  const clock = new SystemClock()
  const { dispatcher, intakes } = rig(clock, dualShockLayout())
  const reports = sentReports('dualshock-4')
  const waits = new Histogram()
  let presses = 0
  dispatcher.subscribe(
    'hid.received',
    ({ at, payload }) => {
      waits.record(clock.now() - at)
      if (payload.kind === 'button') presses += 1
    },
    { priority: 0, name: 'bench', acts: false },
  )
  const startedAt = clock.now()
  let sent = 0
  while (sent < SECONDS * 1000) {
    const due = Math.min(SECONDS * 1000, clock.now() - startedAt)
    for (; sent < due; sent += 1) for (const intake of intakes) intake.take(reports[sent & 255]!)
    await turn()
  }
  await turn()
  await turn()
  return { late: waits.percentile(0.99), missed: DEVICES * (sent - 1) - presses }
}

/** Megabytes of heap that the last nine of ten million events have added. */
async function heapGrowth(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const { publish, subscribe } = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock: new SystemClock(),
    defer: setImmediate,
  })
  let handled = 0
  subscribe('hid.received', () => void (handled += 1), { priority: 0, name: 'bench', acts: false })
  const decoder = new ReportDecoder(dualShockLayout(), (control, kind, value) => {
    const payload = { device: 'hid:bench:1', control, kind, value }
    publish({ type: 'hid.received', source: 'hid:bench:1', cause: null, payload })
  })
  const presses = sentReports('dualshock-4')
  let afterFirst = 0
  for (let event = 0; event < EVENTS; event += BURST) {
    if (event === EVENTS / 10) {
      collect()
      afterFirst = process.memoryUsage().heapUsed
    }
    const target = handled + BURST
    for (let index = 0; index < BURST; index += 1) decoder.decode(presses[index & 255]!)
    while (handled < target) await turn()
  }
  collect()
  return Math.max(0, process.memoryUsage().heapUsed - afterFirst) / 1e6
}

export async function controllers(): Promise<readonly Measurement[]> {
  const many = await manyDevices()
  const one = (what: string, unit: string, figure: number, reach: Measurement['reach']): Measurement => ({
    ...{ what, unit, subject: [figure], baseline: null, reach },
  })
  return [
    await decoding('DualShock 4 by its profile', dualShockLayout(), 'dualshock-4'),
    await decoding('gamepad by its descriptor', gamepadLayout(), 'generic-gamepad'),
    one('32 devices at 1 kHz: report to handler, p99', 'ms', many.late, atMost(5)),
    one('32 devices at 1 kHz: presses missed', 'events', many.missed, atMost(0)),
    one('heap added by 9 of 10 million events', 'MB', await heapGrowth(), atMost(2)),
  ]
}
