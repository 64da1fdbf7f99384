// Saves a file so that after any failure, and after a power cut, either the old content is there or the new, each whole.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import {
  NEW_FILE,
  PIECE_BYTES,
  codeOf,
  fileSystem,
  removeQuietly,
  syncFolder,
  writeAll,
} from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import type { KnownDisks } from './known-disks.ts'
import { readFile } from './read-file.ts'
import { systemWords } from './system-words.ts'

const ANYBODY_WRITES = 0o222
/** At a file that is being written by somebody else. */
const MOST_LOOKS = 3
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** What may be replaced: the content of that digest, or null where nothing may be there. */
export interface Replaced {
  readonly digest: string | null
}

/**
 * Saves `bytes` at `path`, in place of what is there; where `replaced` says what that is, of nothing else. A file that is gone is
 * made anew only on the disk on which it was, where `disks` knows that.
 */
export async function saveFile(
  path: string,
  bytes: Uint8Array,
  system: FileSystem = fileSystem,
  replaced: Replaced | null = null,
  disks: KnownDisks | null = null,
): Promise<Result<void>> {
  let stage: 'writing' | 'placed' = 'writing'
  try {
    const target = await realTarget(path, system)
    // Beside it, because a rename is one step only within a file system.
    const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
    try {
      const mode = await modeOf(target, system)
      const device = await writeWhole(beside, bytes, mode, system)
      if (mode === null && disks?.isAway(path, device) === true) throw new DiskAway()
      // As late as can be: no system renames only where the old content is still there.
      if (replaced !== null) await stillThere(target, replaced, system)
      await system.rename(beside, target)
      disks?.seen(path, device)
    } catch (thrown) {
      await removeQuietly(beside, system)
      throw thrown
    }
    stage = 'placed'
    await syncFolder(dirname(target), system)
    return ok(undefined)
  } catch (thrown) {
    return failed(saveFault(path, thrown, stage))
  }
}

/** A link is followed, so that what it leads to is saved and not the link replaced. */
async function realTarget(path: string, system: FileSystem): Promise<string> {
  try {
    return await system.realpath(path)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return path
    throw thrown
  }
}

/** The rights of the file that is replaced; null where there is none yet. Refused where it is none, or nobody may write to it. */
async function modeOf(path: string, system: FileSystem): Promise<number | null> {
  try {
    const { mode } = await system.stat(path)
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error('what is there is no file')
    // A rename would get past that, since it asks for the rights of the folder alone.
    if ((mode & ANYBODY_WRITES) === 0) throw new Error('the file is read-only')
    return mode & 0o777
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** Somebody else has put something there, which is not to be lost. */
class ChangedOutside extends Error {
  override readonly name = 'ChangedOutside'
}

/** In the folder is no file, nor the disk on which there was one. */
class DiskAway extends Error {
  override readonly name = 'DiskAway'
}

/** By its content; what the system says of it tells only that it is still what was read. */
async function stillThere(path: string, { digest }: Replaced, system: FileSystem): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const before = await identityOf(path, system)
    // What was deleted is missed by nobody.
    if (before === null) return
    const there = await readFile(path, system)
    if (!there.ok && there.error.code !== 'show/not-found') throw new Error(there.error.what)
    if (there.ok && there.value.digest !== digest) throw new ChangedOutside()
    if ((await identityOf(path, system)) === before) return
  }
  throw new ChangedOutside()
}

async function identityOf(path: string, system: FileSystem): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeMs } = await system.stat(path)
    return `${dev} ${ino} ${size} ${mtimeMs}`
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** Returns only when the disk has every byte, as a second look at the file shows, and which disk that is. */
async function writeWhole(
  path: string,
  bytes: Uint8Array,
  mode: number | null,
  system: FileSystem,
): Promise<number> {
  const file = await system.open(path, NEW_FILE)
  try {
    await writeAll(file, bytes, 0)
    if (mode !== null) await file.chmod(mode)
    await file.sync()
    await verify(file, bytes)
    const { dev } = await file.stat()
    await file.close()
    return dev
  } catch (thrown) {
    // What failed first is what is said.
    await file.close().catch(() => undefined)
    throw thrown
  }
}

async function verify(file: OpenFile, bytes: Uint8Array): Promise<void> {
  const piece = new Uint8Array(PIECE_BYTES)
  let at = 0
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, piece.length, at)
    if (bytesRead === 0) break
    if (Buffer.compare(piece.subarray(0, bytesRead), bytes.subarray(at, at + bytesRead)) !== 0) {
      throw new Error('the disk gives back other bytes than were written')
    }
    at += bytesRead
  }
  if (at !== bytes.length) {
    throw new Error(`the disk gives back ${at} of ${bytes.length} bytes`)
  }
}

function saveFault(path: string, thrown: unknown, stage: 'writing' | 'placed'): Fault {
  if (stage === 'placed') {
    const what = `it is saved, but the disk does not confirm that it would survive a power cut: ${systemWords(thrown)}`
    return fault('save/not-durable', path, what, 'save again, or save a copy on another disk')
  }
  if (thrown instanceof ChangedOutside) return changedOutside(path)
  if (thrown instanceof DiskAway) {
    const what = 'it was not saved, because the disk on which the file was is not there any more'
    return fault('save/disk-away', path, what, 'connect that disk again, or save under another name')
  }
  if (FULL.has(codeOf(thrown))) {
    const what = 'it was not saved, because the disk is full; the file is as it was'
    return fault(
      'save/disk-full',
      path,
      what,
      'make room on the disk, or save to another one, then save again',
    )
  }
  const what = `it was not saved: ${systemWords(thrown)}; the file is as it was`
  return fault('save/failed', path, what, 'check that the folder may be written to, or save somewhere else')
}

/** What nobody here has seen is not written over. */
function changedOutside(path: string): Fault {
  const what = 'it was not saved, because somebody else has changed the file meanwhile'
  const next = 'take what the file holds, keep what is here (theirs is put aside), or save under another name'
  return fault('save/changed-outside', path, what, next)
}
