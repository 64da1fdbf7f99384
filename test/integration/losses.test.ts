// What is lost is said, and what matters is not lost: the host from its source, over its real interfaces.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { getJson } from '../bench/child.ts'
import { readExposition } from '../support/exposition.ts'
import { startSourceHost } from '../support/source-host.ts'
import { bytesOf, udpPeer } from './osc-rig.ts'

interface Warned {
  readonly id: string
  readonly what: string
}

interface Health {
  readonly warnings: readonly Warned[]
  readonly asRun: { readonly written: number }
}

async function start(show: object) {
  const { dataDir, url, oscPort } = await startSourceHost(show)
  const post = async (path: string, body: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    await answer.arrayBuffer()
    return answer.status
  }
  const health = (): Promise<Health> => getJson(`${url}/api/health`)
  const warnings = async (): Promise<readonly Warned[]> => (await health()).warnings
  return { url, oscPort, dataDir, post, health, warnings }
}

test('doors_open thrown with a delay opens the doors after 10,000 nonsense throws, large and small, over HTTP and OSC', async () => {
  const desk = await udpPeer()
  const app = await start({
    version: 1,
    name: 'Doors',
    osc: { targets: { desk: { host: '127.0.0.1', port: desk.port } } },
    playlists: [
      {
        ...{ id: 'open', name: 'Open' },
        steps: [{ offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/opened', args: [1] } }],
      },
    ],
    schedulers: [
      {
        ...{ id: 'foyer', name: 'Foyer' },
        rules: [
          {
            ...{ id: 'open', when: [{ kind: 'thrown', key: 'doors_open' }] },
            actions: [{ action: 'start_playlist', id: 'open' }],
          },
        ],
      },
    ],
  })
  const opened = new Promise<void>((resolve) => {
    desk.socket.on('message', (packet) => {
      if (packet.toString('latin1').startsWith('/opened')) resolve()
    })
  })
  expect(await app.post('/api/schedulers/events/throw', { key: 'doors_open', delay: '8s' })).toBe(201)

  const large = 'x'.repeat(60_000)
  const small = bytesOf({ address: '/cuewright/throw/nonsense/foyer', args: [1] })
  const big = bytesOf({ address: '/cuewright/throw/nonsense/foyer', args: [large.slice(0, 50_000)] })
  for (let burst = 0; burst < 90; burst += 1) {
    for (let count = 0; count < 100; count += 1) desk.socket.send(small, app.oscPort, '127.0.0.1')
    desk.socket.send(big, app.oscPort, '127.0.0.1')
    await pause(10)
  }
  for (let burst = 0; burst < 10; burst += 1) {
    const throws = Array.from({ length: 100 }, (_, at) =>
      app.post('/api/schedulers/events/throw', { key: 'nonsense', payload: at % 10 === 0 ? large : at }),
    )
    // Refused by its limits it may be (429, 503), but not broken.
    for (const status of await Promise.all(throws)) expect([201, 429, 503]).toContain(status)
  }
  await expect
    .poll(async () => (await app.warnings()).find(({ id }) => id === 'thrown.foyer.crowded')?.what)
    .toContain('no rule could have caught any of them')
  await opened
}, 60_000)

test.skipIf(process.platform === 'win32')(
  'a data folder that is deleted while the show runs is begun anew, and said',
  async () => {
    const app = await start({
      version: 1,
      name: 'Data',
      playlists: [{ id: 'a', name: 'A', steps: [{ offset: 0, type: 'x.y' }] }],
      events: { 'x.y': {} },
    })
    const database = join(app.dataDir, 'as-run.sqlite')
    const log = join(app.dataDir, 'logs/cuewright.log')
    await vi.waitFor(
      async () => {
        expect(existsSync(log)).toBe(true)
        expect((await app.health()).asRun.written).toBeGreaterThan(0)
      },
      { timeout: 10_000, interval: 100 },
    )
    rmSync(app.dataDir, { recursive: true })
    await vi.waitFor(
      async () => {
        const ids = (await app.warnings()).map(({ id }) => id)
        expect(ids).toEqual(expect.arrayContaining(['data.as-run.begunAnew', 'data.log.begunAnew']))
      },
      { timeout: 15_000, interval: 250 },
    )
    expect(existsSync(database)).toBe(true)
    expect(readFileSync(log, 'utf8')).toContain('the log was deleted or replaced; it was begun anew')
    // What happens from now on is found again.
    expect(await app.post('/api/playlists/a/start', {})).toBe(200)
    await vi.waitFor(
      async () => {
        const { entries } = await getJson<{ entries: readonly unknown[] }>(
          `${app.url}/api/as-run?types=playlist.created`,
        )
        expect(entries).toHaveLength(1)
      },
      { timeout: 10_000, interval: 250 },
    )
  },
  60_000,
)

test('a run whose messages a target never took says so, though it has ended, and so do the figures for Prometheus', async () => {
  const app = await start({
    version: 1,
    name: 'Away',
    // Nobody listens on the port of discarding.
    osc: { targets: { desk: { host: '127.0.0.1', port: 9, transport: 'tcp', maxAge: 200 } } },
    playlists: [
      {
        ...{ id: 'look', name: 'Look' },
        steps: [0, 20, 40].map((offset) => ({
          ...{ offset, type: 'osc.send', payload: { target: 'desk', address: '/look', args: [offset] } },
        })),
      },
    ],
  })
  expect(await app.post('/api/playlists/look/start', {})).toBe(200)
  const ended = { reason: 'completed' }
  await vi.waitFor(
    async () => {
      const { runs } = await getJson<{ runs: readonly object[] }>(`${app.url}/api/runs`)
      expect(runs).toMatchObject([{ playlistId: 'look', emitted: 3, notSent: 3, ended }])
    },
    { timeout: 10_000, interval: 50 },
  )
  await vi.waitFor(
    async () => expect((await app.warnings()).map(({ id }) => id)).toContain('osc.target.desk.dropping'),
    { timeout: 10_000, interval: 50 },
  )
  // Figures are taken once a second.
  await vi.waitFor(
    async () => {
      const metrics = readExposition(await (await fetch(`${app.url}/metrics`)).text())
      const dropped = metrics.get('cuewright_osc_target_dropped_messages_total')?.series
      expect(dropped?.get('cuewright_osc_target_dropped_messages_total{target="desk",transport="tcp"}')).toBe(
        3,
      )
    },
    { timeout: 10_000, interval: 50 },
  )
})
