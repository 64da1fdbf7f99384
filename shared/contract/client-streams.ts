// The streams that one client has asked for: what it has of each, as patches where it keeps up and whole where it was slow.
import { monotonicMs } from '../base/clock.ts'
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import type { Fault } from '../base/result.ts'
import type { ClientLine, Handed } from './client-line.ts'
import { SERVER_LIMITS } from './limits.ts'
import { tooManyOpen } from './refusals.ts'
import { patchFrame, valueFrame } from './stream-frames.ts'
import { isOpenable } from './streams.ts'
import type { StreamName, StreamValues } from './streams.ts'

export type Offered = 'waiting' | Handed

interface ClientStreamsOptions {
  readonly clock: Clock
  readonly line: Pick<ClientLine, 'isSlow' | 'send'>
  /** The value of a stream as it is now. */
  value<S extends StreamName>(stream: S): StreamValues[S]
  /** It has been slow for too long. */
  tooSlow(): void
}

export class ClientStreams implements Disposable {
  readonly #options: ClientStreamsOptions
  readonly #subscribed = new Set<StreamName>()
  /** What was sent of each stream last: the next is sent as what differs from it. */
  readonly #has = new Map<StreamName, StreamValues[StreamName]>()
  /** Latest value of each stream that a slow client has yet to take; it is sent whole, so older ones are let go. */
  readonly #waiting = new Map<StreamName, StreamValues[StreamName]>()
  #slowSince: MonotonicMs | null = null
  #slowCheck: Disposable | null = null
  #open = true

  constructor(options: ClientStreamsOptions) {
    this.#options = options
  }

  wants(stream: StreamName): boolean {
    return this.#subscribed.has(stream)
  }

  /** Why the stream is not subscribed to; null where it is, and its value has been offered. */
  subscribe(stream: StreamName): Fault | null {
    if (isOpenable(stream) && !this.#subscribed.has(stream)) {
      const open = [...this.#subscribed].filter(isOpenable).length
      if (open >= SERVER_LIMITS.openStreams) return tooManyOpen
    }
    this.#subscribed.add(stream)
    this.offer(stream, this.#options.value(stream), [])
    return null
  }

  unsubscribe(stream: StreamName): void {
    this.#subscribed.delete(stream)
    this.#waiting.delete(stream)
    this.#has.delete(stream)
  }

  /**
   * Sends a stream's value now, or holds it back while the client has not taken what it was sent before. Where it has one of
   * the values of `common`, which many have, it is sent what differs from that.
   */
  offer<S extends StreamName>(stream: S, value: StreamValues[S], common: readonly object[]): Offered {
    const { line } = this.#options
    if (line.isSlow) {
      this.#has.delete(stream)
      this.#waiting.set(stream, value)
      this.slow()
      return 'waiting'
    }
    this.#waiting.delete(stream)
    const before = this.#has.get(stream) as StreamValues[S] | undefined
    this.#has.set(stream, value)
    const isCommon = before !== undefined && common.includes(before)
    return line.send(isCommon ? patchFrame(stream, before, value) : valueFrame(stream, value))
  }

  /** The client is slow now: from here on it has a while to catch up. */
  slow(): void {
    if (!this.#open) return
    this.#slowSince ??= this.#options.clock.now()
    this.#slowCheck ??= this.#checkLater()
  }

  [Symbol.dispose](): void {
    this.#open = false
    this.#subscribed.clear()
    this.#waiting.clear()
    this.#has.clear()
    dispose(this.#slowCheck)
    this.#slowCheck = null
  }

  #checkLater(): Disposable {
    const { clock } = this.#options
    return clock.upkeep(monotonicMs(clock.now() + SERVER_LIMITS.slowCheckMs), () => this.#check())
  }

  #check(): void {
    this.#slowCheck = null
    if (!this.#options.line.isSlow) {
      this.#slowSince = null
      for (const [stream, value] of [...this.#waiting]) this.offer(stream, value, [])
      return
    }
    if (this.#options.clock.now() - (this.#slowSince ?? 0) >= SERVER_LIMITS.slowForMs) this.#options.tooSlow()
    if (this.#open) this.#slowCheck = this.#checkLater()
  }
}
