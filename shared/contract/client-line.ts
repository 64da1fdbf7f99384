// The way to one client: frames handed to its pipe, what of them it has yet to take, and since when it has taken nothing.
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import { messageOf } from '../base/result.ts'
import type { ServerFrame } from './frames.ts'
import { SERVER_LIMITS } from './limits.ts'
import type { ServerPipe } from './pipe.ts'
import type { Untaken } from './untaken.ts'

/** `sent` in bytes. */
export type Handed = { readonly sent: number } | { readonly failed: string }

const CUT_OFF = 'the client took nothing of what it was sent and was cut off'

interface ClientLineListener {
  /** More waits for the client than it should. */
  slow(): void
  /** A frame was not taken at once. */
  held(): void
  /** One that was held has been taken. */
  taken(): void
  /** So much waits that nothing more is handed to it: it is to be cut off. */
  untaken(): void
  /** Its pipe broke. */
  broken(): void
}

interface ClientLineOptions {
  readonly pipe: Pick<ServerPipe, 'buffered' | 'send'>
  readonly clock: Clock
  readonly untaken: Untaken
}

export class ClientLine implements Disposable {
  readonly #pipe: ClientLineOptions['pipe']
  readonly #clock: Clock
  readonly #untaken: Untaken
  readonly #listener: ClientLineListener
  readonly #held = new Set<Disposable>()
  #stalledSince: MonotonicMs | null = null
  /** Why its pipe broke. */
  #failure: string | null = null
  #open = true

  constructor({ pipe, clock, untaken }: ClientLineOptions, listener: ClientLineListener) {
    this.#pipe = pipe
    this.#clock = clock
    this.#untaken = untaken
    this.#listener = listener
  }

  /** Bytes that it has yet to take. */
  get buffered(): number {
    return this.#pipe.buffered
  }

  get isSlow(): boolean {
    return this.#pipe.buffered > SERVER_LIMITS.slowBytes
  }

  /** Since when it has taken nothing of what waits for it; null where nothing does. */
  get stalledSince(): MonotonicMs | null {
    return this.#stalledSince
  }

  send(frame: ServerFrame): Handed {
    if (!this.#open) return { failed: 'the client has gone' }
    if (this.#pipe.buffered > SERVER_LIMITS.cutOffBytes) {
      this.#listener.untaken()
      return { failed: CUT_OFF }
    }
    const sent = this.#trySend(frame)
    if (this.isSlow) this.#listener.slow()
    return this.#outcome(sent)
  }

  /** It may have been cut off meanwhile: with it all clients together may have held too much. */
  #outcome(sent: number): Handed {
    if (this.#failure !== null) return { failed: this.#failure }
    return this.#open ? { sent } : { failed: CUT_OFF }
  }

  /** Lets go of what the client has not taken; nothing is sent any more. */
  [Symbol.dispose](): void {
    this.#open = false
    for (const held of this.#held) dispose(held)
    this.#held.clear()
    this.#stalledSince = null
  }

  #trySend(frame: ServerFrame): number {
    try {
      return this.#handOver(frame)
    } catch (thrown) {
      this.#failure = messageOf(thrown)
      this.#listener.broken()
      return 0
    }
  }

  #handOver(frame: ServerFrame): number {
    const way = { taken: false as boolean, held: null as Disposable | null }
    const bytes = this.#pipe.send(frame, () => {
      way.taken = true
      if (way.held === null) return
      dispose(way.held)
      this.#held.delete(way.held)
      this.#took()
    })
    if (way.taken) return bytes
    const held = this.#untaken.hold(frame, bytes)
    way.held = held
    this.#held.add(held)
    this.#stalledSince ??= this.#clock.now()
    this.#listener.held()
    return bytes
  }

  #took(): void {
    if (!this.#open) return
    this.#stalledSince = this.#held.size === 0 ? null : this.#clock.now()
    this.#listener.taken()
  }
}
