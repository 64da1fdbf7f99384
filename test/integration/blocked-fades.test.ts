// A fade of ten seconds that is asked for over OSC: its packets leave while the engine's main thread stands still half of the time.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { startedHost } from '../support/started-host.ts'

const SECONDS = 10
const RATE = 40
const TICKS = SECONDS * RATE
const BLOCKED_MS = 100

/** Keeps this thread, which is the engine's as well, from anything else. */
function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS)
}

test('each of its packets carries the value of its tick', async () => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
  onTestFinished(() => void socket.close())
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const values: number[] = []
  socket.on('message', (bytes) => {
    const packet = decodePacket(bytes)
    if (!packet.ok || !('address' in packet.value)) throw new Error('no message')
    // What is answered to who asks comes back here as well.
    if (packet.value.address === '/level') values.push(packet.value.args[0] as number)
  })
  const output = { kind: 'osc', target: 'desk', address: '/level', args: [{ type: 'd' }] }
  const host = await startedHost({
    version: 1,
    name: 'Blocked',
    osc: { targets: { desk: { host: '127.0.0.1', port: socket.address().port } } },
    params: { level: { type: 'number', outputs: [output] } },
  })
  const ask = encodePacket({ address: '/cuewright/param/level/fade', types: 'ff', args: [1, SECONDS] })
  if (!ask.ok) throw new Error(ask.error.what)
  socket.send(ask.value, host.osc.port, '127.0.0.1')
  await expect.poll(() => values.length, { timeout: 20_000 }).toBeGreaterThan(0)
  for (let blocked = 0; blocked < SECONDS * 1000; blocked += 2 * BLOCKED_MS) {
    block()
    await sleep(BLOCKED_MS)
  }
  await expect.poll(() => values.at(-1), { timeout: 20_000 }).toBe(1)

  // A busy machine may skip some, and none of them comes twice or after a later one.
  const ticks = values.map((value) => Math.round(value * TICKS))
  expect(values.every((value, at) => Math.abs(value * TICKS - (ticks[at] as number)) < 1e-6)).toBe(true)
  expect(ticks).toEqual([...new Set(ticks)].toSorted((one, other) => one - other))
  expect(ticks[0]).toBeGreaterThanOrEqual(1)
  console.info(`${values.length} of ${TICKS} packets`)
  const level = async (): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${host.http.port}/api/params`)
    return ((await answer.json()) as { params: unknown[] }).params[0]
  }
  await expect
    .poll(level, { timeout: 20_000 })
    .toMatchObject({ value: 1, fade: null, outputs: [{ collapsed: 0, waits: false }] })
}, 120_000)
