// The engine's end of a pipe over an Electron message port.
import type { MessagePortMain } from 'electron'
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import type { ServerFrame } from '../../shared/contract/frames.ts'
import { PORT_TAKEN } from '../../shared/contract/pipe.ts'
import type { ServerPipe } from '../../shared/contract/pipe.ts'

/** What a frame takes besides its values while it waits. */
const FRAME_OVERHEAD = 512

const sizes = new WeakMap<ServerFrame, number>()

function bytesOf(frame: ServerFrame): number {
  let size = sizes.get(frame)
  if (size === undefined) {
    size = jsonBytes(frame) + FRAME_OVERHEAD
    sizes.set(frame, size)
  }
  return size
}

interface Sent {
  readonly bytes: number
  readonly taken: () => void
}

/** `window` is its number. Nothing is received before `onMessage`. */
export function portPipe(port: MessagePortMain, window: number): ServerPipe {
  /** Frames that the page has not answered for, the first first. */
  const sent: Sent[] = []
  let buffered = 0
  let open = true
  const takeOne = (): void => {
    const first = sent.shift()
    if (first === undefined) return
    buffered -= first.bytes
    first.taken()
  }
  port.once('close', () => {
    open = false
    while (sent.length > 0) takeOne()
  })
  return {
    way: 'window',
    window,
    address: null,
    get buffered() {
      return buffered
    },
    send(frame, taken) {
      if (!open) {
        taken()
        return 0
      }
      port.postMessage(frame)
      const bytes = bytesOf(frame)
      buffered += bytes
      sent.push({ bytes, taken })
      return bytes
    },
    onMessage(receive) {
      port.on('message', ({ data }) => {
        if (data === PORT_TAKEN) takeOne()
        else receive(data, jsonBytes(data))
      })
      port.start()
    },
    onClose(closed) {
      port.once('close', closed)
    },
    // A port cannot be held back.
    pause: () => undefined,
    resume: () => undefined,
    close: () => port.close(),
    cut: () => port.close(),
  }
}
