import { expect, test } from 'vitest'
import { grouped } from '../../../../renderer/lib/warning-groups.ts'
import type { HealthWarning } from '../../../../shared/model/payload/health.ts'

const warning = (id: string, where: string, device?: string): HealthWarning => ({
  id,
  code: 'test/x',
  what: id,
  where,
  next: 'look',
  ...(device === undefined ? {} : { device }),
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
  expect(groups.map(({ where, device, warnings }) => [where, device, warnings.map(({ id }) => id)])).toEqual([
    ['Pad (hid:054c:09cc:1)', pad, ['device.pad.missing', 'device.pad.rejected']],
    ['OSC target desk (10.0.0.5:8000)', null, ['osc.target.desk.failing', 'osc.target.desk.dropping']],
    ['playlists', null, ['playlists.late']],
  ])
})
