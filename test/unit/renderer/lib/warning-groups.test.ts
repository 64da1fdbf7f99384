import { expect, test } from 'vitest'
import { grouped, sinceText } from '../../../../renderer/lib/warning-groups.ts'
import type { StandingWarning } from '../../../../shared/model/health.ts'

const warning = (id: string, where: string, device?: string): StandingWarning => ({
  id,
  code: 'test/x',
  what: id,
  where,
  next: 'look',
  since: 1_700_000_000_000,
  times: 1,
  isNow: true,
  happened: false,
  ...(device !== undefined && { about: { kind: 'device', id: device } }),
})

test('one device, one output, one card, in the order of their first warning', () => {
  const pad = 'hid:054c:09cc:1'
  const groups = grouped([
    warning('device.pad.missing', 'Pad (hid:054c:09cc:1)', pad),
    warning('osc.target.desk.failing', 'OSC target desk (10.0.0.5:8000)'),
    warning('device.pad.rejected', 'Pad, renamed (hid:054c:09cc:1)', pad),
    warning('osc.target.desk.dropping', 'OSC target desk (10.0.0.5:8000)'),
    warning('playlists.late', 'playlists'),
  ])
  expect(
    groups.map(({ where, about, warnings }) => [where, about?.id ?? null, warnings.map(({ id }) => id)]),
  ).toEqual([
    ['Pad (hid:054c:09cc:1)', pad, ['device.pad.missing', 'device.pad.rejected']],
    ['OSC target desk (10.0.0.5:8000)', null, ['osc.target.desk.failing', 'osc.target.desk.dropping']],
    ['playlists', null, ['playlists.late']],
  ])
})

test('a warning says since when it stands, and that it came and went where it did', () => {
  const since = new Date(2026, 10, 27, 20, 14, 3).getTime()
  expect(sinceText({ since, times: 1, isNow: true, happened: false })).toBe('since 20:14:03')
  expect(sinceText({ since, times: 1, isNow: false, happened: false })).toBe(
    'since 20:14:03, not at this moment',
  )
  expect(sinceText({ since, times: 5, isNow: true, happened: false })).toBe('since 20:14:03, came 5 times')
  expect(sinceText({ since, times: 1, isNow: false, happened: true })).toBe('at 20:14:03')
})
