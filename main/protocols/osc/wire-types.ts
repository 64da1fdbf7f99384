// The OSC types of single values: what JSON value each takes, and how the `osc` package wants it.
import type { OscValue } from '../../../shared/model/osc.ts'

interface WireType {
  /** In words, after "is not". */
  readonly takes: string
  /** The value for the package's writer; undefined where it does not fit. */
  toWire(value: OscValue): unknown
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

function toText(value: OscValue): string | undefined {
  return typeof value === 'string' && !value.includes('\0') ? value : undefined
}

function toFloat32(value: OscValue): number | undefined {
  return typeof value === 'number' && Number.isFinite(Math.fround(value)) ? value : undefined
}

function toFloat64(value: OscValue): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function toLong(value: OscValue): { high: number; low: number } | undefined {
  const isExact = typeof value === 'number' && Number.isSafeInteger(value)
  if (!isExact && !(typeof value === 'string' && /^-?\d{1,19}$/.test(value))) return undefined
  const long = BigInt(value)
  if (BigInt.asIntN(64, long) !== long) return undefined
  return { high: Number(long >> 32n), low: Number(BigInt.asIntN(32, long)) }
}

function toCharacter(value: OscValue): string | undefined {
  return typeof value === 'string' && /^[^\ud800-\udfff]$/.test(value) ? value : undefined
}

function toBlob(value: OscValue): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null || !('blob' in value)) return undefined
  // The package takes a view's whole buffer for anything but a plain Uint8Array.
  return new Uint8Array(Buffer.from(value.blob, 'base64'))
}

function toColour(value: OscValue): unknown {
  if (!isList(value, 4, 255)) return undefined
  const [r, g, b, a] = value as readonly [number, number, number, number]
  return { r, g, b, a: a / 255 }
}

/** For types whose tag says all. */
function only(wanted: OscValue): (value: OscValue) => unknown {
  return (value) => (value === wanted ? value : undefined)
}

const text = { takes: 'a string without null characters', toWire: toText }

export const WIRE_TYPES: ReadonlyMap<string, WireType> = new Map<string, WireType>([
  [
    'i',
    {
      takes: `a whole number from ${INT32_MIN} to ${INT32_MAX}`,
      toWire: (value) => (isInt32(value) ? value : undefined),
    },
  ],
  ['f', { takes: 'a number that 32-bit floats reach', toWire: toFloat32 }],
  ['s', text],
  ['S', text],
  ['b', { takes: '{"blob": base64}', toWire: toBlob }],
  ['h', { takes: 'a 64-bit whole number, in digits as a string beyond 9007199254740991', toWire: toLong }],
  [
    't',
    {
      takes: 'a time tag [seconds, fraction]',
      toWire: (value) => (isList(value, 2, 0xffffffff) ? { raw: value } : undefined),
    },
  ],
  ['d', { takes: 'a number', toWire: toFloat64 }],
  ['c', { takes: 'one character', toWire: toCharacter }],
  ['r', { takes: 'a colour of four bytes [r, g, b, a]', toWire: toColour }],
  [
    'm',
    {
      takes: 'a MIDI message of four bytes [port, status, data, data]',
      toWire: (value) => (isList(value, 4, 255) ? value : undefined),
    },
  ],
  ['T', { takes: 'true', toWire: only(true) }],
  ['F', { takes: 'false', toWire: only(false) }],
  ['N', { takes: 'null', toWire: only(null) }],
  ['I', { takes: '1, as an impulse is written', toWire: only(1) }],
])

/** The type tag of a value that comes without one; `[` for an array. */
export function inferType(value: OscValue): string {
  if (Array.isArray(value)) return '['
  if (typeof value === 'number') return isInt32(value) ? 'i' : 'f'
  if (typeof value === 'string') return 's'
  if (value === true) return 'T'
  if (value === false) return 'F'
  return value === null ? 'N' : 'b'
}
