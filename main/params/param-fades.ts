// What fades do to their parameters: begun from where each is, seen whenever anybody looks, and ended by whoever takes over.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import type { FadesView } from '../../shared/contract/streams.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import { fadeValueAt } from '../../shared/model/fade.ts'
import type { FadeRequest } from '../../shared/model/fade.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { FadeEnd } from '../../shared/model/payload/fade.ts'
import { RAMP_LIMITS } from '../../shared/model/ramp.ts'
import type { OnStop } from '../../shared/model/ramp-words.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { Fades } from './fades.ts'
import type { Fade } from './fades.ts'
import { excerptOf, fitting } from './fitting.ts'
import type { Moves } from './moves.ts'
import type { Param, ParamTable } from './param-table.ts'

/** It is looked up no more often by those who read all values. */
const LOOK_MS = 2

interface ParamFadesOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly table: ParamTable
  readonly moves: Pick<Moves, 'change' | 'commit'>
  /** It has another value than those who send it have seen. */
  moved(name: string, cause: number | null): void
  /** A fade of it has begun, or has ended. */
  faded(name: string): void
  /** What asks for it by now moves the parameter. */
  asked(param: Param, at: MonotonicMs): void
}

/** In whose name a fade is asked for, and the scene whose recall it is part of. */
export interface FadeAsker extends Pick<Client, 'name' | 'source'> {
  readonly scene?: string | null
  /** The run or the cue that asks, and that holds it while it is paused. */
  readonly of?: string | undefined
  /** What a stop of that leaves. */
  readonly onStop?: OnStop | undefined
  /** Of one that begins in its middle: how many milliseconds after its beginning. */
  readonly ago?: number | undefined
  /** Where it was at its beginning; where absent it begins where the value is, and takes the time that is left. */
  readonly from?: ParamValue | undefined
}

export class ParamFades implements Disposable {
  readonly #options: ParamFadesOptions
  readonly #fades: Fades
  /** Fades since start. */
  #begun = 0
  /** When all were looked at last. */
  #lookedAt = -Infinity

  constructor(options: ParamFadesOptions) {
    this.#options = options
    this.#fades = new Fades({
      clock: options.clock,
      moved: (name, value, fade) => this.#moved(name, value, fade),
      arrived: (name, fade) => this.#arrived(name, fade),
      slept: () => this.endAll('slept', null, null, (_, { heldAt }) => heldAt === null),
    })
  }

  of(name: string): Fade | null {
    return this.#fades.of(name)
  }

  view(): FadesView | null {
    return this.#fades.view()
  }

  /** Answered with its number; null where it is there at once. */
  begin(
    name: string,
    param: Param,
    request: FadeRequest,
    { name: by, source, scene = null, ...asker }: FadeAsker,
    cause: number | null,
    startAt: MonotonicMs | undefined,
  ): Result<{ readonly value: ParamValue; readonly fade: number | null }> {
    const { clock, publish, table, asked, faded } = this.#options
    const taken = toBeFaded(param.definition, request)
    const now = clock.now()
    if (!taken.ok) {
      param.refused = { value: excerptOf(request.to), by, what: taken.error, at: now }
      param.shown = null
      return failed(fault('param/invalid', name, taken.error, 'send another value'))
    }
    const { curve } = request
    const at = monotonicMs(Math.min(startAt ?? now, now))
    const { over, beganAt } = restOf(request.over, at, asker)
    const before = this.#fades.of(name)
    const isThere = before === null ? table.valueOf(name) : fadeValueAt(before, at)
    const from = asker.from === undefined ? isThere : fitting(param.definition, asker.from)
    const path = { from, to: taken.value, over, curve, startAt: beganAt, heldAt: null }
    asked(param, at)
    param.scene = scene
    this.end(name, param, 'takenOver', by, cause)
    if (beganAt + over <= now) return this.#beThere(name, param, taken.value, by, cause)
    param.hand = param.shown = null
    this.#begun += 1
    const id = this.#begun
    const payload = { name, fade: id, from, to: path.to, over, by, ...(scene !== null && { scene }) }
    const seq = publish({ type: 'param.fadeStarted', source: `param:${name}`, cause, payload }) ?? cause
    const fade: Fade = {
      ...path,
      id,
      by,
      source,
      scene,
      of: asker.of ?? null,
      onStop: asker.onStop ?? null,
      cause: seq,
    }
    this.#fades.begin(name, fade)
    faded(name)
    this.#moved(name, fadeValueAt(fade, now), fade)
    return ok({ value: table.valueOf(name), fade: id })
  }

  /** Brings a value to where its fade is and lets go of that; whoever ends it says what the value is then. */
  end(
    name: string,
    param: Param,
    how: FadeEnd,
    by: string | null,
    cause: number | null,
    leaves: (fade: Fade) => ParamValue | null = () => null,
  ): void {
    const fade = this.#fades.of(name)
    if (fade === null) return
    const { clock, table } = this.#options
    const value = leaves(fade) ?? fadeValueAt(fade, clock.now())
    if (how !== 'panic' && how !== 'slept') this.#see(name, param, value)
    // What has not left by then does not: it stays at what was published.
    else if (param.told !== undefined) {
      table.values[name] = param.told
      param.told = undefined
    }
    this.#fades.end(name)
    this.#ended(name, param, fade, how, by, cause)
  }

  /** Ends all that are meant where they are; answers how many there were. */
  endAll(
    how: FadeEnd,
    by: string | null,
    cause: number | null,
    isMeant: (name: string, fade: Fade) => boolean = () => true,
    leaves?: (fade: Fade) => ParamValue | null,
  ): number {
    const { table, moved } = this.#options
    const meant = this.#fades.all().filter(([name, fade]) => isMeant(name, fade))
    for (const [name, fade] of meant) {
      const param = table.get(name)
      if (param === undefined) {
        this.#endOfNone(name, fade, how, by, cause)
        continue
      }
      this.end(name, param, how, by, cause, leaves)
      if (param.told !== undefined) this.#moved(name, table.valueOf(name), fade)
      // Who has sent it may have been further.
      else if (how !== 'panic') moved(name, cause)
    }
    return meant.length
  }

  /** Holds all that are meant where they were at `at`: nothing of them leaves until they go on. Answers how many those are. */
  hold(isMeant: (fade: Fade) => boolean, at: MonotonicMs, cause: number | null): number {
    const { table, moved, faded } = this.#options
    const meant = this.#fades.all().filter(([, fade]) => fade.heldAt === null && isMeant(fade))
    let held = 0
    for (const [name] of meant) {
      const param = table.get(name)
      if (param === undefined) continue
      this.#fades.hold(name, at)
      const fade = this.#fades.of(name) as Fade
      if (fade.heldAt === null) continue
      held += 1
      const value = this.#says('param.fadeHeld', name, param, fade, cause)
      // First, so that the value is the last that leaves.
      faded(name)
      if (value !== table.valueOf(name) || param.told !== undefined) this.#moved(name, value, fade)
      // Who has sent it may have been further.
      else moved(name, cause)
    }
    return held
  }

  /** Has all that are meant and are held go on as of `at`, with the time that was left. */
  goOn(isMeant: (fade: Fade) => boolean, at: MonotonicMs, cause: number | null): number {
    const meant = this.#fades.all().filter(([, fade]) => fade.heldAt !== null && isMeant(fade))
    for (const [name] of meant) {
      const param = this.#options.table.get(name)
      if (param === undefined) continue
      this.#fades.goOn(name, at)
      this.#says('param.fadeResumed', name, param, this.#fades.of(name) as Fade, cause)
      this.#options.faded(name)
    }
    return meant.length
  }

  /**
   * What began all that are meant is stopped: those that say what that leaves are there at once, all others are where they are.
   */
  leave(isMeant: (name: string, fade: Fade) => boolean, by: string | null, cause: number | null): number {
    return this.endAll('stopped', by, cause, isMeant, valueLeft)
  }

  /** Those of parameters that are still there, and whose ends they may still be at. */
  keep({ kind, cause, renamed }: ShowChange): void {
    this.#fades.rename(presentName(renamed, 'param'))
    const isOver = (name: string, { from, to }: Fade): boolean => {
      const definition = kind === 'open' ? undefined : this.#options.table.get(name)?.definition
      if (definition === undefined) return true
      return [from, to].some((value) => {
        const taken = valueFor(definition, value)
        return !taken.ok || taken.value !== value
      })
    }
    this.endAll('changed', null, cause, isOver)
  }

  /** The clock stood still with the machine. */
  overslept(asleep: number): void {
    if (this.#fades.size === 0) return
    this.#fades.overslept(asleep)
    for (const [name] of this.#fades.all()) this.#options.faded(name)
  }

  /** Brings all that fade to where they are, and publishes nothing: their ticks do. */
  look(): void {
    if (this.#fades.size === 0) return
    const { clock, table } = this.#options
    this.#lookedAt = clock.now()
    for (const [name, value] of this.#fades.look()) {
      const param = table.get(name)
      if (param !== undefined) this.#see(name, param, value)
    }
  }

  /** For who reads often. */
  lookIfOld(): void {
    if (this.#fades.size > 0 && this.#options.clock.now() - this.#lookedAt >= LOOK_MS) this.look()
  }

  [Symbol.dispose](): void {
    this.#fades[Symbol.dispose]()
  }

  /** A fade has come so far. */
  #moved(name: string, value: ParamValue, { by, cause }: Fade): void {
    const { table, moves } = this.#options
    const param = table.get(name)
    if (param === undefined || (value === table.values[name] && param.told === undefined)) return
    moves.change(name, param, value, by, cause, 1)
  }

  #beThere(name: string, param: Param, value: ParamValue, by: string, cause: number | null) {
    const { table, moves } = this.#options
    param.hand = null
    if (value !== table.values[name] || param.told !== undefined)
      moves.change(name, param, value, by, cause, 1)
    return ok({ value, fade: null })
  }

  #arrived(name: string, fade: Fade): void {
    const { table, moves, clock } = this.#options
    const param = table.get(name)
    if (param === undefined) return
    this.#ended(name, param, fade, 'arrived', null, fade.cause)
    // Nothing more is to come of it.
    if (param.move !== null) moves.commit(name, param, param.move, clock.now())
  }

  #ended(
    name: string,
    param: Param,
    { id: fade, startAt, heldAt, scene }: Fade,
    how: FadeEnd,
    by: string | null,
    cause: number | null,
  ): void {
    const { clock, publish, table, faded } = this.#options
    param.shown = null
    const lasted = Math.max(0, (heldAt ?? clock.now()) - startAt)
    const payload = {
      ...{ name, fade, how, value: table.valueOf(name), by, lasted },
      ...(scene !== null && { scene }),
      ...(how === 'takenOver' && param.scene !== null && { byScene: param.scene }),
    }
    publish({ type: 'param.fadeEnded', source: `param:${name}`, cause, payload })
    faded(name)
  }

  /** Its parameter is no more in the show; whoever began it waits for its end. */
  #endOfNone(name: string, fade: Fade, how: FadeEnd, by: string | null, cause: number | null): void {
    const { clock, publish } = this.#options
    const now = clock.now()
    this.#fades.end(name)
    const lasted = Math.max(0, (fade.heldAt ?? now) - fade.startAt)
    const payload = {
      ...{ name, fade: fade.id, how, value: fadeValueAt(fade, now), by, lasted },
      ...(fade.scene !== null && { scene: fade.scene }),
    }
    publish({ type: 'param.fadeEnded', source: `param:${name}`, cause, payload })
  }

  /** Says that it is held, or goes on, and where it is then. */
  #says(
    type: 'param.fadeHeld' | 'param.fadeResumed',
    name: string,
    param: Param,
    fade: Fade,
    cause: number | null,
  ): ParamValue {
    const { clock, publish } = this.#options
    const at = fade.heldAt ?? clock.now()
    const value = fadeValueAt(fade, at)
    param.shown = null
    const payload = {
      name,
      fade: fade.id,
      value,
      left: fade.startAt + fade.over - at,
      ...(fade.scene !== null && { scene: fade.scene }),
    }
    publish({ type, source: `param:${name}`, cause, payload })
    return value
  }

  #see(name: string, param: Param, value: ParamValue): void {
    const was = this.#options.table.valueOf(name)
    if (value === was) return
    param.told ??= was
    this.#options.table.values[name] = value
    param.shown = null
  }
}

/** Of one that begins in its middle nothing is known of what was before, unless it is said where it began. */
function restOf(over: number, at: MonotonicMs, { ago = 0, from }: Pick<FadeAsker, 'ago' | 'from'>) {
  return from === undefined
    ? { over: Math.max(0, over - ago), beganAt: at }
    : { over, beganAt: monotonicMs(at - ago) }
}

/** What a stop of what began it leaves; null where that is the value as it is. */
function valueLeft({ onStop, to, from }: Fade): ParamValue | null {
  return onStop === 'finish' ? to : onStop === 'back' ? from : null
}

/** Where a fade is to come to, or why it comes to nothing. */
function toBeFaded(definition: ParamDefinition, { to, over }: FadeRequest): Result<ParamValue, string> {
  if (!(over >= 0 && over <= RAMP_LIMITS.over)) return failed('a fade takes 0 ms to 24 hours')
  return valueFor(definition, to)
}
