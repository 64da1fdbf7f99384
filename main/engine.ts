// A live show: the rig, the stages that decide, the coordinator that owns what they play, and those who look on.
import { ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { AccessView } from '../shared/contract/access-view.ts'
import type { ServerPipe } from '../shared/contract/pipe.ts'
import type { RunView } from '../shared/contract/streams.ts'
import type { WebMeter } from '../shared/contract/web-meter.ts'
import type { PayloadOf } from '../shared/model/event.ts'
import type { LogHealth, RunnerHealth } from '../shared/model/health.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import type { LoadedShow, ShowFile } from '../shared/model/show.ts'
import type { Disarming } from './arming.ts'
import type { AsRun } from './as-run/as-run.ts'
import { createAudience } from './audience.ts'
import type { Audience, AudienceOptions } from './audience.ts'
import { checkEdit } from './build/check-edit.ts'
import { showWarnings } from './build/check-warnings.ts'
import { buildShow } from './build/thread-build.ts'
import { createBundling } from './bundling.ts'
import type { Bundling } from './bundling.ts'
import type { Commands } from './commands.ts'
import { ShowCoordinator } from './coordinator/coordinator.ts'
import type { Rescue } from './coordinator/newest-version.ts'
import { CueSheets } from './cue-sheets/cue-sheets.ts'
import type { Dispatcher } from './dispatcher/dispatcher.ts'
import type { Health } from './health/health.ts'
import type { EngineLog } from './keep-warnings.ts'
import type { ClientInputs } from './peripherals/client-inputs.ts'
import type { WantedKeys } from './peripherals/keyboard/wanted-keys.ts'
import { LateWarnings } from './late-warnings.ts'
import { noteStart } from './note-start.ts'
import type { StartNotes } from './note-start.ts'
import { inOrder } from './order.ts'
import { Resume } from './resume.ts'
import { PreShowCheck } from './pre-show-check/pre-show-check.ts'
import { systemProbes } from './pre-show-check/probes.ts'
import { openRig } from './rig.ts'
import type { Rig, RigOptions } from './rig.ts'
import { showDisk } from './show-disk.ts'
import { createShow } from './show.ts'
import type { Show, ShowSurroundings } from './show.ts'
import { keepStates } from './state-keeping.ts'

export interface EngineOptions extends Omit<RigOptions, 'showName'> {
  readonly show: LoadedShow
  /** Why the show does not act until somebody arms it; null where it acts at once. */
  readonly disarmed: Disarming | null
  /** Keeps what this start did last; null where nothing is kept. */
  readonly start: StartNotes | null
  /** What is known of the start before this one, where that crashed. */
  readonly crashed: PayloadOf<'engine.crashed'> | null
  /** Milliseconds from the end of the start before to this one; 0 where there was none. */
  readonly away: number
  /** Wall time at which all that played in the start before had been ended by hand; null where it had not. */
  readonly endedAllAt: number | null
  /** By which the content of the show's file is known again; absent where it is not known. */
  readonly digest?: string
  /** Folder of what came with the program, which is not saved by itself. */
  readonly ownFiles?: string
  /** Where the file cannot be used: why, and the earlier version that `show` is; absent where it can. */
  readonly rescue?: Rescue
  /** Absent where the log is kept nowhere. */
  readonly logHealth?: () => LogHealth
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
  /** Whether it is locked, and whether that could be read. */
  access(): AccessView
  /** Counts what is refused and cut off at the edge to clients. */
  readonly meter: WebMeter
  /** Keys that the desktop app hears while other programs are in front. */
  readonly globalKeys: Pick<ClientInputs, 'globalKey' | 'globalKeysAre'> & Pick<WantedKeys, 'follow'>
  connect(pipe: ServerPipe): void
  /** Whether a disk does not answer, which would hold up the end of the process for ever. */
  hangs(): boolean
  /** Ends all that plays, for good: somebody wants the engine to end. */
  endRuns(): void
  /** Resolves once runs can play. */
  ready(): Promise<void>
}

/** Opens a live show; refused, with nothing left open, where its OSC input cannot be had. */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const { show: loaded, version, log } = options
  await using opening = new AsyncDisposableStack()
  const opened = await openRig({ ...options, showName: loaded.show.name })
  if (!opened.ok) return opened
  const rig = opening.use(opened.value)
  const { clock, arming, input, recordings } = rig
  const { publish } = rig.dispatcher
  const openedAt = clock.now()
  const away = (): number => options.away + clock.now() - openedAt

  const { disk, keeping, coordinator } = await openOwner(options, rig, {
    show: () => show,
    resume: () => resume,
    bundling: () => bundling,
  })
  const bundling = opening.use(
    await createBundling({
      ...{ clock, version, dataDir: options.dataDir, log, recordings, arming },
      coordinator: () => coordinator,
      reach: (reached, change) => reachRig(rig, reached, change),
      armShow: () => show.armShow,
    }),
  )
  const cueSheets = new CueSheets(coordinator, disk.pause)
  const show: Show = opening.use(
    createShow({
      ...surroundingsOf(rig),
      ...{ version, away, cueSheets, bundles: bundling.bundles, stateParts: keeping.stateParts },
      editing: coordinator,
      reload: (by, cause, discard) => coordinator.reload(by, cause, discard),
      watched: watchedIn(rig, () => audience),
      live: {
        show: () => coordinator.current(),
        health: () => audience.health.report(),
        check: () => preShow.look(),
      },
    }),
  )
  // Closed before the stages, so that nothing is handed to them any more.
  opening.use(coordinator)
  hearRig(rig, show, opening)
  const audience: Audience = opening.use(createAudience({ rig, show, coordinator, ...watchedBy(options) }))

  const resume: Resume = new Resume({
    ...{ publish, arming, away, moment: keeping.moment, endedAt: options.endedAllAt },
    interrupts: show.interrupts,
    resume: (cause) => coordinator.resume(cause),
    letGo: () => void keeping.stateParts.letGo(),
  })
  const warnings = opening.use(new LateWarnings(clock, publish, showWarnings))
  const looked = { rig, show, coordinator, warnings, health: audience.health }
  const preShow: PreShowCheck = opening.use(checkBefore(looked, options))

  /** Opening a show, an edit and a reload all come this way. */
  function take(next: LoadedShow, change: ShowChange): void {
    if (change.kind === 'open') resume.gaveWay(change.cause)
    const reached = bundling.gate(next, change)
    rig.takeOutputs(reached, change)
    show.take(next, change)
    rig.takeInputs(reached, change)
    warnings.take(next, change)
    audience.health.take(change)
  }
  sayOfStart(options, rig, show, opening)
  const { digest = null, rescue = null } = options
  coordinator.begin(loaded, digest, take, await coordinator.findKept(loaded, digest, rescue), rescue)
  resume.opened()
  await input.settled()

  const open = opening.move()
  return ok({
    ...seenByClients(rig, show, audience, log),
    coordinator,
    hangs: () => disk.hangs(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  })
}

/** Where nobody looks after a log file, nothing is wrong with it. */
function watchedBy({
  clock,
  version,
  logHealth,
}: EngineOptions): Pick<AudienceOptions, 'clock' | 'version' | 'logHealth'> {
  return { clock, version, logHealth: logHealth ?? (() => ({ trouble: null, lost: 0, begunAnew: 0 })) }
}

/** What is watched over, and what may be done about it. */
function watchedIn(
  { mutes, trials }: Rig,
  audience: () => Audience,
): Parameters<typeof createShow>[0]['watched'] {
  return {
    health: {
      acknowledge: (id, by, cause) => audience().health.acknowledge(id, by, cause),
      history: (span) => audience().health.history(span),
    },
    ...{ mutes, trials },
  }
}

/** Whoever is there only once the owner of the show is. */
interface Later {
  show(): Show
  resume(): Resume
  bundling(): Bundling
}

/** The coordinator, and the disk that shows, and how they stand, are kept on. */
async function openOwner(options: EngineOptions, { clock, dispatcher, access }: Rig, later: Later) {
  const disk = showDisk({ ...options, clock })
  const autosave = await disk.openSettings()
  const keeping = keepStates(options.dataDir, clock)
  const coordinator: ShowCoordinator = new ShowCoordinator({
    ...{ ...disk, ...keeping, autosave },
    ...{ clock, publish: dispatcher.publish, build: buildShow, check: checkEdit },
    acting: (stood) => later.resume().acting(stood, coordinator.current().show),
    locked: (what) => access.lockedFault(what),
    disarm: (why, { by, cause }) =>
      void later.show().armShow.disarm({ why, by: by.name, detail: null }, cause),
    save: (path, bytes, replaced, late) =>
      later.bundling().save(path, () => disk.save(path, bytes, replaced, late)),
  })
  return { disk, keeping, coordinator }
}

function reachRig(rig: Rig, reached: ShowFile, change: ShowChange): void {
  rig.takeOutputs(reached, change)
  rig.takeInputs(reached, change)
}

function hearRig({ oscDoor, losses, standstill }: Rig, show: Show, opening: AsyncDisposableStack): void {
  oscDoor.refusesBy((from, address, refusal) => show.oscControl.refuse(from, address, refusal))
  opening.use(losses.listen((loss) => show.playlists.notSent(loss)))
  opening.use(standstill.listen(({ asleep }) => show.stoodStill(asleep)))
}

/** What the stages have around them of what stays. */
function surroundingsOf(
  rig: Rig,
): Pick<
  ShowSurroundings,
  | 'clock'
  | 'arming'
  | 'tasks'
  | 'dispatcher'
  | 'outside'
  | 'recordings'
  | 'asRun'
  | 'peers'
  | 'access'
  | 'createRunners'
  | 'direct'
  | 'onForgotten'
  | 'ports'
  | 'tooOld'
  | 'stoodSince'
  | 'nameOf'
  | 'reply'
  | 'surfaces'
  | 'blinks'
> {
  const { clock, arming, tasks, dispatcher, outside, recordings, asRun, peers, access } = rig
  return {
    ...{ clock, arming, tasks, dispatcher, outside, recordings, asRun, peers, access },
    createRunners: rig.createRunners,
    direct: rig.output,
    onForgotten: (listener) => rig.output.onForgotten(listener),
    ports: rig.plugged,
    tooOld: rig.standstill.tooOld,
    stoodSince: rig.standstill.stoodSince,
    nameOf: (device) => rig.devices().find((known) => known.device === device)?.name ?? null,
    reply: rig.input.reply,
    surfaces: rig.surfaces,
    blinks: () => true,
  }
}

function seenByClients(
  rig: Rig,
  { playlists, standby, schedulers, interrupts, commands }: Show,
  { server, health, meter }: Audience,
  log: EngineLog,
): Omit<Engine, 'coordinator' | 'hangs' | typeof Symbol.asyncDispose> {
  const { asRun, access, dispatcher } = rig
  return {
    oscInput: rig.listening,
    commands,
    playlists: { runs: () => playlists.runs(), standby: () => standby.current },
    ...{ schedulers, interrupts, asRun, history: dispatcher.history, health, meter },
    globalKeys: { ...rig.windows, follow: rig.globalKeys.follow },
    access: () => access.view(),
    connect: (pipe) => server.connect(pipe),
    endRuns: () => void playlists.stopAll(null),
    async ready() {
      await playlists.ready()
      logRank(playlists.health().runners, log)
    },
  }
}

interface LookedAt {
  readonly rig: Rig
  readonly show: Show
  readonly coordinator: ShowCoordinator
  readonly warnings: LateWarnings
  readonly health: Health
}

function checkBefore(
  { rig, show, coordinator, warnings, health }: LookedAt,
  { clock, dataDir }: Pick<EngineOptions, 'clock' | 'dataDir'>,
): PreShowCheck {
  return new PreShowCheck({
    clock,
    readings: {
      show: () => coordinator.current(),
      isEdited: () => coordinator.edits().isEdited,
      files: () => coordinator.health(),
      devices: rig.devices,
      profiles: rig.refusedProfiles,
      midiOutputs: () => rig.plugged.midiOutputs(),
      oscTargets: () => rig.output.health(),
      oscInput: () => rig.input.health(),
      runners: () => show.playlists.health().runners,
      arming: () => rig.arming.view(),
      questions: () => show.interrupts.view().pending,
      access: () => rig.access.trouble,
      oddities: () => warnings.current(),
      warnings: () => health.report().warnings,
    },
    probes: () => systemProbes(dataDir, coordinator.current().path),
  })
}

/** What the start before has left, before the show is opened; from here on it is noted what this one does. */
function sayOfStart(
  { start, crashed, disarmed }: Pick<EngineOptions, 'start' | 'crashed' | 'disarmed'>,
  { dispatcher: { publish, subscribe } }: Rig,
  show: Show,
  opening: AsyncDisposableStack,
): void {
  if (start !== null) opening.use(noteStart(inOrder(subscribe)('start'), start))
  if (crashed !== null) publish({ type: 'engine.crashed', source: 'engine', cause: null, payload: crashed })
  if (disarmed !== null) show.armShow.disarm(disarmed, null)
}

/** Once, and as no more than information: a show plays at any rank. */
function logRank(runners: readonly RunnerHealth[], log: EngineLog): void {
  const ranks = runners.map(({ rank }) => rank)
  const next = ranks.includes('high') ? '' : '; other busy programs may delay steps, see docs/playlists.md'
  log.info({ ranks }, `timelines play at ${ranks[0] ?? 'normal'} priority${next}`)
}
