// Whether devices that show feedback are there, as whoever opens them knows.
import type { DeviceName } from './device.ts'

export interface Surfaces {
  /** Whether it can be sent to at this moment: it is there, and nobody keeps it silent. */
  canShow(device: DeviceName): boolean
  /** Calls `changed` when a device is there again and shows nothing (`isNew`), or can be sent to again, or cannot any more. */
  onChanged(changed: (device: DeviceName, isNew: boolean) => void): Disposable
}

/** In a rehearsal all of them are. */
export const ALWAYS_THERE: Surfaces = {
  canShow: () => true,
  onChanged: () => ({ [Symbol.dispose]() {} }),
}
