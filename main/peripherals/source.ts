// What is known and told of one source of inputs that is not opened by the engine: its state and its counts.
import type { Publish } from '../../shared/model/event.ts'
import type { DeviceHealth, DeviceState } from '../../shared/model/health.ts'
import type { DeviceFamily } from './peripheral.ts'

interface SourceOptions {
  readonly publish: Publish
  /** Its stable identity, which is the source of its events. */
  readonly device: string
  readonly name: string
  readonly family: DeviceFamily
}

export class Source {
  readonly #options: SourceOptions
  /** Null until it has been heard of. */
  #state: DeviceState | null = null
  #reason: string | null = null
  received = 0
  rejected = 0

  constructor(options: SourceOptions) {
    this.#options = options
  }

  get device(): string {
    return this.#options.device
  }

  get state(): DeviceState | null {
    return this.#state
  }

  become(state: DeviceState, reason: string | null): void {
    if (state === this.#state && reason === this.#reason) return
    this.#state = state
    this.#reason = reason
    const { publish, device, name, family } = this.#options
    const payload = { device, name, family, state, reason }
    publish({ type: 'device.stateChanged', source: device, cause: null, payload })
  }

  /** It can be heard from now on. */
  connected(): void {
    if (this.#state === 'open') return
    this.become('open', null)
    const { publish, device, name } = this.#options
    publish({ type: 'device.connected', source: device, cause: null, payload: { device, name } })
  }

  /** It is heard no longer, for which `state` is the word. */
  disconnected(state: DeviceState, reason: string): void {
    if (this.#state === 'open') {
      const { publish, device, name } = this.#options
      publish({ type: 'device.lost', source: device, cause: null, payload: { device, name, reason } })
    }
    this.become(state, reason)
  }

  /** Empty while it has not been heard of. */
  health(): readonly DeviceHealth[] {
    if (this.#state === null) return []
    const { device, name, family } = this.#options
    const { received, rejected } = this
    return [{ device, name, family, state: this.#state, reason: this.#reason, received, rejected }]
  }
}
