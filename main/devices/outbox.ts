// Events on their way to the engine: sent together once each turn of the event loop, held back while the engine is behind.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { policyOf } from '../../shared/model/event.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import { signalOf } from '../../shared/model/signal.ts'
import type { Signal } from '../../shared/model/signal.ts'
import { Recent } from '../../shared/base/recent.ts'
import type { SentEvent } from './messages.ts'

/** Events that the engine may not have taken yet; what comes then waits here, where values that are outdated fall away. */
const MOST_UNDER_WAY = 16_384
/** As many as the engine's own queue of them holds. */
export const OUTBOX_CAPACITY = 65_536
/** Controls of which the last value is surely remembered. */
const REMEMBERED_CONTROLS = 1_024
/** Characters of a line, above which the next one is begun. */
const LINE_CHARACTERS = 256 * 1024

interface OutboxOptions {
  /** Runs what is given at the end of this turn of the event loop. */
  readonly defer: (run: () => void) => void
  readonly say: (line: string) => void
}

function signalFrom([, type, source, , payload]: SentEvent): Signal | null {
  return signalOf(type, source, payload)
}

function valueOf(event: SentEvent | undefined): number | null {
  return event === undefined ? null : (signalFrom(event)?.value ?? null)
}

export class Outbox {
  readonly #options: OutboxOptions
  #waiting: SentEvent[] = []
  /** Place in `#waiting` of the latest value of a key. */
  readonly #places = new Map<string, number>()
  /** Where each control stood before the value that waits at its place. */
  readonly #before = new Recent<number>(REMEMBERED_CONTROLS)
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
    if (key !== null && place !== undefined && this.#isOutdated(key, place, event)) {
      this.#waiting[place] = event
      return
    }
    if (this.#waiting.length >= OUTBOX_CAPACITY) {
      this.#dropped += 1
      return
    }
    if (key !== null) {
      if (place !== undefined) this.#follow(key, this.#waiting[place])
      this.#places.set(key, this.#waiting.length)
    }
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
    for (const [key, place] of [...this.#places]) {
      if (place >= room) this.#places.set(key, place - room)
      else {
        this.#follow(key, leaving[place])
        this.#places.delete(key)
      }
    }
    this.#say(leaving)
  }

  /** A value on the way to a newer one may fall away; where the way turns, a press or a release may lie, and it stays. */
  #isOutdated(key: string, place: number, newer: SentEvent): boolean {
    const signal = signalFrom(newer)
    const value = valueOf(this.#waiting[place])
    const next = signal?.value ?? null
    if (signal === null || next === null || value === null || this.#waiting.length >= OUTBOX_CAPACITY)
      return true
    const { rest, repeats } = signal.manner
    const before = this.#before.get(key) ?? rest
    // By its first value a fader is told from a button, which tells the same again for each press.
    if (repeats && before === rest) return false
    return (before < value && value < next) || (before > value && value > next)
  }

  #follow(key: string, passed: SentEvent | undefined): void {
    const value = valueOf(passed)
    if (value !== null) this.#before.add(key, value)
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
