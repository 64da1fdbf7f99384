// Saves the show by itself once nobody has edited it for a while, where it is sure that nothing is lost by that.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Asker } from './editor.ts'
import type { HeldShow } from './held-show.ts'
import type { Reloads } from './reloads.ts'
import type { Saves } from './saves.ts'

/** Since the last edit. */
const QUIET_MS = 30_000
/** Since the first, however busily somebody edits. */
const LONGEST_MS = 120_000
const ITSELF: Asker = { by: { id: 'autosave', name: 'autosave' }, cause: null }

export interface AutosaveOptions {
  readonly clock: Clock
  readonly held: HeldShow
  readonly reloads: Reloads
  readonly saves: Saves
  /** Whether it is switched on. */
  readonly isOn: () => boolean
  /** Whether the file is none that is saved by itself. */
  readonly spared: (path: string) => boolean
}

export class Autosave implements Disposable {
  readonly #options: AutosaveOptions
  #timer: Disposable | null = null
  /** When the first of the edits was made that are in no file, and the last. */
  #first: number | null = null
  #last = 0

  constructor(options: AutosaveOptions) {
    this.#options = options
  }

  /** Somebody has edited the show, or taken something back. */
  edited(): void {
    const { clock, held, isOn } = this.#options
    if (!isOn() || held.current.path === null) return
    this.#last = clock.now()
    this.#first ??= this.#last
    if (this.#timer === null) this.#wait()
  }

  /** It is saved, another, or not to be saved by itself any more. */
  over(): void {
    dispose(this.#timer)
    this.#timer = null
    this.#first = null
  }

  [Symbol.dispose](): void {
    this.over()
  }

  #wait(): void {
    const { clock } = this.#options
    const due = Math.min(this.#last + QUIET_MS, (this.#first ?? this.#last) + LONGEST_MS)
    this.#timer = clock.upkeep(monotonicMs(due), () => {
      this.#timer = null
      const now = clock.now()
      if (now < Math.min(this.#last + QUIET_MS, (this.#first ?? this.#last) + LONGEST_MS)) this.#wait()
      else this.#save()
    })
  }

  #save(): void {
    this.#first = null
    if (this.#mayBe()) void this.#options.saves.save(ITSELF)
  }

  #mayBe(): boolean {
    const { held, reloads, saves, isOn, spared } = this.#options
    const { path } = held.current
    return (
      isOn() &&
      path !== null &&
      held.isEdited &&
      // What failed is tried again already, and what somebody else wrote is for somebody here to decide.
      saves.trouble === null &&
      reloads.offered === null &&
      reloads.failing === null &&
      held.holdsShow &&
      held.unwanted === null &&
      held.digest !== null &&
      !spared(path)
    )
  }
}
