// Shakes for the gamepads of windows: the latest of each pad, which its window comes for, and nothing that is late.
import type { Clock } from '../../../shared/base/clock.ts'
import { disposable } from '../../../shared/base/disposable.ts'
import type { RumblePulse, RumbleView } from '../../../shared/contract/rumble-view.ts'
import { RUMBLE_GOOD_MS, RUMBLE_LIMITS } from '../../../shared/model/rumble.ts'
import type { Rumble } from '../../../shared/model/rumble.ts'

/** Between two of one pad: closer ones are felt as one that is longer, and motors take so long to start. */
const APART_MS = 150

/** A pad in the window that is listened to. */
export interface PadSight {
  readonly client: string
  readonly index: number
}

interface RumblesOptions {
  readonly clock: Clock
  /** Pads that can be felt and are called so; all of them for null. */
  readonly sightsOf: (device: string | null) => readonly PadSight[]
}

export class Rumbles {
  readonly #options: RumblesOptions
  readonly #latest = new Map<string, RumblePulse>()
  readonly #listeners = new Set<() => void>()
  #id = 0
  #dropped = 0

  constructor(options: RumblesOptions) {
    this.#options = options
  }

  /** Shakes that came too soon after another of the same pad. */
  get dropped(): number {
    return this.#dropped
  }

  shake(device: string | null, rumble: Rumble): void {
    const at = this.#options.clock.now()
    let isNew = false
    for (const { client, index } of this.#options.sightsOf(device)) {
      const pad = `${index} ${client}`
      if (at - (this.#latest.get(pad)?.at ?? -Infinity) < APART_MS) {
        this.#dropped += 1
        continue
      }
      this.#id += 1
      this.#latest.set(pad, { ...bounded(rumble), id: this.#id, at, client, index })
      isNew = true
    }
    if (!isNew) return
    this.#forgetOld()
    for (const changed of this.#listeners) changed()
  }

  view(): RumbleView {
    this.#forgetOld()
    return { pulses: [...this.#latest.values()] }
  }

  onChanged(changed: () => void): Disposable {
    this.#listeners.add(changed)
    return disposable('rumble listener', () => this.#listeners.delete(changed))
  }

  #forgetOld(): void {
    const oldest = this.#options.clock.now() - RUMBLE_GOOD_MS
    for (const [pad, { at }] of this.#latest) if (at < oldest) this.#latest.delete(pad)
  }
}

function bounded({ strong, weak, lasts }: Rumble): Rumble {
  const { least, most } = RUMBLE_LIMITS.lasts
  const part = (amount: number): number => Math.min(1, Math.max(0, amount))
  return { strong: part(strong), weak: part(weak), lasts: Math.min(most, Math.max(least, lasts)) }
}
