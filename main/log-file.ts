// A file of lines, bounded on disk and in memory: it begins anew where it was deleted, and comes back when the disk does.
import { open, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { monotonicMs } from '../shared/base/clock.ts'
import type { Clock } from '../shared/base/clock.ts'
import { dispose } from '../shared/base/disposable.ts'
import { messageOf } from '../shared/base/result.ts'
import { makeDirLater } from './make-dir.ts'

const LOG_LIMITS = {
  /** Bytes of one file, and how many full ones are kept. */
  file: 5 * 1024 * 1024,
  old: 5,
  /** Characters that wait for a slow or full disk before lines are let go. */
  waiting: 1024 * 1024,
} as const

/** Characters of one write. */
const LARGEST_WRITE = 65_536
/** Between two looks whether the file is still there. */
const LOOK_MS = 2000
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000

interface LineFileOptions {
  readonly clock: Clock
  readonly dir: string
  readonly name: string
  /** Why it cannot be written, reported once; null once it can be again. */
  troubled(problem: string | null): void
  /** It was deleted or replaced, and has been begun anew. */
  renewed(): void
  /** The line that says how many were lost. */
  lostLine(lost: number): string
}

interface OpenFile {
  readonly handle: FileHandle
  readonly identity: string
  size: number
}

export class LineFile implements AsyncDisposable {
  readonly #options: LineFileOptions
  readonly #path: string
  #lines: string[] = []
  #waiting = 0
  #lost = 0
  #lostInAll = 0
  #file: OpenFile | null = null
  #problem: string | null = null
  #retryMs = FIRST_RETRY_MS
  #retry: Disposable | null = null
  #looking: Disposable | null = null
  /** What is done to the disk, one after the other; never rejects. */
  #disk: Promise<void> = Promise.resolve()
  #writing = false
  #ended = false

  constructor(options: LineFileOptions) {
    this.#options = options
    this.#path = join(options.dir, options.name)
    this.#lookLater()
  }

  /** Lines that found no room, since start. */
  get lost(): number {
    return this.#lostInAll
  }

  write(line: string): void {
    if (this.#ended) return
    if (this.#waiting + line.length > LOG_LIMITS.waiting) {
      this.#lost += 1
      this.#lostInAll += 1
      return
    }
    this.#lines.push(line)
    this.#waiting += line.length
    this.#writeSoon()
  }

  /** Writes what waits, once more where that failed before. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    dispose(this.#looking)
    this.#stopRetrying()
    this.#writeSoon()
    await this.#disk
    this.#stopRetrying()
    await this.#close()
  }

  #writeSoon(): void {
    if (this.#writing || this.#retry !== null) return
    this.#writing = true
    this.#disk = this.#disk.then(() => this.#writeAll())
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#lines.length > 0 || this.#lost > 0) await this.#writeSome()
      this.#retryMs = FIRST_RETRY_MS
      this.#writing = false
      // Who hears of it may have a line to add.
      this.#report(null)
    } catch (thrown) {
      await this.#close()
      this.#retryLater()
      this.#writing = false
      this.#report(messageOf(thrown))
    }
  }

  /** What is in the queue stays there until it is on the disk. */
  async #writeSome(): Promise<void> {
    let count = 0
    let length = 0
    for (const line of this.#lines) {
      if (count > 0 && length + line.length > LARGEST_WRITE) break
      length += line.length
      count += 1
    }
    const lost = count === this.#lines.length ? this.#lost : 0
    const lostLine = lost > 0 ? this.#options.lostLine(lost) : ''
    await this.#append(Buffer.from(this.#lines.slice(0, count).join('') + lostLine))
    this.#lines.splice(0, count)
    this.#waiting -= length
    this.#lost -= lost
  }

  async #append(bytes: Buffer): Promise<void> {
    const file = (this.#file ??= await this.#open())
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await file.handle.write(bytes, done, bytes.length - done)).bytesWritten
      }
    } catch (thrown) {
      // Half a line would be neither lost nor there.
      await file.handle.truncate(file.size).catch(() => undefined)
      throw thrown
    }
    file.size += bytes.length
    if (file.size >= LOG_LIMITS.file) await this.#rotate()
  }

  async #open(): Promise<OpenFile> {
    await makeDirLater(this.#options.dir)
    const handle = await open(this.#path, 'a', 0o600)
    const { dev, ino, size } = await handle.stat()
    return { handle, identity: `${dev} ${ino}`, size }
  }

  async #close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.handle.close().catch(() => undefined)
  }

  /** `cuewright.log` becomes `cuewright.log.1`, that `.2`, and the last one goes. */
  async #rotate(): Promise<void> {
    await this.#close()
    await rm(`${this.#path}.${LOG_LIMITS.old}`, { force: true })
    for (let number = LOG_LIMITS.old - 1; number >= 0; number -= 1) {
      const from = number === 0 ? this.#path : `${this.#path}.${number}`
      await rename(from, `${this.#path}.${number + 1}`).catch((thrown: unknown) => {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
      })
    }
  }

  #retryLater(): void {
    if (this.#ended) return
    const { clock } = this.#options
    this.#retry = clock.upkeep(monotonicMs(clock.now() + this.#retryMs), () => {
      this.#retry = null
      this.#writeSoon()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
  }

  #stopRetrying(): void {
    dispose(this.#retry)
    this.#retry = null
  }

  #lookLater(): void {
    const { clock } = this.#options
    this.#looking = clock.upkeep(monotonicMs(clock.now() + LOOK_MS), () => {
      this.#disk = this.#disk.then(() => this.#look())
      this.#lookLater()
    })
  }

  /** A file that was deleted, or a folder that was replaced, would be written to for ever without anybody seeing it. */
  async #look(): Promise<void> {
    const file = this.#file
    if (file === null) return
    const there = await stat(this.#path).then(
      ({ dev, ino }) => `${dev} ${ino}`,
      (thrown: unknown) => ((thrown as NodeJS.ErrnoException).code === 'ENOENT' ? null : file.identity),
    )
    if (there === file.identity) return
    await this.#close()
    this.#options.renewed()
  }

  #report(problem: string | null): void {
    const isNews = (problem === null) !== (this.#problem === null)
    this.#problem = problem
    if (isNews) this.#options.troubled(problem)
  }
}
