// Builds the app unless the build in dist/ is newer than everything it is made from.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')
const sources = [
  'shared',
  'main',
  'preload',
  'renderer',
  'vite.config.ts',
  'scripts/compressed-files.ts',
  'package.json',
  'package-lock.json',
]
const stamp = join(root, 'dist/stamp')
const lock = join(root, 'dist/building')

function newestChange(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  // A folder's own time tells of files that were taken away.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), mtimeMs)
}

function isFresh(): boolean {
  const built = statSync(stamp, { throwIfNoEntry: false })
  return built !== undefined && sources.every((path) => newestChange(join(root, path)) < built.mtimeMs)
}

/** Takes the right to build, or answers false while another process that is alive has it. */
function takeLock(): boolean {
  mkdirSync(join(root, 'dist'), { recursive: true })
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  }
  if (!isHeld()) rmSync(lock, { force: true })
  return false
}

function isHeld(): boolean {
  try {
    return process.kill(Number(readFileSync(lock, 'utf8')), 0)
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function build(): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: root,
    // What it prints is for people; standard output belongs to the program that runs afterwards.
    stdio: ['ignore', process.stderr, process.stderr],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the build failed with exit code ${code}`)
}

/** Resolves when dist/ holds a build of the present sources; several processes may ask at once. */
export async function ensureBuilt(): Promise<void> {
  while (!isFresh()) {
    if (!takeLock()) {
      await sleep(200)
      continue
    }
    try {
      if (isFresh()) return
      process.stderr.write('building ...\n')
      await build()
      return
    } finally {
      rmSync(lock, { force: true })
    }
  }
}
