// How far the clocks of senders can be trusted: what their time tags mean here, and whose are ahead or make no sense.
import { monotonicMs, wallMs } from '../../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import { canonicalAddress } from '../../../shared/base/ip-address.ts'
import type { OscEndpoint, Publish } from '../../../shared/model/event.ts'
import type { SenderClockHealth } from '../../../shared/model/health.ts'
import type { OscPeer } from '../../../shared/model/show.ts'
import type { TimeTag } from '../../protocols/osc/packet.ts'
import { isImmediate, timeTagToWall } from '../../protocols/osc/timetag.ts'

/** Nobody who means well stamps further ahead without a clock that is ahead. */
const AHEAD_MS = 1000
/** A clock that is further ahead, or was last set in the last century, was never set. */
const DAY_MS = 86_400_000
const YEAR_2000 = wallMs(Date.UTC(2000, 0, 1))
/** A sender counts as ahead for so long after its last bundle that showed it. */
const REMEMBERED_MS = 10_000
/** Addresses can be forged, so what is remembered of them has an end. */
const SENDERS = 256

interface SenderClock {
  readonly label: string
  aheadBy: number
  aheadUntil: number
  bundlesAhead: number
  /** When it was last published how far it is ahead, and how far that was. */
  published: { readonly at: number; readonly aheadBy: number } | null
  /** Whether it was published that its time tags make no sense. */
  saidNonsense: boolean
}

interface SenderClocksOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly source: string
  readonly peers: readonly OscPeer[]
}

export class SenderClocks {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #source: string
  /** By canonical address. */
  readonly #peers: ReadonlyMap<string, OscPeer>
  readonly #senders = new Map<string, SenderClock>()
  #nonsense = 0

  constructor({ clock, publish, source, peers }: SenderClocksOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#source = source
    this.#peers = new Map(peers.map((peer) => [canonicalAddress(peer.address) ?? peer.address, peer]))
  }

  /** Time tags that made no sense, of all senders together. */
  get nonsense(): number {
    return this.#nonsense
  }

  /** Those whose clocks were ahead a moment ago. */
  ahead(): readonly SenderClockHealth[] {
    const now = this.#clock.now()
    return [...this.#senders.values()]
      .filter(({ aheadUntil }) => aheadUntil >= now)
      .map(({ label, aheadBy }) => ({ sender: label, aheadBy }))
  }

  /**
   * When what a sender tags is due. Wall time becomes monotonic on arrival, so that a step of the wall clock moves no bundle
   * that waits.
   */
  dueAt(timeTag: TimeTag, from: OscEndpoint, now: MonotonicMs): MonotonicMs {
    if (isImmediate(timeTag) || this.#peers.get(keyOf(from))?.timeTags === 'ignore') return now
    const wall = this.#clock.wall()
    const meant = timeTagToWall(timeTag, wall)
    if (meant >= YEAR_2000 && Math.round(meant - wall) <= DAY_MS) return monotonicMs(now + meant - wall)
    this.#makesNoSense(from)
    return now
  }

  /** A bundle waits that is so far ahead. */
  waits(aheadBy: number, from: OscEndpoint): void {
    if (Math.round(aheadBy) < AHEAD_MS) return
    const now = this.#clock.now()
    const sender = this.#of(from)
    sender.bundlesAhead += 1
    sender.aheadBy = aheadBy
    sender.aheadUntil = Math.max(sender.aheadUntil, now + aheadBy, now + REMEMBERED_MS)
    const { published } = sender
    const isKnown = published !== null && now - published.at < REMEMBERED_MS
    if (isKnown && Math.abs(aheadBy - published.aheadBy) < AHEAD_MS) return
    sender.published = { at: now, aheadBy }
    const payload = { sender: sender.label, aheadBy, total: sender.bundlesAhead }
    this.#publish({ type: 'osc.clockAhead', source: this.#source, cause: null, payload })
  }

  /** Said once of each sender: it will not stop. */
  #makesNoSense(from: OscEndpoint): void {
    const sender = this.#of(from)
    this.#nonsense += 1
    if (sender.saidNonsense) return
    sender.saidNonsense = true
    const payload = { sender: sender.label }
    this.#publish({ type: 'osc.timeTagIgnored', source: this.#source, cause: null, payload })
  }

  #of(from: OscEndpoint): SenderClock {
    const key = keyOf(from)
    const known = this.#senders.get(key)
    if (known !== undefined) return known
    const [oldest] = this.#senders.keys()
    if (this.#senders.size === SENDERS && oldest !== undefined) this.#senders.delete(oldest)
    const name = this.#peers.get(key)?.name
    const label = name === undefined ? from.host : `${name} (${from.host})`
    const sender: SenderClock = {
      label,
      aheadBy: 0,
      aheadUntil: -Infinity,
      bundlesAhead: 0,
      published: null,
      saidNonsense: false,
    }
    this.#senders.set(key, sender)
    return sender
  }
}

function keyOf({ host }: OscEndpoint): string {
  return canonicalAddress(host) ?? host
}
