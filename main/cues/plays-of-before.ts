// Cues that were on their way when the engine ended: shown as they stood, and going on with their runs and waits where the show resumes.
import { NOWHERE } from '../../shared/model/cue-order.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { LeftBehind, TakenBack } from '../../shared/model/kept-state.ts'
import type { CueList } from './cue-list.ts'
import { cueKey } from './cue-play.ts'
import type { CuePlay } from './cue-play.ts'
import { playOfBefore } from './kept-states.ts'
import type { KeptState } from './kept-states.ts'
import { keptWaits } from './kept-waits.ts'
import type { KeptWait } from './kept-waits.ts'
import type { LatestPlays } from './latest-plays.ts'
import type { Waits } from './waits.ts'

/** Milliseconds after which what is over by now acts: runs that cues had started are theirs again by then. */
const AFTER_RUNS = 20

interface OfBeforeOptions {
  readonly clock: Clock
  readonly latest: LatestPlays
  readonly waits: Waits
  list(listId: string): CueList | undefined
  nextNumber(): number
  /** It is on its way again. */
  goesOn(play: CuePlay): void
}

export class PlaysOfBefore {
  readonly #options: OfBeforeOptions
  /** By the ids that runs had before the engine was started anew. */
  readonly #ofFormerRun = new Map<string, CuePlay>()
  readonly #known = new Set<CuePlay>()

  constructor(options: OfBeforeOptions) {
    this.#options = options
  }

  /** How cues stood `age` milliseconds ago. */
  takeStates(states: readonly KeptState[], age: number): void {
    const { clock, latest, list, nextNumber } = this.#options
    const now = clock.now()
    for (const kept of states) {
      const order = list(kept.list)?.order
      const cue = order?.cues[order.placeOf(kept.cue)]
      if (cue === undefined) continue
      const play = playOfBefore(kept, cue, nextNumber(), now - age)
      latest.set(play)
      this.#known.add(play)
      for (const runId of kept.runs ?? []) this.#ofFormerRun.set(runId, play)
    }
  }

  /** What waited `age` milliseconds ago goes on as it would stand by now. */
  takeWaits(value: unknown, age: number): TakenBack {
    const left: LeftBehind[] = []
    let taken = 0
    for (const kept of keptWaits.parse(value)) {
      const why = this.#takeWait(kept, age)
      if (why === null) taken += 1
      else left.push({ what: cueKey(kept.list, kept.cue), why })
    }
    return { taken, left }
  }

  /** The cue that had started a run of before, which goes on too; null where none had. */
  ofRun(former: string, cause: number): CuePlay | null {
    const play = this.#ofFormerRun.get(former)
    this.#ofFormerRun.delete(former)
    if (play === undefined || (play.phase === 'over' && play.reason !== 'engine')) return null
    this.#goOn(play, play.wait?.kind === 'pre' ? 'waiting' : 'running')
    play.startCause ??= cause
    return play
  }

  forget(): void {
    this.#ofFormerRun.clear()
    this.#known.clear()
  }

  /** Why it does not go on; null where it does. */
  #takeWait(kept: KeptWait, age: number): string | null {
    const { latest, waits, list } = this.#options
    const play = latest.of(cueKey(kept.list, kept.cue))
    if (play === undefined || list(kept.list)?.order.placeOf(kept.cue) === NOWHERE)
      return 'the list has no such cue'
    if (!this.#known.has(play) || play.wait !== null) return 'it was started anew'
    if (play.phase === 'over' && play.reason !== 'engine') return 'it was over'
    this.#join(play, kept)
    play.offset = kept.offset
    play.begun = kept.kind === 'pre' ? 0 : play.begun
    for (const key of kept.chain) play.chain.add(key)
    this.#goOn(play, kept.kind === 'pre' ? 'waiting' : 'running')
    const left = kept.paused ? kept.left : kept.left - age
    waits.begin(play, kept.kind, Math.max(left, AFTER_RUNS))
    if (kept.paused) waits.pause(play)
    return null
  }

  /** The groups that it is part of last as long as it does. */
  #join(play: CuePlay, { list, groups }: KeptWait): void {
    let inner = play
    for (const cueId of groups) {
      const group = this.#options.latest.of(cueKey(list, cueId))
      if (group === undefined || (group.phase === 'over' && group.reason !== 'engine')) return
      inner.group = group
      group.members.add(inner)
      this.#goOn(group, 'running')
      inner = group
    }
  }

  #goOn(play: CuePlay, phase: 'waiting' | 'running'): void {
    Object.assign(play, { phase, outcome: null, reason: null, endedAt: null, endCause: null, view: null })
    this.#options.goesOn(play)
  }
}
