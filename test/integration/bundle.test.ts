// A show goes from one engine to another as a bundle, over their real interfaces, and waits there until it is approved.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scratch } from '../support/scratch.ts'
import { bundleOf } from '../support/hostile-archives.ts'
import { launchHost, startSourceHost } from '../support/source-host.ts'
import type { SourceHost } from '../support/source-host.ts'

async function ask(host: SourceHost, method: string, path: string, body?: object | Buffer) {
  const isFile = body instanceof Buffer
  const answer = await fetch(`${host.url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': isFile ? 'application/zip' : 'application/json' },
      body: isFile ? new Uint8Array(body) : JSON.stringify(body),
    }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function receiver() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  const heard: Buffer[] = []
  socket.on('message', (packet) => void heard.push(packet))
  return { port: socket.address().port, heard }
}

const showFor = (port: number) => ({
  ...{ version: 1, name: 'On the road' },
  osc: { targets: { desk: { host: '127.0.0.1', port } } },
  keyboard: { global: ['F13'] },
  playlists: [
    {
      id: 'one',
      name: 'One',
      steps: [{ offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/go', args: [] } }],
    },
  ],
})

async function bundled(port: number) {
  const from = await startSourceHost(showFor(port))
  mkdirSync(join(from.dataDir, 'recordings'), { recursive: true })
  writeFileSync(join(from.dataDir, 'recordings', 'first.jsonl'), '{"a":1}\n')
  await ask(from, 'POST', '/api/show/save')
  await expect
    .poll(async () => (await fetch(`${from.url}/api/show/bundle?recordings=all`)).headers.get('content-type'))
    .toBe('application/zip')
  const answer = await fetch(`${from.url}/api/show/bundle`)
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="On-the-road.cuewright"')
  return { from, archive: Buffer.from(await answer.arrayBuffer()) }
}

test('a bundle is sent, looked at, taken, and acts only once it is approved, also after a restart', async () => {
  const { port, heard } = await receiver()
  const { from, archive } = await bundled(port)
  const folder = scratch({ 'mine.show.json': JSON.stringify({ version: 1, name: 'Mine' }) })
  const dataDir = join(folder.path, 'data')
  let running: SourceHost | null = null
  const stop = async (): Promise<void> => {
    running?.child.kill('SIGTERM')
    if (running !== null) await once(running.child, 'exit')
    running = null
  }
  onTestFinished(async () => {
    await stop()
    folder[Symbol.dispose]()
  })
  const to = (running = await launchHost(join(folder.path, 'mine.show.json'), dataDir))
  const sent = await ask(to, 'POST', '/api/show/bundle?id=import-1', archive)
  expect(sent).toMatchObject({
    status: 200,
    body: {
      id: 'import-1',
      state: 'ready',
      preview: {
        show: 'On the road',
        unsaved: false,
        counts: { playlists: 1, steps: 1 },
        reach: {
          targets: [{ name: 'desk', at: `127.0.0.1:${port}`, transport: 'udp' }],
          globalKeys: ['F13'],
        },
      },
    },
  })
  const taken = await ask(to, 'POST', '/api/show/bundle/import-1/take', { path: 'road.show.json' })
  const file = join(dirname(to.file), 'road.show.json')
  expect(taken).toMatchObject({ status: 200, body: { path: file, waits: true } })
  expect(readFileSync(file)).toEqual(readFileSync(from.file))
  await expect.poll(() => readdirSync(join(to.dataDir, 'staging'))).toEqual([])

  const refused = await ask(to, 'POST', '/api/playlists/one/start')
  expect(refused.body).toMatchObject({ code: 'show/disarmed' })
  expect((await ask(to, 'POST', '/api/show/arm')).body).toMatchObject({ code: 'show/not-approved' })
  expect((await ask(to, 'POST', '/api/panic')).status).toBe(200)

  await stop()
  const again = (running = await launchHost(file, dataDir))
  expect((await ask(again, 'POST', '/api/playlists/one/start')).body).toMatchObject({ code: 'show/disarmed' })
  const { body } = await ask(again, 'GET', '/api/show/approval')
  expect(body).toMatchObject({ waits: true })
  expect(heard).toEqual([])
  expect(await ask(again, 'POST', '/api/show/approval', { digest: body['digest'] })).toMatchObject({
    body: { approved: true },
  })
  expect((await ask(again, 'POST', '/api/playlists/one/start')).status).toBe(200)
  await expect.poll(() => heard.length).toBe(1)
})

test('what is no bundle, of the wrong type or too large is refused in words, and nothing is left of it', async () => {
  const to = await startSourceHost({ version: 1, name: 'Mine' })
  const hostile = bundleOf([{ name: '../../evil.json', content: Buffer.from('{}') }])
  expect(await ask(to, 'POST', '/api/show/bundle', hostile)).toMatchObject({
    status: 409,
    body: { code: 'bundle/name', where: '../../evil.json' },
  })
  expect((await ask(to, 'POST', '/api/show/bundle', { path: 'x' })).status).toBe(400)
  const plain = await fetch(`${to.url}/api/show/bundle`, { method: 'POST', body: 'hello' })
  expect([plain.status, await plain.json()]).toMatchObject([415, { code: 'http/unsupported-media-type' }])
  const staging = join(to.dataDir, 'staging')
  expect(existsSync(staging) ? readdirSync(staging) : []).toEqual([])
  expect(await ask(to, 'POST', '/api/show/bundle/open', { path: '/nowhere.cuewright' })).toMatchObject({
    status: 409,
    body: { code: 'bundle/unreadable' },
  })
})
