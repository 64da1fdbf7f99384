// The journals of one data folder: the one that is written, and those that earlier runs have left there.
import { basename, join } from 'node:path'
import type { Clock } from '../../shared/base/clock.ts'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { codeOf, removeQuietly } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { Journal } from './journal.ts'
import type { JournalOptions } from './journal.ts'
import { findJournals, setAside } from './journal-shelf.ts'
import type { FoundJournal } from './journal-shelf.ts'
import { saveFile } from './save-file.ts'

export interface Journals {
  open(options: Pick<JournalOptions, 'base' | 'changed'>): Journal
  find(): Promise<readonly FoundJournal[]>
  setAside(path: string, why: string): Promise<string | null>
  recover(found: string, name: string, text: Iterable<Uint8Array>): Promise<Result<string>>
  remove(path: string): Promise<void>
  isSame(path: string, other: string): Promise<boolean>
}

export interface JournalsOptions extends Pick<JournalOptions, 'limits'> {
  readonly folder: string
  readonly system: FileSystem
  readonly clock: Clock
  pause(): Promise<void>
}

export function journalsIn({ folder, system, clock, limits, ...others }: JournalsOptions): Journals {
  const pause = (): Promise<void> => others.pause()
  return {
    open: (options) =>
      new Journal({ ...options, folder, system, clock, pause, ...(limits !== undefined && { limits }) }),
    find: () => findJournals(folder, system),
    setAside: (path, why) => setAside(path, why, system),
    async recover(found, name, text) {
      const path = join(folder, `${fileName(name)}-${basename(found).slice(0, 8)}.show.json`)
      // It was put there by an earlier start, and somebody may have gone on with it.
      if (await isThere(path, system)) return ok(path)
      const saved = await saveFile(path, Buffer.concat([...text]), system)
      return saved.ok ? ok(path) : saved
    },
    remove: (path) => removeQuietly(path, system),
    async isSame(path, other) {
      const real = (each: string): Promise<string | null> => system.realpath(each).catch(() => null)
      const found = await real(path)
      return found !== null && found === (await real(other))
    },
  }
}

async function isThere(path: string, system: FileSystem): Promise<boolean> {
  try {
    await system.stat(path)
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
}

/** Of any name that a show may have, what every file system takes. */
function fileName(name: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 40)
  return plain === '' ? 'show' : plain
}
