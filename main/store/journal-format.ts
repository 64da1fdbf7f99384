// How a journal lies on the disk: records in a row, each with its checksum, length and number. A person can read it too.
import { crc32 } from 'node:zlib'

/** `1a2b3c4d 512 7`, then so many bytes, then a line feed. The checksum covers all from the length to the last byte. */
const LEAD = /^([0-9a-f]{8}) (\d{1,10}) (\d{1,10})\n/
const LONGEST_LEAD = 8 + 1 + 10 + 1 + 10 + 1
const LINE_FEED = 0x0a

/** A record of any text, in pieces. */
export function recordOf(number: number, body: readonly Uint8Array[]): Buffer {
  const length = body.reduce((sum, piece) => sum + piece.length, 0)
  const lead = `${length} ${number}\n`
  const sum = body.reduce((before, piece) => crc32(piece, before), crc32(lead))
  return Buffer.concat([Buffer.from(`${sum.toString(16).padStart(8, '0')} ${lead}`), ...body, LF])
}

const LF = Buffer.of(LINE_FEED)

export interface Records {
  /** From the first on, without a gap. */
  readonly bodies: readonly Buffer[]
  /** Bytes that they take; what follows is none. */
  readonly whole: number
  /** Whether whole records come behind what is none: then it is no end that was cut off. */
  readonly isDamaged: boolean
}

export function recordsIn(bytes: Buffer): Records {
  const bodies: Buffer[] = []
  let at = 0
  for (;;) {
    const found = recordAt(bytes, at)
    if (found?.number !== bodies.length) break
    bodies.push(found.body)
    at = found.end
  }
  return { bodies, whole: at, isDamaged: hasRecord(bytes, at) }
}

export interface FoundRecord {
  readonly number: number
  readonly body: Buffer
  readonly end: number
}

export function recordAt(bytes: Buffer, at: number): FoundRecord | null {
  const lead = LEAD.exec(bytes.toString('latin1', at, at + LONGEST_LEAD))
  if (lead === null) return null
  const [text, sum, length, number] = lead as unknown as [string, string, string, string]
  const start = at + text.length
  const end = start + Number(length)
  if (bytes[end] !== LINE_FEED) return null
  if (crc32(bytes.subarray(at + sum.length + 1, end)) !== Number.parseInt(sum, 16)) return null
  return { number: Number(number), body: bytes.subarray(start, end), end: end + 1 }
}

function hasRecord(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(LINE_FEED, from); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1))
    if (recordAt(bytes, at + 1) !== null) return true
  return false
}
