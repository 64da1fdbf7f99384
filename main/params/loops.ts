// Finds a parameter whose own message comes back to it by the engine's own OSC input, itself or by what it leads to, and would move
// it again.
import { Recent } from '../../shared/base/recent.ts'
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import type { OscValue } from '../../shared/model/osc.ts'

/** Milliseconds from leaving to coming back. */
const WAY_BACK_MS = 1000
/** Different messages surely remembered. */
const REMEMBERED = 1024
/** Events from a message to what it leads to: a rule, what it plays, a cue of that. */
const LONGEST_WAY = 16

type Chain = ReadonlySet<string>

interface Sent {
  readonly at: number
  /** The parameters of which each was moved by the message of the one before. */
  readonly chain: Chain
}

export class Loops {
  readonly #find: (seq: number) => EventEnvelope | null
  readonly #sent = new Recent<Sent>(REMEMBERED)
  /** Of each parameter that a message of another has moved last, those that led to it. */
  readonly #ledTo = new Map<string, Chain>()

  /** `find` answers an event of lately; of one that nobody has heard yet, that which is being handled and has led to it. */
  constructor(find: (seq: number) => EventEnvelope | null) {
    this.#find = find
  }

  /** A message that the engine itself hears has left because of these parameters. */
  sent(message: Pick<PayloadOf<'osc.send'>, 'address' | 'args'>, params: Iterable<string>, at: number): void {
    const chain = new Set<string>()
    for (const name of params) {
      chain.add(name)
      for (const before of this.#ledTo.get(name) ?? []) chain.add(before)
    }
    this.#sent.add(keyOf(message), { at, chain })
  }

  /** The parameters because of which an event came; null where it is no message of this engine. */
  chainOf({ type, at, payload }: EventEnvelope): Chain | null {
    if (type !== 'osc.received' || this.#sent.size === 0) return null
    const sent = this.#sent.get(keyOf(payload as PayloadOf<'osc.received'>))
    return sent !== undefined && Math.abs(at - sent.at) <= WAY_BACK_MS ? sent.chain : null
  }

  /**
   * The parameters because of which something happens at `at`, by the event that led to it and those that led to that; null where
   * no message of this engine of lately did.
   */
  chainBehind(cause: number | null, at: number): Chain | null {
    if (this.#sent.size === 0) return null
    for (let seq = cause, way = 0; seq !== null && way < LONGEST_WAY; way += 1) {
      const event = this.#find(seq)
      if (event === null || at - event.at > WAY_BACK_MS) return null
      const chain = this.chainOf(event)
      if (chain !== null) return chain
      seq = event.cause
    }
    return null
  }

  /** Whether what would move a parameter is a message of its own; else that has moved it. */
  comesBack(name: string, event: EventEnvelope): boolean {
    const chain = this.chainOf(event)
    if (chain?.has(name) === true) return true
    this.moved(name, chain)
    return false
  }

  /** A parameter has moved: because of others, or by somebody's hand. */
  moved(name: string, chain: Chain | null): void {
    if (chain === null) this.#ledTo.delete(name)
    else this.#ledTo.set(name, chain)
  }
}

function keyOf({ address, args }: { readonly address: string; readonly args: readonly OscValue[] }): string {
  return `${address} ${JSON.stringify(args, single)}`
}

/** As it comes back where it was sent with single precision. */
function single(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.fround(value) : value
}
