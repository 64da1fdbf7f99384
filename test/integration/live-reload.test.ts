// The show file is changed in another program while the show plays: the host from its source, over its real interfaces.
import { renameSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { getJson } from '../bench/child.ts'
import { startSourceHost } from '../support/source-host.ts'
import { udpPeer } from './osc-rig.ts'

const PATIENCE = { timeout: 20_000, interval: 100 }

interface Run {
  readonly playlistId: string
  readonly ended: object | null
}

const send = (offset: number, address: string) => ({
  ...{ offset, type: 'osc.send' },
  payload: { target: 'desk', address, args: [1] },
})

function showOf(port: number, others: readonly object[]): object {
  const steps = Array.from({ length: 1200 }, (_, index) => send(index * 25, `/tick/${index}`))
  return {
    ...{ version: 1, name: 'Reloaded' },
    osc: { targets: { desk: { host: '127.0.0.1', port } } },
    playlists: [{ id: 'ticks', name: 'Ticks', steps }, ...others],
  }
}

async function start(show: object) {
  const { file, url } = await startSourceHost(show)
  return {
    file,
    post: async (path: string): Promise<number> => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`${url}${path}`, { method: 'POST', headers, body: '{}' })).status
    },
    active: async (): Promise<readonly string[]> => {
      const { runs } = await getJson<{ runs: readonly Run[] }>(`${url}/api/runs`)
      return runs.filter(({ ended }) => ended === null).map(({ playlistId }) => playlistId)
    },
    generation: async (): Promise<string | null> => (await fetch(`${url}/api/show`)).headers.get('etag'),
    warnings: async (): Promise<readonly { id: string; what: string }[]> =>
      (await getJson<{ warnings: readonly { id: string; what: string }[] }>(`${url}/api/health`)).warnings,
  }
}

/** As editors save that put a whole new file in the place of the old one. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}

test('a show file that is changed while it plays changes the show, and the run that plays misses no step', async () => {
  const desk = await udpPeer()
  const heard: string[] = []
  desk.socket.on(
    'message',
    (packet) => void heard.push(packet.toString('latin1').split('\0', 1)[0] as string),
  )
  const app = await start(showOf(desk.port, []))
  expect(await app.generation()).toBe('"1"')
  expect(await app.post('/api/playlists/ticks/start')).toBeLessThan(300)
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(20), PATIENCE)

  expect(await app.post('/api/playlists/new/start')).toBe(404)
  const next = [{ id: 'new', name: 'New', steps: [send(0, '/new')] }]
  replace(app.file, JSON.stringify(showOf(desk.port, next)))
  await vi.waitFor(async () => expect(await app.generation()).toBe('"2"'), PATIENCE)
  expect(await app.active()).toEqual(['ticks'])
  expect(await app.post('/api/playlists/new/start')).toBeLessThan(300)
  await vi.waitFor(() => expect(heard).toContain('/new'), PATIENCE)

  const soFar = heard.length
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(soFar + 40), PATIENCE)
  const ticks = heard.filter((address) => address.startsWith('/tick/'))
  expect(ticks).toEqual(ticks.map((_, index) => `/tick/${index}`))
}, 90_000)

test('a mistake in it leaves the running show alone and is warned of with its place, until it is mended', async () => {
  const desk = await udpPeer()
  const app = await start(showOf(desk.port, []))
  await app.post('/api/playlists/ticks/start')
  const text = JSON.stringify(showOf(desk.port, []), null, 2)
  replace(app.file, text.replace('"name": "Ticks"', '"name" "Ticks"'))
  const failing = async () => (await app.warnings()).find(({ id }) => id === 'show.build.failing')
  await vi.waitFor(async () => expect(await failing()).toBeDefined(), PATIENCE)
  expect((await failing())?.what).toMatch(/line \d+, column \d+/)
  expect(await app.active()).toEqual(['ticks'])
  expect(await app.generation()).toBe('"1"')

  replace(app.file, text.replace('"name": "Ticks"', '"name": "Tocks"'))
  await vi.waitFor(async () => expect(await failing()).toBeUndefined(), PATIENCE)
  expect(await app.generation()).toBe('"2"')
  expect(await app.active()).toEqual(['ticks'])
}, 90_000)
