// Reads a show file and answers with a show that may be run, or with all that is wrong with it.
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { explainIssue, fieldProblems } from '../../shared/model/explain.ts'
import { SHOW_LIMITS, SHOW_VERSION, showFile } from '../../shared/model/show.ts'
import type { LoadedShow, ShowFile } from '../../shared/model/show.ts'
import { checkReferences } from './check-references.ts'
import { Problems } from './problems.ts'
import { readJson, tooLarge } from './read-json.ts'

function newerVersion(data: unknown, where: string): Fault | null {
  if (typeof data !== 'object' || data === null || !('version' in data)) return null
  const { version } = data
  if (typeof version !== 'number' || version <= SHOW_VERSION) return null
  return fault(
    'show/newer-version',
    `${where}: version`,
    `the show was saved in version ${version}; this Cuewright reads up to version ${SHOW_VERSION}`,
    'update Cuewright',
  )
}

/** Parses and checks the bytes of a show file. `where` names the file in the faults, of which there is at least one. */
export function parseShow(bytes: Uint8Array, where: string): Result<ShowFile, readonly Fault[]> {
  const data = readJson(bytes, where, SHOW_LIMITS)
  if (!data.ok) return data
  const newer = newerVersion(data.value, where)
  if (newer !== null) return failed([newer])
  const problems = new Problems(where)
  const parsed = showFile.safeParse(data.value, { error: explainIssue })
  if (parsed.success) {
    checkReferences(parsed.data, problems)
  } else {
    for (const { path, what, next } of fieldProblems(showFile, parsed.error)) {
      problems.add('show/invalid', path, what, () => next)
    }
  }
  return parsed.success && problems.none ? ok(parsed.data) : failed(problems.faults())
}

/** A pipe without a writer would otherwise be waited for, for ever and deaf to signals. Undefined on Windows, where it adds nothing. */
const READ_AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK

function unreadable(path: string, thrown: unknown): Fault {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
    return fault('show/not-found', path, 'there is no such file', 'check the path')
  }
  return fault('show/unreadable', path, messageOf(thrown), 'check that it is a file and may be read')
}

async function readBytes(file: FileHandle, path: string): Promise<Result<Uint8Array>> {
  const stats = await file.stat()
  if (!stats.isFile()) {
    return failed(fault('show/unreadable', path, 'this is not a file', 'name the show file itself'))
  }
  if (stats.size > SHOW_LIMITS.bytes) return failed(tooLarge(path, stats.size, SHOW_LIMITS.bytes))
  return ok(await file.readFile())
}

/** Loads and checks the show file at `path`. */
export async function loadShow(path: string): Promise<Result<LoadedShow, readonly Fault[]>> {
  let bytes: Result<Uint8Array>
  try {
    await using file = await open(path, READ_AT_ONCE)
    bytes = await readBytes(file, path)
  } catch (thrown) {
    return failed([unreadable(path, thrown)])
  }
  if (!bytes.ok) return failed([bytes.error])
  const parsed = parseShow(bytes.value, path)
  return parsed.ok ? ok({ show: parsed.value, path }) : parsed
}
