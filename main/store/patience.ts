// Waits for a disk that may never answer, and no longer than a disk takes: whoever asked goes on, and what comes after all is heard.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { dirname } from 'node:path'

/** A disk that spins up, or writes out what other programs have left to it, takes some seconds. */
const PATIENCE_MS = 10_000
/** Each holds one of the system's four threads for files, of which the journal of edits needs one. */
const MOST_HANGING = 2

export class Patience {
  readonly #clock: Clock
  readonly #ms: number
  /** Folders of what was given up and is still under way. */
  readonly #hanging = new Map<object, string>()

  constructor(clock: Clock, ms = PATIENCE_MS) {
    this.#clock = clock
    this.#ms = ms
  }

  /** How many calls are under way that nobody waits for any more. */
  get hanging(): number {
    return this.#hanging.size
  }

  /** What `work` on a file answers, or that its disk does not; then `late` hears the answer, should one ever come. */
  async wait<T>(
    path: string,
    work: () => Promise<Result<T>>,
    late: (answer: Result<T>) => void = () => undefined,
  ): Promise<Result<T>> {
    const folder = dirname(path)
    const known = [...this.#hanging.values()]
    if (known.includes(folder) || known.length >= MOST_HANGING) return failed(stillHangs(path))
    const { promise, resolve } = Promise.withResolvers<Result<T>>()
    const one = {}
    const timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + this.#ms), () => {
      this.#hanging.set(one, folder)
      resolve(failed(hangs(path, this.#ms)))
    })
    void work().then((answer) => {
      timer[Symbol.dispose]()
      if (this.#hanging.delete(one)) late(answer)
      else resolve(answer)
    })
    return promise
  }
}

const NEXT = 'look whether the disk or the network share is there, or use another one'

function hangs(path: string, ms: number): Fault {
  return fault('disk/hangs', path, `its disk has not answered for ${Math.round(ms / 1000)} s`, NEXT)
}

function stillHangs(path: string): Fault {
  return fault('disk/hangs', path, 'its disk still does not answer what was asked of it before', NEXT)
}
