// The parameters stage: keeps each parameter's value as it moves, and commits to the show's state where it has come to rest.
import { isDeepStrictEqual } from 'node:util'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, formatFault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { formerName, presentName } from '../../shared/model/mutations/renamed.ts'
import { initialValue, valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue, ParamView } from '../../shared/model/param.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'

/** A hand that has been still for so long has let go of the fader. */
const QUIET_MS = 250
/** Who moves a parameter that does not fit its definition any more. */
const BY_SHOW = 'show'

/** Owns the values that have come to rest. */
export interface CommittedParams {
  get(name: string): ParamValue | undefined
  put(name: string, value: ParamValue): Result<unknown>
}

interface ParamsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly committed: CommittedParams
}

/** A way from one committed value to the next. */
interface Move {
  readonly since: MonotonicMs
  changedAt: MonotonicMs
  /** Values on the way. */
  count: number
  by: string
  /** `seq` of the latest change. */
  cause: number | null
  timer: Disposable
}

interface Param {
  definition: ParamDefinition
  /** Null while it rests. */
  move: Move | null
}

export class Params implements Disposable {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #committed: CommittedParams
  /** In the order of the show. */
  #params: ReadonlyMap<string, Param> = new Map()
  readonly #values: Record<string, ParamValue> = {}
  /** Commits since start. */
  #refused = 0

  constructor({ clock, publish, committed }: ParamsOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#committed = committed
  }

  /**
   * From now on these are the parameters. In the same show one that is there already keeps its value where that still fits, else
   * the end of its range or its default, which is a change like any other and committed at once; a default that is another now
   * moves nothing. In another show all begin with what is committed there, or with their defaults.
   */
  take(definitions: Readonly<Record<string, ParamDefinition>>, change: ShowChange): void {
    const { cause, kind, renamed } = change
    const nameOf = presentName(renamed, 'param')
    const before = new Map(Object.entries(this.#values).map(([name, value]) => [nameOf(name), value]))
    const changed = this.#define(definitions, change)
    this.#list(before)
    for (const [name, param] of changed) {
      const was = before.get(name)
      const from = was === undefined || kind === 'open' ? this.#committed.get(name) : was
      const value = from === undefined ? initialValue(param.definition) : fitting(param.definition, from)
      if (was === undefined) this.#values[name] = value
      else if (value !== was) this.#change(name, param, value, BY_SHOW, cause, 1)
      if (param.move !== null) this.#commit(name, param, param.move, this.#clock.now())
      else if (value !== this.#committed.get(name)) this.#committed.put(name, value)
    }
  }

  /**
   * Sets a parameter; faults `param/unknown` and `param/invalid`. The value that it has already is no change. `collapsed` is of
   * how many values before it only this one is left.
   */
  set(
    name: string,
    sent: unknown,
    by: string,
    cause: number | null,
    collapsed = 0,
  ): Result<{ readonly value: ParamValue }> {
    const param = this.#params.get(name)
    if (param === undefined) return failed(unknownParam(name))
    const taken = valueFor(param.definition, sent)
    if (!taken.ok) return failed(fault('param/invalid', name, taken.error, 'send another value'))
    const { value } = taken
    if (value !== this.#values[name]) this.#change(name, param, value, by, cause, 1 + collapsed)
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

  /** In the order of the show. */
  view(): readonly ParamView[] {
    return Object.entries(this.#values).map(([name, value]) => ({
      name,
      value,
      committed: this.#committed.get(name) ?? value,
    }))
  }

  /** Values stay where they are and are committed, as of when they last changed: before the panic, so that nothing follows. */
  panic(): Partial<PanicEnded> {
    for (const [name, param] of this.#params) {
      if (param.move !== null) this.#commit(name, param, param.move, param.move.changedAt)
    }
    return {}
  }

  [Symbol.dispose](): void {
    for (const { move } of this.#params.values()) dispose(move?.timer)
  }

  /** Answers the parameters that are new, or another now. */
  #define(
    definitions: Readonly<Record<string, ParamDefinition>>,
    { kind, renamed }: ShowChange,
  ): ReadonlyMap<string, Param> {
    const nameOf = presentName(renamed, 'param')
    const formerOf = formerName(renamed, 'param')
    const before = new Map(Array.from(this.#params, ([name, param]) => [nameOf(name), param]))
    const params = new Map<string, Param>()
    const changed = new Map<string, Param>()
    for (const [name, definition] of Object.entries(definitions)) {
      const known = before.get(name)
      const param = known ?? { definition, move: null }
      params.set(name, param)
      const isSame = param.definition === definition || isDeepStrictEqual(param.definition, definition)
      const isRenamed = formerOf(name) !== name
      if (kind === 'open' || known === undefined || isRenamed || !isSame) changed.set(name, param)
      param.definition = definition
    }
    for (const [name, { move }] of before) if (!params.has(name)) dispose(move?.timer)
    this.#params = params
    return changed
  }

  /** Brings the values in the order of the show, with what is new, and without what is gone. */
  #list(before: ReadonlyMap<string, ParamValue>): void {
    for (const name of Object.keys(this.#values)) Reflect.deleteProperty(this.#values, name)
    for (const [name, { definition }] of this.#params) {
      this.#values[name] = before.get(name) ?? initialValue(definition)
    }
  }

  #change(
    name: string,
    param: Param,
    value: ParamValue,
    by: string,
    cause: number | null,
    count: number,
  ): void {
    this.#values[name] = value
    const now = this.#clock.now()
    const payload = { name, value, by }
    const seq = this.#publish({ type: 'param.changed', source: `param:${name}`, cause, payload }) ?? cause
    const { move } = param
    if (move === null) {
      const timer = this.#commitLater(name, param, now)
      param.move = { since: now, changedAt: now, count, by, cause: seq, timer }
      return
    }
    // Its timer is not set anew at each change, of which a fader sends hundreds a second.
    move.changedAt = now
    move.count += count
    move.by = by
    move.cause = seq
  }

  #commitLater(name: string, param: Param, changedAt: MonotonicMs): Disposable {
    return this.#clock.upkeep(monotonicMs(changedAt + QUIET_MS), () => {
      const { move } = param
      if (move === null) return
      const now = this.#clock.now()
      if (now - move.changedAt >= QUIET_MS) this.#commit(name, param, move, now)
      else move.timer = this.#commitLater(name, param, move.changedAt)
    })
  }

  /** Ends a move where it is; one that has come back to where it began leaves nothing to commit. */
  #commit(name: string, param: Param, move: Move, at: MonotonicMs): void {
    dispose(move.timer)
    param.move = null
    const value = this.#values[name] as ParamValue
    if (value === this.#committed.get(name)) return
    const kept = this.#committed.put(name, value)
    if (!kept.ok) {
      this.#refuse(name, param, value, move, kept.error)
      return
    }
    const { by, count, since, cause } = move
    const payload = { name, value, by, count, since }
    this.#publish({ type: 'param.committed', source: `param:${name}`, cause, payload, at })
  }

  /** A value that is not taken into the show's state is not shown as if it were: what was committed last is the value again. */
  #refuse(name: string, { definition }: Param, value: ParamValue, { by, cause }: Move, why: Fault): void {
    this.#refused += 1
    const source = `param:${name}`
    const { code } = why
    const payload = { name, value: JSON.stringify(value), from: by, code, message: formatFault(why) }
    const refused = { ...payload, total: this.#refused }
    const seq = this.#publish({ type: 'param.rejected', source, cause, payload: refused }) ?? cause
    const back = this.#committed.get(name) ?? initialValue(definition)
    this.#values[name] = back
    this.#publish({
      type: 'param.changed',
      source,
      cause: seq,
      payload: { name, value: back, by: BY_SHOW },
    })
  }
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
