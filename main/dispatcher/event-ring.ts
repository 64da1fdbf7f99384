// The most recent events, bounded in number and in the bytes of the large ones, which go before any small one does.
import type { MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { SMALL_EVENT } from '../../shared/model/size.ts'

interface Bounds {
  readonly events: number
  /** Bytes of those that are larger than `SMALL_EVENT`; the others together take less than that for each place. */
  readonly largeBytes: number
}

/** What few events have. */
type Rare = Pick<EventEnvelope, 'collapsed' | 'edges' | 'ahead' | 'layers'>

/** In the column of numbers, where nothing is kept. */
const NOTHING = -1
const NO_CAUSE = -1

/**
 * Kept in columns: a collection of young objects copies all that are still held, and of thousands of values a second the
 * envelopes would be a good part of that. An event that is asked for is put together again.
 */
export class EventRing {
  readonly #bounds: Bounds
  readonly #dropped: (bytes: number) => void
  /** Each column grows until it has a place for each: of most runs only a handful is ever kept. */
  #seqs: number[] = []
  #types: string[] = []
  #sources: string[] = []
  #ats: MonotonicMs[] = []
  #times: WallMs[] = []
  #causes: number[] = []
  #payloads: EventEnvelope['payload'][] = []
  #bytes: number[] = []
  #edges: EventEnvelope['edge'][] = []
  #rare: (Rare | null)[] = []
  /** Events ever taken in; the newest is in the place before this one, modulo their number. */
  #taken = 0
  /** Of those, how many have been passed in the search for the oldest large one. */
  #passed = 0
  #size = 0
  #largeBytes = 0

  /** `dropped` hears of the bytes of each event that makes room, and must not touch the ring. */
  constructor(bounds: Bounds, dropped: (bytes: number) => void = () => undefined) {
    this.#bounds = bounds
    this.#dropped = dropped
  }

  get size(): number {
    return this.#size
  }

  /** Answers the place that it has until it makes room. */
  push(event: EventEnvelope): number {
    const place = this.#taken % this.#bounds.events
    if (this.#taken >= this.#bounds.events) this.#drop(place)
    this.#seqs[place] = event.seq
    this.#types[place] = event.type
    this.#sources[place] = event.source
    this.#ats[place] = event.at
    this.#times[place] = event.time
    this.#causes[place] = event.cause ?? NO_CAUSE
    this.#payloads[place] = event.payload
    this.#bytes[place] = event.bytes
    this.#edges[place] = event.edge
    this.#rare[place] = rareOf(event)
    this.#taken += 1
    this.#size += 1
    if (event.bytes <= SMALL_EVENT) return place
    this.#largeBytes += event.bytes
    while (this.#largeBytes > this.#bounds.largeBytes) this.#dropOldestLarge()
    return place
  }

  /** The event of this number, if that is still the one at `place`. */
  find(seq: number, place: number): EventEnvelope | null {
    return this.#seqs[place] === seq ? this.#eventAt(place) : null
  }

  /**
   * Lets go of everything, for an owner that forgets the ring. The collector may take long to find that nobody has it any
   * more: an old table of a Map refers to its successor, so that whoever was forgotten lately seems to be in use until then.
   */
  clear(): void {
    this.#seqs = []
    this.#types = []
    this.#sources = []
    this.#ats = []
    this.#times = []
    this.#causes = []
    this.#payloads = []
    this.#bytes = []
    this.#edges = []
    this.#rare = []
    this.#taken = 0
    this.#passed = 0
    this.#size = 0
    this.#largeBytes = 0
  }

  *newestFirst(): Generator<EventEnvelope> {
    const { events } = this.#bounds
    const oldest = Math.max(0, this.#taken - events)
    for (let number = this.#taken - 1; number >= oldest; number -= 1) {
      const place = number % events
      if (this.#seqs[place] !== NOTHING) yield this.#eventAt(place)
    }
  }

  #eventAt(place: number): EventEnvelope {
    const cause = this.#causes[place] as number
    const edge = this.#edges[place]
    return {
      seq: this.#seqs[place] as number,
      type: this.#types[place] as string,
      source: this.#sources[place] as string,
      at: this.#ats[place] as MonotonicMs,
      time: this.#times[place] as WallMs,
      cause: cause === NO_CAUSE ? null : cause,
      payload: this.#payloads[place] as EventEnvelope['payload'],
      bytes: this.#bytes[place] as number,
      ...(edge !== undefined && { edge }),
      ...this.#rare[place],
    }
  }

  /** There is one. The search goes on where the last one ended, so that it costs no more than taking the events in. */
  #dropOldestLarge(): void {
    const { events } = this.#bounds
    this.#passed = Math.max(this.#passed, this.#taken - events)
    while (!this.#isLarge(this.#passed % events)) this.#passed += 1
    this.#drop(this.#passed % events)
  }

  #isLarge(place: number): boolean {
    return this.#seqs[place] !== NOTHING && (this.#bytes[place] as number) > SMALL_EVENT
  }

  #drop(place: number): void {
    if (this.#seqs[place] === NOTHING) return
    const bytes = this.#bytes[place] as number
    if (this.#isLarge(place)) this.#largeBytes -= bytes
    this.#seqs[place] = NOTHING
    this.#payloads[place] = null
    this.#rare[place] = null
    this.#size -= 1
    this.#dropped(bytes)
  }
}

function rareOf({ collapsed, edges, ahead, layers }: EventEnvelope): Rare | null {
  if (collapsed === undefined && edges === undefined && ahead === undefined && layers === undefined)
    return null
  return {
    ...(collapsed !== undefined && { collapsed }),
    ...(edges !== undefined && { edges }),
    ...(ahead !== undefined && { ahead }),
    ...(layers !== undefined && { layers }),
  }
}
