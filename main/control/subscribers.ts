// Who asked for news, for how long, and who makes room for whom: nobody takes the place of somebody who is still heard of.
import type { Clock } from '../../shared/base/clock.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import { addressKey } from '../../shared/model/known-peers.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { ReplyTo } from './reply-ports.ts'

/** Of one address, whatever its ports: an app that is started again and again takes another each time. */
const OF_ONE_ADDRESS = 8
/** Of all that the show does not list; those that it lists have places of their own. */
const OF_STRANGERS = 32
const OF_LISTED = 256
const STRANGER_SECONDS = 60
const LONGEST_SECONDS = 3600
/** Who has been silent for so long makes room for a newcomer of its own kind. */
const SILENT_MS = 30_000

interface Subscriber {
  /** Who sent what was heard last. */
  sender: OscEndpoint
  /** Where it listens. */
  readonly endpoint: OscEndpoint
  readonly address: string
  /** As it asked. */
  readonly seconds: number
  heardAt: number
}

export class Subscribers {
  readonly #clock: Clock
  readonly #peers: KnownPeers
  readonly #replyTo: ReplyTo
  /** By where they listen, the longest silent first. */
  #subscribers = new Map<string, Subscriber>()

  constructor(clock: Clock, peers: KnownPeers, replyTo: ReplyTo) {
    this.#clock = clock
    this.#peers = peers
    this.#replyTo = replyTo
  }

  get size(): number {
    return this.#subscribers.size
  }

  /** Until so many seconds after its last message, or fewer; false where there is no place for it. */
  add(sender: OscEndpoint, seconds: number): boolean {
    const endpoint = this.#replyTo(sender)
    const key = keyOf(endpoint)
    const address = addressKey(endpoint.host)
    if (!this.#subscribers.has(key) && !this.#makeRoom(endpoint, address)) return false
    this.#subscribers.delete(key)
    this.#subscribers.set(key, { sender, endpoint, address, seconds, heardAt: this.#clock.now() })
    return true
  }

  /** Any message renews a subscription. */
  heard(sender: OscEndpoint): void {
    if (this.#subscribers.size === 0) return
    const key = keyOf(this.#replyTo(sender))
    const subscriber = this.#subscribers.get(key)
    if (subscriber === undefined) return
    this.#subscribers.delete(key)
    if (this.#isOver(subscriber)) return
    subscriber.sender = sender
    subscriber.heardAt = this.#clock.now()
    this.#subscribers.set(key, subscriber)
  }

  /** Where senders listen is other than it was. Of those that now listen at one place the one heard last stays. */
  readdress(): void {
    const subscribers = [...this.#subscribers.values()]
    this.#subscribers = new Map()
    for (const subscriber of subscribers) {
      const endpoint = this.#replyTo(subscriber.sender)
      const key = keyOf(endpoint)
      this.#subscribers.delete(key)
      this.#subscribers.set(key, { ...subscriber, endpoint })
    }
  }

  delete(endpoint: OscEndpoint): void {
    this.#subscribers.delete(keyOf(endpoint))
  }

  /** Those whose time is not over. */
  current(): readonly Subscriber[] {
    for (const [key, subscriber] of this.#subscribers) {
      if (this.#isOver(subscriber)) this.#subscribers.delete(key)
    }
    return [...this.#subscribers.values()]
  }

  /** Asked anew each time, because a show may be opened that lists others. */
  #isListed({ host }: OscEndpoint): boolean {
    return this.#peers.of(host) !== null
  }

  #isOver({ endpoint, heardAt, seconds }: Subscriber): boolean {
    const canBeForged = endpoint.connection === null && !this.#isListed(endpoint)
    const longest = canBeForged ? STRANGER_SECONDS : LONGEST_SECONDS
    return this.#clock.now() - heardAt > Math.min(seconds, longest) * 1000
  }

  #makeRoom(endpoint: OscEndpoint, address: string): boolean {
    const isListed = this.#isListed(endpoint)
    const rivals = this.current().filter((other) => this.#isListed(other.endpoint) === isListed)
    const own = rivals.filter((other) => other.address === address)
    if (own.length >= OF_ONE_ADDRESS) return this.#endSilent(own)
    return rivals.length < (isListed ? OF_LISTED : OF_STRANGERS) || this.#endSilent(rivals)
  }

  /** The longest silent of them, unless it was heard a moment ago. */
  #endSilent([silent]: readonly Subscriber[]): boolean {
    if (silent === undefined || this.#clock.now() - silent.heardAt < SILENT_MS) return false
    this.delete(silent.endpoint)
    return true
  }
}

function keyOf({ transport, host, port, connection }: OscEndpoint): string {
  return `${transport} ${host}:${port} ${connection ?? ''}`
}
