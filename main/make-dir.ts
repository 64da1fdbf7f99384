// Folders for the app's own files.
import { existsSync, mkdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failed, messageOf, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'

/**
 * Makes `dir`, and what is missing above it, for this user alone; refused with the reason. Node's own recursive mkdir is
 * not used because it never returns where the file system cannot hold folders, such as below /proc.
 */
export function makeDir(dir: string): Result<void, string> {
  if (existsSync(dir)) return ok(undefined)
  const above = makeDir(dirname(dir))
  if (!above.ok) return above
  try {
    mkdirSync(dir, { mode: 0o700 })
    return ok(undefined)
  } catch (thrown) {
    // Another process may have been quicker.
    return existsSync(dir) ? ok(undefined) : failed(messageOf(thrown))
  }
}

/** The same while the engine runs, which no disk is to hold up; rejects with the system's own error. */
export async function makeDirLater(dir: string): Promise<void> {
  try {
    await mkdir(dir, { mode: 0o700 })
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    // A file in its place is told by what is tried next.
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(dir) === dir) throw thrown
    await makeDirLater(dirname(dir))
    await mkdir(dir, { mode: 0o700 })
  }
}
