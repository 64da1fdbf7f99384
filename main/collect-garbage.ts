// Gives back what the start of a thread has left over: its heap would stay as large for hours of calm.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (how: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void

/** Takes some ten milliseconds in which this thread does nothing else: for threads that nobody waits for. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as Collect | undefined
  collect?.({ type: 'major', flavor: 'last-resort' })
}
