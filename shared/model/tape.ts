// Follows one tape by the timecode of a port: which stretches of it were run through, and which were jumped over.
import type { EventEnvelope } from './event.ts'
import type { TimecodeRate } from './midi.ts'
import { frameNumber, framesBetween, framesPerSecond } from './timecode.ts'

/**
 * Seconds of tape between two messages beyond which they do not belong to one run: lost messages and a stalled device take less,
 * and what lies further back would come too late.
 */
const LONGEST_GAP_S = 1
/** A tape that has been silent for longer than its gap takes to run and this many ms did not run through it but was put there. */
const SILENCE_MS = 1000
/**
 * Frames by which a tape may go back and still be where it was: what is told runs up to two frames ahead of the tape, and where
 * it stands is told by full frames that may be two behind.
 */
const SAME_PLACE = 4
/** Full frames in a row that keep the tape's pace before they count as a tape that runs. */
const PACED = 3
/** Milliseconds by which a full frame may come early or late, and share of the time since the one before. */
const PACE_SLACK = { ms: 60, share: 0.5 } as const

export interface Stretch {
  readonly rate: TimecodeRate
  /** Frames since midnight, both included; the way from one to the other may lead over midnight. */
  readonly from: number
  /** How many frames it is long, in its direction; 0 is one place alone. */
  readonly length: number
  readonly direction: 'forward' | 'backward'
  /** True where nothing was played on the way. */
  readonly jumped: boolean
}

interface Reading {
  readonly rate: TimecodeRate
  readonly frame: number
  readonly at: number
}

interface Run extends Reading {
  /** 1 forwards, -1 backwards. */
  readonly step: 1 | -1
}

type TimecodeEvent = EventEnvelope<'timecode.received'>

export class Tape {
  /** How far it has run. */
  #run: Run | null = null
  /** When what it had passed was declared over; null once it has been heard since. */
  #cutAt: number | null = null
  #placed: Reading | null = null
  #paced = 0
  #pacedFrames = 0

  /** What the tape has done up to this event. */
  follow({ at, payload }: TimecodeEvent): Stretch[] {
    const reading = { rate: payload.rate, frame: frameNumber(payload), at }
    if (payload.running) {
      this.#placed = null
      return this.#runTo({ ...reading, step: payload.direction === 'forward' ? 1 : -1 }, payload.ran)
    }
    return this.#place(reading)
  }

  /** What it has passed up to now, told or not, is over: it is followed from then on. */
  cut(at: number): void {
    this.#cutAt = at
  }

  /** Full frames tell where a tape was put, which passes nothing; but some devices send nothing else as it runs. */
  #place(reading: Reading): Stretch[] {
    const before = this.#placed
    this.#placed = reading
    const moved = before?.rate === reading.rate ? framesBetween(before.frame, reading.frame, reading.rate) : 0
    const turns = moved * this.#pacedFrames < 0
    if (before === null || turns || !keepsPace(before, reading, moved)) {
      this.#paced = 0
      this.#pacedFrames = 0
      return []
    }
    this.#paced += 1
    this.#pacedFrames += moved
    if (this.#paced < PACED - 1) return []
    const ran = Math.abs(this.#pacedFrames)
    this.#pacedFrames = moved
    return this.#runTo({ ...reading, step: moved > 0 ? 1 : -1 }, ran)
  }

  #runTo(reading: Run, ran: number): Stretch[] {
    const stretches = this.#stretchesTo(reading, ran)
    if (this.#cutAt === null) return stretches
    const since = Math.floor(((reading.at - this.#cutAt) / 1000) * framesPerSecond(reading.rate))
    this.#cutAt = null
    const last = stretches.at(-1)
    return last === undefined || since < 0 ? [] : [stretch(reading, Math.min(last.length, since))]
  }

  #stretchesTo(reading: Run, ran: number): Stretch[] {
    const before = this.#run
    const { rate, frame, step } = reading
    if (before?.rate !== rate) return this.#began(reading, ran)
    const ahead = step * framesBetween(before.frame, frame, rate)
    if (before.step !== step) return this.#turned(before, reading, ahead, ran)
    if (ahead <= 0 && ahead >= -SAME_PLACE) {
      this.#run = { ...before, at: reading.at }
      return []
    }
    if (ahead < 0 || !isOneRun(before, reading, ahead - ran)) return this.#jumped(before, reading, ran)
    this.#run = reading
    return [stretch(reading, ahead - 1)]
  }

  /** A tape that begins to run passes the place that it begins at. */
  #began(reading: Run, ran: number): Stretch[] {
    this.#run = reading
    return [stretch(reading, ran)]
  }

  #turned(before: Run, reading: Run, ahead: number, ran: number): Stretch[] {
    if (ahead < 0 || !isOneRun(before, reading, ahead - ran)) return this.#jumped(before, reading, ran)
    return this.#began(reading, Math.max(ahead, ran))
  }

  #jumped(before: Run, reading: Run, ran: number): Stretch[] {
    const { rate, frame, step } = reading
    const jump = framesBetween(before.frame, frame - step * ran, rate)
    const over: Stretch = {
      rate,
      from: before.frame + Math.sign(jump),
      length: Math.abs(jump) - 2,
      direction: jump > 0 ? 'forward' : 'backward',
      jumped: true,
    }
    return [...(over.length < 0 ? [] : [over]), ...this.#began(reading, ran)]
  }
}

/** So many frames up to a reading. */
function stretch({ rate, frame, step }: Run, length: number): Stretch {
  const direction = step === 1 ? 'forward' : 'backward'
  return { rate, from: frame - step * length, length, direction, jumped: false }
}

/** Whether the frames of which nothing was told were run through. */
function isOneRun(before: Reading, { rate, at }: Reading, gap: number): boolean {
  if (gap <= SAME_PLACE) return true
  const seconds = gap / framesPerSecond(rate)
  return seconds <= LONGEST_GAP_S && at - before.at <= seconds * 1000 + SILENCE_MS
}

function keepsPace(before: Reading, { rate, at }: Reading, moved: number): boolean {
  const frames = Math.abs(moved)
  const passed = at - before.at
  if (frames === 0 || frames > LONGEST_GAP_S * framesPerSecond(rate)) return false
  const off = Math.abs((frames / framesPerSecond(rate)) * 1000 - passed)
  return off <= PACE_SLACK.ms + PACE_SLACK.share * passed && passed <= LONGEST_GAP_S * 2000
}
