// The parameters stage: keeps each parameter's value as it moves, and commits to the show's state where it has come to rest.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { FadesView } from '../../shared/contract/streams.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { FadeRequest } from '../../shared/model/fade.ts'
import type { StatePart } from '../../shared/model/kept-state.ts'
import { initialValue, valueFor } from '../../shared/model/param.ts'
import type {
  ParamControl,
  ParamDefinition,
  ParamSent,
  ParamValue,
  ParamView,
} from '../../shared/model/param.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { Fade } from './fades.ts'
import { excerptOf, fitting } from './fitting.ts'
import { takeValuesBack, valuesToKeep } from './kept-values.ts'
import { BY_SHOW, Moves } from './moves.ts'
import type { CommittedParams } from './moves.ts'
import { ParamFades } from './param-fades.ts'
import type { FadeAsker } from './param-fades.ts'
import { paramShown } from './param-shown.ts'
import { ParamTable, unknownParam } from './param-table.ts'
import type { Param } from './param-table.ts'

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

/** Of one run, or of all runs and cues; or some, by their numbers. */
type WhoseFades = { readonly of: string | null } | { readonly ids: ReadonlySet<number> }

function isOf(whose: WhoseFades): (fade: Fade) => boolean {
  if ('ids' in whose) return ({ id }) => whose.ids.has(id)
  return ({ of }) => of !== null && of === (whose.of ?? of)
}

export class Params implements Disposable {
  readonly #clock: ActingClock
  readonly #committed: CommittedParams
  readonly #bound: BoundParams | null
  readonly #table = new ParamTable()
  readonly #moves: Moves
  readonly #fades: ParamFades
  #listeners: readonly (() => void)[] = []

  constructor({ clock, publish, committed, bound }: ParamsOptions) {
    this.#clock = clock
    this.#committed = committed
    this.#bound = bound ?? null
    const moved = (name: string, cause: number | null): void => this.#bound?.moved(name, cause)
    const shared = { clock, publish, table: this.#table, moved }
    this.#moves = new Moves({ ...shared, committed, isFading: (name) => this.#fades.of(name) !== null })
    this.#fades = new ParamFades({
      ...shared,
      moves: this.#moves,
      faded: (name) => {
        this.shownAnew()
        this.#bound?.faded?.(name)
      },
      asked: (param, at) => this.#asked(param, at),
    })
  }

  /**
   * From now on these are the parameters. In the same show one that is there already keeps its value where that still fits, else
   * the end of its range or its default, which is a change like any other and committed at once; a default that is another now
   * moves nothing. In another show all begin with what is committed there, or with their defaults.
   */
  take(definitions: Readonly<Record<string, ParamDefinition>>, change: ShowChange): void {
    const { cause, kind } = change
    const { changed, before } = this.#table.define(definitions, change)
    this.#fades.keep(change)
    for (const [name, param] of changed) {
      const was = before.get(name)
      const from = was === undefined || kind === 'open' ? this.#committed.get(name) : was
      const value = from === undefined ? initialValue(param.definition) : fitting(param.definition, from)
      if (was === undefined) this.#table.values[name] = value
      else if (value !== was) {
        param.hand = null
        this.#moves.change(name, param, value, BY_SHOW, cause, 1)
      }
      if (param.move !== null) this.#moves.commit(name, param, param.move, this.#clock.now())
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
    const param = this.#table.get(name)
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
    this.#fades.end(name, param, 'takenOver', by, cause)
    if (value !== this.#table.values[name] || param.told !== undefined) {
      param.hand = null
      this.#moves.change(name, param, value, by, cause, 1 + collapsed)
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
    by: FadeAsker,
    cause: number | null,
    startAt?: MonotonicMs,
  ): Result<{ readonly value: ParamValue; readonly fade: number | null }> {
    const param = this.#table.get(name)
    if (param === undefined) return failed(unknownParam(name))
    return this.#fades.begin(name, param, request, by, cause, startAt)
  }

  /** Leaves a parameter where its fade has brought it, all of them where none is named; only that fade where its number is given. */
  stopFade(
    name: string | undefined,
    { name: by }: Pick<Client, 'name'>,
    cause: number | null,
    id?: number,
  ): Result<{ readonly fades: number }> {
    if (name !== undefined && !this.#table.has(name)) return failed(unknownParam(name))
    return ok({
      fades: this.#fades.endAll(
        'stopped',
        by,
        cause,
        (of, fade) => of === (name ?? of) && (id ?? fade.id) === fade.id,
      ),
    })
  }

  /** All of them: those of runs and cues as these say of a stop, the others where they are. */
  stopAllFades({ name: by }: Pick<Client, 'name'>, cause: number | null): void {
    this.#fades.leave(() => true, by, cause)
  }

  /** A run is stopped: of the fades that it began those end that say what a stop leaves, or that are held; the others go on. */
  leaveFades(of: string, { name: by }: Pick<Client, 'name'>, cause: number | null): void {
    const isEnded = (_: string, fade: Fade): boolean =>
      fade.of === of && (fade.onStop !== null || fade.heldAt !== null)
    this.#fades.leave(isEnded, by, cause)
  }

  /** A cue is stopped: its fade, by its number, is where the cue says. */
  leaveFade(name: string, { name: by }: Pick<Client, 'name'>, cause: number | null, id: number): void {
    this.#fades.leave((of, fade) => of === name && fade.id === id, by, cause)
  }

  /** Those that these began stand where they were at `at` until they go on; of all runs and cues where none is named. */
  holdFades(whose: WhoseFades, cause: number | null, at = this.#clock.now()): number {
    return this.#fades.hold(isOf(whose), at, cause)
  }

  /** The same that are held go on as of `at`, with the time that was left. */
  resumeFades(whose: WhoseFades, cause: number | null, at = this.#clock.now()): number {
    return this.#fades.goOn(isOf(whose), at, cause)
  }

  /** The one that is on its way. */
  fadeOf(name: string): Fade | null {
    return this.#fades.of(name)
  }

  /** The clock stood still with the machine. */
  overslept(asleep: number): void {
    this.#fades.overslept(asleep)
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
    const param = this.#table.get(name)
    if (param === undefined) return
    this.#asked(param, at)
    param.scene = null
    this.#fades.end(name, param, 'takenOver', by, cause)
    if (value === this.#table.values[name] && param.told === undefined) return
    this.#moves.change(name, param, value, by, cause, 1 + collapsed)
  }

  /** From now on this control of `by` holds it, until somebody else moves it. */
  claim(name: string, hand: object | null, by = '', cause: number | null = null): void {
    const param = this.#table.get(name)
    if (param === undefined) return
    if (hand !== null) {
      param.scene = null
      this.#fades.end(name, param, 'takenOver', by, cause)
    }
    param.hand = hand
  }

  /** Whether what a control told at `at` came before what has moved it since, and is heard only now. */
  isPast(name: string, at: MonotonicMs): boolean {
    const param = this.#table.get(name)
    return param !== undefined && this.#isPast(param, at)
  }

  handOf(name: string): object | null {
    return this.#table.get(name)?.hand ?? null
  }

  /** What is shown of it besides its value is another. */
  showAnew(name: string): void {
    const param = this.#table.get(name)
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
    this.#fades.look()
    const value = Object.hasOwn(this.#table.values, name) ? this.#table.valueOf(name) : undefined
    return value === undefined ? failed(unknownParam(name)) : ok({ value })
  }

  /** Puts every parameter back to what it is when the show opens; answers how many changed. */
  reset(by: Client, cause: number): number {
    let changed = 0
    this.#fades.endAll('takenOver', by.name, cause)
    for (const [name, { definition }] of this.#table) {
      const value = initialValue(definition)
      if (value === this.#table.values[name]) continue
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
      this.#fades.look()
      return valuesToKeep(this.#table)
    },
    takeBack: (value) => takeValuesBack(value, this.#table, this.#committed),
  }

  /** Every value by name; it goes with the changes. */
  values(): Readonly<Record<string, ParamValue>> {
    this.#fades.lookIfOld()
    return this.#table.values
  }

  fading(): FadesView | null {
    return this.#fades.view()
  }

  /** In the order of the show; of one that is as it was, the very same as before. */
  view(): readonly ParamView[] {
    this.#fades.look()
    return Array.from(this.#table, ([name, param]) => (param.shown ??= this.#show(name, param)))
  }

  /**
   * Values stay where they are and are committed, as of when they last changed: before the panic, so that nothing follows. What
   * the spared run has begun goes on.
   */
  panic(cause: number | null = null, spared: string | null = null): Partial<PanicEnded> {
    const own = spared === null ? null : `playlist:${spared.replace(/#\d+$/, '')}`
    const fades = this.#fades.endAll('panic', null, cause, (_, { source }) => source !== own)
    this.#moves.commitAll()
    return { fades }
  }

  [Symbol.dispose](): void {
    this.#fades[Symbol.dispose]()
    this.#moves[Symbol.dispose]()
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

  #show(name: string, param: Param): ParamView {
    const value = this.#table.valueOf(name)
    return paramShown(name, param, {
      value,
      committed: this.#committed.get(name) ?? value,
      fade: this.#fades.of(name),
      at: this.#clock.now(),
      controls: this.#bound?.controlsOf(name),
      outputs: this.#bound?.sentBy(name),
    })
  }
}
