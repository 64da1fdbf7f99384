// A whole engine as a process of its own, and strangers who come over real sockets and behave badly.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { patched } from '../../shared/contract/patch.ts'
import type { ServerFrame } from '../../shared/contract/frames.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { scratch } from '../support/scratch.ts'

const root = join(import.meta.dirname, '../..')
const show = {
  version: 1,
  name: 'Attacked',
  events: { 'big.one': {} },
  playlists: [{ id: 'intro', name: 'Intro', steps: [{ offset: 60_000, type: 'big.one' }] }],
}

export const LOCAL = '127.0.0.1'
/** An address of this machine that is not loopback, so that who comes from it is a stranger; null where it has none. */
export const ELSEWHERE =
  Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null

interface Attacked {
  readonly http: number
  readonly osc: number
  readonly pid: number
}

async function open(): Promise<Attacked & AsyncDisposable> {
  const folder = scratch({ 'attack.show.json': JSON.stringify(show) })
  const file = join(folder.path, 'attack.show.json')
  const where = ['--host', '0.0.0.0', '--port', '0', '--osc-port', '0']
  const child = spawn(
    process.execPath,
    [join(root, 'main/headless.ts'), '--show', file, '--data-dir', join(folder.path, 'data'), ...where],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const close = async (): Promise<void> => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    folder[Symbol.dispose]()
  }
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const [, http, osc] = /http=0\.0\.0\.0:(\d+) osc=\S+:(\d+)$/.exec(line) ?? []
  return { http: Number(http), osc: Number(osc), pid: child.pid as number, [Symbol.asyncDispose]: close }
}

/** Starts the host from its source, open to the network, for this test alone. */
export async function startAttacked(): Promise<Attacked> {
  const attacked = await open()
  onTestFinished(() => attacked[Symbol.asyncDispose]())
  return attacked
}

/** One host for all tests of a group, each of which goes on where those before it have left it. */
export function attackedByAll(): () => Attacked {
  let attacked: (Attacked & AsyncDisposable) | null = null
  beforeAll(async () => {
    attacked = await open()
  })
  afterAll(() => attacked?.[Symbol.asyncDispose]())
  return () => {
    if (attacked === null) throw new Error('it has not started')
    return attacked
  }
}

/** A page that behaves: it asks, reads and is told of health. */
export class Page {
  readonly socket: WebSocket
  readonly reports: HealthReport[] = []
  readonly #answers = new Map<number, (frame: ServerFrame) => void>()
  #lastId = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as ServerFrame
      if (frame.kind === 'value' && frame.stream === 'health') this.reports.push(frame.value)
      else if (frame.kind === 'patch') this.reports.push(patched('health', this.latest, frame.patch))
      else if ('id' in frame && frame.id !== null) this.#answers.get(frame.id)?.(frame)
    })
    socket.on('error', () => undefined)
  }

  static async open(port: number, host = LOCAL): Promise<Page> {
    const socket = new WebSocket(`ws://${host}:${port}/ws`)
    const page = new Page(socket)
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    socket.send('{"kind":"subscribe","stream":"health"}')
    return page
  }

  ask(command: string, args: object = {}): Promise<ServerFrame> {
    this.#lastId += 1
    const id = this.#lastId
    const answered = new Promise<ServerFrame>((resolve) => this.#answers.set(id, resolve))
    this.socket.send(JSON.stringify({ kind: 'command', id, command, args }))
    return answered
  }

  get latest(): HealthReport {
    const latest = this.reports.at(-1)
    if (latest === undefined) throw new Error('nothing was heard of health')
    return latest
  }

  /** The most of a figure that any report told. */
  most(of: (report: HealthReport) => number): number {
    return Math.max(...this.reports.map(of))
  }
}

/** Sends bytes from the start and never reads what comes. */
export function stranger(port: number, host: string, first = ''): Socket {
  const socket = connect({ port, host, ...(host === LOCAL ? {} : { localAddress: host }) })
  socket.on('error', () => undefined)
  socket.pause()
  onTestFinished(() => void socket.destroy())
  if (first !== '') socket.write(first)
  return socket
}

export const request = (method: string, path: string, body = ''): string =>
  `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`

const UPGRADE =
  'GET /ws HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
  'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

/** A client frame of RFC 6455, its mask all zeros. */
function wsFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 255])
  return Buffer.concat([head, Buffer.alloc(4), payload])
}

export const textFrame = (message: object): Buffer => wsFrame(1, Buffer.from(JSON.stringify(message)))
export const pingFrame = (): Buffer => wsFrame(9, Buffer.alloc(100))

/** Opens a WebSocket and never reads; what it sends can be sent at once. */
export function unreadSocket(port: number, host: string, frames: readonly Buffer[]): Socket {
  const socket = stranger(port, host, UPGRADE)
  socket.write(Buffer.concat(frames))
  return socket
}

export const sleep = (ms: number): Promise<void> => new Promise((waited) => setTimeout(waited, ms))

/** Panic and another command, over HTTP and over a page, with what they took in ms. */
export async function panicAnswered(port: number, page: Page) {
  const began = performance.now()
  const http = await fetch(`http://${LOCAL}:${port}/api/panic`, { method: 'POST' })
  await http.text()
  const between = performance.now()
  const { kind } = await page.ask('show.panic')
  const go = await page.ask('playlist.start', { id: 'intro' })
  return {
    answers: [http.status, kind, go.kind],
    times: `panic over HTTP ${(between - began).toFixed(1)} ms, over a page ${(performance.now() - between).toFixed(1)} ms`,
  }
}

export const PANIC_WAS_ANSWERED = [200, 'answer', 'answer']
