// Whether thrown events had to make room lately, for an operator to be warned of: from the first until there is room to spare.
import type { CrowdedQueue } from '../../shared/model/health.ts'

/** Share of a bound below which there is room to spare; full again at once would be the same trouble. */
const ROOMY = 0.9

export class Crowding {
  readonly #most: number
  readonly #mostBytes: number
  #pushedOut = 0
  #catchable = 0
  #lastKey = ''

  constructor(most: number, mostBytes: number) {
    this.#most = most
    this.#mostBytes = mostBytes
  }

  pushedOut(key: string, catchable: boolean): void {
    this.#pushedOut += 1
    if (catchable) this.#catchable += 1
    this.#lastKey = key
  }

  /** So many are left. */
  left(waiting: number, bytes: number): void {
    if (waiting > this.#most * ROOMY || bytes > this.#mostBytes * ROOMY) return
    this.#pushedOut = 0
    this.#catchable = 0
  }

  /** Null while nothing has to make room; `destId` is null for all together. */
  view(destId: string | null, waiting: number, bytes: number): CrowdedQueue | null {
    if (this.#pushedOut === 0) return null
    const [pushedOut, catchable, lastKey] = [this.#pushedOut, this.#catchable, this.#lastKey]
    return { destId, waiting, bytes, pushedOut, catchable, lastKey }
  }
}
