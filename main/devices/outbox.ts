// Events on their way to the engine: sent together once each turn of the event loop, held back while the engine is behind.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { policyOf } from '../../shared/model/policies.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import { BATCH, CHANGE_BYTES, RECORD } from './changes.ts'
import type { SentEvent } from './messages.ts'
import { NumberedControls } from './numbered-controls.ts'
import type { Change, Slot } from './numbered-controls.ts'
import { Records } from './records.ts'

/** Bytes that the engine may not have taken yet; what comes then waits here, where values that are outdated fall away. */
export const MOST_UNDER_WAY = 512 * 1024
/** Bytes that wait: some hundred thousand changes, or the dumps of a few synthesizers. */
export const OUTBOX_BYTES = 4 * 1024 * 1024
/** Beyond it, for where each control stands in the end and for devices that come and go. */
const RESERVED_BYTES = 512 * 1024
/** Types of which only the latest of a key matters, such as counts of what was rejected: keys that wait. */
const MOST_LATEST = 1_024
/** Of one frame, unless a single event is longer. */
const FRAME_BYTES = 64 * 1024

const encoder = new TextEncoder()

interface OutboxOptions {
  /** Runs what is given at the end of this turn of the event loop. */
  readonly defer: (run: () => void) => void
  readonly say: (frame: Uint8Array) => void
}

export class Outbox {
  readonly #options: OutboxOptions
  readonly #announcements = new Records()
  readonly #waiting = new Records()
  readonly #controls = new NumberedControls(
    (announcement) => void this.#announcements.addText(RECORD.control, announcement, Infinity),
  )
  /** The latest of each key, of types that drive nothing. */
  readonly #latest = new Map<string, SentEvent>()
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

  push(draft: EventDraft, at: MonotonicMs): void {
    const change = this.#controls.changeOf(draft)
    if (change === null) this.#pushEvent(draft, at)
    else this.#pushChange(change, at)
    this.#flushSoon()
  }

  /** The engine has not taken what it was told for a while: what can be told later should be. */
  get isBehind(): boolean {
    return this.#underWay >= MOST_UNDER_WAY
  }

  /** Says what is no event, however far the engine is behind. */
  say(text: string): void {
    this.#say(encoder.encode(text))
  }

  /** The engine has taken so many bytes of what was said. */
  taken(bytes: number): void {
    this.#underWay = Math.max(0, this.#underWay - bytes)
    this.#flushSoon()
  }

  /** Sends what waits, as far as the engine can take it. */
  flush(): void {
    for (const event of this.#latest.values()) this.#waiting.addText(RECORD.event, event, Infinity)
    this.#latest.clear()
    while (this.#waiting.length > 0) {
      const room = MOST_UNDER_WAY - this.#underWay
      // One that is longer than all the room there is goes alone.
      if (room <= 0) return
      const end = this.#waiting.endWithin(Math.min(room, FRAME_BYTES))
      if (end > room && this.#underWay > 0) return
      this.#sayBatch(end)
    }
  }

  #pushChange({ control: { number, slot, isStream }, value }: Change, at: MonotonicMs): void {
    const waits = this.#waiting.holds(slot.place)
    if (waits && isStream && isOutdated(slot, value)) this.#waiting.replace(slot.place, number, value, at)
    else if (this.#waiting.length + CHANGE_BYTES > OUTBOX_BYTES) {
      this.#dropped += 1
      if (!slot.holds) return
      // It is lost what it did meanwhile, and not where it stands in the end.
      if (waits) this.#waiting.replace(slot.place, number, value, at)
      else if (this.#waiting.length + CHANGE_BYTES > OUTBOX_BYTES + RESERVED_BYTES) return
      else slot.place = this.#waiting.addChange(number, value, at)
    } else {
      slot.before = slot.value
      slot.place = this.#waiting.addChange(number, value, at)
    }
    slot.value = value
  }

  #pushEvent({ type, source, cause, payload }: EventDraft, at: MonotonicMs): void {
    const event: SentEvent = [at, type, source, cause, payload]
    const { key, lane } = policyOf(type)
    const own = lane(payload) === 'observation' ? key(payload, source) : null
    if (own === null) {
      const most = OUTBOX_BYTES + (type.startsWith('device.') ? RESERVED_BYTES : 0)
      if (!this.#waiting.addText(RECORD.event, event, most)) this.#dropped += 1
      return
    }
    const latest = `${type}\n${source}\n${own}`
    if (this.#latest.size < MOST_LATEST || this.#latest.has(latest)) this.#latest.set(latest, event)
    else this.#dropped += 1
  }

  /** Announcements go ahead of what they announce. */
  #sayBatch(end: number): void {
    let announced = this.#announcements.endWithin(FRAME_BYTES)
    while (announced < this.#announcements.length) {
      this.#sayRecords(announced, 0)
      announced = this.#announcements.endWithin(FRAME_BYTES)
    }
    this.#sayRecords(announced, end)
  }

  #sayRecords(announced: number, end: number): void {
    const frame = new Uint8Array(1 + announced + end)
    frame[0] = BATCH
    this.#announcements.take(announced, frame, 1)
    this.#waiting.take(end, frame, 1 + announced)
    this.#say(frame)
  }

  #say(frame: Uint8Array): void {
    this.#underWay += frame.length
    this.#options.say(frame)
  }

  #flushSoon(): void {
    const waits = this.#waiting.length > 0 || this.#latest.size > 0
    if (this.#isDue || !waits || this.isBehind) return
    this.#isDue = true
    this.#options.defer(() => {
      this.#isDue = false
      this.flush()
    })
  }
}

/** A value on the way to a newer one may fall away; where the way turns, a press or a release may lie, and it stays. */
function isOutdated({ before, value, repeats, rest }: Slot, next: number): boolean {
  // By its first value a fader is told from a button, which tells the same again for each press.
  if (repeats && before === rest) return false
  return (before < value && value < next) || (before > value && value > next)
}
