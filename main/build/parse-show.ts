// The bytes of a show file, of an older form too, to a show that may be run, or to all that is wrong with it.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { explainIssue, fieldProblems } from '../../shared/model/explain.ts'
import { SHOW_LIMITS, SHOW_VERSION, showFile } from '../../shared/model/show.ts'
import type { ReadShow } from '../../shared/model/show.ts'
import { checkReferences } from './check-references.ts'
import { migrate } from './migrations/migrate.ts'
import { Problems } from './problems.ts'
import { readJson } from './read-json.ts'

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
export function parseShow(bytes: Uint8Array, where: string): ReadShow {
  const data = readJson(bytes, where, SHOW_LIMITS)
  if (!data.ok) return data
  const newer = newerVersion(data.value, where)
  if (newer !== null) return failed([newer])
  const { json, said } = migrate(data.value)
  const problems = new Problems(where)
  const parsed = showFile.safeParse(json, { error: explainIssue })
  if (parsed.success) {
    checkReferences(parsed.data, problems)
  } else {
    for (const { path, what, next } of fieldProblems(showFile, parsed.error)) {
      problems.add('show/invalid', path, what, () => next)
    }
  }
  if (!parsed.success || !problems.none) return failed(problems.faults())
  return said.length === 0 ? ok(parsed.data) : { ...ok(parsed.data), migrated: said }
}
