// A client's byte stream, read no faster than what it brings can be taken in: what is too much waits at the client.
import type { Socket } from 'node:net'

/** Taken in before it is asked again whether there is time for more. */
const SLICE_BYTES = 4096
/** What is as short as a single press is never kept waiting behind what others send. */
const SHORT_BYTES = 512

interface Intake {
  /** Whether packets wait for another turn. */
  readonly behind: boolean
  /** Calls back once none does. */
  whenCaughtUp(run: () => void): void
}

/** Hands what the socket brings to `push`, in order, while the intake has time for it. */
export function paceStream(socket: Socket, intake: Intake, push: (bytes: Uint8Array) => void): void {
  function take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      if (intake.behind) {
        socket.pause()
        intake.whenCaughtUp(() => goOn(chunk.subarray(at)))
        return
      }
      push(chunk.subarray(at, at + SLICE_BYTES))
    }
    if (socket.isPaused()) socket.resume()
  }

  function goOn(rest: Uint8Array): void {
    if (!socket.destroyed) take(rest)
  }

  socket.on('data', (chunk) => {
    if (chunk.length <= SHORT_BYTES) push(chunk)
    else take(chunk)
  })
}
