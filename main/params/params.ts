// The parameters stage: keeps each parameter's value, publishes every change, and where it has come to rest.
import { isDeepStrictEqual } from 'node:util'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { initialValue, valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'

/** A hand that has been still for so long has let go of the fader. */
const SETTLES_MS = 250
/** Who moves a parameter that does not fit its definition any more. */
const BY_SHOW = 'show'

interface ParamsOptions {
  readonly clock: Clock
  readonly publish: Publish
}

interface Param {
  definition: ParamDefinition
  settled: ParamValue
  changedAt: number
  /** `seq` of the latest change. */
  cause: number | null
  timer: Disposable | null
}

export class Params implements Disposable {
  readonly #clock: Clock
  readonly #publish: Publish
  /** In the order of the show. */
  #params: ReadonlyMap<string, Param> = new Map()
  readonly #values: Record<string, ParamValue> = {}

  constructor({ clock, publish }: ParamsOptions) {
    this.#clock = clock
    this.#publish = publish
  }

  /**
   * From now on these are the parameters. One that is there already keeps its value where that still fits, else the end of its
   * range or its default, which is a change like any other; a default that is another now moves nothing.
   */
  take(definitions: Readonly<Record<string, ParamDefinition>>, { cause }: ShowChange): void {
    const before = this.#params
    const params = new Map<string, Param>()
    const changed = new Map<string, Param>()
    for (const [name, definition] of Object.entries(definitions)) {
      const param = before.get(name) ?? newParam(definition)
      params.set(name, param)
      if (param.definition === definition) continue
      if (!isDeepStrictEqual(param.definition, definition)) changed.set(name, param)
      param.definition = definition
    }
    for (const [name, { timer }] of before) if (!params.has(name)) dispose(timer)
    this.#params = params
    this.#list()
    for (const [name, param] of changed) {
      const value = fitting(param.definition, this.#values[name] as ParamValue)
      if (value !== this.#values[name]) this.#change(name, param, value, BY_SHOW, cause)
    }
  }

  /** Sets a parameter; faults `param/unknown` and `param/invalid`. The value that it has already is no change. */
  set(name: string, sent: unknown, by: string, cause: number | null): Result<{ readonly value: ParamValue }> {
    const param = this.#params.get(name)
    if (param === undefined) return failed(unknownParam(name))
    const taken = valueFor(param.definition, sent)
    if (!taken.ok) return failed(fault('param/invalid', name, taken.error, 'send another value'))
    const { value } = taken
    if (value !== this.#values[name]) this.#change(name, param, value, by, cause)
    return ok({ value })
  }

  get(name: string): Result<{ readonly value: ParamValue }> {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
    return value === undefined ? failed(unknownParam(name)) : ok({ value })
  }

  /** Puts every parameter back to what it is when the show opens; answers how many changed. */
  reset(by: string, cause: number): number {
    let changed = 0
    for (const [name, { definition }] of this.#params) {
      const value = initialValue(definition)
      if (value === this.#values[name]) continue
      this.set(name, value, by, cause)
      changed += 1
    }
    return changed
  }

  /** Every value by name; it goes with the changes. */
  values(): Readonly<Record<string, ParamValue>> {
    return this.#values
  }

  /** Values stay where they are, and have come to rest, as of when they last changed: before the panic, so that nothing follows. */
  panic(): Partial<PanicEnded> {
    for (const [name, param] of this.#params) {
      if (param.timer === null) continue
      dispose(param.timer)
      param.timer = null
      this.#settle(name, param, monotonicMs(param.changedAt))
    }
    return {}
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#params.values()) dispose(timer)
  }

  /** Brings the values in the order of the show, with what is new, and without what is gone. */
  #list(): void {
    const live = { ...this.#values }
    for (const name of Object.keys(live)) Reflect.deleteProperty(this.#values, name)
    for (const [name, { definition }] of this.#params) {
      const known = Object.hasOwn(live, name) ? live[name] : undefined
      this.#values[name] = known ?? initialValue(definition)
    }
  }

  #change(name: string, param: Param, value: ParamValue, by: string, cause: number | null): void {
    this.#values[name] = value
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
    return this.#clock.upkeep(monotonicMs(param.changedAt + SETTLES_MS), () => {
      const isStill = this.#clock.now() - param.changedAt >= SETTLES_MS
      param.timer = isStill ? null : this.#restLater(name, param)
      if (isStill) this.#settle(name, param, this.#clock.now())
    })
  }

  #settle(name: string, param: Param, at: MonotonicMs): void {
    const value = this.#values[name] as ParamValue
    if (value === param.settled) return
    param.settled = value
    const payload = { name, value }
    this.#publish({ type: 'param.settled', source: `param:${name}`, cause: param.cause, payload, at })
  }
}

function newParam(definition: ParamDefinition): Param {
  return { definition, settled: initialValue(definition), changedAt: 0, cause: null, timer: null }
}

/** The value where it fits, else the nearest that does, else the default. */
function fitting(definition: ParamDefinition, value: ParamValue): ParamValue {
  if (definition.type === 'number' && typeof value === 'number')
    return Math.min(Math.max(value, definition.min), definition.max)
  if (definition.type === 'boolean' && typeof value === 'boolean') return value
  const taken = definition.type === 'text' && typeof value === 'string' ? valueFor(definition, value) : null
  return taken?.ok === true ? taken.value : initialValue(definition)
}

function unknownParam(name: string) {
  return fault('param/unknown', name, 'the show has no such parameter', 'declare it in params')
}
