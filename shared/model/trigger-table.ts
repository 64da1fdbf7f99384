// What a show's triggers listen for: events that happen, and places that a tape passes.
import type { EventEnvelope } from './event.ts'
import { MatchTable } from './match-table.ts'
import type { MatchTableOptions, Rank } from './match-table.ts'
import { TimecodeTable } from './timecode-table.ts'
import type { JumpedOver } from './timecode-table.ts'
import type { Trigger } from './trigger.ts'

interface TriggerTableOptions extends MatchTableOptions {
  /** A tape went past places without playing them, and their triggers do nothing then. */
  jumpedOver(jumpedOver: JumpedOver, event: EventEnvelope): void
}

export class TriggerTable {
  readonly #matches: MatchTable
  readonly #timecodes: TimecodeTable

  constructor(options: TriggerTableOptions) {
    const { subscribe, jumpedOver } = options
    this.#matches = new MatchTable(options)
    this.#timecodes = new TimecodeTable(subscribe, jumpedOver)
  }

  /** Calls `act` with each event that the trigger listens for; `label` is what it belongs to, for people. */
  add(trigger: Trigger, label: string, act: (event: EventEnvelope) => void, rank?: Rank): Disposable {
    return 'timecode' in trigger
      ? this.#timecodes.add(trigger, label, act, rank)
      : this.#matches.add(trigger, act, rank)
  }
}
