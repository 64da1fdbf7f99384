// One file of a journal: made whole or not at all, added to, and known again.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { dirname, join } from 'node:path'
import { NEW_FILE, codeOf, makeFolder, removeQuietly, syncFolder, writeAll } from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import { recordOf } from './journal-format.ts'

/** What is in the file cannot be relied on any more: another has to be made, and this one kept until then. */
export class UnsureFile extends Error {
  override readonly name = 'UnsureFile'
}

export class JournalFile {
  readonly path: string
  readonly #system: FileSystem
  readonly #file: OpenFile
  /** Bytes that would survive a power cut. */
  #size: number
  #records: number

  private constructor(system: FileSystem, path: string, file: OpenFile, size: number, records: number) {
    this.#system = system
    this.path = path
    this.#file = file
    this.#size = size
    this.#records = records
  }

  /**
   * A new file of these records; when it returns, all of it would survive a power cut. Where it fails, `left` is called with what may
   * be there all the same.
   */
  static async make(
    folder: string,
    bodies: readonly (readonly Uint8Array[])[],
    system: FileSystem,
    left: (path: string) => void,
  ): Promise<JournalFile> {
    await makeFolder(folder, system)
    const name = randomUUID()
    const [path, beside] = [join(folder, `${name}.journal`), join(folder, `.${name}.tmp`)]
    const file = await system.open(beside, NEW_FILE, 0o600)
    try {
      let size = 0
      for (const [number, body] of bodies.entries()) {
        const bytes = recordOf(number, body)
        await writeAll(file, bytes, size)
        size += bytes.length
      }
      await file.sync()
      await system.rename(beside, path)
      await syncFolder(folder, system)
      return new JournalFile(system, path, file, size, bodies.length)
    } catch (thrown) {
      await file.close().catch(() => undefined)
      await removeQuietly(beside, system)
      if (!(await JournalFile.remove(path, system))) left(path)
      throw thrown
    }
  }

  /** One that is there; what comes behind its `size` bytes is cut off. */
  static async reopen(
    path: string,
    { size, records }: { readonly size: number; readonly records: number },
    system: FileSystem,
  ): Promise<JournalFile> {
    const file = await system.open(path, constants.O_RDWR)
    try {
      await file.truncate(size)
      await file.sync()
      return new JournalFile(system, path, file, size, records)
    } catch (thrown) {
      await file.close().catch(() => undefined)
      throw thrown
    }
  }

  get size(): number {
    return this.#size
  }

  /** Returns when the records would survive a power cut; throws with none of them in the file, or an `UnsureFile`. */
  async add(bodies: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(bodies.map((body, index) => recordOf(this.#records + index, [body])))
    try {
      await writeAll(this.#file, bytes, this.#size)
    } catch (thrown) {
      // Half a record would be in the way of the next.
      await this.#file.truncate(this.#size).catch(unsure)
      throw thrown
    }
    // What a sync that failed has left out, the next one would not put in.
    await this.#file.datasync().catch(unsure)
    if (!(await this.isThere())) throw new UnsureFile('the file was deleted or replaced')
    this.#size += bytes.length
    this.#records += bodies.length
  }

  /** Whether its name still leads to it. */
  async isThere(): Promise<boolean> {
    const own = await this.#file.stat()
    try {
      const { dev, ino } = await this.#system.stat(this.path)
      return dev === own.dev && ino === own.ino
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return false
      throw thrown
    }
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined)
  }

  /** Nobody needs it any more. Answers whether it is gone. */
  async remove(): Promise<boolean> {
    await this.close()
    return JournalFile.remove(this.path, this.#system)
  }

  /** One that is not open. Answers whether it is gone, also after a power cut. */
  static async remove(path: string, system: FileSystem): Promise<boolean> {
    try {
      await system.unlink(path)
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') return false
    }
    return syncFolder(dirname(path), system).then(
      () => true,
      () => false,
    )
  }
}

function unsure(thrown: unknown): never {
  throw new UnsureFile(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
}
