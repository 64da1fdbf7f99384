// Puts a bundle together piece by piece: the same content gives the same bytes, and no more of it is in memory than goes out next.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createDeflateRaw } from 'node:zlib'
import { ZipFile } from 'yazl'
import { FaultError } from '../../shared/base/result.ts'
import { BUNDLE_FORMAT, BUNDLE_LIMITS, MANIFEST_NAME } from '../../shared/model/bundle.ts'
import type { BundleManifest, BundledFile } from '../../shared/model/bundle.ts'
import { PIECE_BYTES, READ_AT_ONCE } from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'
import { systemWords } from '../store/system-words.ts'
import { isTooDense } from './archive-entries.ts'
import { checkDistinct, kindOf } from './archive-names.ts'
import { changedMeanwhile, notReadable, refuse, tooLarge, tooManyEntries } from './refusals.ts'

/** What a file of the bundle is made of: bytes that are there, or a file on the disk. */
export interface BundleSource {
  readonly name: string
  readonly from: { readonly bytes: Uint8Array } | { readonly path: string }
}

/** What the manifest says beside the files. */
export type BundleHead = Pick<BundleManifest, 'version' | 'show' | 'unsaved'>

interface PackOptions {
  readonly head: BundleHead
  readonly sources: readonly BundleSource[]
  readonly system: FileSystem
}

/** A source that was read once, so that the manifest can say what it holds. */
interface Measured extends BundledFile {
  readonly from: BundleSource['from']
  /** What becomes smaller than is taken from others is not compressed at all. */
  readonly compress: boolean
}

const LEVEL = 6
/** The same for every file; it is written as the time of day that it is here, so it is no moment but a text. */
const TIME = new Date(1980, 0, 1)
const MODE = 0o100644

/** The archive in pieces; throws a `FaultError` where it cannot be made, and is then no archive. */
export async function* pack({ head, sources, system }: PackOptions): AsyncGenerator<Uint8Array> {
  if (sources.length + 1 > BUNDLE_LIMITS.entries) refuse(tooManyEntries(sources.length + 1))
  for (const { name } of sources) kindOf(name)
  checkDistinct([MANIFEST_NAME, ...sources.map(({ name }) => name)])
  const files: Measured[] = []
  let all = 0
  for (const source of inNameOrder(sources)) {
    const measured = await measure(source, system)
    all += measured.bytes
    if (all > BUNDLE_LIMITS.allBytes) refuse(tooLarge('bundle', all, BUNDLE_LIMITS.allBytes))
    files.push(measured)
  }
  yield* zipped(manifestText(head, files), files, system)
}

function manifestText(head: BundleHead, files: readonly Measured[]): Buffer {
  const manifest: BundleManifest = {
    ...{ cuewright: 'bundle', format: BUNDLE_FORMAT },
    version: head.version,
    show: head.show,
    unsaved: head.unsaved,
    files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  }
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
}

async function* zipped(
  manifest: Buffer,
  files: readonly Measured[],
  system: FileSystem,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  zip.on('error', (error: Error) => out.destroy(error))
  /** What is being read; it would stay open where nobody takes the rest. */
  let content: Readable | null = null
  const common = { mtime: TIME, mode: MODE, forceDosTimestamp: true }
  zip.addBuffer(manifest, MANIFEST_NAME, common)
  for (const file of files) {
    const options = { ...common, size: file.bytes, compressionLevel: file.compress ? LEVEL : 0 }
    zip.addReadStreamLazy(file.name, options, (begin) => {
      content = Readable.from(asMeasured(file, system), { objectMode: false })
      // The library hears of no error of a stream that it reads.
      content.on('error', (error) => out.destroy(error))
      begin(null, content)
    })
  }
  zip.end()
  try {
    for await (const piece of out) yield piece as Uint8Array
  } finally {
    out.destroy()
    ;(content as Readable | null)?.destroy()
  }
}

async function measure({ name, from }: BundleSource, system: FileSystem): Promise<Measured> {
  const hash = createHash('sha256')
  const deflate = createDeflateRaw({ level: LEVEL })
  let compressed = 0
  deflate.on('data', ({ length }: Buffer) => (compressed += length))
  const ended = new Promise<void>((resolve) => void deflate.once('end', resolve))
  let bytes = 0
  for await (const piece of piecesOf(name, from, system)) {
    bytes += piece.length
    if (bytes > BUNDLE_LIMITS.entryBytes) refuse(tooLarge(name, bytes, BUNDLE_LIMITS.entryBytes))
    hash.update(piece)
    if (!deflate.write(piece)) await new Promise((resolve) => deflate.once('drain', resolve))
  }
  deflate.end()
  await ended
  return { name, from, bytes, sha256: hash.digest('hex'), compress: !isTooDense(bytes, compressed) }
}

/** Ends with an error where it is not what was read before: the manifest would not be true. */
async function* asMeasured(
  { name, from, ...told }: Measured,
  system: FileSystem,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of piecesOf(name, from, system)) {
    bytes += piece.length
    if (bytes > told.bytes) refuse(changedMeanwhile(name))
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== told.sha256) refuse(changedMeanwhile(name))
}

async function* piecesOf(
  name: string,
  from: BundleSource['from'],
  system: FileSystem,
): AsyncGenerator<Uint8Array> {
  if ('bytes' in from) {
    for (let at = 0; at < from.bytes.length; at += PIECE_BYTES)
      yield from.bytes.subarray(at, at + PIECE_BYTES)
    return
  }
  try {
    const file = await system.open(from.path, READ_AT_ONCE)
    try {
      if (!(await file.stat()).isFile()) refuse(notReadable(name, 'this is no file'))
      for (let at = 0; ;) {
        const piece = new Uint8Array(PIECE_BYTES)
        const { bytesRead } = await file.read(piece, 0, piece.length, at)
        if (bytesRead === 0) return
        at += bytesRead
        yield piece.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    refuse(notReadable(name, systemWords(thrown)))
  }
}

/** The show first, then by name: in no order that the disk happens to give. */
function inNameOrder(sources: readonly BundleSource[]): readonly BundleSource[] {
  const rank = ({ name }: BundleSource): number => (kindOf(name) === 'show' ? 0 : 1)
  return [...sources].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}
