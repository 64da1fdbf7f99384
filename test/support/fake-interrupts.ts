// Questions that wait until they are answered, by this or another client, or time out.
import type { Clock } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { InterruptsView, PendingInterrupt } from '../../shared/contract/scheduler-streams.ts'
import type { InterruptAnswer } from '../../shared/model/interrupt.ts'
import type { Scenario } from './scenarios.ts'

type Question = Pick<PendingInterrupt, 'kind' | 'prompt'> &
  Partial<Pick<PendingInterrupt, 'owner' | 'ownerName' | 'choices' | 'default'>> & {
    readonly timeout?: number
  }

export class FakeInterrupts {
  readonly #clock: Clock
  #pending: PendingInterrupt[] = []
  #past: InterruptsView['past'] = []
  #raised = 0

  constructor(clock: Clock, scenario: Scenario) {
    this.#clock = clock
    if (scenario === 'troubled') {
      this.raise({
        kind: 'confirmation',
        prompt: 'The desk does not answer. Go on without its lights?',
        ownerName: 'Colour chase',
        default: false,
        timeout: 600_000,
      })
      this.raise({
        kind: 'clarification',
        prompt: 'Which look for the curtain call?',
        choices: ['Warm', 'Cold', 'As rehearsed on Tuesday'],
        default: 'Warm',
        timeout: 900_000,
      })
      this.raise({ kind: 'clarification', prompt: 'What is the name of tonight’s soloist?' })
    }
    if (scenario === 'wide') {
      const prompt =
        'Is the trap door on stage left closed, locked and reported as such by the stage manager, '
      this.raise({
        kind: 'clarification',
        prompt: prompt.repeat(5),
        ownerName: 'Act two, scene four: the storm over the harbour '.repeat(3).trim(),
        choices: Array.from(
          { length: 20 },
          (_, index) => `${index + 1} ${prompt.slice(0, (index * 5) % 80)}`,
        ),
      })
    }
  }

  view(): InterruptsView {
    return { pending: this.#pending, past: this.#past }
  }

  raise({
    kind,
    prompt,
    ownerName = 'Doors open',
    owner = `rule:foyer/asks-${this.#raised + 1}`,
    choices = [],
    default: answer = null,
    timeout,
  }: Question): string {
    this.#raised += 1
    const interruptId = `q${this.#raised}`
    const raisedAt = this.#clock.now()
    const timeoutAt = timeout === undefined ? null : raisedAt + timeout
    const asked = {
      interruptId,
      owner,
      ownerName,
      kind,
      prompt,
      choices,
      default: answer,
      raisedAt,
      timeoutAt,
    }
    this.#pending = [...this.#pending, asked]
    return interruptId
  }

  tick(): void {
    const now = this.#clock.now()
    for (const one of this.#pending) {
      if (one.timeoutAt !== null && one.timeoutAt <= now) this.end(one.interruptId, one.default, 'timeout')
    }
  }

  end(interruptId: string, answer: InterruptAnswer | null, by: string): boolean {
    const found = this.#pending.find((one) => one.interruptId === interruptId)
    if (found === undefined) return false
    this.#pending = this.#pending.filter((one) => one !== found)
    this.#past = [{ ...found, endedAt: this.#clock.now(), answer, by }, ...this.#past]
    return true
  }

  /** The answer, why it is refused, or null where the command is no concern of questions. */
  act(command: string, args: Record<string, unknown>): object | Fault | null {
    if (command !== 'interrupt.answer' && command !== 'interrupt.clear') return null
    const interruptId = String(args['interruptId'])
    const answer = command === 'interrupt.answer' ? (args['answer'] as InterruptAnswer) : null
    if (this.end(interruptId, answer, 'ws:127.0.0.1:50200')) return { interruptId, answer }
    return fault('interrupt/answered', interruptId, 'it was over 0.2 s ago', 'nothing more is to be done')
  }
}
