// Which gamepads of this machine are read directly as HID devices, and so must not be heard a second time through a window.
import type { MonotonicMs } from '../../../shared/base/clock.ts'
import type { DeviceHealth } from '../../../shared/model/health.ts'
import type { PluggedPad } from './plugged-pad.ts'

/** What is known of the HID devices. */
export type HidDevices = () => readonly Pick<DeviceHealth, 'device' | 'name' | 'state'>[]

/** An unplugged pad is missed as a HID device first; it must not come up as a gamepad for that moment. */
const SETTLES_MS = 1_000

/** Decides anew how each pad is read: every HID device that is open silences one pad of its kind. */
export function assignReaders(pads: Iterable<PluggedPad>, hid: HidDevices, now: MonotonicMs): void {
  const readers = openReaders(hid)
  const unread: { readonly plugged: PluggedPad; readonly free: Set<string> }[] = []
  for (const plugged of pads) {
    const { isLocal, kind } = plugged.at
    const free = (isLocal && kind.hardware !== null ? readers.get(kind.hardware) : undefined) ?? new Set()
    if (plugged.reader !== null && free.delete(plugged.reader)) plugged.freeAt = null
    else unread.push({ plugged, free })
  }
  // Only now, so that every pad which is read already keeps its reader.
  for (const { plugged, free } of unread) {
    const [reader] = free
    if (reader === undefined) setFree(plugged, now)
    else silence(plugged, reader)
    if (reader !== undefined) free.delete(reader)
  }
}

/** Ids of the HID devices that are open, by vendor and product. */
function openReaders(hid: HidDevices): ReadonlyMap<string, Set<string>> {
  const readers = new Map<string, Set<string>>()
  for (const { device, state } of hid()) {
    const hardware = /^hid:([0-9a-f]{4}:[0-9a-f]{4})(?::|$)/.exec(device)?.[1]
    if (state !== 'open' || hardware === undefined) continue
    readers.set(hardware, (readers.get(hardware) ?? new Set()).add(device))
  }
  return readers
}

function silence(plugged: PluggedPad, reader: string): void {
  plugged.reader = reader
  plugged.freeAt = null
  plugged.at.pad.close('off', `read directly as ${reader}`)
}

function setFree(plugged: PluggedPad, now: number): void {
  const { pad } = plugged.at
  if (plugged.reader === null) return pad.open()
  plugged.freeAt ??= now + SETTLES_MS
  if (now < plugged.freeAt) return
  plugged.reader = null
  plugged.freeAt = null
  pad.openAgain(plugged.latest)
}
