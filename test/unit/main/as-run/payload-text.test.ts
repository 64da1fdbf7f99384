import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { payloadText } from '../../../../main/as-run/payload-text.ts'

describe('a payload as text', () => {
  test.each([
    [null, 'null'],
    [{}, '{}'],
    [{ level: 1, name: 'foyer "east"', on: true }, '{"level":1,"name":"foyer \\"east\\"","on":true}'],
    [[1, [2, { a: null }]], '[1,[2,{"a":null}]]'],
    [Number.NaN, 'null'],
    [undefined, '"…"'],
    [12345678901234567890n, '"12345678901234567890"'],
    [{ big: 12345678901234567890n }, '{"big":"12345678901234567890"}'],
  ])('that fits is plain JSON, case %#', (payload, text) => {
    expect(payloadText(payload)).toBe(text)
  })

  test('a text that is too long ends in a mark', () => {
    expect(payloadText({ note: 'x'.repeat(10_000), level: 3 })).toMatch(
      /^\{"note":"x{900,1100}…","level":3\}$/,
    )
  })

  test('a list that is too long tells how many are left out', () => {
    const steps = Array.from({ length: 100_000 }, (_, offset) => ({ offset, type: 'osc.send' }))
    const text = payloadText({ runId: 'intro#1', steps, stepCount: 100_000 })
    const { runId, steps: kept, stepCount } = JSON.parse(text) as Record<string, unknown[]>
    expect([runId, kept![0], stepCount]).toEqual(['intro#1', { offset: 0, type: 'osc.send' }, 100_000])
    expect(kept!.at(-1)).toBe(`… ${100_000 - (kept!.length - 1)} more`)
    expect(text.length).toBeLessThan(2048)
    expect(kept!.length).toBeGreaterThan(20)
  })

  test('an object with too many fields tells how many are left out', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, index]))
    const kept = JSON.parse(payloadText(many)) as Record<string, unknown>
    expect(kept['field0']).toBe(0)
    expect(kept['…']).toBe(`${5000 - (Object.keys(kept).length - 1)} more`)
  })

  test('whatever it is, it is JSON of at most 2048 characters, and whole where it fits', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), fc.nat(4000), (value, padding) => {
        const payload = { value, padding: '\u0001"\\é'.repeat(padding / 4) }
        const text = payloadText(payload)
        const whole = JSON.stringify(payload)
        expect(text.length).toBeLessThanOrEqual(2048)
        expect(() => void JSON.parse(text)).not.toThrow()
        if (whole.length <= 1000) expect(text).toBe(whole)
      }),
    )
  })
})
