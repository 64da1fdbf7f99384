// The folder to which bundles are unpacked: a folder in it for each, and nothing left of those that nobody took.
import { join } from 'node:path'
import { makeFolder, removeQuietly } from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'

/** Archive and files of a bundle are files in its folder; there are no folders in it. */
export interface Staging {
  /** What an earlier run has left goes. Never throws: what cannot be removed is in nobody's way. */
  clear(): Promise<void>
  /** Makes a folder for one bundle; throws the system's error. */
  make(id: string): Promise<string>
  remove(id: string): Promise<void>
}

export interface StagingSystem extends FileSystem {
  rmdir(path: string): Promise<void>
}

export function stagingIn(folder: string, system: StagingSystem): Staging {
  async function empty(path: string): Promise<void> {
    for (const name of await namesIn(path, system)) await removeQuietly(join(path, name), system)
    await system.rmdir(path).catch(() => undefined)
  }
  return {
    async clear() {
      for (const name of await namesIn(folder, system)) await empty(join(folder, name))
    },
    async make(id) {
      await makeFolder(join(folder, id), system)
      return join(folder, id)
    },
    remove: (id) => empty(join(folder, id)),
  }
}

function namesIn(path: string, system: FileSystem): Promise<readonly string[]> {
  return system.readdir(path).catch(() => [])
}
