// Which recordings there are: the folder's list in memory, and why the folder cannot be used where it cannot.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { RecordingFile } from '../../../shared/contract/streams.ts'
import { diskTrouble } from './folder.ts'
import type { RecordingsFolder } from './folder.ts'

/** Ms between two tries to use a folder that cannot be used. */
const TRY_AGAIN_MS = 5_000

interface LibraryOptions {
  readonly clock: Clock
  readonly folder: RecordingsFolder
  /** The list or the trouble is another. */
  changed(): void
}

export class Library implements Disposable {
  readonly #clock: Clock
  readonly #folder: RecordingsFolder
  readonly #changed: () => void
  #files: readonly RecordingFile[] = []
  #trouble: string | null = null
  /** What the disk is asked for, one after the other; never rejects. */
  #disk: Promise<void> = Promise.resolve()
  #looking: 'no' | 'list' | 'check' = 'no'
  #tryAgain: Disposable | null = null
  #isClosed = false

  constructor({ clock, folder, changed }: LibraryOptions) {
    this.#clock = clock
    this.#folder = folder
    this.#changed = changed
    this.look('list')
  }

  /** Newest first. */
  get files(): readonly RecordingFile[] {
    return this.#files
  }

  /** Why the folder cannot be used; null where it can. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** Settles when the disk has done what it was asked for until now. */
  get idle(): Promise<void> {
    return this.#disk
  }

  has(name: string): boolean {
    return this.#files.some((file) => file.name === name)
  }

  /** Whether a new file may not be called this; many file systems do not tell capitals from small letters. */
  isTaken(name: string): boolean {
    return this.#files.some((file) => file.name.toLowerCase() === name.toLowerCase())
  }

  /** Reads the list again; `check` finds out as well whether the folder can be written. */
  look(how: 'list' | 'check'): void {
    if (this.#isClosed) return
    const isWaiting = this.#looking !== 'no'
    if (this.#looking !== 'check') this.#looking = how
    if (!isWaiting) this.#ask(() => this.#read())
  }

  /** From now on it is not listed; it comes back where the disk refuses. */
  remove(name: string, refused: (reason: string) => void): void {
    this.#files = this.#files.filter((file) => file.name !== name)
    this.#ask(() => this.#folder.remove(name).catch((thrown: unknown) => refused(diskTrouble(thrown))))
    this.look('list')
    this.#changed()
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    dispose(this.#tryAgain)
  }

  #ask(job: () => Promise<void>): void {
    this.#disk = this.#disk.then(job)
  }

  async #read(): Promise<void> {
    const check = this.#looking === 'check' || this.#trouble !== null
    this.#looking = 'no'
    let trouble: string | null = null
    try {
      if (check) await this.#folder.prepare()
      this.#files = await this.#folder.list()
    } catch (thrown) {
      trouble = diskTrouble(thrown)
    }
    if (this.#isClosed) return
    this.#trouble = trouble
    dispose(this.#tryAgain)
    this.#tryAgain =
      trouble === null
        ? null
        : this.#clock.upkeep(monotonicMs(this.#clock.now() + TRY_AGAIN_MS), () => this.look('check'))
    this.#changed()
  }
}
