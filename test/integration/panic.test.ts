import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startSourceHost } from '../support/source-host.ts'
import { bytesOf, tcpReceiver, udpPeer } from './osc-rig.ts'
import type { UdpPeer } from './osc-rig.ts'

/** Answers the port of its OSC input. */
async function start(show: object): Promise<number> {
  return (await startSourceHost(show)).oscPort
}

/** A port on which nobody listens, and on which somebody will. */
async function awayPort(): Promise<number> {
  const { port, close } = await tcpReceiver()
  await close()
  return port
}

const heard = (address: string) => [{ event: 'osc.received', address }]
const send = (target: string, address: string, offset = 0) => ({
  offset,
  type: 'osc.send',
  payload: { target, address, args: [1] },
})

function showFor(desk: UdpPeer, away: number): object {
  const wait = { action: 'wait', for: 1500 }
  return {
    version: 1,
    name: 'Panic',
    osc: {
      targets: {
        desk: { host: '127.0.0.1', port: desk.port },
        away: { host: '127.0.0.1', port: away, transport: 'tcp', maxAge: 60_000 },
      },
    },
    playlists: [
      {
        ...{ id: 'run', name: 'Run', triggers: heard('/run') },
        steps: [send('desk', '/begun'), send('desk', '/later', 1500), send('away', '/later', 1500)],
      },
      { id: 'queued', name: 'Queued', triggers: heard('/queued'), steps: [send('away', '/queued')] },
      { id: 'now', name: 'Now', triggers: heard('/now'), steps: [send('desk', '/now')] },
      { id: 'ruled', name: 'Ruled', steps: [send('desk', '/ruled')] },
    ],
    schedulers: [
      {
        ...{ id: 'house', name: 'House', groups: [], vars: {} },
        rules: [
          {
            ...{ id: 'waits', when: [{ kind: 'event', match: { event: 'osc.received', address: '/rule' } }] },
            actions: [wait, { action: 'start_playlist', id: 'ruled' }],
          },
        ],
      },
    ],
  }
}

test('a panic ends a run, a waiting rule, a bundle ahead of its time and what waits for a target, on real sockets', async () => {
  const desk = await udpPeer()
  const away = await awayPort()
  const port = await start(showFor(desk, away))
  const say = (packet: Uint8Array): void => desk.socket.send(packet, port, '127.0.0.1')
  for (const address of ['/run', '/queued', '/rule']) say(bytesOf({ address, args: [] }))
  const inOnePointFiveSeconds = (Date.now() + 1500) / 1000 + 2_208_988_800
  const seconds = Math.floor(inOnePointFiveSeconds)
  const fraction = Math.floor((inOnePointFiveSeconds - seconds) * 2 ** 32)
  say(
    bytesOf({
      timeTag: [seconds, fraction],
      packets: [{ address: '/now', args: [] }],
    }),
  )
  expect(await desk.arrived.count(1)).toEqual(['/begun'])
  await pause(200)
  say(bytesOf({ address: '/cuewright/panic', args: [] }))
  const told = await desk.arrived.count(2)
  const late = await tcpReceiver(away)
  await pause(2500)
  say(bytesOf({ address: '/now', args: [1] }))
  await desk.arrived.count(3)
  expect(told[1]).toBe('/cuewright/reply/cuewright/panic')
  expect(desk.arrived.all.slice(2)).toEqual(['/now'])
  expect(late.arrived.all).toEqual([])
})
