// Whether a runner thread is in the middle of a send, so that what follows a stop can leave after everything that was stopped.
import type { Clock } from '../../shared/base/clock.ts'
import { CONTROL } from './thread-memory.ts'

/** A send takes microseconds; a thread that other programs keep from going on in one holds up nobody for longer than this. */
const MOST_MS = 20

/** By the thread, before it looks for commands a last time and sends: whoever posts one sees it send, or is seen. */
export function beginSending(control: Int32Array): void {
  Atomics.store(control, CONTROL.sending, 1)
}

/** By the thread, once nothing that it has begun to send leaves any more. */
export function endSending(control: Int32Array): void {
  Atomics.store(control, CONTROL.sending, 0)
}

/**
 * By the main thread, which has posted a stop: returns once no packet leaves that it stopped; false where the thread does not come
 * to an end in time.
 */
export function sendingIsOver(control: Int32Array, clock: Clock): boolean {
  const until = clock.now() + MOST_MS
  while (Atomics.load(control, CONTROL.sending) === 1) if (clock.now() >= until) return false
  return true
}
