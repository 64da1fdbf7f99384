import fc from 'fast-check'
import { fromBuffer } from 'osc-min'
import type { OscArgOutputOrArray, OscMessageOutput } from 'osc-min'
import { describe, expect, test } from 'vitest'
import { encodeBundle, encodePacket } from '../../../../../main/protocols/osc/encode.ts'
import type { OscMessage, OscValue } from '../../../../../shared/model/osc.ts'
import { message } from './arbitrary-osc.ts'

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
    default:
      return argument.value
  }
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
    [{ address: '/a', args: [2147483648] }, '/a\0\0,f\0\0\x4f\0\0\0'],
    [{ address: '/cue/{1,2}/*', args: [] }, '/cue/{1,2}/*\0\0\0\0,\0\0\0'],
  ])('writes %j', (sent, packet) => {
    expect(latin1(sent)).toBe(packet)
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

  test.each<[string, OscMessage, string]>([
    ['osc/bad-address', { address: 'go', args: [] }, '"go"'],
    ['osc/bad-address', { address: '/a b', args: [] }, '"/a b"'],
    ['osc/bad-address', { address: '/a\0b', args: [] }, '"/a\\u0000b"'],
    ['osc/bad-address', { address: '/cue/[1', args: [] }, '"/cue/[1"'],
    ['osc/bad-address', { address: `/${'a'.repeat(1024)}`, args: [] }, `/${'a'.repeat(39)}…`],
    ['osc/bad-type-tags', { address: '/a', types: 'i', args: [] }, '/a'],
    ['osc/bad-type-tags', { address: '/a', types: 'i', args: [1, 2] }, '/a'],
    ['osc/bad-type-tags', { address: '/a', types: '[i', args: [[1]] }, '/a'],
    ['osc/bad-type-tags', { address: '/a', types: 'q', args: [1] }, '/a'],
    ['osc/bad-argument', { address: '/a', types: 'i', args: [1.5] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'i', args: [2147483648] }, '/a args[0]'],
    ['osc/bad-argument', { address: '/a', types: 'f', args: [1e39] }, '/a args[0]'],
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
    ['osc/bad-argument', { address: '/a', args: new Array<number>(257).fill(0) }, '/a args[256]'],
    [
      'osc/bad-argument',
      { address: '/a', args: [[[[[[[[[[1]]]]]]]]]] },
      '/a args[0][0][0][0][0][0][0][0][0]',
    ],
    ['osc/too-large', { address: '/a', args: ['x'.repeat(65_536)] }, '/a'],
  ])('refuses with %s: %j', (code, sent, where) => {
    const result = encodePacket(sent)
    expect(result).toMatchObject({ ok: false, error: { code, where } })
  })
})
