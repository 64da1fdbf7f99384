// Bundles whose time tag lies ahead, held until it is reached.
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { OscEndpoint } from '../../../shared/model/event.ts'
import type { OscValue } from '../../../shared/model/osc.ts'
import type { DecodedMessage } from '../../protocols/osc/packet.ts'

export interface DueBundle {
  readonly dueAt: MonotonicMs
  readonly from: OscEndpoint
  readonly messages: readonly DecodedMessage[]
}

/** Of all bundles together. */
interface Bounds {
  readonly messages: number
  readonly bytes: number
}

/** Releases bundles in the order they are due, equal ones in the order they came. */
export class WaitingBundles implements Disposable {
  readonly #clock: ActingClock
  readonly #bounds: Bounds
  readonly #release: (bundle: DueBundle) => void
  /** Latest first, so that the next one is popped from the end. */
  #bundles: DueBundle[] = []
  #messages = 0
  #bytes = 0
  #timer: Disposable | null = null

  constructor(clock: ActingClock, bounds: Bounds, release: (bundle: DueBundle) => void) {
    this.#clock = clock
    this.#bounds = bounds
    this.#release = release
  }

  get size(): number {
    return this.#bundles.length
  }

  /** Of all bundles together. */
  get messages(): number {
    return this.#messages
  }

  /** False where there is no room for it. An empty bundle counts as one message. */
  add(bundle: DueBundle): boolean {
    const messages = this.#messages + cost(bundle)
    const bytes = this.#bytes + sizeOf(bundle)
    if (messages > this.#bounds.messages || bytes > this.#bounds.bytes) return false
    this.#messages = messages
    this.#bytes = bytes
    let low = 0
    let high = this.#bundles.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#bundles[middle] as DueBundle).dueAt > bundle.dueAt) low = middle + 1
      else high = middle
    }
    this.#bundles.splice(low, 0, bundle)
    if (low === this.#bundles.length - 1) this.#waitForNext()
    return true
  }

  /** Forgets all that wait; answers how many. */
  clear(): number {
    const waited = this.#bundles.length
    dispose(this.#timer)
    this.#timer = null
    this.#bundles = []
    this.#messages = 0
    this.#bytes = 0
    return waited
  }

  [Symbol.dispose](): void {
    this.clear()
  }

  #waitForNext(): void {
    dispose(this.#timer)
    const next = this.#bundles.at(-1)
    this.#timer = next === undefined ? null : this.#clock.act(next.dueAt, () => this.#releaseDue())
  }

  #releaseDue(): void {
    const now = this.#clock.now()
    for (
      let next = this.#bundles.at(-1);
      next !== undefined && next.dueAt <= now;
      next = this.#bundles.at(-1)
    ) {
      this.#bundles.pop()
      this.#messages -= cost(next)
      this.#bytes -= sizeOf(next)
      this.#release(next)
    }
    this.#waitForNext()
  }
}

function cost({ messages }: DueBundle): number {
  return Math.max(1, messages.length)
}

/** About as many bytes as it came in. */
function sizeOf({ messages }: DueBundle): number {
  return messages.reduce(
    (sum, { address, types, args }) => sum + address.length + types.length + size(args),
    0,
  )
}

function size(value: OscValue): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  return 'blob' in value ? value.blob.length : value.reduce<number>((sum, inner) => sum + size(inner), 0)
}
