import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { KnownPeers } from '../../shared/model/known-peers.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { createOscPeripheral } from '../../main/peripherals/osc/peripheral.ts'
import type { OscPeripheral } from '../../main/peripherals/osc/peripheral.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { MulticastGroup } from '../../shared/model/show.ts'
import { Published, bytesOf, udpPeer } from './osc-rig.ts'

interface Rig {
  readonly peripheral: OscPeripheral
  readonly published: Published
  readonly port: number
  /** Takes a show with these groups. */
  hear(...groups: readonly MulticastGroup[]): Promise<void>
}

async function openRig(host: string, ...multicast: readonly MulticastGroup[]): Promise<Rig> {
  const published = new Published()
  const { publish } = published
  const clock = new ActingSystemClock()
  const peripheral = createOscPeripheral({
    ...{ clock, publish, host, port: 0, peers: new KnownPeers([]), name: 'main' },
    arisenAt: () => clock.now(),
  })
  const settings = { latestOnly: [], peers: [] }
  peripheral.take({ ...settings, multicast: [...multicast] }, OPENING)
  onTestFinished(() => peripheral[Symbol.asyncDispose]())
  const opened = await peripheral.open()
  if (!opened.ok) throw new Error(opened.error.what)
  const hear = (...groups: readonly MulticastGroup[]): Promise<void> => {
    peripheral.take({ ...settings, multicast: [...groups] }, { cause: 5, kind: 'edit' })
    return peripheral.settled()
  }
  return { peripheral, published, port: opened.value.port, hear }
}

/** Sends to a group from the loopback interface. */
async function sendTo(group: string, port: number, address: string): Promise<void> {
  const socket = createSocket('udp4')
  const listening = once(socket, 'listening')
  socket.bind(0, '127.0.0.1')
  await listening
  socket.setMulticastInterface('127.0.0.1')
  await new Promise((sent) => socket.send(bytesOf({ address, args: [] }), port, group, sent))
  socket.close()
}

const addresses = async ({ published }: Rig, count: number): Promise<readonly string[]> =>
  (await published.payloads('osc.received', ({ length }) => length >= count)).map(({ address }) => address)

describe('a multicast group', () => {
  test('is heard by an input that listens on one address, which goes on to hear that too', async () => {
    const rig = await openRig('127.0.0.1', { group: '239.255.42.1' }, { group: '239.255.42.2' })
    await sendTo('239.255.42.1', rig.port, '/one')
    await sendTo('239.255.42.2', rig.port, '/two')
    const peer = await udpPeer()
    peer.socket.send(bytesOf({ address: '/three', args: [] }), rig.port, '127.0.0.1')
    expect([...(await addresses(rig, 3))].sort()).toEqual(['/one', '/three', '/two'])
    expect(rig.peripheral.health().groups).toEqual([
      { group: '239.255.42.1', error: null },
      { group: '239.255.42.2', error: null },
    ])
  })

  test('is heard by an input that listens everywhere, on the interface that is named', async () => {
    const rig = await openRig('0.0.0.0', { group: '239.255.42.3', interface: '127.0.0.1' })
    await sendTo('239.255.42.3', rig.port, '/one')
    expect(await addresses(rig, 1)).toEqual(['/one'])
  })

  test('is answered from the port that the input listens on', async () => {
    const rig = await openRig('127.0.0.1', { group: '239.255.42.4' })
    const asker = await udpPeer()
    asker.socket.setMulticastInterface('127.0.0.1')
    asker.socket.send(bytesOf({ address: '/ask', args: [] }), rig.port, '239.255.42.4')
    const [asked] = await rig.published.payloads('osc.received', ({ length }) => length > 0)
    const answered = once(asker.socket, 'message')
    rig.peripheral.reply(asked!.from, { address: '/answer', args: [] })
    const [, from] = (await answered) as [Buffer, { port: number }]
    expect(from.port).toBe(rig.port)
  })

  test('that cannot be joined is said, and the input listens without it', async () => {
    const rig = await openRig(
      '0.0.0.0',
      { group: '239.255.42.5', interface: '192.0.2.1' },
      { group: '239.255.42.6', interface: '127.0.0.1' },
    )
    const [lost, joined] = rig.peripheral.health().groups
    expect(lost).toMatchObject({ group: '239.255.42.5' })
    expect(lost?.error).toMatch(/192\.0\.2\.1/)
    expect(joined).toEqual({ group: '239.255.42.6', error: null })
    await sendTo('239.255.42.6', rig.port, '/on')
    expect(await addresses(rig, 1)).toEqual(['/on'])
  })

  test('is not joined on an interface that the input was not told to listen on', async () => {
    const rig = await openRig('127.0.0.1', { group: '239.255.42.7', interface: '10.0.0.5' })
    expect(rig.peripheral.health().groups[0]?.error).toBe(
      'the OSC input listens on 127.0.0.1 only; start with --osc-host 10.0.0.5 or 0.0.0.0',
    )
  })

  test.each([
    ['one address', '127.0.0.1'],
    ['all addresses', '0.0.0.0'],
  ])('is joined and left while an input listens on %s, and those that stay are heard', async (_, host) => {
    const on = (group: string): MulticastGroup => ({ group, interface: '127.0.0.1' })
    const [kept, gone, added] = ['239.255.42.9', '239.255.42.10', '239.255.42.11'].map(on)
    const rig = await openRig(host, kept!, gone!)
    const before = rig.peripheral.health()
    await rig.hear(added!, { ...kept! })
    for (const [at, group] of [gone, kept, added].entries()) await sendTo(group!.group, rig.port, `/${at}`)
    expect([...(await addresses(rig, 2))].sort()).toEqual(['/1', '/2'])
    const { groups, udp } = rig.peripheral.health()
    expect(groups).toEqual([
      { group: added!.group, error: null },
      { group: kept!.group, error: null },
    ])
    expect(udp).toBe(before.udp)
    await rig.hear()
    expect(rig.peripheral.health().groups).toEqual([])
    await rig.hear(gone!)
    await sendTo(gone!.group, rig.port, '/again')
    expect((await addresses(rig, 3)).at(-1)).toBe('/again')
  })

  test('is left when the input closes', async () => {
    const rig = await openRig('127.0.0.1', { group: '239.255.42.8' })
    await rig.peripheral[Symbol.asyncDispose]()
    await sendTo('239.255.42.8', rig.port, '/late')
    await udpPeer(rig.port)
    expect(rig.published.all.filter(({ type }) => type === 'osc.received')).toEqual([])
  })
})
