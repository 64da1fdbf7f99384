// The parameters stage: keeps each parameter's value, tells of every change, and of where it has come to rest.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { initialValue, valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'

/** A hand that has been still for so long has let go of the fader. */
const SETTLES_MS = 250

interface ParamsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly definitions: Readonly<Record<string, ParamDefinition>>
}

interface Param {
  readonly definition: ParamDefinition
  value: ParamValue
  settled: ParamValue
  changedAt: number
  /** `seq` of the latest change. */
  cause: number | null
  timer: Disposable | null
}

export class Params implements Disposable {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #params = new Map<string, Param>()

  constructor({ clock, publish, definitions }: ParamsOptions) {
    this.#clock = clock
    this.#publish = publish
    for (const [name, definition] of Object.entries(definitions)) {
      const value = initialValue(definition)
      this.#params.set(name, { definition, value, settled: value, changedAt: 0, cause: null, timer: null })
    }
  }

  /** Sets a parameter; faults `param/unknown` and `param/invalid`. The value that it has already is no change. */
  set(name: string, sent: unknown, by: string, cause: number | null): Result<{ readonly value: ParamValue }> {
    const param = this.#params.get(name)
    if (param === undefined) return failed(unknownParam(name))
    const taken = valueFor(param.definition, sent)
    if (!taken.ok) return failed(fault('param/invalid', name, taken.error, 'send another value'))
    const { value } = taken
    if (value !== param.value) this.#change(name, param, value, by, cause)
    return ok({ value })
  }

  get(name: string): Result<{ readonly value: ParamValue }> {
    const param = this.#params.get(name)
    return param === undefined ? failed(unknownParam(name)) : ok({ value: param.value })
  }

  /** Every value as it is now, by name. */
  values(): Readonly<Record<string, ParamValue>> {
    return Object.fromEntries(Array.from(this.#params, ([name, { value }]) => [name, value]))
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#params.values()) dispose(timer)
  }

  #change(name: string, param: Param, value: ParamValue, by: string, cause: number | null): void {
    param.value = value
    param.changedAt = this.#clock.now()
    param.cause = this.#publish({
      type: 'param.changed',
      source: `param:${name}`,
      cause,
      payload: { name, value, by },
    })
    // Not set anew at each change, of which a fader sends hundreds a second.
    param.timer ??= this.#restLater(name, param)
  }

  #restLater(name: string, param: Param): Disposable {
    return this.#clock.setTimer(monotonicMs(param.changedAt + SETTLES_MS), () => {
      const isStill = this.#clock.now() - param.changedAt >= SETTLES_MS
      param.timer = isStill ? null : this.#restLater(name, param)
      if (!isStill || param.value === param.settled) return
      param.settled = param.value
      const payload = { name, value: param.value }
      this.#publish({ type: 'param.settled', source: `param:${name}`, cause: param.cause, payload })
    })
  }
}

function unknownParam(name: string) {
  return fault('param/unknown', name, 'the show has no such parameter', 'declare it in params')
}
