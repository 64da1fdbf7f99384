// Opens a show file: its bytes are read, then parsed and checked.
import { failed, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import { parseShow } from './build/parse-show.ts'
import { readFile } from './store/read-file.ts'

/** A show and the file that it came from. */
export interface LoadedFile extends LoadedShow {
  readonly path: string
  /** By which the content of the file is known again. */
  readonly digest: string
}

/** Loads and checks the show file at `path`. */
export async function loadShow(path: string): Promise<Result<LoadedFile, readonly Fault[]>> {
  const content = await readFile(path)
  if (!content.ok) return failed([content.error])
  const parsed = parseShow(content.value.bytes, path)
  return parsed.ok ? ok({ show: parsed.value, path, digest: content.value.digest }) : parsed
}
