// Reports of one open device into events, no more of them than a controller can mean.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { DeviceSink } from '../peripheral.ts'
import { ReportDecoder } from './decode.ts'
import type { DeviceLayout } from './layout.ts'

/** Reports a second that are decoded each; the fastest controllers send 1,000. */
const REPORTS_PER_SECOND = 2_000
/** Reports that may come at once, as they do after the main thread was held up for two seconds. */
const BURST = 4_000
/** Beyond that only the latest report of each id is decoded, this often. */
const HOLD_MS = 10

/** Of what lets go for want of the device. */
const MADE_UP = { madeUp: true } as const

export class HidIntake {
  readonly #clock: Clock
  readonly #sink: DeviceSink
  readonly #decoder: ReportDecoder
  readonly #rejections = new Map<string, number>()
  /** The latest report of each id that came too fast. */
  readonly #held = new Map<number, Uint8Array>()
  #hold: Disposable | null = null
  #allowed = BURST
  #allowedAt: number
  #released = false
  #received = 0
  #rejected = 0

  constructor(clock: Clock, sink: DeviceSink, layout: DeviceLayout) {
    this.#clock = clock
    this.#sink = sink
    this.#allowedAt = clock.now()
    const { device, publish } = sink
    if (layout.leftOut > 0) {
      const payload = { device, reason: 'too-many-controls', total: layout.leftOut }
      publish({ type: 'hid.rejected', source: device, cause: null, payload })
    }
    this.#decoder = new ReportDecoder(layout, (control, kind, value) => {
      const payload = { device, control, kind, value, ...(this.#released && MADE_UP) }
      publish({ type: 'hid.received', source: device, cause: null, payload })
    })
  }

  take(report: Uint8Array): void {
    if (this.#released) return
    this.#received += 1
    if (this.#hold === null && this.#spend()) this.#decode(report)
    else this.#holdBack(report)
  }

  /** Lets go of what is held; nothing is taken afterwards. */
  release(): void {
    this.#released = true
    dispose(this.#hold)
    this.#hold = null
    this.#held.clear()
    this.#decoder.release()
  }

  counts(): { readonly received: number; readonly rejected: number } {
    return { received: this.#received, rejected: this.#rejected }
  }

  #spend(): boolean {
    const now = this.#clock.now()
    this.#allowed = Math.min(BURST, this.#allowed + ((now - this.#allowedAt) * REPORTS_PER_SECOND) / 1000)
    this.#allowedAt = now
    if (this.#allowed < 1) return false
    this.#allowed -= 1
    return true
  }

  #holdBack(report: Uint8Array): void {
    const id = report[0] ?? 0
    if (this.#held.has(id)) this.#reject('flood')
    this.#held.set(id, report)
    this.#hold ??= this.#clock.upkeep(monotonicMs(this.#clock.now() + HOLD_MS), () => {
      this.#hold = null
      const held = [...this.#held.values()]
      this.#held.clear()
      for (const latest of held) {
        this.#spend()
        this.#decode(latest)
      }
    })
  }

  #decode(report: Uint8Array): void {
    const refusal = this.#decoder.decode(report)
    if (refusal !== null) this.#reject(refusal)
  }

  #reject(reason: string): void {
    this.#rejected += 1
    const total = (this.#rejections.get(reason) ?? 0) + 1
    this.#rejections.set(reason, total)
    const { device, publish } = this.#sink
    publish({ type: 'hid.rejected', source: device, cause: null, payload: { device, reason, total } })
  }
}
