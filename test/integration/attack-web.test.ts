// What strangers can do over HTTP and WebSocket, and that neither memory nor panic is theirs.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { SERVER_LIMITS } from '../../shared/contract/limits.ts'
import { HTTP_LIMITS } from '../../main/web/limits.ts'
import {
  ELSEWHERE,
  LOCAL,
  PANIC_WAS_ANSWERED,
  Page,
  attackedByAll,
  panicAnswered,
  pingFrame,
  request,
  sleep,
  startAttacked,
  stranger,
  textFrame,
  unreadSocket,
} from './attack-rig.ts'
import { bytesOf } from './osc-rig.ts'

const MB = 1024 * 1024
const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`

/** Fills the history with so many messages of 60 kB. */
async function fillHistory(oscPort: number, messages: number): Promise<void> {
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  const packet = bytesOf({ address: '/big', args: ['x'.repeat(60_000)] })
  for (let sent = 0; sent < messages; sent += 1) {
    await new Promise((done) => socket.send(packet, oscPort, LOCAL, done))
    if (sent % 5 === 4) await sleep(5)
  }
}

/** A page, once those that came before it are gone, but for what is kept for the next request. */
async function calmPage(port: number): Promise<Page> {
  const page = await Page.open(port)
  await expect.poll(() => page.reports.at(-1)?.web.connections).toBeLessThan(10)
  return page
}

const get = (port: number, path = '/api/health', host = LOCAL) => fetch(`http://${host}:${port}${path}`)

describe('clients that ask and never read', () => {
  const attacked = attackedByAll()

  test('get no answers to pings that they do not take either', async () => {
    const { http } = attacked()
    const page = await Page.open(http)
    await expect.poll(() => page.reports.length).toBeGreaterThan(1)
    const { rss } = page.latest.process
    const pings = times(2_000).map(pingFrame)
    const attacker = unreadSocket(http, LOCAL, [textFrame({ kind: 'subscribe', stream: 'runs' }), ...pings])
    for (const _ of times(10)) attacker.write(Buffer.concat(pings))
    const panic = await panicAnswered(http, page)
    await sleep(1_000)
    expect([panic.answers, page.most(({ web }) => web.untakenBytes)]).toEqual([
      PANIC_WAS_ANSWERED,
      expect.toSatisfy((bytes: number) => bytes < MB),
    ])
    const grown = page.most(({ process }) => process.rss) - rss
    console.log(`pings without reading: memory by ${megabytes(grown)}; ${panic.times}`)
  })

  test('hold no more together than their budget, and cost nobody a panic', async () => {
    const { http, osc } = attacked()
    const page = await calmPage(http)
    await fillHistory(osc, 200)
    await expect.poll(() => page.reports.length).toBeGreaterThan(1)
    const { rss } = page.latest.process
    const questions = times(12).map((id) =>
      textFrame({ kind: 'command', id, command: 'events.query', args: { limit: 10_000 } }),
    )
    for (const _ of times(64)) unreadSocket(http, LOCAL, questions)
    const panics = []
    for (const _ of times(5)) {
      panics.push(await panicAnswered(http, page))
      await sleep(350)
    }
    expect(panics.map(({ answers }) => answers)).toEqual(times(5).map(() => PANIC_WAS_ANSWERED))
    const untaken = page.most(({ web }) => web.untakenBytes)
    // An answer and the frames around it may be under way to each as the budget is looked at.
    expect(untaken).toBeLessThanOrEqual(SERVER_LIMITS.allUntakenBytes + 2 * MB)
    expect(page.most(({ clients }) => clients)).toBeLessThanOrEqual(SERVER_LIMITS.clients)
    const grown = page.most(({ process }) => process.rss) - rss
    console.log(
      `64 clients that never read: ${megabytes(untaken)} untaken, memory from ${megabytes(rss)} by ${megabytes(grown)}; ${panics.at(-1)?.times}`,
    )
  })
})

describe('a client that sends much', () => {
  const attacked = attackedByAll()

  test('in small frames, 64 times over, has its turns between those of others', async () => {
    const { http } = attacked()
    const page = await Page.open(http)
    await expect.poll(() => page.reports.length).toBeGreaterThan(1)
    const small = Buffer.concat(times(10_000).map((id) => textFrame({ kind: 'ping', id })))
    for (const _ of times(60)) unreadSocket(http, LOCAL, [small])
    const panics = []
    for (const _ of times(6)) {
      panics.push(await panicAnswered(http, page))
      await sleep(150)
    }
    expect(panics.map(({ answers }) => answers)).toEqual(times(6).map(() => PANIC_WAS_ANSWERED))
    expect(page.most(({ web }) => web.untakenBytes)).toBeLessThanOrEqual(SERVER_LIMITS.allUntakenBytes + MB)
    for (const panic of panics) console.log(`600,000 small frames of 60 clients: ${panic.times}`)
  })

  const payload = (bytes: number) => ({ type: 'big.one', payload: { text: 'x'.repeat(bytes) } })

  test('fills the engine no faster than it may, while others are answered', async () => {
    const { http } = attacked()
    const page = await calmPage(http)
    const attacker = await Page.open(http)
    await expect.poll(() => page.reports.length).toBeGreaterThan(1)
    const published = (): number => page.latest.dispatcher.published
    const before = published()
    const began = performance.now()
    for (const _ of times(400)) void attacker.ask('event.publish', payload(60_000))
    const panics = []
    while (performance.now() - began < 2_000) {
      panics.push(await panicAnswered(http, page))
      await sleep(200)
    }
    const seconds = (performance.now() - began) / 1000
    expect(panics.map(({ answers }) => answers)).toEqual(panics.map(() => PANIC_WAS_ANSWERED))
    const { events } = ((await page.ask('events.query', { type: 'big.one', limit: 10_000 })) as never)[
      'value'
    ] as { events: unknown[]; cut?: true }
    expect(published()).toBeGreaterThan(before)
    // What it may send at once, and then a second.
    expect(events.length * 118).toBeLessThanOrEqual(2_500 + 118 + 2_500 * (seconds + 1))
    console.log(
      `60 kB payloads without end: ${events.length} heard in ${seconds.toFixed(1)} s; ${panics.at(-1)?.times}`,
    )
  })

  describe('more at once than anybody needs', () => {
    test('is refused what is above 64 kB, and goes on', async () => {
      const { http } = attacked()
      const page = await Page.open(http)
      expect(await page.ask('event.publish', payload(1_000_000))).toMatchObject({
        kind: 'refused',
        fault: { code: 'contract/payload-too-large' },
      })
      expect(await page.ask('event.publish', payload(64_000))).toMatchObject({ kind: 'answer' })
    })

    test.each([
      ['a message in more parts than anybody makes', 1008],
      ['a message above 1 MB', 1009],
    ])('is cut off for %s', async (what, code) => {
      const { http } = attacked()
      const socket = new WebSocket(`ws://${LOCAL}:${http}/ws`)
      await once(socket, 'open')
      const closed = once(socket, 'close') as Promise<[number]>
      if (code === 1009) socket.send('x'.repeat(MB + 1))
      else for (const _ of times(100)) socket.send('x', { fin: false })
      // Why may not arrive any more.
      expect([code, 1006], what).toContain((await closed)[0])
    })
  })
})

describe('silent strangers', () => {
  test('on all places for clients give way to a page that asks', async () => {
    const { http } = await startAttacked()
    for (const _ of times(SERVER_LIMITS.clients)) unreadSocket(http, LOCAL, [])
    await sleep(300)
    const page = await Page.open(http)
    await expect.poll(() => page.reports.length).toBeGreaterThan(0)
    expect((await panicAnswered(http, page)).answers).toEqual(PANIC_WAS_ANSWERED)
    expect(page.latest.clients).toBeLessThanOrEqual(SERVER_LIMITS.clients)
    await expect.poll(() => page.latest.web.turnedAway['client.displaced']).toBe(1)
  })

  describe('one after the other', () => {
    const attacked = attackedByAll()
    const openers: readonly (readonly [string, (port: number, host: string) => Socket])[] = [
      ['say nothing', (port, host) => stranger(port, host)],
      [
        'begin a head and go on byte by byte',
        (port, host) => slowly(stranger(port, host, 'GET / HTTP/1.1\r\nx: ')),
      ],
      [
        'begin a body and go on byte by byte',
        (port, host) =>
          slowly(
            stranger(
              port,
              host,
              'POST /api/schedulers/events/throw HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n',
            ),
          ),
      ],
      [
        'ask and do not read',
        (port, host) => stranger(port, host, request('GET', '/api/events?limit=10000')),
      ],
      [
        'ask a thousand times at once',
        (port, host) => stranger(port, host, request('GET', '/api/health').repeat(1_000)),
      ],
    ]

    function slowly(socket: Socket): Socket {
      const timer = setInterval(() => void socket.write('x'), 250)
      onTestFinished(() => clearInterval(timer))
      return socket
    }

    test.each(openers)('that %s, on this very machine, keep nobody out', async (_what, open) => {
      const { http, osc } = attacked()
      const page = await calmPage(http)
      await fillHistory(osc, 40)
      for (const _ of times(300)) open(http, LOCAL)
      await sleep(500)
      const panic = await panicAnswered(http, page)
      expect(panic.answers).toEqual(PANIC_WAS_ANSWERED)
      // A newcomer over WebSocket gets in as well.
      const late = await Page.open(http)
      expect((await panicAnswered(http, late)).answers).toEqual(PANIC_WAS_ANSWERED)
      await expect.poll(() => late.reports.length).toBeGreaterThan(0)
      expect(page.most(({ web }) => web.connections)).toBeLessThanOrEqual(HTTP_LIMITS.connections)
      expect(page.most(({ web }) => web.untakenBytes)).toBeLessThanOrEqual(HTTP_LIMITS.untakenBytes + 2 * MB)
      console.log(`300 on this machine: ${panic.times}; ${JSON.stringify(late.latest.web)}`)
    })

    test.runIf(ELSEWHERE !== null).each(openers)(
      'that %s, elsewhere, keep nobody out',
      async (_what, open) => {
        const { http, osc } = attacked()
        const page = await calmPage(http)
        await fillHistory(osc, 40)
        for (const _ of times(300)) open(http, ELSEWHERE as string)
        await sleep(500)
        const panic = await panicAnswered(http, page)
        expect(panic.answers).toEqual(PANIC_WAS_ANSWERED)
        expect((await get(http)).status).toBe(200)
        // Also who comes from where they come from.
        const beside = await fetch(`http://${ELSEWHERE}:${http}/api/panic`, { method: 'POST' })
        expect(beside.status).toBe(200)
        const connections = page.most(({ web }) => web.connections)
        expect(connections).toBeLessThanOrEqual(
          HTTP_LIMITS.connectionsPerAddress + HTTP_LIMITS.reservedConnections,
        )
        console.log(
          `300 elsewhere: ${panic.times}; ${connections} connections; ${JSON.stringify(page.latest.web)}`,
        )
      },
    )

    test('are closed by the time that their request should have arrived', async () => {
      const { http } = attacked()
      const [silent, slow] = [stranger(http, LOCAL), slowly(stranger(http, LOCAL, 'GET / HTTP/1.1\r\nx: '))]
      for (const socket of [silent, slow]) socket.resume()
      const began = performance.now()
      await Promise.all([once(silent, 'close'), once(slow, 'close')])
      console.log(
        `silent and slow connections were closed after ${((performance.now() - began) / 1000).toFixed(1)} s`,
      )
    })
  })
})
