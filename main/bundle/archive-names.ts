// Which names a file of a bundle may have: none that leads elsewhere, and none that is another's on some system.
import { BUNDLE_LIMITS, MANIFEST_NAME, SHOW_NAME } from '../../shared/model/bundle.ts'
import { badName, namesAlike, notAFile, refuse, twice, unexpected } from './refusals.ts'

export type BundledKind = 'manifest' | 'show' | 'profile' | 'recording'

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Windows has devices of these names in every folder, whatever the ending. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?: *\..*| *)$/i
/** Not even as a part of a name: what Windows refuses, and what shows as nothing or turns the writing round. */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f<>:"|?*\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

/** The name that bytes of an archive say; refused where they are no text. */
export function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  const raw = Buffer.from(bytes).toString('latin1')
  if (!isUtf8 && bytes.some((byte) => byte > 0x7f))
    refuse(badName(raw, 'it is not said to be UTF-8 and is no ASCII'))
  try {
    return UTF8.decode(bytes)
  } catch {
    return refuse(badName(raw, 'it is not valid UTF-8'))
  }
}

/** Refuses what is no name of a bundle's file; else says what the file is. */
export function kindOf(name: string): BundledKind {
  checkName(name)
  if (name === MANIFEST_NAME) return 'manifest'
  if (name === SHOW_NAME) return 'show'
  const { folder, ending } = /^(?<folder>[^/]+)\/[^/.][^/]*(?<ending>\.[a-z]+)$/.exec(name)?.groups ?? {}
  if (folder === 'profiles' && ending === '.json') return 'profile'
  if (folder === 'recordings' && ending === '.jsonl') return 'recording'
  return refuse(unexpected(name))
}

function checkName(name: string): void {
  const bytes = Buffer.byteLength(name)
  if (bytes > BUNDLE_LIMITS.nameBytes) {
    refuse(badName(name, `the name has ${bytes} bytes; the most is ${BUNDLE_LIMITS.nameBytes}`))
  }
  if (name === '') refuse(badName('(nothing)', 'it has no name'))
  if (name.includes('\0')) refuse(badName(name, 'the name holds the character NUL'))
  if (name.includes('\\')) refuse(badName(name, 'the name holds a backslash'))
  if (name.startsWith('/')) refuse(badName(name, 'the name is that of a place on the disk'))
  if (/^[A-Za-z]:/.test(name)) refuse(badName(name, 'the name begins with a drive'))
  if (name.endsWith('/')) refuse(notAFile(name, 'it is a folder'))
  if (name.normalize('NFC') !== name) refuse(badName(name, 'its letters are put together in an unusual way'))
  for (const part of name.split('/')) checkPart(part, name)
}

function checkPart(part: string, name: string): void {
  if (part === '' || part === '.' || part === '..') refuse(badName(name, 'the name leads to another folder'))
  if (FORBIDDEN.test(part)) refuse(badName(name, 'the name holds a character that not every system can have'))
  if (/[. ]$/.test(part) || part.startsWith(' ')) {
    refuse(badName(name, 'the name begins or ends with a blank, or ends with a dot'))
  }
  if (DEVICE.test(part)) refuse(badName(name, 'Windows keeps this name for a device'))
}

/** Refuses names of which two would be one file, here or on another system. */
export function checkDistinct(names: Iterable<string>): void {
  const folded = new Map<string, string>()
  for (const name of names) {
    // By capitals first: some letters have two small ones.
    const key = name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFC')
    const other = folded.get(key)
    if (other === name) refuse(twice(name))
    if (other !== undefined) refuse(namesAlike(name, other))
    folded.set(key, name)
  }
}
