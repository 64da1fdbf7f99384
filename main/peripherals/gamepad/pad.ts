// One gamepad as a source of events, whichever window it is seen by.
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import type { GamepadSnapshot } from '../../../shared/contract/inputs.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { DeviceHealth } from '../../../shared/model/health.ts'
import { Source } from '../source.ts'
import { PadDecoder } from './decode.ts'
import type { PadChanged } from './decode.ts'
import type { PadKind } from './identify.ts'
import { padLayout } from './layout.ts'
import type { PadLayout } from './layout.ts'

interface PadOptions {
  readonly clock: Clock
  readonly publish: Publish
  /** Its stable identity, which is the source of its events. */
  readonly id: string
  readonly kind: PadKind
}

export class Pad {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #hardware: string | null
  readonly #source: Source
  readonly #decoder = new PadDecoder()
  /** Whether the window that sees it can make it rumble. */
  rumbles = false

  constructor({ clock, publish, id, kind }: PadOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#hardware = kind.hardware
    this.#source = new Source({ publish, device: id, name: kind.name, family: 'gamepad' })
  }

  get isLost(): boolean {
    return this.#source.state === 'lost'
  }

  open(): void {
    this.#source.connected()
  }

  /** Opens it where it was read another way until now: what is down was pressed there, and is not pressed anew. */
  openAgain(snapshot: GamepadSnapshot | null): void {
    if (snapshot !== null) this.#decoder.mute(snapshot, this.#layout(snapshot))
    this.#source.connected()
  }

  take(snapshot: GamepadSnapshot, at: MonotonicMs): void {
    if (this.#source.state !== 'open') return
    this.#source.received += 1
    this.#decoder.decode(snapshot, this.#layout(snapshot), this.#publisher(at))
  }

  /** Lets go of what it holds and is silent: `off` while it is there, `lost` when it is not. */
  close(state: 'off' | 'lost', reason: string): void {
    this.#decoder.release(this.#publisher(this.#clock.now(), { madeUp: true }))
    this.#source.disconnected(state, reason)
  }

  health(): readonly DeviceHealth[] {
    const health = this.#source.health()
    return this.rumbles ? health.map((pad) => ({ ...pad, rumbles: true as const })) : health
  }

  #layout({ standard }: GamepadSnapshot): PadLayout {
    return padLayout(this.#hardware, standard)
  }

  #publisher(at: MonotonicMs, mark?: { readonly madeUp: true }): PadChanged {
    const { device } = this.#source
    return (control, kind, value) => {
      const payload = { device, control, kind, value, ...mark }
      this.#publish({ type: 'hid.received', source: device, cause: null, payload, at })
    }
  }
}
