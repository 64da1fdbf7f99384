// What is being let go of while the rest goes on: nobody waits for its end but who ends last.

export class Closing {
  readonly #ends = new Set<Promise<void>>()

  /** `end` must not reject. */
  add(end: PromiseLike<void>): void {
    const ended = Promise.resolve(end).then(() => void this.#ends.delete(ended))
    this.#ends.add(ended)
  }

  /** Resolves once all that was added has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#ends)
  }
}
