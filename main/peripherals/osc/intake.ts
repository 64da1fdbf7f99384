// From received bytes to events: decodes packets, honours time tags, counts what is refused.
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import { TurnQueue } from '../../../shared/base/turn-queue.ts'
import { ENDING_BYTES, addressAhead } from '../../../shared/contract/ending.ts'
import type { PayloadOf, Publish } from '../../../shared/model/event.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import type { OscAddress } from '../../../shared/model/osc-pattern.ts'
import type { OscInputHealth } from '../../../shared/model/health.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import { eventBytes, sizeOf } from '../../../shared/model/size.ts'
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
/** What a turn of the event loop spends on packets, and what of them may wait for the turns that follow. */
const TURN_MS = 2
const UNREAD = { items: 8192, bytes: 8 * 1024 * 1024 } as const
/** Packets that one turn reads of a socket at most: when so many have come, more is likely to wait. */
const FULL_BURST = 32
const PAUSE_MS = 0.3
/** What was a crowd a moment ago is one still. */
const CROWDED_MS = 5
/** An event of a message, with what is different in each left out. */
const MESSAGE_BYTES = eventBytes({
  ...{ address: null, types: null, args: null, lateBy: 0, latestOnly: false },
  from: { transport: 'udp', host: null, port: 0, connection: 0 },
})
/** What ends something and comes in a packet of its own is read before those that wait. */
const AHEAD = ENDING_BYTES.map((text) => Buffer.from(text))
const LONGEST_AHEAD = 256

export type InputRejectReason =
  | OscRejectReason
  | 'bundle-queue-full'
  | 'too-fast'
  | 'time-tag-too-far'
  | FrameDropReason
  | 'too-many-connections'
  | 'idle-connection'
  | 'unfinished-frame'
  | 'socket-error'
  | 'role'

interface IntakeOptions {
  readonly clock: ActingClock
  /** When what is read just now may have arisen: earlier than now where the engine has just stood still. */
  readonly arisenAt: () => MonotonicMs
  readonly publish: Publish
  readonly source: string
  readonly peers: KnownPeers
  /** Why a message of a sender is not let in; null where it is. */
  readonly barred?: (from: OscEndpoint, address: string, isAsking: boolean) => string | null
}

interface Received {
  readonly bytes: Uint8Array
  readonly from: OscEndpoint
  /** When it was read. */
  readonly at: MonotonicMs
  readonly arisenAt: MonotonicMs
}

export class OscIntake implements Disposable {
  readonly #clock: ActingClock
  readonly #arisenAt: () => MonotonicMs
  readonly #publish: Publish
  readonly #source: string
  readonly #barred: NonNullable<IntakeOptions['barred']>
  readonly #waiting: WaitingBundles
  readonly #clocks: SenderClocks
  readonly #turns: TurnQueue<Received>
  readonly #rejected = new Map<InputRejectReason, number>()
  #isLatestOnly: (address: string) => boolean = () => false
  #received = 0
  #bytes = 0
  #lateBundles = 0
  /** Packets without a pause, when the last of them came, and until when such a burst is taken to go on. */
  #burst = 0
  #lastAt = -Infinity
  #crowdedUntil = -Infinity

  constructor({ clock, arisenAt, publish, source, peers, barred = () => null }: IntakeOptions) {
    this.#clock = clock
    this.#arisenAt = arisenAt
    this.#publish = publish
    this.#source = source
    this.#barred = barred
    this.#clocks = new SenderClocks({ clock, publish, source, peers })
    this.#turns = new TurnQueue({
      clock,
      defer: setImmediate,
      budgetMs: TURN_MS,
      most: UNREAD,
      handle: (received) => this.#handle(received),
    })
    this.#waiting = new WaitingBundles(clock, WAITING, peers, (bundle) => {
      // By its due time, and not by when there was time for it: it may be too old to act on.
      this.#run(bundle.messages, bundle.from, bundle.dueAt, null, bundle.dueAt - bundle.cameAt)
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
   * Takes one packet as it arrived; `bytes` are not needed after the call. `from` is an object of its own for each packet, by which
   * its messages are known to belong together.
   */
  take(bytes: Uint8Array, from: OscEndpoint): void {
    const received: Received = { bytes, from, at: this.#clock.now(), arisenAt: this.#arisenAt() }
    this.#bytes += bytes.length
    this.#countBurst(received.at)
    if (this.behind && bytes.length <= LONGEST_AHEAD && mayGoAhead(bytes)) this.#handle(received)
    else if (!this.#turns.take(received, bytes.length, copyOf, received.at)) {
      this.reject('too-fast', from, `${this.#turns.size} packets wait already`)
    }
  }

  /** Whether packets wait for another turn. */
  get behind(): boolean {
    return this.#turns.behind
  }

  whenCaughtUp(run: () => void): void {
    this.#turns.whenCaughtUp(run)
  }

  /** Whether packets come faster than they are read, as far as those tell that have just been. */
  crowded(): boolean {
    return this.#turns.size > 0 || this.#clock.now() < this.#crowdedUntil
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
    this.#turns[Symbol.dispose]()
  }

  #countBurst(now: MonotonicMs): void {
    this.#burst = now - this.#lastAt < PAUSE_MS ? this.#burst + 1 : 1
    this.#lastAt = now
    if (this.#burst < FULL_BURST) return
    this.#burst = 0
    this.#crowdedUntil = now + CROWDED_MS
  }

  #handle(received: Received): void {
    const { bytes, from, arisenAt } = received
    const decoded = decodePacket(bytes)
    if (!decoded.ok) this.reject(decoded.error.reason, from, decoded.error.detail)
    else if (isBundle(decoded.value)) this.#takeBundle(decoded.value, received)
    else this.#receive(decoded.value, from, arisenAt, null)
  }

  #takeBundle(bundle: DecodedBundle, { from, at: now, arisenAt }: Received): void {
    for (const due of unfold(bundle, from, (tag) => this.#clocks.dueAt(tag, from, now), now)) {
      const aheadBy = due.dueAt - now
      if (aheadBy <= 0) {
        if (aheadBy < 0) this.#lateBundles += 1
        this.#run(due.messages, from, arisenAt, aheadBy < 0 ? -aheadBy : null)
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

  #run(
    messages: readonly DecodedMessage[],
    from: OscEndpoint,
    at: MonotonicMs,
    lateBy: number | null,
    heldFor?: number,
  ): void {
    for (const message of messages) this.#receive(message, from, at, lateBy, heldFor)
  }

  #receive(
    message: DecodedMessage,
    from: OscEndpoint,
    at: MonotonicMs,
    lateBy: number | null,
    heldFor?: number,
  ): void {
    const { address, types, args } = message
    this.#received += 1
    const barred = this.#barred(from, address, args.length === 0)
    if (barred !== null) return this.reject('role', from, barred)
    const ahead = addressAhead(address)
    const latestOnly = this.#isLatestOnly(address)
    const payload: PayloadOf<'osc.received'> = { address, types, args, from, lateBy, latestOnly }
    if (heldFor !== undefined) payload.heldFor = heldFor
    this.#publish({
      type: 'osc.received',
      source: this.#source,
      cause: null,
      at,
      bytes: MESSAGE_BYTES + sizeOf(args) + sizeOf(address) + sizeOf(types) + sizeOf(from.host),
      payload,
      ...(ahead !== undefined && { ahead }),
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
    all.push({ dueAt: due, cameAt: now, from, messages })
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

/** Found in its bytes, because what waits has not been decoded. */
function mayGoAhead(bytes: Uint8Array): boolean {
  const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return AHEAD.some((text) => packet.includes(text))
}

function copyOf({ bytes, ...received }: Received): Received {
  return { ...received, bytes: bytes.slice() }
}
