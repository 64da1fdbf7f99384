// Controls that several windows may hold down at once: each is down from its first press to its last release.

export class Holds {
  /** By control, the longest held first; never empty sets. */
  readonly #holders = new Map<string, Set<string>>()

  get size(): number {
    return this.#holders.size
  }

  has(control: string): boolean {
    return this.#holders.has(control)
  }

  isHeldBy(control: string, client: string): boolean {
    return this.#holders.get(control)?.has(client) === true
  }

  /** Controls that a client holds, the longest held first. */
  heldBy(client: string): string[] {
    return [...this.#holders].filter(([, holders]) => holders.has(client)).map(([control]) => control)
  }

  /** Whether this is what presses it, because nobody held it before. */
  press(control: string, client: string): boolean {
    const holders = this.#holders.get(control)
    if (holders === undefined) this.#holders.set(control, new Set([client]))
    else holders.add(client)
    return holders === undefined
  }

  /** Whether this is what lets go of it, because nobody else holds it. */
  release(control: string, client: string): boolean {
    const holders = this.#holders.get(control)
    if (holders?.delete(client) !== true || holders.size > 0) return false
    return this.#holders.delete(control)
  }

  /** Forgets all holders and answers what they held. */
  clear(): string[] {
    const held = [...this.#holders.keys()]
    this.#holders.clear()
    return held
  }
}
