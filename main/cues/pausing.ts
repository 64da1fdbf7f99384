// Pausing and resuming cues on their way: their waits, their fades and what an answer leads to, and what they have started.
import type { CuePlaylists } from './cue-actions.ts'
import type { CuePlay } from './cue-play.ts'
import type { CueQuestions } from './cue-questions.ts'
import type { Waits } from './waits.ts'

interface PausingOptions {
  readonly waits: Waits
  readonly questions: CueQuestions
  readonly playlists: Pick<CuePlaylists, 'changeRun'>
  holdFades(play: CuePlay, cause: number | null): void
  resumeFades(play: CuePlay, cause: number | null): void
  /** Its fades go on: it may be over by now. */
  resumed(play: CuePlay): void
  changed(play: CuePlay): void
}

export class Pausing {
  readonly #options: PausingOptions

  constructor(options: PausingOptions) {
    this.#options = options
  }

  /** A cue with its runs, and what it holds as a group. False where nothing of it stands otherwise by that. */
  change(play: CuePlay, change: 'pause' | 'resume', cause: number | null): boolean {
    const moved = change === 'pause' ? this.pause(play, cause) : this.resume(play, cause)
    const runs = [...play.runs].map((runId) => this.#options.playlists.changeRun(runId, change, cause).ok)
    const members = [...play.members].map((member) => this.change(member, change, cause))
    return [moved, ...runs, ...members].includes(true)
  }

  /** Waits and fades stand still until they are resumed, and so does what an answer leads to. */
  pause(play: CuePlay, cause: number | null): boolean {
    const holds = play.fades.size > 0 && !play.pausedFading
    if (holds) {
      play.pausedFading = true
      this.#options.holdFades(play, cause)
      this.#options.changed(play)
    }
    return this.#options.questions.pause(play) || this.#options.waits.pause(play) || holds
  }

  resume(play: CuePlay, cause: number | null): boolean {
    const { wait } = play
    const held = this.resumeFades(play, cause)
    if (this.#options.questions.resume(play)) return true
    if (held && wait === null) this.#options.resumed(play)
    return this.#options.waits.resume(play) || held
  }

  /** False where they were not held. */
  resumeFades(play: CuePlay, cause: number | null): boolean {
    if (!play.pausedFading) return false
    play.pausedFading = false
    this.#options.resumeFades(play, cause)
    this.#options.changed(play)
    return true
  }
}
