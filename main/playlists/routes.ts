// Who moves which value: one word of shared memory for each, so that the newest is known on every thread, and where it was left.
import { oscValueRoute, midiValueRoute, renamedRoute } from '../../shared/model/value-route.ts'
import { isRamp, withValue } from '../../shared/model/ramp-words.ts'
import type { MidiRamp, OscRamp } from '../../shared/model/ramp-step.ts'
import type { Json } from '../../shared/model/json.ts'
import type { PayloadOf } from '../../shared/model/event.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'

/** Values that can be told apart; of more nobody takes over from anybody. */
const MOST = 65_536
/** Words of `counts`. */
const NEXT_TOKEN = 0
/** Beside the token of who moves a value: it is in the middle of a send. */
const SENDING = 1 << 30
/** A send takes microseconds; a thread that was lost in one holds up nobody for longer than this. */
const MOST_TURNS = 1_000_000

/** Marks what has no word of its own. */
export const NO_SLOT = -1
/** Moves a value, and is no run. */
export const NO_RUN: number = 0

export interface RouteMemory {
  /** One entry a value: the token of who moves it, with SENDING. */
  readonly owners: Int32Array
  /** The run whose token that is. */
  readonly runs: Int32Array
  /** The token of which a value is on its way to the main thread, for those that it sends. */
  readonly onTheWay: Int32Array
  /** What was sent last; NaN where that is not known. */
  readonly values: Float64Array
  readonly counts: Int32Array
}

function allocateRoutes(): RouteMemory {
  const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * MOST))
  return {
    ...{ owners: words(), runs: words(), onTheWay: words() },
    values: new Float64Array(new SharedArrayBuffer(8 * MOST)).fill(NaN),
    counts: new Int32Array(new SharedArrayBuffer(4)),
  }
}

/** What every thread does with the shared words. */
export class Routes {
  readonly memory: RouteMemory

  constructor(memory: RouteMemory = allocateRoutes()) {
    this.memory = memory
  }

  /** From now on `run` moves it; once this returns whoever did before sends no more. Answers its token. */
  take(slot: number, run: number): number {
    const { owners, runs, counts } = this.memory
    const token = ((Atomics.add(counts, NEXT_TOKEN, 1) >>> 0) % (SENDING - 1)) + 1
    if (slot === NO_SLOT) return token
    let turns = 0
    for (;;) {
      const owner = Atomics.load(owners, slot)
      if ((owner & SENDING) !== 0 && turns++ < MOST_TURNS) continue
      if (Atomics.compareExchange(owners, slot, owner, token) === owner) break
    }
    Atomics.store(runs, slot, run)
    return token
  }

  /** Ends what `token` moves, where it still does; once this returns it sends no more. */
  release(slot: number, token: number): void {
    if (slot !== NO_SLOT && this.holds(slot, token)) this.take(slot, NO_RUN)
  }

  holds(slot: number, token: number): boolean {
    return slot === NO_SLOT || (Atomics.load(this.memory.owners, slot) & ~SENDING) === token
  }

  runAt(slot: number): number {
    return slot === NO_SLOT ? NO_RUN : Atomics.load(this.memory.runs, slot)
  }

  /** Before a send: false where somebody else moves it now. Nobody takes over until `sent`. */
  sends(slot: number, token: number): boolean {
    if (slot === NO_SLOT) return true
    return Atomics.compareExchange(this.memory.owners, slot, token, token | SENDING) === token
  }

  sent(slot: number, token: number): void {
    if (slot !== NO_SLOT) Atomics.compareExchange(this.memory.owners, slot, token | SENDING, token)
  }

  /** What was sent; no number says that it is not known. */
  left(slot: number, value: number): void {
    if (slot !== NO_SLOT) this.memory.values[slot] = value
  }

  valueAt(slot: number): number {
    return slot === NO_SLOT ? NaN : (this.memory.values[slot] as number)
  }

  /** A value goes to the main thread; false while an earlier one of the same is on its way there. */
  sets(slot: number, token: number): boolean {
    if (slot === NO_SLOT) return true
    return Atomics.exchange(this.memory.onTheWay, slot, token) !== token
  }

  /** It has been taken, so that the next may come. */
  taken(slot: number, token: number): void {
    if (slot !== NO_SLOT) Atomics.compareExchange(this.memory.onTheWay, slot, token, 0)
  }
}

/** The main thread's end: it knows which word is whose. */
export class RouteBook extends Routes {
  #slots = new Map<string, number>()
  #next = 0
  #used: (() => void) | null = null
  /** `seq` of what asked for a fade that moves it: what was published before is older than that. */
  readonly #askedBy = new Map<number, number>()

  /** Calls once there is anything that may be moved. */
  whenUsed(used: () => void): void {
    if (this.#slots.size > 0) used()
    else this.#used = used
  }

  /** Of what may be moved from now on. */
  readonly slotOf = (route: string | null): number => {
    if (route === null) return NO_SLOT
    const known = this.#slots.get(route)
    if (known !== undefined) return known
    if (this.#next === MOST) return NO_SLOT
    const slot = this.#next++
    this.#slots.set(route, slot)
    this.#used?.()
    this.#used = null
    return slot
  }

  /** Targets and outputs go by other names from now on: who moves what of them stays, and where it was left. */
  rename(renamed: readonly Renamed[]): void {
    if (!renamed.some(({ kind }) => kind === 'target' || kind === 'midiOutput')) return
    const present = {
      osc: presentName(renamed, 'target'),
      midi: presentName(renamed, 'midiOutput'),
    }
    const entries = Array.from(this.#slots, ([route, slot]) => [renamedRoute(route, present), slot] as const)
    this.#slots = new Map(entries)
  }

  /** What a fade moves; `cause` is null once it moves it no more. */
  fadedBy(slot: number, cause: number | null): void {
    if (cause === null) this.#askedBy.delete(slot)
    else this.#askedBy.set(slot, cause)
  }

  /** Whether an event was published before the fade was asked for that moves it now, and is heard only now. */
  isPast(slot: number, seq: number): boolean {
    return seq < (this.#askedBy.get(slot) ?? -1)
  }

  /** NO_SLOT where nothing that could be moved by anybody else is called so. */
  find(route: string | null): number {
    return (route === null ? undefined : this.#slots.get(route)) ?? NO_SLOT
  }
}

/** Gives each value that steps set its word. */
export type SlotOf = (route: string | null) => number
export const NO_SLOTS: SlotOf = () => NO_SLOT

/** What a step moves; null where it moves nothing. */
export function routeOf(type: string, payload: Json): string | null {
  if (type === 'osc.send') return sendRoute(payload as Partial<PayloadOf<'osc.send'>> | null)
  if (type === 'midi.send') {
    const { output, message } = (payload ?? {}) as Partial<PayloadOf<'midi.send'>>
    return output === undefined || message === undefined ? null : midiValueRoute(output, message)
  }
  if (!isRamp(type)) return null
  if (type === 'midi.ramp') {
    const { output, message } = payload as unknown as MidiRamp
    return midiValueRoute(output, withValue(message, 0))
  }
  const { target, address, args = [] } = payload as unknown as OscRamp
  return oscValueRoute(target, address, [...args, 0], undefined)
}

function sendRoute(payload: Partial<PayloadOf<'osc.send'>> | null): string | null {
  const { target, address, args, types } = payload ?? {}
  if (target === undefined || address === undefined || args === undefined || args.length === 0) return null
  return oscValueRoute(target, address, args, types)
}
