// Large payloads without end: what waits and what is remembered stays within its bytes, and the rest goes on.
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { scratch } from '../support/scratch.ts'

const MB = 1024 * 1024
const root = join(import.meta.dirname, '../..')

const HEARD = { event: 'osc.received', where: { address: '/dump' } }
const SHOW = {
  version: 1,
  name: 'Large',
  events: { 'dump.done': {} },
  playlists: [
    {
      id: 'dump',
      name: 'Dump',
      triggers: [HEARD],
      retrigger: 'overlap',
      steps: [{ offset: 60_000, type: 'dump.done' }],
    },
  ],
  gestures: [{ id: 'twice', name: 'Twice', kind: 'doubleTap', sources: [HEARD] }],
  schedulers: [
    {
      id: 'desk',
      name: 'Desk',
      rules: [
        { id: 'slow', when: [{ kind: 'event', match: HEARD }], actions: [{ action: 'wait', for: '60s' }] },
      ],
    },
  ],
}

async function start() {
  const folder = scratch({ 'large.json': JSON.stringify(SHOW) })
  const args = [
    '--port',
    '0',
    '--osc-port',
    '0',
    '--data-dir',
    join(folder.path, 'data'),
    join(folder.path, 'large.json'),
  ]
  const child = spawn(process.execPath, [join(root, 'main/headless.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    folder[Symbol.dispose]()
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error('it ended before it was ready')
  })
  const lines = once(createInterface(child.stdout), 'line') as Promise<[string]>
  const [line] = await Promise.race([lines, ended])
  ended.catch(() => undefined)
  const [, http, osc] = /http=127\.0\.0\.1:(\d+) osc=127\.0\.0\.1:(\d+)/.exec(line) ?? []
  const url = `http://127.0.0.1:${http}`
  const health = async (): Promise<HealthReport> =>
    (await (await fetch(`${url}/api/health`)).json()) as HealthReport
  return { url, osc: Number(osc), health, rss: () => rssOf(child.pid as number) }
}

function packetOf(address: string, args: readonly string[]): Uint8Array {
  const encoded = encodePacket({ address, args })
  if (!encoded.ok) throw new Error(encoded.error.what)
  return encoded.value
}

/** Bytes in memory of a process. */
function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

test('12,000 packets of 60 kB leave the budgets of lanes and history behind, and panic is heard', async () => {
  const host = await start()
  const before = host.rss()
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const packet = packetOf('/dump', ['x'.repeat(60_000)])
  let mostBytes = 0
  let most = 0
  for (let sent = 0; sent < 12_000; sent += 1) {
    socket.send(packet, host.osc, '127.0.0.1')
    if (sent % 20 === 0) await delay(1)
    if (sent % 2000 !== 0) continue
    const { dispatcher } = await host.health()
    for (const { bytes, byteCapacity } of dispatcher.queues) {
      expect(bytes).toBeLessThanOrEqual(byteCapacity)
      mostBytes = Math.max(mostBytes, bytes)
    }
    most = Math.max(most, host.rss())
  }
  socket.send(packetOf('/cuewright/panic', []), host.osc, '127.0.0.1')
  await expect
    .poll(
      async () => {
        const answer = (await (await fetch(`${host.url}/api/events?type=show.panicked`)).json()) as {
          events: unknown[]
        }
        return answer.events.length
      },
      { timeout: 10_000 },
    )
    .toBe(1)
  const { dispatcher } = await host.health()
  expect(dispatcher.dispatched).toBeGreaterThan(1000)
  console.log(
    `12,000 x 60 kB: ${Math.round(before / MB)} MB before, ${Math.round(most / MB)} MB at most, ${Math.round(host.rss() / MB)} MB after; ${(mostBytes / MB).toFixed(1)} MB waited at most`,
  )
})
