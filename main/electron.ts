// The desktop app: the host that also runs headless, and a window that is joined to its engine by a message port.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, dialog, globalShortcut, powerSaveBlocker } from 'electron'
import { dispose } from '../shared/base/disposable.ts'
import { formatFault, messageOf } from '../shared/base/result.ts'
import type { Fault } from '../shared/base/result.ts'
import { USAGE, parseArguments, platformDataDir } from './arguments.ts'
import type { HostSettings } from './arguments.ts'
import { SystemClock } from './clock.ts'
import { utilityProcessStarter } from './electron/device-process.ts'
import { lockDown, registerScheme, serveRenderer } from './electron/security.ts'
import { registerGlobalKeys } from './electron/shortcuts.ts'
import { openWindow } from './electron/window.ts'
import { startHost } from './host.ts'
import type { Host } from './host.ts'
import { findPackageRoot } from './package-root.ts'

const BAD_START = 2

const root = findPackageRoot(import.meta.dirname)
const built = (path: string): string => join(root.dir, 'dist', path)

const startDevices = utilityProcessStarter(built('main/devices.process.js'))

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function refuse(refusal: Fault): void {
  say(formatFault(refusal))
  dialog.showErrorBox('Cuewright cannot start', formatFault(refusal))
  app.exit(BAD_START)
}

function fail(thrown: unknown): void {
  say(`cuewright: ${messageOf(thrown)}`)
  app.exit(1)
}

/** Quitting waits until the host has closed, so that nothing is cut off in the middle. */
function closeBeforeQuit(host: Host, keys: Disposable): void {
  app.once('will-quit', (event) => {
    event.preventDefault()
    dispose(keys)
    Promise.resolve(host[Symbol.asyncDispose]()).then(
      () => app.exit(0),
      (thrown: unknown) => fail(thrown),
    )
  })
}

/** Keys of the show that are heard while other programs are in front. */
function listenEverywhere({ engine: { globalKeys } }: Host): Disposable {
  const scope = new DisposableStack()
  const keys = scope.use(
    registerGlobalKeys({
      clock: new SystemClock(),
      shortcuts: globalShortcut,
      pressed: globalKeys.globalKey,
      state: globalKeys.globalKeysAre,
    }),
  )
  scope.use(globalKeys.follow((wanted) => keys.take(wanted)))
  return scope
}

async function open(settings: HostSettings): Promise<void> {
  await app.whenReady()
  lockDown()
  serveRenderer(built('renderer'))
  const started = await startHost(settings, root, startDevices, say)
  if (!started.ok) {
    refuse(started.error)
    return
  }
  const host = started.value
  closeBeforeQuit(host, listenEverywhere(host))
  // A system that believes the app idle would slow its timers down in the middle of a show.
  powerSaveBlocker.start('prevent-app-suspension')
  const window = openWindow(built('preload/bridge.cjs'), (pipe) => host.engine.connect(pipe))
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
}

// Before Electron is ready, thus before anything is awaited.
registerScheme()

const parsed = parseArguments(process.argv.slice(app.isPackaged ? 1 : 2), {
  show: join(app.isPackaged ? process.resourcesPath : root.dir, 'assets', 'demo.show.json'),
  dataDir: platformDataDir(process.platform, process.env, homedir()),
})
if (!parsed.ok) {
  refuse(parsed.error)
} else if (parsed.value.kind !== 'run') {
  process.stdout.write(parsed.value.kind === 'help' ? USAGE : `${root.version}\n`)
  app.exit(0)
} else if (app.requestSingleInstanceLock()) {
  // Not awaited: Electron becomes ready only when this file has been run to its end.
  open(parsed.value.settings).catch(fail)
} else {
  // The window that is open already comes to the front instead.
  app.exit(0)
}
