// Two pages and another program press GO at the same moment, again and again: no cue comes twice, none is left out, everybody is answered.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { formatFault } from '../../shared/base/result.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import type { ListedCues } from '../../shared/contract/cue-streams.ts'
import { bytesOf, udpPeer } from './osc-rig.ts'
import { startedHost } from '../support/started-host.ts'

const HANDS = 3

function showOf(port: number, cueCount: number, minimumGoTime: number): object {
  const cue = (place: number): object => ({
    ...{ id: `c${place}`, number: String(place) },
    actions: [
      { action: 'emit', type: 'osc.send', payload: { target: 'desk', address: `/cue/${place}`, args: [] } },
    ],
  })
  return {
    ...{ version: 1, name: 'Race' },
    // Listed, so that each of its messages is answered, however many they are.
    osc: {
      targets: { desk: { host: '127.0.0.1', port } },
      peers: [{ name: 'console', address: '127.0.0.1' }],
    },
    cueLists: [
      {
        id: 'main',
        name: 'Main',
        minimumGoTime,
        cues: Array.from({ length: cueCount }, (_, place) => cue(place)),
      },
    ],
  }
}

interface Answer {
  readonly by: string
  /** The cue that it ran; null where it was refused, for this reason. */
  readonly cue: string | null
  readonly why: string
}

async function page(url: string, name: string): Promise<() => Promise<Answer>> {
  const clock = new SystemClock()
  const pipe = new WebSocketPipe(() => new WebSocket(`${url.replace('http', 'ws')}/ws`), clock)
  const client = new ContractClient(pipe, clock, {
    hello: () => ({ client: `page-${name}`, key: `key-of-page-${name}-0123456789`, station: name }),
    welcomed: () => undefined,
  })
  onTestFinished(() => {
    dispose(client)
    dispose(pipe)
  })
  await new Promise<void>((connected) => {
    client.subscribe('cues', () => {
      connected()
    })
  })
  return async () => {
    const result = await client.command('show.go', {})
    if (!result.ok) return { by: name, cue: null, why: formatFault(result.error) }
    return { by: name, cue: result.value.cue?.cueId ?? '', why: '' }
  }
}

/** Sends GO, and is answered at its own port. */
async function sender(port: number): Promise<() => Promise<Answer>> {
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return async () => {
    const answered = once(socket, 'message') as Promise<[Uint8Array]>
    socket.send(bytesOf({ address: '/cuewright/go', args: [] }), port, '127.0.0.1')
    const [bytes] = await answered
    const packet = decodePacket(bytes)
    if (!packet.ok || !('args' in packet.value)) throw new Error('this is no answer')
    const [outcome, detail] = packet.value.args
    if (outcome === 'ok') return { by: 'osc', cue: 'some', why: '' }
    return { by: 'osc', cue: null, why: typeof detail === 'string' ? detail : '' }
  }
}

test.each([
  [0, 60],
  [300, 30],
])('with %d ms between two GOs, %d times', async (minimumGoTime, rounds) => {
  const desk = await udpPeer()
  const { http, osc } = await startedHost(showOf(desk.port, rounds * HANDS, minimumGoTime))
  const url = `http://${http.host}:${http.port}`
  const hands = [await page(url, 'FOH'), await page(url, 'Stage'), await sender(osc.port)]
  const answers: Answer[] = []
  for (let round = 0; round < rounds; round += 1) {
    answers.push(...(await Promise.all(hands.map((press) => press()))))
    await pause(minimumGoTime / 4)
  }
  expect(answers).toHaveLength(rounds * HANDS)
  const accepted = answers.filter(({ cue }) => cue !== null)
  const refused = answers.filter(({ cue }) => cue === null)
  for (const { why } of refused)
    expect(why).toMatch(/the last GO was \d+ ms ago, by .+; the list asks for 300 ms/)
  if (minimumGoTime === 0) expect(refused).toEqual([])
  else expect([accepted.length > 1, refused.length >= rounds]).toEqual([true, true])

  await desk.arrived.count(accepted.length)
  expect(desk.arrived.all).toEqual(accepted.map((_, place) => `/cue/${place}`))
  const ofPages = accepted.flatMap(({ by, cue }) => (by === 'osc' ? [] : [cue]))
  expect(new Set(ofPages).size).toBe(ofPages.length)
  const { lists, states } = (await (await fetch(`${url}/api/cue-lists`)).json()) as ListedCues
  expect(states.map(({ key, from, state }) => [key, from, state])).toEqual(
    accepted.map((_, place) => [`main/c${place}`, 'go', 'completed']),
  )
  expect(lists[0]?.playhead).toBe(`c${accepted.length - 1}`)
})
