// A long evening in short: mixed load for some minutes, with memory and losses written down as it goes.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readDrops } from '../../main/peripherals/osc/udp-table.ts'
import { tableAddress } from '../../main/protocols/proc-net/address.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { STREAMS } from '../../shared/contract/streams.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { getJson, sourceEntry, startHeadless } from './child.ts'
import type { Headless } from './child.ts'
import { median } from './measurement.ts'

const MB = 1024 * 1024
const TICK_MS = 20
const SAMPLE_MS = 10_000
/** Milliseconds that the last messages have to come back. */
const SETTLE_MS = 2000

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } })
const minutes = Number(values.minutes)

const heard = (address: string): object => ({ event: 'osc.received', address })

/** Numbers come back through a rule; beside it playlists, thrown events, gestures and a parameter are busy. */
function show(port: number): object {
  return {
    version: 1,
    name: 'Soak',
    events: { 'chase.done': {}, 'number.came': {}, 'twice.hit': {} },
    osc: { targets: { client: { host: '127.0.0.1', port } }, latestOnly: ['/level/*'] },
    params: { level: { type: 'number', max: 1 } },
    gestures: [
      { id: 'twice', name: 'Twice', kind: 'doubleTap', sources: [heard('/tap')], output: 'twice.hit' },
    ],
    playlists: [
      {
        id: 'chase',
        name: 'Chase',
        triggers: [heard('/chase')],
        retrigger: 'overlap',
        completion: { type: 'chase.done' },
        steps: [
          {
            offset: 0,
            repeat: { count: 100, interval: 10 },
            type: 'osc.send',
            payload: { target: 'client', address: '/chase', args: [1] },
          },
        ],
      },
    ],
    schedulers: [
      {
        id: 'desk',
        name: 'Desk',
        rules: [
          {
            id: 'echo',
            when: [{ kind: 'event', match: { event: 'number.came' } }],
            limit: { count: 10_000, per: '1s' },
            actions: [
              {
                action: 'emit',
                type: 'osc.send',
                payload: { target: 'client', address: '/back', args: ['{{ event.payload.args[0] }}'] },
              },
            ],
          },
          {
            id: 'catch',
            when: [{ kind: 'thrown', key: 'door' }],
            actions: [{ action: 'log', message: 'door' }],
          },
        ],
      },
    ],
  }
}

function packet(address: string, ...args: OscValue[]): Uint8Array {
  const encoded = encodePacket({ address, args })
  if (!encoded.ok) throw new Error(encoded.error.what)
  return encoded.value
}

/** Proportional memory of the engine and all that it started. */
function pssOf(pid: number): number {
  const own = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return children.reduce((sum, child) => sum + pssOf(child), own)
}

/** A page that looks at everything, and now and then is loaded anew. */
async function watch(url: string, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const page = new WebSocket(`${url.replace('http', 'ws')}/ws`)
    await once(page, 'open')
    for (const stream of STREAMS) page.send(JSON.stringify({ kind: 'subscribe', stream }))
    await delay(5000, null, { signal: over }).catch(() => undefined)
    page.close()
  }
}

class Load {
  readonly back = new Set<number>()
  sent = 0
  twice = 0
  readonly #socket: Socket
  readonly #headless: Headless
  #ticks = 0

  constructor(socket: Socket, headless: Headless) {
    this.#socket = socket
    this.#headless = headless
    socket.on('message', (message) => {
      if (!message.toString('latin1', 0, 6).startsWith('/back')) return
      const number = message.readInt32BE(message.length - 4)
      if (this.back.has(number)) this.twice += 1
      this.back.add(number)
    })
  }

  async until(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      this.#tick()
      await delay(TICK_MS)
    }
  }

  /** A second has fifty: 500 numbers, 200 values, ten taps, a start, a throw, large and senseless packets. */
  #tick(): void {
    this.#ticks += 1
    for (let count = 0; count < 10; count += 1)
      this.#send(packet('/cuewright/event/number.came', (this.sent += 1)))
    for (let count = 0; count < 4; count += 1) {
      this.#send(packet('/cuewright/param/level', Math.random()))
      this.#send(packet(`/level/${count}`, Math.random()))
    }
    if (this.#ticks % 5 === 0) this.#send(packet('/tap', 1))
    if (this.#ticks % 25 === 0) this.#send(packet('/large', 'x'.repeat(50_000)))
    if (this.#ticks % 10 === 0) this.#send(Buffer.from('senseless'))
    if (this.#ticks % 50 === 0) this.#send(packet('/chase', 1))
    if (this.#ticks % 20 === 0) void this.#throw(this.#ticks % 40 === 0 ? 'door' : 'nobody')
  }

  #send(bytes: Uint8Array): void {
    this.#socket.send(bytes, this.#headless.oscPort, '127.0.0.1')
  }

  async #throw(key: string): Promise<void> {
    const body = JSON.stringify({ key, display_name: key, scope: 'global', ttl: '10s' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${this.#headless.http}/api/schedulers/events/throw`, {
      method: 'POST',
      headers,
      body,
    })
    if (answer.status !== 201) throw new Error(`throwing was answered with ${await answer.text()}`)
  }
}

/** What the system dropped because this program did not read in time. */
async function ownDrops(of: Socket): Promise<number> {
  const key = tableAddress('127.0.0.1', of.address().port)!.text
  const drops = await readDrops('/proc/net/udp', new Set([key]))
  return drops.get(key) ?? 0
}

const socket = createSocket('udp4').bind(0, '127.0.0.1')
await once(socket, 'listening')
await using headless = await startHeadless(sourceEntry, show(socket.address().port))
const load = new Load(socket, headless)
const over = AbortSignal.timeout(minutes * 60_000)
const memory: number[] = []
const sampling = setInterval(() => {
  memory.push(pssOf(headless.pid))
  console.log(
    `${memory.length * 10} s: ${(memory.at(-1)! / MB).toFixed(1)} MB, ${load.sent} sent, ${load.sent - load.back.size} not back yet`,
  )
}, SAMPLE_MS)
await Promise.all([load.until(over), watch(headless.http, over)])
clearInterval(sampling)
await delay(SETTLE_MS)

const { dispatcher, osc } = await getJson<HealthReport>(`${headless.http}/api/health`)
const quarter = Math.floor(memory.length / 4)
const [second, last] = [memory.slice(quarter, 2 * quarter), memory.slice(-quarter)].map(
  (part) => median(part) / MB,
)
console.log(`memory: ${second?.toFixed(1)} MB in the second quarter, ${last?.toFixed(1)} MB in the last`)
console.log(`numbers: ${load.sent} sent, ${load.sent - load.back.size} lost, ${load.twice} came back twice`)
console.log(`of those, dropped at this program's own socket: ${await ownDrops(socket)}`)
console.log(`said: ${JSON.stringify({ dropped: dispatcher.droppedByType, osc })}`)
socket.close()
