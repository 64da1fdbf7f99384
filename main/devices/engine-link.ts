// The end of the link to the engine in the process of the device libraries: a pipe under plain Node, a port under Electron.
import { Socket } from 'node:net'
import { Frames, LONGEST_FRAME, framed } from './frames.ts'
import type { EngineLink } from './process.ts'
import { LINK_FD } from './start-process.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

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
    say(frame) {
      if (pipe.writable) pipe.write(framed(frame))
    },
    listen(received, gone) {
      const frames = new Frames(LONGEST_FRAME)
      pipe.on('data', (bytes: Buffer) => {
        for (const frame of frames.push(bytes) ?? []) received(decoder.decode(frame))
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
    say: (frame) => port.postMessage(typeof frame === 'string' ? encoder.encode(frame) : frame),
    listen(received) {
      port.on('message', ({ data }) => received(String(data)))
    },
    finish: (done) => void setImmediate(done),
  }
}
