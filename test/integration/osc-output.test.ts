import { describe, expect, onTestFinished, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { createOscOutput } from '../../main/outputs/osc/output.ts'
import type { OscOutput } from '../../main/outputs/osc/output.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import type { EventEnvelope, EventHandler, PayloadOf, Subscribe } from '../../shared/model/event.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { OscTarget } from '../../shared/model/show.ts'
import { Published, tcpReceiver, udpPeer } from './osc-rig.ts'
import { NO_MUTES } from '../support/no-mutes.ts'

interface Rig {
  readonly output: OscOutput
  readonly published: Published
  send(payload: PayloadOf<'osc.send'>, seq?: number): void
  /** Sends `/1`, `/2` and so on until told to stop; answers how many. */
  keepSending(target: string, until: Promise<unknown>): Promise<number>
}

function openRig(targets: Record<string, OscTarget>): Rig {
  const clock = new SystemClock()
  const published = new Published()
  const handlers = new Map<string, EventHandler>()
  const subscribe: Subscribe = (pattern, handler) => {
    handlers.set(pattern, handler as EventHandler)
    return disposable('subscription', () => handlers.delete(pattern))
  }
  const output = createOscOutput({ clock, publish: published.publish, subscribe, mutes: NO_MUTES })
  output.take(targets, OPENING)
  onTestFinished(() => output[Symbol.asyncDispose]())
  const hear = (seq: number, type: string, payload: object): void => {
    void handlers.get(type)?.({ seq, type, source: 'test', payload } as unknown as EventEnvelope)
  }
  const send = (payload: PayloadOf<'osc.send'>, seq = 7): void => hear(seq, 'osc.send', payload)
  const turn = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    clock.upkeep(monotonicMs(clock.now() + 5), () => resolve(undefined))
    await promise
  }
  const keepSending = async (target: string, until: Promise<unknown>): Promise<number> => {
    let done = false
    void until.then(() => (done = true))
    let count = 0
    while (!done) {
      count += 1
      send({ target, address: `/${count}`, args: [] })
      await turn()
    }
    return count
  }
  return { output, published, send, keepSending }
}

const EDIT: ShowChange = { cause: 5, kind: 'edit' }
const here = { host: '127.0.0.1', framing: 'slip', maxAge: 2000 } as const
const udp = (port: number): OscTarget => ({ ...here, port, transport: 'udp' })
const tcp = (port: number): OscTarget => ({ ...here, port, transport: 'tcp' })
const addresses = Array.from({ length: 20 }, (_, index) => `/cue/${index}`)

describe('OSC output over UDP', () => {
  test('sends in order, from the first message on', async () => {
    const receiver = await udpPeer()
    const { output, send } = openRig({ desk: udp(receiver.port) })
    for (const address of addresses) send({ target: 'desk', address, args: [1] })
    expect(await receiver.arrived.count(20)).toEqual(addresses)
    expect(output.health()).toEqual([
      {
        target: 'desk',
        address: `127.0.0.1:${receiver.port}`,
        transport: 'udp',
        state: 'open',
        sent: 20,
        acknowledged: null,
        unacknowledgedFor: 0,
        failed: 0,
        queued: 0,
        dropped: 0,
        collapsed: 0,
        lastDrop: null,
        lastError: null,
      },
    ])
  })

  test('finds a host by its name', async () => {
    const receiver = await udpPeer()
    const { send } = openRig({ desk: { ...udp(receiver.port), host: 'localhost' } })
    send({ target: 'desk', address: '/named', args: [] })
    expect(await receiver.arrived.count(1)).toEqual(['/named'])
  })

  test('says when nobody listens, and reaches the receiver as soon as it is back', async () => {
    const first = await udpPeer()
    const { output, published, keepSending } = openRig({ desk: udp(first.port) })
    await first.close()
    const refused = published.payloads('osc.sendFailed', ({ length }) => length > 0)
    await keepSending('desk', refused)
    expect(await refused).toMatchObject([{ target: 'desk', code: 'ECONNREFUSED', total: 1 }])
    expect(output.health()[0]).toMatchObject({ state: 'failing' })

    const returned = await udpPeer(first.port)
    await keepSending('desk', returned.arrived.count(3))
    expect(returned.arrived.all.length).toBeGreaterThanOrEqual(3)
  })
})

describe('OSC output over TCP', () => {
  test('connects with the first message and sends in order', async () => {
    const receiver = await tcpReceiver()
    const { output, send } = openRig({ desk: tcp(receiver.port) })
    expect(output.health()[0]).toMatchObject({ state: 'idle' })
    for (const address of addresses) send({ target: 'desk', address, args: [219, 192] })
    expect(await receiver.arrived.count(20)).toEqual(addresses)
    expect(output.health()[0]).toMatchObject({ state: 'open', sent: 20, queued: 0 })
  })

  test('keeps what was meant for a receiver that is not there yet', async () => {
    const gone = await tcpReceiver()
    await gone.close()
    const { published, output, send } = openRig({ desk: tcp(gone.port) })
    for (const address of addresses) send({ target: 'desk', address, args: [] })
    await published.payloads('osc.sendFailed', ({ length }) => length > 0)
    expect(output.health()[0]).toMatchObject({ state: 'failing', queued: 20, sent: 0 })
    const receiver = await tcpReceiver(gone.port)
    expect(await receiver.arrived.count(20)).toEqual(addresses)
  })

  test('connects again to a receiver that vanished and returned', async () => {
    const first = await tcpReceiver()
    const { published, send, keepSending } = openRig({ desk: tcp(first.port) })
    send({ target: 'desk', address: '/before', args: [] })
    await first.arrived.count(1)
    await first.close()
    await published.payloads('osc.sendFailed', ({ length }) => length > 0)
    const returned = await tcpReceiver(first.port)
    await keepSending('desk', returned.arrived.count(3))
    const numbers = returned.arrived.all.map((address) => Number(address.slice(1)))
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
  })

  test('drops the oldest of more than a thousand that wait', async () => {
    const gone = await tcpReceiver()
    await gone.close()
    const { output, send } = openRig({ desk: tcp(gone.port) })
    for (let index = 0; index < 1005; index += 1) send({ target: 'desk', address: `/${index}`, args: [] })
    expect(output.health()[0]).toMatchObject({ queued: 1000, dropped: 5 })
    const receiver = await tcpReceiver(gone.port)
    const arrived = await receiver.arrived.count(1000)
    expect([arrived[0], arrived.at(-1)]).toEqual(['/5', '/1004'])
  })
})

describe('an OSC output', () => {
  test('reports a target that the show does not declare, and a message that cannot be sent', async () => {
    const receiver = await udpPeer()
    const { published, send } = openRig({ desk: udp(receiver.port) })
    send({ target: 'nowhere', address: '/a', args: [] })
    send({ target: 'desk', address: '/a', types: 'i', args: ['x'] })
    expect(await published.payloads('osc.sendFailed', ({ length }) => length === 2)).toEqual([
      {
        target: 'nowhere',
        code: 'osc/unknown-target',
        message: 'the show declares no such target',
        messages: 1,
        total: 1,
      },
      {
        target: 'desk',
        code: 'osc/bad-argument',
        message: '/a args[0]: "x" is not a whole number from -2147483648 to 2147483647',
        messages: 1,
        total: 1,
      },
    ])
    expect(published.all[0]?.cause).toBe(7)
  })

  test('makes packets for runners, wherever the target is, and counts what they send', () => {
    const { output } = openRig({ desk: udp(53_000), media: tcp(53_001) })
    const direct = output.encode('osc.send', { target: 'desk', address: '/a', args: [] })
    expect(direct).toEqual({
      packet: new Uint8Array(Buffer.from('/a\0\0,\0\0\0')),
      target: 'desk',
    })
    expect(output.encode('osc.send', { target: 'media', address: '/a', args: [] })).toEqual({
      ...direct,
      target: 'media',
    })
    expect(output.encode('osc.send', { target: 'desk', address: 'a', args: [] })).toBe(null)
    expect(output.encode('lights.go', { target: 'desk', address: '/a', args: [] })).toBe(null)

    output.sent('desk')
    expect(output.health()[0]).toMatchObject({ state: 'open', sent: 1, failed: 0 })
    output.failed('desk', 'nobody listens', null)
    expect(output.health()[0]).toMatchObject({ state: 'failing', failed: 1, lastError: 'nobody listens' })
  })

  test('keeps targets that stay, closes those that go and opens new ones', async () => {
    const kept = await udpPeer()
    const added = await udpPeer()
    const { output, send } = openRig({ kept: udp(kept.port), gone: tcp(1) })
    send({ target: 'kept', address: '/1', args: [] })
    await kept.arrived.count(1)
    output.take({ kept: udp(kept.port), added: udp(added.port) }, EDIT)
    send({ target: 'kept', address: '/2', args: [] })
    send({ target: 'added', address: '/3', args: [] })
    expect(await kept.arrived.count(2)).toEqual(['/1', '/2'])
    expect(await added.arrived.count(1)).toEqual(['/3'])
    expect(output.health().map(({ target, sent }) => [target, sent])).toEqual([
      ['kept', 2],
      ['added', 1],
    ])
  })
})
