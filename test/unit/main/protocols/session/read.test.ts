import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSession } from '../../../../../main/protocols/session/read.ts'
import { runs } from '../../../../support/property-runs.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function* chunksOf(whole: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield await Promise.resolve(whole.subarray(at, at + size))
}

/** `at` of each line, or where and why it was refused. */
async function read(whole: Uint8Array, size = 16): Promise<string[]> {
  const told: string[] = []
  for await (const { line } of readSession(chunksOf(whole, size), 'take.jsonl')) {
    told.push(line.ok ? `${line.value.at}` : `${line.error.where} ${line.error.code}`)
  }
  return told
}

const key = (at: number, typed = 'ä'): string =>
  `{"at":${at},"type":"key.received","source":"keyboard:window","payload":{"code":"KeyA","key":"${typed}","pressed":true}}`

test('lines are read whatever the pieces they come in', async () => {
  const whole = bytes([key(0), key(1), '', key(2), ''].join('\r\n'))
  for (const size of [1, 2, 3, 100, 10_000]) expect(await read(whole, size)).toEqual(['0', '1', '2'])
})

test('the last line needs no line break, and a byte order mark is no mistake', async () => {
  expect(await read(bytes(`\ufeff${key(0)}\n${key(1)}`))).toEqual(['0', '1'])
})

test('wherever a crash cuts a session off, its whole lines are read and nothing is refused', async () => {
  const whole = bytes([key(0), key(1, '{\\"'), key(2, '}'), ''].join('\n'))
  const ends = [key(0), key(1, '{\\"'), key(2, '}')].map((line) => bytes(line).length)
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), fc.integer({ min: 1, max: 40 }), async (cut, size) => {
      let line = 0
      let end = ends[0]!
      while (line < 3 && end <= cut) {
        line += 1
        end += 1 + (ends[line] ?? 0)
      }
      expect(await read(whole.subarray(0, cut), size)).toEqual(['0', '1', '2'].slice(0, line))
    }),
    runs(500),
  )
})

describe('a mistake is told with its line', () => {
  test.each([
    [
      'a last line without a line break',
      `${key(0)}\n{"at":5,"type":}`,
      ['0', 'take.jsonl:2 session/not-json'],
    ],
    ['a half line in the middle', `{"at":5,\n${key(1)}\n`, ['take.jsonl:1 session/not-json', '1']],
    ['text that is no JSON at the end', 'hello', ['take.jsonl:1 session/not-json']],
  ])('%s', async (_, text, expected) => {
    expect(await read(bytes(text))).toEqual(expected)
  })

  test('bytes that are no text', async () => {
    expect(await read(Uint8Array.of(0xff, 0xfe, 0x7b, 0x0a))).toEqual(['take.jsonl:1 session/not-text'])
  })

  test('a line without end is not gathered for ever', async () => {
    const told = await read(new Uint8Array(6_000_000).fill(0x7b), 100_000)
    expect(told).toEqual(['take.jsonl:1 session/line-too-long'])
  })
})
