// Roles, the lock and its PIN, over the doors of a real host: page, HTTP, OSC and keys.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { ServerFrame } from '../../shared/contract/frames.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import { launchHost, startSourceHost } from '../support/source-host.ts'
import type { SourceHost } from '../support/source-host.ts'
import { scratch } from '../support/scratch.ts'
import { bytesOf } from './osc-rig.ts'

const PATIENCE = { timeout: 20_000, interval: 50 }
const PIN = '471108159'

const SHOW = {
  ...{ version: 1, name: 'Locked', minimumGoTime: 0 },
  events: { 'lights.go': {} },
  params: { level: { type: 'number', min: 0, max: 1, default: 0 } },
  playlists: [
    {
      ...{ id: 'intro', name: 'Intro' },
      triggers: [
        { event: 'key.received', where: { code: 'KeyG' } },
        { event: 'osc.received', address: '/intro' },
      ],
      steps: [{ offset: 60_000, type: 'lights.go' }],
    },
  ],
}

/** A page that asks and remembers what it was sent. */
class Page {
  readonly frames: ServerFrame[] = []
  readonly #socket: WebSocket
  #id = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ServerFrame))
    socket.on('error', () => undefined)
  }

  static async open(http: string, station = 'FOH'): Promise<Page> {
    const socket = new WebSocket(`ws://${http}/ws`)
    onTestFinished(() => socket.terminate())
    const page = new Page(socket)
    await once(socket, 'open')
    page.send({ kind: 'hello', client: `page-${station}`, key: `key-of-page-${station}-0123456789`, station })
    return page
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame))
  }

  /** `ok`, or the code of the refusal. */
  async ask(command: string, args: object = {}): Promise<string> {
    const answer = await this.answer(command, args)
    return answer.kind === 'refused' ? answer.fault.code : 'ok'
  }

  async answer(command: string, args: object = {}) {
    const id = (this.#id += 1)
    this.send({ kind: 'command', id, command, args })
    return await vi.waitFor(() => {
      const found = this.frames.find(
        (frame) => (frame.kind === 'answer' || frame.kind === 'refused') && frame.id === id,
      )
      if (found?.kind !== 'answer' && found?.kind !== 'refused') throw new Error('not answered yet')
      return found
    }, PATIENCE)
  }

  press(code: string): void {
    for (const pressed of [true, false])
      this.send({ kind: 'input', at: 0, input: { family: 'keyboard', code, key: code, pressed } })
  }
}

/** What an address of OSC is answered, as `ok` or the code of the refusal. */
async function osc({ oscPort }: SourceHost, address: string, args: readonly number[] = []): Promise<string> {
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  socket.send(bytesOf({ address, args }), oscPort, '127.0.0.1')
  const [packet] = (await once(socket, 'message')) as [Buffer]
  const decoded = decodePacket(packet)
  if (!decoded.ok || isBundle(decoded.value)) throw new Error('no message')
  const [outcome, text] = decoded.value.args
  if (outcome === 'ok') return 'ok'
  return typeof text === 'string' ? text.slice(0, text.indexOf(': ')) : 'no text'
}

async function rest({ url }: SourceHost, method: string, path: string, body?: object, headers = {}) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(url + path, {
    method,
    ...sent,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  })
  const said = (await answer.json()) as { readonly code?: string }
  return `${answer.status} ${said.code ?? 'ok'}`
}

const rename = (name: string) => ({ edit: 'change', kind: 'show', set: { name } })
const health = async ({ url }: SourceHost) =>
  (await (await fetch(`${url}/api/health`)).json()) as {
    readonly playlists: { readonly started: number }
    readonly show: { readonly offered: { readonly whileLocked?: true } | null; readonly generation: number }
  }

/** All that the host has written into its data folder. */
function everythingWritten(dataDir: string): string {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dataDir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path).toString('latin1'))
    .join('\n')
}

describe('a locked engine', () => {
  test('plays on and is not edited, by whatever door, and a changed file waits', async () => {
    const host = await startSourceHost(SHOW, { 'other.show.json': JSON.stringify(SHOW) })
    const page = await Page.open(host.http)
    expect(await page.ask('show.edit', { mutation: rename('Before'), seen: 1 })).toBe('ok')
    expect(await page.ask('access.setPin', { pin: PIN })).toBe('ok')
    expect(await page.ask('access.lock')).toBe('ok')

    const other = await Page.open(host.http, 'booth')
    const barred = [
      ['show.edit', { mutation: rename('After'), seen: 2 }],
      ['show.undo', {}],
      ['show.reload', { discard: true }],
      ['show.open', { path: 'other.show.json', discard: true }],
      ['show.new', { discard: true }],
      ['show.close', { discard: true }],
      ['show.saveAs', { path: 'third.show.json' }],
      ['learn.start', {}],
      ['recording.remove', { name: 'one' }],
      ['access.setPin', { pin: '0000', old: PIN }],
      ['access.become', { role: 'editor', pin: PIN }],
    ] as const
    for (const [name, args] of barred)
      expect([name, await other.ask(name, args)]).toEqual([name, 'access/locked'])
    expect(await rest(host, 'POST', '/api/show/mutations', rename('After'), { 'if-match': '"2"' })).toBe(
      '423 access/locked',
    )
    expect(await rest(host, 'POST', '/api/show/reload')).toBe('423 access/locked')
    expect(await osc(host, '/cuewright/reload')).toBe('access/locked')

    // What was edited before goes into the file.
    expect(await other.ask('show.save')).toBe('ok')
    expect(JSON.parse(readFileSync(host.file, 'utf8'))).toMatchObject({ name: 'Before' })
    writeFileSync(host.file, JSON.stringify({ ...SHOW, name: 'Changed outside' }))
    await vi.waitFor(
      async () => expect((await health(host)).show.offered).toMatchObject({ whileLocked: true }),
      PATIENCE,
    )
    expect(await other.ask('show.takeOffered')).toBe('access/locked')

    expect(await other.ask('show.go')).toBe('ok')
    expect(await osc(host, '/cuewright/param/level', [0.5])).toBe('ok')
    expect(await rest(host, 'POST', '/api/playlists/intro/start')).toBe('200 ok')
    other.press('KeyG')
    await vi.waitFor(async () => expect((await health(host)).playlists.started).toBe(3), PATIENCE)
    expect(await rest(host, 'POST', '/api/panic')).toBe('200 ok')
    expect((await health(host)).show.generation).toBe(2)

    expect(await rest(host, 'POST', '/api/access/unlock', {})).toBe('403 access/pin-needed')
    expect(await rest(host, 'POST', '/api/access/unlock', { pin: '0000' })).toBe('403 access/wrong-pin')
    expect(await rest(host, 'POST', '/api/access/unlock', { pin: PIN })).toBe('200 ok')
    expect(await other.ask('show.takeOffered')).toBe('ok')
  })

  test('is locked after a kill, and its PIN stands nowhere', async () => {
    const folder = scratch({ 'test.show.json': JSON.stringify(SHOW) })
    onTestFinished(() => folder[Symbol.dispose]())
    const file = join(folder.path, 'test.show.json')
    const dataDir = join(folder.path, 'data')
    const first = await launchHost(file, dataDir)
    const page = await Page.open(first.http)
    page.send({ kind: 'subscribe', stream: 'activity' })
    expect(await page.ask('access.setPin', { pin: PIN })).toBe('ok')
    expect(await page.ask('access.unlock', { pin: '99887766', more: 1 })).toBe('command/invalid')
    expect(await rest(first, 'POST', '/api/access/pin', { pin: '99887766', old: '55443322' })).toBe(
      '403 access/wrong-pin',
    )
    expect(await page.ask('access.lock')).toBe('ok')
    expect(await page.ask('access.unlock', { pin: PIN })).toBe('ok')
    expect(await page.ask('access.lock')).toBe('ok')
    const history = await (await fetch(`${first.url}/api/events?limit=10000`)).text()
    const asRun = await (await fetch(`${first.url}/api/as-run?limit=1000`)).text()
    expect(asRun).toContain('access.locked')
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    expect(statSync(join(dataDir, 'access.json')).mode & 0o777).toBe(0o600)
    const everything = [history, asRun, JSON.stringify(page.frames), everythingWritten(dataDir)].join('\n')
    expect(everything).not.toMatch(new RegExp(`${PIN}|99887766|55443322`))

    const second = await launchHost(file, dataDir)
    const again = await Page.open(second.http)
    expect(await again.ask('show.undo')).toBe('access/locked')
    second.child.kill('SIGTERM')
    await once(second.child, 'exit')

    // A file that is not whole locks too, and whoever can start it with a flag gets out of it.
    writeFileSync(join(dataDir, 'access.json'), '{"version": 1, "pin"')
    const third = await launchHost(file, dataDir)
    const late = await Page.open(third.http)
    expect([await late.ask('show.undo'), await late.ask('show.go')]).toEqual(['access/locked', 'ok'])
    expect(await late.ask('access.unlock', { pin: PIN })).toBe('access/unreadable')
    third.child.kill('SIGTERM')
    await once(third.child, 'exit')
    const fourth = await launchHost(file, dataDir, ['--reset-pin'])
    onTestFinished(async () => {
      fourth.child.kill('SIGTERM')
      await once(fourth.child, 'exit')
    })
    const last = await Page.open(fourth.http)
    expect(await last.ask('access.unlock')).toBe('ok')
    expect(readdirSync(dataDir).some((name) => name.endsWith('.unreadable'))).toBe(true)
    expect(existsSync(join(dataDir, 'access.json'))).toBe(true)
  })
})

describe('who may only look', () => {
  test('reads, panics, and moves nothing, by whatever door', async () => {
    const host = await startSourceHost(SHOW, {}, ['--role-local', 'view', '--role-osc', 'view'])
    const page = await Page.open(host.http)
    page.press('KeyG')
    await vi.waitFor(
      () => expect(page.frames).toContainEqual(expect.objectContaining({ kind: 'refused', id: null })),
      PATIENCE,
    )
    for (const name of ['show.go', 'show.stop', 'show.undo', 'show.save', 'access.lock', 'learn.cancel'])
      expect([name, await page.ask(name)]).toEqual([name, 'access/role'])
    for (const name of ['runs.list', 'health.read', 'show.history', 'access.read', 'show.panic'])
      expect([name, await page.ask(name)]).toEqual([name, 'ok'])
    page.send({ kind: 'subscribe', stream: 'runs' })
    await vi.waitFor(
      () => expect(page.frames).toContainEqual(expect.objectContaining({ kind: 'value', stream: 'runs' })),
      PATIENCE,
    )
    expect(await page.answer('access.become', { role: 'operator' })).toMatchObject({
      fault: { code: 'access/no-pin' },
    })

    expect(await rest(host, 'POST', '/api/playlists/intro/start')).toBe('403 access/role')
    expect(await rest(host, 'POST', '/api/stop')).toBe('403 access/role')
    expect(await rest(host, 'GET', '/api/runs')).toBe('200 ok')
    expect(await rest(host, 'POST', '/api/panic')).toBe('200 ok')

    expect(await osc(host, '/cuewright/go')).toBe('access/role')
    expect(await osc(host, '/cuewright/param/level', [0.5])).toBe('access/role')
    expect(await osc(host, '/cuewright/param/level')).toBe('ok')
    expect(await osc(host, '/cuewright/ping')).toBe('ok')
    expect(await osc(host, '/cuewright/panic')).toBe('ok')
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    socket.send(bytesOf({ address: '/intro', args: [1] }), host.oscPort, '127.0.0.1')
    await vi.waitFor(async () => {
      const { osc: heard } = (await (await fetch(`${host.url}/api/health`)).json()) as {
        readonly osc: { readonly input: { readonly rejected: Readonly<Record<string, number>> } }
      }
      expect(heard.input.rejected['role']).toBe(3)
    }, PATIENCE)
    expect((await health(host)).playlists.started).toBe(0)
  })

  test('a page that steps down lets go of what it holds, and is heard again when it steps up', async () => {
    const host = await startSourceHost(SHOW)
    const page = await Page.open(host.http)
    const press = (pressed: boolean): void =>
      page.send({ kind: 'input', at: 0, input: { family: 'keyboard', code: 'KeyG', key: 'g', pressed } })
    press(true)
    expect(await page.ask('access.become', { role: 'viewer' })).toBe('ok')
    const released = async () =>
      (await (await fetch(`${host.url}/api/events?type=key.received`)).json()) as { events?: unknown[] }
    await vi.waitFor(
      async () => expect(JSON.stringify(await released())).toContain('"madeUp":true'),
      PATIENCE,
    )
    expect(await page.ask('show.go')).toBe('access/role')
    expect(await page.ask('access.become', { role: 'operator' })).toBe('ok')
    expect(await page.ask('show.go')).toBe('ok')
  })
})

describe('a PIN that is guessed', () => {
  test('over pages that come again and again, and over HTTP, gets five tries and then ever longer waits', async () => {
    const host = await startSourceHost(SHOW)
    const owner = await Page.open(host.http, 'owner')
    expect(await owner.ask('access.setPin', { pin: PIN })).toBe('ok')
    expect(await owner.ask('access.lock')).toBe('ok')
    const guesses = Array.from({ length: 40 }, (_, guess) => String(1000 + guess))
    const byPages = guesses.map(async (pin) => {
      const page = await Page.open(host.http, `guesser-${pin}`)
      return await page.ask('access.unlock', { pin })
    })
    const byHttp = guesses.map((pin) => rest(host, 'POST', '/api/access/unlock', { pin }))
    const answers = (await Promise.all([...byPages, ...byHttp])).map((answer) => answer.split(' ').at(-1))
    // Each wait is twice the one before, so however long this takes there is no room for more.
    expect(answers.filter((code) => code === 'access/wrong-pin').length).toBeLessThanOrEqual(12)
    expect(answers.filter((code) => code === 'access/wait').length).toBeGreaterThan(20)
    expect(answers.filter((code) => code === 'ok')).toEqual([])
    expect(await rest(host, 'POST', '/api/panic')).toBe('200 ok')
  })
})
