// By cue the latest of its starts, which is what is shown of it.
import { cueKey } from './cue-play.ts'
import type { CuePlay } from './cue-play.ts'

/** The list and the cue as they are called now. */
export interface CueAddress {
  readonly listId: string
  readonly cueId: string
}

export class LatestPlays {
  /** In the order in which the cues were first started, so that a start changes one row and no others. */
  #byCue = new Map<string, CuePlay>()

  of(key: string): CuePlay | undefined {
    return this.#byCue.get(key)
  }

  set(play: CuePlay): void {
    this.#byCue.set(cueKey(play.listId, play.cueId), play)
  }

  values(): Iterable<CuePlay> {
    return this.#byCue.values()
  }

  /** What is over goes by other names from now on, or is of a cue that is gone; what is on its way has them already. */
  rename(present: (play: CuePlay) => CueAddress | null): void {
    const latest = [...this.#byCue.values()]
    this.#byCue.clear()
    for (const play of latest) {
      const now = play.phase === 'over' ? present(play) : play
      if (now === null) continue
      play.listId = now.listId
      play.cueId = now.cueId
      play.view = null
      this.set(play)
    }
  }

  /** Those that are over are forgotten. */
  forgetPast(): void {
    this.#byCue = new Map([...this.#byCue].filter(([, { phase }]) => phase !== 'over'))
  }

  clear(): void {
    this.#byCue.clear()
  }
}
