// What controllers show: over OSC with real sockets, and rehearsed byte for byte.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { parseSessionLine } from '../../main/protocols/session/line.ts'
import { rehearse } from '../../main/rehearsal.ts'
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import { showFile } from '../../shared/model/show.ts'
import { startSourceHost } from '../support/source-host.ts'

const osc = (address: string, more: object = {}) => ({ kind: 'osc', peer: 'tablet', address, ...more })

function show(replyPort: number): object {
  return {
    version: 1,
    name: 'Shown',
    osc: { peers: [{ name: 'tablet', address: '127.0.0.1', replyPort }] },
    midi: { outputs: { surface: { port: 'Surface' } } },
    events: { 'lights.go': {} },
    params: {
      level: {
        type: 'number',
        inputs: [
          { kind: 'value', match: { event: 'osc.received', address: '/level' } },
          {
            kind: 'value',
            match: {
              event: 'midi.received',
              where: { 'message.kind': 'control14', 'message.controller': 1 },
            },
          },
        ],
      },
    },
    playlists: [{ id: 'intro', name: 'Intro', steps: [{ offset: 60_000, type: 'lights.go' }] }],
    feedback: [
      { id: 'slider', shows: { param: 'level' }, to: osc('/level') },
      {
        id: 'light',
        shows: { playlist: 'intro' },
        to: osc('/intro', { type: 's', values: { standby: 'next', running: 'on' } }),
      },
      {
        id: 'motor',
        shows: { param: 'level' },
        to: { kind: 'midi', output: 'surface', message: 'control14', number: 1 },
      },
      {
        id: 'pad',
        shows: { playlist: 'intro' },
        to: {
          kind: 'midi',
          output: 'surface',
          message: 'note',
          number: 9,
          values: { running: { value: 1, blink: 3, every: 500 } },
        },
      },
    ],
  }
}

async function tablet(): Promise<{
  socket: Socket
  port: number
  next(): Promise<string>
  send(port: number, address: string, value: number): void
}> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  const arrived: string[] = []
  let wake = (): void => {}
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes) as unknown as { value: { address: string; args: unknown[] } }
    arrived.push([packet.value.address, ...(packet.value.args as string[])].join(' '))
    wake()
  })
  return {
    socket,
    port: socket.address().port,
    async next() {
      while (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return arrived.shift() as string
    },
    send(port, address, value) {
      const packet = encodePacket({ address, types: 'f', args: [value] })
      if (!packet.ok) throw new Error(packet.error.what)
      socket.send(packet.value, port, '127.0.0.1')
    },
  }
}

test('a tablet shows where a fader is, what plays, and where its own hand has left it', async () => {
  const it = await tablet()
  const host = await startSourceHost(show(it.port))
  const ask = (path: string, method: string, body?: object): Promise<Response> =>
    fetch(`${host.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  expect(await it.next()).toBe('/level 0')
  expect(await it.next()).toBe('/intro next')
  await ask('/api/params/level', 'PUT', { value: 0.5 })
  expect(await it.next()).toBe('/level 0.5')
  // It answers with what it was sent, as some do: that is no input. Then a hand moves it, and it is told where it rests.
  it.send(host.oscPort, '/level', 0.5)
  // It has not been heard before, and may show nothing.
  expect(await it.next()).toBe('/level 0.5')
  expect(await it.next()).toBe('/intro next')
  it.send(host.oscPort, '/level', 0.75)
  expect(await it.next()).toBe('/level 0.75')
  await ask('/api/playlists/intro/start', 'POST')
  expect(await it.next()).toBe('/intro on')
  const resynced = await ask('/api/params/resync', 'POST')
  expect(await resynced.json()).toEqual({ messages: 4 })
  expect([await it.next(), await it.next()].sort()).toEqual(['/intro on', '/level 0.75'])
  // Figures are taken once a second.
  await vi.waitFor(
    async () => {
      const health = (await (await ask('/api/health', 'GET')).json()) as { feedback: object[] }
      expect(health.feedback).toMatchObject([
        { kind: 'peer', id: 'tablet', places: 2, echoes: 1, waits: 0 },
        { kind: 'midiOutput', id: 'surface', places: 2, sent: 0, waits: 2 },
      ])
    },
    { timeout: 10_000, interval: 50 },
  )
})

const midi = (at: number, value: number): object => ({
  ...{ at, type: 'midi.received', source: 'midi:Surface:1' },
  payload: { port: 'Surface', message: { kind: 'control14', channel: 1, controller: 1, value } },
})

async function rehearsed(until: number | null, more: readonly object[] = []): Promise<string[]> {
  const file = showFile.parse(show(9000))
  const feedback = [...file.feedback, ...showFile.shape.feedback.parse(more)]
  const lines = [
    midi(0, 4000),
    midi(50, 8000),
    { at: 100, command: 'playlist.start', args: { id: 'intro' } },
    { at: 1200, command: 'param.set', args: { name: 'level', value: 0.25 } },
    // The motor tells its way, and where it has come to.
    ...[7000, 5000, 4096].map((value, index) => midi(1220 + 40 * index, value)),
    { at: 1900, command: 'show.stop', args: {} },
  ]
  const inputs = lines.map((line) => {
    const parsed = parseSessionLine(JSON.stringify(line), 'line')
    if (!parsed.ok) throw new Error(parsed.error.what)
    return parsed.value
  })
  const events: EventEnvelope[] = []
  const options = { until, startTime: 0, version: '1.0.0' }
  for await (const event of rehearse({ show: { ...file, feedback }, path: null }, inputs, options))
    events.push(event)
  return events.map(({ at, seq, type, source, cause, payload }) =>
    JSON.stringify({ at, seq, type, source, cause, payload }),
  )
}

test('is rehearsed the same each time, byte for byte', async () => {
  const lines = await rehearsed(null)
  expect(await rehearsed(null)).toEqual(lines)
  const sent = lines.flatMap((line) => {
    const { at, type, payload } = JSON.parse(line) as {
      at: number
      type: string
      payload: PayloadOf<'midi.send'>
    }
    if (type !== 'midi.send') return []
    const { message } = payload
    return [
      `${at} ${message.kind} ${message.kind === 'noteOn' ? message.velocity : 'value' in message ? message.value : ''}`,
    ]
  })
  expect(sent).toEqual([
    '0 control14 0',
    '0 noteOn 0',
    '100 noteOn 1',
    '300 control14 8000',
    '500 noteOn 3',
    '1000 noteOn 1',
    '1200 control14 4096',
    '1500 noteOn 3',
    '1900 noteOn 0',
  ])
  expect(lines.filter((line) => line.includes('"param.changed"'))).toHaveLength(3)
})

test('a light that blinks does not keep a rehearsal going, unless it is to go on for longer', async () => {
  const values = { on: { value: 1, blink: 3, every: 1000 } }
  const to = { kind: 'midi', output: 'surface', message: 'note', number: 20, values }
  const alarm = [{ id: 'alarm', shows: { param: 'level' }, to }]
  const turns = (lines: readonly string[]): number[] =>
    lines.flatMap((line) => {
      const { at, source, type } = JSON.parse(line) as { at: number; source: string; type: string }
      return source === 'feedback:alarm' && type === 'midi.send' ? [at] : []
    })
  expect(turns(await rehearsed(null, alarm))).toEqual([0, 0, 1000])
  expect(turns(await rehearsed(4500, alarm))).toEqual([0, 0, 1000, 2000, 3000, 4000])
})
