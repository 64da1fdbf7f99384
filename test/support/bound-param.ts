// One parameter and one binding of it, stepped by hand: what is heard in, where the parameter is out.
import { paramInput } from '../../shared/model/binding.ts'
import { paramDefinition } from '../../shared/model/param.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import { compileInput } from '../../main/params/compile-input.ts'
import type { Mover, Moved } from '../../main/params/mover.ts'

const MATCH = { event: 'osc.received', address: '/fader' }

export class BoundParam {
  value: number
  /** Whether nobody else has moved it since. */
  holds = false
  fade: { readonly id: number; readonly from: number; readonly to: number } | null = null
  now = 0
  wakeAt: number | null = null
  readonly #mover: Mover<unknown>
  #state: unknown

  constructor(input: Record<string, unknown>, definition: Record<string, unknown> = { type: 'number' }) {
    const param = paramDefinition.parse(definition)
    const { mover } = compileInput(paramInput.parse({ match: MATCH, ...input }), param)
    this.#mover = mover
    this.#state = mover.initial
    this.value = param.type === 'number' ? (param.default ?? param.min) : 0
  }

  /** The control tells a value; answers where the parameter is. */
  hear(
    value: number | null,
    {
      at = this.now,
      range = [0, 1],
      isPaired = false,
      isFirst = false,
      isJustPlugged = isFirst,
      isMerged = false,
      edge = 'press',
    }: {
      readonly at?: number
      readonly range?: readonly [number, number]
      readonly isPaired?: boolean
      readonly isFirst?: boolean
      readonly isJustPlugged?: boolean
      readonly isMerged?: boolean
      readonly edge?: 'press' | 'release'
    } = {},
  ): number {
    this.now = at
    const heard = { value, range, isPaired, isMerged, isFirst, isJustPlugged, edge }
    return this.#take(this.#mover.hear(this.#state, heard, this, at))
  }

  /** Somebody else moves it. */
  other(value: number): void {
    this.value = value
    this.holds = false
    this.fade = null
  }

  /** It fades from where it is. */
  fades(to: number, id = 1): void {
    this.holds = false
    this.fade = { id, from: this.value, to }
  }

  /** Its fade has come so far. */
  fadedTo(value: number): void {
    this.value = value
    if (value === this.fade?.to) this.fade = null
  }

  /** Time passes, and the binding looks whenever it has asked to; answers where the parameter was each time. */
  pass(until: number): number[] {
    const seen: number[] = []
    while (this.wakeAt !== null && this.wakeAt <= until) {
      this.now = this.wakeAt
      seen.push(this.#take(this.#mover.wake(this.#state, this, this.now)))
    }
    this.now = until
    return seen
  }

  panic(): void {
    this.#state = this.#mover.panic(this.#state)
    this.wakeAt = null
  }

  unplug(): void {
    this.#take(this.#mover.lost(this.#state, this, this.now))
    this.holds = false
  }

  #take({ state, value, takes, wakeAt }: Moved<unknown>): number {
    this.#state = state
    this.wakeAt = wakeAt
    if (takes) {
      this.holds = true
      this.fade = null
    }
    if (value !== null) this.value = numberOf(value)
    return this.value
  }
}

function numberOf(value: ParamValue): number {
  return typeof value === 'string' ? 0 : Number(value)
}
