// What a show's triggers listen for: events that happen, and places that a tape passes.
import type { EventEnvelope } from './event.ts'
import { MatchTable } from './match-table.ts'
import type { MatchTableOptions } from './match-table.ts'
import { TimecodeTable } from './timecode-table.ts'
import type { Trigger } from './trigger.ts'

export class TriggerTable {
  readonly #matches: MatchTable
  readonly #timecodes: TimecodeTable

  constructor(options: MatchTableOptions) {
    const { subscribe, priority, name } = options
    this.#matches = new MatchTable(options)
    this.#timecodes = new TimecodeTable(subscribe, priority, name)
  }

  /** Calls `act` with each event that the trigger listens for. */
  add(trigger: Trigger, act: (event: EventEnvelope) => void): Disposable {
    return 'timecode' in trigger ? this.#timecodes.add(trigger, act) : this.#matches.add(trigger, act)
  }
}
