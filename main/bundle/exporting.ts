// Of what a bundle of the show that runs is made: its text, the user's profiles of devices that it names, and recordings.
import { basename, join } from 'node:path'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { SHOW_NAME } from '../../shared/model/bundle.ts'
import { READ_AT_ONCE, readAll } from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'
import type { BundleHead, BundleSource } from './pack.ts'
import { namesIn } from './preview.ts'
import type { Folders } from './preview.ts'

export interface ShowText {
  readonly bytes: Uint8Array
  readonly name: string
  /** Whether it is another than its file holds. */
  readonly isEdited: boolean
}

export type RecordingChoice = 'all' | 'none' | readonly string[]

export interface ToPack {
  readonly head: BundleHead
  readonly sources: readonly BundleSource[]
}

interface ExportOptions {
  readonly version: string
  readonly folders: Folders
  readonly system: FileSystem
  /** Recordings that are complete. */
  recordings(): readonly string[]
}

/** A profile is some kilobytes. */
const PROFILE_BYTES = 1024 * 1024

export async function whatToPack(
  { bytes, name, isEdited }: ShowText,
  choice: RecordingChoice,
  { version, folders, system, recordings }: ExportOptions,
): Promise<Result<ToPack>> {
  const there = recordings()
  const chosen = choice === 'none' ? [] : choice === 'all' ? there : [...new Set(choice)]
  const missing = chosen.find((each) => !there.includes(each))
  if (missing !== undefined) {
    const next = 'choose one from the list of recordings'
    return failed(
      fault('recording/unknown', missing.slice(0, 80), 'there is no recording of this name', next),
    )
  }
  const profiles = await profilesOf(bytes, folders.profiles, system)
  return ok({
    head: { version, show: name, unsaved: isEdited },
    sources: [
      { name: SHOW_NAME, from: { bytes } },
      ...profiles,
      ...chosen.map((each) => ({
        name: `recordings/${each}.jsonl`,
        from: { path: join(folders.recordings, `${each}.jsonl`) },
      })),
    ],
  })
}

/** Those in the user's folder that say how to read a device which the show names. */
async function profilesOf(
  show: Uint8Array,
  folder: string,
  system: FileSystem,
): Promise<readonly BundleSource[]> {
  const named = devicesIn(show)
  const found: BundleSource[] = []
  for (const file of [...(await namesIn(folder, system))].sort()) {
    if (!file.endsWith('.json') || file.startsWith('.')) continue
    const bytes = await read(join(folder, file), system)
    if (bytes !== null && devicesOf(bytes).some((device) => named.has(device))) {
      found.push({ name: `profiles/${basename(file)}`, from: { bytes } })
    }
  }
  return found
}

/** `054c:09cc`, wherever the show names one as the source of an event. */
function devicesIn(show: Uint8Array): ReadonlySet<string> {
  const text = Buffer.from(show.buffer, show.byteOffset, show.length).toString('latin1')
  return new Set([...text.matchAll(/hid:([0-9a-f]{4}:[0-9a-f]{4})/g)].map(([, device]) => device as string))
}

function devicesOf(profile: Uint8Array): readonly string[] {
  try {
    const { devices } = JSON.parse(Buffer.from(profile).toString('utf8')) as {
      readonly devices: readonly { readonly vendor: string; readonly product: string }[]
    }
    return devices.map(({ vendor, product }) => `${vendor}:${product}`)
  } catch {
    // What is no profile is not taken along; Health says what is wrong with it.
    return []
  }
}

/** Null where it is no file, or cannot be read. */
async function read(path: string, system: FileSystem): Promise<Uint8Array | null> {
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      return (await file.stat()).isFile() ? await readAll(file, PROFILE_BYTES) : null
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}
