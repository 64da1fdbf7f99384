// Two taps on the same thing that a hand meant as one: browsers of tablets do not all tell a double click of them.

const WITHIN_MS = 450

export class DoubleTap {
  #last: { readonly what: string; readonly at: number } | null = null

  /** Whether this tap completes two on `what`. */
  tap(what: string, at: number): boolean {
    const last = this.#last
    const completes = last !== null && last.what === what && at - last.at <= WITHIN_MS
    this.#last = completes ? null : { what, at }
    return completes
  }
}
