// How often values are told where there are very many: beyond what a thread may send each tells only every second, third, ... of its own.
import { RAMP_BUDGET } from '../../shared/model/ramp.ts'

/** Over which packets are counted. */
const WINDOW_MS = 250
/** More are told again only where that leaves room. */
const HEADROOM = 0.9

export class RampBudget {
  /** Of the values of each ramp every so manieth is told. */
  every = 1
  #demand = 0
  #byPackets = 1
  #windowFrom = -Infinity
  #packets = 0

  /** So many values a second more are wanted, or fewer. */
  wants(rate: number): void {
    this.#demand = Math.max(0, this.#demand + rate)
    this.#settle()
  }

  /** Nothing is in flight. */
  rest(): void {
    this.#demand = 0
    this.#byPackets = 1
    this.#settle()
  }

  /** So many packets have left. */
  sent(packets: number, now: number): void {
    const elapsed = now - this.#windowFrom
    if (elapsed >= WINDOW_MS) {
      // What was counted in a window that nothing closed says little of a second.
      if (elapsed < 2 * WINDOW_MS) this.#judge((this.#packets / elapsed) * 1000 * this.every)
      this.#windowFrom = now
      this.#packets = 0
    }
    this.#packets += packets
  }

  /** `wanted` packets a second would leave if every value were told. */
  #judge(wanted: number): void {
    const needed = Math.max(1, Math.ceil(wanted / RAMP_BUDGET.packets))
    if (needed > this.#byPackets) this.#byPackets = needed
    else if (needed < this.#byPackets) {
      const fewer = this.#byPackets - 1
      if (wanted / fewer <= RAMP_BUDGET.packets * HEADROOM) this.#byPackets = fewer
    }
    this.#settle()
  }

  #settle(): void {
    this.every = Math.max(this.#byPackets, Math.ceil(this.#demand / RAMP_BUDGET.values))
  }
}
