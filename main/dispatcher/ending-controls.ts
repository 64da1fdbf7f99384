// Controls of the show that end something: a press of one is handed out before all that waits, whatever floods.
import type { Ahead } from '../../shared/model/ahead.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { compileMatch, coversType } from '../../shared/model/match.ts'
import type { EventMatch, EventPredicate } from '../../shared/model/match.ts'

export interface EndingControl {
  readonly match: EventMatch
  /** As what a press of it goes ahead. */
  readonly ahead: Ahead
}

interface Compiled extends EndingControl {
  readonly matches: EventPredicate
}

const NONE: readonly Compiled[] = []
/** Types of which it is known who asks for them: more than a show declares. */
const MOST_TYPES = 10_000

export class EndingControls {
  #controls: readonly Compiled[] = NONE
  readonly #byType = new Map<string, readonly Compiled[]>()

  /** From now on these and no others. */
  become(controls: readonly EndingControl[]): void {
    this.#controls = controls.map((control) => ({ ...control, matches: compileMatch(control.match) }))
    this.#byType.clear()
  }

  /** Whether an event of this type can be one: asked of every event. */
  mayBe(type: string): boolean {
    return this.#controls.length > 0 && this.#of(type).length > 0
  }

  aheadOf(event: EventEnvelope): Ahead | undefined {
    return this.#of(event.type).find(({ matches }) => matches(event))?.ahead
  }

  #of(type: string): readonly Compiled[] {
    const known = this.#byType.get(type)
    if (known !== undefined) return known
    const found = this.#controls.filter(({ match }) => coversType(match.event, type))
    // What ends more goes first.
    found.sort((a, b) => Number(b.ahead === 'panic') - Number(a.ahead === 'panic'))
    if (this.#byType.size < MOST_TYPES) this.#byType.set(type, found)
    return found
  }
}
