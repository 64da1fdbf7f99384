// How well the engine is reached, and its clock for what is drawn.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ClientState, ContractClient } from '../../shared/contract/client.ts'

const TICK_MS = 250

export class Connection implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #listening: Disposable
  #timer: Disposable | null = null
  #frozenAt: number | null = null

  state = $state<ClientState>('connecting')
  roundTrip = $state<number | null>(null)
  /** Milliseconds since anything arrived, by this page's clock; null before first contact. */
  silentFor = $state<number | null>(null)
  /** The engine's monotonic clock as of the last tick, for what need not move smoothly. */
  now = $state(0)

  /** Whether what is shown is true now, rather than the last that was known. */
  readonly live = $derived(this.state === 'open')

  constructor(client: ContractClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.state = client.state
    this.#listening = client.onState((state) => {
      if (state === 'open') this.#frozenAt = null
      else this.#frozenAt ??= state === 'silent' ? this.#lastHeard() : client.engineNow()
      this.state = state
      this.#read()
    })
    this.#tick()
  }

  /** The engine's clock; stands still while the engine is lost or silent, so that nothing moves that is not known to. */
  readonly engineNow = (): number => this.#frozenAt ?? this.#client.engineNow();

  [Symbol.dispose](): void {
    dispose(this.#listening)
    dispose(this.#timer)
  }

  /** The engine's clock when it was last heard of. */
  #lastHeard(): number {
    return this.#client.engineNow() - this.#silence()
  }

  #silence(): number {
    return this.#clock.now() - (this.#client.lastContact ?? this.#clock.now())
  }

  #tick(): void {
    this.#read()
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + TICK_MS), () => this.#tick())
  }

  #read(): void {
    this.silentFor = this.#client.lastContact === null ? null : this.#silence()
    this.roundTrip = this.#client.roundTrip
    this.now = this.engineNow()
  }
}
