// Random OSC messages for property tests: every type, arrays in arrays.
import fc from 'fast-check'
import type { DecodedMessage } from '../../../../../main/protocols/osc/packet.ts'
import type { OscValue } from '../../../../../shared/model/osc.ts'
import { shortestFloat32 } from '../../../../../shared/model/osc-number.ts'

interface Tagged {
  readonly types: string
  readonly value: OscValue
}

const byte = fc.integer({ min: 0, max: 255 })
const uint32 = fc.integer({ min: 0, max: 0xffffffff })
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'))
// JSON knows no negative zero.
const plainZero = (value: number): number => (value === 0 ? 0 : value)

const tagged = (types: string, values: fc.Arbitrary<OscValue>): fc.Arbitrary<Tagged> =>
  values.map((value) => ({ types, value }))

const single = fc.oneof(
  tagged('i', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  tagged('f', fc.float({ noNaN: true, noDefaultInfinity: true }).map(plainZero).map(shortestFloat32)),
  tagged('d', fc.double({ noNaN: true, noDefaultInfinity: true }).map(plainZero)),
  tagged('s', text),
  tagged('S', text),
  tagged(
    'h',
    fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString())),
  ),
  tagged(
    'b',
    fc.uint8Array({ maxLength: 30 }).map((bytes) => ({ blob: Buffer.from(bytes).toString('base64') })),
  ),
  tagged('t', fc.tuple(uint32, uint32)),
  tagged(
    'c',
    fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
  ),
  tagged('r', fc.tuple(byte, byte, byte, byte)),
  tagged('m', fc.tuple(byte, byte, byte, byte)),
  tagged('T', fc.constant(true)),
  tagged('F', fc.constant(false)),
  tagged('N', fc.constant(null)),
  tagged('I', fc.constant(1)),
)

const { argument } = fc.letrec<{ argument: Tagged; array: Tagged }>((tie) => ({
  argument: fc.oneof({ depthSize: 'small', withCrossShrink: true }, single, tie('array')),
  array: fc.array(tie('argument'), { maxLength: 4 }).map((members) => ({
    types: `[${members.map(({ types }) => types).join('')}]`,
    value: members.map(({ value }) => value),
  })),
}))

const address = fc
  .array(
    fc.string({
      unit: fc.constantFrom('a', 'b', 'Z', '0', '9', '_', '-', '.', ':', 'é'),
      minLength: 1,
      maxLength: 8,
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => `/${parts.join('/')}`)

const arrayDepth = (value: OscValue): number =>
  Array.isArray(value) ? 1 + Math.max(0, ...(value as readonly OscValue[]).map(arrayDepth)) : 0

export const message: fc.Arbitrary<DecodedMessage> = fc
  .tuple(address, fc.array(argument, { maxLength: 6 }))
  .map(([name, args]) => ({
    address: name,
    types: args.map(({ types }) => types).join(''),
    args: args.map(({ value }) => value),
  }))
  .filter(({ args }) => args.every((value) => arrayDepth(value) <= 8))
