// Panic: ends at once all that would still act, and then runs what the show wants to be left with.
import type { MonotonicMs } from '../shared/base/clock.ts'
import type { Result } from '../shared/base/result.ts'
import type { Client } from '../shared/model/client.ts'
import type { Publish } from '../shared/model/event.ts'
import { ONE_PANIC_MS, PANIC_AGAIN_MS, PANIC_OUTLOOK_MS } from '../shared/model/panic.ts'
import type { ShowFile } from '../shared/model/show.ts'
import type { DueRule, PanicEnded } from '../shared/model/panic.ts'
import { sum } from './stages.ts'
import type { Stages } from './stages.ts'

interface PanicPlaylists {
  start(
    playlistId: string,
    reason: { readonly trigger: null; readonly cause: number; readonly by: 'panic' },
  ): Result<{ readonly runId: string | null }>
}

interface PanicOptions {
  readonly publish: Publish
  readonly dispatcher: { panic(): void }
  readonly tasks: { panic(): number }
  /** The stages that decide. */
  readonly inside: Stages
  /** Inputs and outputs around them. */
  readonly outside: Stages
  readonly playlists: PanicPlaylists
  /** Rules that go on and are due within so many milliseconds. */
  dueWithin(ms: number): readonly DueRule[]
}

export class Panic {
  readonly #options: PanicOptions
  /** The playlist that the show runs at panic, such as a blackout. */
  #playlistId: string | null = null
  #pressedAt = -Infinity
  /** Run of panic's own playlist. */
  #ownRun: string | null = null

  constructor(options: PanicOptions) {
    this.#options = options
  }

  take({ playlist }: ShowFile['panic']): void {
    this.#playlistId = playlist ?? null
  }

  /**
   * Answers what was ended. Within ONE_PANIC_MS of a press it is the same panic pressed again: what has begun meanwhile ends,
   * panic's own playlist plays on, and nothing is published anew. Within PANIC_AGAIN_MS of a press that playlist ends too.
   * `at` is when it was pressed.
   */
  press(by: Client, cause: number, at: MonotonicMs): { readonly runs: number; readonly ended: PanicEnded } {
    const since = at - this.#pressedAt
    // Counted from press to press, so that whoever hammers the key presses one panic and keeps the blackout; one may be heard late.
    this.#pressedAt = Math.max(this.#pressedAt, at)
    if (since < ONE_PANIC_MS) {
      const ended = this.#end(cause, this.#ownRun)
      return { runs: ended.runs, ended }
    }
    const ended = this.#end(cause, null)
    const soon = [...this.#options.dueWithin(PANIC_OUTLOOK_MS)]
    const payload = { by: by.name, ended, soon }
    const seq = this.#options.publish({
      type: 'show.panicked',
      source: by.source,
      cause,
      payload,
      ahead: 'panic',
    })
    this.#ownRun = since < PANIC_AGAIN_MS ? null : this.#startOwn(seq ?? cause)
    return { runs: ended.runs, ended }
  }

  /** Ends all that a panic ends, and begins nothing. */
  end(cause: number | null): PanicEnded {
    this.#ownRun = null
    return this.#end(cause ?? 0, null)
  }

  /** What is queued in the dispatcher first, so that nothing of it follows from what the stages publish. */
  #end(cause: number, spared: string | null): PanicEnded {
    const { dispatcher, inside, outside, tasks } = this.#options
    // Among what is queued may be what the spared run sends.
    if (spared === null) dispatcher.panic()
    const ended = sum([inside.panic(cause, spared), outside.panic(cause, spared)])
    // What a stage has overlooked can at least not come true.
    tasks.panic()
    return ended
  }

  #startOwn(cause: number): string | null {
    const { playlists } = this.#options
    if (this.#playlistId === null) return null
    const started = playlists.start(this.#playlistId, { trigger: null, cause, by: 'panic' })
    return started.ok ? started.value.runId : null
  }
}
