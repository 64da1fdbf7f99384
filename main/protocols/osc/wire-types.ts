// The OSC types of single values: what JSON value each takes, and how it is written.
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import type { OscValue } from '../../../shared/model/osc.ts'
import { osc } from './osc-library.ts'
import type { PacketWriter } from './packet-writer.ts'

interface WireType {
  /** In words, after "is not". */
  readonly takes: string
  /** False, with nothing written, where the value does not fit. */
  write(value: OscValue, to: PacketWriter): boolean
}

const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1

function isInt32(value: OscValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX
}

function isList(value: OscValue, length: number, max: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length === length &&
    value.every(
      (member) => typeof member === 'number' && Number.isInteger(member) && member >= 0 && member <= max,
    )
  )
}

function writeInt32(value: OscValue, to: PacketWriter): boolean {
  if (!isInt32(value)) return false
  to.int32(value)
  return true
}

function writeInt64(value: OscValue, to: PacketWriter): boolean {
  const isExact = typeof value === 'number' && Number.isSafeInteger(value)
  if (!isExact && !(typeof value === 'string' && /^-?\d{1,19}$/.test(value))) return false
  const long = BigInt(value)
  if (BigInt.asIntN(64, long) !== long) return false
  to.int64(long)
  return true
}

/** Decimals are rounded; a whole number is another one once it is, and beyond what a double holds exactly all are rounded. */
function writeFloat32(value: OscValue, to: PacketWriter): boolean {
  if (typeof value !== 'number') return false
  const float = Math.fround(value)
  if (!Number.isFinite(float) || (Number.isSafeInteger(value) && float !== value)) return false
  to.float32(value)
  return true
}

function writeFloat64(value: OscValue, to: PacketWriter): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  to.float64(value)
  return true
}

function writeText(value: OscValue, to: PacketWriter): boolean {
  if (typeof value !== 'string' || value.includes('\0')) return false
  to.text(value)
  return true
}

function writeBlob(value: OscValue, to: PacketWriter): boolean {
  if (typeof value !== 'object' || value === null || !('blob' in value)) return false
  const bytes = Buffer.from(value.blob, 'base64')
  to.int32(bytes.length)
  to.bytes(bytes)
  return true
}

function writeTimeTag(value: OscValue, to: PacketWriter): boolean {
  if (!isList(value, 2, 0xffffffff)) return false
  for (const half of value) to.uint32(half)
  return true
}

function writeCharacter(value: OscValue, to: PacketWriter): boolean {
  if (typeof value !== 'string' || !/^[^\ud800-\udfff]$/.test(value)) return false
  to.bytes(osc.writeChar32(value))
  return true
}

function writeColour(value: OscValue, to: PacketWriter): boolean {
  if (!isList(value, 4, 255)) return false
  const [r, g, b, a] = value as readonly [number, number, number, number]
  to.bytes(osc.writeColor({ r, g, b, a: a / 255 }))
  return true
}

function writeMidi(value: OscValue, to: PacketWriter): boolean {
  if (!isList(value, 4, 255)) return false
  to.bytes(osc.writeMIDIBytes(value))
  return true
}

/** For types whose tag says all. */
function only(wanted: OscValue): (value: OscValue) => boolean {
  return (value) => value === wanted
}

const text: WireType = { takes: 'a string without null characters', write: writeText }

export const WIRE_TYPES: ReadonlyMap<string, WireType> = new Map<string, WireType>([
  ['i', { takes: `a whole number from ${INT32_MIN} to ${INT32_MAX}`, write: writeInt32 }],
  ['f', { takes: 'a number that 32-bit floats reach, whole ones exactly', write: writeFloat32 }],
  ['s', text],
  ['S', text],
  ['b', { takes: '{"blob": base64}', write: writeBlob }],
  ['h', { takes: 'a 64-bit whole number, in digits as a string beyond 9007199254740991', write: writeInt64 }],
  ['t', { takes: 'a time tag [seconds, fraction]', write: writeTimeTag }],
  ['d', { takes: 'a number', write: writeFloat64 }],
  ['c', { takes: 'one character', write: writeCharacter }],
  ['r', { takes: 'a colour of four bytes [r, g, b, a]', write: writeColour }],
  ['m', { takes: 'a MIDI message of four bytes [port, status, data, data]', write: writeMidi }],
  ['T', { takes: 'true', write: only(true) }],
  ['F', { takes: 'false', write: only(false) }],
  ['N', { takes: 'null', write: only(null) }],
  ['I', { takes: '1, as an impulse is written', write: only(1) }],
])

/**
 * The type tags of values that come without, `[` and `]` around those of an array. A whole number goes as `i` where that holds
 * it, else as `h`, and beyond 9007199254740991 as `d`, so that none changes its value on the way. Arrays nested beyond the limit are left
 * empty: they are refused when they are written.
 */
export function inferTypes(values: readonly OscValue[], depth = 0): string {
  let types = ''
  for (const value of values) types += inferType(value, depth)
  return types
}

function inferType(value: OscValue, depth: number): string {
  if (typeof value === 'number') return inferNumber(value)
  if (typeof value === 'string') return 's'
  if (value === true) return 'T'
  if (value === false) return 'F'
  if (value === null) return 'N'
  if (!Array.isArray(value)) return 'b'
  return depth === OSC_LIMITS.nesting ? '[' : `[${inferTypes(value as readonly OscValue[], depth + 1)}]`
}

function inferNumber(value: number): string {
  if (!Number.isInteger(value)) return 'f'
  if (isInt32(value)) return 'i'
  return Number.isSafeInteger(value) ? 'h' : 'd'
}
