// Folders for the app's own files.
import { existsSync, mkdirSync } from 'node:fs'
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
