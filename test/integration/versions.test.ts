// A show is saved often, gone back in, and found broken at the next start: the host from its source, over its real interfaces.
import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ShowVersion, VersionPreview } from '../../shared/model/show-version.ts'
import { getJson } from '../bench/child.ts'
import { scratch } from '../support/scratch.ts'
import { launchHost } from '../support/source-host.ts'
import { playlistData, showData } from '../support/show-bytes.ts'

const PATIENCE = { timeout: 20_000, interval: 50 }
const SHOW = showData({ playlists: [playlistData('a', { name: 'Save 0' }), playlistData('b')] })

/** Removed once the host has ended. */
function files() {
  const folder = scratch({ 'my.show.json': JSON.stringify(SHOW) })
  onTestFinished(() => folder[Symbol.dispose]())
  return folder
}

/** Two runs of one host, on the same folders. */
async function start(folder: string) {
  const file = join(folder, 'my.show.json')
  const host = await launchHost(file, join(folder, 'data'))
  const { url } = host
  const end = async (): Promise<void> => {
    if (host.child.exitCode !== null) return
    host.child.kill('SIGTERM')
    await once(host.child, 'exit')
  }
  onTestFinished(end)
  const post = async (path: string, body: unknown = {}, headers = {}) => {
    const answer = await fetch(`${url}/api/show${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const shown = async () => {
    const answer = await fetch(`${url}/api/show`)
    const { show } = (await answer.json()) as { show: typeof SHOW & { playlists: { name: string }[] } }
    return { etag: answer.headers.get('etag') ?? '', names: show.playlists.map(({ name }) => name) }
  }
  return {
    ...{ file, end, post },
    get: <T>(path: string) => getJson<T>(`${url}/api/show${path}`),
    names: async () => (await shown()).names,
    rename: async (name: string) =>
      post(
        '/mutations',
        { edit: 'change', kind: 'playlist', id: 'a', set: { name } },
        { 'if-match': (await shown()).etag },
      ),
    warning: async (id: string) =>
      (await getJson<{ warnings: { id: string; what: string }[] }>(`${url}/api/health`)).warnings.find(
        (each) => each.id === id,
      ),
  }
}

test('saved 25 times, a show is what it was at any of the last 20, and undo brings it back', async () => {
  const folder = files()
  const app = await start(folder.path)
  for (let save = 1; save <= 25; save += 1) {
    await app.rename(`Save ${save}`)
    expect((await app.post('/save')).status).toBe(200)
  }
  const list = async () => (await app.get<{ versions: readonly ShowVersion[] }>('/versions')).versions
  await vi.waitFor(async () => expect((await list())[0]?.generation).toBe(26), PATIENCE)
  const versions = await list()
  expect(versions.slice(0, 20).map(({ generation }) => generation)).toEqual(
    Array.from({ length: 20 }, (_, index) => 26 - index),
  )
  expect(versions.at(-1)).toMatchObject({ kind: 'found', by: null, bytes: JSON.stringify(SHOW).length })

  const tenth = versions[10] as ShowVersion
  const preview = await app.get<VersionPreview>(`/versions/${tenth.id}`)
  expect(preview).toMatchObject({
    version: tenth,
    differences: [{ kind: 'playlist', how: 'changed', count: 1, names: ['Save 15'] }],
  })
  const saved = readFileSync(app.file, 'utf8')
  expect(await app.post(`/versions/${tenth.id}/restore`)).toEqual({
    status: 200,
    body: { generation: 27, changed: true, label: 'restore an earlier version: 1 playlist changed' },
  })
  expect(await app.names()).toEqual(['Save 15', 'b'])
  expect(readFileSync(app.file, 'utf8')).toBe(saved)
  await app.post('/undo')
  expect(await app.names()).toEqual(['Save 25', 'b'])
  await app.post(`/versions/${(versions.at(-1) as ShowVersion).id}/restore`)
  expect(await app.names()).toEqual(['Save 0', 'b'])
  expect((await app.post('/versions/999/restore')).status).toBe(404)
}, 90_000)

test('a rack whose file is cut off starts with the newest version, says so, and loses neither', async () => {
  const folder = files()
  const first = await start(folder.path)
  await first.rename('Tonight')
  await first.post('/save')
  await first.end()
  const half = readFileSync(first.file, 'utf8').slice(0, 60)
  writeFileSync(first.file, half)

  const again = await start(folder.path)
  expect(await again.names()).toEqual(['Tonight', 'b'])
  await vi.waitFor(async () => expect(await again.warning('show.rescued')).toBeDefined(), PATIENCE)
  expect((await again.warning('show.rescued'))?.what).toContain('cut off')
  expect(readFileSync(again.file, 'utf8')).toBe(half)
  await again.rename('Later')
  expect((await again.post('/save')).status).toBe(200)
  expect(JSON.parse(readFileSync(again.file, 'utf8'))).toMatchObject({ playlists: [{ name: 'Later' }, {}] })
  await vi.waitFor(async () => expect(await again.warning('show.rescued')).toBeUndefined(), PATIENCE)
  const kept = readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path !== again.file && readFileSync(path, 'utf8') === half)
  expect(kept).not.toEqual([])
}, 90_000)
