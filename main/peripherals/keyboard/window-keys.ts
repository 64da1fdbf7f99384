// Keys that are pressed in the app's windows, as one keyboard however many windows there are.
import type { MonotonicMs } from '../../../shared/base/clock.ts'
import type { ClientInput } from '../../../shared/contract/inputs.ts'
import type { PayloadOf, Publish } from '../../../shared/model/event.ts'
import type { DeviceHealth } from '../../../shared/model/health.ts'
import { Holds } from '../holds.ts'
import { Source } from '../source.ts'

type KeyInput = Extract<ClientInput, { family: 'keyboard' }>

/** Keys that one window holds. More are keys whose release got lost, so the longest held is let go of. */
const HELD_BY_ONE = 64

export class WindowKeys {
  readonly #publish: Publish
  readonly #source: Source
  readonly #holds = new Holds()
  /** What each held key typed when it was pressed, so that its release is told as that of the same key. */
  readonly #typed = new Map<string, string>()

  constructor(publish: Publish) {
    this.#publish = publish
    const device = 'keyboard:window'
    this.#source = new Source({ publish, device, name: 'Keyboard in the window', family: 'keyboard' })
  }

  receive({ code, key, pressed, madeUp }: KeyInput, at: MonotonicMs, client: string): void {
    this.#source.become('open', null)
    this.#source.received += 1
    if (pressed) this.#press(code, key, at, client)
    else this.#release(code, at, client, madeUp === true)
  }

  left(client: string, at: MonotonicMs): void {
    for (const code of this.#holds.heldBy(client)) this.#release(code, at, client, true)
  }

  releaseAll(at: MonotonicMs): void {
    for (const code of this.#holds.clear()) this.#letGo(code, at, true)
  }

  health(): readonly DeviceHealth[] {
    return this.#source.health()
  }

  #press(code: string, key: string, at: MonotonicMs, client: string): void {
    if (this.#holds.isHeldBy(code, client)) return
    const [longest, ...others] = this.#holds.heldBy(client)
    if (longest !== undefined && others.length + 1 >= HELD_BY_ONE) {
      this.#source.rejected += 1
      this.#release(longest, at, client, true)
    }
    if (!this.#holds.press(code, client)) return
    this.#typed.set(code, key)
    this.#publishKey({ code, key, pressed: true }, at)
  }

  #release(code: string, at: MonotonicMs, client: string, madeUp: boolean): void {
    if (this.#holds.release(code, client)) this.#letGo(code, at, madeUp)
  }

  #letGo(code: string, at: MonotonicMs, madeUp: boolean): void {
    const key = this.#typed.get(code) ?? ''
    this.#typed.delete(code)
    this.#publishKey({ code, key, pressed: false, ...(madeUp && { madeUp }) }, at)
  }

  #publishKey(payload: PayloadOf<'key.received'>, at: MonotonicMs): void {
    const { device: source } = this.#source
    this.#publish({ type: 'key.received', source, cause: null, payload, at })
  }
}
