// By cue the latest of its starts in this pass through its list, which is what is shown of it.
import { cueKey } from './cue-play.ts'
import type { CuePlay } from './cue-play.ts'
import type { CueStart } from '../../shared/model/payload/cue.ts'

/** The list and the cue as they are called now. */
export interface CueAddress {
  readonly listId: string
  readonly cueId: string
}

/** What a hand goes by through a list, other than what follows by itself or is called by its name. */
const GOES: ReadonlySet<CueStart> = new Set(['go', 'cue'])

export class LatestPlays {
  /** In the order in which the cues were first started, so that a start changes one row and no others. */
  readonly #byCue = new Map<string, CuePlay>()
  /** Those that were on their way when their list was begun anew: they are shown as long as they are. */
  readonly #leaving = new Set<CuePlay>()

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

  /** Of the last pass through a list those that a GO has run. */
  *goneIn(listId: string): Iterable<CuePlay> {
    for (const play of this.#byCue.values())
      if (play.listId === listId && GOES.has(play.from) && !this.#leaving.has(play)) yield play
  }

  /** A list, or all, is begun anew: what is over is forgotten, and what is on its way will be once it is, unless it fails. */
  beginAnew(listId?: string): void {
    for (const [key, play] of this.#byCue) {
      if (listId !== undefined && play.listId !== listId) continue
      if (play.phase === 'over') this.#byCue.delete(key)
      else this.#leaving.add(play)
    }
  }

  ended(play: CuePlay): void {
    const key = cueKey(play.listId, play.cueId)
    if (!this.#leaving.delete(play) || play.outcome === 'failed') return
    if (this.#byCue.get(key) === play) this.#byCue.delete(key)
  }

  /** What has failed after it was over is shown, also where the list was begun anew meanwhile. */
  failed(play: CuePlay): void {
    if (!this.#byCue.has(cueKey(play.listId, play.cueId))) this.set(play)
  }

  clear(): void {
    this.#byCue.clear()
    this.#leaving.clear()
  }
}
