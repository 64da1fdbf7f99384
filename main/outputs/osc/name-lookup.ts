// Looks one host name up, never twice at once: a lookup that hangs holds one of the few threads that files need as well.
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { Net } from './sender.ts'

export class NameLookup {
  readonly #host: string
  readonly #lookup: Net['lookup']
  #pending: Promise<readonly LookupAddress[]> | null = null

  constructor(host: string, lookup: Net['lookup']) {
    this.#host = host
    this.#lookup = lookup
  }

  /** Joins a lookup that is still under way. An address is its own answer. */
  find(): Promise<readonly LookupAddress[]> {
    const family = isIP(this.#host)
    if (family > 0) return Promise.resolve([{ address: this.#host, family }])
    this.#pending ??= this.#lookup(this.#host).finally(() => {
      this.#pending = null
    })
    return this.#pending
  }
}
