// What a bundle holds, in words and numbers, beside what is here already.
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { FaultError } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { BundlePreview, Standing } from '../../shared/contract/bundle-view.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import type { ReadShow, ShowFile } from '../../shared/model/show.ts'
import { READ_AT_ONCE, readAll } from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'
import { fileIn } from './place-file.ts'
import { digestOf, reachOf } from './reach.ts'
import { damaged, notReadable, refuse } from './refusals.ts'
import type { Unpacked, UnpackedFile } from './unpack.ts'

/** What is checked of a bundle's files by those who know them. */
export interface Checks {
  build(bytes: Uint8Array<ArrayBuffer>, where: string, abort: AbortSignal): Promise<ReadShow>
  /** What can hardly be meant in a show, each in one line. */
  warnings(show: ShowFile): readonly string[]
  /** The name of a device profile, or what is wrong with it. */
  profile(text: string, file: string): Result<{ readonly name: string }>
}

export interface Folders {
  readonly recordings: string
  readonly profiles: string
}

/** A bundle that passed all checks, with its show. */
export interface Checked {
  readonly preview: BundlePreview
  readonly show: ShowFile
}

const WARNINGS_SHOWN = 20
/** A profile is some kilobytes. */
const PROFILE_BYTES = 1024 * 1024

/** Throws a `FaultError` with the first that is wrong. */
export async function previewOf(
  { manifest, files }: Unpacked,
  checks: Checks,
  folders: Folders,
  system: FileSystem,
  abort: AbortSignal,
): Promise<Checked> {
  const { show, migrated } = await showOf(files, checks, system, abort)
  const profiles = []
  for (const file of files.filter(({ kind }) => kind === 'profile')) {
    const parsed = checks.profile(
      Buffer.from(await contentOf(file, PROFILE_BYTES, system)).toString('utf8'),
      basename(file.name),
    )
    if (!parsed.ok) return refuse(parsed.error)
    const standing = await standingOf(file, folders.profiles, system)
    profiles.push({ file: basename(file.name), name: parsed.value.name, standing })
  }
  const recordings = []
  const there = new Set((await namesIn(folders.recordings, system)).map(folded))
  for (const file of files.filter(({ kind }) => kind === 'recording')) {
    const standing = await standingOf(file, folders.recordings, system)
    const name = basename(file.name, '.jsonl')
    const becomes = standing === 'same' ? null : freeName(name, there)
    if (becomes !== null) there.add(folded(`${becomes}.jsonl`))
    recordings.push({ name, bytes: file.bytes, standing, becomes })
  }
  const reach = reachOf(show)
  const warnings = [...migrated, ...checks.warnings(show)]
  const preview: BundlePreview = {
    show: show.name,
    version: manifest.version,
    unsaved: manifest.unsaved,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    counts: countsOf(show),
    ...{ profiles, recordings, reach, digest: digestOf(reach) },
    inputs: inputsOf(show),
    warnings: warnings.slice(0, WARNINGS_SHOWN).map((line) => line.slice(0, 300)),
    moreWarnings: Math.max(0, warnings.length - WARNINGS_SHOWN),
    suggested: suggestedName(show.name),
  }
  return { preview, show }
}

async function showOf(
  files: readonly UnpackedFile[],
  checks: Checks,
  system: FileSystem,
  abort: AbortSignal,
): Promise<{ readonly show: ShowFile; readonly migrated: readonly string[] }> {
  const file = files.find(({ kind }) => kind === 'show') as UnpackedFile
  const built = await checks.build(await contentOf(file, SHOW_LIMITS.bytes, system), file.name, abort)
  // The file is put there as it is, and read so again.
  if (built.ok) return { show: built.value, migrated: built.migrated ?? [] }
  const [first, ...others] = built.error
  if (first === undefined) return refuse(damaged(file.name, 'it cannot be used'))
  return refuse(others.length === 0 ? first : { ...first, what: `${first.what} (and ${others.length} more)` })
}

/** The content of a staged file. */
export async function contentOf(
  { name, path, bytes }: UnpackedFile,
  most: number,
  system: FileSystem,
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes > most) refuse(damaged(name, `it has ${bytes} bytes; the most is ${most}`))
  const file = await system
    .open(path, READ_AT_ONCE)
    .catch((): never => refuse(notReadable(name, 'it is gone')))
  try {
    const content = await readAll(file, most)
    if (content.length !== bytes) refuse(notReadable(name, 'what was unpacked of it is gone'))
    return content
  } finally {
    await file.close()
  }
}

async function standingOf(file: UnpackedFile, folder: string, system: FileSystem): Promise<Standing> {
  const there = join(folder, basename(file.name))
  try {
    const stats = await system.stat(there)
    if (!stats.isFile() || stats.size !== file.bytes) return 'differs'
    const hash = createHash('sha256')
    for await (const piece of fileIn(there, system)) hash.update(piece)
    return hash.digest('hex') === file.sha256 ? 'same' : 'differs'
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    // What is there and cannot be read is not written over either.
    const names = new Set((await namesIn(folder, system)).map(folded))
    return names.has(folded(basename(file.name))) ? 'differs' : 'new'
  }
}

export function namesIn(folder: string, system: FileSystem): Promise<readonly string[]> {
  return system.readdir(folder).catch(() => [])
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase()

/** `name`, `name 2`, ...: the first that no file has, on no system. */
export function freeName(name: string, there: ReadonlySet<string>): string {
  // A recording's name has 80 characters at most.
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : ` ${number}`
    const tried = `${name.slice(0, 80 - ending.length)}${ending}`
    if (!there.has(folded(`${tried}.jsonl`))) return tried
  }
}

function countsOf({ playlists, cueLists, schedulers, gestures, params }: ShowFile): BundlePreview['counts'] {
  return {
    playlists: playlists.length,
    steps: playlists.reduce((sum, { steps }) => sum + steps.length, 0),
    cueLists: cueLists.length,
    cues: cueLists.reduce((sum, { cues }) => sum + cues.length, 0),
    schedulers: schedulers.length,
    rules: schedulers.reduce((sum, { rules }) => sum + rules.length, 0),
    gestures: gestures.length,
    params: Object.keys(params).length,
  }
}

function inputsOf({ osc }: ShowFile): readonly string[] {
  return [
    ...osc.multicast.map(({ group }) => `OSC of the group ${group}`),
    ...(osc.replyPort === undefined ? [] : [`OSC replies to port ${osc.replyPort} of whoever asks`]),
    ...osc.peers.map(({ name, address, replyPort }) =>
      replyPort === undefined
        ? `OSC of ${name} (${address})`
        : `OSC of ${name} (${address}), answered at port ${replyPort}`,
    ),
  ]
}

function suggestedName(show: string): string {
  const plain = show
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N} _-]+/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, '-')
    .toLowerCase()
    .slice(0, 60)
  return `${plain === '' ? 'imported' : plain}.show.json`
}
