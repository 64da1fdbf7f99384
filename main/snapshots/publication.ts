// One stream's way to its clients: change, request, paced build, broadcast; each stage known by its event.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { StreamName, StreamValues } from '../../shared/contract/streams.ts'
import type { Publish } from '../../shared/model/event.ts'

/** What one client is sent of one stream stays below 1 MB/s, so that large values come less often. */
const BYTES_PER_MS = 1000
/** A request is taken as lost in a flood when nothing came of it for so long. */
const LOST_AFTER_MS = 1000
const SOURCE = 'snapshots'

/** Those who watch a stream. */
export interface Audience {
  subscribers(stream: StreamName): number
  publish<S extends StreamName>(
    stream: S,
    value: StreamValues[S],
  ): {
    readonly clients: number
    /** The most that one of them was sent. */
    readonly bytes: number
    readonly failed: readonly { readonly client: string; readonly message: string }[]
  }
}

export interface PublicationOptions<S extends StreamName> {
  readonly stream: S
  /** Shortest time in ms between two values. */
  readonly every: number
  readonly build: () => StreamValues[S]
  readonly clock: Clock
  readonly publish: Publish
  readonly audience: Audience
}

export class Publication<S extends StreamName> implements Disposable {
  readonly #options: PublicationOptions<S>
  #askedAt: MonotonicMs | null = null
  #timer: Disposable | null = null
  #notBefore = 0
  #built: { readonly value: StreamValues[S] } | null = null

  constructor(options: PublicationOptions<S>) {
    this.#options = options
  }

  /** Something the stream shows has changed. Without subscribers nothing follows: who subscribes gets the value then. */
  changed(cause: number | null): void {
    const { stream, audience, clock, publish } = this.#options
    if (this.#timer !== null) return
    const now = clock.now()
    if (this.#askedAt !== null && now - this.#askedAt < LOST_AFTER_MS) return
    // Last, as it looks at every client: of a parameter there are tens of thousands of changes a second.
    if (audience.subscribers(stream) === 0) return
    this.#askedAt = now
    const payload = { stream }
    const seq = publish({ type: 'snapshot.publish.requested', source: SOURCE, cause, payload })
    if (seq === null) this.#buildLater(cause)
  }

  /** The request has reached the head of the queue. */
  requested(seq: number): void {
    if (this.#timer !== null) return
    if (this.#options.clock.now() < this.#notBefore) this.#buildLater(seq)
    else this.#build(seq)
  }

  /** The value may go out. */
  broadcastRequested(seq: number): void {
    const built = this.#built
    if (built === null) return
    this.#built = null
    const { stream, audience, clock, publish } = this.#options
    const { clients, bytes, failed } = audience.publish(stream, built.value)
    this.#notBefore = Math.max(this.#notBefore, clock.now() + bytes / BYTES_PER_MS)
    for (const { client, message } of failed) {
      const payload = { stream, client, message }
      publish({ type: 'broadcast.failed', source: SOURCE, cause: seq, payload })
    }
    publish({ type: 'broadcast.completed', source: SOURCE, cause: seq, payload: { stream, clients, bytes } })
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  #buildLater(cause: number | null): void {
    const { clock } = this.#options
    const dueAt = Math.max(this.#notBefore, clock.now() + 1) as MonotonicMs
    this.#timer = clock.upkeep(dueAt, () => {
      this.#timer = null
      this.#build(cause)
    })
  }

  #build(cause: number | null): void {
    const { stream, every, build, audience, clock, publish } = this.#options
    this.#askedAt = null
    if (audience.subscribers(stream) === 0) return
    const value = build()
    this.#built = { value }
    this.#notBefore = clock.now() + every
    const payload = { stream }
    const published = publish({ type: 'snapshot.published', source: SOURCE, cause, payload })
    const broadcast = publish({
      type: 'broadcast.requested',
      source: SOURCE,
      cause: published ?? cause,
      payload: { stream },
    })
    if (broadcast === null) this.#buildLater(cause)
  }
}
