// What a device has done, over all the times that it was opened.
import type { DeviceHealth } from './health.ts'

export type DeviceCounts = Pick<DeviceHealth, 'received' | 'rejected' | 'display'>

export const NO_COUNTS: DeviceCounts = { received: 0, rejected: 0 }

/** `later` are the counts of the time after. */
export function sumOfCounts(earlier: DeviceCounts, later: DeviceCounts): DeviceCounts {
  const received = earlier.received + later.received
  const rejected = earlier.rejected + later.rejected
  const display = sumOfDisplays(earlier.display, later.display)
  return display === undefined ? { received, rejected } : { received, rejected, display }
}

function sumOfDisplays(
  earlier: DeviceCounts['display'],
  later: DeviceCounts['display'],
): DeviceCounts['display'] {
  if (earlier === undefined || later === undefined) return later ?? earlier
  return {
    shown: earlier.shown + later.shown,
    failed: earlier.failed + later.failed,
    lastError: later.lastError ?? earlier.lastError,
  }
}
