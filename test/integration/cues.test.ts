// Cue lists in a whole engine, asked over OSC and over HTTP by real sockets.
import { expect, test } from 'vitest'
import type { ListedCues } from '../../shared/contract/cue-streams.ts'
import { bytesOf, udpPeer } from './osc-rig.ts'
import { startedHost } from '../support/started-host.ts'

const send = (port: number, address: string) => ({
  action: 'emit',
  type: 'osc.send',
  payload: { target: 'desk', address, args: [port] },
})

function showFor(port: number): object {
  return {
    ...{ version: 1, name: 'Cues' },
    osc: { targets: { desk: { host: '127.0.0.1', port } } },
    playlists: [
      {
        ...{ id: 'look', name: 'Look' },
        steps: [
          { offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/look', args: [] } },
          { offset: 150, type: 'osc.send', payload: { target: 'desk', address: '/look/end', args: [] } },
        ],
      },
    ],
    cueLists: [
      {
        ...{ id: 'main', name: 'Main', minimumGoTime: 0 },
        cues: [
          {
            ...{ id: 'a', number: '1', name: 'Lights', continue: 'auto-follow' },
            actions: [{ action: 'start_playlist', id: 'look' }],
          },
          { id: 'b', number: '1.5', preWait: 20, actions: [send(1, '/b')] },
          { id: 'c', number: '2', preWait: '10m', actions: [send(2, '/c')] },
          { id: 'd', number: '3', actions: [send(3, '/d')] },
        ],
      },
    ],
  }
}

test('GO, jumps and stops of cues reach the stage, and are answered to whoever asked', async () => {
  const desk = await udpPeer()
  const console = await udpPeer()
  const { http, osc } = await startedHost(showFor(desk.port))
  const url = `http://${http.host}:${http.port}`
  const ask = async (path: string, body: object | null = null, method = 'POST'): Promise<unknown> => {
    const sent =
      body === null ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    return (await fetch(url + path, { method, ...sent })).json()
  }
  const list = (): Promise<ListedCues> => ask('/api/cue-lists', null, 'GET') as Promise<ListedCues>
  const tell = (address: string): void =>
    console.socket.send(bytesOf({ address, args: [] }), osc.port, '127.0.0.1')

  const before = await list()
  expect(before.cues.map(({ number, follows }) => [number, follows])).toEqual([
    ['1', false],
    ['1.5', true],
    ['2', false],
    ['3', false],
  ])
  expect(before.cues[0]?.does).toEqual(['starts Look'])

  tell('/cuewright/go')
  await desk.arrived.count(3)
  expect(desk.arrived.all).toEqual(['/look', '/look/end', '/b'])
  await console.arrived.count(1)
  expect(console.arrived.all).toEqual(['/cuewright/reply/cuewright/go'])

  expect(await ask('/api/go')).toMatchObject({ cue: { cueId: 'c', number: '2' } })
  const waiting = await list()
  expect(waiting.lists[0]).toMatchObject({ standby: 'd', standbyNumber: '3', playhead: 'c' })
  const c = waiting.states.find(({ key }) => key === 'main/c')
  expect(c).toMatchObject({ state: 'waiting', wait: { kind: 'pre' } })
  expect(await ask(`/api/cue-lists/waits/${c?.play}`, null, 'DELETE')).toEqual({ play: c?.play })
  expect((await list()).states.find(({ key }) => key === 'main/c')?.state).toBe('stopped')

  expect(await ask('/api/cue-lists/main/standby', { number: '1' })).toMatchObject({ cueId: 'a' })
  expect(await ask('/api/cue-lists/main/cues/3/disarm')).toEqual({ armed: false })
  tell('/cuewright/list/main/cue/3/start')
  tell('/cuewright/cue/3/arm')
  tell('/cuewright/cue/3/start')
  await desk.arrived.count(4)
  expect(desk.arrived.all.at(-1)).toBe('/d')
  expect(await ask('/api/cue-lists/main/cues/9/start')).toMatchObject({ code: 'cue/unknown' })
})
