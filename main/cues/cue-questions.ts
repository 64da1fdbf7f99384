// Questions that cues ask the operator: raised, answered, and, while the cue is paused, answered without anything coming of it yet.
import type { Result } from '../../shared/base/result.ts'
import type { CueAction } from '../../shared/model/cue.ts'
import type { InterruptAnswer, OperatorQuestions } from '../../shared/model/interrupt.ts'
import { cueName } from './cue-actions.ts'
import { cueKey } from './cue-play.ts'
import type { CuePlay } from './cue-play.ts'

interface QuestionsOptions {
  readonly interrupts: OperatorQuestions
  /** `seq` is of the answer; null where nobody gave one. */
  answered(play: CuePlay, answer: InterruptAnswer | null, seq: number): void
  changed(play: CuePlay): void
}

type Question = Extract<CueAction, { action: 'raise_interrupt' }>['interrupt']

export class CueQuestions {
  readonly #options: QuestionsOptions

  constructor(options: QuestionsOptions) {
    this.#options = options
  }

  /** Fails where nobody can be asked. */
  ask(play: CuePlay, question: Question): Result<unknown> {
    play.phase = 'asking'
    const answered = (answer: InterruptAnswer | null, _by: string, seq: number): void => {
      if (play.phase !== 'asking') return
      const goOn = (): void => this.#options.answered(play, answer, seq)
      if (play.pausedAsking) play.answered = goOn
      else goOn()
    }
    const raised = this.#options.interrupts.raise(
      askerOf(play),
      cueName(play),
      question,
      play.cause,
      answered,
    )
    this.#options.changed(play)
    return raised
  }

  /** Whoever asked is over. */
  clear(play: CuePlay, cause: number | null): void {
    if (play.phase === 'asking') this.#options.interrupts.clear(askerOf(play), null, 'ownerEnded', cause)
  }

  /** False where it does not ask, or is paused already. */
  pause(play: CuePlay): boolean {
    if (play.phase !== 'asking' || play.pausedAsking) return false
    play.pausedAsking = true
    this.#options.changed(play)
    return true
  }

  /** False where it was not paused. */
  resume(play: CuePlay): boolean {
    if (!play.pausedAsking) return false
    const { answered } = play
    play.pausedAsking = false
    play.answered = null
    this.#options.changed(play)
    answered?.()
    return true
  }

  /** Cues that ask are called otherwise now, all of them at once, by who asked before. */
  rename(asking: ReadonlyMap<string, CuePlay>): void {
    if (asking.size === 0) return
    const renamed = [...asking].map(
      ([before, play]) => [before, { owner: askerOf(play), ownerName: cueName(play) }] as const,
    )
    this.#options.interrupts.rename(new Map(renamed))
  }
}

/** Who asks, as questions name it. */
export function askerOf({ listId, cueId }: CuePlay): string {
  return `cue:${cueKey(listId, cueId)}`
}
