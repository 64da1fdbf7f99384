import { expect, test } from 'vitest'
import { THIS_MACHINE, groupOf } from '../../../../shared/base/network-address.ts'

test.each([
  ['127.0.0.1', THIS_MACHINE],
  ['127.8.8.8', THIS_MACHINE],
  ['::1', THIS_MACHINE],
  ['::ffff:127.0.0.1', THIS_MACHINE],
  ['10.0.0.7', '10.0.0.7'],
  ['::FFFF:10.0.0.7', '10.0.0.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is of %s', (address, group) => {
  expect(groupOf(address)).toBe(group)
})
