// A small file for this user alone: read whole, and replaced so that after a crash the old is there or the new.
import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import {
  NEW_FILE,
  READ_AT_ONCE,
  codeOf,
  fileSystem,
  readAll,
  removeQuietly,
  syncFolder,
  writeAll,
} from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { systemWords } from './system-words.ts'

const MOST_BYTES = 64 * 1024

export interface PrivateFile {
  readonly path: string
  /** Null where there is none; throws where there is one that cannot be read. */
  read(): Promise<Uint8Array | null>
  /** Returns when it would survive a power cut. */
  write(bytes: Uint8Array): Promise<Result<void>>
  /** Gives it another name, so that it is no longer read and still there; answers the name. */
  setAside(): Promise<Result<string>>
}

export function privateFile(path: string, system: FileSystem = fileSystem): PrivateFile {
  return {
    path,
    async read() {
      try {
        const file = await system.open(path, READ_AT_ONCE)
        try {
          const stats = await file.stat()
          if (!stats.isFile()) throw new Error('what is there is no file')
          if (stats.size > MOST_BYTES) throw new Error('it is too large')
          return await readAll(file, MOST_BYTES)
        } finally {
          await file.close()
        }
      } catch (thrown) {
        if (codeOf(thrown) === 'ENOENT') return null
        throw new Error(systemWords(thrown), { cause: thrown })
      }
    },
    async write(bytes) {
      const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
      try {
        const file = await system.open(beside, NEW_FILE, 0o600)
        try {
          await writeAll(file, bytes, 0)
          await file.sync()
        } finally {
          await file.close()
        }
        await system.rename(beside, path)
        await syncFolder(dirname(path), system)
        return ok(undefined)
      } catch (thrown) {
        await removeQuietly(beside, system)
        return failed(
          fault('access/not-kept', path, systemWords(thrown), 'make room on the disk, or mend it'),
        )
      }
    },
    async setAside() {
      const aside = `${path}.${randomUUID().slice(0, 8)}.unreadable`
      try {
        await system.rename(path, aside)
        await syncFolder(dirname(path), system)
        return ok(aside)
      } catch (thrown) {
        return failed(fault('access/not-kept', path, messageOf(thrown), 'remove the file by hand'))
      }
    },
  }
}
