// Keeps every family of plugged-in devices found, open and named, whatever is unplugged and plugged in again.
import type { DeviceHealth } from '../../shared/model/health.ts'
import { Family } from './family.ts'
import type { GivenNumbers } from './identity.ts'
import type { Driver } from './peripheral.ts'
import type { Surroundings } from './tracked-device.ts'

/** By the title of each family. */
export type GivenIdentities = Readonly<Record<string, GivenNumbers>>

export interface Supervisor extends AsyncDisposable {
  /** Every device that is or was lately there, and every family that is off. */
  health(): readonly DeviceHealth[]
  identities(): GivenIdentities
}

export interface SupervisorOptions extends Surroundings {
  readonly drivers: readonly Driver[]
  /** What an earlier supervisor called its devices; each keeps its name. */
  readonly identities?: GivenIdentities
}

/** Starts looking at once; nothing that a device or its library does makes it throw or stop. */
export function createSupervisor({
  drivers,
  identities = {},
  ...surroundings
}: SupervisorOptions): Supervisor {
  const families = drivers.map((driver) => new Family(driver, surroundings, identities[driver.title] ?? []))
  return {
    health: () => families.flatMap((family) => family.health()),
    identities: () => Object.fromEntries(families.map((family) => family.identities)),
    async [Symbol.asyncDispose]() {
      await Promise.all(families.map((family) => family.close()))
    },
  }
}
