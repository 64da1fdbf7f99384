// What shows the engine to those who look on: its health, the values of their streams, and the server that they come to.
import { randomUUID } from 'node:crypto'
import { hostPort } from '../shared/base/host-port.ts'
import { ContractServer } from '../shared/contract/server.ts'
import type { ContractServerOptions } from '../shared/contract/session.ts'
import { WebMeter } from '../shared/contract/web-meter.ts'
import { reaches } from '../shared/model/client.ts'
import type { Client } from '../shared/model/client.ts'
import type { LogHealth, OscInputHealth } from '../shared/model/health.ts'
import type { SystemClock } from './clock.ts'
import type { ShowCoordinator } from './coordinator/coordinator.ts'
import { createHealth } from './health/health.ts'
import type { Health, HealthReadings } from './health/health.ts'
import { createProcessProbe } from './health/process-probe.ts'
import type { ProcessProbe } from './health/process-probe.ts'
import { Monitor } from './inputs/monitor.ts'
import { inOrder } from './order.ts'
import type { Rig } from './rig.ts'
import type { Show } from './show.ts'
import { RunCauses } from './snapshots/run-causes.ts'
import { createSnapshots } from './snapshots/snapshots.ts'

export interface AudienceOptions {
  readonly rig: Rig
  readonly show: Show
  readonly coordinator: Pick<ShowCoordinator, 'acceptedBetween' | 'current' | 'edited' | 'edits' | 'health'>
  /** That of the machine: how late the main thread is cannot be measured on the engine's own tasks. */
  readonly clock: SystemClock
  readonly version: string
  readonly logHealth: () => LogHealth
}

export interface Audience extends AsyncDisposable {
  readonly server: ContractServer
  readonly health: Health
  /** Counts what is refused and cut off at the edge to clients. */
  readonly meter: WebMeter
}

export function createAudience({ rig, show, coordinator, ...options }: AudienceOptions): Audience {
  const { clock, dispatcher, arming, listening, output, recordings, access } = rig
  const { publish } = dispatcher
  const hearing = inOrder(dispatcher.subscribe)
  const { gestures, learn, params, playlists, standby, cues, schedulers, interrupts, commands } = show
  const scope = new AsyncDisposableStack()

  const letGo = lettingGo(rig, show)
  // What they hold they could not let go of any more.
  const lookingOn = (): readonly Client[] =>
    server.people().filter((person) => !reaches(access.roleOf(person), 'operator'))
  scope.use(access.onRoles(() => lookingOn().forEach(letGo)))

  const monitor = scope.use(new Monitor({ clock, subscribe: hearing('monitor') }))
  const meter = new WebMeter()
  const server: ContractServer = scope.use(
    new ContractServer({
      clock,
      version: options.version,
      meter,
      newId: randomUUID,
      execute: (name, args, client, at) =>
        commands.execute(name, args, { client, cause: null, ...(at !== undefined && { at }) }),
      value: (stream) => snapshots.value(stream),
      input: inputsOf(rig),
      left: (client) => {
        letGo(client)
        access.left(client)
      },
    }),
  )
  const probe = scope.use(createProcessProbe(options.clock))
  const health = scope.use(
    createHealth({
      ...{ clock, publish, subscribe: hearing('health') },
      read: readings({ rig, show, coordinator, logHealth: options.logHealth, server, meter, probe }),
    }),
  )
  const listensAt = hostPort(listening.host, listening.port)
  // Before those who show the runs hear of them.
  const peerName = (host: string): string | null => rig.peers.of(host)?.name ?? null
  const find = (seq: number) => dispatcher.history.find(seq)
  const causes = scope.use(new RunCauses(hearing('snapshots'), { find, peerName }))
  const snapshots = scope.use(
    createSnapshots({
      ...{ clock, publish, subscribe: hearing('snapshots') },
      show: () => coordinator.current(),
      osc: () => ({ targets: output.targets(), input: listensAt }),
      nameOf: rig.names.of,
      senderOf: peerName,
      runs: () => causes.with(playlists.runs()),
      standby: () => standby.current,
      cues,
      health,
      inputs: {
        ...{ devices: rig.devices, recordings },
        ...{ gestures: () => gestures.list(), learn: () => learn.view() },
      },
      params,
      layersOn: () => show.layers.on(),
      scenes: () => show.scenes.view(),
      monitor,
      schedulers,
      interrupts,
      edits: () => coordinator.edits(),
      arming,
      access: () => access.view(),
      message: () => show.message.view(),
      rumble: rig.windows.rumble,
      open: coordinator,
      audience: server,
    }),
  )
  return { server, health, meter, [Symbol.asyncDispose]: () => scope.disposeAsync() }
}

/** Of what a client holds. */
function lettingGo({ windows }: Rig, { learn }: Show): (client: Client) => void {
  return (client) => {
    windows.left(client)
    learn.left(client)
  }
}

function inputsOf({ access, windows }: Rig): ContractServerOptions['input'] {
  return (input, at, client) => {
    const barred = access.refusal(`${input.family} input`, 'operator', client)
    if (barred === null) windows.receive(input, at, client)
    return barred
  }
}

interface Looked extends Pick<AudienceOptions, 'rig' | 'show' | 'coordinator' | 'logHealth'> {
  readonly server: ContractServer
  readonly meter: WebMeter
  readonly probe: ProcessProbe
}

/** Where health looks. */
function readings({ rig, show, coordinator, server, meter, probe, logHealth }: Looked): HealthReadings {
  const { dispatcher, input, output, plugged, tasks, asRun, access } = rig
  return {
    dispatcher: () => dispatcher.samplePeriod(),
    gestures: () => show.gestures.health(),
    playlists: () => show.playlists.health(),
    oscInput: () => withRefusedPatterns(input.health(), show.refusedPatterns()),
    oscReplies: () => show.oscControl.health(),
    oscTargets: () => output.health(),
    midiOutputs: () => plugged.midiOutputs(),
    feedback: () => show.feedback.health(),
    muted: () => rig.mutes.list(),
    devices: rig.devices,
    profiles: rig.refusedProfiles,
    tasks: () => ({ count: tasks.taskCount(), capacity: tasks.maxTasks }),
    rules: () => show.schedulers.rulesHealth(),
    asRun: () => asRun.health(),
    show: () => coordinator.health(),
    log: logHealth,
    clients: () => server.clients,
    access: () => access.health(server.people()),
    web: () => meter.reading(),
    process: () => probe.sample(),
  }
}

/** Patterns are refused where they are matched, and are the input's all the same. */
function withRefusedPatterns(input: OscInputHealth, refused: number): OscInputHealth {
  return refused === 0 ? input : { ...input, rejected: { ...input.rejected, 'pattern-work': refused } }
}
