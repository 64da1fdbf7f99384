// Answers questions by controls: events that the show names say yes or no to the question in front, where it is a confirmation.
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../shared/base/clock.ts'
import type { EventEnvelope, Subscribe } from '../../shared/model/event.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { QuestionControls } from '../../shared/model/show.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import type { Interrupts } from './interrupts.ts'

/** A press this soon after a question came to the front was meant for something else. */
const FRESH_MS = 400

interface AnsweringOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly interrupts: Interrupts
  readonly patterns?: PatternWork
  /** What people call the control, or who sent the message. */
  nameOf(event: EventEnvelope): string
}

export interface Answering extends Disposable {
  /** From now on these controls answer. What is in front, and since when, stays. */
  take(controls: QuestionControls, change: ShowChange): void
  panic(): Partial<PanicEnded>
}

export function createAnswering(options: AnsweringOptions): Answering {
  const wiring = new DisposableStack()
  const { clock, subscribe, interrupts, patterns, nameOf } = options
  const table = new MatchTable({
    ...{ subscribe, ends: false },
    patterns,
  })
  let controls: QuestionControls = { yes: [], no: [] }
  let heard = new DisposableStack()
  let front: string | null = null
  let frontSince = 0

  function answer(yes: boolean, event: EventEnvelope): void {
    const [question] = interrupts.view().pending
    if (question?.kind !== 'confirmation') return
    if (event.at < Math.max(question.raisedAt, frontSince) + FRESH_MS) return
    interrupts.answer(question.interruptId, yes, nameOf(event), event.seq)
  }

  /** Another question that comes to the front has not been read yet, however long it has waited. */
  function lookAtFront(): void {
    const now = interrupts.view().pending[0]?.interruptId ?? null
    if (now === front) return
    front = now
    frontSince = clock.now()
  }

  function take(next: QuestionControls): void {
    const isSame = isDeepStrictEqual(next, controls)
    controls = next
    if (isSame) return
    const before = heard
    heard = new DisposableStack()
    for (const match of next.yes) heard.use(table.add(match, (event) => answer(true, event)))
    for (const match of next.no) heard.use(table.add(match, (event) => answer(false, event)))
    // After those are there, so that what both listen to is listened to all the time.
    before.dispose()
  }

  wiring.defer(() => heard.dispose())
  wiring.use(subscribe('interrupt.*', lookAtFront, { acts: false }))
  // Nothing waits here: the questions themselves are taken back by their own stage.
  return { take, panic: () => ({}), [Symbol.dispose]: () => wiring.dispose() }
}
