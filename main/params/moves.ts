// Moves of parameters: each change is told at once, and where the value has come to rest is committed to the show's state.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { formatFault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { initialValue } from '../../shared/model/param.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import { excerptOf } from './fitting.ts'
import type { Move, Param, ParamTable } from './param-table.ts'

/** A hand that has been still for so long has let go of the fader. */
const QUIET_MS = 250
/** Looked for at whole multiples of this: the computer is woken once for all that may rest by then. */
const BEAT_MS = 25
/** Who moves a parameter that does not fit its definition any more. */
export const BY_SHOW = 'show'

/** Owns the values that have come to rest. */
export interface CommittedParams {
  get(name: string): ParamValue | undefined
  put(name: string, value: ParamValue): Result<unknown>
  /** A value is another than it was, whether it rests or not. */
  changed(): void
}

interface MovesOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly committed: CommittedParams
  readonly table: ParamTable
  /** It has another value. */
  moved(name: string, cause: number | null): void
  isFading(name: string): boolean
}

export class Moves implements Disposable {
  readonly #options: MovesOptions
  /** Commits since start. */
  #refused = 0

  constructor(options: MovesOptions) {
    this.#options = options
  }

  /** The value is another from now on; `count` values led to it. */
  change(
    name: string,
    param: Param,
    value: ParamValue,
    by: string,
    cause: number | null,
    count: number,
  ): void {
    const { clock, publish, committed, table, moved } = this.#options
    table.values[name] = value
    param.told = undefined
    const now = clock.now()
    const payload = { name, value, by }
    const seq = publish({ type: 'param.changed', source: `param:${name}`, cause, payload }) ?? cause
    const { move } = param
    param.by = by
    param.changedAt = now
    param.shown = null
    committed.changed()
    moved(name, seq)
    if (move === null) {
      param.move = { since: now, count, cause: seq, timer: this.#commitLater(name, param, now) }
      return
    }
    // Its timer is not set anew at each change, of which a fader sends hundreds a second.
    move.count += count
    move.cause = seq
  }

  /** Ends a move where it is; one that has come back to where it began leaves nothing to commit. */
  commit(name: string, param: Param, move: Move, at: MonotonicMs): void {
    const { committed, table, publish } = this.#options
    dispose(move.timer)
    param.move = param.shown = null
    const value = table.valueOf(name)
    if (value === committed.get(name)) return
    const kept = committed.put(name, value)
    if (!kept.ok) {
      this.#refuse(name, param, value, move, kept.error)
      return
    }
    const { count, since, cause } = move
    const { scene } = param
    const payload = { name, value, by: param.by ?? BY_SHOW, count, since, ...(scene !== null && { scene }) }
    publish({ type: 'param.committed', source: `param:${name}`, cause, payload, at })
  }

  /** All as of when they last changed. */
  commitAll(): void {
    for (const [name, param] of this.#options.table) {
      const { move, changedAt } = param
      if (move !== null) this.commit(name, param, move, changedAt ?? move.since)
    }
  }

  [Symbol.dispose](): void {
    for (const [, { move }] of this.#options.table) dispose(move?.timer)
  }

  #commitLater(name: string, param: Param, changedAt: MonotonicMs): Disposable {
    const { clock, isFading } = this.#options
    const dueAt = Math.ceil((changedAt + QUIET_MS) / BEAT_MS) * BEAT_MS
    return clock.upkeep(monotonicMs(dueAt), () => {
      const { move, changedAt: latest } = param
      if (move === null || latest === null) return
      const now = clock.now()
      // Where it comes to rest is known, however slowly it goes.
      if (isFading(name)) move.timer = this.#commitLater(name, param, now)
      else if (now - latest >= QUIET_MS) this.commit(name, param, move, now)
      else move.timer = this.#commitLater(name, param, latest)
    })
  }

  /** A value that is not taken into the show's state is not shown as if it were: what was committed last is the value again. */
  #refuse(name: string, param: Param, value: ParamValue, { cause }: Move, why: Fault): void {
    const { clock, publish, committed, table, moved } = this.#options
    this.#refused += 1
    const source = `param:${name}`
    const by = param.by ?? BY_SHOW
    param.refused = { value: excerptOf(value), by, what: why.what, at: clock.now() }
    const { code } = why
    const payload = { name, value: JSON.stringify(value), from: by, code, message: formatFault(why) }
    const refused = { ...payload, total: this.#refused }
    const seq = publish({ type: 'param.rejected', source, cause, payload: refused }) ?? cause
    const back = committed.get(name) ?? initialValue(param.definition)
    table.values[name] = back
    committed.changed()
    param.hand = null
    param.by = BY_SHOW
    param.changedAt = clock.now()
    publish({ type: 'param.changed', source, cause: seq, payload: { name, value: back, by: BY_SHOW } })
    moved(name, cause)
  }
}
