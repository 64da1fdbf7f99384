// Bytes to OSC: structure, bounds and text are read here, other values by the `osc` package.
import { failed, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import type { OscValue } from '../../../shared/model/osc.ts'
import { shortestFloat32 } from '../../../shared/model/osc-number.ts'
import { osc } from './osc-library.ts'
import { RepeatedTexts } from './repeated-texts.ts'
import type { DecodedBundle, DecodedMessage, DecodedPacket } from './packet.ts'

/** Why a packet was refused; stable, counted by. */
export type OscRejectReason =
  | 'empty'
  | 'not-aligned'
  | 'too-large'
  | 'bad-address'
  | 'bad-type-tag'
  | 'bad-blob-size'
  | 'bad-bundle'
  | 'bad-bundle-size'
  | 'bad-value'
  | 'too-deep'
  | 'too-many-arrays'
  | 'no-type-tags'
  | 'truncated'
  | 'unterminated'

export interface OscRejection {
  readonly reason: OscRejectReason
  readonly detail: string
}

/**
 * Reads one packet; never throws. A message that ends with its address has no arguments. Bytes beyond the last argument
 * are ignored, as are the contents of padding. Refused with the whole packet: NaN and infinities, which JSON cannot hold, and
 * bytes after an address that are no type tags, because there is no telling whether they ask to act. A 32-bit float becomes
 * the shortest decimal that is the same float.
 */
export function decodePacket(bytes: Uint8Array): Result<DecodedPacket, OscRejection> {
  const size = bytes.length
  if (size === 0) return rejected('empty', 'no bytes')
  if (size > OSC_LIMITS.packet) return rejected('too-large', `${size} bytes, at most ${OSC_LIMITS.packet}`)
  if (size % 4 !== 0) return rejected('not-aligned', `${size} bytes, not a multiple of 4`)
  try {
    return ok(reader.read(bytes))
  } catch (thrown) {
    if (thrown instanceof Malformed) return failed(thrown.rejection)
    throw thrown
  }
}

function rejected(reason: OscRejectReason, detail: string): Result<never, OscRejection> {
  return failed({ reason, detail })
}

/** Leaves the reader from any depth; carries no stack, because a flood of malformed packets must stay cheap. */
class Malformed {
  readonly rejection: OscRejection

  constructor(reason: OscRejectReason, detail: string) {
    this.rejection = { reason, detail }
  }
}

function reject(reason: OscRejectReason, detail: string): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- see Malformed
  throw new Malformed(reason, detail)
}

const FIRST_PRINTABLE = 0x20
const SLASH = 0x2f
const HASH = 0x23
const COMMA = 0x2c

/**
 * Copies each packet to the start of one buffer of its own, because some of the package's readers reach past a view into
 * the buffer it shares with others. What earlier packets left behind it is never read: everything is checked against `#end`.
 */
class PacketReader {
  readonly #bytes = Buffer.alloc(OSC_LIMITS.packet)
  readonly #view = new DataView(this.#bytes.buffer)
  readonly #addresses = new RepeatedTexts()
  /** The `osc` package's cursor; its `idx` is the next byte to read. */
  readonly #at = { idx: 0 }
  /** First byte beyond the message or bundle element being read. */
  #end = 0
  /** Of the whole packet. */
  #arrays = 0

  read(bytes: Uint8Array): DecodedPacket {
    this.#bytes.set(bytes)
    this.#at.idx = 0
    this.#arrays = 0
    return this.#packet(bytes.length, 1)
  }

  #packet(end: number, depth: number): DecodedPacket {
    this.#end = end
    const first = this.#bytes[this.#at.idx]
    if (first === SLASH) return this.#message()
    if (first === HASH) return this.#bundle(depth)
    return reject('bad-address', 'begins with neither / nor #bundle')
  }

  #message(): DecodedMessage {
    const address = this.#address()
    if (this.#at.idx >= this.#end) return { address, types: '', args: [] }
    if (this.#bytes[this.#at.idx] !== COMMA) {
      const left = this.#end - this.#at.idx
      reject('no-type-tags', `${left} bytes after ${JSON.stringify(address)} that are no type tags`)
    }
    const types = this.#types()
    const args: OscValue[] = []
    const read = this.#values(types, 0, args, 0)
    if (read < types.length) reject('bad-type-tag', '] without [')
    // Without tags they might be the 0 of a release, which no argument would turn into a press.
    const left = this.#end - this.#at.idx
    if (types === '' && left > 0)
      reject('no-type-tags', `${left} bytes after ${JSON.stringify(address)} and no tag for them`)
    this.#at.idx = this.#end
    return { address, types, args }
  }

  #bundle(depth: number): DecodedBundle {
    const end = this.#end
    if (depth > OSC_LIMITS.nesting) reject('too-deep', `bundles nested deeper than ${OSC_LIMITS.nesting}`)
    if (this.#string('bundle header') !== '#bundle')
      reject('bad-bundle', 'begins with # but not with #bundle')
    this.#need(8, 'time tag')
    const timeTag = osc.readTimeTag(this.#view, this.#at).raw
    const packets: DecodedPacket[] = []
    while (this.#at.idx < end) {
      this.#end = end
      this.#need(4, 'element size')
      const size = osc.readInt32(this.#view, this.#at)
      if (size <= 0 || size % 4 !== 0 || size > end - this.#at.idx) {
        reject('bad-bundle-size', `an element of ${size} bytes where ${end - this.#at.idx} are left`)
      }
      packets.push(this.#packet(this.#at.idx + size, depth + 1))
    }
    return { timeTag, packets }
  }

  #types(): string {
    const first = this.#bytes[this.#at.idx + 1] as number
    // Most messages have one argument.
    if (first < 0x80 && first !== 0 && this.#bytes[this.#at.idx + 2] === 0 && this.#at.idx + 2 < this.#end) {
      this.#at.idx += 4
      return String.fromCharCode(first)
    }
    return this.#string('type tags').slice(1)
  }

  #address(): string {
    const from = this.#at.idx
    const known = this.#addresses.read(this.#bytes, from, this.#end)
    if (known !== null) {
      this.#at.idx = (from + known.length + 4) & ~3
      return known
    }
    const address = this.#string('address')
    for (let index = from; ; index += 1) {
      const byte = this.#bytes[index] as number
      if (byte === 0) {
        if (index - from <= OSC_LIMITS.addressLength) return address
        reject('bad-address', `longer than ${OSC_LIMITS.addressLength} bytes`)
      }
      if (byte < FIRST_PRINTABLE) reject('bad-address', 'holds control characters')
    }
  }

  /** Reads the values that `types` names from index `next` on, to its end or the `]` that closes `depth`. */
  #values(types: string, next: number, into: OscValue[], depth: number): number {
    let index = next
    for (; index < types.length; index += 1) {
      const type = types.charAt(index)
      if (type === ']') return index
      if (type !== '[') {
        into.push(this.#value(type))
        continue
      }
      if (depth === OSC_LIMITS.nesting) reject('too-deep', `arrays nested deeper than ${OSC_LIMITS.nesting}`)
      this.#arrays += 1
      if (this.#arrays > OSC_LIMITS.arrays) reject('too-many-arrays', `more than ${OSC_LIMITS.arrays} arrays`)
      const members: OscValue[] = []
      index = this.#values(types, index + 1, members, depth + 1)
      if (index === types.length) reject('bad-type-tag', '[ without ]')
      // One that has grown keeps room for sixteen more.
      into.push(members.slice())
    }
    return index
  }

  #value(type: string): OscValue {
    switch (type) {
      case 'i':
        this.#need(4, 'int32')
        return osc.readInt32(this.#view, this.#at)
      case 'f':
        this.#need(4, 'float32')
        return shortestFloat32(finite(osc.readFloat32(this.#view, this.#at)))
      case 's':
      case 'S':
        return this.#string('string')
      case 'T':
        return true
      case 'F':
        return false
      case 'N':
        return null
      case 'I':
        return 1
      case 'd':
        this.#need(8, 'float64')
        return finite(osc.readFloat64(this.#view, this.#at))
      case 'h':
        this.#need(8, 'int64')
        return integer(osc.readInt64(this.#view, this.#at))
      case 't':
        this.#need(8, 'time tag')
        return osc.readTimeTag(this.#view, this.#at).raw
      case 'b':
        return this.#blob()
      case 'c':
        return this.#character()
      case 'r': {
        this.#need(4, 'colour')
        const { r, g, b, a } = osc.readColor(this.#view, this.#at)
        return [r, g, b, Math.round(a * 255)]
      }
      case 'm':
        this.#need(4, 'MIDI message')
        return [...osc.readMIDIBytes(this.#view, this.#at)]
      default:
        return reject('bad-type-tag', `unknown type tag ${JSON.stringify(type)}`)
    }
  }

  /** Bytes that are no UTF-8 become the replacement character. The package's own reader takes four times as long. */
  #string(what: string): string {
    const from = this.#at.idx
    let terminator = from
    while (terminator < this.#end && this.#bytes[terminator] !== 0) terminator += 1
    if (terminator >= this.#end) reject('unterminated', `${what} without an end`)
    this.#at.idx = (terminator + 4) & ~3
    return this.#bytes.toString('utf8', from, terminator)
  }

  #blob(): OscValue {
    this.#need(4, 'blob size')
    const size = this.#view.getInt32(this.#at.idx)
    const left = this.#end - this.#at.idx - 4
    if (size < 0 || size > left) reject('bad-blob-size', `a blob of ${size} bytes where ${left} are left`)
    return { blob: Buffer.from(osc.readBlob(this.#view, this.#at)).toString('base64') }
  }

  /** The package keeps the low 16 bits of a character only. */
  #character(): string {
    this.#need(4, 'character')
    const code = this.#view.getUint32(this.#at.idx)
    if (code > 0xffff || (code >= 0xd800 && code <= 0xdfff)) reject('bad-value', `${code} is no character`)
    return osc.readChar32(this.#view, this.#at)
  }

  #need(bytes: number, what: string): void {
    const left = this.#end - this.#at.idx
    if (left < bytes) reject('truncated', `${what} of ${bytes} bytes where ${left} are left`)
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : reject('bad-value', `${value} is no value that a show can use`)
}

/** A number while exact, decimal digits beyond. */
function integer({ high, low }: { readonly high: number; readonly low: number }): number | string {
  const value = high * 2 ** 32 + (low >>> 0)
  return Number.isSafeInteger(value) ? value : ((BigInt(high) << 32n) | BigInt(low >>> 0)).toString()
}

const reader = new PacketReader()
