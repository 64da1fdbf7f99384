import fc from 'fast-check'
import { fromBuffer } from 'osc-min'
import type { OscArgOutputOrArray, OscMessageOutput } from 'osc-min'
// @ts-expect-error -- the package brings no types
import untyped from 'osc/src/osc.js'
import { describe, expect, test } from 'vitest'
import { encodeBundle, encodePacket, messageFault } from '../../../../../main/protocols/osc/encode.ts'
import type { DecodedMessage } from '../../../../../main/protocols/osc/packet.ts'
import type { OscMessage, OscValue } from '../../../../../shared/model/osc.ts'
import { shortestFloat32 } from '../../../../../shared/model/osc-number.ts'
import { message } from './arbitrary-osc.ts'
import { runs } from '../../../../support/property-runs.ts'

function latin1(sent: OscMessage): string {
  const result = encodePacket(sent)
  if (!result.ok) throw new Error(result.error.what)
  return Buffer.from(result.value).toString('latin1')
}

/** A value as another implementation read it, in the words of events. */
function plain(argument: OscArgOutputOrArray): OscValue {
  switch (argument.type) {
    case 'array':
      return argument.value.map(plain)
    case 'bigint':
      return Number.isSafeInteger(Number(argument.value)) ? Number(argument.value) : argument.value.toString()
    case 'blob': {
      const { buffer, byteOffset, byteLength } = argument.value
      return { blob: Buffer.from(buffer, byteOffset, byteLength).toString('base64') }
    }
    case 'color': {
      const { red, green, blue, alpha } = argument.value
      return [red, green, blue, alpha]
    }
    case 'bang':
      return 1
    case 'float':
      return shortestFloat32(argument.value)
    default:
      return argument.value
  }
}

const osc = untyped as { writePacket(packet: object, options: { metadata: true }): Uint8Array }

type Argument = { readonly type: string; readonly value: unknown } | readonly Argument[]

/** A value as the `osc` package wants it. */
function packaged(type: string, value: OscValue): unknown {
  const numbers = value as readonly number[]
  switch (type) {
    case 'h':
      return {
        high: Number(BigInt(value as string) >> 32n),
        low: Number(BigInt(value as string) & 0xffffffffn),
      }
    case 't':
      return { raw: value }
    case 'b':
      return new Uint8Array(Buffer.from((value as { blob: string }).blob, 'base64'))
    case 'r':
      return { r: numbers[0], g: numbers[1], b: numbers[2], a: (numbers[3] as number) / 255 }
    default:
      return value
  }
}

/** A message as the `osc` package wants it. */
function packagedMessage({ address, types, args }: DecodedMessage): object {
  const tags = types[Symbol.iterator]()
  const list = (values: readonly OscValue[]): readonly Argument[] =>
    values.map((value) => {
      const type = tags.next().value as string
      if (type !== '[') return { type, value: packaged(type, value) }
      const members = list(value as readonly OscValue[])
      tags.next()
      return members
    })
  return { address, args: list(args) }
}

describe('encoding', () => {
  test.each<[OscMessage, string]>([
    [{ address: '/go', args: [] }, '/go\0,\0\0\0'],
    [{ address: '/a', args: [7, 0.5, 'hi'] }, '/a\0\0,ifs\0\0\0\0\0\0\0\x07\x3f\0\0\0hi\0\0'],
    [{ address: '/a', types: 'f', args: [1] }, '/a\0\0,f\0\0\x3f\x80\0\0'],
    [{ address: '/a', args: [true, false, null] }, '/a\0\0,TFN\0\0\0\0'],
    [{ address: '/a', types: 'I', args: [1] }, '/a\0\0,I\0\0'],
    [{ address: '/a', args: [[1, ['x']]] }, '/a\0\0,[i[s]]\0\0\0\0\x01x\0\0\0'],
    [{ address: '/a', args: [{ blob: 'YWJj' }] }, '/a\0\0,b\0\0\0\0\0\x03abc\0'],
    [{ address: '/a', types: 'h', args: ['-2'] }, '/a\0\0,h\0\0\xff\xff\xff\xff\xff\xff\xff\xfe'],
    [{ address: '/a', args: [2147483647] }, '/a\0\0,i\0\0\x7f\xff\xff\xff'],
    [{ address: '/a', args: [2147483648] }, '/a\0\0,h\0\0\0\0\0\0\x80\0\0\0'],
    [{ address: '/a', args: [4294967295] }, '/a\0\0,h\0\0\0\0\0\0\xff\xff\xff\xff'],
    [{ address: '/a', args: [-2147483649] }, '/a\0\0,h\0\0\xff\xff\xff\xff\x7f\xff\xff\xff'],
    [{ address: '/a', args: [9007199254740991] }, '/a\0\0,h\0\0\0\x1f\xff\xff\xff\xff\xff\xff'],
    [{ address: '/a', args: [[4294967295]] }, '/a\0\0,[h]\0\0\0\0\0\0\0\0\xff\xff\xff\xff'],
    [{ address: '/a', args: [2 ** 60] }, '/a\0\0,d\0\0\x43\xb0\0\0\0\0\0\0'],
    [{ address: '/a', types: 'd', args: [4294967295] }, '/a\0\0,d\0\0\x41\xef\xff\xff\xff\xe0\0\0'],
    [{ address: '/a', types: 'f', args: [4294967296] }, '/a\0\0,f\0\0\x4f\x80\0\0'],
    [{ address: '/a', types: 'f', args: [16777216] }, '/a\0\0,f\0\0\x4b\x80\0\0'],
    [{ address: '/a', types: 'f', args: [1e20] }, '/a\0\0,f\0\0\x60\xad\x78\xec'],
    [{ address: '/a', args: [0.7] }, '/a\0\0,f\0\0\x3f\x33\x33\x33'],
    [{ address: '/a b', args: [] }, '/a b\0\0\0\0,\0\0\0'],
    [{ address: '/#1/a', args: [] }, '/#1/a\0\0\0,\0\0\0'],
    [{ address: '/matrix[3]/on', args: [] }, '/matrix[3]/on\0\0\0,\0\0\0'],
    [{ address: '/cue/[1', args: [] }, '/cue/[1\0,\0\0\0'],
    [{ address: '/cue/{1', args: [] }, '/cue/{1\0,\0\0\0'],
    [{ address: '/cue/{1,2}/*', args: [] }, '/cue/{1,2}/*\0\0\0\0,\0\0\0'],
  ])('writes %j', (sent, packet) => {
    expect(latin1(sent)).toBe(packet)
    expect(messageFault(sent)).toBeNull()
  })

  test('writes as many arguments as a packet has room for', () => {
    const frame = Array.from({ length: 512 }, (_, channel) => channel % 256)
    const read = fromBuffer(
      Buffer.from(latin1({ address: '/dmx', args: frame }), 'latin1'),
    ) as OscMessageOutput
    expect(read.args.map(plain)).toEqual(frame)
    const full = latin1({ address: '/a', args: new Array<number>(13_105).fill(7) })
    expect(full.length).toBeLessThanOrEqual(65_536)
    const beyond = encodePacket({ address: '/a', args: new Array<number>(13_110).fill(7) })
    expect(beyond).toMatchObject({ ok: false, error: { code: 'osc/too-large' } })
  })

  test('never changes a whole number, whatever it is sent as', () => {
    const whole = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -(2 ** 33), max: 2 ** 33 }))
    const types = fc.constantFrom(undefined, 'i', 'h', 'f', 'd', '[f]')
    fc.assert(
      fc.property(whole, types, (number, tags) => {
        const args = tags === '[f]' ? [[number]] : [number]
        const sent = encodePacket({ address: '/a', types: tags, args })
        if (!sent.ok) {
          expect(sent.error.code).toBe('osc/bad-argument')
          expect(tags).not.toBe(undefined)
          return
        }
        const read = fromBuffer(sent.value) as OscMessageOutput
        expect(read.args.map(plain)).toEqual(args)
      }),
      runs(2000),
    )
  })

  test('writes a bundle with the size of each element', () => {
    const bundle = encodeBundle({
      timeTag: [1, 2],
      packets: [
        { address: '/a', args: [] },
        { timeTag: [0, 1], packets: [] },
      ],
    })
    expect(bundle.ok && Buffer.from(bundle.value).toString('latin1')).toBe(
      '#bundle\0\0\0\0\x01\0\0\0\x02\0\0\0\x08/a\0\0,\0\0\0\0\0\0\x10#bundle\0\0\0\0\0\0\0\0\x01',
    )
  })

  test('writes what another implementation reads', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const packet = Buffer.from(latin1(sent), 'latin1')
        const read = fromBuffer(packet) as OscMessageOutput
        expect(read.address).toBe(sent.address)
        expect(read.args.map(plain)).toEqual(sent.args)
      }),
    )
  })

  test('writes what the osc package writes, byte for byte', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const expected = Buffer.from(osc.writePacket(packagedMessage(sent), { metadata: true }))
        expect(latin1(sent)).toBe(expected.toString('latin1'))
      }),
      runs(500),
    )
  })

  test('writes bundles in bundles as the osc package does', () => {
    const uint32 = fc.integer({ min: 0, max: 0xffffffff })
    const bundle = fc.tuple(
      uint32,
      uint32,
      fc.array(message, { maxLength: 3 }),
      fc.array(message, { maxLength: 3 }),
    )
    fc.assert(
      fc.property(bundle, ([seconds, fraction, outer, inner]) => {
        const nested = { timeTag: [0, 1], packets: inner } as const
        const result = encodeBundle({ timeTag: [seconds, fraction], packets: [...outer, nested] })
        const expected = osc.writePacket(
          {
            timeTag: { raw: [seconds, fraction] },
            packets: [
              ...outer.map(packagedMessage),
              { timeTag: { raw: [0, 1] }, packets: inner.map(packagedMessage) },
            ],
          },
          { metadata: true },
        )
        expect(result.ok && Buffer.from(result.value).equals(expected)).toBe(true)
      }),
    )
  })

  test('writes text of every length and kind as the osc package does', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
      fc.integer({ min: 0, max: 65_000 }).map((length) => 'x'.repeat(length)),
    )
    fc.assert(
      fc.property(
        text.filter((value) => !value.includes('\0')),
        (value) => {
          const sent = { address: '/a', types: 's', args: [value] }
          const result = encodePacket(sent)
          const expected = osc.writePacket(packagedMessage(sent), { metadata: true })
          expect(result.ok && Buffer.from(result.value).equals(expected)).toBe(true)
        },
      ),
      runs(300),
    )
  })

  test('fills the largest packet to its last byte', () => {
    // Address, tags and the text's end take 4 + 4 + 4 bytes.
    const result = encodePacket({ address: '/a', args: ['x'.repeat(65_536 - 12 + 3)] })
    expect(result.ok && result.value.length).toBe(65_536)
    expect(result.ok && Buffer.from(result.value.slice(-4)).toString('latin1')).toBe('xxx\0')
  })

  test('refuses one short text more than the largest packet', () => {
    const result = encodePacket({ address: '/a', args: ['x'.repeat(65_536 - 8 - 1), 'y'] })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'osc/too-large', what: 'the packet would have 65540 bytes' },
    })
  })

  test('counts what a packet beyond the limit would have, and forgets it for the next', () => {
    const large = {
      address: '/a',
      args: [...Array<string>(3).fill('é'.repeat(32_000)), { blob: 'YWJj' }, 7, 0.5],
    }
    // 4 of address, 8 of tags, three texts of 64,004, a blob of 8, two numbers of 4.
    expect(encodePacket(large)).toMatchObject({
      ok: false,
      error: { code: 'osc/too-large', what: 'the packet would have 192040 bytes' },
    })
    expect(latin1({ address: '/a', args: ['', 'é'] })).toBe('/a\0\0,ss\0\0\0\0\0\xc3\xa9\0\0')
  })

  test('gives each packet memory of its own', () => {
    const first = encodePacket({ address: '/a', args: [1] })
    encodePacket({ address: '/b', args: [2] })
    expect(first.ok && Buffer.from(first.value).toString('latin1')).toBe('/a\0\0,i\0\0\0\0\0\x01')
    expect(first.ok && first.value.buffer.byteLength).toBe(12)
  })

  test.each<[string, OscMessage, string]>([
    ['osc/bad-address', { address: 'go', args: [] }, '"go"'],
    ['osc/bad-address', { address: '', args: [] }, '""'],
    ['osc/bad-address', { address: '/a\nb', args: [] }, '"/a\\nb"'],
    ['osc/bad-address', { address: `/${'é'.repeat(512)}`, args: [] }, `/${'é'.repeat(39)}…`],
    ['osc/bad-address', { address: '/a\0b', args: [] }, '"/a\\u0000b"'],
    ['osc/bad-address', { address: `/${'a'.repeat(1024)}`, args: [] }, `/${'a'.repeat(39)}…`],
    ['osc/bad-type-tags', { address: '/a', types: 'i', args: [] }, '/a'],
    ['osc/bad-type-tags', { address: '/a', types: 'i', args: [1, 2] }, '/a'],
    ['osc/bad-type-tags', { address: '/a', types: '[i', args: [[1]] }, '/a'],
    ['osc/bad-type-tags', { address: '/a', types: 'q', args: [1] }, '/a'],
    ['osc/bad-argument', { address: '/a', types: 'i', args: [1.5] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'i', args: [2147483648] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'f', args: [1e39] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'f', args: [4294967295] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'f', args: [16777217] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'i', args: [4294967295] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: '[f]', args: [[4294967295]] }, '/a args[0][0]'],
    ['osc/bad-argument', { address: '/a', types: 'h', args: [2 ** 60] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', args: [Infinity] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', args: [Number.NaN] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'h', args: ['9223372036854775808'] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 's', args: [1] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', args: ['x', 'a\0b'] }, '/a args[1]'],
    ['osc/bad-argument', { address: '/a', types: 'T', args: [false] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'r', args: [[1, 2, 3]] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'm', args: [[1, 2, 3, 256]] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'c', args: ['ab'] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: '[i]', args: [1] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: '[ii]', args: [[1, 'x']] }, '/a args[0][1]'],
    [
      'osc/bad-argument',
      { address: '/a', args: [[[[[[[[[[1]]]]]]]]]] },
      '/a args[0][0][0][0][0][0][0][0][0]',
    ],
    ['osc/too-large', { address: '/a', args: ['x'.repeat(65_536)] }, '/a'],
  ])('refuses with %s: %j', (code, sent, where) => {
    const result = encodePacket(sent)
    expect(result).toMatchObject({ ok: false, error: { code, where } })
    expect(messageFault(sent)).toMatchObject({ code, where })
  })
})
