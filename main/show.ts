// The composition root: everything a show consists of, wired in the order in which its data flows.
import { availableParallelism } from 'node:os'
import { hostPort } from '../shared/base/host-port.ts'
import { FaultError, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { Clock } from '../shared/base/clock.ts'
import type { ServerPipe } from '../shared/contract/pipe.ts'
import { ContractServer } from '../shared/contract/server.ts'
import type { RunView } from '../shared/contract/streams.ts'
import type { OscEndpoint } from '../shared/model/event.ts'
import type { OscMessage } from '../shared/model/osc.ts'
import { resolveTargets } from '../shared/model/show.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import type { SystemClock } from './clock.ts'
import { createCommands } from './commands.ts'
import type { Commands } from './commands.ts'
import { createOscControl } from './control/osc-control.ts'
import { DISPATCHER_DEFAULTS } from './dispatcher/defaults.ts'
import { Dispatcher } from './dispatcher/dispatcher.ts'
import { GestureBank } from './gestures/bank.ts'
import { createHealth } from './health/health.ts'
import type { Health } from './health/health.ts'
import { createProcessProbe } from './health/process-probe.ts'
import { createMidiOutput } from './outputs/midi/output.ts'
import { createOscOutput } from './outputs/osc/output.ts'
import { createHidDriver } from './peripherals/hid/driver.ts'
import { loadHid } from './peripherals/hid/load.ts'
import { createStreamDeckDriver, loadStreamDecks } from './peripherals/hid/stream-deck.ts'
import { createMidiDriver } from './peripherals/midi/driver.ts'
import { createOscPeripheral } from './peripherals/osc/peripheral.ts'
import { createSupervisor } from './peripherals/supervisor.ts'
import { Playlists } from './playlists/playlists.ts'
import { RunnerPool } from './playlists/runner-pool.ts'
import type { DirectOutput } from './playlists/runs.ts'
import type { CreateRunners } from './playlists/runners.ts'
import { Standby } from './playlists/standby.ts'
import { loadMidiLibrary } from './protocols/midi/midi-library.ts'
import { createSnapshots } from './snapshots/snapshots.ts'

/** What differs between a live show and a rehearsal in simulated time. */
export interface ShowSurroundings {
  readonly clock: Clock
  readonly dispatcher: Dispatcher
  readonly createRunners: CreateRunners
  readonly direct: DirectOutput
  readonly version: string
  reply(to: OscEndpoint, message: OscMessage): void
}

/** The stages between inputs and outputs. */
export interface Show extends AsyncDisposable {
  readonly gestures: GestureBank
  readonly playlists: Playlists
  readonly standby: Standby
  readonly commands: Commands
}

/** Wires the stages that decide; they touch neither sockets nor threads, so that a rehearsal plays the very same ones. */
export function createShow({ show, path }: LoadedShow, surroundings: ShowSurroundings): Show {
  const { clock, dispatcher, createRunners, direct, version, reply } = surroundings
  const { publish, subscribe, history } = dispatcher
  const scope = new AsyncDisposableStack()

  const gestures = scope.use(new GestureBank({ clock, publish, subscribe }))
  for (const definition of show.gestures) {
    const registered = gestures.register(definition)
    if (!registered.ok) throw new FaultError(registered.error)
  }
  const forgotten = (runId: string): void => history.forgetRun(runId)
  const playlists = scope.use(new Playlists({ clock, publish, subscribe, createRunners, direct, forgotten }))
  for (const definition of show.playlists) {
    const registered = playlists.register(definition)
    if (!registered.ok) throw new FaultError(registered.error)
  }
  const standby = new Standby(playlists, publish)
  const showEvents = new Set(Object.keys(show.events))
  const commands = createCommands({ playlists, standby, history, showEvents, publish })
  const { execute } = commands
  const playlistIds = (): readonly string[] => playlists.list().map(({ id }) => id)
  scope.use(
    createOscControl({ clock, subscribe, aliases: show.osc.aliases, version, playlistIds, execute, reply }),
  )

  const steps = show.playlists.reduce((sum, playlist) => sum + playlist.steps.length, 0)
  const payload = { name: show.name, path, playlists: show.playlists.length, steps }
  publish({ type: 'show.loaded', source: 'show', cause: null, payload })
  return { gestures, playlists, standby, commands, [Symbol.asyncDispose]: () => scope.disposeAsync() }
}

export interface EngineOptions {
  readonly show: LoadedShow
  readonly clock: SystemClock
  readonly oscHost: string
  /** 0 takes any free one. */
  readonly oscPort: number
  /** Folder of the HID device profiles. */
  readonly profilesDir: string
  readonly version: string
  readonly log: EngineLog
}

/** Where warnings go that should be found again after the show. */
export interface EngineLog {
  warn(details: object, message: string): void
  info(details: object, message: string): void
}

/** A live show: what clients, whichever way they come, see of it. */
export interface Engine extends AsyncDisposable {
  readonly oscInput: { readonly host: string; readonly port: number }
  readonly commands: Commands
  readonly playlists: { runs(): readonly RunView[]; standby(): string | null }
  readonly history: Dispatcher['history']
  readonly health: Health
  connect(pipe: ServerPipe): void
}

/** Opens a live show; refused, with nothing left open, where its OSC input cannot be had. */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const { show: loaded, clock, version, log } = options
  const { osc, midi } = loaded.show
  await using opening = new AsyncDisposableStack()

  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const { publish, subscribe, history } = dispatcher

  const input = opening.use(
    createOscPeripheral({
      clock,
      publish,
      name: 'main',
      host: options.oscHost,
      port: options.oscPort,
      latestOnly: osc.latestOnly,
    }),
  )
  const oscInput = await input.open()
  if (!oscInput.ok) return oscInput

  const targets = resolveTargets(osc.targets, oscInput.value)
  const output = opening.use(createOscOutput({ clock, publish, subscribe, targets }))
  const midiOutput = opening.use(
    createMidiOutput({ clock, publish, subscribe, outputs: midi.outputs, load: loadMidiLibrary }),
  )
  const show = opening.use(
    createShow(loaded, {
      clock,
      dispatcher,
      version,
      createRunners: (listener) =>
        new RunnerPool({ clock, clockOrigin: clock.origin, threads: runnerThreads() }, listener),
      direct: output,
      reply: input.reply,
    }),
  )
  const { gestures, playlists, standby, commands } = show
  await playlists.ready()

  const loadControllers = () =>
    loadHid(options.profilesDir, (fault) => log.warn({ fault }, 'device profile refused'))
  const devices = opening.use(
    createSupervisor({
      clock,
      publish,
      drivers: [
        createHidDriver({ clock, load: loadControllers }),
        createStreamDeckDriver(loadStreamDecks),
        createMidiDriver(loadMidiLibrary),
      ],
    }),
  )

  const server: ContractServer = opening.use(
    new ContractServer({
      clock,
      version,
      execute: (name, args, client) =>
        Promise.resolve(commands.execute(name, args, { by: client, cause: null })),
      value: (stream) => snapshots.value(stream),
    }),
  )
  const probe = opening.use(createProcessProbe(clock))
  const health = opening.use(
    createHealth({
      clock,
      publish,
      subscribe,
      read: {
        dispatcher: () => dispatcher.samplePeriod(),
        gestures: () => gestures.health(),
        playlists: () => playlists.health(),
        oscInput: () => input.health(),
        oscTargets: () => output.health(),
        midiOutputs: () => midiOutput.health(),
        devices: () => devices.health(),
        clients: () => server.clients,
        process: () => probe.sample(),
      },
    }),
  )
  const snapshots = opening.use(
    createSnapshots({
      clock,
      publish,
      subscribe,
      show: loaded,
      osc: { targets, input: hostPort(oscInput.value.host, oscInput.value.port) },
      runs: () => playlists.runs(),
      standby: () => standby.current,
      health,
      audience: server,
    }),
  )
  opening.use(keepWarnings(dispatcher, log))

  const open = opening.move()
  return ok({
    oscInput: oscInput.value,
    commands,
    playlists: { runs: () => playlists.runs(), standby: () => standby.current },
    history,
    health,
    connect: (pipe) => server.connect(pipe),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  })
}

/** One core stays with the main thread; more than four threads find nothing to do even in the largest shows. */
function runnerThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1))
}

function keepWarnings({ subscribe }: Dispatcher, log: EngineLog): Disposable {
  const scope = new DisposableStack()
  const options = { priority: -1000, name: 'log' }
  for (const type of [
    'health.warning.*',
    'runner.*',
    'resource.exhausted',
    'health.handlerFailed',
  ] as const) {
    scope.use(subscribe(type as string, (event) => log.warn({ event }, event.type), options))
  }
  scope.use(subscribe('show.loaded', (event) => log.info({ event }, event.type), options))
  return scope
}
