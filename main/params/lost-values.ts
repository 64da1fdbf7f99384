// Values that were handed over and have perhaps not arrived: of each message the latest is sent again, once that can be.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ParamOutputs } from './outputs.ts'

/** A connection that broke had acknowledged what was handed over before. */
const UNSURE_MS = 10_000
/** Codes by which it is said that nobody knows whether what was handed over has arrived, or that it has not. */
const UNSURE: ReadonlySet<string> = new Set(['osc/unsure', 'osc/cut-off'])

/** By which a panic says that what had not arrived does not any more. */
const TAKEN_BACK = 'osc/taken-back'

interface Muted {
  readonly kind: 'osc' | 'midi'
  readonly name: string
  readonly since: number
}

/** The ports of MIDI outputs. */
export interface ValuePorts {
  isOpen(output: string): boolean
  /** Calls when a port comes or goes. */
  onPort(changed: (output: string, isOpen: boolean) => void): Disposable
}

/** In a rehearsal all of them are there. */
export const PORTS_OPEN: ValuePorts = { isOpen: () => true, onPort: () => ({ [Symbol.dispose]() {} }) }

interface LostValuesOptions {
  readonly subscribe: Subscribe
  readonly outputs: Pick<ParamOutputs, 'again' | 'forget' | 'forgotten' | 'portOpened'>
  /** Calls with the routes of values that wait no more, and were not sent. */
  readonly onForgotten?: ((listener: (routes: readonly string[]) => void) => Disposable) | undefined
  readonly ports: ValuePorts
}

export class LostValues implements Disposable {
  readonly #options: LostValuesOptions
  /** Since when those are kept silent that are. */
  readonly #muted = new Map<string, Muted>()
  readonly #wiring = new DisposableStack()

  constructor(options: LostValuesOptions) {
    this.#options = options
    const { subscribe, outputs, onForgotten, ports } = options
    this.#wiring.use(onForgotten?.((routes) => outputs.forgotten(routes)))
    this.#wiring.use(
      ports.onPort((output, isOpen) => {
        if (isOpen) outputs.portOpened(output)
      }),
    )
    const acts = { acts: true }
    this.#wiring.use(
      subscribe(
        'osc.sendFailed',
        ({ seq, at, payload: { target, code } }) => {
          if (UNSURE.has(code)) outputs.again('osc', target, at - UNSURE_MS, seq)
          else if (code === TAKEN_BACK) outputs.forget('osc', target, at - UNSURE_MS)
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

  /** What is withheld is not sent when it could be: it waits for the next value. */
  panic(): Partial<PanicEnded> {
    for (const { kind, name, since } of this.#muted.values()) this.#options.outputs.forget(kind, name, since)
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
    const since = this.#muted.get(key)?.since ?? -Infinity
    if (payload.muted) this.#muted.set(key, { kind, name, since: at })
    else {
      this.#muted.delete(key)
      this.#options.outputs.again(kind, name, since, seq)
    }
  }
}
