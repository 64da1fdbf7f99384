// Parameters that fade, from a real socket to a real socket: sent by the threads, and taken over by hands.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { startSourceHost } from '../support/source-host.ts'

interface Message {
  readonly address: string
  readonly args: readonly number[]
}

async function started() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  const arrived: number[] = []
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes) as unknown as { value: Message & { packets?: Message[] } }
    // What is answered to who asks comes back here as well.
    for (const { address, args } of packet.value.packets ?? [packet.value])
      if (address === '/level') arrived.push(args[0] ?? NaN)
  })
  const output = { kind: 'osc', target: 'desk', address: '/level' }
  const host = await startSourceHost({
    version: 1,
    name: 'Fading',
    osc: { targets: { desk: { host: '127.0.0.1', port: socket.address().port } } },
    params: { level: { type: 'number', outputs: [output] } },
  })
  const send = (address: string, ...args: readonly number[]): void => {
    const packet = encodePacket({ address, types: 'f'.repeat(args.length), args: [...args] })
    if (!packet.ok) throw new Error(packet.error.what)
    socket.send(packet.value, host.oscPort, '127.0.0.1')
  }
  const level = async (): Promise<{ value: number; fade: unknown; outputs: unknown }> => {
    const { params } = (await (await fetch(`${host.url}/api/params`)).json()) as {
      params: { value: number; fade: unknown; outputs: unknown }[]
    }
    return params[0]!
  }
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${host.url}/api/params/level${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const arrives = async (value: number): Promise<void> => {
    await expect.poll(() => arrived.at(-1), { timeout: 10_000 }).toBe(value)
  }
  return { arrived, send, level, post, arrives }
}

test('a fade that comes right after a value is sent whole, the last of it exactly the end, and once', async () => {
  const { arrived, send, level, arrives } = await started()
  send('/cuewright/param/level', 0.5)
  send('/cuewright/param/level/fade', 1, 1)
  await arrives(1)
  await expect.poll(async () => (await level()).outputs).toMatchObject([{ collapsed: 0, waits: false }])
  expect(arrived[0]).toBe(0.5)
  expect(arrived.filter((value) => value === 1)).toEqual([1])
  expect(arrived.every((value, place) => place === 0 || value > (arrived[place - 1] as number))).toBe(true)
  expect(arrived.length).toBeGreaterThanOrEqual(30)
  expect(arrived.length).toBeLessThanOrEqual(41)
  expect(await level()).toMatchObject({ value: 1, fade: null })
})

test('who sets it in the middle has the last word', async () => {
  const { arrived, post, level, send, arrives } = await started()
  const answer = await post('/fade', { to: 1, over: '60s', curve: 'S' })
  expect([answer.status, await answer.json()]).toMatchObject([200, { fade: 1 }])
  await expect.poll(() => arrived.length, { timeout: 10_000 }).toBeGreaterThan(3)
  expect(await level()).toMatchObject({ fade: { to: 1, curve: 'S' } })
  send('/cuewright/param/level', 0.75)
  await arrives(0.75)
  const sent = arrived.length
  await post('/fade', { to: 0.75, over: 200 })
  await expect.poll(async () => (await level()).fade).toBeNull()
  expect(arrived.slice(sent).filter((value) => value !== 0.75)).toEqual([])
  expect((await post('/fade', { to: 2, over: 200 })).status).toBe(400)
  expect((await post('/fade', { to: 1, over: '25h' })).status).toBe(400)
})
