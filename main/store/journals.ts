// The journals of one data folder: the one that is written, and those that earlier runs have left there.
import type { Clock } from '../../shared/base/clock.ts'
import { removeQuietly } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { Journal } from './journal.ts'
import type { JournalOptions } from './journal.ts'
import { findJournals, setAside } from './journal-shelf.ts'
import type { FoundJournal } from './journal-shelf.ts'

export interface Journals {
  open(options: Pick<JournalOptions, 'base' | 'changed'>): Journal
  find(): Promise<readonly FoundJournal[]>
  setAside(path: string, why: string): Promise<string | null>
  remove(path: string): Promise<void>
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
    remove: (path) => removeQuietly(path, system),
  }
}
