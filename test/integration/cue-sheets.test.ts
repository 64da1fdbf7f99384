// A cue sheet comes into a show as one edit and leaves it as a table and as a page, over the real interfaces of a host.
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scratch } from '../support/scratch.ts'
import { launchHost } from '../support/source-host.ts'
import { playlistData, showData } from '../support/show-bytes.ts'

const SHEET =
  'Number,Name,Notes,Playlist,Wait\r\n1,Doors,"Wait for ""house""",,\r\n2,Storm <b>,,Thunder,soon\r\n'

async function start() {
  const folder = scratch({
    'my.show.json': JSON.stringify(showData({ playlists: [playlistData('thunder', { name: 'Thunder' })] })),
  })
  onTestFinished(() => folder[Symbol.dispose]())
  const host = await launchHost(join(folder.path, 'my.show.json'), join(folder.path, 'data'))
  onTestFinished(async () => {
    host.child.kill('SIGTERM')
    if (host.child.exitCode === null) await once(host.child, 'exit')
  })
  const post = async (path: string, body: object = {}) => {
    const answer = await fetch(`${host.url}/api${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return { post, get: (path: string) => fetch(`${host.url}/api${path}`) }
}

test('a sheet is looked at, imported as one edit, taken back, and exported as it came', async () => {
  const { post, get } = await start()
  const preview = await post('/cue-lists/main/sheet/preview', { text: SHEET })
  expect(preview.body).toMatchObject({
    meanings: ['number', 'name', 'note', 'playlist', 'preWait'],
    ...{ rowCount: 2, added: 2, changed: 0, removed: 0, more: 0 },
    problems: [{ line: 3, code: 'duration', text: 'soon' }],
  })
  expect((await get('/cue-lists/main/sheet')).status).toBe(404)

  const imported = await post('/cue-lists/main/sheet', { text: SHEET })
  expect(imported.status).toBe(200)
  expect(imported.body).toMatchObject({ label: 'import 2 cues into main', added: 2 })
  const table = await get('/cue-lists/main/sheet?form=tsv')
  expect(table.headers.get('content-type')).toBe('text/tab-separated-values; charset=utf-8')
  const text = await table.text()
  expect(text).toContain('1\tDoors\t"Wait for ""house"""\t')
  expect(await post('/cue-lists/main/sheet/preview', { text, way: 'update' })).toMatchObject({
    body: { added: 0, changed: 0, same: 2, removed: 0, problems: [] },
  })

  const page = await get('/cue-lists/main/sheet?form=page')
  expect(page.headers.get('content-disposition')).toBe('inline; filename="cuewright-main.html"')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /)
  expect(await page.text()).toContain('Storm &lt;b&gt;')

  expect((await post('/show/undo')).status).toBe(200)
  expect((await get('/cue-lists/main/sheet')).status).toBe(404)
})

test('a sheet that cannot be read is refused by name, and the show stays as it is', async () => {
  const { post, get } = await start()
  expect(await post('/cue-lists/main/sheet', { text: '1,"never closed' })).toMatchObject({
    status: 409,
    body: { code: 'cue-sheet/not-a-table' },
  })
  expect(await post('/cue-lists/main/sheet', { text: '{"rundowns": {}}' })).toMatchObject({
    body: { code: 'cue-sheet/not-a-table' },
  })
  expect((await get('/cue-lists/main/sheet')).status).toBe(404)
})
