import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReportDecoder } from '../../../../../main/peripherals/hid/decode.ts'
import { DESCRIPTOR_LIMITS, parseDescriptor } from '../../../../../main/peripherals/hid/descriptor.ts'
import { PLAIN_NAMING, genericLayout } from '../../../../../main/peripherals/hid/generic.ts'
import { RECORDINGS, readRecording } from '../../../../support/hid-recordings.ts'
import { runs } from '../../../../support/property-runs.ts'

const recordings = RECORDINGS.map(readRecording)
const descriptors = recordings.flatMap(({ descriptor }) => (descriptor === null ? [] : [descriptor]))
const reports = recordings.flatMap((recording) => recording.reports.map(([, report]) => report))

/** A sound input with a few bytes changed, cut, repeated or put in: what gets past the first checks. */
const mutated = (inputs: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      input: fc.constantFrom(...inputs),
      changes: fc.array(
        fc.record({
          how: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
          at: fc.nat(511),
          byte: fc.nat(255),
          length: fc.nat(16),
        }),
        { minLength: 1, maxLength: 8 },
      ),
    })
    .map(({ input, changes }) => {
      let bytes = [...input]
      for (const { how, at, byte, length } of changes) {
        const where = bytes.length === 0 ? 0 : at % bytes.length
        const piece = bytes.slice(where, where + length)
        if (how === 'set') bytes[where] = byte
        else if (how === 'cut') bytes.splice(where, length)
        else if (how === 'insert') bytes.splice(where, 0, byte)
        else bytes = [...bytes.slice(0, where), ...piece, ...bytes.slice(where)]
      }
      return Uint8Array.from(bytes)
    })

const anyDescriptor = fc.oneof(fc.uint8Array({ maxLength: 512 }), mutated(descriptors))
const anyReport = fc.oneof(fc.uint8Array({ maxLength: 128 }), mutated(reports))

test('whatever a descriptor holds, it is refused in words or read within its bounds', () => {
  fc.assert(
    fc.property(anyDescriptor, (bytes) => {
      const parsed = parseDescriptor(bytes)
      if (!parsed.ok) {
        expect(parsed.error.what).not.toBe('')
        return
      }
      const { fields, reportBytes } = parsed.value
      expect(fields.length).toBeLessThanOrEqual(DESCRIPTOR_LIMITS.fields)
      for (const [, length] of reportBytes) expect(length).toBeLessThanOrEqual(DESCRIPTOR_LIMITS.reportBytes)
      for (const { reportId, bit, size, count } of fields) {
        expect(bit + size * count).toBeLessThanOrEqual(8 * (reportBytes.get(reportId) as number))
      }
      const controls = genericLayout(parsed.value, PLAIN_NAMING).reports.flatMap((report) => report.fields)
      expect(controls.length).toBeLessThanOrEqual(512)
      const names = controls.flatMap((field) => (field.kind === 'selector' ? [] : [field.name]))
      expect(new Set(names).size).toBe(names.length)
    }),
    runs(3_000),
  )
})

test('whatever a device says of itself and then sends, values keep to their ranges', () => {
  fc.assert(
    fc.property(anyDescriptor, fc.array(anyReport, { maxLength: 20 }), (bytes, sent) => {
      const parsed = parseDescriptor(bytes)
      if (!parsed.ok) return
      const controls = new Set<string>()
      const decoder = new ReportDecoder(genericLayout(parsed.value, PLAIN_NAMING), (control, kind, value) => {
        controls.add(control)
        if (kind === 'button') expect([0, 1]).toContain(value)
        if (kind === 'axis') expect(Math.abs(value)).toBeLessThanOrEqual(1)
        if (kind === 'hat') expect([-1, 0, 1, 2, 3, 4, 5, 6, 7]).toContain(value)
        expect(Number.isFinite(value)).toBe(true)
      })
      for (const report of sent) {
        expect(['truncated', 'oversized', 'unknown-report', null]).toContain(decoder.decode(report))
      }
      decoder.release()
      const most = sent.reduce((sum, { length }) => sum + 8 * length, 512)
      expect(controls.size).toBeLessThanOrEqual(most)
    }),
    runs(2_000),
  )
})
