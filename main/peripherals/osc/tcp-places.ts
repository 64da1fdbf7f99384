// Who may connect to the OSC input over TCP, and who has to go for it: those that never said anything come first.
import { parseAddress } from '../../../shared/base/ip-address.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import type { TcpClient } from './tcp-client.ts'

export const TCP_PLACES = {
  all: 64,
  /** The others are kept for this computer and for those that the show lists. */
  ofStrangers: 48,
  /** Of one address that is neither. */
  ofOneAddress: 16,
} as const
/** Who has said something and then nothing for so long may have to go as well. */
const SILENT_MS = 60_000

type Occupant = Pick<TcpClient, 'address' | 'hasSpoken' | 'heardAt'>

/** Null where there is a place; whoever has to go for it; or `full`. */
export function placeFor<C extends Occupant>(
  address: string,
  clients: readonly C[],
  peers: KnownPeers,
  now: number,
): C | null | 'full' {
  const isStranger = (of: string): boolean => !isLoopback(of) && peers.of(of) === null
  const strangers = clients.filter((client) => isStranger(client.address))
  if (isStranger(address)) {
    const own = strangers.filter((client) => client.address === address)
    if (own.length >= TCP_PLACES.ofOneAddress) return idlest(own, now) ?? 'full'
    if (strangers.length >= TCP_PLACES.ofStrangers) return idlest(strangers, now) ?? 'full'
  }
  if (clients.length < TCP_PLACES.all) return null
  return idlest(strangers, now) ?? (isStranger(address) ? 'full' : (idlest(clients, now) ?? 'full'))
}

/** Of those that never sent a packet the one that is there for longest, else the one that has been silent for longest. */
function idlest<C extends Occupant>(clients: readonly C[], now: number): C | null {
  const silent = clients.filter(({ hasSpoken }) => !hasSpoken)
  if (silent.length > 0) return longestSilent(silent)
  const others = clients.filter(({ heardAt }) => now - heardAt >= SILENT_MS)
  return others.length === 0 ? null : longestSilent(others)
}

function longestSilent<C extends Occupant>(clients: readonly C[]): C {
  return clients.reduce((idle, client) => (client.heardAt < idle.heardAt ? client : idle))
}

function isLoopback(address: string): boolean {
  const bytes = parseAddress(address)
  if (bytes === null) return false
  return bytes.length === 4 ? bytes[0] === 127 : bytes.every((byte, at) => byte === (at === 15 ? 1 : 0))
}
