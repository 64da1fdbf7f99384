// The end of the link to the engine in the process of the device libraries: a pipe under plain Node, a port under Electron.
import { Socket } from 'node:net'
import { Lines } from './lines.ts'
import { LONGEST_LINE } from './messages.ts'
import type { EngineLink } from './process.ts'
import { LINK_FD } from './start-process.ts'

/** What Electron gives a utility process. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}

export function openEngineLink(): EngineLink {
  const { parentPort } = process as { parentPort?: ParentPort }
  return parentPort === undefined ? pipeLink(new Socket({ fd: LINK_FD })) : portLink(parentPort)
}

function pipeLink(pipe: Socket): EngineLink {
  return {
    say(line) {
      if (pipe.writable) pipe.write(`${line}\n`)
    },
    listen(told, gone) {
      const lines = new Lines(LONGEST_LINE)
      pipe.on('data', (bytes: Buffer) => {
        for (const line of lines.push(bytes) ?? []) told(line)
      })
      pipe.on('error', () => {})
      pipe.once('close', gone)
    },
    finish: (done) => void pipe.end(done),
  }
}

/** Electron itself ends its utility processes with the app. */
function portLink(port: ParentPort): EngineLink {
  return {
    say: (line) => port.postMessage(line),
    listen(told) {
      port.on('message', ({ data }) => told(String(data)))
    },
    finish: (done) => void setImmediate(done),
  }
}
