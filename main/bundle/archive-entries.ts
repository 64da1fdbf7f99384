// The files of an archive, once it is sure that each lies where no other does, and that both its headers say the same.
import { fromRandomAccessReaderPromise, parseExtraFields } from 'yauzl'
import type { Entry, ExtraField, LocalFileHeader, ZipFile } from 'yauzl'
import { FaultError, messageOf } from '../../shared/base/result.ts'
import { BUNDLE_LIMITS } from '../../shared/model/bundle.ts'
import { readDirectory } from './archive-end.ts'
import { checkDistinct, decodeName, kindOf } from './archive-names.ts'
import type { BundledKind } from './archive-names.ts'
import type { ArchiveReader } from './archive-reader.ts'
import {
  badDirectory,
  badName,
  damaged,
  encrypted,
  garbage,
  headersDiffer,
  notAFile,
  overlap,
  refuse,
  tooDense,
  tooLarge,
  unknownMethod,
  zip64,
} from './refusals.ts'

const STORED = 0
const DEFLATED = 8
const LOCAL_BYTES = 30
const UTF8_NAME = 0x0800
/** The sizes come behind the content, since they were not known before it. */
const SIZES_BEHIND = 0x0008
/** With its signature, and without. */
const BEHIND_BYTES = [16, 12] as const
const BEHIND = 0x08074b50

const EXTRA = { zip64: 0x0001, otherName: 0x7075, otherComment: 0x6375, aes: 0x9901 } as const

const FILE_TYPE = 0o170000
const REGULAR = 0o100000
const LINK = 0o120000
const DOS_FOLDER = 0x10

export interface ArchiveEntry {
  readonly name: string
  readonly kind: BundledKind
  readonly bytes: number
  readonly compressedBytes: number
  readonly isDeflated: boolean
  readonly crc32: number
  readonly dataStart: number
}

export interface Archive {
  readonly zip: ZipFile
  readonly entries: readonly ArchiveEntry[]
}

/** Where an entry begins and ends, descriptor and all. */
interface Extent {
  readonly name: string
  readonly start: number
  readonly dataEnd: number
  readonly entry: Entry
}

/** Everything that can be found out before a single byte is inflated. */
export async function openArchive(reader: ArchiveReader, size: number): Promise<Archive> {
  const { offset } = await readDirectory(reader, size)
  const zip = await asDamage(() =>
    fromRandomAccessReaderPromise(reader, size, {
      autoClose: false,
      decodeStrings: false,
      // What comes out is counted where it comes out.
      validateEntrySizes: false,
    }),
  )
  const records = await asDamage(() => recordsOf(zip))
  const named = records.map((entry) => ({ entry, name: nameOf(entry) }))
  for (const { entry, name } of named) checkRecord(entry, name)
  checkDistinct(named.map(({ name }) => name))
  checkSizes(records)
  checkStarts(named)
  const entries: ArchiveEntry[] = []
  const extents: Extent[] = []
  for (const { entry, name } of named) {
    const local = await asDamage(() => zip.readLocalFileHeaderPromise(entry))
    checkLocal(entry, local, name)
    const { fileDataStart: dataStart } = local
    const start = entry.relativeOffsetOfLocalHeader
    extents.push({ name, start, dataEnd: dataStart + entry.compressedSize, entry })
    entries.push({
      ...{ name, kind: kindOf(name), dataStart },
      bytes: entry.uncompressedSize,
      compressedBytes: entry.compressedSize,
      isDeflated: entry.compressionMethod === DEFLATED,
      crc32: entry.crc32,
    })
  }
  await checkTiling(reader, extents, offset)
  return { zip, entries }
}

async function recordsOf(zip: ZipFile): Promise<readonly Entry[]> {
  const records: Entry[] = []
  for await (const record of zip.eachEntry()) records.push(record)
  return records
}

/** Whatever the library stumbles over. */
async function asDamage<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    return refuse(badDirectory(messageOf(thrown)))
  }
}

function nameOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  return decodeName(fileNameRaw, (generalPurposeBitFlag & UTF8_NAME) !== 0)
}

function checkRecord(entry: Entry, name: string): void {
  kindOf(name)
  checkExtra(entry.extraFields, name)
  const sizes = [entry.compressedSize, entry.uncompressedSize, entry.relativeOffsetOfLocalHeader]
  if (sizes.includes(0xffffffff)) refuse(zip64(name))
  const { compressionMethod: method } = entry
  if (method !== STORED && method !== DEFLATED) refuse(unknownMethod(name, method))
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE
  if (type === LINK) refuse(notAFile(name, 'it is a link to somewhere else'))
  if (type !== 0 && type !== REGULAR) refuse(notAFile(name, 'it is no file but something of the system'))
  if ((entry.externalFileAttributes & DOS_FOLDER) !== 0) refuse(notAFile(name, 'it is a folder'))
  if (method === STORED && entry.compressedSize !== entry.uncompressedSize) {
    refuse(damaged(name, 'it is not compressed, and yet has two sizes'))
  }
}

function checkExtra(fields: readonly ExtraField[], name: string): void {
  for (const { id } of fields) {
    if (id === EXTRA.zip64) refuse(zip64(name))
    if (id === EXTRA.aes) refuse(encrypted(name))
    if (id === EXTRA.otherName || id === EXTRA.otherComment) refuse(badName(name, 'it has a second name'))
  }
}

function checkSizes(entries: readonly Entry[]): void {
  let all = 0
  for (const entry of entries) {
    const { uncompressedSize: bytes, compressedSize } = entry
    const name = nameOf(entry)
    if (bytes > BUNDLE_LIMITS.entryBytes) refuse(tooLarge(name, bytes, BUNDLE_LIMITS.entryBytes))
    all += bytes
    if (all > BUNDLE_LIMITS.allBytes) refuse(tooLarge('bundle', all, BUNDLE_LIMITS.allBytes))
    if (isTooDense(bytes, compressedSize)) refuse(tooDense(name))
  }
}

/** Whatever their headers say: of two that begin at one place one is not what it seems. */
function checkStarts(named: readonly { readonly entry: Entry; readonly name: string }[]): void {
  const starts = new Set<number>()
  for (const { entry, name } of named) {
    if (starts.has(entry.relativeOffsetOfLocalHeader)) refuse(overlap(name))
    starts.add(entry.relativeOffsetOfLocalHeader)
  }
}

export function isTooDense(bytes: number, compressedBytes: number): boolean {
  return bytes > BUNDLE_LIMITS.ratioFrom && bytes > compressedBytes * BUNDLE_LIMITS.ratio
}

function checkLocal(entry: Entry, local: LocalFileHeader, name: string): void {
  if (!local.fileName.equals(entry.fileNameRaw)) refuse(headersDiffer(name, 'its name'))
  if (local.generalPurposeBitFlag !== entry.generalPurposeBitFlag)
    refuse(headersDiffer(name, 'how it is written'))
  if (local.compressionMethod !== entry.compressionMethod) refuse(headersDiffer(name, 'how it is compressed'))
  checkExtra(parseExtraFields(local.extraField), name)
  const facts = [
    [local.crc32, entry.crc32],
    [local.compressedSize, entry.compressedSize],
    [local.uncompressedSize, entry.uncompressedSize],
  ] as const
  const isBehind = (entry.generalPurposeBitFlag & SIZES_BEHIND) !== 0
  const agree = facts.every(([here, there]) => here === there || (isBehind && here === 0))
  if (!agree) refuse(headersDiffer(name, 'its size or checksum'))
}

/** The files lie side by side from the first byte to the list of files: no two on one body, and nothing between them. */
async function checkTiling(reader: ArchiveReader, extents: readonly Extent[], end: number): Promise<void> {
  const inOrder = [...extents].sort((a, b) => a.start - b.start)
  let at = 0
  for (const [index, { name, start, dataEnd, entry }] of inOrder.entries()) {
    if (start < at) refuse(overlap(name))
    if (start > at) refuse(garbage(name, 'bytes before it belong to no file of the archive'))
    const next = inOrder[index + 1]?.start ?? end
    if (dataEnd > next || start + LOCAL_BYTES > next) refuse(overlap(inOrder[index + 1]?.name ?? name))
    const isBehind = (entry.generalPurposeBitFlag & SIZES_BEHIND) !== 0
    at = isBehind ? await endOfDescriptor(reader, name, dataEnd, next, entry) : dataEnd
  }
  if (at !== end) refuse(garbage('bundle', 'bytes behind its files belong to none of them'))
}

async function endOfDescriptor(
  reader: ArchiveReader,
  name: string,
  dataEnd: number,
  next: number,
  entry: Entry,
): Promise<number> {
  const bytes = BEHIND_BYTES.find((length) => dataEnd + length === next)
  if (bytes === undefined) return refuse(garbage(name, 'bytes behind it belong to no file of the archive'))
  const descriptor = Buffer.alloc(bytes)
  await reader.readAt(descriptor, dataEnd)
  const at = bytes - 12
  const isSigned = at === 0 || descriptor.readUInt32LE(0) === BEHIND
  const facts = [entry.crc32, entry.compressedSize, entry.uncompressedSize]
  const agree = facts.every((fact, index) => descriptor.readUInt32LE(at + 4 * index) === fact)
  if (!isSigned || !agree) refuse(headersDiffer(name, 'its size or checksum'))
  return next
}
