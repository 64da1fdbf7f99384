// Bundles whose time tag lies ahead, held until it is reached.
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import { addressKey } from '../../../shared/model/known-peers.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import type { OscValue } from '../../../shared/model/osc.ts'
import type { DecodedMessage } from '../../protocols/osc/packet.ts'

export interface DueBundle {
  readonly dueAt: MonotonicMs
  readonly cameAt: MonotonicMs
  readonly from: OscEndpoint
  readonly messages: readonly DecodedMessage[]
}

interface Load {
  readonly messages: number
  readonly bytes: number
}

interface Bounds {
  /** Of one address. */
  readonly each: Load
  /** Of all that the show does not list, so that they leave the others some room. */
  readonly strangers: Load
  readonly all: Load
}

interface Waiting extends DueBundle {
  readonly load: Load
  readonly sender: string
  readonly isStranger: boolean
}

const NONE: Load = { messages: 0, bytes: 0 }

/** Releases bundles in the order they are due, equal ones in the order they came. */
export class WaitingBundles implements Disposable {
  readonly #clock: ActingClock
  readonly #bounds: Bounds
  readonly #peers: KnownPeers
  readonly #release: (bundle: DueBundle) => void
  /** Latest first, so that the next one is popped from the end. */
  #bundles: Waiting[] = []
  #all = NONE
  #strangers = NONE
  /** By address; who has nothing here is not in it. */
  readonly #bySender = new Map<string, Load>()
  #timer: Disposable | null = null

  constructor(clock: ActingClock, bounds: Bounds, peers: KnownPeers, release: (bundle: DueBundle) => void) {
    this.#clock = clock
    this.#bounds = bounds
    this.#peers = peers
    this.#release = release
  }

  get size(): number {
    return this.#bundles.length
  }

  /** Of all bundles together. */
  get messages(): number {
    return this.#all.messages
  }

  get bytes(): number {
    return this.#all.bytes
  }

  /** False where there is no room for it. An empty bundle counts as one message. */
  add(bundle: DueBundle): boolean {
    const waiting: Waiting = {
      ...bundle,
      load: loadOf(bundle),
      sender: addressKey(bundle.from.host),
      isStranger: this.#peers.of(bundle.from.host) === null,
    }
    if (!this.#hasRoomFor(waiting)) return false
    this.#count(waiting, 1)
    let low = 0
    let high = this.#bundles.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#bundles[middle] as Waiting).dueAt > bundle.dueAt) low = middle + 1
      else high = middle
    }
    this.#bundles.splice(low, 0, waiting)
    if (low === this.#bundles.length - 1) this.#waitForNext()
    return true
  }

  /** Forgets all that wait; answers how many. */
  clear(): number {
    const waited = this.#bundles.length
    dispose(this.#timer)
    this.#timer = null
    this.#bundles = []
    this.#all = NONE
    this.#strangers = NONE
    this.#bySender.clear()
    return waited
  }

  [Symbol.dispose](): void {
    this.clear()
  }

  #hasRoomFor({ load, sender, isStranger }: Waiting): boolean {
    const { each, strangers, all } = this.#bounds
    return (
      isWithin(plus(this.#all, load, 1), all) &&
      (!isStranger || isWithin(plus(this.#strangers, load, 1), strangers)) &&
      isWithin(plus(this.#bySender.get(sender) ?? NONE, load, 1), each)
    )
  }

  #count({ load, sender, isStranger }: Waiting, sign: 1 | -1): void {
    this.#all = plus(this.#all, load, sign)
    if (isStranger) this.#strangers = plus(this.#strangers, load, sign)
    const own = plus(this.#bySender.get(sender) ?? NONE, load, sign)
    if (own.messages > 0) this.#bySender.set(sender, own)
    else this.#bySender.delete(sender)
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
      this.#count(next, -1)
      this.#release(next)
    }
    this.#waitForNext()
  }
}

function plus(a: Load, b: Load, sign: 1 | -1): Load {
  return { messages: a.messages + sign * b.messages, bytes: a.bytes + sign * b.bytes }
}

function isWithin(load: Load, bound: Load): boolean {
  return load.messages <= bound.messages && load.bytes <= bound.bytes
}

/** Bytes of memory about: what a message and a value take by themselves, and what is in them. */
const MESSAGE_BYTES = 200
const VALUE_BYTES = 16

function loadOf({ messages }: DueBundle): Load {
  const bytes = messages.reduce(
    (sum, { address, types, args }) => sum + MESSAGE_BYTES + address.length + types.length + size(args),
    MESSAGE_BYTES,
  )
  return { messages: Math.max(1, messages.length), bytes }
}

function size(value: OscValue): number {
  if (typeof value === 'string') return VALUE_BYTES + value.length
  if (typeof value !== 'object' || value === null) return VALUE_BYTES
  if ('blob' in value) return VALUE_BYTES + value.blob.length
  return value.reduce<number>((sum, inner) => sum + size(inner), VALUE_BYTES)
}
