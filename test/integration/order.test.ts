// Who hears an event first in a running Cuewright, of every type in the catalogue.
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parseArguments } from '../../main/arguments.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { Subscriptions } from '../../main/dispatcher/subscriptions.ts'
import { startHost } from '../../main/host.ts'
import { findPackageRoot } from '../../main/package-root.ts'
import { formatFault } from '../../shared/base/result.ts'
import { payloads } from '../../shared/model/payloads.ts'
import { OPERATOR } from '../support/clients.ts'
import { scratch } from '../support/scratch.ts'

const MATCH = { event: 'osc.received', address: '/a' }
/** Whatever listens to what comes in, all of it to the same. */
const SHOW = {
  version: 1,
  name: 'Order',
  osc: { targets: { own: { self: true } } },
  questions: { yes: [MATCH], no: [] },
  gestures: [{ id: 'g', name: 'G', kind: 'doubleTap', sources: [MATCH] }],
  playlists: [
    {
      ...{ id: 'p', name: 'P' },
      steps: [{ offset: 0, type: 'osc.send', payload: { target: 'own', address: '/v', args: [1] } }],
      triggers: [MATCH, { timecode: '01:00:00:00' }],
      interrupts: [MATCH],
    },
  ],
  schedulers: [
    {
      ...{ id: 's', name: 'S' },
      rules: [
        { id: 'r', when: [{ kind: 'event', match: MATCH }], actions: [{ action: 'log', message: 'x' }] },
        {
          id: 't',
          when: [{ kind: 'timecode', timecode: '01:00:00:00' }],
          actions: [{ action: 'log', message: 'x' }],
        },
      ],
    },
  ],
}

/** Every type of event with the names of those who hear it, first to last. */
async function heardBy(): Promise<ReadonlyMap<string, string>> {
  const made: Subscriptions[] = []
  const add = Subscriptions.prototype.add
  vi.spyOn(Subscriptions.prototype, 'add').mockImplementation(function (this: Subscriptions, ...given) {
    made.push(this)
    return add.apply(this, given)
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const folder = scratch({ 'show.json': JSON.stringify(SHOW) })
  onTestFinished(() => folder[Symbol.dispose]())
  const settings = ['--port', '0', '--osc-port', '0', '--data-dir', join(folder.path, 'data')]
  const parsed = parseArguments([...settings, join(folder.path, 'show.json')], { show: '', dataDir: '' })
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error('these are no arguments')
  const root = findPackageRoot(join(import.meta.dirname, '../../main'))
  const devices = startFrom(new URL('../support/devices.process.ts', import.meta.url))
  const started = await startHost(parsed.value.settings, root, devices, () => {})
  if (!started.ok) throw new Error(formatFault(started.error))
  await using host = started.value
  const { commands } = host.engine
  const context = { client: OPERATOR, cause: null }
  await commands.execute('learn.start', { families: ['osc'], seconds: 5 }, context)
  await commands.execute('recording.start', {}, context)
  const [heard] = made
  if (heard === undefined) throw new Error('nobody has subscribed')
  const names = (type: string): string =>
    [...new Set([...heard.listFor(type), ...heard.afterwardsFor(type)].map(({ name }) => name))].join(', ')
  return new Map(Object.keys(payloads).map((type) => [type, names(type)]))
}

/** One type of each order that there is. */
const ORDERS: Readonly<Record<string, string>> = {
  'osc.received':
    'gestures, answers to questions, schedulers, playlist interrupts, OSC control, playlist triggers, recorder, as-run, ' +
    'learning, monitor, snapshots',
  'midi.received': 'trials of outputs, recorder, as-run, learning, monitor, snapshots',
  'timecode.received': 'schedulers, playlist triggers, recorder, as-run, learning, monitor, snapshots',
  'osc.send': 'moving values, OSC output, as-run, learning, snapshots',
  'midi.send': 'moving values, device process, as-run, learning, snapshots',
  'playlist.emitted': 'as-run, learning, snapshots',
  'playlist.stopped': 'parameters, cues, OSC listeners, health, as-run, snapshots',
  'interrupt.raised': 'answers to questions, OSC listeners, as-run, snapshots',
  'deadline.passed': 'gestures, as-run, snapshots',
  'device.lost': 'layers, gestures, parameters, as-run, snapshots',
  'param.changed': 'schedulers, OSC listeners, as-run, snapshots',
  'clock.jumped': 'schedulers, health, log, as-run, snapshots',
  'show.panicked': 'schedulers, playlist triggers, start, as-run, snapshots',
  'rules.held': 'health, as-run, snapshots',
  'health.handlerFailed': 'health, log, as-run, snapshots',
  'health.warning.raised': 'OSC listeners, log, as-run, snapshots',
  'show.changed': 'log, as-run, snapshots',
  'metrics.timing': 'as-run, snapshots',
}

test('whoever hears of the same event hears of it in this order', async () => {
  const heard = await heardBy()
  expect(Object.fromEntries(Object.keys(ORDERS).map((type) => [type, heard.get(type)]))).toEqual(ORDERS)
})
