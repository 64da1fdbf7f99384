// What a family of plugged-in devices offers to the supervisor, and what it is given in return.
import type { Result } from '../../shared/base/result.ts'
import type { DeviceCounts } from '../../shared/model/device-counts.ts'
import type { PayloadOf, Publish } from '../../shared/model/event.ts'

export type DeviceFamily = PayloadOf<'device.stateChanged'>['family']

/** A device, or a port of one, that is present now. */
export interface DeviceInfo {
  /** Where it is now: unique among those present, and usually another one after replugging. */
  readonly path: string
  /** Family and kind, the same in every port and on every start: `hid:054c:09cc`, `midi:Launchpad X`. */
  readonly model: string
  /** What tells devices of one model apart for ever; null where the device has nothing of the kind. */
  readonly serial: string | null
  /** Where it is plugged in, by which equal devices without a serial are put in order; the path where nothing better is known. */
  readonly port: string
  readonly name: string
  /** Why it is listed but must not be opened, in the operator's words; null where it may be. */
  readonly unusable: string | null
}

/** Where an open device reports to. Reports after the device was lost or closed are ignored. */
export interface DeviceSink {
  /** The device's stable identity, which is the source of its events. */
  readonly device: string
  readonly publish: Publish
  /** Says that the device is gone or stopped working; the supervisor then releases, closes and looks for it again. */
  lost(reason: string): void
}

export interface OpenDevice {
  /** Publishes what lets go of everything the device holds: button releases, note offs. Called once, before `close`. */
  release(): void
  /** Messages or reports taken and refused since it was opened. */
  counts(): DeviceCounts
  /** Settles when the system has let go of the device; never rejects. */
  close(): Promise<void>
}

export interface Driver {
  readonly family: DeviceFamily
  /** What the family is called where it is named as a whole: `HID controllers`. */
  readonly title: string
  /** Milliseconds between two looks at what is present while nothing hints at a change. */
  readonly pollEvery: number
  /** Loads the native library. A refusal turns the family off and tells why; asked once. */
  available(): Promise<Result<void>>
  /** What is present now. May reject; that is told and tried again. */
  list(): Promise<readonly DeviceInfo[]>
  /** Opens a listed device. A refusal is told and tried again with growing pauses. */
  open(info: DeviceInfo, sink: DeviceSink): Promise<Result<OpenDevice>>
  /** Calls `changed` when devices may have come or gone; null where the system gives no such hint. */
  watch(changed: () => void): Disposable | null
}
