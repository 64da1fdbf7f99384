// Reads the bytes of a show file, and of nothing that is no file or too large to be a show.
import { createHash } from 'node:crypto'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import { tooLarge } from '../../shared/model/too-large.ts'
import { PIECE_BYTES, READ_AT_ONCE, codeOf, fileSystem } from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import { systemWords } from './system-words.ts'

function unreadable(path: string, thrown: unknown): Fault {
  if (codeOf(thrown) === 'ENOENT') {
    return fault('show/not-found', path, 'there is no such file', 'check the path')
  }
  if (codeOf(thrown) === 'ENAMETOOLONG') {
    return fault('show/no-such-name', path, systemWords(thrown), 'choose a shorter name')
  }
  return fault('show/unreadable', path, systemWords(thrown), 'check that it is a file and may be read')
}

export interface FileContent {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** By which the same content is known again. */
  readonly digest: string
  /** When it was written last, in wall milliseconds, as its disk says. */
  readonly changedAt: number
  /** The disk that it is on. */
  readonly device: number
}

async function contentOf(file: OpenFile, path: string): Promise<Result<FileContent>> {
  const stats = await file.stat()
  if (!stats.isFile()) {
    return failed(fault('show/unreadable', path, 'this is not a file', 'name the show file itself'))
  }
  if (stats.size > SHOW_LIMITS.bytes) return failed(tooLarge(path, stats.size, SHOW_LIMITS.bytes))
  // Whoever it is handed to may hand its memory on to another thread, so it is nobody else's.
  const bytes = new Uint8Array(stats.size)
  const digest = createHash('sha256')
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, Math.min(PIECE_BYTES, bytes.length - length), length)
    if (bytesRead === 0) break
    digest.update(bytes.subarray(length, length + bytesRead))
    length += bytesRead
  }
  return ok({
    ...{ bytes: bytes.subarray(0, length), digest: digest.digest('hex') },
    ...{ changedAt: stats.mtimeMs, device: stats.dev },
  })
}

/** The content of the show file at `path`, unchecked. */
export async function readFile(path: string, system: FileSystem = fileSystem): Promise<Result<FileContent>> {
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      return await contentOf(file, path)
    } finally {
      await file.close()
    }
  } catch (thrown) {
    return failed(unreadable(path, thrown))
  }
}
