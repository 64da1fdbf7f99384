import { expect, test } from 'vitest'
import fc from 'fast-check'
import { Lines } from '../../../../main/devices/lines.ts'

test('lines are whole however their bytes were cut', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')))
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (sent, size) => {
      const bytes = Buffer.from(sent.map((text) => `${text}\n`).join(''))
      const lines = new Lines(1_000_000)
      const heard: string[] = []
      for (let at = 0; at < bytes.length; at += size)
        heard.push(...lines.push(bytes.subarray(at, at + size))!)
      expect(heard).toEqual(sent)
    }),
  )
})

test('a line that does not end is refused when it is too long', () => {
  const lines = new Lines(10)
  expect(lines.push(Buffer.from('0123456789'))).toEqual([])
  expect(lines.push(Buffer.from('0'))).toBeNull()
})
