import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunView } from '../../shared/contract/streams.ts'
import { asked, booth } from '../support/restarted-host.ts'
import type { SourceHost } from '../support/source-host.ts'

const RUNS = 10
/** Steps of each run: a number, and a trigger that must never come twice. */
const EVERY_MS = 100
const LENGTH_MS = 120_000

/** A run a playlist, each a second further on than the one before. */
function show(port: number, resume: object): object {
  const steps = (run: number): object[] => [
    {
      ...{ offset: 0, type: 'osc.send', repeat: { count: LENGTH_MS / EVERY_MS, interval: EVERY_MS } },
      payload: { target: 'desk', address: `/level/${run}`, args: [0.5] },
    },
    ...Array.from({ length: LENGTH_MS / 500 }, (_, place) => ({
      ...{ offset: place * 500 + 250, type: 'osc.send' },
      payload: { target: 'desk', address: `/hit/${run}/${place}`, args: [] },
    })),
  ]
  return {
    ...{ version: 1, name: 'Resume', minimumGoTime: 0, resume },
    osc: { targets: { desk: { host: '127.0.0.1', port } } },
    playlists: Array.from({ length: RUNS }, (_, run) => ({
      id: `p${run}`,
      name: `P${run}`,
      steps: steps(run),
    })),
  }
}

interface Desk<T> {
  readonly port: number
  /** In the order in which they came. */
  readonly heard: T[]
}

/** Hears addresses. */
function desk(): Promise<Desk<string>> {
  return listen((packet) => packet.toString('latin1').split('\0')[0] ?? '')
}

/** Hears the one whole number of each message. */
function deskOfValues(): Promise<Desk<number>> {
  return listen((packet) => packet.readInt32BE(packet.length - 4))
}

async function listen<T>(read: (packet: Buffer) => T): Promise<Desk<T>> {
  const socket: Socket = createSocket('udp4')
  const heard: T[] = []
  socket.on('message', (packet) => void heard.push(read(packet)))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { port: socket.address().port, heard }
}

interface Standing {
  readonly playlistId: string
  readonly position: number
  readonly state: string
}

/** Where runs stand, and when that was asked. */
async function standing(
  host: SourceHost,
): Promise<{ readonly at: number; readonly runs: readonly Standing[] }> {
  const { at } = (await asked(host, 'GET', '/api/health')) as { at: number }
  const { runs } = (await asked(host, 'GET', '/api/runs')) as { runs: readonly RunView[] }
  // Health is as old as its last measurement: the engine's clock is known to a quarter of a second.
  return {
    at: Date.now(),
    runs: runs
      .filter(({ ended }) => ended === null)
      .map(({ playlistId, anchor: { state, position, rate, at: since } }) => ({
        ...{ playlistId, state },
        position: state === 'running' ? position + (at - since) * rate : position,
      })),
  }
}

/** What has been kept of how the show stands holds that; a busy disk takes its time. */
async function kept({ dataDir }: SourceHost, holds: (text: string) => boolean): Promise<void> {
  const folder = join(dataDir, 'state')
  for (;;) {
    const files = existsSync(folder) ? readdirSync(folder) : []
    if (files.some((name) => holds(readFileSync(join(folder, name), 'latin1')))) return
    await pause(50)
  }
}

/** Over OSC, without an argument. */
async function says({ oscPort }: SourceHost, address: string): Promise<void> {
  const socket = createSocket('udp4')
  const padded = (text: string): string => text.padEnd(text.length + 4 - (text.length % 4), '\0')
  await new Promise((sent) => {
    socket.send(Buffer.from(padded(address) + padded(',')), oscPort, '127.0.0.1', sent)
  })
  socket.close()
}

async function playAll(host: SourceHost): Promise<void> {
  for (let run = 0; run < RUNS; run += 1) {
    await asked(host, 'POST', `/api/playlists/p${run}/start`)
    await pause(100)
  }
  await says(host, '/cuewright/playlist/p9/pause')
  await kept(host, (text) => text.includes('"playlistId":"p9","state":"paused"'))
}

describe('ten runs of a show that resumes', () => {
  test('are back after a kill, within a second of where they would be, with no trigger twice and no burst', async () => {
    const { port, heard } = await desk()
    const { start, end } = booth(show(port, { mode: 'resume' }))
    const first = await start()
    await playAll(first)
    const before = await standing(first)
    await end('SIGKILL')
    await pause(1_500)
    const hits = heard.filter((address) => address.startsWith('/hit/'))
    heard.length = 0

    const second = await start()
    const after = await standing(second)
    expect(after.runs.map(({ playlistId, state }) => `${playlistId} ${state}`)).toEqual(
      before.runs.map(({ playlistId, state }) => `${playlistId} ${state}`),
    )
    for (const [place, { position, state }] of after.runs.entries()) {
      const was = before.runs[place] as Standing
      const expected = state === 'running' ? was.position + after.at - before.at : was.position
      expect(Math.abs(position - expected)).toBeLessThan(1_000)
    }

    await pause(1_500)
    const again = heard.filter((address) => address.startsWith('/hit/'))
    expect(again.length).toBeGreaterThan(0)
    expect(again.filter((address) => hits.includes(address))).toEqual([])
    // Of what came meanwhile only the latest value of each address is made up for.
    const made = new Map<string, number>()
    for (const address of heard.slice(0, RUNS - 1)) made.set(address, (made.get(address) ?? 0) + 1)
    expect(heard.filter((address) => address === '/level/9')).toEqual([])
    expect(Math.max(...made.values())).toBeLessThanOrEqual(2)
  })

  test('send of one address what should hold before what follows, whatever the start of the engine keeps back', async () => {
    const values = await deskOfValues()
    const steps = Array.from({ length: 600 }, (_, place) => ({
      ...{ offset: place * EVERY_MS, type: 'osc.send' },
      payload: { target: 'desk', address: '/v', args: [place] },
    }))
    const { start, end } = booth({
      ...show(values.port, { mode: 'resume' }),
      playlists: [{ id: 'fade', name: 'Fade', steps }],
    })
    const first = await start()
    await asked(first, 'POST', '/api/playlists/fade/start')
    await kept(first, (text) => text.includes('"playlistId":"fade","state":"running"'))
    await end('SIGKILL')
    await pause(1_000)
    values.heard.length = 0
    await start()
    await expect.poll(() => values.heard.length, { timeout: 10_000 }).toBeGreaterThan(10)
    expect(values.heard).toEqual(values.heard.toSorted((a, b) => a - b))
  })

  test('are back after the system ended and started it, and not after a hand did', async () => {
    const { port } = await desk()
    const { start, end } = booth(show(port, { mode: 'resume' }))
    await playAll(await start())
    await end('SIGTERM')
    const second = await start()
    expect((await standing(second)).runs).toHaveLength(RUNS)
    await end('SIGINT')
    expect((await standing(await start())).runs).toEqual([])
  })
})

describe('a show that asks', () => {
  test('is answered over HTTP, and has its runs go on', async () => {
    const { port } = await desk()
    const { start, end } = booth(show(port, {}))
    await playAll(await start())
    await end('SIGKILL')
    const second = await start()
    expect((await standing(second)).runs).toEqual([])
    const { pending } = (await asked(second, 'GET', '/api/interrupts')) as {
      pending: readonly { interruptId: string; prompt: string }[]
    }
    // How long it was away, and where each run is, is for the clock of the computer to say.
    const prompt = pending[0]?.prompt
      .replace(/for \d.*?\. Go/, 'for a while. Go')
      .replaceAll(/\d+:\d\d/g, 'm:ss')
    expect(prompt).toBe(
      'Cuewright was away for a while. Go on with what played, where it would be by then: P0 (was at m:ss), ' +
        'P1 (was at m:ss), P2 (was at m:ss), P3 (was at m:ss), P4 (was at m:ss) and 5 more?',
    )
    await fetch(`${second.url}/api/interrupts/${pending[0]?.interruptId}/answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ answer: true }),
    })
    expect((await standing(second)).runs).toHaveLength(RUNS)
  })

  test('brings nothing back that a panic had ended', async () => {
    const { port } = await desk()
    const { start, end } = booth(show(port, { mode: 'resume' }))
    const first = await start()
    await playAll(first)
    await asked(first, 'POST', '/api/panic')
    await pause(300)
    await end('SIGKILL')
    expect((await standing(await start())).runs).toEqual([])
  })
})
