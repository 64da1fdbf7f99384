// From received bytes to events: decodes packets, honours time tags, counts what is refused.
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import type { OscEndpoint, Publish } from '../../../shared/model/event.ts'
import type { OscAddress } from '../../../shared/model/osc-pattern.ts'
import type { OscInputHealth } from '../../../shared/model/health.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import { decodePacket } from '../../protocols/osc/decode.ts'
import type { OscRejectReason } from '../../protocols/osc/decode.ts'
import type { FrameDropReason } from '../../protocols/osc/framing.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { isBundle } from '../../protocols/osc/packet.ts'
import type { DecodedBundle, DecodedMessage, TimeTag } from '../../protocols/osc/packet.ts'
import { latestOnlyTest } from './latest-only.ts'
import { SenderClocks } from './sender-clocks.ts'
import { WaitingBundles } from './waiting-bundles.ts'
import type { DueBundle } from './waiting-bundles.ts'

const MIB = 1024 * 1024
const WAITING = {
  each: { messages: 10_000, bytes: 16 * MIB },
  strangers: { messages: 15_000, bytes: 24 * MIB },
  all: { messages: 20_000, bytes: 32 * MIB },
} as const
/** Nobody plans further ahead over OSC; and who waits that long for a fault to show has lost the show. */
const HORIZON_MS = 600_000

export type InputRejectReason =
  | OscRejectReason
  | 'bundle-queue-full'
  | 'time-tag-too-far'
  | FrameDropReason
  | 'too-many-connections'
  | 'idle-connection'
  | 'unfinished-frame'
  | 'socket-error'

interface IntakeOptions {
  readonly clock: ActingClock
  /** When what is read just now may have arisen: earlier than now where the engine has just stood still. */
  readonly arisenAt: () => MonotonicMs
  readonly publish: Publish
  readonly source: string
  readonly latestOnly: readonly OscAddress[]
  readonly peers: KnownPeers
}

export class OscIntake implements Disposable {
  readonly #clock: ActingClock
  readonly #arisenAt: () => MonotonicMs
  readonly #publish: Publish
  readonly #source: string
  readonly #waiting: WaitingBundles
  readonly #clocks: SenderClocks
  readonly #rejected = new Map<InputRejectReason, number>()
  #isLatestOnly: (address: string) => boolean
  #received = 0
  #bytes = 0
  #lateBundles = 0

  constructor({ clock, arisenAt, publish, source, latestOnly, peers }: IntakeOptions) {
    this.#clock = clock
    this.#arisenAt = arisenAt
    this.#publish = publish
    this.#source = source
    this.#isLatestOnly = latestOnlyTest(latestOnly)
    this.#clocks = new SenderClocks({ clock, publish, source, peers })
    this.#waiting = new WaitingBundles(clock, WAITING, peers, (bundle) => {
      // By its due time, and not by when there was time for it: it may be too old to act on.
      this.#run(bundle.messages, bundle.from, bundle.dueAt, null)
    })
  }

  /** Received since start. */
  get bytes(): number {
    return this.#bytes
  }

  setLatestOnly(addresses: readonly OscAddress[]): void {
    this.#isLatestOnly = latestOnlyTest(addresses)
  }

  /**
   * Takes one packet as it arrived; `bytes` are not needed after the call. `from` is an object of its own for each packet, by
   * which its messages are known to belong together.
   */
  take(bytes: Uint8Array, from: OscEndpoint): void {
    const now = this.#clock.now()
    this.#bytes += bytes.length
    const decoded = decodePacket(bytes)
    if (!decoded.ok) this.reject(decoded.error.reason, from, decoded.error.detail)
    else if (isBundle(decoded.value)) this.#takeBundle(decoded.value, from, now)
    else this.#receive(decoded.value, from, this.#arisenAt(), null)
  }

  reject(reason: InputRejectReason, { transport, host, port }: OscEndpoint, detail: string): void {
    const total = (this.#rejected.get(reason) ?? 0) + 1
    this.#rejected.set(reason, total)
    this.#publish({
      type: 'osc.rejected',
      source: this.#source,
      cause: null,
      payload: { reason, from: `${transport} ${hostPort(host, port)}`, detail, total },
    })
  }

  /** Totals since start; received counts messages, those of bundles singly. */
  counts(): Omit<OscInputHealth, 'udp' | 'tcp' | 'groups' | 'connections' | 'lost' | 'receiveBuffer'> {
    return {
      received: this.#received,
      bytes: this.#bytes,
      rejected: Object.fromEntries(this.#rejected),
      lateBundles: this.#lateBundles,
      waitingBundles: this.#waiting.size,
      clocksAhead: this.#clocks.ahead(),
      ignoredTimeTags: this.#clocks.nonsense,
    }
  }

  panic(): { readonly bundles: number } {
    return { bundles: this.#waiting.clear() }
  }

  [Symbol.dispose](): void {
    this.#waiting[Symbol.dispose]()
  }

  #takeBundle(bundle: DecodedBundle, from: OscEndpoint, now: MonotonicMs): void {
    for (const due of unfold(bundle, from, (tag) => this.#clocks.dueAt(tag, from, now), now)) {
      const aheadBy = due.dueAt - now
      if (aheadBy <= 0) {
        if (aheadBy < 0) this.#lateBundles += 1
        this.#run(due.messages, from, this.#arisenAt(), aheadBy < 0 ? -aheadBy : null)
      } else if (Math.round(aheadBy) > HORIZON_MS) {
        const detail = `a bundle for ${Math.round(aheadBy / 1000)} s from now: more than 10 minutes ahead`
        this.reject('time-tag-too-far', from, detail)
      } else if (this.#waiting.add(due)) {
        this.#clocks.waits(aheadBy, from)
      } else {
        this.reject('bundle-queue-full', from, `${this.#waiting.messages} messages of bundles wait already`)
      }
    }
  }

  #run(messages: readonly DecodedMessage[], from: OscEndpoint, at: MonotonicMs, lateBy: number | null): void {
    for (const message of messages) this.#receive(message, from, at, lateBy)
  }

  #receive(message: DecodedMessage, from: OscEndpoint, at: MonotonicMs, lateBy: number | null): void {
    const { address, types, args } = message
    this.#received += 1
    this.#publish({
      type: 'osc.received',
      source: this.#source,
      cause: null,
      at,
      payload: { address, types, args, from, lateBy, latestOnly: this.#isLatestOnly(address) },
    })
  }
}

/**
 * A bundle with the bundles inside it, as lists of messages that are due together. What lies inside is never due before
 * what it lies in; where it is not due later either, its messages keep their place among the others.
 */
function unfold(
  outermost: DecodedBundle,
  from: OscEndpoint,
  dueAt: (tag: TimeTag) => MonotonicMs,
  now: MonotonicMs,
): DueBundle[] {
  const all: DueBundle[] = []
  const open = (due: MonotonicMs, bundle: DecodedBundle): void => {
    const messages: DecodedMessage[] = []
    all.push({ dueAt: due, from, messages })
    gather(bundle, due, messages)
  }
  const gather = (bundle: DecodedBundle, due: MonotonicMs, messages: DecodedMessage[]): void => {
    for (const packet of bundle.packets) {
      if (!isBundle(packet)) {
        messages.push(packet)
        continue
      }
      const own = dueAt(packet.timeTag)
      if (own <= due || own <= now) gather(packet, due, messages)
      else open(own, packet)
    }
  }
  open(dueAt(outermost.timeTag), outermost)
  return all
}
