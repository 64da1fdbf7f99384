// The bytes that may wait for all targets together, so that many that are away cannot fill the memory.

const MOST_BYTES = 32 * 1024 * 1024

interface Tenant {
  readonly bytes: number
  /** Gives up its oldest packet. */
  giveUpOldest(): void
}

export class SharedRoom {
  readonly #limit: number
  readonly #tenants = new Set<Tenant>()
  #bytes = 0

  constructor(limit = MOST_BYTES) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  /** A tenant has so many bytes more, or fewer; whoever has most makes room until all fit. */
  changed(tenant: Tenant, by: number): void {
    this.#bytes += by
    if (tenant.bytes > 0) this.#tenants.add(tenant)
    else this.#tenants.delete(tenant)
    if (by <= 0) return
    while (this.#bytes > this.#limit && this.#tenants.size > 0) this.#largest().giveUpOldest()
  }

  #largest(): Tenant {
    return [...this.#tenants].reduce((most, tenant) => (tenant.bytes > most.bytes ? tenant : most))
  }
}
