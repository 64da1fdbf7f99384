import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseSessionLine } from '../../../../main/protocols/session/line.ts'
import { rehearse } from '../../../../main/rehearsal.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { impossibleFields, payloadFields } from '../../../../main/build/payload-shape.ts'
import { isSystemEventType } from '../../../../shared/model/policies.ts'
import type { Json } from '../../../../shared/model/json.ts'

/** Every value inside a payload, by its dotted path. */
function* valuesIn(value: Json, path: readonly string[] = []): Generator<[string, Json]> {
  if (path.length > 0) yield [path.join('.'), value]
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) yield* valuesIn(inner, [...path, name])
}

const midi = (message: object) => ({
  ...{ type: 'midi.received', source: 'midi:x' },
  payload: { port: 'midi:x', message },
})

test('what has happened can happen', async () => {
  const demo = parseShow(readFileSync(new URL('../../../../assets/demo.show.json', import.meta.url)), 'demo')
  if (!demo.ok) throw new Error('the demo show is broken')
  const lines = [
    { at: 0, command: 'playlist.start', args: { id: 'warm-up' } },
    { at: 10, command: 'playlist.start', args: { id: 'none' } },
    {
      at: 50,
      type: 'osc.received',
      source: 'osc:main',
      payload: { address: '/demo/chase', args: [1, 'a', null, [true]] },
    },
    { at: 60, command: 'thrown.throw', args: { key: 'doors_open' } },
    { at: 70, ...midi({ kind: 'noteOn', channel: 1, note: 36, velocity: 9 }) },
    { at: 80, ...midi({ kind: 'control14', channel: 16, controller: 7, value: 16_383 }) },
    { at: 90, ...midi({ kind: 'clock' }) },
    { at: 95, command: 'show.panic', args: {} },
  ]
  const inputs = lines.map((line) => {
    const parsed = parseSessionLine(JSON.stringify(line), 'line')
    if (!parsed.ok) throw new Error(parsed.error.what)
    return parsed.value
  })
  const seen = new Set<string>()
  const options = { until: 5_000, startTime: 0, version: '1' }
  for await (const { type, payload } of rehearse({ show: demo.value, path: null }, inputs, options)) {
    if (!isSystemEventType(type)) continue
    seen.add(type)
    const where = Object.fromEntries(valuesIn(JSON.parse(JSON.stringify(payload)) as Json))
    for (const [field, value] of Object.entries(where)) {
      expect([type, field, impossibleFields(type, { [field]: value })]).toEqual([type, field, null])
    }
    expect(impossibleFields(type, where)).toBeNull()
  }
  expect(seen.size).toBeGreaterThan(10)
})

test("the engine's own types have known fields", () => {
  expect(payloadFields('playlist.removed')).toEqual(['playlistId', 'handle'])
  expect(payloadFields('lights.go')).toBeNull()
})
