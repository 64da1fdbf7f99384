// Reads the bytes of a show file, and of nothing that is no file or too large to be a show.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import { tooLarge } from '../../shared/model/too-large.ts'

/** A pipe without a writer would otherwise be waited for, for ever and deaf to signals. Undefined on Windows, where it adds nothing. */
const READ_AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK

function unreadable(path: string, thrown: unknown): Fault {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
    return fault('show/not-found', path, 'there is no such file', 'check the path')
  }
  return fault('show/unreadable', path, messageOf(thrown), 'check that it is a file and may be read')
}

export interface FileContent {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** By which the same content is known again. */
  readonly digest: string
}

/** Read and reckoned with in pieces of this size, so that nothing else waits for a large file. */
const PIECE_BYTES = 512 * 1024

async function contentOf(file: FileHandle, path: string): Promise<Result<FileContent>> {
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
  return ok({ bytes: bytes.subarray(0, length), digest: digest.digest('hex') })
}

/** The content of the show file at `path`, unchecked. */
export async function readFile(path: string): Promise<Result<FileContent>> {
  try {
    await using file = await open(path, READ_AT_ONCE)
    return await contentOf(file, path)
  } catch (thrown) {
    return failed(unreadable(path, thrown))
  }
}
