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

interface Chosen {
  kind: 'nrpn' | 'rpn'
  high: number
  low: number
  /** What was last entered, which increments count from. */
  value: number
}

/**
 * Listens along with the plain control changes, which go their own way as well: whether a controller is half of a pair,
 * only the device knows. A low byte after its high byte completes a value of 14 bits. A data entry names the chosen parameter:
 * at once with the high byte, as many devices send no low byte, and again with the low byte.
 */
export class ParameterReader {
  readonly #highBytes = new Uint8Array(CHANNELS * PAIRS).fill(UNKNOWN)
  readonly #chosen: Chosen[] = Array.from({ length: CHANNELS }, () => ({
    kind: 'rpn',
    high: UNKNOWN,
    low: UNKNOWN,
    value: 0,
  }))

  /** What this control change completes, or null. */
  take({ channel, controller, value }: Control): Composed | null {
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
        return enter(chosen, channel, value << 7) ?? this.#pair(channel, controller, value)
      case DATA_LOW:
        return (
          enter(chosen, channel, (chosen.value & ~0x7f) | value) ?? this.#pair(channel, controller, value)
        )
      case INCREMENT:
        return enter(chosen, channel, Math.min(LARGEST, chosen.value + 1))
      case DECREMENT:
        return enter(chosen, channel, Math.max(0, chosen.value - 1))
      default:
        return this.#pair(channel, controller, value)
    }
  }

  #pair(channel: number, controller: number, value: number): Composed | null {
    if (controller >= 2 * PAIRS) return null
    const index = (channel - 1) * PAIRS + (controller % PAIRS)
    if (controller < PAIRS) {
      this.#highBytes[index] = value
      return null
    }
    const high = this.#highBytes[index] as number
    if (high === UNKNOWN) return null
    return { kind: 'control14', channel, controller: controller % PAIRS, value: (high << 7) | value }
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
  chosen.value = 0
}

function enter(chosen: Chosen, channel: number, value: number): Composed | null {
  const { kind, high, low } = chosen
  if (high === UNKNOWN || low === UNKNOWN) return null
  const parameter = (high << 7) | low
  if (parameter === NO_PARAMETER) return null
  chosen.value = value
  return { kind, channel, parameter, value }
}
