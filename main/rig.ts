// What stays while shows come and go: time, the dispatcher, inputs and outputs, threads and the as-run log, as data flows.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { monotonicMs } from '../shared/base/clock.ts'
import { messageOf, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { deckModel } from '../shared/model/deck-places.ts'
import type { Publish } from '../shared/model/event.ts'
import type { DeviceHealth } from '../shared/model/health.ts'
import { KnownPeers } from '../shared/model/known-peers.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import { feedbackTargets, resolveTargets } from '../shared/model/show.ts'
import type { ShowFile } from '../shared/model/show.ts'
import { Arming } from './arming.ts'
import { Access } from './access/access.ts'
import type { DoorSettings } from './access/access-file.ts'
import { OscDoor } from './access/osc-door.ts'
import { AS_RUN_DEFAULTS, createAsRun } from './as-run/as-run.ts'
import type { AsRun } from './as-run/as-run.ts'
import { latestOnlyAddresses } from './build/latest-only.ts'
import { ClockWatch } from './clock-watch.ts'
import type { SystemClock } from './clock.ts'
import { createDevices } from './devices/device-process.ts'
import type { Devices } from './devices/device-process.ts'
import type { StartDeviceProcess } from './devices/process.ts'
import type { Surfaces } from './feedback/surfaces.ts'
import { DISPATCHER_DEFAULTS } from './dispatcher/defaults.ts'
import { Dispatcher } from './dispatcher/dispatcher.ts'
import { HandOut } from './hand-out.ts'
import { keepWarnings } from './keep-warnings.ts'
import type { EngineLog } from './keep-warnings.ts'
import { inOrder } from './order.ts'
import { Losses } from './outputs/losses.ts'
import { Mutes } from './outputs/mutes.ts'
import { Trials } from './outputs/trial.ts'
import { createOscOutput } from './outputs/osc/output.ts'
import type { OscOutput } from './outputs/osc/output.ts'
import { createClientInputs } from './peripherals/client-inputs.ts'
import type { ClientInputs } from './peripherals/client-inputs.ts'
import { HeldControls } from './peripherals/held.ts'
import { ProfileFolder } from './peripherals/hid/profile-folder.ts'
import { createWantedKeys } from './peripherals/keyboard/wanted-keys.ts'
import type { WantedKeys } from './peripherals/keyboard/wanted-keys.ts'
import { createOscPeripheral } from './peripherals/osc/peripheral.ts'
import type { OscPeripheral } from './peripherals/osc/peripheral.ts'
import { createRecordings } from './peripherals/replay/recordings.ts'
import type { Recordings } from './peripherals/replay/recordings.ts'
import { machineTime } from './playlists/machine-time.ts'
import { RunnerPool } from './playlists/runner-pool.ts'
import type { CreateRunners } from './playlists/runners.ts'
import { logText } from './snapshots/log-text.ts'
import { PlaylistNames } from './snapshots/playlist-names.ts'
import { privateFile } from './store/private-file.ts'
import { Stages } from './stages.ts'
import { Standstill } from './standstill.ts'
import { ScheduledClock } from './tasks/scheduled-clock.ts'
import { Scheduler } from './tasks/scheduler.ts'

/** Timers and rules of the largest shows are some thousands. */
const MAX_TASKS = 100_000
/** Within which a receiver has been woken and has run, and nobody who watches sees a difference. */
const REST_MS = 4

export interface RigOptions {
  readonly clock: SystemClock
  readonly oscHost: string
  /** 0 takes any free one. */
  readonly oscPort: number
  /** Folder of the HID device profiles that come with the program; the user's own are below `dataDir`. */
  readonly profilesDir: string
  /** Starts the process in which the device libraries run. */
  readonly startDevices: StartDeviceProcess
  /** Recordings and the as-run log are kept below it. */
  readonly dataDir: string
  /** By which the as-run log calls the session. */
  readonly showName: string
  readonly version: string
  readonly log: EngineLog
  /** What each way in may do, where that is another than is kept. */
  readonly roles?: DoorSettings
  /** Begins without a PIN. */
  readonly resetPin?: boolean
}

export interface Rig extends AsyncDisposable {
  /** Its timers are tasks of `tasks`. */
  readonly clock: ScheduledClock
  readonly tasks: Scheduler
  readonly dispatcher: Dispatcher
  /** Whether the show may act; outputs go by it. */
  readonly arming: Arming
  readonly standstill: Standstill
  readonly peers: KnownPeers
  /** Who may do what. */
  readonly access: Access
  readonly oscDoor: OscDoor
  /** Inputs and outputs, which a panic ends too. */
  readonly outside: Stages
  readonly input: OscPeripheral
  readonly listening: { readonly host: string; readonly port: number }
  readonly plugged: Devices
  /** Those of them that show feedback. */
  readonly surfaces: Surfaces
  readonly windows: ClientInputs
  readonly recordings: Recordings
  readonly globalKeys: WantedKeys
  readonly output: OscOutput
  /** Outputs that somebody keeps silent. */
  readonly mutes: Mutes
  readonly trials: Trials
  /** Messages that outputs gave up. */
  readonly losses: Losses
  readonly createRunners: CreateRunners
  readonly names: PlaylistNames
  readonly asRun: AsRun
  /** What is wrong with device profiles that cannot be used. */
  refusedProfiles(): readonly Fault[]
  /** Of every kind, with those that are played back. */
  devices(): readonly DeviceHealth[]
  /** Before the stages take theirs, so that what they send finds where to go. */
  takeOutputs(show: ShowFile, change: ShowChange): void
  /** After the stages have taken theirs, so that what is heard finds who acts on it. */
  takeInputs(show: ShowFile, change: ShowChange): void
}

/** Opens the rig, empty of any show; refused, with nothing left open, where its OSC input cannot be had. */
export async function openRig(options: RigOptions): Promise<Result<Rig>> {
  await using opening = new AsyncDisposableStack()
  const time = opening.use(startTime(options))
  const { dispatcher, tasks, clock, standstill, peers } = time
  const { publish } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  const arming = new Arming({ clock, publish })
  // Closed last, so that it keeps how everything else ended.
  const kept = opening.use(new AsyncDisposableStack())

  const access = opening.use(await openAccess(options, time))
  const oscDoor = new OscDoor(access)
  const outside = opening.use(new Stages())
  const input = outside.use(
    createOscPeripheral({
      clock,
      arisenAt: () => standstill.arisenAt(),
      after: time.handOut.after,
      publish,
      name: 'main',
      host: options.oscHost,
      port: options.oscPort,
      peers,
      barred: oscDoor.barred,
    }),
  )
  time.crowdedBy(input)
  const oscInput = await input.open()
  if (!oscInput.ok) return oscInput
  const listening = oscInput.value
  const { mutes, losses, heard, output } = oscOut(time, arming, outside)
  const profiles = opening.use(profileFolder(options, clock))
  const plugged = outside.use(pluggedIn(options, time, { arming, mutes }, heard, profiles))
  const recordings = outside.use(
    createRecordings({
      ...{ clock, publish, subscribe: hearing('recorder') },
      dir: join(options.dataDir, 'recordings'),
    }),
  )
  const windows = opening.use(
    createClientInputs({ clock, arisenAt: standstill.arisenAt, publish, hid: () => plugged.health() }),
  )
  const globalKeys = createWantedKeys()
  const sent = { oscTargets: () => output.health(), midiOutputs: () => plugged.midiOutputs() }
  const trials = opening.use(
    new Trials({ ...{ clock, publish, mutes, arming, subscribe: hearing('trials of outputs') }, ...sent }),
  )
  const { names, asRun } = openLogs(options, time, kept)

  const open = opening.move()
  return ok({
    ...{ clock, tasks, dispatcher, arming, standstill, peers, outside, access, oscDoor },
    ...{ input, listening, plugged, windows, recordings, globalKeys },
    surfaces: surfacesOf(plugged, windows, mutes),
    ...{ output, mutes, trials, losses, names, asRun },
    createRunners: (listener) => {
      const threads = { clock, clockOrigin: options.clock.origin, threads: runnerThreads() }
      const drained = (): boolean => dispatcher.pending === 0
      return new RunnerPool({ ...threads, crowded: () => input.crowded(), drained }, listener)
    },
    refusedProfiles: () => profiles.refused,
    devices: () => [...plugged.health(), ...windows.health(), ...recordings.health()],
    takeOutputs(show, change) {
      const { osc, midi, playlists } = show
      names.take(playlists)
      mutes.take({ osc, midi }, change)
      output.take({ ...resolveTargets(osc.targets, listening), ...feedbackTargets(show) }, change)
      plugged.take(midi.outputs, change)
    },
    takeInputs(show, change) {
      globalKeys.take(show.keyboard.global, change)
      input.take({ ...show.osc, latestOnly: [...latestOnlyAddresses(show)] }, change)
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  })
}

/** The OSC output with what stands before it, and how it says what it did not send. */
function oscOut({ clock, dispatcher }: Time, arming: Arming, outside: Stages) {
  const mutes = new Mutes({ clock, publish: dispatcher.publish })
  const losses = new Losses()
  const heard = losses.heardBy(dispatcher.publish)
  const subscribe = mutes.sending(arming.sending(inOrder(dispatcher.subscribe)('OSC output')))
  const output = outside.use(createOscOutput({ clock, publish: heard, mutes, subscribe }))
  return { mutes, losses, heard, output }
}

/** Who may do what, as this folder of data says. */
function openAccess({ dataDir, roles = {}, resetPin = false }: RigOptions, time: Time): Promise<Access> {
  const { clock, dispatcher, peers } = time
  return Access.open({
    ...{ clock, publish: dispatcher.publish, store: privateFile(join(dataDir, 'access.json')) },
    ...{ doors: roles, resetPin },
    isPeer: (host) => peers.of(host) !== null,
  })
}

function profileFolder({ dataDir, profilesDir, log }: RigOptions, clock: ScheduledClock): ProfileFolder {
  return new ProfileFolder({ clock, own: join(dataDir, 'profiles'), dir: profilesDir, log })
}

/** `heard` publishes what devices say. */
function pluggedIn(
  { clock: system, startDevices, log }: RigOptions,
  { clock, dispatcher }: Time,
  { arming, mutes }: Pick<Rig, 'arming' | 'mutes'>,
  heard: Publish,
  profiles: ProfileFolder,
): Devices {
  return createDevices({
    clock,
    clockOrigin: system.origin,
    publish: heard,
    subscribe: mutes.sending(arming.sending(inOrder(dispatcher.subscribe)('device process'))),
    tooOldBefore: (at) => dispatcher.tooOldBefore(at, null),
    start: startDevices,
    held: new HeldControls(),
    readProfiles: () => profiles.read(),
    log,
  })
}

/** Devices that show feedback: there where their port is open, and silent where somebody keeps them so. */
function surfacesOf(plugged: Devices, { rumble, health }: ClientInputs, mutes: Mutes): Surfaces {
  return {
    silence(by) {
      if (by.kind === 'peer') return null
      if (by.kind === 'deck') return isThere(plugged.health(), by.id, isDeck) ? null : 'away'
      if (by.kind === 'rumble') return isThere(health(), by.id, canBeFelt) ? null : 'away'
      if (mutes.isMuted('midiOutput', by.id)) return 'muted'
      return plugged.isOpen(by.id) ? null : 'away'
    },
    onChanged(changed) {
      const scope = new DisposableStack()
      scope.use(plugged.onPort((id, isOpen) => changed({ kind: 'midiOutput', id }, isOpen)))
      scope.use(
        mutes.onChanged((kind, id) => {
          if (kind === 'midiOutput') changed({ kind, id }, false)
        }),
      )
      return scope
    },
    show: (faces) => plugged.show(faces),
    shake: (device, shake) => rumble.shake(device, shake),
  }
}

const canBeFelt = ({ rumbles }: DeviceHealth): boolean => rumbles === true
const isDeck = ({ device }: DeviceHealth): boolean => deckModel(device) !== null

/** Whether one is, that is called so where that is asked. */
function isThere(
  devices: readonly DeviceHealth[],
  id: string | null,
  isMeant: (device: DeviceHealth) => boolean,
): boolean {
  return devices.some((each) => each.state === 'open' && isMeant(each) && (id === null || each.device === id))
}

/** The log of what was done, and the program's own. */
function openLogs(
  { dataDir, showName, version, log }: RigOptions,
  { clock, dispatcher, peers }: Time,
  kept: AsyncDisposableStack,
): Pick<Rig, 'names' | 'asRun'> {
  const { publish, history } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  const names = new PlaylistNames()
  const asRun = kept.use(
    createAsRun({
      ...{ ...AS_RUN_DEFAULTS, clock, publish, log },
      ...{ subscribe: hearing('as-run'), catchUp: dispatcher.showAll },
      file: join(dataDir, 'as-run.sqlite'),
      session: { show: showName, version },
      find: (seq) => history.find(seq),
      text: (event) => logText(event, names.of, (host) => peers.of(host)?.name ?? null),
    }),
  )
  kept.use(keepWarnings(hearing('log'), log))
  return { names, asRun }
}

type Time = Pick<Rig, 'dispatcher' | 'tasks' | 'clock' | 'standstill' | 'peers'> &
  AsyncDisposable & {
    readonly handOut: HandOut
    /** Where it says that it is, the dispatcher makes way for what is read. */
    crowdedBy(input: Pick<OscPeripheral, 'crowded'>): void
  }

/** What everything else runs on: the dispatcher, all that is done later, and the watch over standstills and clocks that jump. */
function startTime({ clock: system, log }: RigOptions): Time {
  const scope = new AsyncDisposableStack()
  const peers = new KnownPeers()
  let sockets: Pick<OscPeripheral, 'crowded'> = { crowded: () => false }
  // The very first thing after a standstill may be that what was queued before it is handed out.
  const handOut = new HandOut(system, () => standstill.look())
  const dispatcher: Dispatcher = scope.use(
    new Dispatcher({
      ...DISPATCHER_DEFAULTS,
      clock: system,
      defer: handOut.soon,
      rest: (run) => void system.upkeep(monotonicMs(system.now() + REST_MS), run),
      isListed: (sender) => peers.of(sender) !== null,
      crowded: () => sockets.crowded(),
    }),
  )
  const { publish } = dispatcher
  const tasks = scope.use(startTasks(system, dispatcher, log))
  const clock = new ScheduledClock(system, tasks)
  const ofMachine = (): number => machineTime(clock.now())
  const standstill: Standstill = scope.use(
    new Standstill({ clock, machineTime: ofMachine, afterReading: setImmediate }),
  )
  scope.use(standstill.listen(({ endedAt, lasted }) => dispatcher.tooOldBefore(endedAt, lasted)))
  scope.use(
    new ClockWatch({
      ...{ clock, machineTime: ofMachine, standstill },
      jumped: (payload) => void publish({ type: 'clock.jumped', source: 'clock', cause: null, payload }),
    }),
  )
  return {
    ...{ dispatcher, tasks, clock, standstill, peers, handOut },
    crowdedBy(input) {
      sockets = input
    },
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
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

/** One core stays with the main thread; more than four threads find nothing to do even in the largest shows. */
function runnerThreads(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1))
}
