// Publishes what a show holds that can hardly be meant: at once when it is opened or read again, after a rest while it is edited.
import { monotonicMs } from '../shared/base/clock.ts'
import type { Clock } from '../shared/base/clock.ts'
import { dispose } from '../shared/base/disposable.ts'
import type { Fault } from '../shared/base/result.ts'
import type { Publish } from '../shared/model/event.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import type { LoadedShow, ShowFile } from '../shared/model/show.ts'

/** While somebody edits, what is half done can hardly be meant all the time. */
const RESTS_MS = 2000

export class LateWarnings implements Disposable {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #warningsOf: (show: ShowFile, where: string) => readonly Fault[]
  #timer: Disposable | null = null
  /** As it was published last. */
  #text = '[]'
  #shown: LoadedShow | null = null
  #found: readonly Fault[] = []

  constructor(
    clock: Clock,
    publish: Publish,
    warningsOf: (show: ShowFile, where: string) => readonly Fault[],
  ) {
    this.#clock = clock
    this.#publish = publish
    this.#warningsOf = warningsOf
  }

  take(loaded: LoadedShow, { kind, cause }: ShowChange): void {
    this.#shown = loaded
    dispose(this.#timer)
    this.#timer = null
    if (kind !== 'edit') {
      this.#text = '[]'
      this.#look(loaded, cause)
      return
    }
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + RESTS_MS), () => {
      this.#timer = null
      this.#look(loaded, cause)
    })
  }

  /** Of the show as it is now, also while it is being edited. */
  current(): readonly Fault[] {
    if (this.#timer === null || this.#shown === null) return this.#found
    const { show, path } = this.#shown
    return this.#warningsOf(show, path ?? show.name)
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  /** The same again is no news. */
  #look({ show, path }: LoadedShow, cause: number | null): void {
    const warnings = this.#warningsOf(show, path ?? show.name)
    this.#found = warnings
    const text = JSON.stringify(warnings)
    if (text === this.#text) return
    this.#text = text
    if (warnings.length === 0) return
    this.#publish({ type: 'show.checked', source: 'show', cause, payload: { warnings } })
  }
}
