// Scenes with real sockets: stored and recalled over HTTP and OSC, edited like all else of the show, kept in its file; and rehearsed.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import type { OscPacket } from '../../main/protocols/osc/packet.ts'
import { parseSessionLine } from '../../main/protocols/session/line.ts'
import { rehearse } from '../../main/rehearsal.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { OscMessage } from '../../shared/model/osc.ts'
import { showFile } from '../../shared/model/show.ts'
import { startSourceHost } from '../support/source-host.ts'

function buskingShow(port: number): object {
  const output = (name: string): object => ({ kind: 'osc', target: 'desk', address: `/${name}` })
  return {
    version: 1,
    name: 'Busking',
    osc: { targets: { desk: { host: '127.0.0.1', port } } },
    params: {
      front: { type: 'number', max: 100, outputs: [output('front')] },
      back: { type: 'number', max: 100, outputs: [output('back')] },
    },
    scenes: {
      blue: {
        values: { front: 20, back: 80 },
        over: '1s',
        recalls: [{ event: 'midi.received', where: { 'message.kind': 'noteOn', 'message.note': 36 } }],
      },
    },
  }
}

test('live, a scene is stored, recalled, taken back and removed', async () => {
  const desk = await receiver()
  const host = await startSourceHost(buskingShow(desk.port))
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const osc = (address: string, ...args: number[]): void => {
    const packet = encodePacket({ address, types: 'f'.repeat(args.length), args })
    if (!packet.ok) throw new Error('no packet')
    socket.send(packet.value, host.oscPort, '127.0.0.1')
  }
  const ask = async (method: string, path: string, body?: object, seen?: number): Promise<unknown> => {
    const answer = await fetch(`${host.url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(seen !== undefined && { 'if-match': `"${seen}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return answer.json()
  }

  osc('/cuewright/param/front', 55)
  expect(await desk.next()).toBe('/front 55')
  const stored = await ask('POST', '/api/scenes/now/store')
  expect(stored).toMatchObject({ label: 'store scene now', params: 2, added: true })

  osc('/cuewright/scene/blue/recall', 0.2)
  await desk.until('/front 20', '/back 80')
  expect(await ask('POST', '/api/scenes/now/recall', { mask: ['front'] })).toMatchObject({
    params: 1,
    missed: [],
  })
  await desk.until('/front 55')
  expect(await ask('GET', '/api/scenes')).toMatchObject({
    last: 'now',
    scenes: [
      { name: 'blue', over: 1000, controls: 1, recalled: { params: 2, holds: 1 } },
      { name: 'now', recalled: { params: 1, holds: 1 } },
    ],
  })

  // Stored anew, and taken back: one entry each.
  osc('/cuewright/scene/now/store')
  await until(async () => {
    const { history } = (await ask('GET', '/api/show/generations')) as { history: { label: string }[] }
    return history.filter(({ label }) => label === 'store scene now').length === 2
  })
  const file = async () =>
    (await ask('GET', '/api/show')) as { generation: number; show: { scenes: Record<string, object> } }
  expect((await file()).show.scenes['now']).toEqual({ values: { front: 55, back: 80 } })

  const { generation } = await file()
  const put = { values: { back: 1 }, over: '2s', colour: '#ff0000' }
  expect(await ask('PUT', '/api/scenes/now', put, generation)).toMatchObject({ label: 'replace scene now' })
  expect((await file()).show.scenes['now']).toEqual({ values: { back: 1 }, over: 2000, colour: '#ff0000' })
  expect(await ask('POST', '/api/show/undo')).toMatchObject({ label: 'replace scene now' })
  expect((await file()).show.scenes['now']).toEqual({ values: { front: 55, back: 80 } })
  expect(
    await ask('PUT', '/api/scenes/bad', { values: { nowhere: 1 } }, (await file()).generation),
  ).toMatchObject({
    code: 'show/unknown-parameter',
  })
  expect(await ask('DELETE', '/api/scenes/now', undefined, (await file()).generation)).toMatchObject({
    label: 'remove scene now',
  })
  expect(await ask('POST', '/api/scenes/now/recall', {})).toMatchObject({ code: 'scene/unknown' })
  expect(await ask('POST', '/api/scenes/blue/recall')).toMatchObject({ params: 2 })
})

test('rehearsed, a pad recalls it the same each time, byte for byte', async () => {
  const rehearsed = async (): Promise<EventEnvelope[]> => {
    const payload = { port: 'Pads', message: { kind: 'noteOn', channel: 1, note: 36, velocity: 100 } }
    const line = parseSessionLine(
      JSON.stringify({ at: 10, type: 'midi.received', source: 'midi:Pads', payload }),
      'line',
    )
    if (!line.ok) throw new Error(line.error.what)
    const show = showFile.parse(buskingShow(9000))
    const events: EventEnvelope[] = []
    const options = { until: 2000, startTime: 0, version: '1.0.0' }
    for await (const event of rehearse({ show, path: null }, [line.value], options)) events.push(event)
    return events
  }
  const events = await rehearsed()
  expect(events.filter(({ type }) => type === 'scene.recalled')).toMatchObject([
    { payload: { name: 'blue', by: 'midi:Pads', over: 1000, params: 2 } },
  ])
  const sent = events.flatMap(({ at, type, payload }) => {
    const { address, args } = payload as { address: string; args: number[] }
    return type === 'osc.send' ? [`${at} ${address} ${args[0]}`] : []
  })
  expect(sent.slice(-2)).toEqual(['1010 /front 20', '1010 /back 80'])
  expect(JSON.stringify(await rehearsed())).toBe(JSON.stringify(events))
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** What arrives, one after the other. */
async function receiver() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  const arrived: string[] = []
  let heard = (): void => {}
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes)
    if (!packet.ok) throw new Error('no packet')
    for (const { address, args } of messagesOf(packet.value)) arrived.push(`${address} ${args[0] as number}`)
    heard()
  })
  const next = async (): Promise<string> => {
    while (arrived.length === 0) await new Promise<void>((resolve) => (heard = resolve))
    return arrived.shift() as string
  }
  return {
    port: socket.address().port,
    next,
    /** Once all of these have come, whatever came in between. */
    async until(...lines: readonly string[]): Promise<void> {
      const missing = new Set(lines)
      while (missing.size > 0) missing.delete(await next())
    },
  }
}

/** What moves together may come together. */
function messagesOf(packet: OscPacket): readonly OscMessage[] {
  return isBundle(packet) ? packet.packets.flatMap(messagesOf) : [packet]
}
