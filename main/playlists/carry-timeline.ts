// What a compiled timeline has in common with the one before an edit: carried over, and merged with what is new.
import { NEW } from '../../shared/base/kept-places.ts'
import type { KeptPlaces } from '../../shared/base/kept-places.ts'
import { HOLDING_STEP } from '../../shared/model/steps.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { NOT_DIRECT, firstFrom } from './timeline.ts'
import type { DirectSend, Emissions, EncodeDirect, Packets } from './timeline.ts'

interface Emission {
  readonly offset: number
  readonly step: number
  readonly repeat: number
}

/**
 * Emissions of steps of which some left already when they leave now. Null where steps that stayed are in another order than
 * they were, by which those at the same time leave.
 */
export function carryEmissions(
  was: Emissions,
  stepsBefore: number,
  steps: readonly PlaylistStep[],
  { from, fresh, inPlace }: KeptPlaces,
): Emissions | null {
  if (inPlace && fresh.length === 0) return was
  const to = new Int32Array(stepsBefore).fill(GONE)
  let last = -1
  for (let step = 0; step < from.length; step += 1) {
    const place = from[step] as number
    if (place === NEW) continue
    if (place <= last) return null
    last = place
    to[place] = step
  }
  return new Merge(was, to, inPlace, newEmissions(steps, fresh)).whole()
}

const GONE = -1

/** In the order in which they leave. */
function newEmissions(steps: readonly PlaylistStep[], fresh: readonly number[]): readonly Emission[] {
  const emissions: Emission[] = []
  for (const step of fresh) {
    const { offset, repeat } = steps[step] as PlaylistStep
    for (let index = 0; index < (repeat?.count ?? 1); index += 1)
      emissions.push({ offset: offset + index * (repeat?.interval ?? 0), step, repeat: index })
  }
  return emissions.sort((a, b) => a.offset - b.offset || a.step - b.step || a.repeat - b.repeat)
}

/** Emissions as they were, without those that are gone, and with new ones between them. */
class Merge {
  readonly #was: Emissions
  readonly #to: Int32Array
  readonly #inPlace: boolean
  readonly #fresh: readonly Emission[]
  readonly #gone: readonly number[]
  readonly #offsets: Float64Array
  readonly #steps: Uint32Array
  readonly #repeats: Uint32Array
  #next = 0

  /** `to` tells where each step stands now; those that stayed stand where they stood where `inPlace`. */
  constructor(was: Emissions, to: Int32Array, inPlace: boolean, fresh: readonly Emission[]) {
    this.#was = was
    this.#to = to
    this.#inPlace = inPlace
    this.#fresh = fresh
    const gone: number[] = []
    for (let index = 0; index < was.steps.length; index += 1)
      if (to[was.steps[index] as number] === GONE) gone.push(index)
    this.#gone = gone
    const count = was.steps.length - gone.length + fresh.length
    this.#offsets = new Float64Array(new SharedArrayBuffer(8 * count))
    this.#steps = new Uint32Array(new SharedArrayBuffer(4 * count))
    this.#repeats = new Uint32Array(new SharedArrayBuffer(4 * count))
  }

  whole(): Emissions {
    let at = 0
    let gone = 0
    const copyUntil = (end: number): void => {
      for (; gone < this.#gone.length && (this.#gone[gone] as number) < end; gone += 1) {
        this.#copy(at, this.#gone[gone] as number)
        at = (this.#gone[gone] as number) + 1
      }
      this.#copy(at, end)
      at = Math.max(at, end)
    }
    let place = 0
    for (const emission of this.#fresh) {
      place = this.#placeOf(emission, place)
      copyUntil(place)
      this.#add(emission)
    }
    copyUntil(this.#was.steps.length)
    return { offsets: this.#offsets, steps: this.#steps, repeats: this.#repeats }
  }

  /** Index of the first that leaves behind it; none before `from` does. */
  #placeOf({ offset, step }: Emission, from: number): number {
    const { offsets, steps } = this.#was
    let place = Math.max(from, firstFrom(offsets, offset))
    while (offsets[place] === offset && (this.#to[steps[place] as number] as number) < step) place += 1
    return place
  }

  #add({ offset, step, repeat }: Emission): void {
    this.#offsets[this.#next] = offset
    this.#steps[this.#next] = step
    this.#repeats[this.#next] = repeat
    this.#next += 1
  }

  #copy(first: number, end: number): void {
    if (end <= first) return
    const { offsets, steps, repeats } = this.#was
    this.#offsets.set(offsets.subarray(first, end), this.#next)
    this.#repeats.set(repeats.subarray(first, end), this.#next)
    if (this.#inPlace) this.#steps.set(steps.subarray(first, end), this.#next)
    else {
      for (let index = first; index < end; index += 1)
        this.#steps[this.#next + index - first] = this.#to[steps[index] as number] as number
    }
    this.#next += end - first
  }
}

/** What steps send of which some send what they did. */
export function carryPackets(
  was: Packets,
  steps: readonly PlaylistStep[],
  { from }: KeptPlaces,
  encodeDirect: EncodeDirect,
): Packets {
  const fresh = new Map<number, DirectSend | null>()
  let bytes = 0
  for (let step = 0; step < steps.length; step += 1) {
    const place = from[step] as number
    if (place >= 0) bytes += (was.packetStart[place + 1] as number) - (was.packetStart[place] as number)
    else {
      const { type, payload } = steps[step] as PlaylistStep
      const send = encodeDirect(type, payload)
      fresh.set(step, send)
      bytes += send?.packet.length ?? 0
    }
  }
  const carried = new CarriedPackets(was, steps.length, bytes)
  for (let step = 0; step < steps.length;) {
    if ((from[step] as number) < 0) {
      carried.add(step, fresh.get(step) ?? null, (steps[step] as PlaylistStep).type === HOLDING_STEP)
      step += 1
      continue
    }
    // What lay together is copied together.
    let end = step + 1
    while (end < steps.length && from[end] === (from[end - 1] as number) + 1) end += 1
    carried.copy(step, from[step] as number, end - step)
    step = end
  }
  return carried.whole()
}

class CarriedPackets {
  readonly #was: Packets
  readonly #targets: Map<string, number>
  readonly #targetOf: Uint16Array
  readonly #holds: Uint8Array
  readonly #packets: Uint8Array
  readonly #start: Uint32Array
  #end = 0

  constructor(was: Packets, steps: number, bytes: number) {
    this.#was = was
    this.#targets = new Map(was.targets.map((name, index) => [name, index]))
    this.#targetOf = new Uint16Array(new SharedArrayBuffer(2 * steps)).fill(NOT_DIRECT)
    this.#holds = new Uint8Array(new SharedArrayBuffer(steps))
    this.#packets = new Uint8Array(new SharedArrayBuffer(bytes))
    this.#start = new Uint32Array(new SharedArrayBuffer(4 * (steps + 1)))
  }

  add(step: number, send: DirectSend | null, holds: boolean): void {
    if (holds) this.#holds[step] = 1
    this.#start[step] = this.#end
    if (send !== null) {
      const target = this.#targets.get(send.target) ?? this.#targets.size
      this.#targets.set(send.target, target)
      this.#targetOf[step] = target
      this.#packets.set(send.packet, this.#end)
      this.#end += send.packet.length
    }
    this.#start[step + 1] = this.#end
  }

  copy(step: number, place: number, count: number): void {
    const { targetOf, holds, packets, packetStart } = this.#was
    this.#targetOf.set(targetOf.subarray(place, place + count), step)
    this.#holds.set(holds.subarray(place, place + count), step)
    const [first, last] = [packetStart[place] as number, packetStart[place + count] as number]
    this.#packets.set(packets.subarray(first, last), this.#end)
    const shift = this.#end - first
    for (let index = 0; index <= count; index += 1)
      this.#start[step + index] = (packetStart[place + index] as number) + shift
    this.#end += last - first
  }

  whole(): Packets {
    return {
      targets: [...this.#targets.keys()],
      targetOf: this.#targetOf,
      holds: this.#holds,
      packets: this.#packets,
      packetStart: this.#start,
    }
  }
}
