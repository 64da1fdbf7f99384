// A 14-bit fader, a stick, an encoder and a slider over OSC move parameters that send to two targets: rehearsed, and with real sockets.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { showFile } from '../../shared/model/show.ts'
import { parseSessionLine } from '../../main/protocols/session/line.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { rehearse } from '../../main/rehearsal.ts'
import { startSourceHost } from '../support/source-host.ts'

const midi = (kind: string, controller: number) => ({
  event: 'midi.received',
  where: { 'message.kind': kind, 'message.controller': controller },
})
const stick = { event: 'hid.received', where: { control: 'x' } }

function boundShow(ports: readonly [number, number]): object {
  const outputs = (name: string) =>
    ['desk', 'media'].map((target) => ({ kind: 'osc', target, address: `/${name}` }))
  const param = (name: string, input: object, more: object = {}) => ({
    [name]: { type: 'number', inputs: [input], outputs: outputs(name), ...more },
  })
  return {
    version: 1,
    name: 'Bound',
    osc: {
      targets: Object.fromEntries(
        ['desk', 'media'].map((target, at) => [target, { host: '127.0.0.1', port: ports[at] }]),
      ),
    },
    midi: { outputs: { surface: { port: 'Surface' } } },
    params: {
      ...param(
        'fader',
        { kind: 'value', match: midi('control14', 1) },
        { outputs: [...outputs('fader'), { kind: 'midi', output: 'surface', message: 'note', number: 40 }] },
      ),
      ...param('pan', { kind: 'value', match: stick, from: [-1, 1], deadZone: 0.05 }),
      ...param('gain', { kind: 'encoder', match: midi('control', 70), encoding: 'twos', step: 0.01 }),
      ...param('level', { kind: 'value', match: { event: 'osc.received', address: '/slider' } }),
    },
  }
}

/** As the device sends it: the high byte, then the low one. */
function bytes(at: number, value: number): object[] {
  return [(value >> 7) << 7, value].map((told, index) => ({
    at: at + index,
    type: 'midi.received',
    source: 'midi:surface',
    payload: { port: 'surface', message: { kind: 'control14', channel: 1, controller: 1, value: told } },
  }))
}
function turned(at: number, value: number): object {
  const message = { kind: 'control', channel: 1, controller: 70, value }
  return { at, type: 'midi.received', source: 'midi:surface', payload: { port: 'surface', message } }
}
function pushed(at: number, value: number): object {
  const device = 'hid:046d:c215:1'
  return { at, type: 'hid.received', source: device, payload: { device, control: 'x', kind: 'axis', value } }
}
function slid(at: number, value: number): object {
  return { at, type: 'osc.received', source: 'osc:main', payload: { address: '/slider', args: [value] } }
}

const SESSION = [
  ...bytes(0, 8192 + 5),
  ...bytes(100, 12_345),
  ...[200, 230, 260].map((at) => turned(at, 1)),
  turned(290, 127),
  ...[0.02, 0.5, 1].map((value, index) => pushed(400 + 50 * index, value)),
  ...[0.25, 0.75].map((value, index) => slid(600 + 50 * index, value)),
]

async function rehearsed(): Promise<EventEnvelope[]> {
  const inputs = SESSION.map((line) => {
    const parsed = parseSessionLine(JSON.stringify(line), 'line')
    if (!parsed.ok) throw new Error(parsed.error.what)
    return parsed.value
  })
  const show = showFile.parse(boundShow([9000, 9001]))
  const events: EventEnvelope[] = []
  const options = { until: null, startTime: 0, version: '1.0.0' }
  for await (const event of rehearse({ show, path: null }, inputs, options)) events.push(event)
  return events
}

describe('controls of four kinds that are bound to parameters', () => {
  test('each move what two targets are sent, and the fader lights its own LED', async () => {
    const events = await rehearsed()
    const sent = events.flatMap(({ at, type, payload }) => {
      if (type === 'midi.send') return [`${at} ${JSON.stringify((payload as { message: unknown }).message)}`]
      if (type !== 'osc.send') return []
      const { target, address, args } = payload as { target: string; address: string; args: number[] }
      return [`${at} ${target} ${address} ${args[0]?.toFixed(4)}`]
    })
    expect(sent).toEqual([
      '1 desk /fader 0.5003',
      '1 media /fader 0.5003',
      '1 {"kind":"noteOn","channel":1,"note":40,"velocity":64}',
      '101 desk /fader 0.7535',
      '101 media /fader 0.7535',
      '101 {"kind":"noteOn","channel":1,"note":40,"velocity":96}',
      ...[200, 230, 260].flatMap((at, index) =>
        ['desk', 'media'].map((target) => `${at} ${target} /gain 0.0${index + 1}00`),
      ),
      '290 desk /gain 0.0200',
      '290 media /gain 0.0200',
      '400 desk /pan 0.5000',
      '400 media /pan 0.5000',
      '450 desk /pan 0.7222',
      '450 media /pan 0.7222',
      '500 desk /pan 1.0000',
      '500 media /pan 1.0000',
      '600 desk /level 0.2500',
      '600 media /level 0.2500',
      '650 desk /level 0.7500',
      '650 media /level 0.7500',
    ])
  })

  test('are rehearsed the same each time, byte for byte', async () => {
    const lines = async (): Promise<string> => JSON.stringify(await rehearsed())
    expect(await lines()).toBe(await lines())
  })

  test('and live, from socket to socket; REST sets a parameter and sends all again', async () => {
    const receivers = await Promise.all([receiver(), receiver()])
    const [desk, media] = receivers
    const host = await startSourceHost(boundShow([desk.port, media.port]))
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    const packet = encodePacket({ address: '/slider', types: 'f', args: [0.5] })
    if (!packet.ok) throw new Error(packet.error.what)
    socket.send(packet.value, host.oscPort, '127.0.0.1')
    expect(await Promise.all(receivers.map((each) => each.next()))).toEqual(['/level 0.5', '/level 0.5'])
    const set = await fetch(`${host.url}/api/params/level`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: 0.75 }),
    })
    expect([set.status, await set.json()]).toEqual([200, { value: 0.75 }])
    expect(await desk.next()).toBe('/level 0.75')
    const all: unknown = await (await fetch(`${host.url}/api/params`)).json()
    expect(all).toMatchObject({
      params: [
        { name: 'fader' },
        { name: 'pan' },
        { name: 'gain' },
        { name: 'level', outputs: [{ sent: 2 }, { sent: 2 }] },
      ],
    })
    const again = await fetch(`${host.url}/api/params/resync`, { method: 'POST' })
    expect(await again.json()).toEqual({ messages: 9 })
    expect(await Promise.all([1, 2, 3, 4].map(() => desk.next()))).toEqual([
      '/fader 0',
      '/pan 0',
      '/gain 0',
      '/level 0.75',
    ])
  })
})

/** What arrives, one after the other. */
async function receiver() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  const arrived: string[] = []
  const waiting: ((line: string) => void)[] = []
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes) as unknown as { value: { address: string; args: number[] } }
    const line = `${packet.value.address} ${packet.value.args[0]}`
    const next = waiting.shift()
    if (next === undefined) arrived.push(line)
    else next(line)
  })
  return {
    port: socket.address().port,
    next: (): Promise<string> => {
      const line = arrived.shift()
      return line === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(line)
    },
  }
}
