// The real host, stopped and continued by the system, with packets that wait for it meanwhile.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { EventEnvelope, EventType } from '../../shared/model/event.ts'
import { getJson } from '../bench/child.ts'
import { startSourceHost } from '../support/source-host.ts'
import { bytesOf, udpPeer } from './osc-rig.ts'

const FROZEN_MS = 3_000

async function start(show: object) {
  const { child, url, oscPort } = await startSourceHost(show)
  const of = async <T extends EventType>(type: T): Promise<EventEnvelope<T>[]> => {
    const events = `${url}/api/events?type=${type}&limit=1000`
    return (await getJson<{ events: EventEnvelope<T>[] }>(events)).events
  }
  return { child, port: oscPort, of }
}

test('what waited while the host was stopped starts nothing, moves what it moves, and is said once; panic is a panic', async () => {
  const desk = await udpPeer()
  const sent = (address: string) => ({
    offset: 0,
    type: 'osc.send',
    payload: { target: 'desk', address, args: [1] },
  })
  const { child, port, of } = await start({
    version: 1,
    name: 'Still',
    params: { level: { type: 'number', min: 0, max: 1 } },
    osc: { targets: { desk: { host: '127.0.0.1', port: desk.port } } },
    playlists: [
      {
        id: 'now',
        name: 'Now',
        triggers: [{ event: 'osc.received', address: '/now' }],
        steps: [sent('/now')],
      },
      { id: 'later', name: 'Later', steps: [sent('/later')] },
    ],
    schedulers: [
      {
        ...{ id: 'house', name: 'House', groups: [], vars: {} },
        rules: [
          {
            ...{ id: 'waits', when: [{ kind: 'event', match: { event: 'osc.received', address: '/rule' } }] },
            actions: [
              { action: 'wait', for: 500 },
              { action: 'start_playlist', id: 'later' },
            ],
          },
        ],
      },
    ],
  })
  const say = (address: string, ...args: readonly number[]): void =>
    desk.socket.send(bytesOf({ address, args: [...args] }), port, '127.0.0.1')
  say('/now', 1)
  await desk.arrived.count(1)
  say('/rule', 1)
  await expect.poll(async () => (await of('rule.fired')).length).toBe(1)

  child.kill('SIGSTOP')
  // More than the socket is read for in one turn.
  for (let press = 0; press < 500; press += 1) say('/now', press % 2)
  say('/cuewright/param/level', 0.25)
  say('/cuewright/param/level', 0.75)
  say('/cuewright/go')
  await pause(FROZEN_MS)
  child.kill('SIGCONT')

  await expect.poll(async () => (await of('inputs.tooOld')).length).toBeGreaterThan(0)
  const [{ payload: told } = expect.fail()] = await of('inputs.tooOld')
  expect(told.inputs).toBe(500)
  expect(told.stoodStill).toBeGreaterThan(2_000)
  await expect
    .poll(async () => (await of('command.rejected')).map(({ payload }) => [payload.command, payload.code]))
    .toEqual([['show.go', 'command/too-late']])
  expect((await of('param.changed')).at(0)?.payload.value).toBe(0.75)
  expect((await of('rule.finished')).map(({ payload }) => payload.outcome)).toEqual(['late'])

  // The last that waited let go of it, so this is a press.
  say('/now', 1)
  await expect.poll(async () => (await of('playlist.created')).length).toBe(2)
  child.kill('SIGSTOP')
  say('/cuewright/panic', 1)
  await pause(FROZEN_MS)
  child.kill('SIGCONT')
  await expect.poll(async () => (await of('show.panicked')).length).toBe(1)
  expect(desk.arrived.all.filter((address) => !address.startsWith('/cuewright/'))).toEqual(['/now', '/now'])
})
