// Files that are read and written in memory at the speed of memory, where nothing fails.
import { constants } from 'node:fs'
import type { FileSystem, OpenFile } from '../../main/store/file-system.ts'

const stats = (size: number) => ({
  ...{ mode: constants.S_IFREG | 0o600, size, mtimeMs: 0, dev: 1, ino: 1 },
  isFile: () => true,
})

/** Those that were written are kept in pieces, in the order in which they came. */
export class FilesInMemory {
  readonly #given: ReadonlyMap<string, Buffer>
  readonly written = new Map<string, Buffer[]>()

  constructor(given: ReadonlyMap<string, Buffer>) {
    this.#given = given
  }

  get system(): FileSystem {
    const none = (): never => {
      throw new Error('nobody asks for this')
    }
    return {
      open: (path, flags) => Promise.resolve(this.#open(path, flags)),
      ...{ realpath: none, stat: none, access: none, rename: none, unlink: none, mkdir: none, readdir: none },
    }
  }

  content(path: string): Buffer | undefined {
    return this.#given.get(path) ?? Buffer.concat(this.written.get(path) ?? [])
  }

  #open(path: string, flags: number): OpenFile {
    const given = this.#given.get(path)
    if (given === undefined && (flags & constants.O_CREAT) === 0) {
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
    }
    const pieces: Buffer[] = []
    if (given === undefined) this.written.set(path, pieces)
    const nothing = (): Promise<void> => Promise.resolve()
    return {
      write: (bytes, offset, length) => {
        pieces.push(Buffer.from(bytes.slice(offset, offset + length)))
        return Promise.resolve({ bytesWritten: length })
      },
      read: (into, offset, length, position) =>
        Promise.resolve({
          bytesRead: (given ?? Buffer.concat(pieces)).copy(into, offset, position, position + length),
        }),
      stat: () => Promise.resolve(stats((given ?? Buffer.concat(pieces)).length)),
      ...{ truncate: nothing, chmod: nothing, sync: nothing, datasync: nothing, close: nothing },
    }
  }
}
