// Compiles a playlist into one flat timeline: every emission in the order it leaves, ready packets beside it.
import { firstFrom } from '../../shared/base/first-from.ts'
import { HOLDING_STEP, emissionCount } from '../../shared/model/steps.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import type { Json } from '../../shared/model/json.ts'
import type { CompiledRamp } from './compiled-ramp.ts'
import { holdsOf, keySteps, layHolds } from './hold-table.ts'
import type { HoldTable, StepKeys, StepMoves } from './hold-table.ts'
import type { SlotOf } from './routes.ts'

/** Bytes that a runner may send by itself, and the name of the target, which can move without making them stale. */
export interface DirectSend {
  readonly packet: Uint8Array
  readonly target: string
}

/** Gives the ready packet of a step, or null where the step must go through the dispatcher. */
export type EncodeDirect = (type: string, payload: Json) => DirectSend | null

/** Marks a step without a ready packet in `targetOf`. */
export const NOT_DIRECT = 0xffff

/** One entry an emission, in the order they leave: by offset, then by place in the definition, then by repeat. */
export interface Emissions {
  readonly offsets: Float64Array
  readonly steps: Uint32Array
  readonly repeats: Uint32Array
}

/** Arrays live in shared memory, so that handing a timeline to a thread copies nothing. */
export interface CompiledTimeline extends Emissions, HoldTable, StepMoves {
  /** Unique for each compilation; an updated playlist gets a new one. */
  readonly id: number
  /** One entry a step: index into `targets`, or NOT_DIRECT. */
  readonly targetOf: Uint16Array
  /** By name. */
  readonly targets: readonly string[]
  /** One entry a step: 1 where a run holds after it until it is released. */
  readonly holds: Uint8Array
  /** Emissions at which a run holds, in order. */
  readonly questions: Uint32Array
  /** The packet of step `i` is `packets[packetStart[i] .. packetStart[i + 1]]`. */
  readonly packets: Uint8Array
  readonly packetStart: Uint32Array
  /** Emissions at which a value begins to move, in order. */
  readonly begins: Uint32Array
  /** Milliseconds at rate 1, until the last has moved to its end. */
  readonly length: number
}

/** What each step sends by itself, and where a run holds. */
export type Packets = Pick<CompiledTimeline, 'holds' | 'targets' | 'targetOf' | 'packets' | 'packetStart'>

let nextTimelineId = 1

/** What the steps of a timeline set: kept beside it, because those who play it need none of it. */
export const keysOf: WeakMap<CompiledTimeline, StepKeys> = new WeakMap()

export function compileTimeline(
  steps: readonly PlaylistStep[],
  encodeDirect: EncodeDirect,
  slotOf?: SlotOf,
): CompiledTimeline {
  return timelineOf(layEmissions(steps), keySteps(steps, slotOf), {
    holds: markHolds(steps),
    ...packPackets(steps, encodeDirect),
  })
}

/** `keys` are what its steps set, for what it may become; `was` is one of which the same steps set and ask the same. */
export function timelineOf(
  emissions: Emissions,
  keys: StepKeys,
  packets: Packets,
  was: CompiledTimeline | null = null,
): CompiledTimeline {
  const { holds, targets, targetOf, packets: bytes, packetStart } = packets
  const { offsets, steps, repeats } = emissions
  const inOrder = was?.steps === steps ? was : null
  const begins = inOrder?.begins ?? findBegins(steps, keys.moves.ramps)
  const timeline: CompiledTimeline = {
    id: nextTimelineId++,
    ...{ ...keys.moves, begins, length: lengthOf(emissions, keys.moves.ramps, begins) },
    questions: inOrder?.questions ?? findQuestions(steps, holds),
    ...{ offsets, steps, repeats, holds, targets, targetOf, packets: bytes, packetStart },
    ...(inOrder === null ? layHolds(keys, steps) : holdsOf(inOrder)),
  }
  keysOf.set(timeline, keys)
  return timeline
}

export function layEmissions(steps: readonly PlaylistStep[]): Emissions {
  const count = emissionCount(steps)
  const offsets = new Float64Array(count)
  const stepOf = new Uint32Array(count)
  const repeatOf = new Uint32Array(count)
  let next = 0
  let inOrder = true
  for (const [step, { offset, repeat }] of steps.entries()) {
    for (let index = 0; index < (repeat?.count ?? 1); index += 1, next += 1) {
      // Multiplied rather than summed up, so that a thousand repeats do not gather a thousand rounding errors.
      const due = offset + index * (repeat?.interval ?? 0)
      if (next > 0 && due < (offsets[next - 1] as number)) inOrder = false
      offsets[next] = due
      stepOf[next] = step
      repeatOf[next] = index
    }
  }
  const order = inOrder ? null : sortedOrder(offsets)
  return {
    offsets: shared(Float64Array, offsets, order),
    steps: shared(Uint32Array, stepOf, order),
    repeats: shared(Uint32Array, repeatOf, order),
  }
}

/** Emissions are laid out in definition order, so their index settles ties of offset. */
function sortedOrder(offsets: Float64Array): Uint32Array {
  const order = Uint32Array.from(offsets.keys())
  return order.sort((a, b) => (offsets[a] as number) - (offsets[b] as number) || a - b)
}

function shared<T extends Float64Array | Uint32Array>(
  kind: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  values: T,
  order: Uint32Array | null,
): T {
  const copy = new kind(new SharedArrayBuffer(values.length * kind.BYTES_PER_ELEMENT))
  if (order === null) copy.set(values)
  else
    for (let place = 0; place < order.length; place += 1)
      copy[place] = values[order[place] as number] as number
  return copy
}

function markHolds(steps: readonly PlaylistStep[]): Uint8Array {
  const holds = new Uint8Array(new SharedArrayBuffer(steps.length))
  for (const [step, { type }] of steps.entries()) if (type === HOLDING_STEP) holds[step] = 1
  return holds
}

function findQuestions(stepOf: Uint32Array, holds: Uint8Array): Uint32Array {
  const questions: number[] = []
  if (!holds.includes(1)) return new Uint32Array()
  for (let index = 0; index < stepOf.length; index += 1)
    if (holds[stepOf[index] as number] === 1) questions.push(index)
  const shared = new Uint32Array(new SharedArrayBuffer(4 * questions.length))
  shared.set(questions)
  return shared
}

function findBegins(stepOf: Uint32Array, ramps: StepMoves['ramps']): Uint32Array {
  const begins: number[] = []
  if (ramps.size === 0) return new Uint32Array()
  for (let index = 0; index < stepOf.length; index += 1)
    if (ramps.has(stepOf[index] as number)) begins.push(index)
  const shared = new Uint32Array(new SharedArrayBuffer(4 * begins.length))
  shared.set(begins)
  return shared
}

function lengthOf({ offsets, steps }: Emissions, ramps: StepMoves['ramps'], begins: Uint32Array): number {
  let length = offsets.at(-1) ?? 0
  for (const index of begins) {
    const { over } = ramps.get(steps[index] as number) as CompiledRamp
    length = Math.max(length, (offsets[index] as number) + over)
  }
  return length
}

function packPackets(
  steps: readonly PlaylistStep[],
  encodeDirect: EncodeDirect,
): Pick<CompiledTimeline, 'targetOf' | 'targets' | 'packets' | 'packetStart'> {
  const sends = steps.map((step) => encodeDirect(step.type, step.payload))
  const targets = new Map<string, number>()
  const targetOf = new Uint16Array(new SharedArrayBuffer(2 * steps.length)).fill(NOT_DIRECT)
  const packetStart = new Uint32Array(new SharedArrayBuffer(4 * (steps.length + 1)))
  const bytes = sends.reduce((sum, send) => sum + (send?.packet.length ?? 0), 0)
  const packets = new Uint8Array(new SharedArrayBuffer(bytes))
  let end = 0
  for (const [step, send] of sends.entries()) {
    packetStart[step] = end
    if (send === null) continue
    const target = targets.get(send.target) ?? targets.size
    targets.set(send.target, target)
    targetOf[step] = target
    packets.set(send.packet, end)
    end += send.packet.length
  }
  packetStart[steps.length] = end
  return {
    targetOf,
    targets: [...targets.keys()],
    packets,
    packetStart,
  }
}

/** The target of a step's packet; undefined where it has none. */
export function targetOf({ targets, targetOf: indexes }: CompiledTimeline, step: number): string | undefined {
  return targets[indexes[step] as number]
}

export function packetOf({ packets, packetStart }: CompiledTimeline, step: number): Uint8Array {
  return packets.subarray(packetStart[step], packetStart[step + 1])
}

/** Index of the first emission at or after `position` ms. */
export function emissionAt({ offsets }: CompiledTimeline, position: number): number {
  return firstFrom(offsets, position)
}

/** The first emission from `index` on at which a run holds, or one past the last where there is none. */
export function questionFrom({ questions, offsets }: CompiledTimeline, index: number): number {
  return questions[firstFrom(questions, index)] ?? offsets.length
}
