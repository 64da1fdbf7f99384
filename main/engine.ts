// A live show: the stages that decide, between the sockets, threads, devices and clients around them.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { hostPort } from '../shared/base/host-port.ts'
import { messageOf, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { ServerPipe } from '../shared/contract/pipe.ts'
import { ContractServer } from '../shared/contract/server.ts'
import { WebMeter } from '../shared/contract/web-meter.ts'
import type { RunView } from '../shared/contract/streams.ts'
import type { DeviceHealth, LogHealth, OscInputHealth, RunnerHealth } from '../shared/model/health.ts'
import { KnownPeers } from '../shared/model/known-peers.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import { resolveTargets } from '../shared/model/show.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import { AS_RUN_DEFAULTS, createAsRun } from './as-run/as-run.ts'
import type { AsRun } from './as-run/as-run.ts'
import { buildShow } from './build/thread-build.ts'
import { ClockWatch } from './clock-watch.ts'
import type { SystemClock } from './clock.ts'
import type { Commands } from './commands.ts'
import { ShowCoordinator } from './coordinator/coordinator.ts'
import { createDevices } from './devices/device-process.ts'
import type { StartDeviceProcess } from './devices/process.ts'
import { DISPATCHER_DEFAULTS } from './dispatcher/defaults.ts'
import { Dispatcher } from './dispatcher/dispatcher.ts'
import { createHealth } from './health/health.ts'
import type { Health } from './health/health.ts'
import { createProcessProbe } from './health/process-probe.ts'
import { Monitor } from './inputs/monitor.ts'
import { createOscOutput } from './outputs/osc/output.ts'
import { createClientInputs } from './peripherals/client-inputs.ts'
import type { ClientInputs } from './peripherals/client-inputs.ts'
import { HeldControls } from './peripherals/held.ts'
import { readProfiles } from './peripherals/hid/profiles.ts'
import type { Profile } from './peripherals/hid/profiles.ts'
import { createWantedKeys } from './peripherals/keyboard/wanted-keys.ts'
import type { WantedKeys } from './peripherals/keyboard/wanted-keys.ts'
import { createOscPeripheral } from './peripherals/osc/peripheral.ts'
import { createRecordings } from './peripherals/replay/recordings.ts'
import { machineTime } from './playlists/machine-time.ts'
import { RunnerPool } from './playlists/runner-pool.ts'
import { ScheduledClock } from './tasks/scheduled-clock.ts'
import { Scheduler } from './tasks/scheduler.ts'
import { createShow, publishWarnings } from './show.ts'
import type { Show } from './show.ts'
import { Stages } from './stages.ts'
import { Standstill } from './standstill.ts'
import { logText } from './snapshots/log-text.ts'
import { playlistNames } from './snapshots/playlist-names.ts'
import { createSnapshots } from './snapshots/snapshots.ts'
import { readFile } from './store/read-file.ts'

/** Timers and rules of the largest shows are some thousands. */
const MAX_TASKS = 100_000

export interface EngineOptions {
  readonly show: LoadedShow
  /** By which the content of the show's file is known again; absent where it is not known. */
  readonly digest?: string
  readonly clock: SystemClock
  readonly oscHost: string
  /** 0 takes any free one. */
  readonly oscPort: number
  /** Folder of the HID device profiles. */
  readonly profilesDir: string
  /** Starts the process in which the device libraries run. */
  readonly startDevices: StartDeviceProcess
  /** Recordings and the as-run log are kept below it. */
  readonly dataDir: string
  readonly version: string
  readonly log: EngineLog
  /** Absent where the log is kept nowhere. */
  readonly logHealth?: () => LogHealth
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
  readonly schedulers: Pick<Show['schedulers'], 'view' | 'thrown'>
  readonly interrupts: Pick<Show['interrupts'], 'view'>
  readonly asRun: Pick<AsRun, 'exportTo'>
  readonly coordinator: Pick<ShowCoordinator, 'current' | 'reload'>
  readonly history: Dispatcher['history']
  readonly health: Health
  /** Counts what is refused and cut off at the edge to clients. */
  readonly meter: WebMeter
  /** Keys that the desktop app hears while other programs are in front. */
  readonly globalKeys: Pick<ClientInputs, 'globalKey' | 'globalKeysAre'> & Pick<WantedKeys, 'follow'>
  connect(pipe: ServerPipe): void
  /** Resolves once runs can play. */
  ready(): Promise<void>
}

/** Opens a live show; refused, with nothing left open, where its OSC input cannot be had. */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const { show: loaded, version, log } = options
  await using opening = new AsyncDisposableStack()

  const peers = new KnownPeers()
  /** The OSC input, once it is open. */
  let sockets = { crowded: () => false }
  const dispatcher: Dispatcher = opening.use(
    new Dispatcher({
      ...DISPATCHER_DEFAULTS,
      clock: options.clock,
      // The very first thing after a standstill may be that what was queued before it is handed out.
      defer: (run) =>
        setImmediate(() => {
          standstill.look()
          run()
        }),
      isListed: (sender) => peers.of(sender) !== null,
      crowded: () => sockets.crowded(),
    }),
  )
  const { publish, subscribe, history } = dispatcher
  const tasks = opening.use(startTasks(options.clock, dispatcher, log))
  const clock = new ScheduledClock(options.clock, tasks)

  const ofMachine = (): number => machineTime(clock.now())
  const standstill: Standstill = opening.use(
    new Standstill({ clock, machineTime: ofMachine, afterReading: setImmediate }),
  )
  opening.use(standstill.listen(({ endedAt, lasted }) => dispatcher.tooOldBefore(endedAt, lasted)))
  opening.use(
    new ClockWatch({
      ...{ clock, machineTime: ofMachine, standstill },
      jumped: (payload) => void publish({ type: 'clock.jumped', source: 'clock', cause: null, payload }),
    }),
  )

  const coordinator = new ShowCoordinator({
    clock,
    publish,
    read: readFile,
    build: buildShow,
    take,
    pause: () => new Promise((resume) => void setImmediate(resume)),
  })
  const nameOfPlaylist = playlistNames(() => coordinator.current().show)
  const asRun = opening.use(
    createAsRun({
      ...AS_RUN_DEFAULTS,
      clock,
      publish,
      subscribe,
      file: join(options.dataDir, 'as-run.sqlite'),
      session: { show: loaded.show.name, version },
      find: (seq) => history.find(seq),
      text: (event) => logText(event, nameOfPlaylist),
      log,
    }),
  )

  const outside = opening.use(new Stages())
  const input = outside.use(
    createOscPeripheral({
      clock,
      arisenAt: () => standstill.arisenAt(),
      publish,
      name: 'main',
      host: options.oscHost,
      port: options.oscPort,
      peers,
    }),
  )
  sockets = input
  const oscInput = await input.open()
  if (!oscInput.ok) return oscInput
  const listening = oscInput.value

  const output = outside.use(createOscOutput({ clock, publish, subscribe }))
  const plugged = outside.use(
    createDevices({
      clock,
      clockOrigin: options.clock.origin,
      publish,
      subscribe,
      tooOldBefore: (at) => dispatcher.tooOldBefore(at, null),
      start: options.startDevices,
      held: new HeldControls(),
      readProfiles: () => profilesOf(options),
      log,
    }),
  )
  const recordings = outside.use(
    createRecordings({ clock, publish, subscribe, dir: join(options.dataDir, 'recordings') }),
  )
  const globalKeys = createWantedKeys()
  const show: Show = opening.use(
    createShow({
      clock,
      tasks,
      dispatcher,
      version,
      createRunners: (listener) =>
        new RunnerPool(
          {
            ...{ clock, clockOrigin: options.clock.origin, threads: runnerThreads() },
            crowded: () => input.crowded(),
          },
          listener,
        ),
      direct: output,
      outside,
      recordings,
      asRun,
      reload: (by, cause) => coordinator.reload(by, cause),
      tooOld: standstill.tooOld,
      nameOf: (device) => devices().find((known) => known.device === device)?.name ?? null,
      reply: input.reply,
      peers,
    }),
  )
  /** Outputs first and inputs last, so that whatever is heard finds where to go. */
  function take(next: LoadedShow, change: ShowChange): void {
    output.take(resolveTargets(next.show.osc.targets, listening), change)
    plugged.take(next.show.midi.outputs, change)
    show.take(next, change)
    globalKeys.take(next.show.keyboard.global, change)
    input.take(next.show.osc, change)
    // Those who look on come only after the opening.
    if (change.kind === 'open') return
    snapshots.changed(change)
    publishWarnings(next, publish)
  }

  // Closed before the stages, so that nothing is handed to them any more.
  opening.use(coordinator)
  coordinator.open(loaded, options.digest ?? null)
  const { gestures, learn, playlists, standby, schedulers, interrupts, commands } = show
  opening.use(standstill.listen(({ asleep }) => show.stoodStill(asleep)))

  const windows = opening.use(
    createClientInputs({ clock, arisenAt: standstill.arisenAt, publish, hid: () => plugged.health() }),
  )
  const devices = (): readonly DeviceHealth[] => [
    ...plugged.health(),
    ...windows.health(),
    ...recordings.health(),
  ]
  const monitor = opening.use(new Monitor({ clock, subscribe }))

  const meter = new WebMeter()
  const server: ContractServer = opening.use(
    new ContractServer({
      clock,
      version,
      meter,
      execute: (name, args, client) => commands.execute(name, args, { by: client, cause: null }),
      value: (stream) => snapshots.value(stream),
      input: windows.receive,
      left: (client) => {
        windows.left(client)
        learn.left(client)
      },
    }),
  )
  // On a timer of its own, because it measures how late the thread is and not how busy the scheduler.
  const probe = opening.use(createProcessProbe(options.clock))
  const health = opening.use(
    createHealth({
      clock,
      publish,
      subscribe,
      read: {
        dispatcher: () => dispatcher.samplePeriod(),
        gestures: () => gestures.health(),
        playlists: () => playlists.health(),
        oscInput: () => withRefusedPatterns(input.health(), show.refusedPatterns()),
        oscReplies: () => show.oscControl.health(),
        oscTargets: () => output.health(),
        midiOutputs: () => plugged.midiOutputs(),
        devices,
        tasks: () => ({ count: tasks.taskCount(), capacity: tasks.maxTasks }),
        rules: () => schedulers.rulesHealth(),
        asRun: () => asRun.health(),
        show: () => coordinator.health(),
        log: () => options.logHealth?.() ?? { trouble: null, lost: 0, begunAnew: 0 },
        clients: () => server.clients,
        web: () => meter.reading(),
        process: () => probe.sample(),
      },
    }),
  )
  const listensAt = hostPort(listening.host, listening.port)
  const snapshots = opening.use(
    createSnapshots({
      clock,
      publish,
      subscribe,
      show: () => coordinator.current(),
      osc: () => ({ targets: output.targets(), input: listensAt }),
      nameOf: nameOfPlaylist,
      runs: () => playlists.runs(),
      standby: () => standby.current,
      health,
      inputs: {
        devices,
        gestures: () => gestures.list(),
        learn: () => learn.view(),
        recordings,
      },
      monitor,
      schedulers,
      interrupts,
      audience: server,
    }),
  )
  opening.use(keepWarnings(dispatcher, log))
  publishWarnings(loaded, publish)
  await input.settled()

  const open = opening.move()
  return ok({
    oscInput: listening,
    commands,
    playlists: { runs: () => playlists.runs(), standby: () => standby.current },
    schedulers,
    interrupts,
    asRun,
    coordinator,
    history,
    health,
    meter,
    globalKeys: { ...windows, follow: globalKeys.follow },
    connect: (pipe) => server.connect(pipe),
    async ready() {
      await playlists.ready()
      sayRank(playlists.health().runners, log)
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  })
}

/** What the engine does later, all of it: one host timer, and a failure that harms nothing else. */
function startTasks(clock: SystemClock, { publish }: Dispatcher, log: EngineLog): Scheduler {
  let failures = 0
  const tasks = new Scheduler({
    clock,
    maxTasks: MAX_TASKS,
    failed({ name, error }) {
      failures += 1
      const payload = {
        handler: name,
        type: 'task',
        seq: 0,
        message: messageOf(error),
        total: failures,
      }
      publish({ type: 'health.handlerFailed', source: 'scheduler', cause: null, payload })
    },
    print: (line) => log.info({}, line),
  })
  void tasks.start()
  return tasks
}

/** Devices of a profile that cannot be read are decoded by their descriptors. */
async function profilesOf({ profilesDir, log }: EngineOptions): Promise<readonly Profile[]> {
  const { profiles, faults } = await readProfiles(profilesDir)
  for (const fault of faults) log.warn({ fault }, 'device profile refused')
  return profiles
}

/** Patterns are refused where they are matched, and are the input's all the same. */
function withRefusedPatterns(input: OscInputHealth, refused: number): OscInputHealth {
  return refused === 0 ? input : { ...input, rejected: { ...input.rejected, 'pattern-work': refused } }
}

/** One core stays with the main thread; more than four threads find nothing to do even in the largest shows. */
function runnerThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1))
}

/** Once, and as no more than information: a show plays at any rank. */
function sayRank(runners: readonly RunnerHealth[], log: EngineLog): void {
  const ranks = runners.map(({ rank }) => rank)
  const next = ranks.includes('high') ? '' : '; other busy programs may delay steps, see docs/playlists.md'
  log.info({ ranks }, `timelines play at ${ranks[0] ?? 'normal'} priority${next}`)
}

function keepWarnings({ subscribe }: Dispatcher, log: EngineLog): Disposable {
  const scope = new DisposableStack()
  const options = { priority: -1000, name: 'log', acts: false }
  for (const type of [
    'health.warning.*',
    'runner.*',
    'resource.exhausted',
    'playlist.caughtUp',
    'run.slept',
    'inputs.tooOld',
    'interrupt.extended',
    'thrown.missed',
    'clock.jumped',
    'health.handlerFailed',
    'show.checked',
    'show.build.failed',
    'rule.limited',
    'rule.failed',
  ] as const) {
    scope.use(subscribe(type as string, (event) => log.warn({ event }, event.type), options))
  }
  for (const type of ['show.loaded', 'show.changed'] as const) {
    scope.use(subscribe(type, (event) => log.info({ event }, event.type), options))
  }
  return scope
}
