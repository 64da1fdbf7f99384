// The journals that an earlier run has left: read, put aside under another name, or let go of.
import { dirname, join } from 'node:path'
import { messageOf } from '../../shared/base/result.ts'
import { READ_AT_ONCE, codeOf, readAll, removeQuietly, syncFolder } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { recordsIn } from './journal-format.ts'

/** Far beyond what one becomes before it is begun anew. */
const MOST_BYTES = 512 * 1024 * 1024
const JOURNAL_NAME = /^[\w-]+\.journal$/
const UNFINISHED = /^\.[\w-]+\.tmp$/

export interface FoundJournal {
  readonly path: string
  readonly bodies: readonly Buffer[]
  /** Bytes of its whole records, and of what comes behind them. */
  readonly size: number
  readonly torn: number
  /** Whether whole records come behind what is none. */
  readonly isDamaged: boolean
  /** Why the disk does not give it; null where it does. */
  readonly unreadable: string | null
}

/** In no order. */
export async function findJournals(folder: string, system: FileSystem): Promise<readonly FoundJournal[]> {
  const names = await namesIn(folder, system)
  // Nothing that was said to be kept is in one that was not finished.
  for (const name of names) if (UNFINISHED.test(name)) await removeQuietly(join(folder, name), system)
  const found: FoundJournal[] = []
  for (const name of names)
    if (JOURNAL_NAME.test(name)) found.push(await readJournal(join(folder, name), system))
  return found
}

async function readJournal(path: string, system: FileSystem): Promise<FoundJournal> {
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      const read = await readAll(file, MOST_BYTES)
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.length)
      const { bodies, whole, isDamaged } = recordsIn(bytes)
      return { path, bodies, size: whole, torn: bytes.length - whole, isDamaged, unreadable: null }
    } finally {
      await file.close()
    }
  } catch (thrown) {
    return { path, bodies: [], size: 0, torn: 0, isDamaged: false, unreadable: messageOf(thrown) }
  }
}

/** Where it is afterwards: not looked at again, and never removed; null where it stays where it is. */
export async function setAside(path: string, why: string, system: FileSystem): Promise<string | null> {
  const aside = path.replace(/\.journal$/, `.${why}.kept`)
  try {
    await system.rename(path, aside)
    await syncFolder(dirname(path), system)
    return aside
  } catch {
    return null
  }
}

async function namesIn(folder: string, system: FileSystem): Promise<readonly string[]> {
  try {
    return await system.readdir(folder)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}
