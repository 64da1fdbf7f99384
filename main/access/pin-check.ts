// Checks PINs one after the other, each try counted before it is worked out, so that many at once are no way round the waits.
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { PinHash } from './access-file.ts'
import { PinTries } from './pin-tries.ts'
import type { Caller } from './pin-tries.ts'
import type { Pins } from './pin.ts'
import { busyChecking, pinNeeded, waitFirst, wrongPin } from './refusals.ts'

/** Each holds its memory and a thread for a tenth of a second. */
const MOST_WAITING = 8

export class PinCheck {
  readonly #pins: Pins
  readonly #tries: PinTries
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(clock: Pick<Clock, 'now'>, pins: Pins) {
    this.#pins = pins
    this.#tries = new PinTries(clock)
  }

  /** Wrong ones since start. */
  get wrong(): number {
    return this.#tries.wrong
  }

  /** Whether `pin` is the one that is kept. */
  async check(pin: string | undefined, kept: PinHash, caller: Caller): Promise<Result<void>> {
    if (pin === undefined || pin === '') return failed(pinNeeded)
    if (this.#waiting >= MOST_WAITING) return failed(busyChecking)
    const wait = this.#tries.begin(caller)
    if (wait > 0) return failed(waitFirst(wait))
    const isRight = await this.#inTurn(() => this.#pins.matches(pin, kept)).catch((thrown: unknown) => {
      this.#tries.takeBack(caller)
      throw thrown
    })
    if (isRight) {
      this.#tries.takeBack(caller)
      return ok(undefined)
    }
    this.#tries.wrongOne()
    return failed(wrongPin)
  }

  hash(pin: string): Promise<PinHash> {
    return this.#inTurn(() => this.#pins.hash(pin))
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    try {
      return await done
    } finally {
      this.#waiting -= 1
    }
  }
}
