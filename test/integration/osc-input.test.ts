import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOscPeripheral } from '../../main/peripherals/osc/peripheral.ts'
import type { OscPeripheral } from '../../main/peripherals/osc/peripheral.ts'
import { lengthPrefixEncode } from '../../main/protocols/osc/length-prefix.ts'
import { slipEncode } from '../../main/protocols/osc/slip.ts'
import { wallToTimeTag } from '../../main/protocols/osc/timetag.ts'
import { wallMs } from '../../shared/base/clock.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import { Published, bytesOf, tcpClient, udpPeer } from './osc-rig.ts'
import type { UdpPeer } from './osc-rig.ts'
import { KnownPeers } from '../../shared/model/known-peers.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'

interface Rig {
  readonly peripheral: OscPeripheral
  readonly published: Published
  readonly port: number
}

function peripheralAt(port: number, published: Published): OscPeripheral {
  const clock = new ActingSystemClock()
  const peripheral = createOscPeripheral({
    clock,
    arisenAt: () => clock.now(),
    publish: published.publish,
    host: '127.0.0.1',
    port,
    peers: new KnownPeers([]),
    name: 'main',
  })
  onTestFinished(() => peripheral[Symbol.asyncDispose]())
  return peripheral
}

async function openRig(): Promise<Rig> {
  const published = new Published()
  const peripheral = peripheralAt(0, published)
  const opened = await peripheral.open()
  if (!opened.ok) throw new Error(opened.error.what)
  return { peripheral, published, port: opened.value.port }
}

const send = (peer: UdpPeer, port: number, bytes: Uint8Array): void =>
  peer.socket.send(bytes, port, '127.0.0.1')

const received = (published: Published, count: number) =>
  published.payloads('osc.received', ({ length }) => length >= count)

describe('OSC input over UDP', () => {
  test('publishes each message with who sent it', async () => {
    const { published, port, peripheral } = await openRig()
    const peer = await udpPeer()
    send(peer, port, bytesOf({ address: '/cue/1/start', args: [1, 0.5, 'go'] }))
    expect(await received(published, 1)).toEqual([
      {
        address: '/cue/1/start',
        types: 'ifs',
        args: [1, 0.5, 'go'],
        from: { transport: 'udp', host: '127.0.0.1', port: peer.port, connection: null },
        lateBy: null,
        latestOnly: false,
      },
    ])
    expect(peripheral.health()).toMatchObject({
      udp: `127.0.0.1:${port}`,
      tcp: `127.0.0.1:${port}`,
      received: 1,
      bytes: 36,
    })
  })

  test('replies to the port a message came from', async () => {
    const { published, port, peripheral } = await openRig()
    const peer = await udpPeer()
    send(peer, port, bytesOf({ address: '/ping', args: [] }))
    const [message] = await received(published, 1)
    peripheral.reply(message!.from, { address: '/pong', args: [] })
    expect(await peer.arrived.count(1)).toEqual(['/pong'])
  })

  test('holds a bundle until its time tag, and lets what came later but is due earlier go before it', async () => {
    const { published, port } = await openRig()
    const peer = await udpPeer()
    const timeTag = wallToTimeTag(wallMs(Date.now() + 30))
    send(peer, port, bytesOf({ timeTag, packets: [{ address: '/later', args: [] }] }))
    send(peer, port, bytesOf({ address: '/now', args: [] }))
    const messages = await received(published, 2)
    expect(messages.map(({ address }) => address)).toEqual(['/now', '/later'])
    expect(messages[1]?.lateBy).toBe(null)
  })

  test('drops a flood of malformed packets, counts every one, and still hears the next message', async () => {
    const { published, port, peripheral } = await openRig()
    const peer = await udpPeer()
    const malformed = ['abcd', '/abc', '/a\0', '/a\0\0,x\0\0', '#bundle\0', '/a\0\0,b\0\0\x7f\xff\xff\xff']
    const rounds = 50
    for (let round = 0; round < rounds; round += 1) {
      for (const text of malformed) send(peer, port, Buffer.from(text, 'latin1'))
      // The sender must not outrun a receive buffer of unknown size.
      await sleep(0)
    }
    send(peer, port, bytesOf({ address: '/still/here', args: [] }))
    await received(published, 1)
    expect(peripheral.health().rejected).toEqual({
      'bad-address': rounds,
      unterminated: rounds,
      'not-aligned': rounds,
      'bad-type-tag': rounds,
      truncated: rounds,
      'bad-blob-size': rounds,
    })
  })
})

describe('OSC input over TCP', () => {
  test('reads packets however the stream is cut', async () => {
    const { published, port } = await openRig()
    const { socket } = await tcpClient(port)
    const stream = Buffer.concat(
      ['/one', '/two', '/three'].map((address) => slipEncode(bytesOf({ address, args: [219, 192] }))),
    )
    for (const byte of stream.subarray(0, 40)) {
      socket.write(Uint8Array.of(byte))
      await sleep(0)
    }
    socket.write(stream.subarray(40))
    const messages = await received(published, 3)
    expect(messages.map(({ address }) => address)).toEqual(['/one', '/two', '/three'])
    expect(messages[2]?.from).toMatchObject({ transport: 'tcp', connection: 1 })
  })

  test('replies on the connection a message came by, and on no other', async () => {
    const { published, port, peripheral } = await openRig()
    const asking = await tcpClient(port)
    const other = await tcpClient(port)
    asking.socket.write(slipEncode(bytesOf({ address: '/ping', args: [] })))
    const [message] = await received(published, 1)
    peripheral.reply(message!.from, { address: '/pong', args: [] })
    expect(await asking.arrived.count(1)).toEqual(['/pong'])
    expect(other.arrived.all).toEqual([])
  })

  test('tells when clients come and go', async () => {
    const { published, port, peripheral } = await openRig()
    const { socket } = await tcpClient(port)
    const [connected] = await published.payloads('device.connected', ({ length }) => length > 0)
    expect(connected).toEqual({
      device: 'osc:main:tcp:1',
      name: `OSC client 127.0.0.1:${socket.localPort}`,
    })
    expect(peripheral.health().connections).toBe(1)
    socket.end()
    const [lost] = await published.payloads('device.lost', ({ length }) => length > 0)
    expect(lost).toMatchObject({ device: 'osc:main:tcp:1', reason: 'the client closed the connection' })
    expect(peripheral.health().connections).toBe(0)
  })

  test('counts a reply to a client that has left', async () => {
    const { published, port, peripheral } = await openRig()
    const { socket } = await tcpClient(port)
    await published.payloads('device.connected', ({ length }) => length > 0)
    socket.destroy()
    await published.payloads('device.lost', ({ length }) => length > 0)
    const gone: OscEndpoint = { transport: 'tcp', host: '127.0.0.1', port: 1, connection: 1 }
    peripheral.reply(gone, { address: '/pong', args: [] })
    expect(await published.payloads('osc.sendFailed', ({ length }) => length > 0)).toEqual([
      {
        target: 'reply osc:main',
        code: 'osc/not-read',
        message: 'the connection is closed',
        messages: 1,
        total: 1,
      },
    ])
  })

  test('drops what is no frame and goes on', async () => {
    const { published, port, peripheral } = await openRig()
    const { socket } = await tcpClient(port)
    socket.write(Uint8Array.from([0xc0, 0x2f, 0xdb, 0x00, 0xc0]))
    socket.write(new Uint8Array(70_000).fill(0x2f))
    socket.write(slipEncode(bytesOf({ address: '/after', args: [] })))
    await received(published, 1)
    expect(peripheral.health().rejected).toEqual({ 'bad-escape': 1, 'frame-too-large': 1 })
  })

  test('also reads packets that come after their length, and replies in kind', async () => {
    const { published, port, peripheral } = await openRig()
    const { socket } = await tcpClient(port)
    const packet = bytesOf({ address: '/one', args: [] })
    socket.write(lengthPrefixEncode(packet))
    const [message] = await received(published, 1)
    expect(message?.address).toBe('/one')
    const answered = once(socket, 'data')
    peripheral.reply(message!.from, { address: '/one', args: [] })
    expect(await answered).toEqual([Buffer.from(lengthPrefixEncode(packet))])
  })

  test('ends a connection whose lengths cannot be true', async () => {
    const { published, port } = await openRig()
    const { socket } = await tcpClient(port)
    const closed = once(socket, 'close')
    socket.write(Uint8Array.of(0, 0xff, 0xff, 0xff, 1, 2, 3))
    await closed
    const [rejected] = await published.payloads('osc.rejected', ({ length }) => length > 0)
    expect(rejected).toMatchObject({ reason: 'bad-frame-size', total: 1 })
  })

  test('takes sixty-four clients that have said something and refuses the next', async () => {
    const { published, port, peripheral } = await openRig()
    for (let client = 0; client < 64; client += 1) {
      const { socket } = await tcpClient(port)
      socket.write(slipEncode(bytesOf({ address: '/here', args: [] })))
    }
    await received(published, 64)
    const { socket } = await tcpClient(port)
    socket.on('error', () => undefined)
    await once(socket, 'close')
    const [rejected] = await published.payloads('osc.rejected', ({ length }) => length > 0)
    expect(rejected).toMatchObject({ reason: 'too-many-connections', total: 1 })
    expect(peripheral.health().connections).toBe(64)
  })
})

describe('opening the OSC input', () => {
  test('names a port that another program holds, by transport, and leaves nothing open', async () => {
    const taken = await openRig()
    const second = peripheralAt(taken.port, new Published())
    expect(await second.open()).toEqual({
      ok: false,
      error: {
        code: 'osc/port-in-use',
        where: `udp 127.0.0.1:${taken.port}`,
        what: 'another program already listens for OSC there',
        next: 'close that program, or choose another port with --osc-port',
      },
    })
  })

  test('closes UDP again where only TCP is taken', async () => {
    const published = new Published()
    const first = peripheralAt(0, published)
    const opened = await first.open()
    if (!opened.ok) throw new Error(opened.error.what)
    const { port } = opened.value
    await first[Symbol.asyncDispose]()

    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const second = await peripheralAt(port, published).open()
    expect(second).toMatchObject({
      ok: false,
      error: { code: 'osc/port-in-use', where: `tcp 127.0.0.1:${port}` },
    })
    // Bindable, so no longer held.
    await udpPeer(port)
  })

  test('explains an address that this machine does not have', async () => {
    const clock = new ActingSystemClock()
    const peripheral = createOscPeripheral({
      clock,
      arisenAt: () => clock.now(),
      publish: new Published().publish,
      host: '192.0.2.1',
      port: 0,
      peers: new KnownPeers([]),
      name: 'main',
    })
    expect(await peripheral.open()).toMatchObject({
      ok: false,
      error: { code: 'osc/cannot-open', where: 'udp 192.0.2.1:0' },
    })
  })

  test('closing frees the port, ends connections and drops bundles that wait', async () => {
    const { published, port, peripheral } = await openRig()
    const { socket } = await tcpClient(port)
    const peer = await udpPeer()
    const timeTag = wallToTimeTag(wallMs(Date.now() + 60_000))
    send(peer, port, bytesOf({ timeTag, packets: [{ address: '/never', args: [] }] }))
    send(peer, port, bytesOf({ address: '/now', args: [] }))
    await received(published, 1)
    const closed = once(socket, 'close')
    await peripheral[Symbol.asyncDispose]()
    await closed
    expect(peripheral.health()).toMatchObject({ udp: 'not open', waitingBundles: 0 })
    await udpPeer(port)
  })
})
