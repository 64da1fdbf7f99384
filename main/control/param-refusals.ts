// Says which parameters were refused: each sender and address at once, and then once a second for as long as it goes on.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { hostPort } from '../../shared/base/host-port.ts'
import { formatFault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { EventEnvelope, PayloadOf, Publish } from '../../shared/model/event.ts'

const PERIOD_MS = 1000
/** Senders and addresses told apart in a period; of all others the latest stands for them. */
const DISTINCT = 64
/** Characters that an event repeats of what somebody sent. */
const EXCERPT = 200

interface Refusal {
  readonly source: string
  readonly cause: number
  readonly payload: Omit<PayloadOf<'param.rejected'>, 'total'>
}

interface Options {
  readonly clock: Clock
  readonly publish: Publish
}

export class ParamRefusals implements Disposable {
  readonly #clock: Clock
  readonly #publish: Publish
  /** The latest of each that was published lately and has come again since; null where it has not. */
  readonly #again = new Map<string, Refusal | null>()
  #ofOthers: Refusal | null = null
  #total = 0
  #timer: Disposable | null = null

  constructor({ clock, publish }: Options) {
    this.#clock = clock
    this.#publish = publish
  }

  add(
    { source, seq, payload: { from, args } }: EventEnvelope<'osc.received'>,
    name: string,
    why: Fault,
  ): void {
    this.#total += 1
    const sender = `${from.transport} ${hostPort(from.host, from.port)}`
    const key = `${sender} ${name}`
    const isKnown = this.#again.has(key)
    if (!isKnown && this.#again.size === DISTINCT && this.#ofOthers !== null) return
    const payload = {
      name: excerpt(name),
      value: excerpt(JSON.stringify(args[0] ?? null)),
      from: sender,
      code: why.code,
      message: excerpt(formatFault(why)),
    }
    const refusal = { source, cause: seq, payload }
    if (isKnown) this.#again.set(key, refusal)
    else if (this.#again.size === DISTINCT) this.#ofOthers = refusal
    else {
      this.#again.set(key, null)
      this.#say(refusal)
      this.#timer ??= this.#later()
    }
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  #later(): Disposable {
    return this.#clock.upkeep(monotonicMs(this.#clock.now() + PERIOD_MS), () => {
      for (const [key, refusal] of this.#again) {
        if (refusal === null) this.#again.delete(key)
        else {
          this.#again.set(key, null)
          this.#say(refusal)
        }
      }
      if (this.#ofOthers !== null) this.#say(this.#ofOthers)
      this.#ofOthers = null
      this.#timer = this.#again.size === 0 ? null : this.#later()
    })
  }

  #say({ source, cause, payload }: Refusal): void {
    this.#publish({ type: 'param.rejected', source, cause, payload: { ...payload, total: this.#total } })
  }
}

function excerpt(text: string): string {
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT)}…`
}
