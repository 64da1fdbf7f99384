// Inputs that are too old to act on: counted, and told together once what came with them has been read.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { EventEnvelope, PayloadOf, Publish } from '../../shared/model/event.ts'

/** What waited while the engine stood still has been read by then, and that of the device process too. */
const COUNTED_FOR_MS = 1_000

const OWN_ADDRESSES = '/cuewright/'

interface TooOldOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly source: string
}

export class TooOld implements Disposable {
  readonly #options: TooOldOptions
  #before = -Infinity
  /** Milliseconds for which the engine stood still; null where nothing is to be told of that any more. */
  #stoodStill: number | null = null
  #inputs = 0
  #counting: Disposable | null = null

  constructor(options: TooOldOptions) {
    this.#options = options
  }

  /** Nobody acts on inputs from before `at`; where that is because the engine stood still, `stoodStill` is for how long. */
  before(at: MonotonicMs, stoodStill: number | null): void {
    if (at <= this.#before) return
    this.#before = at
    if (stoodStill !== null || this.#counting === null) this.#stoodStill = stoodStill
  }

  covers(event: EventEnvelope): boolean {
    return event.at < this.#before && isInput(event)
  }

  /** Counts one that nobody acted on who would have; what is asked of the program itself is carried out or refused elsewhere. */
  count({ type, payload }: EventEnvelope): void {
    if (type === 'osc.received' && (payload as PayloadOf<'osc.received'>).address.startsWith(OWN_ADDRESSES))
      return
    this.#inputs += 1
    const { clock } = this.#options
    this.#counting ??= clock.upkeep(monotonicMs(clock.now() + COUNTED_FOR_MS), () => this.#publishCount())
  }

  [Symbol.dispose](): void {
    dispose(this.#counting)
  }

  #publishCount(): void {
    const payload = { inputs: this.#inputs, stoodStill: this.#stoodStill }
    this.#counting = null
    this.#inputs = 0
    this.#stoodStill = null
    const { publish, source } = this.#options
    publish({ type: 'inputs.tooOld', source, cause: null, payload })
  }
}

/** What a hand, another program or a tape does, and the gestures that are made of it. */
function isInput({ edge, type, source }: EventEnvelope): boolean {
  return edge !== undefined || type === 'timecode.received' || source.startsWith('gesture:')
}
