// A running Cuewright: show, engine, HTTP server and log, opened together and closed together.
import { join } from 'node:path'
import { hostPort } from '../shared/base/host-port.ts'
import { failed, fault, formatFault, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import type { StartEnd } from '../shared/model/start-record.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import type { HostSettings } from './arguments.ts'
import { beginStart, disarmedAtStart, unloadable } from './begin-start.ts'
import type { BegunStart } from './begin-start.ts'
import { SystemClock } from './clock.ts'
import { holdDataFolder } from './hold-data-folder.ts'
import { loadOrRescue } from './load-show.ts'
import { openLog } from './log.ts'
import { makeDir } from './make-dir.ts'
import type { StartDeviceProcess } from './devices/process.ts'
import type { Log } from './log.ts'
import type { Rescue } from './coordinator/newest-version.ts'
import type { PackageRoot } from './package-root.ts'
import { createEngine } from './engine.ts'
import type { Engine } from './engine.ts'
import { goBeforeOthers } from './priority.ts'
import { fileSystem } from './store/file-system.ts'
import { Versions, versionsFolder } from './store/versions.ts'
import { startFailure } from './start-failure.ts'
import { isLoopback } from './web/guard.ts'
import { systemNameService } from './web/machine-names.ts'

interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface Host extends AsyncDisposable {
  readonly http: Endpoint
  readonly osc: Endpoint
  readonly engine: Engine
  readonly log: Log
  /**
   * Says why it is about to be closed. Where that is `forGood`, as without a word, somebody wants all that plays to end: it does not go
   * on with the next start.
   */
  ends(end: StartEnd, forGood?: boolean): void
}

/** Starts everything, or nothing: what was open is closed again where a part cannot start. `warn` gets single lines. */
export async function startHost(
  settings: HostSettings,
  root: PackageRoot,
  startDevices: StartDeviceProcess,
  warn: (line: string) => void,
): Promise<Result<Host>> {
  await using opened = new AsyncDisposableStack()

  // Before the log, which is in it.
  makeDir(settings.dataDir)
  const held = await holdDataFolder(settings.dataDir)
  if (!held.ok) return held
  opened.use(held.value)
  const clock = new SystemClock()
  const begun = await beginStart(settings, root.version, clock, warn)
  const { starts } = begun
  opened.use(starts)
  try {
    const started = await startAll({ settings, root, startDevices, warn, clock, opened, begun })
    if (!started.ok) await starts.keep({ end: { kind: 'refused', what: started.error.what } })
    return started
  } catch (thrown) {
    await starts.keep({ end: startFailure(thrown) })
    throw thrown
  }
}

/** Without a digest where no file was read. */
type OpeningShow = LoadedShow & { readonly digest?: string; readonly rescue: Rescue | null }

interface Starting {
  readonly settings: HostSettings
  readonly root: PackageRoot
  readonly startDevices: StartDeviceProcess
  readonly warn: (line: string) => void
  readonly clock: SystemClock
  readonly opened: AsyncDisposableStack
  readonly begun: BegunStart
}

async function startAll({
  settings,
  root,
  startDevices,
  warn,
  clock,
  opened,
  begun: { starts, crashed, verdict, away },
}: Starting): Promise<Result<Host>> {
  const { log, health: logHealth } = opened.use(openLog(settings.dataDir, clock, warn))
  if (crashed !== null) log.warn(crashed, `Cuewright crashed before this start: it ended ${crashed.what}`)
  const versions = new Versions({ folder: versionsFolder(settings.dataDir), system: fileSystem, clock })
  const loaded: Result<OpeningShow, readonly Fault[]> = verdict.cannotLoad
    ? ok({ ...unloadable(settings.show), rescue: null })
    : await loadOrRescue(settings.show, versions)
  if (!loaded.ok) return failed(firstOf(loaded.error))
  const { digest, rescue } = loaded.value
  if (rescue !== null) warn(formatFault(rescued(settings.show, rescue)))
  const { host, port, oscHost, oscPort, allowHosts } = settings
  const started = await createEngine({
    show: loaded.value,
    ...(digest !== undefined && { digest }),
    ...(rescue !== null && { rescue }),
    ...{ disarmed: disarmedAtStart(verdict, settings), start: starts, crashed, away },
    endedAllAt: starts.previous.at(-1)?.endedAllAt ?? null,
    clock,
    oscHost,
    oscPort,
    profilesDir: join(root.dir, 'assets', 'profiles'),
    ownFiles: join(root.dir, 'assets'),
    startDevices,
    dataDir: settings.dataDir,
    version: root.version,
    log,
    logHealth,
    roles: settings.roles,
    resetPin: settings.resetPin,
  })
  if (!started.ok) return started
  const engine = opened.use(started.value)
  // The show runs: from here on, it is not loading it that crashes.
  starts.note({ ready: true })
  warnOfLock(engine, warn)
  goBeforeOthers(log)

  // Loaded only now, while the engine's threads start on other cores.
  const { openWeb } = await import('./web/web.ts')
  await engine.ready()
  const web = await openWeb({
    engine,
    host,
    port,
    allowHosts,
    nameService: systemNameService,
    rendererDir: join(root.dir, 'dist', 'renderer'),
    version: root.version,
    clock,
    log,
    connect: (pipe) => engine.connect(pipe),
  })
  if (!web.ok) return web
  const http = opened.use(web.value)

  if (!isLoopback(host)) warn(formatFault(openToAll(host)))
  log.info({ http: hostPort(http.host, http.port), osc: engine.oscInput, show: settings.show }, 'ready')
  const all = opened.move()
  const ends = (end: StartEnd, forGood = false): void => {
    if (starts.current.end !== null) return
    void starts.keep({ end })
    if (forGood) engine.endRuns()
  }
  return ok({
    ...{ http, osc: engine.oscInput, engine, log, ends },
    async [Symbol.asyncDispose]() {
      ends({ kind: 'clean', how: 'closed' }, true)
      await all.disposeAsync()
    },
  })
}

function warnOfLock(engine: Engine, warn: (line: string) => void): void {
  const { locked, trouble } = engine.access()
  if (trouble !== null) warn(`access: ${trouble.what}; ${trouble.next}`)
  else if (locked !== null)
    warn(`the show is locked, by ${locked.by}: it plays, and nobody edits until it is unlocked`)
}

/** One line is enough to start with; the checker lists everything. */
function firstOf(faults: readonly Fault[]): Fault {
  const [first, ...others] = faults as readonly [Fault, ...Fault[]]
  if (others.length === 0) return first
  const more = others.length === 1 ? '1 more problem is' : `${others.length} more problems are`
  return { ...first, next: `${first.next} (${more} listed by npm run check-show)` }
}

/** Whoever started it may look no further than these lines. */
function rescued(path: string, { fault: { what }, instead }: Rescue): Fault {
  const { at, by, passedOver } = instead
  const newer = passedOver === 0 ? '' : `; ${passedOver} newer ones cannot be used either`
  const saved = `${new Date(at).toLocaleString('sv')}${by === null ? '' : ` by ${by}`}`
  const said = `the file cannot be used (${what}), so the version that was saved at ${saved} is open instead${newer}`
  return fault('show/rescued', path, said, 'look at the show; the file stays as it is until it is saved')
}

const openToAll = (host: string) =>
  fault(
    'http/no-authentication',
    host,
    'everybody on this network can control the show',
    'use --host 127.0.0.1 unless the network is yours alone',
  )
