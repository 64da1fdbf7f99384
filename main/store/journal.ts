// Keeps what was done to the show on the disk, soon after it was done: in a journal that is read when the show opens again.
import { backOff } from '../../shared/base/back-off.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { within } from '../../shared/base/within.ts'
import { codeOf } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { JournalFile, UnsureFile } from './journal-file.ts'

/** How long a record waits for others to be kept with it. */
/** From one attempt to remove what is not needed any more to the next. */
const TIDY_MS = 5_000
const BATCH_MS = 100
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** Between two looks whether the file is still there. */
const LOOK_MS = 2000
/** How long the end of the engine waits for the disk. */
const CLOSING_MS = 1000

export const JOURNAL_LIMITS = {
  /** Bytes that wait for a slow or full disk, before the whole show is written instead once that works again. */
  waiting: 16 * 1024 * 1024,
  /** Bytes of records, beyond which the whole show takes their place. */
  records: 8 * 1024 * 1024,
}

/** The whole show at one generation. */
export interface Base {
  readonly generation: number
  /** What is known of it beside its text. */
  readonly head: string
  readonly text: Iterable<Uint8Array>
}

export interface JournalOptions {
  readonly system: FileSystem
  readonly clock: Clock
  readonly folder: string
  readonly limits?: typeof JOURNAL_LIMITS
  /** The show as it is now, for a file that has to hold all of it. */
  readonly base: () => Base
  /** Called when more is kept, or it begins or ends that nothing can be. */
  readonly changed: () => void
  /** Awaited between pieces of long work. */
  pause(): Promise<void>
}

interface Waiting {
  readonly generation: number
  readonly body: Uint8Array
}

interface Waiter {
  readonly generation: number
  answer(kept: Result<void>): void
}

/** A file that is the journal of the show from now on. */
export interface Reopened {
  readonly path: string
  readonly size: number
  readonly records: number
  readonly generation: number
}

export class Journal implements AsyncDisposable {
  readonly #options: JournalOptions
  readonly #limits: typeof JOURNAL_LIMITS
  #file: JournalFile | null = null
  /** Bytes of the file when it was begun. */
  #begunAt = 0
  /** First records of the file that is made when something is to be kept; none where there is one, or nothing to keep. */
  #first: readonly string[] = []
  /** To be gone on with. */
  #found: Reopened | null = null
  #waiting: Waiting[] = []
  #waitingBytes = 0
  /** What comes after a base that is being put into words; null where none is. */
  #since: Waiting[] | null = null
  #needsBase = false
  /** Files of which nobody needs anything once those that came after are on the disk. */
  #obsolete: JournalFile[] = []
  /** Paths of others: found and not gone on with, or begun and given up. */
  #forsaken: string[] = []
  /** Counts the beginnings: what was under way for one is nothing to the next. */
  #epoch = 0
  #kept = 0
  #trouble: Fault | null = null
  #failures = 0
  #waiters: Waiter[] = []
  #batch: Disposable | null = null
  #retry: Disposable | null = null
  #tidying: Disposable | null = null
  #looking: Disposable | null = null
  #running: Promise<void> | null = null
  #live = true

  constructor(options: JournalOptions) {
    this.#options = options
    this.#limits = options.limits ?? JOURNAL_LIMITS
  }

  /** The newest generation that would survive the end of the program, and a power cut. */
  get kept(): number {
    return this.#kept
  }

  /** Why nothing can be kept; null where it can. */
  get trouble(): Fault | null {
    return this.#trouble
  }

  /** Whether there is a file, or one to be made. */
  get isBegun(): boolean {
    return this.#first.length > 0 || this.#found !== null || this.#file !== null || this.#needsBase
  }

  /** The show at this generation is kept without a journal: one is begun with these records when something comes after it. */
  begin(first: readonly string[], generation: number): void {
    this.#startOver(generation)
    this.#first = first
  }

  /** The show at this generation is kept without a journal, and there is nothing else to keep. */
  clear(generation: number): void {
    this.#startOver(generation)
    if (this.#obsolete.length + this.#forsaken.length > 0) this.#runSoon()
  }

  /** Goes on with a file that was found. */
  reopen(found: Reopened): void {
    this.#startOver(found.generation)
    this.#found = found
  }

  /** The whole show is to be in the journal, because its file no longer tells what came before. */
  rebase(): void {
    this.#needsBase = true
    this.#since = null
    this.#forgetWaiting()
    this.#runSoon()
  }

  add(generation: number, text: string): void {
    if (!this.#live) return
    const record: Waiting = { generation, body: Buffer.from(text) }
    this.#since?.push(record)
    // It will be in the base.
    if (this.#needsBase && this.#since === null) return
    if (this.#waitingBytes + record.body.length > this.#limits.waiting) {
      this.rebase()
      return
    }
    this.#waiting.push(record)
    this.#waitingBytes += record.body.length
    this.#runSoon()
  }

  /** Answered when the generation is kept, or as soon as it turns out that it cannot be now. */
  whenKept(generation: number): Promise<Result<void>> {
    if (generation <= this.#kept) return Promise.resolve(ok(undefined))
    if (this.#trouble !== null) return Promise.resolve(failed(this.#trouble))
    if (!this.#live) return Promise.resolve(failed(isClosed()))
    const { promise, resolve: answer } = Promise.withResolvers<Result<void>>()
    this.#waiters.push({ generation, answer })
    void this.flush()
    return promise
  }

  /** Returns when all that was added is kept, or it turns out that it cannot be now. */
  async flush(): Promise<void> {
    dispose(this.#batch)
    this.#batch = null
    for (let turn = 0; turn < 2; turn += 1) {
      // Whoever waits for it does not wait until the next attempt.
      dispose(this.#retry)
      this.#retry = null
      this.#run()
      await this.#running
    }
  }

  /** Writes what waits, unless the disk takes too long. The file stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#live) return
    this.#live = false
    for (const timer of [this.#batch, this.#retry, this.#tidying, this.#looking]) dispose(timer)
    this.#retry = null
    const closed = this.flush().then(() => this.#file?.close())
    await within(this.#options.clock, CLOSING_MS, closed)
    dispose(this.#retry)
    this.#answer(failed(isClosed()), () => true)
  }

  #startOver(generation: number): void {
    this.#epoch += 1
    this.#forgetWaiting()
    this.#needsBase = false
    this.#since = null
    if (this.#file !== null) this.#obsolete.push(this.#file)
    this.#file = null
    this.#first = []
    if (this.#found !== null) this.#forsaken.push(this.#found.path)
    this.#found = null
    this.#kept = generation
    this.#answer(ok(undefined), (asked) => asked <= generation)
    this.#answer(failed(another()), () => true)
  }

  #forgetWaiting(): void {
    this.#waiting = []
    this.#waitingBytes = 0
  }

  #runSoon(): void {
    if (!this.#live || this.#batch !== null || this.#retry !== null) return
    const { clock } = this.#options
    this.#batch = clock.upkeep(monotonicMs(clock.now() + BATCH_MS), () => {
      this.#batch = null
      this.#run()
    })
  }

  #run(): void {
    if (this.#running !== null || this.#retry !== null) return
    this.#running = this.#work().then(() => {
      this.#running = null
      // It came while the last of it was done.
      if (this.#live && this.#batch === null && (this.#waiting.length > 0 || this.#needsBase)) this.#run()
    })
  }

  async #work(): Promise<void> {
    let epoch = this.#epoch
    try {
      do epoch = this.#epoch
      while (await this.#step())
      this.#failures = 0
      this.#report(null)
    } catch (thrown) {
      if (epoch === this.#epoch && thrown instanceof UnsureFile) this.#doubt()
      this.#retryLater()
      this.#report(troubleOf(this.#options.folder, thrown))
    }
  }

  /** Does one thing; answers whether it may be followed by another. */
  async #step(): Promise<boolean> {
    if (this.#found !== null) await this.#goOnWith(this.#found)
    else if (this.#needsBase || this.#isLong()) await this.#putBase()
    else if (this.#waiting.length > 0) await this.#putWaiting()
    else {
      await this.#tidy()
      return false
    }
    return true
  }

  /** The oldest first, and none before it is gone: one that is left alone would be taken for what is not saved. */
  async #tidy(): Promise<void> {
    const { system, clock } = this.#options
    for (const files of [this.#forsaken, this.#obsolete]) {
      for (let file = files[0]; file !== undefined; file = files[0]) {
        const isGone =
          file instanceof JournalFile ? await file.remove() : await JournalFile.remove(file, system)
        if (!isGone) {
          dispose(this.#tidying)
          if (this.#live) this.#tidying = clock.upkeep(monotonicMs(clock.now() + TIDY_MS), () => this.#run())
          return
        }
        files.shift()
      }
    }
  }

  async #goOnWith(found: Reopened): Promise<void> {
    const epoch = this.#epoch
    try {
      const file = await JournalFile.reopen(found.path, found, this.#options.system)
      if (epoch !== this.#epoch) this.#obsolete.push(file)
      else this.#takeFile(file, 0)
    } catch (thrown) {
      if (epoch === this.#epoch) this.#doubt()
      throw thrown
    } finally {
      if (epoch === this.#epoch) this.#found = null
    }
  }

  #isLong(): boolean {
    return this.#file !== null && this.#file.size - this.#begunAt > this.#limits.records
  }

  async #putWaiting(): Promise<void> {
    // What comes meanwhile is none of it.
    const [batch, epoch] = [[...this.#waiting], this.#epoch]
    const bodies = batch.map(({ body }) => body)
    if (this.#file !== null) await this.#file.add(bodies)
    else
      await this.#make(
        [...this.#first.map(Buffer.from), ...bodies].map((body) => [body]),
        epoch,
      )
    if (epoch === this.#epoch) this.#settle(batch)
  }

  /**
   * Meanwhile what comes is kept in the file before, where that can be relied on. Where it becomes too much, another base follows.
   */
  async #putBase(): Promise<void> {
    const { base, pause } = this.#options
    const epoch = this.#epoch
    const { generation, head, text } = base()
    this.#since = []
    const isOvertaken = (): boolean => this.#since === null || epoch !== this.#epoch
    try {
      const pieces: Uint8Array[] = []
      for (const piece of text) {
        pieces.push(piece)
        await pause()
        if (!this.#needsBase && this.#waiting.length > 0) await this.#putWaiting()
        if (isOvertaken()) return
      }
      const since: readonly Waiting[] = [...this.#since]
      const bodies = since.map(({ body }) => [body])
      await this.#make([[Buffer.from(head)], pieces, ...bodies], epoch)
      if (epoch !== this.#epoch) return
      if (!isOvertaken()) this.#needsBase = false
      this.#keep(generation)
      this.#settle(since)
    } finally {
      if (epoch === this.#epoch) this.#since = null
    }
  }

  async #make(bodies: readonly (readonly Uint8Array[])[], epoch: number): Promise<void> {
    const { folder, system } = this.#options
    const file = await JournalFile.make(folder, bodies, system, (path) => this.#forsaken.push(path))
    if (epoch !== this.#epoch) {
      this.#obsolete.push(file)
      return
    }
    if (this.#file !== null) this.#obsolete.push(this.#file)
    this.#takeFile(file, file.size)
  }

  #takeFile(file: JournalFile, begunAt: number): void {
    this.#file = file
    this.#begunAt = begunAt
    this.#first = []
    this.#lookLater()
  }

  #settle(batch: readonly Waiting[]): void {
    const done = new Set(batch)
    this.#waiting = this.#waiting.filter((record) => !done.has(record))
    this.#waitingBytes = this.#waiting.reduce((sum, { body }) => sum + body.length, 0)
    if (batch.length > 0) this.#keep(batch.reduce((last, { generation }) => Math.max(last, generation), 0))
  }

  #keep(generation: number): void {
    this.#trouble = null
    if (generation > this.#kept) this.#kept = generation
    this.#answer(ok(undefined), (asked) => asked <= this.#kept)
    this.#options.changed()
  }

  /** The file stays until another has taken its place. */
  #doubt(): void {
    if (this.#file !== null) this.#obsolete.push(this.#file)
    this.#file = null
    this.#needsBase = true
    this.#forgetWaiting()
  }

  #retryLater(): void {
    this.#failures += 1
    if (!this.#live) return
    const { clock } = this.#options
    const wait = backOff(this.#failures, FIRST_RETRY_MS, LAST_RETRY_MS)
    dispose(this.#batch)
    this.#batch = null
    this.#retry = clock.upkeep(monotonicMs(clock.now() + wait), () => {
      this.#retry = null
      this.#run()
    })
  }

  #lookLater(): void {
    dispose(this.#looking)
    this.#looking = null
    if (!this.#live) return
    const { clock } = this.#options
    this.#looking = clock.upkeep(monotonicMs(clock.now() + LOOK_MS), () => {
      this.#looking = null
      void this.#look()
    })
  }

  /** A file that was deleted would be added to for ever without anybody finding it. */
  async #look(): Promise<void> {
    const file = this.#file
    if (file === null) return
    // What is being done to the disk finds it out by itself.
    const isThere = this.#running !== null || (await file.isThere().catch(() => true))
    if (file !== this.#file) return
    if (!isThere) {
      this.#doubt()
      this.#run()
    }
    this.#lookLater()
  }

  #report(trouble: Fault | null): void {
    const isNews = trouble?.code !== this.#trouble?.code
    this.#trouble = trouble
    if (trouble !== null) this.#answer(failed(trouble), () => true)
    if (isNews) this.#options.changed()
  }

  #answer(kept: Result<void>, which: (generation: number) => boolean): void {
    const answered = this.#waiters.filter(({ generation }) => which(generation))
    this.#waiters = this.#waiters.filter((waiter) => !answered.includes(waiter))
    for (const { answer } of answered) answer(kept)
  }
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const WAITS = 'the edits stay in memory, and are kept as soon as it is possible; save the show'

function troubleOf(where: string, thrown: unknown): Fault {
  const cause = thrown instanceof UnsureFile ? (thrown.cause ?? thrown) : thrown
  if (FULL.has(codeOf(cause)))
    return fault('journal/disk-full', where, 'the disk is full', `make room on it; ${WAITS}`)
  return fault('journal/cannot-write', where, messageOf(cause), `check the folder and its rights; ${WAITS}`)
}

function isClosed(): Fault {
  return fault('show/closed', 'show', 'the show is being closed', 'open it again')
}

function another(): Fault {
  return fault('show/another', 'show', 'another show was opened meanwhile', 'ask again if it is still meant')
}
