import { describe, expect, test } from 'vitest'
import { RepeatedTexts } from '../../../../../main/protocols/osc/repeated-texts.ts'

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const read = (texts: RepeatedTexts, text: string, from = 0): string | null => {
  const bytes = bytesOf(text)
  return texts.read(bytes, from, bytes.length)
}

describe('texts that repeat', () => {
  test('are read up to their zero, from wherever they begin', () => {
    const texts = new RepeatedTexts()
    expect(read(texts, '/fader/1\0\0\0\0,f')).toBe('/fader/1')
    expect(read(texts, 'xxxx/fader/1\0,f', 4)).toBe('/fader/1')
    expect(read(texts, '/fader/2\0')).toBe('/fader/2')
    expect(read(texts, '\0')).toBe('')
  })

  test('are told apart, also where thousands share the places', () => {
    const texts = new RepeatedTexts()
    const all = Array.from({ length: 20_000 }, (_, index) => `/${(index * 7919).toString(36)}/x`)
    expect(all.map((text) => read(texts, `${text}\0`))).toEqual(all)
    expect(all.toReversed().map((text) => read(texts, `${text}\0`))).toEqual(all.toReversed())
  })

  test('are left to others where they have no end, are long, or hold more than printable ASCII', () => {
    const texts = new RepeatedTexts()
    expect(read(texts, '/fader')).toBe(null)
    expect(read(texts, `/${'a'.repeat(63)}\0`)).toBe(`/${'a'.repeat(63)}`)
    expect(read(texts, `/${'a'.repeat(64)}\0`)).toBe(null)
    for (const odd of ['\n', '\x1f', '\x7f', '\xe9']) expect(read(texts, `/a${odd}\0`)).toBe(null)
  })
})
