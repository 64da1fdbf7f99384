// Keys that the desktop app hears while other programs are in front; the system tells their presses and no releases.
import type { MonotonicMs } from '../../../shared/base/clock.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { DeviceHealth, DeviceState } from '../../../shared/model/health.ts'
import { Source } from '../source.ts'

/** Some systems repeat a key that is held, 25 to 35 times a second; nobody presses one as fast. */
const REPEATS_WITHIN_MS = 75
/** Keys of which the last press is remembered; a show has half as many. */
const REMEMBERED = 64

export class GlobalKeys {
  readonly #publish: Publish
  readonly #source: Source
  readonly #pressedAt = new Map<string, number>()

  constructor(publish: Publish) {
    this.#publish = publish
    const device = 'keyboard:global'
    this.#source = new Source({ publish, device, name: 'Keys heard everywhere', family: 'keyboard' })
  }

  pressed(accelerator: string, at: MonotonicMs): void {
    this.#source.received += 1
    if (this.#isRepeat(accelerator, at)) return
    for (const pressed of [true, false]) {
      const payload = { code: accelerator, key: accelerator, pressed }
      this.#publish({ type: 'key.received', source: this.#source.device, cause: null, payload, at })
    }
  }

  become(state: DeviceState, reason: string | null): void {
    this.#source.become(state, reason)
  }

  health(): readonly DeviceHealth[] {
    return this.#source.health()
  }

  #isRepeat(accelerator: string, at: number): boolean {
    const before = this.#pressedAt.get(accelerator) ?? -Infinity
    this.#pressedAt.delete(accelerator)
    this.#pressedAt.set(accelerator, at)
    const [oldest] = this.#pressedAt.keys()
    if (this.#pressedAt.size > REMEMBERED && oldest !== undefined) this.#pressedAt.delete(oldest)
    return at - before < REPEATS_WITHIN_MS
  }
}

/** What a show that asks for such keys is told where no desktop app runs. */
export const ONLY_IN_THE_APP = 'only the desktop app hears keys while other programs are in front'
