import { expect, test } from 'vitest'
import {
  REPORT,
  decodeReport,
  encodeAnchor,
  encodeEmission,
  encodeSendFailure,
} from '../../../../main/playlists/reports.ts'

test('an emission crosses unchanged', () => {
  const emission = { run: 4_000_000_000, index: 999_999, dueAt: 1234.5678, reachedAt: 1234.6, direct: true }
  expect(decodeReport(REPORT.emitted, encodeEmission(emission).slice())).toEqual({
    kind: 'emitted',
    emission,
  })
})

test('an anchor crosses unchanged, and a stop with whether the run completed', () => {
  const anchor = { at: 1e9 + 0.125, position: 0.5, rate: 1.25, state: 'paused' } as const
  expect(decodeReport(REPORT.anchored, encodeAnchor(7, anchor, false).slice())).toEqual({
    kind: 'anchored',
    run: 7,
    anchor,
  })
  const stopped = { ...anchor, state: 'stopped' } as const
  expect(decodeReport(REPORT.stopped, encodeAnchor(8, stopped, true).slice())).toEqual({
    kind: 'stopped',
    run: 8,
    anchor: stopped,
    completed: true,
  })
})

test('a long failure message is cut, not refused', () => {
  const report = decodeReport(REPORT.sendFailed, encodeSendFailure('desk', 'é'.repeat(1000)).slice())
  expect(report).toMatchObject({ kind: 'sendFailed', target: 'desk' })
  expect((report as { message: string }).message).toMatch(/^é{200,}$/)
})
