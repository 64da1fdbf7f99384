// The parameters stage: keeps each parameter's value as it moves, and commits to the show's state where it has come to rest.
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { FadesView } from '../../shared/contract/streams.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, formatFault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import { fadeValueAt } from '../../shared/model/fade.ts'
import type { FadeRequest } from '../../shared/model/fade.ts'
import type { LeftBehind, StatePart, TakenBack } from '../../shared/model/kept-state.ts'
import { formerName, presentName } from '../../shared/model/mutations/renamed.ts'
import { initialValue, valueFor } from '../../shared/model/param.ts'
import { paramValue } from '../../shared/model/param-value.ts'
import type { FadeEnd } from '../../shared/model/payload/fade.ts'
import type {
  ParamControl,
  ParamDefinition,
  ParamRefusal,
  ParamSent,
  ParamValue,
  ParamView,
} from '../../shared/model/param.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { RAMP_LIMITS } from '../../shared/model/ramp.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { boundShown } from './bound-shown.ts'
import type { BoundShown } from './bound-shown.ts'
import { Fades, viewOfFade } from './fades.ts'
import type { Fade } from './fades.ts'
import { excerptOf, fitting, misfit } from './fitting.ts'

/** A hand that has been still for so long has let go of the fader. */
const QUIET_MS = 250
/** Who moves a parameter that does not fit its definition any more. */
const BY_SHOW = 'show'
/** Of fades, it is looked up no more often by those who read all values. */
const LOOK_MS = 2

/** Owns the values that have come to rest. */
export interface CommittedParams {
  get(name: string): ParamValue | undefined
  put(name: string, value: ParamValue): Result<unknown>
  /** A value is another than it was, whether it rests or not. */
  changed(): void
}

interface ParamsOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly committed: CommittedParams
  /** Those who send values, and those who move them; absent where nothing is bound. */
  readonly bound?: BoundParams
}

/** What is bound to parameters. */
export interface BoundParams {
  /** It has another value. */
  moved(name: string, cause: number | null): void
  /** A fade of it has begun, or has ended. */
  faded?(name: string): void
  controlsOf(name: string): readonly ParamControl[] | undefined
  sentBy(name: string): readonly ParamSent[] | undefined
}

/** A way from one committed value to the next. */
interface Move {
  readonly since: MonotonicMs
  /** Values on the way. */
  count: number
  /** `seq` of the latest change. */
  cause: number | null
  timer: Disposable
}

interface Param {
  definition: ParamDefinition
  /** Null while it rests. */
  move: Move | null
  /** Who changed it last, and when; null where nobody has. */
  by: string | null
  changedAt: MonotonicMs | null
  /** When what moved it last was asked for. */
  askedAt: MonotonicMs | null
  /** The scene that moved it last; null where somebody else has since. */
  scene: string | null
  /** The control that holds it; null where somebody else moved it last. */
  hand: object | null
  refused: ParamRefusal | null
  /** What it was published as, where a look at its fade has moved it since. */
  told: ParamValue | undefined
  /** As it was shown last; null where it is another since. */
  shown: ParamView | null
  /** Of that what is bound to it. */
  bound: BoundShown | null
}

export class Params implements Disposable {
  readonly #clock: ActingClock
  readonly #publish: Publish
  readonly #committed: CommittedParams
  readonly #bound: BoundParams | null
  readonly #fades: Fades
  /** Fades since start. */
  #begun = 0
  /** When all fades were looked at last. */
  #lookedAt = -Infinity
  #listeners: readonly (() => void)[] = []
  /** In the order of the show. */
  #params: ReadonlyMap<string, Param> = new Map()
  readonly #values: Record<string, ParamValue> = {}
  /** Commits since start. */
  #refused = 0

  constructor({ clock, publish, committed, bound }: ParamsOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#committed = committed
    this.#bound = bound ?? null
    this.#fades = new Fades({
      clock,
      moved: (name, value, fade) => this.#fadeMoved(name, value, fade),
      arrived: (name, fade) => this.#arrived(name, fade),
      slept: () => this.#endFades('slept', null, null),
    })
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
    this.#keepFades(change)
    for (const [name, param] of changed) {
      const was = before.get(name)
      const from = was === undefined || kind === 'open' ? this.#committed.get(name) : was
      const value = from === undefined ? initialValue(param.definition) : fitting(param.definition, from)
      if (was === undefined) this.#values[name] = value
      else if (value !== was) {
        param.hand = null
        this.#change(name, param, value, BY_SHOW, cause, 1)
      }
      if (param.move !== null) this.#commit(name, param, param.move, this.#clock.now())
      else if (value !== this.#committed.get(name)) this.#committed.put(name, value)
      if (kind === 'open') param.by = param.changedAt = param.refused = param.hand = null
      param.shown = null
    }
    this.#committed.changed()
  }

  /**
   * Sets a parameter; faults `param/unknown` and `param/invalid`. The value that it has already is no change, and neither is one
   * that came, at `at`, before what moved it last was asked for. `collapsed` is of how many values before it only this one is left.
   */
  set(
    name: string,
    sent: unknown,
    { name: by }: Client,
    cause: number | null,
    collapsed = 0,
    at?: MonotonicMs,
  ): Result<{ readonly value: ParamValue }> {
    const param = this.#params.get(name)
    if (param === undefined) return failed(unknownParam(name))
    const taken = valueFor(param.definition, sent)
    if (!taken.ok) {
      param.refused = { value: excerptOf(sent), by, what: taken.error, at: this.#clock.now() }
      param.shown = null
      return failed(fault('param/invalid', name, taken.error, 'send another value'))
    }
    if (this.#isPast(param, at)) return this.get(name)
    const { value } = taken
    this.#asked(param, at)
    param.scene = null
    this.#endFade(name, param, 'takenOver', by, cause)
    if (value !== this.#values[name] || param.told !== undefined) {
      param.hand = null
      this.#change(name, param, value, by, cause, 1 + collapsed)
    }
    return ok({ value })
  }

  /**
   * Has it go to a value by itself, from where it is; faults as those of `set`. It is anchored at `startAt`, now where absent,
   * and answered with its number; null where it is there at once.
   */
  fade(
    name: string,
    request: FadeRequest,
    { name: by, source, scene = null }: Pick<Client, 'name' | 'source'> & { readonly scene?: string | null },
    cause: number | null,
    startAt?: MonotonicMs,
  ): Result<{ readonly value: ParamValue; readonly fade: number | null }> {
    const param = this.#params.get(name)
    if (param === undefined) return failed(unknownParam(name))
    const taken = toBeFaded(param.definition, request)
    const now = this.#clock.now()
    if (!taken.ok) {
      param.refused = { value: excerptOf(request.to), by, what: taken.error, at: now }
      param.shown = null
      return failed(fault('param/invalid', name, taken.error, 'send another value'))
    }
    const { over, curve } = request
    const at = monotonicMs(Math.min(startAt ?? now, now))
    const before = this.#fades.of(name)
    const from = before === null ? (this.#values[name] as ParamValue) : fadeValueAt(before, at)
    const path = { from, to: taken.value, over, curve, startAt: at }
    this.#asked(param, at)
    param.scene = scene
    if (at + over <= now) return this.#fadeAtOnce(name, param, taken.value, by, cause)
    this.#endFade(name, param, 'takenOver', by, cause)
    param.hand = param.shown = null
    this.#begun += 1
    const id = this.#begun
    const payload = { name, fade: id, from, to: path.to, over, by, ...(scene !== null && { scene }) }
    const seq = this.#publish({ type: 'param.fadeStarted', source: `param:${name}`, cause, payload }) ?? cause
    const fade: Fade = { ...path, id, by, source, scene, cause: seq }
    this.#fades.begin(name, fade)
    this.shownAnew()
    this.#bound?.faded?.(name)
    this.#fadeMoved(name, fadeValueAt(fade, now), fade)
    return ok({ value: this.#values[name] as ParamValue, fade: id })
  }

  /** Leaves a parameter where its fade has brought it, all of them where none is named; only that fade where its number is given. */
  stopFade(
    name: string | undefined,
    { name: by }: Pick<Client, 'name'>,
    cause: number | null,
    id?: number,
  ): Result<{ readonly fades: number }> {
    if (name !== undefined && !this.#params.has(name)) return failed(unknownParam(name))
    return ok({
      fades: this.#endFades(
        'stopped',
        by,
        cause,
        (of, fade) => of === (name ?? of) && (id ?? fade.id) === fade.id,
      ),
    })
  }

  /** The one that is on its way. */
  fadeOf(name: string): Fade | null {
    return this.#fades.of(name)
  }

  /** The clock stood still with the machine. */
  overslept(asleep: number): void {
    if (this.#fades.size === 0) return
    this.#fades.overslept(asleep)
    for (const [name] of this.#fades.all()) this.#bound?.faded?.(name)
  }

  /** A control that is bound to it has moved it, to a value that fits. */
  move(
    name: string,
    value: ParamValue,
    by: string,
    cause: number | null,
    collapsed: number,
    at?: MonotonicMs,
  ): void {
    const param = this.#params.get(name)
    if (param === undefined) return
    this.#asked(param, at)
    param.scene = null
    this.#endFade(name, param, 'takenOver', by, cause)
    if (value === this.#values[name] && param.told === undefined) return
    this.#change(name, param, value, by, cause, 1 + collapsed)
  }

  /** From now on this control of `by` holds it, until somebody else moves it. */
  claim(name: string, hand: object | null, by = '', cause: number | null = null): void {
    const param = this.#params.get(name)
    if (param === undefined) return
    if (hand !== null) {
      param.scene = null
      this.#endFade(name, param, 'takenOver', by, cause)
    }
    param.hand = hand
  }

  /** Whether what a control told at `at` came before what has moved it since, and is heard only now. */
  isPast(name: string, at: MonotonicMs): boolean {
    const param = this.#params.get(name)
    return param !== undefined && this.#isPast(param, at)
  }

  handOf(name: string): object | null {
    return this.#params.get(name)?.hand ?? null
  }

  /** What is shown of it besides its value is another. */
  showAnew(name: string): void {
    const param = this.#params.get(name)
    if (param === undefined) return
    param.shown = null
    this.shownAnew()
  }

  /** For what is shown of parameters, and no event tells. */
  onChanged(changed: () => void): Disposable {
    this.#listeners = [...this.#listeners, changed]
    const without = (): void => {
      this.#listeners = this.#listeners.filter((listener) => listener !== changed)
    }
    return { [Symbol.dispose]: without }
  }

  readonly shownAnew = (): void => {
    for (const changed of this.#listeners) changed()
  }

  get(name: string): Result<{ readonly value: ParamValue }> {
    if (this.#fades.size > 0) this.#look()
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
    return value === undefined ? failed(unknownParam(name)) : ok({ value })
  }

  /** Puts every parameter back to what it is when the show opens; answers how many changed. */
  reset(by: Client, cause: number): number {
    let changed = 0
    this.#endFades('takenOver', by.name, cause)
    for (const [name, { definition }] of this.#params) {
      const value = initialValue(definition)
      if (value === this.#values[name]) continue
      this.set(name, value, by, cause)
      changed += 1
    }
    return changed
  }

  /** What outlives the program: where each is, also while it moves; without those that are where the show has them begin. */
  readonly kept: StatePart = {
    name: 'params',
    acts: false,
    moves: true,
    hold: () => {
      if (this.#fades.size > 0) this.#look()
      const moved = [...this.#params].filter(
        ([name, { definition }]) => this.#values[name] !== initialValue(definition),
      )
      return moved.length === 0
        ? undefined
        : Object.fromEntries(moved.map(([name]) => [name, this.#values[name]]))
    },
    takeBack: (value) => this.#takeBack(keptValues.parse(value)),
  }

  /** Every value by name; it goes with the changes. */
  values(): Readonly<Record<string, ParamValue>> {
    if (this.#fades.size > 0 && this.#clock.now() - this.#lookedAt >= LOOK_MS) this.#look()
    return this.#values
  }

  fading(): FadesView | null {
    return this.#fades.view()
  }

  /** In the order of the show; of one that is as it was, the very same as before. */
  view(): readonly ParamView[] {
    if (this.#fades.size > 0) this.#look()
    return Object.keys(this.#values).map((name) => this.#viewOf(name, this.#params.get(name) as Param))
  }

  /**
   * Values stay where they are and are committed, as of when they last changed: before the panic, so that nothing follows. What
   * the spared run has begun goes on.
   */
  panic(cause: number | null = null, spared: string | null = null): Partial<PanicEnded> {
    const own = spared === null ? null : `playlist:${spared.replace(/#\d+$/, '')}`
    const fades = this.#endFades('panic', null, cause, (_, { source }) => source !== own)
    for (const [name, param] of this.#params) {
      if (param.move !== null) this.#commit(name, param, param.move, param.changedAt ?? param.move.since)
    }
    return { fades }
  }

  [Symbol.dispose](): void {
    this.#fades[Symbol.dispose]()
    for (const { move } of this.#params.values()) dispose(move?.timer)
  }

  #isPast({ askedAt }: Param, at: MonotonicMs | undefined): boolean {
    return at !== undefined && askedAt !== null && at < askedAt
  }

  /** No clock that is ahead makes what comes next older than it. */
  #asked(param: Param, at: MonotonicMs | undefined): void {
    const now = this.#clock.now()
    const asked = monotonicMs(Math.min(at ?? now, now))
    if (param.askedAt === null || asked > param.askedAt) param.askedAt = asked
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
      const param = known ?? newParam(definition)
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

  /** Each rests where it was, and nobody hears of it: it is no move. */
  #takeBack(values: Readonly<Record<string, ParamValue>>): TakenBack {
    const left: LeftBehind[] = []
    let taken = 0
    for (const [name, was] of Object.entries(values)) {
      const param = this.#params.get(name)
      const why = param === undefined ? 'the show has no such parameter' : misfit(param.definition, was)
      if (param === undefined || why !== null) {
        left.push({ what: name, why: why ?? '' })
        continue
      }
      const value = fitting(param.definition, was)
      if (value !== was)
        left.push({ what: name, why: `it was ${String(was)}, and may only be ${String(value)} now` })
      this.#values[name] = value
      this.#committed.put(name, value)
      param.shown = param.hand = null
      taken += 1
    }
    return { taken, left }
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
    param.told = undefined
    const now = this.#clock.now()
    const payload = { name, value, by }
    const seq = this.#publish({ type: 'param.changed', source: `param:${name}`, cause, payload }) ?? cause
    const { move } = param
    param.by = by
    param.changedAt = now
    param.shown = null
    this.#committed.changed()
    this.#bound?.moved(name, seq)
    if (move === null) {
      param.move = { since: now, count, cause: seq, timer: this.#commitLater(name, param, now) }
      return
    }
    // Its timer is not set anew at each change, of which a fader sends hundreds a second.
    move.count += count
    move.cause = seq
  }

  #commitLater(name: string, param: Param, changedAt: MonotonicMs): Disposable {
    return this.#clock.upkeep(monotonicMs(changedAt + QUIET_MS), () => {
      const { move, changedAt: latest } = param
      if (move === null || latest === null) return
      const now = this.#clock.now()
      // Where it comes to rest is known, however slowly it goes.
      if (this.#fades.of(name) !== null) move.timer = this.#commitLater(name, param, now)
      else if (now - latest >= QUIET_MS) this.#commit(name, param, move, now)
      else move.timer = this.#commitLater(name, param, latest)
    })
  }

  /** A fade has come so far. */
  #fadeMoved(name: string, value: ParamValue, { by, cause }: Fade): void {
    const param = this.#params.get(name)
    if (param === undefined || (value === this.#values[name] && param.told === undefined)) return
    this.#change(name, param, value, by, cause, 1)
  }

  #fadeAtOnce(name: string, param: Param, value: ParamValue, by: string, cause: number | null) {
    this.#endFade(name, param, 'takenOver', by, cause)
    param.hand = null
    if (value !== this.#values[name] || param.told !== undefined)
      this.#change(name, param, value, by, cause, 1)
    return ok({ value, fade: null })
  }

  #arrived(name: string, fade: Fade): void {
    const param = this.#params.get(name)
    if (param === undefined) return
    this.#fadeEnded(name, param, fade, 'arrived', null, fade.cause)
    // Nothing more is to come of it.
    if (param.move !== null) this.#commit(name, param, param.move, this.#clock.now())
  }

  /** Brings a value to where its fade is and lets go of that; whoever ends it says what the value is then. */
  #endFade(name: string, param: Param, how: FadeEnd, by: string | null, cause: number | null): void {
    const fade = this.#fades.of(name)
    if (fade === null) return
    const value = fadeValueAt(fade, this.#clock.now())
    if (how !== 'panic' && how !== 'slept') this.#see(name, param, value)
    // What has not left by then does not: it stays at what was published.
    else if (param.told !== undefined) {
      this.#values[name] = param.told
      param.told = undefined
    }
    this.#fades.end(name)
    this.#fadeEnded(name, param, fade, how, by, cause)
  }

  #fadeEnded(
    name: string,
    param: Param,
    { id: fade, startAt, scene }: Fade,
    how: FadeEnd,
    by: string | null,
    cause: number | null,
  ): void {
    param.shown = null
    const lasted = Math.max(0, this.#clock.now() - startAt)
    const payload = {
      ...{ name, fade, how, value: this.#values[name] as ParamValue, by, lasted },
      ...(scene !== null && { scene }),
      ...(how === 'takenOver' && param.scene !== null && { byScene: param.scene }),
    }
    this.#publish({ type: 'param.fadeEnded', source: `param:${name}`, cause, payload })
    this.shownAnew()
    this.#bound?.faded?.(name)
  }

  /** Ends all that are meant where they are; answers how many there were. */
  #endFades(
    how: FadeEnd,
    by: string | null,
    cause: number | null,
    isMeant: (name: string, fade: Fade) => boolean = () => true,
  ): number {
    const meant = this.#fades.all().filter(([name, fade]) => isMeant(name, fade))
    for (const [name, fade] of meant) {
      const param = this.#params.get(name)
      if (param === undefined) {
        this.#fades.end(name)
        continue
      }
      this.#endFade(name, param, how, by, cause)
      if (param.told !== undefined) this.#fadeMoved(name, this.#values[name] as ParamValue, fade)
      // Who has sent it may have been further.
      else if (how !== 'panic') this.#bound?.moved(name, cause)
    }
    return meant.length
  }

  /** Those of parameters that are still there, and whose ends they may still be at. */
  #keepFades({ kind, cause, renamed }: ShowChange): void {
    this.#fades.rename(presentName(renamed, 'param'))
    const isOver = (name: string, { from, to }: Fade): boolean => {
      const definition = kind === 'open' ? undefined : this.#params.get(name)?.definition
      if (definition === undefined) return true
      return [from, to].some((value) => {
        const taken = valueFor(definition, value)
        return !taken.ok || taken.value !== value
      })
    }
    this.#endFades('changed', null, cause, isOver)
  }

  /** Brings all that fade to where they are, and publishes nothing: their ticks do. */
  #look(): void {
    this.#lookedAt = this.#clock.now()
    for (const [name, value] of this.#fades.look()) {
      const param = this.#params.get(name)
      if (param !== undefined) this.#see(name, param, value)
    }
  }

  #see(name: string, param: Param, value: ParamValue): void {
    const was = this.#values[name] as ParamValue
    if (value === was) return
    param.told ??= was
    this.#values[name] = value
    param.shown = null
  }

  #viewOf(name: string, param: Param): ParamView {
    const value = this.#values[name] as ParamValue
    param.shown ??= this.#showOf(name, param, value)
    return param.shown
  }

  #showOf(name: string, param: Param, value: ParamValue): ParamView {
    param.bound = boundShown(param.bound, param.move !== null, {
      at: this.#clock.now(),
      controls: this.#bound?.controlsOf(name),
      outputs: this.#bound?.sentBy(name),
    })
    const { controls, outputs } = param.bound
    const fade = this.#fades.of(name)
    return {
      name,
      value,
      committed: this.#committed.get(name) ?? value,
      moving: param.move !== null || fade !== null,
      by: param.by,
      changedAt: param.changedAt,
      refused: param.refused,
      fade: fade === null ? null : viewOfFade(fade),
      ...(controls !== undefined && { controls }),
      ...(outputs !== undefined && { outputs }),
    }
  }

  /** Ends a move where it is; one that has come back to where it began leaves nothing to commit. */
  #commit(name: string, param: Param, move: Move, at: MonotonicMs): void {
    dispose(move.timer)
    param.move = param.shown = null
    const value = this.#values[name] as ParamValue
    if (value === this.#committed.get(name)) return
    const kept = this.#committed.put(name, value)
    if (!kept.ok) {
      this.#refuse(name, param, value, move, kept.error)
      return
    }
    const { count, since, cause } = move
    const { scene } = param
    const payload = { name, value, by: param.by ?? BY_SHOW, count, since, ...(scene !== null && { scene }) }
    this.#publish({ type: 'param.committed', source: `param:${name}`, cause, payload, at })
  }

  /** A value that is not taken into the show's state is not shown as if it were: what was committed last is the value again. */
  #refuse(name: string, param: Param, value: ParamValue, { cause }: Move, why: Fault): void {
    this.#refused += 1
    const source = `param:${name}`
    const by = param.by ?? BY_SHOW
    param.refused = { value: excerptOf(value), by, what: why.what, at: this.#clock.now() }
    const { code } = why
    const payload = { name, value: JSON.stringify(value), from: by, code, message: formatFault(why) }
    const refused = { ...payload, total: this.#refused }
    const seq = this.#publish({ type: 'param.rejected', source, cause, payload: refused }) ?? cause
    const back = this.#committed.get(name) ?? initialValue(param.definition)
    this.#values[name] = back
    this.#committed.changed()
    param.hand = null
    param.by = BY_SHOW
    param.changedAt = this.#clock.now()
    this.#publish({
      type: 'param.changed',
      source,
      cause: seq,
      payload: { name, value: back, by: BY_SHOW },
    })
    this.#bound?.moved(name, cause)
  }
}

function newParam(definition: ParamDefinition): Param {
  return {
    ...{
      definition,
      move: null,
      by: null,
      changedAt: null,
      askedAt: null,
      scene: null,
      hand: null,
      refused: null,
    },
    ...{ told: undefined, shown: null, bound: null },
  }
}

const keptValues = z.record(z.string(), paramValue)

/** Where a fade is to come to, or why it comes to nothing. */
function toBeFaded(definition: ParamDefinition, { to, over }: FadeRequest): Result<ParamValue, string> {
  if (!(over >= 0 && over <= RAMP_LIMITS.over)) return failed('a fade takes 0 ms to 24 hours')
  return valueFor(definition, to)
}

export function unknownParam(name: string): Fault {
  return fault('param/unknown', name, 'the show has no such parameter', 'declare it in params')
}
