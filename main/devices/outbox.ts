// Events on their way to the engine: sent together once each turn of the event loop, held back while the engine is behind.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { policyOf } from '../../shared/model/event.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import type { SentEvent } from './messages.ts'

/** Events that the engine may not have taken yet; what comes then waits here, where values that are outdated fall away. */
const MOST_UNDER_WAY = 16_384
/** As many as the engine's own queue of them holds. */
export const OUTBOX_CAPACITY = 65_536
/** Characters of a line, above which the next one is begun. */
const LINE_CHARACTERS = 256 * 1024

interface OutboxOptions {
  /** Runs what is given at the end of this turn of the event loop. */
  readonly defer: (run: () => void) => void
  readonly say: (line: string) => void
}

export class Outbox {
  readonly #options: OutboxOptions
  #waiting: SentEvent[] = []
  /** Place in `#waiting` of the value that a newer one of the same key replaces. */
  readonly #places = new Map<string, number>()
  #underWay = 0
  #isDue = false
  #dropped = 0

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Events that found no room. */
  get dropped(): number {
    return this.#dropped
  }

  push({ type, source, cause, payload }: EventDraft, at: MonotonicMs): void {
    const event: SentEvent = [at, type, source, cause, payload]
    const own = policyOf(type).key(payload, source)
    const key = own === null ? null : `${type}\n${source}\n${own}`
    const place = key === null ? undefined : this.#places.get(key)
    if (place !== undefined) {
      this.#waiting[place] = event
      return
    }
    if (this.#waiting.length >= OUTBOX_CAPACITY) {
      this.#dropped += 1
      return
    }
    if (key !== null) this.#places.set(key, this.#waiting.length)
    this.#waiting.push(event)
    this.#flushSoon()
  }

  /** The engine has taken so many. */
  taken(events: number): void {
    this.#underWay -= events
    this.#flushSoon()
  }

  /** Sends what waits, as far as the engine can take it. */
  flush(): void {
    const room = Math.min(MOST_UNDER_WAY - this.#underWay, this.#waiting.length)
    if (room <= 0) return
    const leaving = this.#waiting.splice(0, room)
    this.#underWay += leaving.length
    this.#places.clear()
    this.#waiting.forEach(([, type, source, , payload], place) => {
      const own = policyOf(type).key(payload, source)
      if (own !== null) this.#places.set(`${type}\n${source}\n${own}`, place)
    })
    this.#say(leaving)
  }

  #say(events: readonly SentEvent[]): void {
    let texts: string[] = []
    let characters = 0
    for (const event of events) {
      const text = JSON.stringify(event)
      texts.push(text)
      characters += text.length
      if (characters < LINE_CHARACTERS) continue
      this.#options.say(`[${texts.join(',')}]`)
      texts = []
      characters = 0
    }
    if (texts.length > 0) this.#options.say(`[${texts.join(',')}]`)
  }

  #flushSoon(): void {
    if (this.#isDue || this.#waiting.length === 0 || this.#underWay >= MOST_UNDER_WAY) return
    this.#isDue = true
    this.#options.defer(() => {
      this.#isDue = false
      this.flush()
    })
  }
}
