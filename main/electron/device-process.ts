// Starts the process of the device libraries as a utility process: the app's own binary does not run as plain Node.
import { utilityProcess } from 'electron'

interface Listener {
  said(frame: Uint8Array): void
  confused(what: string): void
  ended(how: string): void
}

interface DeviceProcess {
  readonly pid: number | null
  say(text: string): void
  close(): void
  kill(): void
}

/** Bytes that one message may have. */
const LONGEST_FRAME = 4 * 1024 * 1024

export function utilityProcessStarter(file: string): (listener: Listener) => DeviceProcess {
  return (listener) => {
    const child = utilityProcess.fork(file, [], {
      serviceName: 'Cuewright devices',
      stdio: ['ignore', 'ignore', 'inherit'],
      execArgv: ['--max-old-space-size=256'],
    })
    child.on('message', (frame: unknown) => {
      if (!(frame instanceof Uint8Array)) listener.confused('a message that is no frame')
      else if (frame.length === 0 || frame.length > LONGEST_FRAME)
        listener.confused('a frame of no possible length')
      else listener.said(frame)
    })
    child.on('exit', (code) => listener.ended(`code ${code}`))
    // Heard, or it would be thrown; `exit` follows.
    child.on('error', () => {})
    return {
      get pid() {
        return child.pid ?? null
      },
      say: (text) => child.postMessage(text),
      close: () => child.postMessage('{"kind":"close"}'),
      // Electron asks with SIGTERM, which a process that hangs does not hear; so the system is asked as well.
      kill() {
        const { pid } = child
        if (!child.kill() || pid === undefined) return
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It has just ended.
        }
      },
    }
  }
}
