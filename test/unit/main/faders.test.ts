import { expect, test } from 'vitest'
import { showFile } from '../../../shared/model/show.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const show = showFile.parse({
  version: 1,
  name: 'Faders',
  events: { 'lights.go': {} },
  params: { level: { type: 'number' } },
  schedulers: [
    {
      id: 's',
      name: 'S',
      rules: [
        {
          id: 'rested',
          when: [{ kind: 'event', match: { event: 'param.committed', where: { name: 'level' } } }],
          actions: [{ action: 'emit', type: 'lights.go', payload: { at: '{{ event.payload.value }}' } }],
        },
      ],
    },
  ],
})
const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const

function fader(desk: SimulatedShow, value: number): void {
  const payload = { address: '/cuewright/param/level', types: 'f', args: [value], from }
  desk.publish({
    type: 'osc.received',
    source: 'osc:main',
    payload: { ...payload, lateBy: null, latestOnly: false },
  })
}

test('a fader over OSC at 1,000 messages a second leaves one committed value, which rules may wait for', async () => {
  await using desk = new SimulatedShow({ show, path: null })
  for (let at = 0; at < 3000; at += 1) {
    desk.clock.advanceTo(at)
    fader(desk, ((at % 500) + 1) / 500)
  }
  desk.clock.advanceTo(4000)
  expect(desk.of('param.committed').map(({ at, payload }) => [at, payload])).toEqual([
    [3250, { name: 'level', value: 1, by: 'OSC 10.0.0.9', count: 3000, since: 0 }],
  ])
  expect(desk.of('lights.go').map(({ payload }) => payload)).toEqual([{ at: 1 }])
  expect(desk.of('show.changed')).toEqual([])
})

test('what of it is handled late is one value, that stands for all that it replaced', async () => {
  await using desk = new SimulatedShow({ show, path: null })
  desk.clock.advanceTo(10)
  for (let sent = 0; sent < 500; sent += 1) fader(desk, (sent + 1) / 500)
  desk.clock.advanceTo(1000)
  // The first took it from rest over its threshold, which is a press, and is not merged with what follows.
  expect(desk.of('osc.received').map(({ collapsed }) => collapsed)).toEqual([undefined, 498])
  expect(desk.of('param.changed')).toHaveLength(1)
  expect(desk.of('param.committed').map(({ payload }) => payload)).toMatchObject([{ value: 1, count: 500 }])
})

test('values beyond its range are refused, said once a second, and move nothing', async () => {
  await using desk = new SimulatedShow({ show, path: null })
  for (let at = 0; at < 2500; at += 1) {
    desk.clock.advanceTo(at)
    fader(desk, 1.5)
  }
  desk.clock.advanceTo(2900)
  const refused = desk.of('param.rejected')
  expect(refused.map(({ payload: { code, value } }) => [code, value])).toEqual(
    Array(3).fill(['param/invalid', '1.5']),
  )
  expect(refused.map(({ payload: { total } }) => total)).toEqual([1, 1000, 2000])
  expect([...desk.of('param.changed'), ...desk.of('param.committed')]).toEqual([])
})
