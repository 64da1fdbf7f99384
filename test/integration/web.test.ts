import { connect as connectTcp } from 'node:net'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { SystemClock } from '../../main/clock.ts'
import { openWeb } from '../../main/web/web.ts'
import type { Web } from '../../main/web/web.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { ServerFrame } from '../../shared/contract/frames.ts'
import { WebMeter } from '../../shared/contract/web-meter.ts'
import { compressFiles } from '../../scripts/compressed-files.ts'
import { scratch } from '../support/scratch.ts'
import { raw, run, setUp } from './web-rig.ts'
import { healthAnswer } from '../../main/web/health-answer.ts'

describe('the HTTP interface', () => {
  test('answers health, playlists and runs as JSON', async () => {
    const { get } = await setUp()
    const health: unknown = await (await get('/api/health')).json()
    expect(health).toMatchObject({ at: 5, eventCounts: { 'show.loaded': 1 } })
    // Nothing of it is left out of the document.
    expect(healthAnswer.parse(health)).toEqual(health)
    expect(await (await get('/api/runs')).json()).toEqual({ standby: 'intro', runs: [run] })
    expect(await (await get('/api/playlists')).json()).toEqual({
      standby: 'intro',
      playlists: [
        {
          id: 'intro',
          name: 'Intro',
          triggers: [],
          interrupts: [],
          completion: null,
          retrigger: 'restart',
          tempo: 1,
          metadata: {},
          length: 100,
          stepCount: 1,
          emissions: 1,
          activeRuns: ['intro#1'],
        },
      ],
    })
  })

  test('starts a playlist and stops a run by the same commands as the page', async () => {
    const { url, asked } = await setUp()
    const started = await fetch(`${url}/api/playlists/intro/start`, { method: 'POST' })
    expect([started.status, await started.json()]).toEqual([200, { runId: 'intro#1' }])
    const headers = { 'content-type': 'application/json' }
    const stop = `${url}/api/runs/${encodeURIComponent('intro#1')}/stop`
    for (const body of ['{}', ''])
      expect((await fetch(stop, { method: 'POST', headers, body })).status).toBe(200)
    expect(asked).toEqual([
      { name: 'playlist.start', args: { id: 'intro' }, by: 'HTTP 127.0.0.1' },
      { name: 'run.stop', args: { runId: 'intro#1' }, by: 'HTTP 127.0.0.1' },
      { name: 'run.stop', args: { runId: 'intro#1' }, by: 'HTTP 127.0.0.1' },
    ])
  })

  test.each([
    ['playlist/unknown', 404],
    ['command/invalid', 400],
    ['dispatcher/full', 503],
    ['run/stopped', 409],
  ])('passes on a refusal %s as %i', async (code, status) => {
    const refusal = fault(code, 'intro', 'not now', 'wait')
    const { url } = await setUp({ answer: failed(refusal) })
    const response = await fetch(`${url}/api/playlists/intro/start`, { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([status, refusal])
  })

  test('reads the filters of the event history, empty ones left out', async () => {
    const { get, queries } = await setUp()
    await get('/api/events?type=&source=&limit=&since=')
    await get('/api/events?type=playlist.*&source=a&limit=5&since=7&runId=r&seconds=2.5')
    expect(queries).toEqual([
      { limit: 100 },
      { type: 'playlist.*', source: 'a', limit: 5, since: 7, runId: 'r', seconds: 2.5 },
    ])
  })

  test('asks how things stand, as whoever asks', async () => {
    const { get, asked } = await setUp({ answer: ok({ events: [] }) })
    expect(await (await get('/api/state?type=playlist.*&source=')).json()).toEqual({ events: [] })
    expect(asked).toMatchObject([{ name: 'state.query', args: { type: 'playlist.*', limit: 100 } }])
    expect((await get('/api/state?runId=r')).status).toBe(400)
  })

  test.each([
    ['/api/events?limit=many', 'query.limit'],
    ['/api/events?limit=0', 'query.limit'],
    ['/api/events?limit=10001', 'query.limit'],
    ['/api/events?since=-1', 'query.since'],
    ['/api/events?type=a.b&type=c.d', 'query.type'],
    ['/api/events?colour=red', 'query.colour'],
  ])('refuses %s, naming %s', async (path, where) => {
    const { get } = await setUp()
    const response = await get(path)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'http/bad-request', where })
  })

  test.each([
    ['a list', '[]', 'application/json', 400],
    ['a field too many', '{"speed":2}', 'application/json', 400],
    ['no JSON', '{', 'application/json', 400],
    ['a key that reaches the prototype', '{"__proto__":{"x":1}}', 'application/json', 400],
    ['deep nesting', '['.repeat(100_000), 'application/json', 400],
    ['above 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['text', '{}', 'text/plain', 415],
  ])('refuses a body that is %s', async (_what, body, type, status) => {
    const { url, asked } = await setUp()
    const headers = { 'content-type': type }
    const response = await fetch(`${url}/api/playlists/intro/start`, { method: 'POST', headers, body })
    expect(response.status).toBe(status)
    const refusal = (await response.json()) as object
    expect(Object.keys(refusal)).toEqual(['code', 'what', 'where', 'next'])
    expect(asked).toEqual([])
  })

  test('tells which method a path answers', async () => {
    const { url } = await setUp()
    const response = await fetch(`${url}/api/health`, { method: 'POST' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await fetch(`${url}/api/playlists/intro/start`)).status).toBe(405)
    expect((await fetch(`${url}/ws`)).status).toBe(426)
  })

  test.each([
    '/api/nothing',
    '/api/playlists/intro',
    '/../etc/passwd',
    '/api/%zz',
    `/api/runs/${'x'.repeat(300)}/stop`,
  ])('has nothing at %s and says so in JSON', async (path) => {
    const { url } = await setUp()
    const { status, body } = await raw(url + path, { method: path.endsWith('stop') ? 'POST' : 'GET' })
    expect([400, 404, 414]).toContain(status)
    expect(Object.keys(body as object)).toEqual(['code', 'what', 'where', 'next'])
  })

  test('answers bytes that are no HTTP with a fault and closes', async () => {
    const { web } = await setUp()
    const socket = connectTcp(web.port, '127.0.0.1')
    socket.end('GO!\r\n\r\n')
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    await once(socket, 'close')
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*"code":"http\/bad-request"/)
  })
})

describe('a page of another site', () => {
  test('cannot start anything', async () => {
    const { url, asked } = await setUp()
    for (const origin of ['http://evil.example', 'null']) {
      const { status, body } = await raw(`${url}/api/playlists/intro/start`, {
        method: 'POST',
        headers: { origin },
      })
      expect([status, body]).toMatchObject([403, { code: 'http/foreign-origin', where: origin }])
    }
    expect(asked).toEqual([])
  })

  test('cannot read anything under a name of its own', async () => {
    const { url } = await setUp()
    const { status, body } = await raw(`${url}/api/health`, { headers: { host: 'evil.example:4280' } })
    expect([status, body]).toMatchObject([403, { code: 'http/foreign-host' }])
  })

  test('is no other where the name is one that the operator allows, also to read, change and connect', async () => {
    const { url, web, server, asked } = await setUp()
    const host = `RACK.example.org:${web.port}`
    const origin = `http://rack.example.org:${web.port}`
    const headers = { host, origin }
    expect(await raw(`${url}/api/health`, { headers: { host } })).toMatchObject({ status: 200 })
    const started = await raw(`${url}/api/playlists/intro/start`, { method: 'POST', headers })
    expect([started.status, asked.length]).toEqual([200, 1])
    const socket = new WebSocket(`ws://127.0.0.1:${web.port}/ws`, { headers })
    await once(socket, 'open')
    expect(server.clients).toBe(1)
    socket.terminate()
  })

  test('is no other under the full name of the machine, once the name service has told it', async () => {
    const [short = ''] = hostname().toLowerCase().split('.', 1)
    const told = Promise.withResolvers<string[]>()
    let cancelled = 0
    const names = { reverse: () => told.promise, cancel: () => void (cancelled += 1) }
    const { web } = await setUp({ host: '0.0.0.0', names })
    const statusFor = async (host: string): Promise<number> =>
      (await raw(`http://127.0.0.1:${web.port}/api/health`, { headers: { host } })).status
    expect(await statusFor(`${short}.studio.example:${web.port}`)).toBe(403)
    told.resolve([`${short}.studio.example`, 'www.evil.example'])
    await expect.poll(() => statusFor(`${short}.studio.example:${web.port}`)).toBe(200)
    expect(await statusFor('www.evil.example')).toBe(403)
    await web[Symbol.asyncDispose]()
    expect(cancelled).toBe(1)
  })

  test('cannot open a WebSocket', async () => {
    const { web, server } = await setUp()
    for (const origin of ['http://evil.example', 'null']) {
      const socket = new WebSocket(`ws://127.0.0.1:${web.port}/ws`, { origin })
      const [error] = (await once(socket, 'error')) as [Error]
      expect(error.message).toBe('Unexpected server response: 403')
    }
    expect(server.clients).toBe(0)
  })
})

describe('the page', () => {
  test('is served with what keeps it safe, its hashed files for good and itself afresh', async () => {
    using files = scratch({ 'index.html': '<!doctype html>', 'assets/app-1234.js': '1', '.secret': 'x' })
    const { get } = await setUp({ rendererDir: files.path })
    const index = await get('/')
    expect(index.headers.get('content-type')).toMatch(/^text\/html/)
    expect(index.headers.get('cache-control')).toBe('no-cache')
    expect(index.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
    expect(index.headers.get('x-content-type-options')).toBe('nosniff')
    const script = await get('/assets/app-1234.js')
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await get('/assets/missing.js')).status).toBe(404)
    expect((await get('/.secret')).status).toBe(404)
    expect((await get('/..%2f..%2fpackage.json')).status).toBeGreaterThanOrEqual(400)
  })

  test('is sent compressed to who takes that, as the build has left it, and with the same headers', async () => {
    const script = 'const word = "cue"\n'.repeat(500)
    using files = scratch({
      'index.html': `<!doctype html>${' '.repeat(2000)}`,
      'assets/app-1234.js': script,
    })
    await compressFiles(files.path)
    await writeFile(join(files.path, 'assets/short-5678.js'), '1')
    const { web } = await setUp({ rendererDir: files.path })
    const ask = async (path: string, encodings: string) => {
      const asked = request(`http://127.0.0.1:${web.port}${path}`, {
        headers: { 'accept-encoding': encodings },
      })
      asked.end()
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      return { headers: answer.headers, bytes: await buffer(answer) }
    }
    const brotli = await ask('/assets/app-1234.js', 'gzip, deflate, br')
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    })
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(script)
    const zipped = await ask('/assets/app-1234.js', 'gzip')
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.bytes).toString()).toBe(script)
    const plain = await ask('/assets/app-1234.js', 'identity')
    expect(plain.headers['content-encoding']).toBe(undefined)
    expect(plain.headers.vary).toBe('accept-encoding')
    expect(plain.headers['content-type']).toBe(brotli.headers['content-type'])
    expect(plain.headers['content-type']).toMatch(/javascript; charset=utf-8$/)
    expect(plain.bytes.toString()).toBe(script)
    const short = await ask('/assets/short-5678.js', 'br')
    expect(short.headers['content-encoding']).toBe(undefined)
    expect(short.bytes.toString()).toBe('1')
    const page = await ask('/', 'br')
    expect(page.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'no-cache' })
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/)
  })

  test('says so where it has not been built', async () => {
    const { get } = await setUp()
    expect(await (await get('/')).text()).toContain('has not been built')
  })
})

describe('a WebSocket client', () => {
  async function open(web: Web) {
    const socket = new WebSocket(`ws://127.0.0.1:${web.port}/ws`)
    const frames: ServerFrame[] = []
    let wake = (): void => {}
    socket.on('message', (data: Buffer) => {
      frames.push(JSON.parse(data.toString()) as ServerFrame)
      wake()
    })
    await once(socket, 'open')
    const next = async (): Promise<ServerFrame> => {
      while (frames.length === 0) await new Promise<void>((woken) => (wake = woken))
      return frames.shift() as ServerFrame
    }
    return { socket, next }
  }

  test('is greeted, answered and kept up to date', async () => {
    const { web, server } = await setUp()
    const { socket, next } = await open(web)
    expect(await next()).toMatchObject({ kind: 'hello', protocol: 6, version: '1.2.3' })
    socket.send('{"kind":"command","id":1,"command":"show.go","args":{}}')
    expect(await next()).toEqual({ kind: 'answer', id: 1, value: { runId: 'intro#1' } })
    socket.send('{"kind":"subscribe","stream":"runs"}')
    expect(await next()).toMatchObject({ kind: 'value', stream: 'runs' })
    server.publish('runs', { standby: 'intro', runs: [] })
    server.publish('runs', { standby: 'finale', runs: [] })
    expect([await next(), await next()]).toMatchObject([
      { kind: 'patch', stream: 'runs', patch: { fields: {}, lists: {} } },
      { kind: 'patch', stream: 'runs', patch: { fields: { standby: 'finale' }, lists: {} } },
    ])
  })

  test('is told what is wrong with text that is not JSON', async () => {
    const { web } = await setUp()
    const { socket, next } = await open(web)
    await next()
    socket.send('GO!')
    expect(await next()).toMatchObject({ kind: 'refused', id: null, fault: { code: 'contract/bad-frame' } })
  })

  test.each([
    ['a message above 1 MiB', 'x'.repeat(1024 * 1024 + 1), 1009],
    ['a message far above 1 MiB', 'x'.repeat(16 * 1024 * 1024), 1009],
    ['bytes instead of text', Buffer.from([1, 2, 3]), 1003],
  ])('is cut off for %s', async (_what, message, code) => {
    const { web, server } = await setUp()
    const { socket, next } = await open(web)
    await next()
    socket.send(message)
    const [closedWith] = (await once(socket, 'close')) as [number]
    expect(closedWith).toBe(code)
    await expect.poll(() => server.clients).toBe(0)
  })

  test('is told goodbye when the engine ends', async () => {
    const { web } = await setUp()
    const { socket } = await open(web)
    const closed = once(socket, 'close') as Promise<[number]>
    await web[Symbol.asyncDispose]()
    expect((await closed)[0]).toBe(1001)
  })
})

test('a half-finished request and an upgrade to nowhere do not hold up the end', async () => {
  const { web } = await setUp()
  const half = connectTcp(web.port, '127.0.0.1')
  half.on('error', () => {})
  half.write('POST /api/playlists/intro/start HTTP/1.1\r\nhost: 127.0.0.1\r\n')
  const nowhere = connectTcp(web.port, '127.0.0.1')
  nowhere.on('error', () => {})
  nowhere.write(
    'GET /api/health HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(nowhere, 'data')
  const closed = Promise.all([once(half, 'close'), once(nowhere, 'close')])
  await web[Symbol.asyncDispose]()
  await closed
})

test('a port that is in use is refused with what to do', async () => {
  const { web } = await setUp()
  const options = {
    host: '127.0.0.1',
    allowHosts: [],
    nameService: () => ({ reverse: () => Promise.resolve([]), cancel() {} }),
    port: web.port,
    rendererDir: '/nowhere',
    version: '1.2.3',
    clock: new SystemClock(),
  }
  const second = await openWeb({
    ...options,
    log: console,
    connect() {},
    engine: { meter: new WebMeter() } as never,
  })
  expect(second).toMatchObject({
    ok: false,
    error: { code: 'http/port-in-use', where: `127.0.0.1:${web.port}` },
  })
})
