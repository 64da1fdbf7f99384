import { describe, expect, test } from 'vitest'
import { TableScan, placeInTable } from '../../../../../main/outputs/osc/socket-table.ts'
import { Unacknowledged } from '../../../../../main/outputs/osc/unacknowledged.ts'
import { monotonicMs } from '../../../../../shared/base/clock.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n'
/** As Linux 6 printed them: a listener, a connection whose cable was pulled, and one that has closed. */
const TABLE =
  HEAD +
  '   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1681 1 00000000766eaf57 100 0 0 10 0                      \n' +
  '   1: 0107D50A:A0DE 0207D50A:1388 01 0000000F:00000000 01:000000EE 00000004     0        0 14569 2 000000006d06d88a 326 0 0 1 -1                     \n' +
  '   2: 0107D50A:A0E0 0207D50A:1388 04 00000001:00000000 01:00000011 00000000     0        0 0 3 000000006d06d88b 20 0 0 10 -1                     \n'
const TABLE_6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
  '   0: 00000000000000000000000001000000:B3F2 00000000000000000000000001000000:2328 01 00000007:00000000 01:00000013 00000000     0        0 30125 2 0000000034b0cbd7 20 4 30 10 -1\n' +
  '   1: 0000000000000000FFFF00000107D50A:A0DE 0000000000000000FFFF00000207D50A:1388 08 00000000:00000000 00:00000000 00000000     0        0 30126 1 0000000034b0cbd8 20 4 30 10 -1\n'

const desk = { localAddress: '10.213.7.1', localPort: 0xa0de, remoteAddress: '10.213.7.2', remotePort: 5000 }
const key = (at: typeof desk): string => placeInTable(at, 'LE')?.key ?? 'none'

function scan(text: string, ...keys: string[]): [string, number][] {
  const found = new TableScan(new Set(keys))
  found.push(text)
  return [...found.found]
}

describe('the place of a connection in the table', () => {
  test('is its addresses as the processor holds them', () => {
    expect(placeInTable(desk, 'LE')).toEqual({ table: '/proc/net/tcp', key: '0107D50A:A0DE 0207D50A:1388' })
    expect(placeInTable(desk, 'BE')?.key).toBe('0AD50701:A0DE 0AD50702:1388')
    const six = { localAddress: '::1', localPort: 0xb3f2, remoteAddress: '::1', remotePort: 9000 }
    expect(placeInTable(six, 'LE')).toEqual({
      table: '/proc/net/tcp6',
      key: '00000000000000000000000001000000:B3F2 00000000000000000000000001000000:2328',
    })
    const linkLocal = { ...six, localAddress: 'fe80::1%eth0', remoteAddress: 'fe80::a:b%eth0' }
    expect(key(linkLocal)).toBe('000080FE000000000000000001000000:B3F2 000080FE00000000000000000B000A00:2328')
  })

  test('is none where an address is none', () => {
    expect(placeInTable({ ...desk, localAddress: '' }, 'LE')).toBe(null)
    expect(placeInTable({ ...desk, remoteAddress: '::1' }, 'LE')).toBe(null)
  })
})

describe('the table', () => {
  test('tells what is unacknowledged', () => {
    expect(scan(TABLE, key(desk))).toEqual([['0107D50A:A0DE 0207D50A:1388', 15]])
  })

  test('tells it of IPv6, and of IPv4 inside it', () => {
    const mapped = { ...desk, localAddress: '::ffff:10.213.7.1', remoteAddress: '::ffff:10.213.7.2' }
    expect(placeInTable(mapped, 'LE')?.table).toBe('/proc/net/tcp6')
    expect(
      scan(
        TABLE_6,
        key(mapped),
        '00000000000000000000000001000000:B3F2 00000000000000000000000001000000:2328',
      ),
    ).toEqual([
      ['00000000000000000000000001000000:B3F2 00000000000000000000000001000000:2328', 7],
      ['0000000000000000FFFF00000107D50A:A0DE 0000000000000000FFFF00000207D50A:1388', 0],
    ])
  })

  test('says nothing of a connection that has been closed here, or is not in it', () => {
    expect(scan(TABLE, key({ ...desk, localPort: 0xa0e0 }), key({ ...desk, localPort: 1 }))).toEqual([])
  })

  test.each([
    '',
    'no such file',
    '   1: 0107D50A:A0DE 0207D50A:1388\n',
    '   1: 0107D50A:A0DE 0207D50A:1388 01\n',
    '   1: 0107D50A:A0DE 0207D50A:1388 01 0000000F\n',
    '   1: 0107D50A:A0DE 0207D50A:1388 01 zzzzzzzz:00000000 01:000000EE 00000004 0\n',
    '   1: 0107D50A:A0DE 0207D50A:1388 01 0000000F:00000000x01\n',
    '   1: 0107D50A:A0DE 0207D50A:1388 01 0000000F:00000000 01:000000EE 000',
  ])('is passed over where it cannot be read: %j', (text) => {
    expect(scan(text, key(desk))).toEqual([])
  })

  test('may come in pieces, wherever they are cut', () => {
    for (let cut = 0; cut < TABLE.length; cut += 1) {
      const found = new TableScan(new Set([key(desk)]))
      found.push(TABLE.slice(0, cut))
      found.push(TABLE.slice(cut))
      expect(found.done).toBe(true)
    }
  })

  test('may hold ten thousand other connections', () => {
    const other = (port: number): string =>
      `${String(port).padStart(4)}: 0107D50A:${port.toString(16).toUpperCase().padStart(4, '0')} 0307D50A:1388 01 00000001:00000000 00:00000000 00000000     0        0 1 1 0 20 0 0 10 -1\n`
    const many = Array.from({ length: 10_000 }, (_, index) => other(index + 1000)).join('')
    expect(scan(HEAD + many + TABLE, key(desk))).toEqual([['0107D50A:A0DE 0207D50A:1388', 15]])
  })
})

describe('what is unacknowledged', () => {
  test('ends message by message as bytes are acknowledged, and never half', () => {
    const open = new Unacknowledged()
    open.add(10, 1, monotonicMs(100))
    open.add(20, 2, monotonicMs(200))
    open.add(30, 3, monotonicMs(300))
    expect([open.handedOver, open.messages, open.since, open.cause]).toEqual([60, 3, 100, 1])
    expect(open.acknowledged(9)).toBe(0)
    expect(open.acknowledged(29)).toBe(1)
    expect([open.messages, open.since, open.cause]).toEqual([2, 200, 2])
    expect(open.acknowledged(60)).toBe(2)
    expect([open.messages, open.since, open.cause, open.handedOver]).toEqual([0, null, null, 60])
  })

  test('takes little room under a flood, and loses no count', () => {
    const open = new Unacknowledged()
    for (let count = 0; count < 100_000; count += 1) open.add(8, null, monotonicMs(count / 1000))
    expect(open.messages).toBe(100_000)
    expect(open.acknowledged(8 * 100_000)).toBe(100_000)
    for (let count = 0; count < 2000; count += 1) open.add(8, null, monotonicMs(200))
    expect(open.acknowledged(8 * 101_001)).toBe(999)
    expect(open.messages).toBe(1001)
  })
})
