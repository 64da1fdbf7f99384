// One message that is being moved: when it is told next, and what its packet holds then.
import type { Due } from '../../shared/base/due-heap.ts'
import { shapeOf, withinShare } from '../../shared/model/curve-shape.ts'
import { rampShape, tickAt, tickCount } from '../../shared/model/ramp.ts'
import type { Ramp } from '../../shared/model/ramp.ts'
import type { RampPatch } from '../../shared/model/ramp-lane.ts'
import type { CompiledRamp } from './compiled-ramp.ts'
import type { RunNumber } from './runner-protocol.ts'

/** The time by which it goes: that of a run, or the clock itself. */
export interface Track {
  positionAt(now: number): number
  /** Monotonic ms; Infinity while it stands still. */
  timeOf(position: number): number
  /** Milliseconds of it that pass in one. */
  readonly pace: number
}

export const CLOCK_TRACK: Track = { positionAt: (now) => now, timeOf: (position) => position, pace: 1 }

/** A number that moves: by how much later than the whole it begins, and where it is so long after that. */
export interface Part {
  /** Where in the packet it is. */
  readonly at: number
  readonly tag: RampPatch['tag'] | 'm'
  readonly after: number
  readonly value: (elapsed: number) => number
}

export interface Course {
  readonly track: Track
  /** Its beginning, as a position on the track, and how long it goes on. */
  readonly start: number
  readonly over: number
  /** Values a second. */
  readonly rate: number
  readonly parts: readonly Part[]
  /** Told first: where it begins, where it is now, the first value after that, or only its end, as nobody knows where it begins. */
  readonly first: 'begin' | 'now' | 'next' | 'end'
}

/** Whose it is, and what it moves. */
export interface Belonging {
  /** Of which it is a step, NO_RUN where it is none. */
  readonly run: RunNumber
  /** Of a step its emission, of what is none its number. */
  index: number
  readonly target: string | null
  /** Its own; null where it is sent by the main thread. */
  readonly packet: Uint8Array | null
  readonly slot: number
  readonly token: number
  /** Where packets of it that leave are counted by themselves; null where those of its run are. */
  readonly sent: Int32Array | null
}

/** What is told at a time. */
interface Reached {
  readonly elapsed: number
  readonly isLast: boolean
  /** Values before it that were due and are not told. */
  readonly skipped: number
}

const NOW = -1
/** What divisions leave of whole numbers. */
const ALMOST = 1e-6
const LARGEST_SINGLE = 3.4028234663852886e38
const [TRUE, FALSE] = [0x54, 0x46]

let nextOrder = 1

export class RampInFlight implements Due {
  readonly order = nextOrder++
  dueAt = Infinity
  place = -1
  readonly belonging: Belonging
  course: Course
  /** The step that it is; null where it is none. */
  step: CompiledRamp | null
  /** Where it began; NaN where nobody knows. */
  readonly from: number
  /** The last value, as it is written. */
  value = NaN
  /** What its packet holds is still to be sent, whether it changes or not. */
  owes = true
  /** Its end is sent whatever it is, where nothing else was. */
  hasTold = false
  readonly #view: DataView | null
  #interval = 0
  #count = 1
  #next = 0

  constructor(belonging: Belonging, course: Course, step: CompiledRamp | null, from: number) {
    this.belonging = belonging
    this.course = course
    this.step = step
    this.from = from
    const { packet } = belonging
    this.#view = packet === null ? null : new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  }

  /** Milliseconds of the clock between two values. */
  get interval(): number {
    return this.#interval / this.course.track.pace
  }

  /** Monotonic ms of what it tells next; Infinity while its track stands still. */
  get nextAt(): number {
    const { track, start, over } = this.course
    return track.timeOf(start + tickAt(this.#next, this.#count, over, this.#interval))
  }

  begin(now: number): void {
    const { first } = this.course
    this.#measure(now)
    if (first === 'end') this.#next = this.#count
    else if (first === 'now') this.#next = NOW
    else if (first === 'begin') this.#next = this.course.over === 0 ? this.#count : 0
    else if (this.step !== null) this.#isThere()
    this.#plan(now)
  }

  /** Where it begins was sent before it. */
  #isThere(): void {
    this.put(0)
    this.owes = false
  }

  /** Its track has been moved, or runs at another pace. */
  moved(now: number): void {
    const [isAtBeginning, isNow] = [this.#next === 0, this.#next === NOW]
    const elapsed = this.#measure(now)
    if (isNow) this.#next = NOW
    else if (isAtBeginning && elapsed <= 0) this.#next = 0
    else if (this.course.first === 'end') this.#next = this.#count
    this.#plan(now)
  }

  /** Its step is another emission now, and may go elsewhere or end elsewhere; where it began stays. */
  follow(index: number, step: CompiledRamp, start: number, now: number): void {
    const { course, belonging, from } = this
    belonging.index = index
    this.step = step
    const parts = [stepPart(step, from, belonging.packet)]
    const first = Number.isNaN(from) ? 'end' : course.first
    this.course = { ...course, start, over: step.over, rate: step.rate, parts, first }
    this.moved(now)
  }

  /** What is told at `now`; all before it is not told any more. Of those after it each `every`th is. */
  reach(now: number, every: number): Reached {
    const { track, start, over } = this.course
    const elapsed = track.positionAt(now) - start
    const isOver = elapsed >= over - ALMOST
    const passed = isOver ? this.#count : Math.floor(elapsed / this.#interval + ALMOST)
    const isNow = this.#next === NOW
    const tick = Math.min(this.#count, isNow ? Math.max(0, passed) : Math.max(this.#next, passed))
    const isLast = tick === this.#count
    const skipped = isNow ? 0 : tick - this.#next
    const at = isNow && !isLast ? Math.max(0, elapsed) : tickAt(tick, this.#count, over, this.#interval)
    this.#next = Math.min(this.#count, tick + every)
    this.#plan(now)
    return { elapsed: at, isLast, skipped }
  }

  /** Puts in its packet what it holds so long after its beginning; answers whether that is to be sent. */
  put(elapsed: number): boolean {
    for (const { at, tag, after, value } of this.course.parts) this.#write(at, tag, value(elapsed - after))
    return this.owes
  }

  /** The same of a value. */
  putValue(value: number): boolean {
    for (const { at, tag } of this.course.parts) this.#write(at, tag, value)
    return this.owes
  }

  #write(at: number, tag: Part['tag'], value: number): void {
    const view = this.#view
    switch (tag) {
      case 'f': {
        const single = Math.fround(Math.min(Math.max(value, -LARGEST_SINGLE), LARGEST_SINGLE))
        if (view === null) this.#note(value, single !== Math.fround(this.value))
        else this.#note(single, view.getFloat32(at) !== single)
        view?.setFloat32(at, single)
        return
      }
      case 'd':
        this.#note(value, view === null ? this.value !== value : view.getFloat64(at) !== value)
        view?.setFloat64(at, value)
        return
      case 'T': {
        const byte = value >= 0.5 ? TRUE : FALSE
        this.#note(value, view?.getUint8(at) !== byte)
        view?.setUint8(at, byte)
        return
      }
      default: {
        const whole = Math.min(Math.max(Math.round(value), -2_147_483_648), 2_147_483_647)
        this.#note(whole, view === null ? this.value !== whole : view.getInt32(at) !== whole)
        view?.setInt32(at, whole)
      }
    }
  }

  #note(value: number, isAnother: boolean): void {
    this.value = value
    if (isAnother) this.owes = true
  }

  #measure(now: number): number {
    const { track, start, over, rate } = this.course
    this.#interval = (1000 / rate) * track.pace
    this.#count = tickCount(over, this.#interval)
    const elapsed = track.positionAt(now) - start
    const passed = Math.max(0, Math.floor(elapsed / this.#interval + ALMOST))
    this.#next = Math.min(this.#count, passed + 1)
    return elapsed
  }

  #plan(now: number): void {
    const { track } = this.course
    // What is to be told now is told as soon as its track moves.
    this.dueAt = this.#next === NOW ? track.timeOf(track.positionAt(now)) : this.nextAt
  }
}

/** Where a step's value goes, from where it begins. */
export function stepPart(step: CompiledRamp, from: number, packet: Uint8Array | null): Part {
  const { to, over, curve, tag } = step
  const known = Number.isNaN(from) ? to : from
  const bytes = tag === 'd' ? 8 : 4
  return {
    at: (packet?.length ?? bytes) - bytes,
    tag,
    after: 0,
    value: rampShape({ from: known, to, over, curve }),
  }
}

/** Where one of several fades goes, of which the first begins at `start`. */
export function fadePart({ at, tag, fade, scale }: RampPatch, start: number): Part {
  return { at, tag, after: fade.startAt - start, value: scaled(fade, scale) }
}

function scaled(fade: Ramp, scale: RampPatch['scale']): (elapsed: number) => number {
  const shape = rampShape(fade)
  if (scale === null) return shape
  const { from, to, curve } = scale
  const along = shapeOf(curve, to[0], to[1])
  return (elapsed) => {
    const share = along.at(withinShare((shape(elapsed) - from[0]) / (from[1] - from[0])))
    return share === 1 ? to[1] : to[0] + (to[1] - to[0]) * share
  }
}
