import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SlipDecoder, slipEncode } from '../../../../../main/protocols/osc/slip.ts'

function decoder(limit: number): { slip: SlipDecoder; packets: number[][]; dropped: string[] } {
  const packets: number[][] = []
  const dropped: string[] = []
  const slip = new SlipDecoder(limit, {
    packet: (bytes) => packets.push([...bytes]),
    dropped: (reason) => dropped.push(reason),
  })
  return { slip, packets, dropped }
}

describe('SLIP', () => {
  test('puts END around a packet and escapes END and ESCAPE inside it', () => {
    expect([...slipEncode(new Uint8Array([1, 0xc0, 2, 0xdb]))]).toEqual([
      0xc0, 1, 0xdb, 0xdc, 2, 0xdb, 0xdd, 0xc0,
    ])
  })

  test('gives back packets from a stream cut anywhere', () => {
    const special = fc.oneof(fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd), fc.integer({ min: 0, max: 255 }))
    const packet = fc.array(special, { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (sent, piece) => {
        const { slip, packets, dropped } = decoder(50)
        const stream = Buffer.concat(sent.map((bytes) => slipEncode(Uint8Array.from(bytes))))
        for (let at = 0; at < stream.length; at += piece) slip.push(stream.subarray(at, at + piece))
        expect(packets).toEqual(sent)
        expect(dropped).toEqual([])
      }),
    )
  })

  test('takes packets that share one END, or come without a leading one', () => {
    const { slip, packets } = decoder(10)
    slip.push(Uint8Array.from([1, 0xc0, 2, 0xc0, 0xc0, 3, 0xc0]))
    expect(packets).toEqual([[1], [2], [3]])
  })

  test.each([
    ['an unknown escape', [1, 0xdb, 5, 6]],
    ['an escape at the end', [1, 0xdb]],
  ])('drops a frame with %s, and only that one', (_, frame) => {
    const { slip, packets, dropped } = decoder(10)
    slip.push(Uint8Array.from([0xc0, ...frame, 0xc0, 7, 0xc0]))
    expect(dropped).toEqual(['bad-escape'])
    expect(packets).toEqual([[7]])
  })

  test('drops a frame above the limit once, and goes on with the next', () => {
    const { slip, packets, dropped } = decoder(4)
    slip.push(Uint8Array.from([1, 2, 3, 4, 0xc0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xc0, 8, 0xc0]))
    expect(packets).toEqual([[1, 2, 3, 4], [8]])
    expect(dropped).toEqual(['frame-too-large'])
  })
})
