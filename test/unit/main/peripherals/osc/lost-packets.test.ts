import { describe, expect, onTestFinished, test } from 'vitest'
import { LostPackets } from '../../../../../main/peripherals/osc/lost-packets.ts'
import { socketLine } from '../../../../../main/peripherals/osc/udp-table.ts'
import { tableAddress } from '../../../../../main/protocols/proc-net/address.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'

const WALL = Date.UTC(2026, 10, 21)
const KEY = tableAddress('127.0.0.1', 4281)?.text ?? ''

function rig() {
  const clock = new SimulatedClock(0, WALL)
  const here = [{ address: '127.0.0.1', port: 4281 }]
  const told = { drops: 0 as number | null, received: 0, looks: 0, sockets: here }
  const losses = new LostPackets({
    clock,
    sockets: () => told.sockets,
    received: () => told.received,
    read: (table, wanted) => {
      told.looks += 1
      expect([table, [...wanted]]).toEqual(['/proc/net/udp', [KEY]])
      if (told.drops === null) return Promise.reject(new Error('no such file'))
      return Promise.resolve(new Map([[KEY, told.drops]]))
    },
  })
  onTestFinished(() => losses[Symbol.dispose]())
  const second = async (): Promise<void> => {
    clock.advanceBy(1000)
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  }
  return { clock, told, losses, second }
}

describe('packets that the system dropped', () => {
  test('are told with since when, added up while it goes on, and over after ten seconds of quiet', async () => {
    const { told, losses, second } = rig()
    Object.assign(told, { received: 1, drops: 14 })
    await second()
    expect(losses.health()).toEqual({ packets: 14, now: { packets: 14, since: WALL + 1000 } })
    Object.assign(told, { received: 2, drops: 55 })
    await second()
    expect(losses.health()).toEqual({ packets: 55, now: { packets: 55, since: WALL + 1000 } })
    for (let count = 0; count < 10; count += 1) await second()
    expect(losses.health()?.now).not.toBe(null)
    await second()
    expect(losses.health()).toEqual({ packets: 55, now: null })
    Object.assign(told, { received: 3, drops: 56 })
    await second()
    expect(losses.health()).toEqual({ packets: 56, now: { packets: 1, since: WALL + 14_000 } })
  })

  test('at a socket that was closed and opened again are counted from the beginning', async () => {
    const { told, losses, second } = rig()
    const { sockets } = told
    Object.assign(told, { received: 1, drops: 14 })
    await second()
    Object.assign(told, { received: 2, sockets: [] })
    await second()
    Object.assign(told, { received: 3, drops: 5, sockets })
    await second()
    expect(losses.health()).toMatchObject({ packets: 19 })
  })

  test('are not looked for where nothing arrives', async () => {
    const { told, second } = rig()
    for (let count = 0; count < 60; count += 1) await second()
    expect(told.looks).toBe(1)
    told.received = 1
    await second()
    expect(told.looks).toBe(2)
  })

  test('are not known where the system does not tell', async () => {
    const { told, losses, second } = rig()
    Object.assign(told, { received: 1, drops: null })
    await second()
    expect(losses.health()).toBe(null)
  })
})

test('a line of the table tells whose it is and what was dropped, and another line nothing', () => {
  expect(
    socketLine(
      ' 2438: 0100007F:10B9 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 794647 2 00000000607c2ef2 1234        ',
    ),
  ).toEqual({ key: '0100007F:10B9', inode: '794647', drops: 1234 })
  expect(
    socketLine(
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops             ',
    ),
  ).toBe(null)
  expect(socketLine('')).toBe(null)
})
