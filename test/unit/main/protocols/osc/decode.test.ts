import fc from 'fast-check'
import { toBuffer } from 'osc-min'
import { describe, expect, test } from 'vitest'
import { decodePacket } from '../../../../../main/protocols/osc/decode.ts'
import { encodeBundle, encodePacket } from '../../../../../main/protocols/osc/encode.ts'
import type { OscPacket } from '../../../../../main/protocols/osc/packet.ts'
import { isBundle } from '../../../../../main/protocols/osc/packet.ts'
import { message } from './arbitrary-osc.ts'
import { runs } from '../../../../support/property-runs.ts'

/** Bytes written as text, `.` for zero; `\xNN` for others. */
const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll('.', '\0'), 'latin1')

function decoded(packet: Uint8Array): unknown {
  const result = decodePacket(packet)
  return result.ok ? result.value : result.error.reason
}

function encoded(packet: OscPacket): Uint8Array {
  const result = isBundle(packet) ? encodeBundle(packet) : encodePacket(packet)
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}

describe('a message', () => {
  test.each([
    ['/go.', { address: '/go', types: '', args: [] }],
    ['/go.,...', { address: '/go', types: '', args: [] }],
    ['/a..,i..\x00\x00\x00\x07', { address: '/a', types: 'i', args: [7] }],
    ['/a..,i..\xff\xff\xff\xfe', { address: '/a', types: 'i', args: [-2] }],
    ['/a..,f..\x3f\x00\x00\x00', { address: '/a', types: 'f', args: [0.5] }],
    ['/a..,f..\x3f\x33\x33\x33', { address: '/a', types: 'f', args: [0.7] }],
    ['/a..,f..\x3d\xcc\xcc\xcd', { address: '/a', types: 'f', args: [0.1] }],
    ['/a..,f..\x3f\x80\0\x01', { address: '/a', types: 'f', args: [1.0000001] }],
    ['/a..,f..\x4f\x80\0\0', { address: '/a', types: 'f', args: [4294967296] }],
    ['/a..,[f]....\x3f\x33\x33\x33', { address: '/a', types: '[f]', args: [[0.7]] }],
    ['/a..,d..\x3f\xe6\x66\x66\x60\0\0\0', { address: '/a', types: 'd', args: [0.699999988079071] }],
    ['/a b#c..', { address: '/a b#c', types: '', args: [] }],
    ['/matrix[3]/on...', { address: '/matrix[3]/on', types: '', args: [] }],
    ['/a..,s..hi..', { address: '/a', types: 's', args: ['hi'] }],
    ['/a..,s..four....', { address: '/a', types: 's', args: ['four'] }],
    ['/a..,TFNI...', { address: '/a', types: 'TFNI', args: [true, false, null, 1] }],
    ['/a..,b..\0\0\0\x03abc.', { address: '/a', types: 'b', args: [{ blob: 'YWJj' }] }],
    ['/a..,h..\0\0\0\x01\0\0\0\x02', { address: '/a', types: 'h', args: [4294967298] }],
    [
      '/a..,h..\x7f\xff\xff\xff\xff\xff\xff\xff',
      { address: '/a', types: 'h', args: ['9223372036854775807'] },
    ],
    ['/a..,h..\xff\xff\xff\xff\xff\xff\xff\xff', { address: '/a', types: 'h', args: [-1] }],
    ['/a..,t..\0\0\0\x02\x80\0\0\0', { address: '/a', types: 't', args: [[2, 2147483648]] }],
    ['/a..,c..\0\0\0A', { address: '/a', types: 'c', args: ['A'] }],
    ['/a..,r..\xff\x80\x01\x7f', { address: '/a', types: 'r', args: [[255, 128, 1, 127]] }],
    ['/a..,m..\x01\x90\x3c\x40', { address: '/a', types: 'm', args: [[1, 144, 60, 64]] }],
    ['/a..,[T[F]]N....', { address: '/a', types: '[T[F]]N', args: [[true, [false]], null] }],
    ['/a..,[].', { address: '/a', types: '[]', args: [[]] }],
  ])('%j is read', (packet, value) => {
    expect(decoded(bytes(packet))).toEqual(value)
  })

  test('without anything after its address has no arguments, also within a bundle', () => {
    const message = { address: '/go', types: '', args: [] }
    expect(decoded(bytes('/go.'))).toEqual(message)
    const packet = '#bundle.\0\0\0\0\0\0\0\x01\0\0\0\x04/go.\0\0\0\x04/go.'
    expect(decoded(bytes(packet))).toEqual({ timeTag: [0, 1], packets: [message, message] })
  })

  test('may hold as many arguments as a packet has room for', () => {
    const ints = Buffer.alloc(512 * 4)
    for (let channel = 0; channel < 512; channel += 1) ints.writeInt32BE(channel % 256, channel * 4)
    const frame = Buffer.concat([bytes(`/dmx....,${'i'.repeat(512)}...`), ints])
    const args = Array.from({ length: 512 }, (_, channel) => channel % 256)
    expect(decoded(frame)).toEqual({ address: '/dmx', types: 'i'.repeat(512), args })
    const full = decoded(bytes(`/a..,${'T'.repeat(65_530)}.`)) as { args: unknown[] }
    expect(full.args).toHaveLength(65_530)
  })

  test('may be followed by bytes that no type tag describes', () => {
    expect(decoded(bytes('/a..,T......'))).toEqual({ address: '/a', types: 'T', args: [true] })
  })
})

describe('a malformed packet is refused with its reason', () => {
  const nested = (depth: number): OscPacket =>
    depth === 0 ? { address: '/a', args: [] } : { timeTag: [0, 1], packets: [nested(depth - 1)] }
  const raw = (depth: number): Buffer => {
    if (depth === 0) return Buffer.from('/a\0\0')
    const inner = raw(depth - 1)
    const head = Buffer.from('#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\0', 'latin1')
    head.writeInt32BE(inner.length, 16)
    return Buffer.concat([head, inner])
  }

  test.each([
    ['empty', ''],
    ['not-aligned', '/a.'],
    ['bad-address', 'abc.'],
    ['bad-address', '....'],
    ['bad-address', `/${'a'.repeat(1026)}.`],
    ['bad-address', '/a\n.'],
    ['unterminated', '/abc'],
    ['unterminated', '/a..,iii'],
    ['unterminated', '/a..,s..'],
    ['unterminated', '/a..,s..abcd'],
    ['bad-type-tag', '/a..,x..\0\0\0\x07'],
    ['bad-type-tag', '/a..,[i.\0\0\0\x07'],
    ['bad-type-tag', '/a..,i].\0\0\0\x07'],
    ['truncated', '/a..,i..'],
    ['truncated', '/a..,ii.\0\0\0\x07'],
    ['truncated', '/a..,d..\0\0\0\x07'],
    ['bad-blob-size', '/a..,b..\0\0\0\x05abcd'],
    ['bad-blob-size', '/a..,b..\xff\xff\xff\xffabcd'],
    ['bad-blob-size', '/a..,b..\x7f\xff\xff\xffabcd'],
    ['bad-value', '/a..,f..\x7f\x80\0\0'],
    ['bad-value', '/a..,f..\x7f\xc0\0\0'],
    ['bad-value', '/a..,c..\0\x01\xf6\0'],
    ['bad-bundle', '#bundel.\0\0\0\0\0\0\0\x01'],
    ['truncated', '#bundle.\0\0\0\0'],
    ['bad-bundle-size', '#bundle.\0\0\0\0\0\0\0\x01\0\0\0\x08/a..'],
    ['bad-bundle-size', '#bundle.\0\0\0\0\0\0\0\x01\xff\xff\xff\xfc/a..'],
    ['bad-bundle-size', '#bundle.\0\0\0\0\0\0\0\x01\0\0\0\0/a..'],
    ['bad-bundle-size', '#bundle.\0\0\0\0\0\0\0\x01\0\0\0\x03/a..'],
    ['no-type-tags', '/a..\0\0\0\x07'],
    ['no-type-tags', '/cuewright/playlist/x/start.\0\0\0\0'],
    ['no-type-tags', '/go.hi..'],
    ['no-type-tags', '/go.,...\0\0\0\0'],
    ['no-type-tags', '/go.\0,i.\0\0\0\0'],
    ['no-type-tags', '#bundle.\0\0\0\0\0\0\0\x01\0\0\0\x08/a..\0\0\0\0'],
    ['truncated', `/dmx....,${'i'.repeat(512)}...\0\0\0\0`],
    ['too-deep', `/a..,${'['.repeat(9)}${']'.repeat(9)}.`],
    ['too-many-arrays', `/a..,${'[T]'.repeat(1025)}....`],
    ['too-deep', Buffer.from(raw(9)).toString('latin1')],
  ])('%s (case %#)', (reason, packet) => {
    expect(decoded(bytes(packet))).toBe(reason)
  })

  test('too-large: more than 64 KiB', () => {
    expect(decoded(new Uint8Array(65_540))).toBe('too-large')
  })

  test('but arrays eight deep and bundles eight deep are read', () => {
    expect(decoded(bytes(`/a..,${'['.repeat(8)}${']'.repeat(8)}...`))).toMatchObject({ address: '/a' })
    expect(decoded(encoded(nested(8)))).toMatchObject({ timeTag: [0, 1] })
  })
})

describe('decoding', () => {
  test('gives back what was encoded', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decoded(encoded(sent))).toEqual(sent)
      }),
    )
  })

  test('gives a 32-bit float as a decimal that is sent back as the identical float', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (float) => {
        const sent = Buffer.from('/a\0\0,f\0\0\0\0\0\0', 'latin1')
        sent.writeFloatBE(float, 8)
        expect(Buffer.from(encoded(decoded(sent) as OscPacket)).equals(sent)).toBe(true)
      }),
      runs(5000),
    )
  })

  test('gives back bundles in bundles', () => {
    const tag = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff))
    const { bundle } = fc.letrec<{ bundle: OscPacket }>((tie) => ({
      bundle: fc.record({
        timeTag: tag,
        packets: fc.array(fc.oneof({ maxDepth: 4 }, message, tie('bundle')), { maxLength: 3 }),
      }),
    }))
    fc.assert(
      fc.property(bundle, (sent) => {
        expect(decoded(encoded(sent))).toEqual(sent)
      }),
    )
  })

  test('survives JSON unchanged', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const received = decoded(encoded(sent))
        expect(JSON.parse(JSON.stringify(received))).toEqual(received)
      }),
    )
  })

  test('reads what another implementation wrote', () => {
    const packet = toBuffer({
      address: '/mix',
      args: [
        { type: 'integer', value: -5 },
        { type: 'float', value: 0.25 },
        { type: 'string', value: 'größe' },
        { type: 'bigint', value: -(2n ** 62n) },
        { type: 'blob', value: new Uint8Array([1, 2, 3, 4, 5]) },
        {
          type: 'array',
          value: [{ type: 'true' }, { type: 'array', value: [{ type: 'double', value: 1e-9 }] }],
        },
        { type: 'timetag', value: [3, 4] },
        { type: 'midi', value: [1, 2, 3, 4] },
      ],
    })
    expect(decoded(new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength))).toEqual({
      address: '/mix',
      types: 'ifshb[T[d]]tm',
      args: [
        -5,
        0.25,
        'größe',
        '-4611686018427387904',
        { blob: 'AQIDBAU=' },
        [true, [1e-9]],
        [3, 4],
        [1, 2, 3, 4],
      ],
    })
  })

  test('never throws, whatever the bytes', () => {
    const start = fc.constantFrom('', '/a\0\0', '/a\0\0,', '#bundle\0', '#bundle\0\0\0\0\0\0\0\0\x01')
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        const packet = Buffer.concat([Buffer.from(head, 'latin1'), tail])
        expect(decodePacket(packet)).toHaveProperty('ok')
        expect(decodePacket(packet.subarray(0, packet.length & ~3))).toHaveProperty('ok')
      }),
      runs(3000),
    )
  })

  test('of a damaged packet reads nothing from beyond its bytes', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(message, damage, fc.nat(), (sent, changes, cut) => {
        const packet = encoded({ timeTag: [0, 1], packets: [sent, sent] })
        for (const [at, value] of changes) packet[at % packet.length] = value
        const length = cut % 3 === 0 ? (cut % packet.length) & ~3 : packet.length
        // The same bytes inside two larger buffers that differ all around them, each after another packet.
        const readAmong = (filler: number): unknown => {
          decodePacket(new Uint8Array(65_536).fill(filler))
          const around = Buffer.alloc(packet.length + 128, filler)
          around.set(packet.subarray(0, length), 61)
          return decodePacket(around.subarray(61, 61 + length))
        }
        expect(readAmong(0x41)).toEqual(readAmong(0))
      }),
      runs(2000),
    )
  })

  test('leaves the bytes it was given alone', () => {
    const packet = encoded({ address: '/a', args: [1, 'b', { blob: 'YWJj' }] })
    const before = packet.slice()
    decodePacket(packet)
    expect(packet).toEqual(before)
  })
})
