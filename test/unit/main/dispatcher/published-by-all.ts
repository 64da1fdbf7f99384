// A show that everything happens to, on a simulated clock: answers the types of what its stages publish by themselves.
import { failed, fault, ok } from '../../../../shared/base/result.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { checkEdit } from '../../../../main/build/check-edit.ts'
import { ShowCoordinator } from '../../../../main/coordinator/coordinator.ts'
import { createHealth } from '../../../../main/health/health.ts'
import { inOrder } from '../../../../main/order.ts'
import { Losses } from '../../../../main/outputs/losses.ts'
import { Mutes } from '../../../../main/outputs/mutes.ts'
import { createMidiOutput } from '../../../../main/outputs/midi/output.ts'
import { createOscOutput } from '../../../../main/outputs/osc/output.ts'
import { createClientInputs } from '../../../../main/peripherals/client-inputs.ts'
import { Publication } from '../../../../main/snapshots/publication.ts'
import { showFileText } from '../../../../main/store/show-text.ts'
import { bytesOf } from '../../../support/show-bytes.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'
import { healthy, readingOf, target } from '../health/readings.ts'
import type { Readings } from '../health/readings.ts'
import { NO_JOURNALS } from '../../../support/no-journals.ts'
import { NO_VERSIONS } from '../../../support/no-versions.ts'
import { noStates } from '../../../support/no-states.ts'

const send = (type: string, payload: object): object => ({ offset: 0, type, payload })

const SHOW = {
  ...{ version: 1, name: 'All', minimumGoTime: 0 },
  osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } },
  midi: { outputs: { synth: { port: 'Synth' } } },
  params: { level: { type: 'number', min: 0, max: 1, default: 0.5 } },
  events: { 'own.event': {} },
  playlists: [
    {
      ...{ id: 'first', name: 'First' },
      steps: [
        send('osc.send', { target: 'desk', address: '/a', args: [1] }),
        send('midi.send', {
          output: 'synth',
          message: { kind: 'noteOff', channel: 1, note: 1, velocity: 0 },
        }),
        { offset: 5000, type: 'own.event' },
        { offset: 9000, type: 'own.event' },
      ],
    },
  ],
}

const BY = { id: 'test', name: 'test' }

export async function publishedByAll(): Promise<ReadonlySet<string>> {
  const loaded = parseShow(bytesOf(SHOW), 'all.show.json')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  await using show = new SimulatedShow({ show: loaded.value, path: 'all.show.json' })
  await using outside = new AsyncDisposableStack()
  const around = outside.use(surround(show))

  show.run('show.go', {})
  show.clock.advanceBy(100)
  const [created] = show.of('playlist.created')
  show.run('run.seek', { runId: created?.payload.runId, position: 8000 })
  show.run('param.set', { name: 'level', value: 1 })
  show.clock.advanceBy(300)
  show.run('show.reset', {})
  playIn(show)
  around.window()
  around.trouble()
  show.clock.advanceBy(30_000)
  await around.reload()
  show.clock.advanceBy(1000)
  return new Set(show.events.map(({ type }) => type))
}

/** What comes from sockets and ports has no stage without them. */
function playIn(show: SimulatedShow): void {
  const from = { transport: 'udp' as const, host: '10.0.0.9', port: 0, connection: null }
  const payload = { address: '/x', types: 'i', args: [1], from, lateBy: null, latestOnly: false }
  show.publish({ type: 'osc.received', source: 'osc:main', payload })
  const message = { kind: 'noteOn', channel: 1, note: 60, velocity: 1 } as const
  show.publish({ type: 'midi.received', source: 'midi:keys', payload: { port: 'keys', message } })
}

/** Outputs that reach nobody, windows, health, and a screen that is sent what changes. */
function surround(show: SimulatedShow) {
  const { clock, dispatcher } = show
  const { publish } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  const scope = new AsyncDisposableStack()
  const losses = new Losses()
  scope.use(losses.listen((loss) => show.notSent(loss)))
  const heard = losses.heardBy(publish)
  const mutes = new Mutes({ clock, publish })
  scope.use(createOscOutput({ clock, publish: heard, subscribe: hearing('OSC output'), mutes }))
  const nowhere = fault('midi/off', 'here', 'there is no MIDI', 'plug it in')
  scope.use(
    createMidiOutput({
      ...{ clock, publish: heard, subscribe: hearing('device process') },
      load: () => Promise.resolve(failed(nowhere)),
    }),
  )
  const arisenAt = (at = clock.now()) => at
  const windows = scope.use(createClientInputs({ clock, publish, arisenAt, hid: () => [] }))
  const readings: Readings = { ...healthy }
  scope.use(createHealth({ clock, publish, subscribe: hearing('health'), read: readingOf(readings) }))
  sendScreens(show, scope)
  return {
    window: () => useWindow(show, windows),
    trouble() {
      readings.oscTargets = [{ ...target, state: 'failing' }]
      clock.advanceBy(1000)
      readings.oscTargets = [target]
    },
    reload: () => reload(show, scope),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}

function useWindow(show: SimulatedShow, windows: ReturnType<typeof createClientInputs>): void {
  const client = { id: 'c1', address: null }
  const pad = { id: 'Pad (Vendor: 1234 Product: 5678)', standard: true, buttons: [1], axes: [0] }
  const at = show.clock.now()
  windows.receive({ family: 'gamepad', index: 0, pad }, at, client)
  windows.receive({ family: 'gamepad', index: 0, pad: { ...pad, buttons: [0] } }, at, client)
  windows.receive({ family: 'keyboard', code: 'KeyA', key: 'a', pressed: true }, at, client)
  windows.left(client)
}

function sendScreens({ clock, dispatcher }: SimulatedShow, scope: AsyncDisposableStack): void {
  const { publish } = dispatcher
  const subscribe = inOrder(dispatcher.subscribe)('snapshots')
  const gone = { client: 'tablet', message: 'the client has gone' }
  const audience = { subscribers: () => 1, publish: () => ({ clients: 1, bytes: 9, failed: [gone] }) }
  const build = () => ({ standby: null, runs: [] })
  const runs = scope.use(new Publication({ stream: 'runs', every: 50, build, clock, publish, audience }))
  const looking = { acts: false }
  scope.use(subscribe('standby.changed', ({ seq }) => runs.changed(seq), looking))
  scope.use(subscribe('snapshot.publish.requested', ({ seq }) => runs.requested(seq), looking))
  scope.use(subscribe('broadcast.requested', ({ seq }) => runs.broadcastRequested(seq), looking))
}

/** Once a file that holds another show, and once one that holds none. */
async function reload(show: SimulatedShow, scope: AsyncDisposableStack): Promise<void> {
  const { clock, dispatcher } = show
  let digest = 'first'
  const coordinator = scope.use(
    new ShowCoordinator({
      clock,
      publish: dispatcher.publish,
      read: () => Promise.resolve(ok({ bytes: new Uint8Array(), digest })),
      build: () => {
        const bytes = digest === 'broken' ? new Uint8Array([1]) : bytesOf({ ...SHOW, name: digest })
        return Promise.resolve(parseShow(bytes, 'all.show.json'))
      },
      check: checkEdit,
      save: (path) =>
        Promise.resolve(
          digest === 'full' ? failed(fault('save/full', path, 'full', 'make room')) : ok(undefined),
        ),
      putAside: (path) => Promise.resolve(ok(path)),
      text: showFileText,
      watch: () => ({ knows() {}, [Symbol.dispose]() {} }),
      folder: '/',
      journals: NO_JOURNALS,
      versions: NO_VERSIONS,
      ...noStates(),
      pause: () => Promise.resolve(),
    }),
  )
  const first = parseShow(bytesOf(SHOW), 'all.show.json')
  if (!first.ok) return
  coordinator.begin({ show: first.value, path: 'all.show.json' }, digest, () => undefined)
  for (digest of ['second', 'broken']) {
    const answer = coordinator.reload(BY, null)
    clock.advanceBy(50)
    await answer
  }
  const asker = { by: BY, cause: null }
  for (const name of ['Edited', '']) {
    const mutation = { edit: 'change', kind: 'show', set: { name } }
    coordinator.edit({ mutation, seen: coordinator.current().generation }, asker)
  }
  // Of which it is not known what it holds.
  coordinator.begin({ show: first.value, path: 'all.show.json' }, null, () => undefined)
  await coordinator.save(asker)
  digest = 'full'
  await coordinator.saveAs({ path: 'other.show.json', replace: true }, asker)
  clock.advanceBy(0)
}
