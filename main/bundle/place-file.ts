// Puts a file in its place in one step: under its name there is nothing before, and all of it afterwards.
import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import {
  NEW_FILE,
  PIECE_BYTES,
  READ_AT_ONCE,
  removeQuietly,
  syncFolder,
  writeAll,
} from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'

const MODE = 0o600

/** Writes `pieces` to `path`, in place of what is there; throws the system's error, and then what was there still is. */
export async function placeFile(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  system: FileSystem,
): Promise<{ readonly bytes: number }> {
  // Beside it, because a rename is one step only within a file system.
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    const bytes = await writeNew(beside, pieces, system)
    await system.rename(beside, path)
    await syncFolder(dirname(path), system)
    return { bytes }
  } catch (thrown) {
    await removeQuietly(beside, system)
    throw thrown
  }
}

/** The same under a name that nothing has, which is taken first: of two that want it one is refused, with `EEXIST`. */
export async function placeNewFile(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  system: FileSystem,
): Promise<{ readonly bytes: number }> {
  const taken = await system.open(path, NEW_FILE, MODE)
  try {
    await taken.close()
    return await placeFile(path, pieces, system)
  } catch (thrown) {
    await removeQuietly(path, system)
    throw thrown
  }
}

/** Answers how many bytes the disk has; fails where it has others than were written. */
export async function writeNew(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  system: FileSystem,
): Promise<number> {
  const file = await system.open(path, NEW_FILE, MODE)
  let at = 0
  try {
    for await (const piece of pieces) {
      await writeAll(file, piece, at)
      at += piece.length
    }
    await file.sync()
    const { size } = await file.stat()
    if (size !== at) throw new Error(`the disk has ${size} of ${at} bytes`)
  } catch (thrown) {
    // What failed first is what is said.
    await file.close().catch(() => undefined)
    throw thrown
  }
  await file.close()
  return at
}

/** A file in pieces; throws the system's error. */
export async function* fileIn(path: string, system: FileSystem): AsyncGenerator<Uint8Array> {
  const file = await system.open(path, READ_AT_ONCE)
  try {
    for (let at = 0; ;) {
      const piece = new Uint8Array(PIECE_BYTES)
      const { bytesRead } = await file.read(piece, 0, piece.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
