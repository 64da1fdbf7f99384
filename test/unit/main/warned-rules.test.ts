import { expect, test } from 'vitest'
import { parseShow } from '../../../main/build/parse-show.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { createHealth } from '../../../main/health/health.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'
import { healthy, readingOf, target } from './health/readings.ts'
import { inOrder } from '../../../main/order.ts'
import type { Readings } from './health/readings.ts'

const rule = (id: string, event: string, address: string): object => ({
  id,
  when: [{ kind: 'event', match: { event, where: { code: 'osc/target-failing' } } }],
  actions: [
    {
      ...{ action: 'emit', type: 'osc.send' },
      payload: { target: 'pager', address, args: ['{{ event.payload.where }}'] },
    },
  ],
})

const SHOW = {
  ...{ version: 1, name: 'Watched', playlists: [] },
  osc: { targets: { desk: { host: '127.0.0.1', port: 9000 }, pager: { host: '127.0.0.1', port: 9001 } } },
  schedulers: [
    {
      ...{ id: 'night', name: 'Night' },
      rules: [
        rule('page', 'health.warning.raised', '/page'),
        rule('calm', 'health.warning.cleared', '/calm'),
      ],
    },
  ],
}

test('a rule hears a warning when it is raised and when it is cleared', async () => {
  const loaded = parseShow(bytesOf(SHOW), 'test')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  await using show = new SimulatedShow({ show: loaded.value, path: null })
  const { clock, dispatcher } = show
  const readings: Readings = { ...healthy }
  using _ = createHealth({
    clock,
    publish: dispatcher.publish,
    subscribe: inOrder(dispatcher.subscribe)('health'),
    read: readingOf(readings),
  })
  const sent = (): string[] =>
    show.of('osc.send').map(({ payload: { address, args } }) => `${address} ${JSON.stringify(args[0])}`)
  clock.advanceBy(2000)
  expect(sent()).toEqual([])
  readings.oscTargets = [{ ...target, state: 'failing', lastError: 'no answer' }]
  clock.advanceBy(1000)
  expect(sent()).toEqual(['/page "OSC target desk (127.0.0.1:9000)"'])
  readings.oscTargets = [target]
  clock.advanceBy(5000)
  expect(sent()).toEqual([
    '/page "OSC target desk (127.0.0.1:9000)"',
    '/calm "OSC target desk (127.0.0.1:9000)"',
  ])
  const [page] = show.of('rule.fired')
  expect(dispatcher.history.find(page?.cause ?? 0)?.type).toBe('health.warning.raised')
})
