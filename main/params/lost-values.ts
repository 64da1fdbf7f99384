// Values that were handed over and have perhaps not arrived: of each message the latest is sent again, once that can be.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ParamOutputs } from './outputs.ts'

/** A connection that broke had acknowledged what was handed over before. */
const UNSURE_MS = 10_000
/** Codes by which it is said that nobody knows whether what was handed over has arrived, or that it has not. */
const UNSURE: ReadonlySet<string> = new Set(['osc/unsure', 'osc/cut-off'])

interface LostValuesOptions {
  readonly subscribe: Subscribe
  readonly outputs: Pick<ParamOutputs, 'again'>
}

export class LostValues implements Disposable {
  readonly #options: LostValuesOptions
  /** Since when those are kept silent that are. */
  readonly #muted = new Map<string, number>()
  readonly #wiring = new DisposableStack()

  constructor(options: LostValuesOptions) {
    this.#options = options
    const { subscribe, outputs } = options
    const acts = { acts: true }
    this.#wiring.use(
      subscribe(
        'osc.sendFailed',
        ({ seq, at, payload: { target, code } }) => {
          if (UNSURE.has(code)) outputs.again('osc', target, at - UNSURE_MS, seq)
        },
        acts,
      ),
    )
    this.#wiring.use(
      subscribe('osc.muteChanged', (event) => this.#mute('osc', event.payload.target, event), acts),
    )
    this.#wiring.use(
      subscribe('midi.muteChanged', (event) => this.#mute('midi', event.payload.output, event), acts),
    )
  }

  /** Nothing waits here. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  #mute(
    kind: 'osc' | 'midi',
    name: string,
    {
      seq,
      at,
      payload,
    }: Pick<EventEnvelope, 'seq'> & {
      readonly at: MonotonicMs
      readonly payload: { readonly muted: boolean }
    },
  ): void {
    const key = `${kind} ${name}`
    const since = this.#muted.get(key) ?? -Infinity
    if (payload.muted) this.#muted.set(key, at)
    else {
      this.#muted.delete(key)
      this.#options.outputs.again(kind, name, since, seq)
    }
  }
}
