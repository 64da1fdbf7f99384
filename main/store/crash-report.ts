// Writes down what is known of a start that crashed, beside the last lines of its log, for whoever looks into it.
import { join } from 'node:path'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { StartRecord } from '../../shared/model/start-record.ts'
import { READ_AT_ONCE, makeFolder, removeQuietly } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { saveFile } from './save-file.ts'

const REPORTS = 10
const LOG_LINES = 60
const LOG_BYTES = 32 * 1024
const NAME = /^crash-(\d{6,})\.json$/

/** Answers where it is. To be called before the log of the new start is written. */
export async function writeCrashReport(
  dataDir: string,
  record: StartRecord,
  system: FileSystem,
): Promise<Result<string>> {
  const folder = join(dataDir, 'crashes')
  const path = join(folder, `crash-${String(record.number).padStart(6, '0')}.json`)
  const report = { ...record, log: await lastLines(join(dataDir, 'logs', 'cuewright.log'), system) }
  await makeFolder(folder, system).catch(() => undefined)
  const saved = await saveFile(path, Buffer.from(`${JSON.stringify(report, null, 2)}\n`), system)
  if (!saved.ok) return saved
  await removeOldest(folder, system).catch(() => undefined)
  return ok(path)
}

/** None where there is no log. */
async function lastLines(path: string, system: FileSystem): Promise<readonly string[]> {
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      const { size } = await file.stat()
      const bytes = new Uint8Array(Math.min(size, LOG_BYTES))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length)
      const lines = Buffer.from(bytes.subarray(0, bytesRead)).toString('utf8').split('\n')
      // Where it does not begin with the file, the first line is half of one.
      return lines.slice(size > bytes.length ? 1 : 0, -1).slice(-LOG_LINES)
    } finally {
      await file.close()
    }
  } catch {
    return []
  }
}

async function removeOldest(folder: string, system: FileSystem): Promise<void> {
  const reports = (await system.readdir(folder)).filter((name) => NAME.test(name)).sort()
  for (const name of reports.slice(0, -REPORTS)) await removeQuietly(join(folder, name), system)
}
