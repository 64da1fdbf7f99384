// What a compiled timeline has in common with the one before an edit: carried over, and merged with what is new.
import { firstFrom } from '../../shared/base/first-from.ts'
import { NEW } from '../../shared/base/kept-places.ts'
import type { KeptPlaces } from '../../shared/base/kept-places.ts'
import { HOLDING_STEP } from '../../shared/model/steps.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { NOT_DIRECT } from './timeline.ts'
import type { DirectSend, Emissions, EncodeDirect, Packets } from './timeline.ts'

interface Emission {
  readonly offset: number
  readonly step: number
  readonly repeat: number
}

/** Emissions before an edit, and the steps that they are of. */
export interface Left {
  readonly emissions: Emissions
  readonly steps: readonly PlaylistStep[]
}

/**
 * Emissions of steps of which some left already when they leave now. Null where steps that stayed are in another order than
 * they were, by which those at the same time leave.
 */
export function carryEmissions(
  { emissions: was, steps: before }: Left,
  steps: readonly PlaylistStep[],
  kept: KeptPlaces,
): Emissions | null {
  const { fresh } = kept
  if (kept.inPlace) return fresh.length === 0 ? was : retimed(was, before, steps, fresh)
  const { from } = kept
  const to = new Int32Array(before.length).fill(GONE)
  let last = -1
  for (let step = 0; step < from.length; step += 1) {
    const place = from[step] as number
    if (place === NEW) continue
    if (place <= last) return null
    last = place
    to[place] = step
  }
  const gone: number[] = []
  for (let index = 0; index < was.steps.length; index += 1)
    if (to[was.steps[index] as number] === GONE) gone.push(index)
  return new Merge(was, to, gone, emissionsOf(steps, fresh)).whole()
}

const GONE = -1

/** Steps at `fresh` took the place of others: what leaves before all of these, or after, stays as it was. */
function retimed(
  was: Emissions,
  before: readonly PlaylistStep[],
  steps: readonly PlaylistStep[],
  fresh: readonly number[],
): Emissions {
  const coming = emissionsOf(steps, fresh)
  const gone = emissionsOf(before, fresh).map((emission) => placeIn(was, emission))
  if (gone.length !== coming.length) return new Merge(was, null, gone, coming).whole()
  const [first, last] = [coming[0], coming.at(-1)]
  if (first === undefined || last === undefined) return was
  const begin = Math.min(gone[0] as number, placeIn(was, first))
  const end = Math.max((gone.at(-1) as number) + 1, placeIn(was, last))
  const part = {
    offsets: was.offsets.subarray(begin, end),
    steps: was.steps.subarray(begin, end),
    repeats: was.repeats.subarray(begin, end),
  }
  const moved = new Merge(
    part,
    null,
    gone.map((place) => place - begin),
    coming,
  ).whole()
  const inOrder = isSame(part.steps, moved.steps) && isSame(part.repeats, moved.repeats)
  return {
    offsets: withPart(was.offsets, moved.offsets, begin),
    // What is made of the order alone need not be made again.
    steps: inOrder ? was.steps : withPart(was.steps, moved.steps, begin),
    repeats: inOrder ? was.repeats : withPart(was.repeats, moved.repeats, begin),
  }
}

function isSame(a: Uint32Array, b: Uint32Array): boolean {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}

function withPart<T extends Float64Array | Uint32Array>(whole: T, part: T, begin: number): T {
  const kind = whole.constructor as new (buffer: SharedArrayBuffer) => T
  const copy = new kind(new SharedArrayBuffer(whole.byteLength))
  copy.set(whole)
  copy.set(part, begin)
  return copy
}

/** In the order in which they leave. */
function emissionsOf(steps: readonly PlaylistStep[], which: readonly number[]): readonly Emission[] {
  const emissions: Emission[] = []
  for (const step of which) {
    const { offset, repeat } = steps[step] as PlaylistStep
    for (let index = 0; index < (repeat?.count ?? 1); index += 1)
      emissions.push({ offset: offset + index * (repeat?.interval ?? 0), step, repeat: index })
  }
  return emissions.sort((a, b) => a.offset - b.offset || a.step - b.step || a.repeat - b.repeat)
}

/** Place of the first that does not leave before it. */
function placeIn({ offsets, steps, repeats }: Emissions, { offset, step, repeat }: Emission): number {
  let low = 0
  let high = offsets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const earlier =
      (offsets[middle] as number) - offset ||
      (steps[middle] as number) - step ||
      (repeats[middle] as number) - repeat
    if (earlier < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Emissions as they were, without those that are gone, and with new ones between them. */
class Merge {
  readonly #was: Emissions
  readonly #to: Int32Array | null
  readonly #fresh: readonly Emission[]
  readonly #gone: readonly number[]
  readonly #offsets: Float64Array
  readonly #steps: Uint32Array
  readonly #repeats: Uint32Array
  #next = 0

  /** `to` tells where each step stands now; null where all stand where they stood. `gone` are places, in order. */
  constructor(was: Emissions, to: Int32Array | null, gone: readonly number[], fresh: readonly Emission[]) {
    this.#was = was
    this.#to = to
    this.#fresh = fresh
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
    for (const emission of this.#fresh) {
      copyUntil(this.#placeOf(emission))
      this.#add(emission)
    }
    copyUntil(this.#was.steps.length)
    return { offsets: this.#offsets, steps: this.#steps, repeats: this.#repeats }
  }

  /** Index of the first that leaves behind it. */
  #placeOf(emission: Emission): number {
    if (this.#to === null) return placeIn(this.#was, emission)
    const { offsets, steps } = this.#was
    const { offset, step } = emission
    let place = firstFrom(offsets, offset)
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
    if (this.#to === null) this.#steps.set(steps.subarray(first, end), this.#next)
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
