// Looking around regularly, together with all else that does, so that the computer is woken once.
import { nextBeat } from './clock.ts'
import type { Clock } from './clock.ts'

/**
 * Calls `look` at every whole multiple of `ms` until disposed. The next is counted from now and not from when the last was due:
 * after a hold-up there is one look and not one for each that was missed. A look that throws does not end the looking.
 */
export function everyBeat(clock: Clock, ms: number, look: () => void): Disposable {
  let timer = later()
  function later(): Disposable {
    return clock.upkeep(nextBeat(clock.now(), ms), () => {
      timer = later()
      look()
    })
  }
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() }
}
