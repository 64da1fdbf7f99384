// What is sent back over OSC: whoever the show does not list is told little, for its address may be somebody else's.
import type { Clock } from '../../shared/base/clock.ts'
import { PerSecond } from '../../shared/base/per-second.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { OscRepliesHealth } from '../../shared/model/health.ts'
import { addressKey } from '../../shared/model/known-peers.ts'
import type { KnownPeers } from '../../shared/model/known-peers.ts'
import type { OscMessage } from '../../shared/model/osc.ts'
import { encodePacket } from '../protocols/osc/encode.ts'
import type { ReplyTo } from './reply-ports.ts'

/**
 * Senders of UDP can be forged, so what one packet brings to the address that it names stays near its own size. Replies and
 * news are counted apart: who asks much still hears what happens.
 */
const STRANGERS = {
  /** Bytes of one packet to them. */
  bytes: 256,
  replies: { each: 20, all: 400 },
  news: { each: 50, all: 500 },
} as const

/** Bytes a second to one address that the show lists, of replies and news together. */
export const LISTED_BYTES = 1024 * 1024

interface RepliesOptions {
  readonly clock: Clock
  readonly peers: KnownPeers
  /** Where a sender listens. */
  readonly replyTo: ReplyTo
  /** False where nobody is there any more. */
  send(to: OscEndpoint, message: OscMessage): boolean
}

interface Spent {
  bytes: number
  since: number
}

export class Replies {
  readonly #options: RepliesOptions
  readonly #replies = new PerSecond(STRANGERS.replies)
  readonly #news = new PerSecond(STRANGERS.news)
  /** Of each listed address; there are as many as the show lists. */
  readonly #listed = new Map<string, Spent>()
  /** Packets of strangers that were answered, known by their sender: all messages of one packet share that object. */
  readonly #answered = new WeakSet<OscEndpoint>()
  #withheld = 0
  #withheldNews = 0
  #lastWithheld: string | null = null

  constructor(options: RepliesOptions) {
    this.#options = options
  }

  /** Whether what is sent there may reach somebody who asked for nothing. */
  isStranger({ connection, host }: OscEndpoint): boolean {
    return connection === null && this.#options.peers.of(host) === null
  }

  /**
   * Answers the sender of a packet. Of a stream of values no answer is missed: where there is no room for one, it is left out
   * without a word.
   */
  answer(from: OscEndpoint, message: OscMessage, isStream: boolean): void {
    const fitting = this.#fitting(from, message, () => {
      if (this.#answered.has(from)) return false
      const allowed = this.#replies.take(addressKey(from.host), this.#options.clock.now())
      if (allowed) this.#answered.add(from)
      return allowed
    })
    if (fitting !== null) this.#options.send(this.#options.replyTo(from), fitting)
    else if (!isStream) {
      this.#withheld += 1
      this.#lastWithheld = from.host
    }
  }

  /** Sends news to a subscriber, whose endpoint is where it listens; false where nobody is there any more. */
  sendNews(to: OscEndpoint, message: OscMessage): boolean {
    const fitting = this.#fitting(to, message, () =>
      this.#news.take(addressKey(to.host), this.#options.clock.now()),
    )
    if (fitting !== null) return this.#options.send(to, fitting)
    this.#withheldNews += 1
    this.#lastWithheld = to.host
    return true
  }

  /** Somebody asked for news and there was no place for it. */
  refusedSubscriber({ host }: OscEndpoint): void {
    this.#withheldNews += 1
    this.#lastWithheld = host
  }

  health(): OscRepliesHealth {
    return { withheld: this.#withheld, withheldNews: this.#withheldNews, lastWithheld: this.#lastWithheld }
  }

  /** The message as it may be sent; null where it may not. On a connection, that is between its client and its buffers. */
  #fitting(to: OscEndpoint, message: OscMessage, isAllowed: () => boolean): OscMessage | null {
    if (to.connection !== null) return message
    if (this.#options.peers.of(to.host) !== null) return this.#isAffordable(to.host, message) ? message : null
    return isAllowed() ? shortened(message, STRANGERS.bytes) : null
  }

  #isAffordable(host: string, message: OscMessage): boolean {
    const key = addressKey(host)
    const now = this.#options.clock.now()
    let spent = this.#listed.get(key)
    if (spent === undefined || now - spent.since >= 1000)
      this.#listed.set(key, (spent = { bytes: 0, since: now }))
    spent.bytes += roughSize(message)
    return spent.bytes <= LISTED_BYTES
  }
}

/** No smaller than the packet, and found without making it. */
function roughSize({ address, args }: OscMessage): number {
  return args.reduce<number>(
    (sum, arg) => sum + (typeof arg === 'string' ? 3 * arg.length + 8 : 16),
    3 * address.length + 16,
  )
}

/**
 * The message in at most so many bytes: a text at its end is cut, and JSON, which is of no use in part, left out. Null where
 * that does not do.
 */
export function shortened({ address, args }: OscMessage, limit: number): OscMessage | null {
  // What is far too long is not even encoded.
  if (address.length > limit) return null
  const over = packetBytes({ address, args }) - limit
  if (over <= 0) return { address, args }
  const last = args.at(-1)
  const others = args.slice(0, -1)
  const cut = typeof last === 'string' && !isJson(last) ? cutBy(last, over) : null
  const short = { address, args: cut === null ? others : [...others, cut] }
  return packetBytes(short) <= limit ? short : null
}

const ELLIPSIS = '…'

/** The text in so many bytes less; null where nothing would be left of it. */
function cutBy(text: string, bytes: number): string | null {
  const whole = Buffer.from(text)
  const left = whole.length - bytes - Buffer.byteLength(ELLIPSIS)
  // Of a character that is cut in two nothing stays.
  return left <= 0 ? null : whole.toString('utf8', 0, left).replace(/\uFFFD+$/, '') + ELLIPSIS
}

function packetBytes(message: OscMessage): number {
  const packet = encodePacket(message)
  return packet.ok ? packet.value.length : Infinity
}

function isJson(text: string): boolean {
  return /^[[{]/.test(text)
}
