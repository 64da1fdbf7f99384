// How well the engine is reached, and its clock for what is drawn.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ClientState, ContractClient } from '../../shared/contract/client.ts'

const TICK_MS = 250
/** The engine reports its health every second; with two reports missing, something is in the way. */
const SILENCE_MS = 3_000

export class Connection implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #listening: Disposable
  #timer: Disposable | null = null
  #frozenAt: number | null = null

  state = $state<ClientState>('connecting')
  roundTrip = $state<number | null>(null)
  /** Milliseconds since anything arrived; null before first contact. */
  silentFor = $state<number | null>(null)
  /** The engine's monotonic clock as of the last tick, for what need not move smoothly. */
  now = $state(0)

  /** Whether what is shown is true now, rather than the last that was known. */
  readonly live = $derived(this.state === 'open')
  readonly silent = $derived(this.live && this.silentFor !== null && this.silentFor > SILENCE_MS)

  constructor(client: ContractClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.state = client.state
    this.#listening = client.onState((state) => {
      if (state === 'open') this.#frozenAt = null
      else this.#frozenAt ??= client.engineNow()
      this.state = state
      this.#read()
    })
    this.#tick()
  }

  /** The engine's clock; stands still while the connection is lost, so that nothing moves that is not known to. */
  readonly engineNow = (): number => this.#frozenAt ?? this.#client.engineNow();

  [Symbol.dispose](): void {
    dispose(this.#listening)
    dispose(this.#timer)
  }

  #tick(): void {
    this.#read()
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + TICK_MS), () => this.#tick())
  }

  #read(): void {
    const { lastContact, roundTrip } = this.#client
    this.silentFor = lastContact === null ? null : this.#clock.now() - lastContact
    this.roundTrip = roundTrip
    this.now = this.engineNow()
  }
}
