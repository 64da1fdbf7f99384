// The on-screen controller: pads that a pointer holds down and faders that stay, one desk however many windows show it.
import type { MonotonicMs } from '../../../shared/base/clock.ts'
import type { ClientInput } from '../../../shared/contract/inputs.ts'
import type { PayloadOf, Publish } from '../../../shared/model/event.ts'
import type { DeviceHealth } from '../../../shared/model/health.ts'
import { Holds } from '../holds.ts'
import { Source } from '../source.ts'

type DeskInput = Extract<ClientInput, { family: 'virtual' }>

/** Controls that are held or have a place; of more, the fader that was moved longest ago is forgotten. */
const MOST_CONTROLS = 256

export class VirtualDesk {
  readonly #publish: Publish
  readonly #source: Source
  readonly #holds = new Holds()
  /** Where each fader is, the one moved longest ago first. */
  readonly #faders = new Map<string, number>()

  constructor(publish: Publish) {
    this.#publish = publish
    const device = 'virtual:desk'
    this.#source = new Source({ publish, device, name: 'On-screen controller', family: 'virtual' })
  }

  receive({ control, kind, value, madeUp }: DeskInput, at: MonotonicMs, client: string): void {
    this.#source.become('open', null)
    this.#source.received += 1
    if (kind === 'axis') this.#move(control, value, at)
    else if (value > 0) this.#press(control, at, client)
    else this.#release(control, at, client, madeUp === true)
  }

  left(client: string, at: MonotonicMs): void {
    for (const control of this.#holds.heldBy(client)) this.#release(control, at, client, true)
  }

  releaseAll(at: MonotonicMs): void {
    for (const control of this.#holds.clear()) this.#letGo(control, at, true)
  }

  health(): readonly DeviceHealth[] {
    return this.#source.health()
  }

  #press(control: string, at: MonotonicMs, client: string): void {
    // Held by one who presses it again, it needs no room.
    if (!this.#holds.has(control) && !this.#makeRoom()) return
    if (this.#holds.press(control, client)) this.#publishControl({ control, kind: 'button', value: 1 }, at)
  }

  #release(control: string, at: MonotonicMs, client: string, madeUp: boolean): void {
    if (this.#holds.release(control, client)) this.#letGo(control, at, madeUp)
  }

  #letGo(control: string, at: MonotonicMs, madeUp: boolean): void {
    this.#publishControl({ control, kind: 'button', value: 0, ...(madeUp && { madeUp }) }, at)
  }

  #move(control: string, value: number, at: MonotonicMs): void {
    const before = this.#faders.get(control)
    if (!this.#faders.delete(control) && !this.#makeRoom()) return
    this.#faders.set(control, value)
    if (value !== before) this.#publishControl({ control, kind: 'axis', value }, at)
  }

  /** Whether there is room for one more. */
  #makeRoom(): boolean {
    if (this.#holds.size + this.#faders.size < MOST_CONTROLS) return true
    this.#source.rejected += 1
    const [longestAgo] = this.#faders.keys()
    return longestAgo !== undefined && this.#faders.delete(longestAgo)
  }

  #publishControl(moved: Omit<PayloadOf<'hid.received'>, 'device'>, at: MonotonicMs): void {
    const { device } = this.#source
    this.#publish({ type: 'hid.received', source: device, cause: null, payload: { device, ...moved }, at })
  }
}
