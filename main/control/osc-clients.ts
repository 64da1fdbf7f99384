// Who asks over OSC: the peer that the show lists at the sender's address, or the address itself.
import { plainAddress } from '../../shared/base/network-address.ts'
import type { Client } from '../../shared/model/client.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'

/** Who asks by what a recording holds: not who was recorded, who may be far away by now. */
export function replayed(source: string): Client {
  return { id: 'replay', name: 'replay', way: 'replay', source, address: null }
}

export class OscClients {
  readonly #peers: KnownPeers
  /** Whoever sends most often sends again. */
  #last: { readonly host: string; readonly source: string; readonly client: Client } | null = null

  constructor(peers: KnownPeers) {
    this.#peers = peers
  }

  /** The peers are others now. */
  forget(): void {
    this.#last = null
  }

  /** Of a message from `host` that came by the input of `source`; ports change with every start of a program. */
  of(host: string, source: string): Client {
    if (this.#last?.host === host && this.#last.source === source) return this.#last.client
    const plain = plainAddress(host)
    const client: Client = {
      id: `osc:${plain}`,
      name: this.#peers.nameOf(host),
      way: 'osc',
      source,
      address: host,
    }
    this.#last = { host, source, client }
    return client
  }
}
