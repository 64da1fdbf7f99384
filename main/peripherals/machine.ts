// Which machine a client runs on.
import { THIS_MACHINE, groupOf, plainAddress } from '../../shared/base/network-address.ts'

/** By the address that it comes from; windows of the desktop app and loopback addresses are the engine's own machine. */
export function machineOf(address: string | null): string {
  return address === null || groupOf(address) === THIS_MACHINE ? THIS_MACHINE : plainAddress(address)
}
