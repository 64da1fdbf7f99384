// The questions at which runs hold: asks them, and tells the run what was answered.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { explainIssue, formatPath } from '../../shared/model/explain.ts'
import { interruptRequest } from '../../shared/model/interrupt.ts'
import type { InterruptAnswer, InterruptRequest, OperatorQuestions } from '../../shared/model/interrupt.ts'
import { HOLDING_STEP } from '../../shared/model/playlist.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { Question, Requests, Run } from './run.ts'

/** Reads what the holding steps of a playlist ask. */
export function requestsOf({ id, steps }: PlaylistDefinition): Result<Requests> {
  const requests = new Map<number, InterruptRequest>()
  for (const [step, { type, payload, repeat }] of steps.entries()) {
    if (type !== HOLDING_STEP) continue
    const where = `${id} steps[${step}]`
    if (repeat !== undefined) {
      const next = 'write a step for each time that it is to ask'
      return failed(fault('playlist/repeated-question', where, 'a step that asks cannot repeat', next))
    }
    const parsed = interruptRequest.safeParse(payload, { error: explainIssue })
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const field = formatPath(['payload', ...(issue?.path ?? [])])
      const what = `${field}: ${issue?.message ?? 'it is no question'}`
      return failed(fault('playlist/bad-question', where, what, 'correct the step'))
    }
    requests.set(step, parsed.data)
  }
  return ok(requests)
}

/** Moves a run on from the emission `index` that asked, or ends it; `cause` is `seq` of the answer. */
export type Go = (run: Run, index: number, goesOn: boolean, cause: number | null) => void

export class Questions {
  readonly #interrupts: OperatorQuestions | null
  readonly #go: Go

  constructor(interrupts: OperatorQuestions | null, go: Go) {
    this.#interrupts = interrupts
    this.#go = go
  }

  /** Asks for a run that holds; where it cannot be asked, the default is taken as if nobody had answered. */
  ask(run: Run, step: number, index: number, cause: number | null): void {
    const request = run.requests.get(step) as InterruptRequest
    const { name } = run.definition
    let question: Question | null = null
    const raised = this.#interrupts?.raise(ownerOf(run), name, request, cause, (answer, _, seq) => {
      // An answer to a question that the run has left meanwhile is nothing to it.
      if (run.question === null || run.question !== question) return
      run.question = null
      this.#go(run, index, goesOn(answer), seq)
    })
    if (raised?.ok === true) {
      question = { interruptId: raised.value.interruptId, prompt: request.prompt }
      run.question = question
    } else this.#go(run, index, goesOn(request.default), cause)
  }

  /** Takes back the question of a run that has ended or moved on; nothing where it has none. */
  takeBack(run: Run, reason: 'ownerEnded' | 'cleared', cause: number | null): void {
    if (run.question === null) return
    run.question = null
    this.#interrupts?.clear(ownerOf(run), null, reason, cause)
  }
}

function ownerOf({ id }: Run): string {
  return `run:${id}`
}

/** A no, and no answer, end what asked. */
function goesOn(answer: InterruptAnswer | null): boolean {
  return answer !== null && answer !== false
}
