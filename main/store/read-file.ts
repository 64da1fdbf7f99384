// Reads the bytes of a show file, and of nothing that is no file or too large to be a show.
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

async function bytesOf(file: FileHandle, path: string): Promise<Result<Uint8Array>> {
  const stats = await file.stat()
  if (!stats.isFile()) {
    return failed(fault('show/unreadable', path, 'this is not a file', 'name the show file itself'))
  }
  if (stats.size > SHOW_LIMITS.bytes) return failed(tooLarge(path, stats.size, SHOW_LIMITS.bytes))
  return ok(await file.readFile())
}

/** The bytes of the show file at `path`, unchecked. */
export async function readFile(path: string): Promise<Result<Uint8Array>> {
  try {
    await using file = await open(path, READ_AT_ONCE)
    return await bytesOf(file, path)
  } catch (thrown) {
    return failed(unreadable(path, thrown))
  }
}
