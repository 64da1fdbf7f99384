// The questions at which runs hold: asks them, and tells the run what was answered.
import { interruptRequest } from '../../shared/model/interrupt.ts'
import type { InterruptAnswer, InterruptRequest, OperatorQuestions } from '../../shared/model/interrupt.ts'
import { HOLDING_STEP } from '../../shared/model/steps.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { Question, Requests, Run } from './run.ts'

/** What the holding steps of a playlist ask; that they can be asked was checked before. */
export function requestsOf({ steps }: PlaylistDefinition): Requests {
  const requests = new Map<number, InterruptRequest>()
  for (const [step, { type, payload }] of steps.entries()) {
    if (type === HOLDING_STEP) requests.set(step, interruptRequest.parse(payload))
  }
  return requests
}

export interface QuestionsListener {
  /** The emission `index` was answered: the run goes on from it, or ends; `cause` is `seq` of the answer. */
  answered(run: Run, index: number, goesOn: boolean, cause: number | null): void
  /** Whether a run may go on that was playing when the machine slept. */
  answeredAfterSleep(run: Run, goesOn: boolean, cause: number | null): void
}

export class Questions {
  readonly #interrupts: OperatorQuestions | null
  readonly #listener: QuestionsListener

  constructor(interrupts: OperatorQuestions | null, listener: QuestionsListener) {
    this.#interrupts = interrupts
    this.#listener = listener
  }

  /** Asks for a run that holds; where it cannot be asked, the default is taken as if nobody had answered. */
  ask(run: Run, step: number, index: number, cause: number | null): void {
    const request = run.requests.get(step) as InterruptRequest
    const asked = this.#raise(run, index, request, cause, (answer, seq, asker) =>
      this.#listener.answered(run, asker as number, goesOn(answer), seq),
    )
    if (!asked) this.#listener.answered(run, index, goesOn(request.default), cause)
  }

  /** Asks whether a paused run may go on; it stays paused where nobody can be asked, and where nobody says. */
  askAfterSleep(run: Run, sleptMs: number, cause: number | null): void {
    const request = afterSleepRequest(run, sleptMs)
    this.#raise(run, null, request, cause, (answer, seq) => {
      if (answer !== null) this.#listener.answeredAfterSleep(run, goesOn(answer), seq)
    })
  }

  /** Takes back the question of a run that has ended or moved on; nothing where it has none. */
  takeBack(run: Run, reason: 'ownerEnded' | 'cleared', cause: number | null): void {
    if (run.question === null) return
    run.question = null
    this.#interrupts?.clear(ownerOf(run), null, reason, cause)
  }

  /** Whether the question was put; `answered` is called once, if at all, with the place that the question then has. */
  #raise(
    run: Run,
    index: number | null,
    request: InterruptRequest,
    cause: number | null,
    answered: (answer: InterruptAnswer | null, seq: number, index: number | null) => void,
  ): boolean {
    let question: Question | null = null
    const owner = ownerOf(run)
    const raised = this.#interrupts?.raise(owner, run.definition.name, request, cause, (answer, _, seq) => {
      // An answer to a question that the run has left meanwhile is nothing to it.
      if (run.question === null || run.question !== question) return
      run.question = null
      answered(answer, seq, question.index)
    })
    if (raised?.ok !== true) return false
    question = { index, interruptId: raised.value.interruptId, prompt: request.prompt }
    run.question = question
    return true
  }
}

function afterSleepRequest({ definition, anchor }: Run, sleptMs: number): InterruptRequest {
  const minutes = Math.round(sleptMs / 60_000)
  const prompt = `Nothing was played for ${minutes} min: the computer slept or stood still. Go on with ${definition.name} at ${clockText(anchor.position)}?`
  return {
    kind: 'confirmation',
    prompt,
    choices: [],
    timeout: null,
    default: null,
    metadata: { playlistId: definition.id },
  }
}

/** `1:23`, as a position is read. */
function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function ownerOf({ id }: Run): string {
  return `run:${id}`
}

/** A no, and no answer, end what asked. */
function goesOn(answer: InterruptAnswer | null): boolean {
  return answer !== null && answer !== false
}
