// Who of those that send OSC is listed by the show, looked up by the address that a packet came from.
import { canonicalAddress } from '../base/ip-address.ts'
import { plainAddress } from '../base/network-address.ts'
import type { OscPeer } from './show.ts'

export class KnownPeers {
  /** By canonical address. */
  #byAddress: ReadonlyMap<string, OscPeer> = new Map()
  #listed: readonly OscPeer[] = []
  /** Who was asked for last: most often it is the same sender again. */
  #last: { readonly host: string; readonly peer: OscPeer | null } | null = null
  #named: { readonly host: string; readonly name: string } | null = null

  constructor(peers: readonly OscPeer[] = []) {
    this.take(peers)
  }

  /** From now on these are listed, and nobody else. */
  take(peers: readonly OscPeer[]): void {
    if (peers === this.#listed) return
    this.#listed = peers
    this.#byAddress = new Map(peers.map((peer) => [addressKey(peer.address), peer]))
    this.#last = this.#named = null
  }

  /** The name of the peer that the show lists at an address, or the address. */
  nameOf(host: string): string {
    if (this.#named?.host !== host)
      this.#named = { host, name: this.of(host)?.name ?? `OSC ${plainAddress(host)}` }
    return this.#named.name
  }

  /** Null for a stranger. */
  of(host: string): OscPeer | null {
    if (this.#byAddress.size === 0) return null
    if (this.#last?.host !== host) {
      this.#last = { host, peer: this.#byAddress.get(addressKey(host)) ?? null }
    }
    return this.#last.peer
  }
}

/** One text for every way to write an address, so that what is kept of it is kept once. */
export function addressKey(host: string): string {
  // An IPv4 address is written in one way only.
  return host.includes(':') ? (canonicalAddress(host) ?? host) : host
}
