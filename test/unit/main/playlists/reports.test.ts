import { expect, test } from 'vitest'
import {
  REPORT,
  decodeReport,
  encodeAnchored,
  encodeCaughtUp,
  encodeEmission,
  encodeSendFailure,
  encodeSlept,
  encodeStopped,
} from '../../../../main/playlists/reports.ts'

test.each([
  { direct: true, holds: false, madeUpFor: false },
  { direct: false, holds: true, madeUpFor: false },
  { direct: true, holds: false, madeUpFor: true },
  { direct: false, holds: false, madeUpFor: false },
])('an emission crosses unchanged: %o', (bits) => {
  const place = { run: 4_000_000_000, timeline: 3_000_000_000, index: 999_999 }
  const emission = { ...place, dueAt: 1234.5678, reachedAt: 1234.6, ...bits }
  expect(decodeReport(REPORT.emitted, encodeEmission(emission).slice())).toEqual({
    kind: 'emitted',
    emission,
  })
})

test.each([true, false])('an anchor crosses unchanged, with whether its run is asking: %s', (asking) => {
  const anchor = { at: 1e9 + 0.125, position: 0.5, rate: 1.25, state: 'paused' } as const
  expect(decodeReport(REPORT.anchored, encodeAnchored(7, anchor, asking).slice())).toEqual({
    kind: 'anchored',
    run: 7,
    anchor,
    asking,
  })
})

test.each(['stopped', 'completed', 'emissions', 'seconds'] as const)(
  'a stop crosses with how the run ended: %s',
  (ending) => {
    const anchor = { at: 10, position: 4, rate: 1, state: 'stopped' } as const
    expect(decodeReport(REPORT.stopped, encodeStopped(8, anchor, ending).slice())).toEqual({
      kind: 'stopped',
      run: 8,
      anchor,
      ending,
    })
  },
)

test.each(['gap', 'runnerLost', 'seek'] as const)('what a run caught up on crosses unchanged: %s', (why) => {
  const caughtUp = { run: 4_000_000_000, why, from: 0.125, to: 2.5e9, sent: 100_000, skipped: 999_999 }
  expect(decodeReport(REPORT.caughtUp, encodeCaughtUp(caughtUp).slice())).toEqual({
    kind: 'caughtUp',
    caughtUp,
  })
})

test('that a run slept crosses with where it stands and for how long', () => {
  const anchor = { at: 1e9 + 0.125, position: 0.5, rate: 1.25, state: 'paused' } as const
  expect(decodeReport(REPORT.slept, encodeSlept(9, anchor, 28_800_000.5).slice())).toEqual({
    kind: 'slept',
    run: 9,
    anchor,
    sleptMs: 28_800_000.5,
  })
})

test('a long failure message is cut, not refused', () => {
  const report = decodeReport(REPORT.sendFailed, encodeSendFailure('desk', 'é'.repeat(1000), 7).slice())
  expect(report).toMatchObject({ kind: 'sendFailed', target: 'desk', run: 7 })
  expect((report as { message: string }).message).toMatch(/^é{200,}$/)
})
