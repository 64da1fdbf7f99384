// Large payloads without end: what waits and what is remembered stays within its bytes, and the rest goes on.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { getJson, sourceEntry, startHeadless } from '../bench/child.ts'

const MB = 1024 * 1024

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
  await using host = await startHeadless(sourceEntry, SHOW)
  const rss = (): number => rssOf(host.pid)
  const health = (): Promise<HealthReport> => getJson(`${host.http}/api/health`)
  const before = rss()
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const packet = packetOf('/dump', ['x'.repeat(60_000)])
  let mostBytes = 0
  let most = 0
  for (let sent = 0; sent < 12_000; sent += 1) {
    socket.send(packet, host.oscPort, '127.0.0.1')
    if (sent % 20 === 0) await delay(1)
    if (sent % 2000 !== 0) continue
    const { dispatcher } = await health()
    for (const { bytes, byteCapacity } of dispatcher.queues) {
      expect(bytes).toBeLessThanOrEqual(byteCapacity)
      mostBytes = Math.max(mostBytes, bytes)
    }
    most = Math.max(most, rss())
  }
  socket.send(packetOf('/cuewright/panic', []), host.oscPort, '127.0.0.1')
  await expect
    .poll(
      async () => {
        const url = `${host.http}/api/events?type=show.panicked`
        const answer = await getJson<{ events: unknown[] }>(url)
        return answer.events.length
      },
      { timeout: 10_000 },
    )
    .toBe(1)
  const { dispatcher } = await health()
  expect(dispatcher.dispatched).toBeGreaterThan(1000)
  console.log(
    `12,000 x 60 kB: ${Math.round(before / MB)} MB before, ${Math.round(most / MB)} MB at most, ${Math.round(rss() / MB)} MB after; ${(mostBytes / MB).toFixed(1)} MB waited at most`,
  )
})
