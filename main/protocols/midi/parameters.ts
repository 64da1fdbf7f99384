// Puts control changes together that belong to each other: values of 14 bits, and registered and other parameters.
import type { MidiMessage } from '../../../shared/model/midi.ts'

type Control = Extract<MidiMessage, { kind: 'control' }>
type Composed = Extract<MidiMessage, { kind: 'control14' | 'nrpn' | 'rpn' }>

const CHANNELS = 16
/** Controllers 0 to 31 have their low byte 32 higher. */
const PAIRS = 32
const UNKNOWN = 0xff

const DATA_HIGH = 6
const DATA_LOW = 38
const INCREMENT = 96
const DECREMENT = 97
const LARGEST = 16_383
/** Chosen to say that none is: later data entries are for nobody. */
const NO_PARAMETER = 16_383

/**
 * Ms after which a byte begins a new pair: those of one come back to back, and the first after a pause tells in which order a device
 * sends them.
 */
const PAUSE_MS = 20

/** Two bytes of one value, in either order, and either may be missing. */
class Pair {
  #high = UNKNOWN
  #low = 0
  #lowFirst = false
  /** A low byte that came first, and waits for its high byte. */
  #waiting = false
  #lastAt = -Infinity

  /** The high byte is a value by itself, with the low byte that came before it or with 0. */
  takeHigh(high: number, at: number): number {
    if (this.#beginsAt(at)) this.#lowFirst = false
    this.#high = high
    this.#low = this.#lowFirst && this.#waiting ? this.#low : 0
    this.#waiting = false
    return (high << 7) | this.#low
  }

  /** Null where no high byte has come yet. */
  takeLow(low: number, at: number): number | null {
    if (this.#beginsAt(at)) this.#lowFirst = true
    this.#low = low
    this.#waiting = true
    return this.#high === UNKNOWN ? null : (this.#high << 7) | low
  }

  /** It stands here by other means. */
  hold(value: number): void {
    this.#high = value >> 7
    this.#low = value & 0x7f
    this.#waiting = false
  }

  #beginsAt(at: number): boolean {
    const begins = at - this.#lastAt > PAUSE_MS
    this.#lastAt = at
    return begins
  }
}

interface Chosen {
  kind: 'nrpn' | 'rpn'
  high: number
  low: number
  data: Pair
  /** What was last entered, which increments count from. */
  value: number
}

/**
 * Listens along with the plain control changes, which go their own way as well: whether a controller is half of a pair,
 * only the device knows. Each byte tells what the value is by then: the high byte at once, as many devices send no low byte, and
 * the second of a pair the whole of it.
 */
export class ParameterReader {
  readonly #pairs = new Map<number, Pair>()
  readonly #chosen: Chosen[] = Array.from({ length: CHANNELS }, () => ({
    kind: 'rpn',
    high: UNKNOWN,
    low: UNKNOWN,
    data: new Pair(),
    value: 0,
  }))

  /** What this control change tells, or null; `at` is in ms from any beginning. */
  take({ channel, controller, value }: Control, at: number): Composed | null {
    const chosen = this.#chosen[channel - 1] as Chosen
    switch (controller) {
      case 98:
      case 99:
        choose(chosen, 'nrpn', controller === 99, value)
        return null
      case 100:
      case 101:
        choose(chosen, 'rpn', controller === 101, value)
        return null
      case DATA_HIGH:
      case DATA_LOW:
        // A controller like others where the device knows no parameters.
        return chosen.high === UNKNOWN && chosen.low === UNKNOWN
          ? this.#pair(channel, controller, value, at)
          : entered(chosen, channel, controller, value, at)
      case INCREMENT:
        return counted(chosen, channel, 1)
      case DECREMENT:
        return counted(chosen, channel, -1)
      default:
        return this.#pair(channel, controller, value, at)
    }
  }

  #pair(channel: number, controller: number, value: number, at: number): Composed | null {
    if (controller >= 2 * PAIRS) return null
    const index = (channel - 1) * PAIRS + (controller % PAIRS)
    const pair = this.#pairs.get(index) ?? new Pair()
    this.#pairs.set(index, pair)
    const complete = controller < PAIRS ? pair.takeHigh(value, at) : pair.takeLow(value, at)
    return complete === null
      ? null
      : { kind: 'control14', channel, controller: controller % PAIRS, value: complete }
  }
}

function choose(chosen: Chosen, kind: Chosen['kind'], isHigh: boolean, value: number): void {
  if (chosen.kind !== kind) {
    chosen.kind = kind
    chosen.high = UNKNOWN
    chosen.low = UNKNOWN
  }
  if (isHigh) chosen.high = value
  else chosen.low = value
  chosen.data = new Pair()
  chosen.value = 0
}

function isChosen({ high, low }: Chosen): boolean {
  return high !== UNKNOWN && low !== UNKNOWN && ((high << 7) | low) !== NO_PARAMETER
}

function entered(
  chosen: Chosen,
  channel: number,
  controller: number,
  value: number,
  at: number,
): Composed | null {
  if (!isChosen(chosen)) return null
  const { data } = chosen
  const complete = controller === DATA_HIGH ? data.takeHigh(value, at) : data.takeLow(value, at)
  // A device whose values need no high byte may send none.
  return named(chosen, channel, complete ?? value)
}

function counted(chosen: Chosen, channel: number, by: 1 | -1): Composed | null {
  if (!isChosen(chosen)) return null
  const value = Math.max(0, Math.min(LARGEST, chosen.value + by))
  chosen.data.hold(value)
  return named(chosen, channel, value)
}

function named(chosen: Chosen, channel: number, value: number): Composed {
  chosen.value = value
  return { kind: chosen.kind, channel, parameter: (chosen.high << 7) | chosen.low, value }
}
