// Says when the computer's clock was set, when the computer slept, and when the engine stood still.
import { everyBeat } from '../shared/base/beat.ts'
import type { Clock } from '../shared/base/clock.ts'
import { dispose } from '../shared/base/disposable.ts'
import type { PayloadOf } from '../shared/model/event.ts'
import type { Stood } from './standstill.ts'

const BEAT_MS = 1000
/** Wall time that a time server corrects little by little moves by far less in a beat. */
const SET_MS = 500
/** Clocks that were not read together say nothing of each other. */
const TOGETHER_MS = 50

export type ClockJump = PayloadOf<'clock.jumped'>

interface ClockWatchOptions {
  readonly clock: Clock
  /** Milliseconds of a time that goes on while the machine sleeps; only differences mean anything. */
  readonly machineTime: () => number
  readonly standstill: { listen(stood: (stood: Stood) => void): Disposable }
  jumped(jump: ClockJump): void
}

export class ClockWatch implements Disposable {
  readonly #options: ClockWatchOptions
  readonly #listening: Disposable
  /** How far wall time is ahead of the machine's; null before it could be read. */
  #ahead: number | null
  #timer: Disposable

  constructor(options: ClockWatchOptions) {
    this.#options = options
    this.#listening = options.standstill.listen(({ lasted, asleep }) =>
      options.jumped({ kind: asleep > 0 ? 'slept' : 'stoodStill', by: lasted }),
    )
    this.#ahead = this.#read()
    this.#timer = everyBeat(options.clock, BEAT_MS, () => this.#look())
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
    dispose(this.#listening)
  }

  /** Null where something came in between. */
  #read(): number | null {
    const { clock, machineTime } = this.#options
    const now = clock.now()
    const ahead = clock.wall() - machineTime()
    return clock.now() - now > TOGETHER_MS ? null : ahead
  }

  #look(): void {
    const ahead = this.#read()
    if (ahead === null) return
    const by = ahead - (this.#ahead ?? ahead)
    this.#ahead = ahead
    if (Math.abs(by) > SET_MS) this.#options.jumped({ kind: 'set', by })
  }
}
