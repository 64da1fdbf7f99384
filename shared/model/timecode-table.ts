// Finds which of thousands of timecode triggers a tape has passed, by lookup of the stretch that it ran.
import { setBounded } from '../base/bounded-map.ts'
import { dispose, disposable } from '../base/disposable.ts'
import { firstFrom } from '../base/first-from.ts'
import type { EventEnvelope, Subscribe } from './event.ts'
import type { TimecodeRate } from './midi.ts'
import { UNRANKED } from './match-table.ts'
import type { Rank } from './match-table.ts'
import { Tape } from './tape.ts'
import type { Stretch } from './tape.ts'
import { framesPerDay } from './timecode.ts'
import { frameOfTrigger } from './timecode-trigger.ts'
import type { TimecodeTrigger } from './timecode-trigger.ts'

/** Tapes followed at once; whichever has been silent for longest is forgotten. */
const TAPES = 64

/** Places that are named of those that a tape jumped over. */
const NAMED = 20

/** What a tape went past without playing it, of triggers that then do nothing. */
export interface JumpedOver {
  /** How many, and the first of them in the order of the tape. */
  readonly count: number
  readonly cues: readonly { readonly name: string; readonly timecode: string }[]
}

interface Entry {
  readonly rank: Rank
  readonly order: number
  readonly trigger: TimecodeTrigger
  /** What it belongs to, for people. */
  readonly label: string
  act(event: EventEnvelope): void
}

/** Entries in the order of the tape, each at its frame since midnight. */
interface Sorted {
  readonly frames: readonly number[]
  readonly entries: readonly Entry[]
}

export class TimecodeTable {
  readonly #subscribe: Subscribe
  readonly #jumpedOver: (jumpedOver: JumpedOver, event: EventEnvelope) => void
  readonly #entries = new Set<Entry>()
  /** Made when a tape of a rate is heard, and made anew when a trigger has come or gone. */
  readonly #sorted = new Map<TimecodeRate, Sorted>()
  /** By the source of their timecode, the one heard last at the end. */
  readonly #tapes = new Map<string, Tape>()
  #subscription: Disposable | null = null
  #order = 0

  constructor(subscribe: Subscribe, jumpedOver: (jumpedOver: JumpedOver, event: EventEnvelope) => void) {
    this.#jumpedOver = jumpedOver
    this.#subscribe = subscribe
  }

  /** Calls `act` when a tape passes the trigger's place, with the event that told so; in the order of the tape, then by rank. */
  add(
    trigger: TimecodeTrigger,
    label: string,
    act: (event: EventEnvelope) => void,
    rank = UNRANKED,
  ): Disposable {
    const entry: Entry = { rank, order: this.#order++, trigger, label, act }
    this.#entries.add(entry)
    this.#sorted.clear()
    this.#subscription ??= this.#listen()
    return disposable('timecode trigger', () => {
      this.#entries.delete(entry)
      this.#sorted.clear()
      if (this.#entries.size > 0) return
      dispose(this.#subscription)
      this.#subscription = null
      this.#tapes.clear()
    })
  }

  #listen(): Disposable {
    const wiring = new DisposableStack()
    wiring.use(this.#subscribe('timecode.received', (event) => this.#hear(event), { acts: true }))
    // What a tape had run through by then starts nothing later.
    const cut = ({ at }: EventEnvelope): void => {
      for (const tape of this.#tapes.values()) tape.cut(at)
    }
    wiring.use(this.#subscribe('show.panicked', cut, { acts: false }))
    return wiring
  }

  #hear(event: EventEnvelope<'timecode.received'>): void {
    const { source } = event
    const tape = this.#tapes.get(source) ?? new Tape()
    this.#tapes.delete(source)
    setBounded(this.#tapes, source, tape, TAPES)
    for (const stretch of tape.follow(event)) {
      const passed = this.#passed(stretch, source)
      if (stretch.jumped) this.#reportJumpedOver(passed, event)
      for (const entry of passed) {
        if (isFired(entry.trigger, stretch) && this.#entries.has(entry)) entry.act(event)
      }
    }
  }

  #reportJumpedOver(passed: readonly Entry[], event: EventEnvelope): void {
    const over = passed.filter(({ trigger }) => trigger.onJump === 'skip')
    if (over.length === 0) return
    const cues = over
      .slice(0, NAMED)
      .map(({ label, trigger }) => ({ name: label, timecode: trigger.timecode }))
    this.#jumpedOver({ count: over.length, cues }, event)
  }

  /** In the order in which the tape passed them, played or not. */
  #passed(stretch: Stretch, source: string): Entry[] {
    const { frames, entries } = this.#sorted.get(stretch.rate) ?? this.#sort(stretch.rate)
    const found: { entry: Entry; after: number }[] = []
    for (const [first, last] of rangesOf(stretch)) {
      for (let at = firstFrom(frames, first); (frames[at] ?? Infinity) <= last; at += 1) {
        const entry = entries[at] as Entry
        if (!listensTo(entry.trigger, stretch, source)) continue
        found.push({ entry, after: distance(stretch, frames[at] as number) })
      }
    }
    return found.sort((a, b) => a.after - b.after || inOrder(a.entry, b.entry)).map(({ entry }) => entry)
  }

  #sort(rate: TimecodeRate): Sorted {
    const placed = Array.from(this.#entries, (entry) => ({
      entry,
      frame: frameOfTrigger(entry.trigger, rate),
    }))
    placed.sort((a, b) => a.frame - b.frame || a.entry.order - b.entry.order)
    const sorted = { frames: placed.map(({ frame }) => frame), entries: placed.map(({ entry }) => entry) }
    this.#sorted.set(rate, sorted)
    return sorted
  }
}

function listensTo({ direction, source }: TimecodeTrigger, stretch: Stretch, heard: string): boolean {
  if (source !== undefined && source !== heard) return false
  return direction === 'both' || direction === stretch.direction
}

function isFired({ onJump }: TimecodeTrigger, { jumped }: Stretch): boolean {
  return !jumped || onJump === 'fire'
}

function inOrder(a: Entry, b: Entry): number {
  return a.rank.place - b.rank.place || a.order - b.order
}

/** Frames from the beginning of a stretch to one that it passes. */
function distance({ rate, from, direction }: Stretch, frame: number): number {
  const day = framesPerDay(rate)
  const ahead = direction === 'forward' ? frame - from : from - frame
  return ((ahead % day) + day) % day
}

/** The stretch as numbers of the day, lowest and highest; two of them where it leads over midnight. */
function rangesOf({ rate, from, length, direction }: Stretch): (readonly [first: number, last: number])[] {
  const day = framesPerDay(rate)
  const lowest = direction === 'forward' ? from : from - length
  const first = ((lowest % day) + day) % day
  const last = first + length
  if (last < day) return [[first, last]]
  return [
    [first, day - 1],
    [0, last - day],
  ]
}
