// Shows on the disk, as their owner sees it: read, saved, watched and kept, and waited for no longer than a disk takes.
import { join, relative } from 'node:path'
import { ok } from '../shared/base/result.ts'
import type { Clock } from '../shared/base/clock.ts'
import type { AutosaveSetting, CoordinatorOptions } from './coordinator/coordinator.ts'
import type { EngineLog } from './keep-warnings.ts'
import { fileSystem } from './store/file-system.ts'
import { journalsIn } from './store/journals.ts'
import { KnownDisks } from './store/known-disks.ts'
import { whyReadOnly } from './store/may-write.ts'
import { Patience } from './store/patience.ts'
import { putAside } from './store/put-aside.ts'
import { readFile } from './store/read-file.ts'
import { SettingsFile } from './store/settings-file.ts'
import { saveFile } from './store/save-file.ts'
import { showFileText } from './store/show-text.ts'
import { Versions, versionsFolder } from './store/versions.ts'
import { watchFile } from './store/watch-file.ts'

export interface ShowDisk extends Pick<
  CoordinatorOptions,
  | 'read'
  | 'save'
  | 'putAside'
  | 'whyReadOnly'
  | 'text'
  | 'watch'
  | 'journals'
  | 'versions'
  | 'pause'
  | 'folder'
> {
  /** What is set for this installation. */
  openSettings(): Promise<AutosaveSetting>
  /** Whether something is asked of a disk that does not answer: it would hold up the end of the process for ever. */
  hangs(): boolean
}

export interface ShowDiskOptions {
  readonly clock: Clock
  readonly dataDir: string
  /** Folder of what came with the program, which is not saved by itself. */
  readonly ownFiles?: string
  readonly log: EngineLog
}

export function showDisk({ clock, dataDir, ownFiles, log }: ShowDiskOptions): ShowDisk {
  const patience = new Patience(clock)
  const disks = new KnownDisks()
  const read: ShowDisk['read'] = async (path) => {
    const content = await patience.wait(path, () => readFile(path))
    if (content.ok) disks.seen(path, content.value.device)
    return content
  }
  return {
    read,
    save: (path, bytes, replaced, late) =>
      patience.wait(path, () => saveFile(path, bytes, fileSystem, replaced, disks), late),
    putAside: (path, mark, bytes) =>
      patience.wait(path, () =>
        putAside(path, { mark, bytes, instead: join(dataDir, 'put aside') }, fileSystem),
      ),
    async whyReadOnly(path) {
      const why = await patience.wait(path, async () => ok(await whyReadOnly(path, fileSystem)))
      return why.ok ? why.value : null
    },
    text: showFileText,
    watch(path, known, changed) {
      const deaf = (why: string): void =>
        log.info({ path, why }, 'the show file is looked at every half second, as no news comes of it')
      return watchFile({ path, known, changed, clock, read, deaf })
    },
    journals: journalsIn({ folder: join(dataDir, 'journal'), system: fileSystem, clock, pause }),
    versions: new Versions({ folder: versionsFolder(dataDir), system: fileSystem, clock }),
    folder: dataDir,
    pause,
    async openSettings() {
      const path = join(dataDir, 'settings.json')
      const file = await SettingsFile.open(path, fileSystem)
      if (file.trouble !== null)
        log.warn({ path, why: file.trouble }, 'settings cannot be read, and are as at first')
      return {
        get autosave() {
          return file.autosave
        },
        setAutosave: (on) => file.setAutosave(on),
        spares: (show) => ownFiles !== undefined && !relative(ownFiles, show).startsWith('..'),
      }
    },
    hangs: () => patience.hanging > 0,
  }
}

const pause = (): Promise<void> => new Promise((resume) => void setImmediate(resume))
