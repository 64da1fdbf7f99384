// The file of how a show stands: two on the disk, written in turns, so that one is always whole and nothing has to be renamed.
import { constants } from 'node:fs'
import { dirname } from 'node:path'
import {
  NEW_FILE,
  READ_AT_ONCE,
  codeOf,
  makeFolder,
  readAll,
  removeQuietly,
  syncFolder,
  writeAll,
} from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import { recordAt, recordOf } from './journal-format.ts'
import type { FoundRecord } from './journal-format.ts'

/** Far beyond what all parts of a show's state may take together. */
export const MOST_STATE_BYTES = 32 * 1024 * 1024

export class StateFile {
  readonly #paths: readonly [string, string]
  readonly #system: FileSystem
  /** Of the newest record that is whole; null until it was looked for. */
  #number: number | null = null
  /** Those of which a sync has failed: another file takes their place. */
  readonly #unsure = new Set<string>()
  /** Those whose names are sure to survive a power cut. */
  readonly #placed = new Set<string>()

  /** `base` is the path without what tells the two from each other. */
  constructor(base: string, system: FileSystem) {
    this.#paths = [`${base}.0.state`, `${base}.1.state`]
    this.#system = system
  }

  /** The newest that is whole, and whether there is only what is not; throws where the disk does not give it. */
  async read(): Promise<{ readonly body: Buffer | null; readonly isDamaged: boolean }> {
    const found: FoundRecord[] = []
    let isThere = false
    for (const path of this.#paths) {
      const bytes = await this.#bytes(path)
      const record = bytes === null ? null : recordAt(bytes, 0)
      if (record === null) isThere ||= bytes !== null && bytes.length > 0
      else found.push(record)
    }
    const [first, second] = found
    const newest = second !== undefined && second.number > (first?.number ?? -1) ? second : first
    this.#number = newest?.number ?? 0
    return { body: newest?.body ?? null, isDamaged: newest === undefined && isThere }
  }

  /** When it returns, this would survive a power cut; until then, and where it throws, what was written before. */
  async write(body: Uint8Array): Promise<void> {
    if (this.#number === null) await this.read()
    const number = (this.#number ?? 0) + 1
    const path = this.#paths[number % 2] as string
    // What a sync that failed has left out, the next one would not put in.
    if (this.#unsure.delete(path)) await removeQuietly(path, this.#system)
    const file = await this.#open(path)
    try {
      await writeAll(file, recordOf(number, [body]), 0)
      await file.datasync().catch((thrown: unknown) => {
        this.#unsure.add(path)
        throw thrown
      })
    } finally {
      await file.close()
    }
    if (!this.#placed.has(path)) await syncFolder(dirname(path), this.#system)
    this.#placed.add(path)
    this.#number = number
  }

  /** Nobody needs it any more. */
  async remove(): Promise<void> {
    for (const path of this.#paths) await removeQuietly(path, this.#system)
    this.#number = 0
  }

  /** Under other names, where nobody looks for it again; answers them. */
  async setAside(): Promise<readonly string[]> {
    const aside: string[] = []
    for (const path of this.#paths) {
      try {
        await this.#system.rename(path, `${path}.kept`)
        aside.push(`${path}.kept`)
      } catch (thrown) {
        if (codeOf(thrown) !== 'ENOENT') throw thrown
      }
    }
    this.#number = 0
    return aside
  }

  async #open(path: string): Promise<OpenFile> {
    try {
      return await this.#system.open(path, constants.O_RDWR)
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw thrown
    }
    this.#placed.delete(path)
    await makeFolder(dirname(path), this.#system)
    return this.#system.open(path, NEW_FILE, 0o600)
  }

  async #bytes(path: string): Promise<Buffer | null> {
    let file: OpenFile
    try {
      file = await this.#system.open(path, READ_AT_ONCE)
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return null
      throw thrown
    }
    try {
      const read = await readAll(file, MOST_STATE_BYTES)
      return Buffer.from(read.buffer, read.byteOffset, read.length)
    } finally {
      await file.close()
    }
  }
}
