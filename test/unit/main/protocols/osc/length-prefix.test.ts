import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LengthPrefixDecoder, lengthPrefixEncode } from '../../../../../main/protocols/osc/length-prefix.ts'

function decoder(limit: number): { frames: LengthPrefixDecoder; packets: number[][]; dropped: string[] } {
  const packets: number[][] = []
  const dropped: string[] = []
  const frames = new LengthPrefixDecoder(limit, {
    packet: (bytes) => packets.push([...bytes]),
    dropped: (reason) => dropped.push(reason),
  })
  return { frames, packets, dropped }
}

describe('length prefixes', () => {
  test('are four bytes, highest first', () => {
    expect([...lengthPrefixEncode(new Uint8Array([7, 8, 9]))]).toEqual([0, 0, 0, 3, 7, 8, 9])
  })

  test('give back packets from a stream cut anywhere', () => {
    const packet = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (sent, piece) => {
        const { frames, packets, dropped } = decoder(50)
        const stream = Buffer.concat(sent.map((bytes) => lengthPrefixEncode(Uint8Array.from(bytes))))
        for (let at = 0; at < stream.length; at += piece) frames.push(stream.subarray(at, at + piece))
        expect(packets).toEqual(sent)
        expect(dropped).toEqual([])
      }),
    )
  })

  test('of zero are skipped, and one above the limit ends the reading', () => {
    const { frames, packets, dropped } = decoder(4)
    frames.push(Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0, 5, 0, 0, 0, 1, 8]))
    frames.push(Uint8Array.from([0, 0, 0, 1, 9]))
    expect(packets).toEqual([[7]])
    expect(dropped).toEqual(['bad-frame-size'])
  })
})
