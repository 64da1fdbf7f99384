// What has just arrived, a few lines of each family, however fast it comes.
import type { Clock } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { Subscribe } from '../../shared/model/event.ts'
import { INPUT_TYPES, inputFamily, inputFamilyOf } from '../../shared/model/input.ts'
import type { HeardInput, InputEvent } from '../../shared/model/input-event.ts'
import type { InputFamily } from '../../shared/model/input.ts'
import { controlKey } from './control-key.ts'

/** Kept of each family, so that a flood of one leaves the others their lines. */
const LINES = 40
const PERIOD_MS = 500
/** More lines of one source than this in a period cannot be read as they go by. */
const LINES_OF_A_SOURCE = 20
/** Sources of a period that get lines. */
const SOURCES = 256

/** MIDI messages that come by themselves as long as a device runs. */
const TICKING: ReadonlySet<string> = new Set(['clock', 'activeSensing', 'quarterFrame', 'timecode'])

interface Line {
  readonly seq: number
  readonly family: InputFamily
  event: InputEvent
  count: number
}

interface SourceLines {
  lines: number
  /** The latest line of this period, by control. */
  readonly latest: Map<string, Line>
}

export interface MonitorOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
}

/**
 * Keeps events and not words: at tens of thousands a second there is only time to count, and whoever looks puts the few that
 * are left into words.
 */
export class Monitor implements Disposable {
  readonly #clock: Clock
  readonly #wiring = new DisposableStack()
  readonly #rings = new Map<InputFamily, Ring<Line>>(
    inputFamily.options.map((family) => [family, new Ring(LINES)]),
  )
  readonly #sources = new Map<string, SourceLines>()
  /** One line for all of a source's ticks, for as long as it is kept. */
  readonly #ticks = new Map<string, Line>()
  readonly #listeners = new Set<(seq: number) => void>()
  #periodEndsAt = 0
  #omitted = 0
  #omittedBefore = 0

  constructor({ clock, subscribe }: MonitorOptions) {
    this.#clock = clock
    for (const type of INPUT_TYPES) {
      const hear = (event: unknown): void => this.#hear(event as InputEvent)
      this.#wiring.use(subscribe(type, hear, { acts: false }))
    }
  }

  /** Newest first; `omitted` are those of the last period that no line tells. */
  heard(): { readonly lines: readonly HeardInput[]; readonly omitted: number } {
    this.#startPeriodWhenDue()
    const lines = [...this.#rings.values()].flatMap((ring) => [...ring.newestFirst()])
    // Copies, because the lines go on counting.
    const newestFirst = lines.sort((a, b) => b.seq - a.seq).map((line) => ({ ...line }))
    return { lines: newestFirst, omitted: this.#omittedBefore + this.#omitted }
  }

  /** Calls `listener` with the `seq` of each input; it must be quick. */
  onChanged(listener: (seq: number) => void): Disposable {
    const entry = (seq: number): void => listener(seq)
    this.#listeners.add(entry)
    return disposable('listener of the monitor', () => this.#listeners.delete(entry))
  }

  [Symbol.dispose](): void {
    this.#wiring.dispose()
  }

  #hear(event: InputEvent): void {
    const family = inputFamilyOf(event)
    if (family === null || isHighByteAlone(event)) return
    this.#startPeriodWhenDue()
    const tick = tickOf(event)
    if (tick === null) this.#addLine(event, family)
    else this.#addTick(event, family, tick)
    for (const changed of this.#listeners) changed(event.seq)
  }

  #addLine(event: InputEvent, family: InputFamily): void {
    const source = this.#sources.get(event.source) ?? this.#beginSource(event.source)
    if (source === null) this.#omitted += 1
    else if (source.lines < LINES_OF_A_SOURCE) {
      source.lines += 1
      source.latest.set(controlKey(event), this.#add(event, family))
    } else {
      const line = source.latest.get(controlKey(event))
      if (line === undefined) this.#omitted += 1
      else countOneMore(line, event)
    }
  }

  #addTick(event: InputEvent, family: InputFamily, tick: string): void {
    const line = this.#ticks.get(tick)
    if (line === undefined) this.#ticks.set(tick, this.#add(event, family))
    else countOneMore(line, event)
  }

  #beginSource(source: string): SourceLines | null {
    if (this.#sources.size === SOURCES) return null
    const begun = { lines: 0, latest: new Map<string, Line>() }
    this.#sources.set(source, begun)
    return begun
  }

  #add(event: InputEvent, family: InputFamily): Line {
    const line: Line = { seq: event.seq, family, event, count: 1 }
    const fallen = this.#rings.get(family)?.push(line)
    const tick = fallen === undefined ? null : tickOf(fallen.event)
    if (tick !== null) this.#ticks.delete(tick)
    return line
  }

  #startPeriodWhenDue(): void {
    const now = this.#clock.now()
    if (now < this.#periodEndsAt) return
    const wasJustNow = now < this.#periodEndsAt + PERIOD_MS
    this.#omittedBefore = wasJustNow ? this.#omitted : 0
    this.#omitted = 0
    this.#periodEndsAt = now + PERIOD_MS
    this.#sources.clear()
  }
}

function countOneMore(line: Line, event: InputEvent): void {
  line.event = event
  line.count += 1
}

/** A value of 14 bits made of its high byte alone says no more than the controller's own line, and most devices send no low byte. */
function isHighByteAlone(event: InputEvent): boolean {
  if (event.type !== 'midi.received') return false
  const { message } = event.payload
  return message.kind === 'control14' && message.value % 128 === 0
}

/** Names the ticking that an event is part of; null for what somebody does. */
function tickOf(event: InputEvent): string | null {
  if (event.type === 'timecode.received') return `${event.source}\ntimecode`
  if (event.type !== 'midi.received') return null
  const { kind } = event.payload.message
  return TICKING.has(kind) ? `${event.source}\n${kind}` : null
}
