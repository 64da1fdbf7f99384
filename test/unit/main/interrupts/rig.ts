// The interrupts stage on a simulated clock, with everything that it publishes and tells kept.
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft } from '../../../../shared/model/event.ts'
import { interruptRequest } from '../../../../shared/model/interrupt.ts'
import type { InterruptAnswer, InterruptRequest } from '../../../../shared/model/interrupt.ts'
import { Interrupts } from '../../../../main/interrupts/interrupts.ts'

/** A request with the defaults of the show file filled in. */
export function request(fields: Record<string, unknown> = {}): InterruptRequest {
  return interruptRequest.parse({ kind: 'confirmation', prompt: 'Ready?', ...fields })
}

export class InterruptsRig implements Disposable {
  readonly clock = new SimulatedClock(1000)
  readonly events: (EventDraft & { readonly seq: number; readonly at: number })[] = []
  /** `owner answer by seq` of every asker told, in order. */
  readonly told: string[] = []
  readonly interrupts = new Interrupts({
    clock: this.clock,
    publish: (draft) => {
      const seq = this.events.length + 1
      this.events.push({ ...draft, seq, at: this.clock.now() })
      return seq
    },
  })

  /** Raises and answers the id. */
  raise(owner: string, fields: Record<string, unknown> = {}, cause: number | null = null): string {
    const answered = (answer: InterruptAnswer | null, by: string, seq: number): void =>
      void this.told.push(`${owner} ${String(answer)} ${by} ${seq}`)
    const raised = this.interrupts.raise(owner, `name of ${owner}`, request(fields), cause, answered)
    if (!raised.ok) throw new Error(raised.error.what)
    return raised.value.interruptId
  }

  [Symbol.dispose](): void {
    this.interrupts[Symbol.dispose]()
  }
}
