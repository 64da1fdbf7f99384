// A playlist that is compiled when it is to be played, or when its editor rests: not at each of many edits.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { compilePlayable, recompilePlayable, redefine } from './playable.ts'
import type { Playable } from './run.ts'
import type { Runners } from './runners.ts'
import { areSameSteps } from './same-playlist.ts'
import type { EncodeDirect } from './timeline.ts'

type Loading = Pick<Runners, 'load' | 'unload' | 'routes'>

export class LazyPlayable implements Disposable {
  readonly #encode: EncodeDirect
  readonly #runners: Loading
  #definition: PlaylistDefinition
  /** As it was when it was last compiled. */
  #playable: Playable

  constructor(definition: PlaylistDefinition, encode: EncodeDirect, runners: Loading) {
    this.#encode = encode
    this.#runners = runners
    this.#definition = definition
    this.#playable = compilePlayable(definition, encode, runners.routes.slotOf)
    runners.load(this.#playable.timeline)
  }

  get definition(): PlaylistDefinition {
    return this.#definition
  }

  become(definition: PlaylistDefinition): void {
    this.#definition = definition
  }

  /** As it is now; runs of what it was play on. */
  ready(): Playable {
    const was = this.#playable
    if (was.definition === this.#definition) return was
    if (areSameSteps(was.definition.steps, this.#definition.steps)) {
      this.#playable = redefine(was, this.#definition)
      return this.#playable
    }
    this.#playable = recompilePlayable(was, this.#definition, this.#encode)
    this.#runners.load(this.#playable.timeline)
    this.#runners.unload(was.timeline.id)
    return this.#playable
  }

  [Symbol.dispose](): void {
    this.#runners.unload(this.#playable.timeline.id)
  }
}

/** Milliseconds after an edit without another, and those for which the engine is kept from all else at once. */
const REST_MS = 250
const AT_ONCE_MS = 2

/** Those that were edited, compiled once nothing has been for a while: whoever starts one then need not wait for it. */
export class CatchingUp implements Disposable {
  readonly #clock: Clock
  readonly #edited = new Set<LazyPlayable>()
  #timer: Disposable | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(edited: LazyPlayable): void {
    this.#edited.add(edited)
    this.#after(REST_MS)
  }

  delete(edited: LazyPlayable): void {
    this.#edited.delete(edited)
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  #after(ms: number): void {
    dispose(this.#timer)
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + ms), () => this.#compile())
  }

  #compile(): void {
    this.#timer = null
    const until = this.#clock.now() + AT_ONCE_MS
    for (const edited of this.#edited) {
      this.#edited.delete(edited)
      edited.ready()
      if (this.#clock.now() >= until) break
    }
    if (this.#edited.size > 0) this.#after(0)
  }
}
