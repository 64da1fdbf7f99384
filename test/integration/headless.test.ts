import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { scratch } from '../support/scratch.ts'

const root = join(import.meta.dirname, '../..')
const READY = /^cuewright ready http=127\.0\.0\.1:(\d+) osc=127\.0\.0\.1:(\d+)$/

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the host from its source, in a data folder of its own. */
function start(...args: string[]) {
  const data = scratch({})
  const child = spawn(process.execPath, [join(root, 'main/headless.ts'), '--data-dir', data.path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    data[Symbol.dispose]()
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const closed = once(child, 'close') as Promise<[number | null, string | null]>
  const ended: Promise<Ended> = closed.then(([code, signal]) => ({ code, signal, stdout, stderr }))
  const ready = async (): Promise<{ http: number; osc: number }> => {
    const lines = createInterface({ input: child.stdout })
    const line = await Promise.race([
      once(lines, 'line').then(([text]) => String(text)),
      ended.then(({ stderr: why }) => {
        throw new Error(`ended before it was ready: ${why}`)
      }),
    ])
    const [, http, osc] = READY.exec(line) ?? []
    if (http === undefined || osc === undefined) throw new Error(`not a ready line: ${line}`)
    return { http: Number(http), osc: Number(osc) }
  }
  return { child, ended, ready, dataDir: data.path }
}

const FREE = ['--port', '0', '--osc-port', '0']

/** `/address` without arguments. */
function oscPacket(address: string): Buffer {
  const padded = (text: string): string => text.padEnd(4 * Math.floor(text.length / 4 + 1), '\0')
  return Buffer.from(padded(address) + padded(','))
}

describe('a headless host', () => {
  test('says where it listens, plays a playlist that was started over HTTP, and ends when told to', async () => {
    const host = start(...FREE)
    const { http, osc } = await host.ready()
    const url = `http://127.0.0.1:${http}`
    const playlists = (await (await fetch(`${url}/api/playlists`)).json()) as { playlists: { id: string }[] }
    const ids = playlists.playlists.map(({ id }) => id)
    expect(ids).toContain('warm-up')

    const started = await fetch(`${url}/api/playlists/warm-up/start`, { method: 'POST' })
    const { runId } = (await started.json()) as { runId: string }
    const events = async (type: string): Promise<EventEnvelope[]> => {
      const answer = await fetch(`${url}/api/events?type=${type}&limit=1000`)
      return ((await answer.json()) as { events: EventEnvelope[] }).events
    }
    await expect.poll(() => events('osc.received').then(({ length }) => length)).toBeGreaterThan(0)
    expect((await events('playlist.created'))[0]?.payload).toMatchObject({ runId, playlistId: 'warm-up' })

    const stopped = await fetch(`${url}/api/runs/${encodeURIComponent(runId)}/stop`, { method: 'POST' })
    expect([stopped.status, await stopped.json()]).toEqual([200, { runId }])
    await expect
      .poll(() => events('playlist.stopped').then(([event]) => event?.payload))
      .toMatchObject({ runId, reason: 'cancelled' })

    const sender = createSocket('udp4')
    sender.send(oscPacket('/cuewright/playlist/warm-up/start'), osc, '127.0.0.1', () => sender.close())
    await expect.poll(() => events('playlist.created').then(({ length }) => length)).toBe(2)

    const health = (await (await fetch(`${url}/api/health`)).json()) as {
      eventCounts: Record<string, number>
    }
    expect(health.eventCounts['playlist.created']).toBe(2)

    host.child.kill('SIGTERM')
    const { code, stdout, stderr } = await host.ended
    expect(code).toBe(0)
    expect(stdout).toMatch(/^cuewright ready [^\n]+\n$/)
    expect(stderr).toBe('')
    const log = readFileSync(join(host.dataDir, 'logs/cuewright.log'), 'utf8').trim().split('\n')
    expect(log.map((line) => (JSON.parse(line) as { msg: string }).msg)).toContain('ready')
  })

  test('keeps in its log what the show holds that can hardly be meant', async () => {
    using show = scratch({
      'odd.json': JSON.stringify({ version: 1, name: 'x', playlists: [{ id: 'a', name: 'A', steps: [] }] }),
    })
    const host = start(...FREE, '--show', join(show.path, 'odd.json'))
    await host.ready()
    host.child.kill('SIGTERM')
    expect(await host.ended).toMatchObject({ code: 0, stderr: '' })
    const log = readFileSync(join(host.dataDir, 'logs/cuewright.log'), 'utf8').trim().split('\n')
    const lines = log.map((line) => JSON.parse(line) as { msg: string; event?: { payload: unknown } })
    expect(lines.find(({ msg }) => msg === 'show.checked')?.event?.payload).toMatchObject({
      warnings: [{ code: 'show/no-steps', where: `${join(show.path, 'odd.json')}: playlists[0].steps` }],
    })
  })

  test('ends on Ctrl-C while clients are connected', async () => {
    const host = start(...FREE)
    const { http } = await host.ready()
    const socket = new WebSocket(`ws://127.0.0.1:${http}/ws`)
    await once(socket, 'open')
    const closed = once(socket, 'close')
    host.child.kill('SIGINT')
    expect(await host.ended).toMatchObject({ code: 0, stderr: '' })
    await closed
  })

  test('warns where the whole network may control the show', async () => {
    const host = start(...FREE, '--host', '0.0.0.0', '--osc-host', '127.0.0.1')
    await once(host.child.stdout, 'data')
    host.child.kill('SIGTERM')
    const { code, stderr } = await host.ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/^http\/no-authentication: 0\.0\.0\.0: [^\n]+\n$/)
  })
})

describe.skipIf(process.platform === 'win32')('a host that stood still for 4 s', () => {
  const STEPS = [
    {
      offset: 0,
      payload: { target: 'desk', address: '/x', args: [1] },
      repeat: { count: 300, interval: 100 },
    },
    {
      offset: 0,
      payload: { target: 'desk', address: '/cue/5/start', args: [] },
      repeat: { count: 300, interval: 100 },
    },
    { offset: 0, payload: { target: 'desk', address: '/light/on', args: [1] } },
    { offset: 2500, payload: { target: 'desk', address: '/light/on', args: [0] } },
    { offset: 2600, payload: { target: 'desk', address: '/late', args: [] } },
  ].map((step) => ({ ...step, type: 'osc.send' }))

  test('sends what should hold, once, and none of the cues that it missed', async () => {
    const desk = createSocket('udp4')
    const arrived: { readonly at: number; readonly address: string; readonly value: number | null }[] = []
    desk.on('message', (bytes) => {
      const address = bytes.subarray(0, bytes.indexOf(0)).toString()
      const value = bytes.includes(',i') ? bytes.readInt32BE(bytes.length - 4) : null
      arrived.push({ at: performance.now(), address, value })
    })
    desk.bind(0, '127.0.0.1')
    await once(desk, 'listening')
    onTestFinished(() => void desk.close())
    const playlists = [{ id: 'p', name: 'P', steps: STEPS }]
    const targets = { desk: { host: '127.0.0.1', port: desk.address().port } }
    using files = scratch({
      'show.json': JSON.stringify({ version: 1, name: 'Freeze', osc: { targets }, playlists }),
    })
    const host = start(...FREE, '--show', join(files.path, 'show.json'))
    const { http } = await host.ready()
    await fetch(`http://127.0.0.1:${http}/api/playlists/p/start`, { method: 'POST' })
    await expect.poll(() => arrived.filter(({ address }) => address === '/x').length).toBeGreaterThan(5)

    host.child.kill('SIGSTOP')
    await new Promise((resume) => setTimeout(resume, 4000))
    const missed = arrived.length
    const goneOn = performance.now()
    host.child.kill('SIGCONT')
    await expect.poll(() => arrived.length).toBeGreaterThan(missed + 10)

    /** How many have come at most beyond those that were due since it went on. */
    const beyondDue = (wanted: string): number => {
      const times = arrived.slice(missed).filter(({ address }) => address === wanted)
      return Math.max(...times.map(({ at }, index) => index + 1 - Math.ceil((at - goneOn) / 100)))
    }
    // One for those that are long past, and five of the last half second.
    expect(beyondDue('/x')).toBeLessThanOrEqual(6)
    expect(beyondDue('/x')).toBeGreaterThan(0)
    expect(beyondDue('/cue/5/start')).toBeLessThanOrEqual(1)
    expect(arrived.filter(({ address }) => address === '/late')).toEqual([])
    expect(arrived.filter(({ address }) => address === '/light/on').map(({ value }) => value)).toEqual([1, 0])
    const answer = await fetch(`http://127.0.0.1:${http}/api/events?type=playlist.caughtUp`)
    const { events } = (await answer.json()) as { events: EventEnvelope<'playlist.caughtUp'>[] }
    expect(events.map(({ payload }) => payload)).toMatchObject([{ playlistId: 'p', why: 'gap', sent: 2 }])
    expect(events[0]?.payload.skipped).toBeGreaterThan(60)
  })
})

describe('a start that cannot succeed ends with one line and code 2', () => {
  async function refused(args: string[], line: RegExp): Promise<void> {
    const { code, stdout, stderr } = await start(...args).ended
    expect(stderr).toMatch(line)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([code, stdout]).toEqual([2, ''])
  }

  test('where the show is missing', () =>
    refused([...FREE, '--show', '/nowhere/tour.json'], /^show\/not-found: \/nowhere\/tour\.json: /))

  test('where the show is broken, naming file and field', async () => {
    using files = scratch({
      'broken.json':
        '{"version":1,"name":"x","events":{"a.b":{}},"playlists":[{"id":"p","name":"P","steps":[{"offset":-5,"type":"a.b"}]}]}',
    })
    await refused(
      [...FREE, '--show', join(files.path, 'broken.json')],
      /^show\/invalid: .*broken\.json: playlists\[0\]\.steps\[0\]\.offset: /,
    )
  })

  test('where an argument is wrong', () => refused(['--port', 'x'], /^arguments\/bad: --port: /))

  test('where the HTTP port is in use, and the OSC port is let go', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    await refused(
      ['--port', String(port), '--osc-port', '0'],
      new RegExp(`^http/port-in-use: 127\\.0\\.0\\.1:${port}: `),
    )
  })

  test('where the OSC port is in use', async () => {
    const taken = createSocket('udp4')
    onTestFinished(() => void taken.close())
    taken.bind(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address()
    await refused(['--port', '0', '--osc-port', String(port)], new RegExp(`^osc/[a-z-]+: .*${port}`))
  })
})

test('--version and --help answer and end with code 0', async () => {
  const version = await start('--version').ended
  expect([version.code, version.stderr]).toEqual([0, ''])
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  const help = await start('--help').ended
  expect(help.code).toBe(0)
  expect(help.stdout).toMatch(/^Usage: cuewright /)
})
