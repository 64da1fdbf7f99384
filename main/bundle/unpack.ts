// Takes an archive apart into a folder of its own: nothing is inflated before all has been checked, and all that comes out is counted.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import type { ZipFile } from 'yauzl'
import { FaultError, failed, messageOf, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { BUNDLE_FORMAT, BUNDLE_LIMITS, SHOW_NAME, bundleManifest } from '../../shared/model/bundle.ts'
import type { BundleManifest, BundledFile } from '../../shared/model/bundle.ts'
import { explainIssue, fieldProblems, formatPath } from '../../shared/model/explain.ts'
import { NEW_FILE, READ_AT_ONCE, codeOf, writeAll } from '../store/file-system.ts'
import type { FileSystem, OpenFile } from '../store/file-system.ts'
import { systemWords } from '../store/system-words.ts'
import { openArchive } from './archive-entries.ts'
import type { ArchiveEntry } from './archive-entries.ts'
import type { BundledKind } from './archive-names.ts'
import { ArchiveReader } from './archive-reader.ts'
import type { Spent } from './archive-reader.ts'
import {
  badChecksum,
  badManifest,
  contentsDiffer,
  damaged,
  givenUp,
  newerFormat,
  notAnArchive,
  notStaged,
  refuse,
  tooLarge,
  unreadable,
} from './refusals.ts'

/** A file of a bundle, as it lies in the folder to which it was unpacked; its name there says nothing. */
export interface UnpackedFile extends BundledFile {
  readonly kind: Exclude<BundledKind, 'manifest'>
  readonly path: string
}

export interface Unpacked {
  readonly manifest: BundleManifest
  readonly files: readonly UnpackedFile[]
}

interface UnpackOptions {
  readonly path: string
  /** Empty, and nobody else's. */
  readonly into: string
  readonly system: FileSystem
  readonly abort: AbortSignal
  readonly spent: Spent
  /** How many of the bytes that come out are there. */
  progress(bytes: number, of: number): void
}

/** Refused with the first that is wrong; what is in the folder by then is of no use. */
export async function unpack(options: UnpackOptions): Promise<Result<Unpacked>> {
  const { path, system } = options
  try {
    const file = await system.open(path, READ_AT_ONCE)
    try {
      const stats = await file.stat()
      if (!stats.isFile()) refuse(notAnArchive(path, 'this is no file'))
      return ok(await unpackFile(file, stats.size, options))
    } finally {
      await file.close()
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) return failed(thrown.fault)
    const code = codeOf(thrown)
    // What the system has no code for is what the reader of archives stumbled over.
    if (code === '') return failed(damaged(path, messageOf(thrown)))
    return failed(unreadable(path, code === 'ENOENT' ? 'there is no such file' : systemWords(thrown)))
  }
}

async function unpackFile(file: OpenFile, size: number, options: UnpackOptions): Promise<Unpacked> {
  const { progress } = options
  const { zip, entries } = await openArchive(new ArchiveReader(file, options.spent), size)
  const manifest = await readManifest(zip, entries, options)
  const others = entries.filter((entry): entry is ContentEntry => entry.kind !== 'manifest')
  const listed = listedIn(manifest, others)
  const of = others.reduce((sum, { bytes }) => sum + bytes, 0)
  const files: UnpackedFile[] = []
  let done = 0
  for (const [index, entry] of others.entries()) {
    const path = join(options.into, String(index))
    const sha256 = await stage(zip, entry, path, options, (bytes) => progress((done += bytes), of))
    const told = listed.get(entry.name) as BundledFile
    if (sha256 !== told.sha256) refuse(badChecksum(entry.name))
    files.push({ ...told, kind: entry.kind, path })
  }
  return { manifest, files }
}

type ContentEntry = ArchiveEntry & { readonly kind: UnpackedFile['kind'] }

async function readManifest(
  zip: ZipFile,
  entries: readonly ArchiveEntry[],
  options: UnpackOptions,
): Promise<BundleManifest> {
  const found = entries.find(({ kind }) => kind === 'manifest')
  if (found === undefined) return refuse(badManifest('the archive holds no manifest, so it is no bundle'))
  const { name, bytes } = found
  if (bytes > BUNDLE_LIMITS.manifestBytes) refuse(tooLarge(name, bytes, BUNDLE_LIMITS.manifestBytes))
  const pieces: Buffer[] = []
  await readEntry(zip, found, options, (piece) => void pieces.push(piece))
  return parseManifest(Buffer.concat(pieces))
}

/** Writes one file to the disk; answers the digest of its content. */
async function stage(
  zip: ZipFile,
  entry: ArchiveEntry,
  path: string,
  options: UnpackOptions,
  written: (bytes: number) => void,
): Promise<string> {
  const { system } = options
  const hash = createHash('sha256')
  const out = await staging(entry.name, () => system.open(path, NEW_FILE, 0o600))
  try {
    let at = 0
    await readEntry(zip, entry, options, async (piece) => {
      hash.update(piece)
      await staging(entry.name, () => writeAll(out, piece, at))
      at += piece.length
      written(piece.length)
    })
  } finally {
    await out.close().catch(() => undefined)
  }
  return hash.digest('hex')
}

/** What fails here is this disk's trouble, and not the archive's. */
async function staging<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    return refuse(notStaged(name, systemWords(thrown)))
  }
}

/** Hands on what comes out of one entry, and not a byte more than was said. */
async function readEntry(
  zip: ZipFile,
  entry: ArchiveEntry,
  { abort, spent }: UnpackOptions,
  take: (piece: Buffer) => Promise<void> | void,
): Promise<void> {
  const { name, bytes } = entry
  const stream = await contentOf(zip, entry)
  let length = 0
  let sum = 0
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (abort.aborted) refuse(givenUp)
      length += piece.length
      spent.inflated += piece.length
      if (length > bytes) refuse(damaged(name, `it is larger than the ${bytes} bytes that the archive says`))
      sum = crc32(piece, sum)
      await take(piece)
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    refuse(damaged(name, messageOf(thrown)))
  } finally {
    stream.destroy()
  }
  if (length < bytes) refuse(damaged(name, `it has ${length} of the ${bytes} bytes that the archive says`))
  if (sum !== entry.crc32) refuse(badChecksum(name))
  if (entry.isDeflated && stream.bytesWritten !== entry.compressedBytes) {
    refuse(damaged(name, 'bytes follow the end of its content'))
  }
}

/** An inflating stream counts in `bytesWritten` what it has used up. */
type Content = Readable & { readonly bytesWritten?: number }

function contentOf(zip: ZipFile, { dataStart, compressedBytes, isDeflated }: ArchiveEntry): Promise<Content> {
  return new Promise((resolve, reject) => {
    // The library's own promise of it hands its arguments to another function.
    zip.openReadStreamLowLevel(
      dataStart,
      compressedBytes,
      0,
      compressedBytes,
      isDeflated,
      null,
      (error, stream) => (error === null ? resolve(stream) : reject(error)),
    )
  })
}

function parseManifest(bytes: Buffer): BundleManifest {
  let data: unknown
  try {
    data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (thrown) {
    return refuse(badManifest(messageOf(thrown)))
  }
  const format = typeof data === 'object' && data !== null && 'format' in data ? data.format : null
  if (typeof format === 'number' && format > BUNDLE_FORMAT) refuse(newerFormat(format, BUNDLE_FORMAT))
  const parsed = bundleManifest.safeParse(data, { error: explainIssue })
  if (parsed.success) return parsed.data
  const [problem] = fieldProblems(bundleManifest, parsed.error)
  return refuse(badManifest(`${formatPath(problem?.path ?? [])} ${problem?.what ?? 'is wrong'}`.trim()))
}

/** The files of the manifest by name, once they are those of the archive. */
function listedIn(
  manifest: BundleManifest,
  entries: readonly ArchiveEntry[],
): ReadonlyMap<string, BundledFile> {
  const listed = new Map(manifest.files.map((file) => [file.name, file]))
  if (listed.size !== manifest.files.length) refuse(badManifest('it lists a file twice'))
  for (const { name, bytes } of entries) {
    const file = listed.get(name)
    if (file === undefined) return refuse(contentsDiffer(name, 'the manifest does not list it'))
    if (file.bytes !== bytes) refuse(contentsDiffer(name, 'the manifest gives it another size'))
  }
  const names = new Set(entries.map(({ name }) => name))
  for (const { name } of manifest.files) {
    if (!names.has(name))
      refuse(contentsDiffer(name, 'the manifest lists it, and the archive does not hold it'))
  }
  if (!names.has(SHOW_NAME)) refuse(badManifest('the bundle holds no show'))
  return listed
}
