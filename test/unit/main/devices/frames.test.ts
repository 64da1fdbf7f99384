import { expect, test } from 'vitest'
import fc from 'fast-check'
import { Frames, framed } from '../../../../main/devices/frames.ts'

test('frames are whole however their bytes were cut', () => {
  const contents = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }))
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 400 }), (sent, size) => {
      const bytes = Buffer.concat(sent.map(framed))
      const frames = new Frames(1_000)
      const heard: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size)
        heard.push(...frames.push(bytes.subarray(at, at + size))!.map((frame) => Uint8Array.from(frame)))
      expect(heard).toEqual(sent)
    }),
  )
})

test('text is a frame of its bytes', () => {
  expect(new Frames(10).push(framed('ä'))).toEqual([Uint8Array.of(0xc3, 0xa4)])
})

test.each([
  ['empty', [0, 0, 0, 0]],
  ['too long', [11, 0, 0, 0]],
  ['longer than any', [255, 255, 255, 255]],
])('a frame that is %s is refused before its bytes have come', (_, head) => {
  expect(new Frames(10).push(Uint8Array.from(head))).toBeNull()
})
