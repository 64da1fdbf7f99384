// HID controllers for the supervisor: which of the listed devices are controllers, and how their reports are read.
import type { Clock } from '../../../shared/base/clock.ts'
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import type { DeviceInfo, DeviceSink, Driver, OpenDevice } from '../peripheral.ts'
import { parseDescriptor } from './descriptor.ts'
import { PLAIN_NAMING, genericLayout } from './generic.ts'
import { HidIntake } from './intake.ts'
import type { DeviceLayout } from './layout.ts'
import type { Profile } from './profiles.ts'
import type { HidEntry, HidSource } from './source.ts'

export interface HidDriverOptions {
  readonly clock: Clock
  /** Loads the native library and the profiles; asked once, when the supervisor starts. */
  readonly load: () => Promise<Result<{ readonly source: HidSource; readonly profiles: readonly Profile[] }>>
}

/** Ms between looks: rarely where the system hints at changes; elsewhere as often as can be without disturbing USB audio. */
const POLL_WITH_HINTS_MS = 5_000
const POLL_MS = 2_000

const DESKTOP_PAGE = 1
/** Joystick, gamepad, multi-axis controller. Keyboards and mice belong to the system. */
const CONTROLLER_USAGES = new Set([4, 5, 8])

export function createHidDriver({ clock, load }: HidDriverOptions): Driver {
  let source: HidSource
  let profiles: readonly Profile[] = []
  const entries = new Map<string, HidEntry>()

  return {
    family: 'hid',
    title: 'HID controllers',
    pollEvery: process.platform === 'linux' ? POLL_WITH_HINTS_MS : POLL_MS,

    async available() {
      const loaded = await load()
      if (!loaded.ok) return loaded
      ;({ source, profiles } = loaded.value)
      return ok(undefined)
    },

    async list() {
      const listed = await source.list()
      entries.clear()
      // A device is listed once for each of its top-level collections.
      for (const entry of listed) {
        if (!entries.has(entry.path) && isController(entry, profiles)) entries.set(entry.path, entry)
      }
      return [...entries.values()].map((entry) => infoOf(entry, profiles))
    },

    async open({ path, name }, sink) {
      const entry = entries.get(path)
      if (entry === undefined) return failed(fault('hid/gone', name, 'it has just gone', 'plug it in again'))
      const layout = await layoutOf(entry, source, profiles)
      return layout.ok ? openDevice(entry, layout.value, sink) : layout
    },

    watch: (changed) => source.watch(changed),
  }

  async function openDevice(
    { path, name }: HidEntry,
    layout: DeviceLayout,
    sink: DeviceSink,
  ): Promise<Result<OpenDevice>> {
    const intake = new HidIntake(clock, sink, layout)
    try {
      const connection = await source.open(path, {
        report: (bytes) => intake.take(bytes),
        failed: (reason) => sink.lost(reason),
      })
      return ok({
        release: () => intake.release(),
        counts: () => intake.counts(),
        close: () => connection.close(),
      })
    } catch (error) {
      return failed(openingFault(name, messageOf(error)))
    }
  }
}

function profileOf(
  { vendor, product, interface: own }: HidEntry,
  profiles: readonly Profile[],
): Profile | null {
  const found = profiles.find(({ devices }) =>
    devices.some(
      (device) =>
        device.vendor === vendor &&
        device.product === product &&
        (device.interface === null || own === -1 || device.interface === own),
    ),
  )
  return found ?? null
}

function isController(entry: HidEntry, profiles: readonly Profile[]): boolean {
  if (entry.usagePage === DESKTOP_PAGE && CONTROLLER_USAGES.has(entry.usage)) return true
  const profile = profileOf(entry, profiles)
  return profile !== null && profile.layout !== null
}

function infoOf(entry: HidEntry, profiles: readonly Profile[]): DeviceInfo {
  const { path, serial, port, vendor, product } = entry
  return {
    path,
    model: `hid:${hex16(vendor)}:${hex16(product)}`,
    serial,
    port,
    name: profileOf(entry, profiles)?.name ?? entry.name,
    unusable: null,
  }
}

const hex16 = (number: number): string => number.toString(16).padStart(4, '0')

/** A profile's own layout, else what the device says of itself. */
async function layoutOf(
  entry: HidEntry,
  source: HidSource,
  profiles: readonly Profile[],
): Promise<Result<DeviceLayout>> {
  const profile = profileOf(entry, profiles)
  if (profile !== null && profile.layout !== null) return ok(profile.layout)
  const bytes = await source.descriptor(entry.path)
  if (bytes === null) {
    const next =
      'this system does not give out descriptors; write a profile, or use the gamepad in the window'
    return failed(fault('hid/no-description', entry.name, 'no description of its controls', next))
  }
  const descriptor = parseDescriptor(bytes)
  return descriptor.ok ? ok(genericLayout(descriptor.value, profile?.naming ?? PLAIN_NAMING)) : descriptor
}

const PERMISSION_ADVICE: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'install the udev rule (assets/udev/70-cuewright.rules) and plug the device in again',
  darwin: 'allow Input Monitoring for this app in System Settings, Privacy & Security',
}

function openingFault(name: string, message: string): Fault {
  const advice = PERMISSION_ADVICE[process.platform]
  return advice !== undefined && /permission|not permitted|privilege/i.test(message)
    ? fault('hid/permission', name, 'permission denied', advice)
    : fault('hid/cannot-open', name, message, 'close other programs that use it, or plug it in again')
}
