// Collects entries and hands them to the writing thread batch by batch; keeps them while thread or disk is away.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { within } from '../../shared/base/within.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { AsRunHealth } from '../../shared/model/as-run.ts'
import { EntryQueue } from './entry-queue.ts'
import type { QueueBounds } from './entry-queue.ts'
import { Lasting } from './lasting.ts'
import { ROW_WIDTH } from './messages.ts'
import type { Cell, WriterData, WriterReply, WriterRequest } from './messages.ts'
import { fullBytes } from './room.ts'
import type { StartThread, Thread } from './thread.ts'
import { silenceFault, threadFault, writeFault } from './troubles.ts'

/** How long an entry waits for others to be written with it. */
const BATCH_MS = 100
/** Entries that wait, beyond which writing them goes before sparing others. */
const CALM_ENTRIES = 5000
const TIDY_MS = 60_000
/** Between two looks whether the file is still there, where nothing is written. */
const LOOK_MS = 2000
/** Between steps of tidying that belong together. */
const TIDY_NEXT_MS = 20
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** Silence of the thread beyond which its disk counts as stuck. */
const SILENCE_MS = 5000
/** How long the end of the engine waits for the disk. */
const CLOSING_MS = 4000

interface WriteBehindOptions {
  readonly clock: Clock
  readonly data: WriterData
  readonly startThread: StartThread
  readonly bounds: QueueBounds
  /** The queue is full; reported once until it has emptied by half. */
  full(waiting: number): void
  /** Something is wrong, something else than before, or it is over (null). */
  troubled(trouble: Fault | null): void
  /** A damaged file was moved there and a new one begun. */
  setAside(aside: string): void
  /** The file had been deleted or replaced, and is begun anew. */
  begunAnew(): void
}

interface Waiter {
  /** Entries that must have been written. */
  readonly upTo: number
  resolve(): void
}

type Reply<K extends WriterReply['kind']> = Extract<WriterReply, { kind: K }>

export class WriteBehind {
  readonly #options: WriteBehindOptions
  readonly #queue: EntryQueue
  #thread: Thread<WriterRequest> | null = null
  /** What the thread works on. One request at a time, so that what waits is bounded here. */
  #asked: WriterRequest['kind'] | null = null
  #askedAt: MonotonicMs
  /** Out of the queue and not yet known to be on disk. */
  #batch: readonly Cell[] | null = null
  /** Batches taken out of the queue so far. */
  #batches = 0
  #opened = false
  #damaged = false
  #batchDue = false
  #hurried = false
  #tidyDue = false
  #lookDue = false
  #batchTimer: Disposable | null = null
  #tidyTimer: Disposable | null = null
  #lookTimer: Disposable
  /** Set while a failure is left alone for a time. */
  #retryTimer: Disposable | null = null
  #retryMs = FIRST_RETRY_MS
  #waiters: Waiter[] = []
  #session: number | null = null
  #added = 0
  #settled = 0
  #written = 0
  #dropped = 0
  #overflowing = false
  #begunAnew = 0
  #bytes = 0
  readonly #lasting: Lasting
  #oldest: number | null = null
  #removedUpTo: number | null = null
  #earlier = 0
  #trouble: Fault | null = null
  #closed = false

  constructor(options: WriteBehindOptions) {
    this.#options = options
    this.#queue = new EntryQueue(options.bounds)
    const now = options.clock.now()
    this.#askedAt = now
    this.#lasting = new Lasting(fullBytes(options.data.maxBytes), options.data.maxAge, now)
    this.#tidyIn(TIDY_MS)
    this.#lookTimer = this.#lookLater()
    this.#attempt()
  }

  get session(): number | null {
    return this.#session
  }

  add(cells: readonly Cell[]): void {
    if (this.#closed) return
    if (!this.#queue.add(cells)) {
      this.#drop()
      return
    }
    this.#added += 1
    this.#writeSoon()
  }

  /** Resolves once all that was added is on disk, or it turns out that it cannot be now. */
  flush(): Promise<void> {
    if (this.#closed || this.#retryTimer !== null || this.#isSettled(this.#added)) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters.push({ upTo: this.#added, resolve })
      this.#next()
    })
  }

  /** A reader found the file damaged. */
  reportDamage(): void {
    this.#damaged = true
    this.#next()
  }

  health(): AsRunHealth {
    return {
      session: this.#session,
      written: this.#written,
      dropped: this.#dropped,
      waiting: this.#added - this.#settled,
      bytes: this.#bytes,
      trouble: this.#trouble ?? this.#silence(),
      begunAnew: this.#begunAnew,
      completeSince: this.#removedUpTo ?? this.#oldest,
      removed: this.#removedUpTo !== null,
      earlier: this.#earlier,
      holds: this.#lasting.holds(this.#options.clock.now()),
    }
  }

  /** Writes what waits, unless the disk takes too long, and ends the thread; answers how many entries that lost. */
  async close(): Promise<number> {
    if (this.#closed) return 0
    dispose(this.#retryTimer)
    this.#retryTimer = null
    this.#attempt()
    await within(this.#options.clock, CLOSING_MS, this.flush())
    for (const timer of [this.#retryTimer, this.#batchTimer, this.#tidyTimer, this.#lookTimer]) dispose(timer)
    this.#closed = true
    if (this.#asked === null && this.#thread !== null)
      await within(this.#options.clock, CLOSING_MS, this.#closeFile(this.#thread))
    const lost = this.#added - this.#settled
    this.#dropped += lost
    this.#settled = this.#added
    this.#release(true)
    await this.#thread?.[Symbol.asyncDispose]()
    return lost
  }

  #isSettled(upTo: number): boolean {
    return this.#opened && this.#settled >= upTo
  }

  #drop(): void {
    this.#dropped += 1
    if (this.#overflowing) return
    this.#overflowing = true
    this.#options.full(this.#queue.size)
  }

  /** A full batch is handed over at the next opportunity rather than now, within somebody's event. */
  #writeSoon(): void {
    if (this.#batchDue || this.#hurried || (this.#batchTimer !== null && !this.#queue.hasBatch)) return
    dispose(this.#batchTimer)
    this.#hurried = this.#queue.hasBatch
    this.#batchTimer = this.#in(this.#hurried ? 0 : BATCH_MS, () => {
      this.#batchTimer = null
      this.#hurried = false
      this.#batchDue = true
      this.#next()
    })
  }

  #tidyIn(ms: number): void {
    dispose(this.#tidyTimer)
    this.#tidyTimer = this.#in(ms, () => {
      this.#tidyTimer = null
      this.#tidyDue = true
      this.#next()
    })
  }

  #lookLater(): Disposable {
    return this.#in(LOOK_MS, () => {
      this.#lookDue = true
      this.#lookTimer = this.#lookLater()
      this.#next()
    })
  }

  #attempt(): void {
    this.#thread ??= this.#startThread()
    this.#next()
  }

  #startThread(): Thread<WriterRequest> {
    const { data, startThread } = this.#options
    return startThread<WriterRequest, WriterReply>(data, {
      replied: (reply) => this.#hear(reply),
      lost: (message) => this.#lose(message),
    })
  }

  /** Asks the thread for whatever comes next, if it is free. */
  #next(): void {
    if (this.#thread === null || this.#asked !== null || this.#retryTimer !== null || this.#closed) return
    const request = this.#nextRequest()
    if (request === null) return
    this.#asked = request.kind
    this.#askedAt = this.#options.clock.now()
    this.#thread.post(request)
  }

  #nextRequest(): WriterRequest | null {
    const now = this.#options.clock.wall()
    if (this.#damaged) return { kind: 'setAside', now }
    if (!this.#opened) return { kind: 'open', session: this.#session, now }
    this.#batch ??= this.#nextBatch()
    if (this.#batch !== null) {
      const calm = this.#waiters.length === 0 && this.#queue.size < CALM_ENTRIES
      return { kind: 'write', cells: this.#batch, batch: this.#batches, calm, now }
    }
    if (this.#tidyDue) return { kind: 'tidy', now }
    return this.#lookDue ? { kind: 'look', now } : null
  }

  #nextBatch(): readonly Cell[] | null {
    if (!this.#batchDue && this.#waiters.length === 0) return null
    const batch = this.#queue.take() ?? null
    if (batch !== null) this.#batches += 1
    this.#batchDue = this.#queue.hasBatch
    if (this.#queue.size > 0) this.#writeSoon()
    return batch
  }

  #hear(reply: WriterReply): void {
    const asked = this.#asked
    this.#asked = null
    switch (reply.kind) {
      case 'done':
        this.#done(asked, reply)
        break
      case 'failed':
        this.#fail(writeFault(this.#options.data.file, reply.code, reply.message))
        break
      case 'closed':
        this.#release(true)
    }
  }

  #done(asked: WriterRequest['kind'] | null, reply: Reply<'done'>): void {
    this.#opened = true
    this.#session = reply.session
    this.#bytes = reply.bytes
    this.#written += reply.written
    this.#oldest = reply.oldest
    this.#removedUpTo = reply.removedUpTo
    this.#earlier = reply.earlier
    this.#lasting.add(reply.grown, this.#options.clock.now())
    if (asked === 'setAside') this.#damaged = false
    if (asked === 'tidy') this.#tidyDue = false
    this.#lookDue = false
    if (asked === 'write' && this.#batch !== null) {
      this.#settled += this.#batch.length / ROW_WIDTH
      this.#batch = null
    }
    if (this.#queue.isHalfEmpty) this.#overflowing = false
    if (reply.setAside !== null) {
      this.#begunAnew += 1
      this.#options.setAside(reply.setAside)
    }
    if (reply.begunAnew) {
      this.#begunAnew += 1
      this.#options.begunAnew()
    }
    this.#retryMs = FIRST_RETRY_MS
    this.#report(null)
    this.#release(false)
    if (reply.untidy && !this.#tidyDue) this.#tidyIn(TIDY_NEXT_MS)
    else if (this.#tidyTimer === null) this.#tidyIn(TIDY_MS)
    this.#next()
  }

  #lose(message: string): void {
    this.#thread = null
    this.#asked = null
    this.#opened = false
    this.#fail(threadFault(this.#options.data.file, message))
  }

  /** Nobody waits for a broken disk; it is tried again later, and later each time. */
  #fail(trouble: Fault): void {
    this.#report(trouble)
    this.#release(true)
    if (this.#closed) return
    this.#retryTimer = this.#in(this.#retryMs, () => {
      this.#retryTimer = null
      this.#attempt()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
  }

  #report(trouble: Fault | null): void {
    const isNews = trouble?.code !== this.#trouble?.code
    this.#trouble = trouble
    if (isNews) this.#options.troubled(trouble)
  }

  #silence(): Fault | null {
    const silentFor = this.#asked === null ? 0 : this.#options.clock.now() - this.#askedAt
    return silentFor < SILENCE_MS ? null : silenceFault(this.#options.data.file, Math.floor(silentFor / 1000))
  }

  #release(all: boolean): void {
    const ready = this.#waiters.filter(({ upTo }) => all || this.#isSettled(upTo))
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter))
    for (const { resolve } of ready) resolve()
  }

  /** Closed in order, the file is whole without what lies beside it. */
  #closeFile(thread: Thread<WriterRequest>): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push({ upTo: Infinity, resolve })
      thread.post({ kind: 'close' })
    })
  }

  #in(ms: number, run: () => void): Disposable {
    const { clock } = this.#options
    return clock.upkeep(monotonicMs(clock.now() + ms), run)
  }
}
