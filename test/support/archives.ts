// Archives written field by field, so that each of them can lie.
import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'

/** Fields of a header of which a test says something else than is true. */
export interface Lies {
  readonly name?: Buffer
  readonly flags?: number
  readonly method?: number
  readonly crc32?: number
  readonly compressedBytes?: number
  readonly bytes?: number
  readonly extra?: Buffer
  readonly offset?: number
  readonly disk?: number
  /** The upper half of the external attributes, where Unix keeps what kind of file it is. */
  readonly mode?: number
  readonly dos?: number
}

export interface Part {
  readonly name: string
  readonly content: Buffer
  /** As it lies in the archive; deflated where absent. */
  readonly body?: Buffer
  readonly stored?: true
  readonly local?: Lies
  readonly central?: Lies
  /** Behind the content: the sizes, where the headers leave them open. */
  readonly behind?: Buffer
  /** What belongs to nobody, before its header. */
  readonly before?: Buffer
  /** Stands in the list, but has no place of its own. */
  readonly listedOnly?: true
}

/** What the end of the archive says, where that is not true. */
export interface EndLies {
  readonly disk?: number
  readonly directoryDisk?: number
  readonly here?: number
  readonly count?: number
  readonly bytes?: number
  readonly offset?: number
  readonly comment?: Buffer
  /** Between the list and the end. */
  readonly between?: Buffer
  readonly prefix?: Buffer
  readonly suffix?: Buffer
}

const UTF8 = 0x0800

export function archiveOf(parts: readonly Part[], lies: EndLies = {}): Buffer {
  const pieces: Buffer[] = [lies.prefix ?? Buffer.alloc(0)]
  const records: Buffer[] = []
  let at = 0
  const push = (piece: Buffer): void => {
    pieces.push(piece)
    at += piece.length
  }
  for (const part of parts) {
    const facts = factsOf(part, at + (part.before?.length ?? 0))
    records.push(record({ ...facts, ...part.central }))
    if (part.listedOnly === true) continue
    if (part.before !== undefined) push(part.before)
    push(localHeader({ ...facts, ...part.local }))
    push(facts.body)
    if (part.behind !== undefined) push(part.behind)
  }
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(lies.disk ?? 0, 4)
  end.writeUInt16LE(lies.directoryDisk ?? 0, 6)
  end.writeUInt16LE((lies.here ?? lies.count ?? records.length) & 0xffff, 8)
  end.writeUInt16LE((lies.count ?? records.length) & 0xffff, 10)
  end.writeUInt32LE(lies.bytes ?? directory.length, 12)
  end.writeUInt32LE(lies.offset ?? at, 16)
  const comment = lies.comment ?? Buffer.alloc(0)
  end.writeUInt16LE(comment.length, 20)
  const between = lies.between ?? Buffer.alloc(0)
  return Buffer.concat([...pieces, directory, between, end, comment, lies.suffix ?? Buffer.alloc(0)])
}

type Facts = Required<Omit<Lies, 'extra'>> & { readonly extra: Buffer; readonly body: Buffer }

function factsOf({ name, content, stored, ...part }: Part, offset: number): Facts {
  const body = part.body ?? (stored === true ? content : deflateRawSync(content))
  return {
    name: Buffer.from(name),
    flags: UTF8,
    method: stored === true ? 0 : 8,
    crc32: crc32(content),
    compressedBytes: body.length,
    bytes: content.length,
    extra: Buffer.alloc(0),
    ...{ offset, disk: 0, mode: 0o100644, dos: 0, body },
  }
}

function localHeader({ name, extra, ...facts }: Facts): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  shared(header, 6, facts)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, name, extra])
}

function record({ name, extra, ...facts }: Facts): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE((3 << 8) | 63, 4)
  header.writeUInt16LE(20, 6)
  shared(header, 8, facts)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt16LE(facts.disk, 34)
  header.writeUInt32LE(((facts.mode << 16) | facts.dos) >>> 0, 38)
  header.writeUInt32LE(facts.offset, 42)
  return Buffer.concat([header, name, extra])
}

/** From the flags to the sizes both headers have the same fields. */
function shared(header: Buffer, at: number, facts: Omit<Facts, 'name' | 'extra'>): void {
  header.writeUInt16LE(facts.flags, at)
  header.writeUInt16LE(facts.method, at + 2)
  header.writeUInt16LE(0x21, at + 6)
  header.writeUInt32LE(facts.crc32, at + 8)
  header.writeUInt32LE(facts.compressedBytes, at + 12)
  header.writeUInt32LE(facts.bytes, at + 16)
}

/** The sizes as they stand behind a content. */
export function sizesBehind(crc: number, compressedBytes: number, bytes: number, isSigned = true): Buffer {
  const sizes = Buffer.alloc(16)
  for (const [index, value] of [0x08074b50, crc, compressedBytes, bytes].entries()) {
    sizes.writeUInt32LE(value >>> 0, 4 * index)
  }
  return isSigned ? sizes : sizes.subarray(4)
}

/** One field of those that follow a name. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(id, 0)
  head.writeUInt16LE(data.length, 2)
  return Buffer.concat([head, data])
}

/** The manifest of files that are all as it says. */
export function manifestOf(parts: readonly Pick<Part, 'name' | 'content'>[], more: object = {}): Part {
  const files = parts.map(({ name, content }) => ({
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }))
  const manifest = {
    cuewright: 'bundle',
    format: 1,
    version: '0',
    show: 'A show',
    unsaved: false,
    files,
    ...more,
  }
  return { name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) }
}
