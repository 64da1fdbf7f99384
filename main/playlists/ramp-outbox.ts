// Packets of values that leave together: those of one target in one bundle, as many as a packet of a network holds.
import type { RampInFlight } from './ramp-in-flight.ts'

/** Less than what a network carries in one piece, with room for the headers on its way. */
const MOST_BYTES = 1400
const HEADER = new TextEncoder().encode('#bundle\0')
/** The header and the time tag that means at once. */
const HEADER_BYTES = HEADER.length + 8
const SIZE_BYTES = 4

interface OutboxOptions {
  /** Whether a target reads bundles. */
  bundles(target: string): boolean
  /** False where it cannot be sent. */
  send(target: string, packet: Uint8Array, ramp: RampInFlight): boolean
  /** What became of one that was put in. */
  left(ramp: RampInFlight, hasLeft: boolean): void
}

interface Waiting {
  ramps: RampInFlight[]
  bytes: number
}

export class RampOutbox {
  readonly #options: OutboxOptions
  readonly #waiting = new Map<string, Waiting>()
  /** Packets that have left since it was last asked. */
  #packets = 0

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  takePackets(): number {
    const packets = this.#packets
    this.#packets = 0
    return packets
  }

  get packets(): number {
    return this.#packets
  }

  add(target: string, packet: Uint8Array, ramp: RampInFlight): void {
    if (!this.#options.bundles(target)) {
      this.#send(target, [ramp])
      return
    }
    const bytes = SIZE_BYTES + packet.length
    let waiting = this.#waiting.get(target)
    if (waiting === undefined) this.#waiting.set(target, (waiting = { ramps: [], bytes: HEADER_BYTES }))
    if (waiting.ramps.length > 0 && waiting.bytes + bytes > MOST_BYTES) {
      this.#send(target, waiting.ramps)
      waiting.ramps = []
      waiting.bytes = HEADER_BYTES
    }
    waiting.ramps.push(ramp)
    waiting.bytes += bytes
  }

  flush(): void {
    for (const [target, { ramps }] of this.#waiting) this.#send(target, ramps)
    this.#waiting.clear()
  }

  #send(target: string, ramps: readonly RampInFlight[]): void {
    const [first] = ramps
    if (first === undefined) return
    const packet = ramps.length === 1 ? (first.belonging.packet as Uint8Array) : bundleOf(ramps)
    const hasLeft = this.#options.send(target, packet, first)
    if (hasLeft) this.#packets += 1
    for (const ramp of ramps) this.#options.left(ramp, hasLeft)
  }
}

/** A new one each time: what could not be sent at once is looked at again later. */
function bundleOf(ramps: readonly RampInFlight[]): Uint8Array {
  const packets = ramps.map(({ belonging }) => belonging.packet as Uint8Array)
  const bytes = packets.reduce((sum, { length }) => sum + SIZE_BYTES + length, HEADER_BYTES)
  const bundle = new Uint8Array(bytes)
  const view = new DataView(bundle.buffer)
  bundle.set(HEADER)
  view.setUint32(HEADER_BYTES - 4, 1)
  let at = HEADER_BYTES
  for (const packet of packets) {
    view.setUint32(at, packet.length)
    bundle.set(packet, at + SIZE_BYTES)
    at += SIZE_BYTES + packet.length
  }
  return bundle
}
