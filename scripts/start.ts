// Opens the desktop app, or where Electron cannot be had serves the same app and opens a browser window on it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findBrowser } from './browser.ts'
import { ensureBuilt } from './fresh-build.ts'

const root = join(import.meta.dirname, '..')
const electronPackage = join(root, 'node_modules/electron')

/** Without an answer from the download's server in this time the machine counts as offline. */
const UNREACHABLE_AFTER_MS = 5_000
/** A binary in Electron's own cache needs no server; unpacking it takes some seconds. */
const CACHED_INSTALL_MS = 20_000
const DOWNLOAD_MS = 10 * 60_000

const env = process.env
const hasScreen =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])

/** The path of Electron's program, if it is installed. */
function installedElectron(): string | null {
  const pathFile = join(electronPackage, 'path.txt')
  if (!existsSync(pathFile) && env['ELECTRON_OVERRIDE_DIST_PATH'] === undefined) return null
  const program = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronPackage, 'dist'), program)
  return existsSync(path) ? path : null
}

async function canDownload(): Promise<boolean> {
  const mirror =
    env['ELECTRON_MIRROR'] ?? env['npm_config_electron_mirror'] ?? 'https://github.com/electron/electron/'
  return fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(UNREACHABLE_AFTER_MS) }).then(
    () => true,
    () => false,
  )
}

/** Lets Electron's own installer fetch the program, for as long as there is hope. */
async function installElectron(): Promise<void> {
  const installer = spawn(process.execPath, [join(electronPackage, 'install.js')], { stdio: 'ignore' })
  const exited = once(installer, 'exit')
  const patience = (await Promise.race([canDownload(), exited.then(() => true)]))
    ? DOWNLOAD_MS
    : CACHED_INSTALL_MS
  const giveUp = setTimeout(() => installer.kill(), patience)
  await exited
  clearTimeout(giveUp)
}

async function exitWith(child: ChildProcess): Promise<never> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exit(code ?? 1)
}

function openBrowser(address: string): void {
  const tellAddress = (): void => console.log(`open ${address} in a browser`)
  const browser = hasScreen ? findBrowser() : null
  if (browser === null) {
    tellAddress()
    return
  }
  const window = spawn(browser, [`--app=${address}`], { stdio: 'ignore', detached: true })
  window.once('error', tellAddress)
  window.once('exit', (code) => code === 0 || tellAddress())
  window.unref()
}

/** Runs the headless host; its first line tells where the page is served. */
function runHeadless(args: readonly string[]): ChildProcess {
  const host = spawn(process.execPath, [join(root, 'dist/main/headless.js'), ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  createInterface({ input: host.stdout }).on('line', (line) => {
    console.log(line)
    const address = /^cuewright ready http=(\S+)/.exec(line)?.[1]
    if (address !== undefined) openBrowser(`http://${address}`)
  })
  return host
}

const args = process.argv.slice(2)
await ensureBuilt()
if (hasScreen && installedElectron() === null) await installElectron()
const electron = hasScreen ? installedElectron() : null
if (electron !== null) await exitWith(spawn(electron, [root, ...args], { stdio: 'inherit' }))

console.log(
  hasScreen
    ? 'Electron is not installed and cannot be downloaded, so the app runs headless.'
    : 'There is no display for the desktop app, so it runs headless.',
)
await exitWith(runHeadless(args))
