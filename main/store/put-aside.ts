// Puts the content of a file beside it under a name of its own, so that nothing of somebody else's is lost; never over another file.
import { basename, dirname, join } from 'node:path'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { NEW_FILE, codeOf, makeFolder, removeQuietly, syncFolder, writeAll } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { systemWords } from './system-words.ts'

/** Of files put aside within one minute. */
const MOST_ALIKE = 100
/** What show files and their kin end in. */
const ENDING = /(?:\.show)?\.json$/i
/** Systems take 255 bytes. */
const LONGEST_STEM = 140

/** `my.show.json` with the mark ` (old)` is put aside as `my (old).show.json`, or as `my (old) 2.show.json` where that is there. */
function asideName(path: string, mark: string, number: number): string {
  const name = basename(path)
  const ending = ENDING.exec(name)?.[0] ?? ''
  const stem = name.slice(0, name.length - ending.length).slice(0, LONGEST_STEM)
  return `${stem}${mark}${number === 1 ? '' : ` ${number}`}${ending}`
}

/** Beside the file, or in `instead` where that folder does not take it; answers where it is, once it would survive a power cut. */
export async function putAside(
  path: string,
  { mark, bytes, instead }: { readonly mark: string; readonly bytes: Uint8Array; readonly instead: string },
  system: FileSystem,
): Promise<Result<string>> {
  try {
    return ok(await putInto(dirname(await system.realpath(path)), path, mark, bytes, system))
  } catch {
    try {
      await makeFolder(instead, system)
      return ok(await putInto(instead, path, mark, bytes, system))
    } catch (thrown) {
      const what = `what the file holds cannot be put aside: ${systemWords(thrown)}; it is left as it is`
      return failed(
        fault('save/not-put-aside', path, what, 'make room on the disk, or save under another name'),
      )
    }
  }
}

async function putInto(
  folder: string,
  path: string,
  mark: string,
  bytes: Uint8Array,
  system: FileSystem,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const aside = join(folder, asideName(path, mark, number))
    try {
      await write(aside, bytes, system)
      await syncFolder(folder, system)
      return aside
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST' || number === MOST_ALIKE) throw thrown
    }
  }
}

async function write(path: string, bytes: Uint8Array, system: FileSystem): Promise<void> {
  // Refused where there is one, which a rename would not be.
  const file = await system.open(path, NEW_FILE, 0o666)
  try {
    await writeAll(file, bytes, 0)
    await file.sync()
    await file.close()
  } catch (thrown) {
    await file.close().catch(() => undefined)
    await removeQuietly(path, system)
    throw thrown
  }
}
