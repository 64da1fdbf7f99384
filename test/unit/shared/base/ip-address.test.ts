import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalAddress, parseAddress } from '../../../../shared/base/ip-address.ts'
import { runs } from '../../../support/property-runs.ts'

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::FFFF:a00:7', '10.0.0.7'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
  ['2001:DB8:0:0::0012', '2001:db8:0:0:0:0:0:12'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0:0:0:c000:201'],
])('%s is %s', (written, canonical) => {
  expect(canonicalAddress(written)).toBe(canonical)
})

test.each([
  '',
  'desk',
  '10.0.0',
  '10.0.0.300',
  '10.0.0.7.1',
  '10.0..7',
  ':',
  ':::',
  '1::2::3',
  '1:2:3',
  '1:2:3:4:5:6:7:8:9',
  '010.0.0.7',
  '10.0.0.7%eth0',
  'fe80::1%',
  'fe80::1%eth0%1',
  '1.2.3.4::',
])('%j is no address', (text) => {
  expect(canonicalAddress(text)).toBe(null)
})

test('bytes stand in the order of the network', () => {
  expect(parseAddress('127.0.0.1')).toEqual(new Uint8Array([127, 0, 0, 1]))
  expect(parseAddress('fe80::2')).toEqual(
    new Uint8Array([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]),
  )
})

test('addresses are those that the system knows', () => {
  const pieces = fc.array(
    fc.constantFrom('0', '1', '01', '255', '256', 'ff', 'fffff', '1.2.3.4', ':', '::', '.', '%', 'e'),
    { maxLength: 18 },
  )
  const text = fc.oneof(
    pieces.map((parts) => parts.join('')),
    fc.ipV4(),
    fc.ipV6(),
  )
  fc.assert(
    fc.property(text, (sample) => {
      const bytes = parseAddress(sample)?.length ?? 0
      expect([sample, bytes === 4 ? 4 : bytes === 16 ? 6 : 0]).toEqual([sample, isIP(sample)])
    }),
    runs(20_000),
  )
})
