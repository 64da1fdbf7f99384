// Starts the process of the device libraries under plain Node, and talks to it through a pipe of its own.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Frames, LONGEST_FRAME, framed } from './frames.ts'
import { CLOSE } from './messages.ts'
import type { DeviceProcess, DeviceProcessListener, StartDeviceProcess } from './process.ts'

// In source the process's file is TypeScript; a build puts it beside the bundle that holds this file.
const processFile = new URL(
  import.meta.url.endsWith('.ts') ? '../devices.process.ts' : './devices.process.js',
  import.meta.url,
)

/** Of the process's pipe, beside its standard streams. */
export const LINK_FD = 3
const HEAP_MB = 256
/** What arises is sent on at once, so that little is ever young for long. */
const YOUNG_MB = 1

export const startDeviceProcess: StartDeviceProcess = startFrom(processFile)

/**
 * Node's own channel between processes is not used: one wrong byte in it is thrown in the engine, where nobody can catch it.
 */
export function startFrom(file: URL): StartDeviceProcess {
  return (listener) => {
    const limits = [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`]
    const child = spawn(process.execPath, [...limits, fileURLToPath(file)], {
      // What native libraries complain of is seen where the engine's own words are.
      stdio: ['ignore', 'ignore', 'inherit', 'overlapped'],
      env: environment(),
      windowsHide: true,
    })
    return follow(child, listener)
  }
}

/** Compiled code is kept where the engine keeps its own. */
function environment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir()
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) }
}

function follow(child: ChildProcess, listener: DeviceProcessListener): DeviceProcess {
  // Null where there are no file descriptors left to start anything with.
  const pipe = (child.stdio[LINK_FD] ?? null) as Duplex | null
  const frames = new Frames(LONGEST_FRAME)
  let isOver = false
  let isClosing = false
  const end = (how: string): void => {
    if (isOver) return
    isOver = true
    listener.ended(how)
  }
  const kill = (): void => void child.kill('SIGKILL')
  pipe?.on('data', (bytes: Buffer) => {
    const complete = frames.push(bytes)
    if (complete === null) listener.confused('a frame of no possible length')
    else for (const frame of complete) listener.said(frame)
  })
  // A broken pipe is told by its end as well.
  pipe?.on('error', () => {})
  // Without its pipe it is of no use; where it has ended anyway this does nothing.
  pipe?.on('close', () => {
    if (!isClosing) kill()
  })
  child.on('error', (error) => {
    if (child.pid === undefined) end(`it could not be started: ${error.message}`)
  })
  // Follows the last data of the pipe, which `exit` may overtake.
  child.on('close', (code, signal) => end(signal ?? `code ${code}`))
  const say = (text: string): void => {
    if (pipe?.writable === true) pipe.write(framed(text))
  }
  return {
    pid: child.pid ?? null,
    say,
    close() {
      isClosing = true
      say(CLOSE)
    },
    kill,
  }
}
