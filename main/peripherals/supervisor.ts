// Keeps every family of plugged-in devices found, open and named, whatever is unplugged and plugged in again.
import type { DeviceHealth } from '../../shared/model/health.ts'
import { Family } from './family.ts'
import type { Driver } from './peripheral.ts'
import type { Surroundings } from './tracked-device.ts'

export interface Supervisor extends AsyncDisposable {
  /** Every device that is or was lately there, and every family that is off. */
  health(): readonly DeviceHealth[]
}

/** Starts looking at once; nothing that a device or its library does makes it throw or stop. */
export function createSupervisor({
  drivers,
  ...surroundings
}: Surroundings & { readonly drivers: readonly Driver[] }): Supervisor {
  const families = drivers.map((driver) => new Family(driver, surroundings))
  return {
    health: () => families.flatMap((family) => family.health()),
    async [Symbol.asyncDispose]() {
      await Promise.all(families.map((family) => family.close()))
    },
  }
}
