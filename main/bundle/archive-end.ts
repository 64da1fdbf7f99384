// Reads where an archive says that its list of files is, and refuses an archive of which two readers could see two things.
import { BUNDLE_LIMITS } from '../../shared/model/bundle.ts'
import type { ArchiveReader } from './archive-reader.ts'
import {
  badDirectory,
  encrypted,
  garbage,
  notAnArchive,
  refuse,
  spansDisks,
  tooLarge,
  tooManyEntries,
  zip64,
} from './refusals.ts'

const END = 0x06054b50
const END_BYTES = 22
const ZIP64_LOCATOR = 0x07064b50
const ZIP64_LOCATOR_BYTES = 20
const RECORD = 0x02014b50
const RECORD_BYTES = 46
const LONGEST_COMMENT = 0xffff
/** Of the sixteen bits that a file has: encrypted, patched, strongly encrypted, with a hidden header. */
const ENCRYPTED = 0x0001 | 0x0020 | 0x0040 | 0x2000

/** Where the list of files is. */
export interface Directory {
  readonly offset: number
  readonly count: number
}

/** Checks all that can be known without looking at any file of the archive. */
export async function readDirectory(reader: ArchiveReader, size: number): Promise<Directory> {
  if (size > BUNDLE_LIMITS.archiveBytes) refuse(tooLarge('bundle', size, BUNDLE_LIMITS.archiveBytes))
  const end = await readEnd(reader, size)
  await refuseZip64(reader, size, end)
  const [disk, directoryDisk, here, count] = [4, 6, 8, 10].map((at) => end.readUInt16LE(at)) as [
    number,
    number,
    number,
    number,
  ]
  if (disk !== 0 || directoryDisk !== 0) refuse(spansDisks('bundle'))
  if (count > BUNDLE_LIMITS.entries) refuse(tooManyEntries(count))
  if (here !== count) refuse(spansDisks('bundle'))
  const [bytes, offset] = [end.readUInt32LE(12), end.readUInt32LE(16)]
  if (bytes > BUNDLE_LIMITS.directoryBytes) {
    refuse(tooLarge('list of files', bytes, BUNDLE_LIMITS.directoryBytes))
  }
  if (offset + bytes > size - END_BYTES) refuse(badDirectory('it reaches beyond its end'))
  if (offset + bytes < size - END_BYTES) {
    refuse(garbage('bundle', 'there are bytes before or behind the archive that belong to no file of it'))
  }
  const records = Buffer.alloc(bytes)
  await reader.readAt(records, offset)
  checkRecords(records, count)
  return { offset, count }
}

async function readEnd(reader: ArchiveReader, size: number): Promise<Buffer> {
  if (size < END_BYTES) refuse(notAnArchive('bundle'))
  const end = Buffer.alloc(END_BYTES)
  await reader.readAt(end, size - END_BYTES)
  if (end.readUInt32LE(0) === END && end.readUInt16LE(20) === 0) return end
  const tail = Buffer.alloc(Math.min(size, END_BYTES + LONGEST_COMMENT))
  await reader.readAt(tail, size - tail.length)
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(END)
  const at = tail.lastIndexOf(signature)
  const rest = tail.length - at
  const isWhole = at >= 0 && rest >= END_BYTES && rest >= END_BYTES + tail.readUInt16LE(at + 20)
  return refuse(
    isWhole ? garbage('bundle', 'something follows the end of the archive') : notAnArchive('bundle'),
  )
}

async function refuseZip64(reader: ArchiveReader, size: number, end: Buffer): Promise<void> {
  const numbers = [end.readUInt16LE(8), end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)]
  const isReferred = numbers.slice(2).includes(0xffffffff)
  const locator = Buffer.alloc(4)
  const at = size - END_BYTES - ZIP64_LOCATOR_BYTES
  if (at >= 0) await reader.readAt(locator, at)
  if (isReferred || locator.readUInt32LE(0) === ZIP64_LOCATOR) refuse(zip64('bundle'))
}

/** As many records as are said, and not a byte more; what the library does not tell of each is looked at here. */
function checkRecords(records: Buffer, count: number): void {
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + RECORD_BYTES > records.length || records.readUInt32LE(at) !== RECORD) {
      refuse(badDirectory(`it says that it holds ${count} files, and holds ${index}`))
    }
    const nameAt = at + RECORD_BYTES
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      records.readUInt16LE(at + field),
    ) as [number, number, number]
    const name = records.toString('latin1', nameAt, nameAt + Math.min(nameBytes, BUNDLE_LIMITS.nameBytes))
    if ((records.readUInt16LE(at + 8) & ENCRYPTED) !== 0) refuse(encrypted(name))
    if (records.readUInt16LE(at + 34) !== 0) refuse(spansDisks(name))
    at = nameAt + nameBytes + extraBytes + commentBytes
  }
  if (at !== records.length) refuse(badDirectory(`it says that it holds ${count} files, and holds more`))
}
