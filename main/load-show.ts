// Opens a show file: its bytes are read, then parsed and checked; where that fails, an earlier version of it may do.
import { failed, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import { buildShow } from './build/thread-build.ts'
import { parseShow } from './build/parse-show.ts'
import { NOT_READ, newestUsable } from './coordinator/newest-version.ts'
import type { KeptVersions, Rescue } from './coordinator/newest-version.ts'
import { fileSystem } from './store/file-system.ts'
import type { FileSystem } from './store/file-system.ts'
import { readFile } from './store/read-file.ts'

/** A show and the file that it came from. */
export interface LoadedFile extends LoadedShow {
  readonly path: string
  /** By which the content of the file is known again. */
  readonly digest: string
}

/** Where the file cannot be used, `digest` is of what it holds all the same, and the show is that of an earlier version. */
export interface LoadedAtLeast extends LoadedFile {
  readonly rescue: Rescue | null
}

/** Loads and checks the show file at `path`. */
export async function loadShow(
  path: string,
  system: FileSystem = fileSystem,
): Promise<Result<LoadedFile, readonly Fault[]>> {
  const content = await readFile(path, system)
  if (!content.ok) return failed([content.error])
  const parsed = parseShow(content.value.bytes, path)
  if (!parsed.ok) return parsed
  return ok({ show: parsed.value, migrated: parsed.migrated, path, digest: content.value.digest })
}

/** The same, or the newest earlier version of it that can be used. Refused as the file itself is where there is none. */
export async function loadOrRescue(
  path: string,
  versions: KeptVersions,
  system: FileSystem = fileSystem,
): Promise<Result<LoadedAtLeast, readonly Fault[]>> {
  const loaded = await loadShow(path, system)
  if (loaded.ok) return ok({ ...loaded.value, rescue: null })
  const [wrong] = loaded.error
  if (wrong === undefined) return loaded
  const abort = new AbortController().signal
  const rescue = await newestUsable({ path, wrong, versions, build: buildShow, abort })
  if (rescue === null) return loaded
  const content = await readFile(path, system)
  const digest = content.ok ? content.value.digest : NOT_READ
  return ok({ show: rescue.show, migrated: rescue.migrated ?? undefined, path, digest, rescue })
}
