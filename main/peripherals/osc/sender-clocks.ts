// How far the clocks of senders can be trusted: what their time tags mean here, and whose are ahead or make no sense.
import { monotonicMs, wallMs } from '../../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import type { SenderClockHealth } from '../../../shared/model/health.ts'
import { addressKey } from '../../../shared/model/known-peers.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import type { TimeTag } from '../../protocols/osc/packet.ts'
import { isImmediate, timeTagToWall } from '../../protocols/osc/timetag.ts'

/** Nobody who means well stamps further ahead without a clock that is ahead. */
const AHEAD_MS = 1000
/** A clock that is further ahead, or was last set in the last century, was never set. */
const DAY_MS = 86_400_000
const YEAR_2000 = wallMs(Date.UTC(2000, 0, 1))
/** A sender counts as ahead for so long after its last bundle that showed it. */
const REMEMBERED_MS = 10_000
/** Addresses can be forged: of those that the show does not list so many are told apart, and the others are one. */
const STRANGERS = 32
const OTHERS = 'other senders'

interface SenderClock {
  /** Null for all those that are not told apart. */
  readonly host: string | null
  aheadBy: number
  aheadUntil: number
  bundlesAhead: number
  /** When it was last published how far it is ahead, and how far that was. */
  published: { readonly at: number; readonly aheadBy: number } | null
  /** Whether it was published that its time tags make no sense. */
  saidNonsense: boolean
  readonly isListed: boolean
  heardAt: number
}

interface SenderClocksOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly source: string
  readonly peers: KnownPeers
}

export class SenderClocks {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #source: string
  readonly #peers: KnownPeers
  /** By canonical address, the longest unheard first. */
  readonly #senders = new Map<string, SenderClock>()
  #nonsense = 0

  constructor({ clock, publish, source, peers }: SenderClocksOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#source = source
    this.#peers = peers
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
      .map((sender) => ({ sender: this.#labelOf(sender), aheadBy: sender.aheadBy }))
  }

  /**
   * When what a sender tags is due. Wall time becomes monotonic on arrival, so that a step of the wall clock moves no bundle
   * that waits.
   */
  dueAt(timeTag: TimeTag, from: OscEndpoint, now: MonotonicMs): MonotonicMs {
    if (isImmediate(timeTag) || this.#peers.of(from.host)?.timeTags === 'ignore') return now
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
    const payload = { sender: this.#labelOf(sender), aheadBy, total: sender.bundlesAhead }
    this.#publish({ type: 'osc.clockAhead', source: this.#source, cause: null, payload })
  }

  /** Said once of each sender: it will not stop. */
  #makesNoSense(from: OscEndpoint): void {
    const sender = this.#of(from)
    this.#nonsense += 1
    if (sender.saidNonsense) return
    sender.saidNonsense = true
    const payload = { sender: this.#labelOf(sender) }
    this.#publish({ type: 'osc.timeTagIgnored', source: this.#source, cause: null, payload })
  }

  #of({ host }: OscEndpoint): SenderClock {
    const key = addressKey(host)
    const peer = this.#peers.of(host)
    const known = this.#senders.get(key)
    // One that is listed since, or no more, begins anew.
    if (known !== undefined && known.isListed === (peer !== null)) return this.#keep(key, known)
    this.#senders.delete(key)
    if (peer !== null) return this.#keep(key, this.#newSender(host, true))
    if (this.#makeRoom()) return this.#keep(key, this.#newSender(host, false))
    return this.#keep(OTHERS, this.#senders.get(OTHERS) ?? this.#newSender(null, true))
  }

  /** By the name that the show has for it now. */
  #labelOf({ host }: SenderClock): string {
    if (host === null) return OTHERS
    const peer = this.#peers.of(host)
    return peer === null ? host : `${peer.name} (${host})`
  }

  #newSender(host: string | null, isListed: boolean): SenderClock {
    return {
      ...{ host, isListed, heardAt: 0 },
      aheadBy: 0,
      aheadUntil: -Infinity,
      bundlesAhead: 0,
      published: null,
      saidNonsense: false,
    }
  }

  #keep(key: string, sender: SenderClock): SenderClock {
    sender.heardAt = this.#clock.now()
    this.#senders.delete(key)
    this.#senders.set(key, sender)
    return sender
  }

  /** For one more stranger, in the place of one that has not been heard for a while; false where there is none. */
  #makeRoom(): boolean {
    const strangers = [...this.#senders].filter(([, { isListed }]) => !isListed)
    const [oldest] = strangers
    if (strangers.length < STRANGERS || oldest === undefined) return true
    const [key, { heardAt, aheadUntil }] = oldest
    const now = this.#clock.now()
    if (now - heardAt < REMEMBERED_MS || aheadUntil >= now) return false
    return this.#senders.delete(key)
  }
}
