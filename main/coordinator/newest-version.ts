// The newest earlier version of a show file that can be used, for a file that cannot.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { EarlierVersion, Fault, Result } from '../../shared/base/result.ts'
import { SHOW_VERSION } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Build, Content } from './reloads.ts'

/** An earlier version as it lies on the disk. */
export interface KeptVersion {
  readonly seq: number
  readonly at: number
  readonly bytes: number
  readonly digest: string
  readonly kind: 'save' | 'found' | 'unknown'
  readonly generation: number | null
  readonly by: string | null
  readonly name: string | null
  readonly version: number | null
}

export interface KeptVersions {
  /** The newest first. */
  list(path: string): Promise<Result<readonly KeptVersion[]>>
  /** The very bytes that were kept. */
  read(path: string, seq: number): Promise<Result<Pick<Content, 'bytes' | 'digest'>>>
}

/** In the place of the digest of a file that cannot be read: whatever can be read is another. */
export const NOT_READ = ''

/** A show of which the file cannot be used, and the version of it that stands in. */
export interface Rescue {
  readonly fault: Fault
  readonly instead: EarlierVersion
  readonly show: ShowFile
  /** Of the version. */
  readonly digest: string
  /** What is other in the show than in the version, whose form is an older one; null where nothing is. */
  readonly migrated: readonly string[] | null
}

/** A version that was built; `show` is null where it cannot be used. */
export async function loadVersion(
  versions: KeptVersions,
  build: Build,
  path: string,
  { seq, version }: Pick<KeptVersion, 'seq' | 'version'>,
  abort: AbortSignal,
): Promise<Result<Pick<Rescue, 'show' | 'digest' | 'migrated'>, Fault | null>> {
  if (version !== null && version > SHOW_VERSION) return failed(null)
  const read = await versions.read(path, seq)
  if (!read.ok) return read
  const { bytes, digest } = read.value
  const built = await build(bytes, path, abort)
  if (!built.ok) return failed(built.error[0] ?? null)
  return ok({ show: built.value, digest, migrated: built.migrated ?? null })
}

/** Why a file cannot be used, and how what stands in for it is found. */
export interface Wanted {
  readonly path: string
  readonly wrong: Fault
  readonly versions: KeptVersions
  readonly build: Build
  readonly abort: AbortSignal
}

/** Null where none can be used. */
export async function newestUsable(wanted: Wanted): Promise<Rescue | null> {
  const listed = await wanted.versions.list(wanted.path)
  if (!listed.ok) return null
  for (const [passedOver, version] of listed.value.entries()) {
    if (wanted.abort.aborted) return null
    const rescue = await rescueWith(wanted, version, passedOver)
    if (rescue.ok) return rescue.value
  }
  return null
}

async function rescueWith(
  { path, wrong, versions, build, abort }: Wanted,
  version: KeptVersion,
  passedOver: number,
): Promise<Result<Rescue>> {
  const loaded = await loadVersion(versions, build, path, version, abort)
  if (!loaded.ok) return failed(unusable(path, loaded.error))
  const { seq, at, by } = version
  return ok({ fault: wrong, instead: { version: seq, at, by, passedOver }, ...loaded.value })
}

/** The version of that number. */
export async function usable(wanted: Wanted, id: number): Promise<Result<Rescue>> {
  const found = await findVersion(wanted.versions, wanted.path, id)
  return found.ok ? rescueWith(wanted, found.value, 0) : found
}

export async function findVersion(
  versions: KeptVersions,
  path: string,
  id: number,
): Promise<Result<KeptVersion>> {
  const listed = await versions.list(path)
  if (!listed.ok) return listed
  const version = listed.value.find(({ seq }) => seq === id)
  return version === undefined ? failed(gone(path, id)) : ok(version)
}

export function unusable(path: string, why: Fault | null): Fault {
  if (why?.code.startsWith('version/') === true) return why
  const what = why === null ? 'it was saved by a newer Cuewright' : `${why.where}: ${why.what}`
  return fault('version/not-usable', path, `this version cannot be used: ${what}`, 'choose another version')
}

function gone(path: string, id: number): Fault {
  return fault('version/unknown', path, `there is no version ${id} of it any more`, 'list its versions again')
}
