import { expect, test } from 'vitest'
import { parseShow } from '../../../main/build/parse-show.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const RULE = {
  id: 'count',
  when: [{ kind: 'event', match: { event: 'count.up' } }],
  actions: [{ action: 'set_var', var: 'seen', value: 7 }],
}

const SHOW = {
  ...{ version: 1, name: 'Reset', events: { 'count.up': {} }, minimumGoTime: 0 },
  params: { level: { type: 'number', min: 0, max: 1, default: 0.5 }, title: { type: 'text', default: 'a' } },
  playlists: ['first', 'second', 'third'].map((id) => ({
    ...{ id, name: id, steps: [{ offset: 60_000, type: 'count.up' }] },
  })),
  schedulers: [{ id: 'foyer', name: 'Foyer', vars: { seen: 0, other: 1 }, rules: [RULE] }],
}

function open(): SimulatedShow {
  const loaded = parseShow(bytesOf(SHOW), 'test')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return new SimulatedShow({ show: loaded.value, path: null })
}

function change(show: SimulatedShow): void {
  show.run('show.go', {})
  show.run('show.go', {})
  show.run('param.set', { name: 'level', value: 0.9 })
  show.run('event.publish', { type: 'count.up', payload: null })
}

test('standby, parameters and variables are as they were when the show opened', async () => {
  await using show = open()
  change(show)
  expect(show.of('standby.changed').at(-1)?.payload).toEqual({ playlistId: 'third' })
  expect(show.of('scheduler.varChanged').at(-1)?.payload).toMatchObject({ var: 'seen', value: 7 })
  show.run('show.reset', {})
  expect(show.of('show.reset.applied').map(({ payload }) => payload)).toMatchObject([
    { playlistId: 'first', params: 1, vars: 1 },
  ])
  expect(show.of('standby.changed').at(-1)?.payload).toEqual({ playlistId: 'first' })
  expect(show.of('param.changed').at(-1)?.payload).toMatchObject({ name: 'level', value: 0.5 })
  expect(show.of('scheduler.varChanged').at(-1)?.payload).toMatchObject({ var: 'seen', value: 0 })
})

test('everything that changes follows from the request, and the request from the command', async () => {
  await using show = open()
  change(show)
  show.events.length = 0
  show.run('show.reset', {})
  const [requested] = show.of('show.reset.requested')
  expect(show.events.find(({ seq }) => seq === requested?.cause)?.payload).toMatchObject({
    command: 'show.reset',
  })
  const followed = show.events.filter(({ cause }) => cause === requested?.seq).map(({ type }) => type)
  expect(followed.sort()).toEqual([
    'param.changed',
    'scheduler.varChanged',
    'show.reset.applied',
    'standby.changed',
  ])
})

test('it ends nothing', async () => {
  await using show = open()
  change(show)
  show.run('show.reset', {})
  expect(show.of('playlist.stopped')).toEqual([])
  show.clock.advanceBy(60_000)
  expect(show.of('playlist.stopped').map(({ payload }) => payload.reason)).toEqual(['completed', 'completed'])
})

test('of a show that is as it opened nothing changes, which is said', async () => {
  await using show = open()
  show.run('show.reset', {})
  expect(show.of('show.reset.applied')[0]?.payload).toMatchObject({ params: 0, vars: 0 })
  expect(show.of('standby.changed')).toEqual([])
})

test('it comes over OSC too', async () => {
  await using show = open()
  change(show)
  const from = { transport: 'udp' as const, host: '10.0.0.9', port: 9000, connection: null }
  show.publish({
    ...{ type: 'osc.received', source: 'osc:main' },
    payload: { address: '/cuewright/reset', types: '', args: [], from, lateBy: null, latestOnly: false },
  })
  show.clock.advanceBy(0)
  expect(show.of('show.reset.applied')).toHaveLength(1)
  expect(show.replies.map(({ args }) => args)).toEqual([
    ['ok', JSON.stringify({ params: 1, vars: 1, playlistId: 'first' })],
  ])
})
