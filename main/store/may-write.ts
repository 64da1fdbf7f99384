// Whether a file may be saved, as far as that can be known before it is tried.
import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { systemWords } from './system-words.ts'

const ANYBODY_WRITES = 0o222
const READ_ONLY: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM'])

/** Why it may not; null where it may, or where that is not known. */
export async function whyReadOnly(path: string, system: FileSystem): Promise<string | null> {
  try {
    const target = await system.realpath(path)
    if (((await system.stat(target)).mode & ANYBODY_WRITES) === 0) return 'the file is read-only'
    await system.access(target, constants.W_OK)
    // A save puts another file in its place.
    await system.access(dirname(target), constants.W_OK)
    return null
  } catch (thrown) {
    return READ_ONLY.has(codeOf(thrown)) ? systemWords(thrown) : null
  }
}
