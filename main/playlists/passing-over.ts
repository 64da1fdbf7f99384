// What a change to a run may not pass over: a question that somebody has still to answer.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { asItWillBe } from './run.ts'
import type { Change, Run } from './run.ts'
import { emissionAt } from './timeline.ts'

/** Why a change is refused; null where it is not. */
export function refusalOf(run: Run, change: Change): Fault | null {
  switch (change.kind) {
    case 'resume':
      return run.anchor.state === 'holding' && run.question !== null ? holding(run) : null
    case 'seek':
      return seekRefusal(run, change.position)
    default:
      return null
  }
}

function holding({ id, question }: Run): Fault {
  const what = `it holds until it is answered: ${question?.prompt ?? 'a question'}`
  const next = `answer ${question?.interruptId ?? 'it'}, or stop the run`
  return fault('run/holding', id, what, next)
}

/** What was asked and answered in this run may be passed over; what waits for its answer, or has not been asked yet, may not. */
function seekRefusal(run: Run, position: number): Fault | null {
  const { id, question } = run
  const { timeline, requests, answered, asks } = asItWillBe(run)
  const end = emissionAt(timeline, position)
  const ahead = timeline.questions.find((index) => index < end && !answered.has(index))
  if (ahead === undefined) return null
  const offset = timeline.offsets[ahead] as number
  const prompt = requests.get(timeline.steps[ahead] as number)?.prompt ?? 'a question'
  const what = `a seek to ${position} ms would pass over the question at ${offset} ms, which is not answered: ${prompt}`
  const next =
    question !== null && asks === ahead
      ? `answer ${question.interruptId} first, seek to ${offset} ms or before, or stop the run`
      : `seek to ${offset} ms, where it is asked, or before`
  return fault('run/unanswered', id, what, next)
}
