// The on-screen controller: what is pressed on it and where its faders stand, sent as inputs of this client.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

/** A fader sends at most 60 times in any second; timers of browsers know whole milliseconds only. */
const FADER_MS = 17

/** Finer than a hand or a pixel. */
const FADER_STEPS = 1000

interface FaderPace {
  /** Null before it was moved. */
  sentAt: number | null
  sent: number
  timer: Disposable | null
}

export class VirtualDesk implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #stateListener: Disposable
  /** Which control each finger, mouse button or key holds. */
  readonly #holders = new Map<string, string>()
  readonly #paces = new Map<string, FaderPace>()

  pressed = $state.raw<ReadonlySet<string>>(new Set())
  /** 0 to 1; those never moved stand at 0. */
  faders = $state.raw<ReadonlyMap<string, number>>(new Map())

  constructor(client: ContractClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.#stateListener = client.onState((state) => {
      // The engine lets go of what a client held when it loses it; a silent one must be told, and reads it when it wakes.
      if (state !== 'open') this.releaseAll()
    })
  }

  /** `holder` names the finger or key; a control held by several is let go of by the last. */
  readonly press = (control: string, holder: string): void => {
    if (this.#client.state !== 'open' || this.#holders.get(holder) === control) return
    this.release(holder)
    this.#holders.set(holder, control)
    if (this.pressed.has(control)) return
    this.pressed = new Set(this.pressed).add(control)
    this.#client.input({ family: 'virtual', control, kind: 'button', value: 1 })
  }

  readonly release = (holder: string, madeUp?: true): void => {
    const control = this.#holders.get(holder)
    if (control === undefined) return
    this.#holders.delete(holder)
    if ([...this.#holders.values()].includes(control)) return
    const pressed = new Set(this.pressed)
    pressed.delete(control)
    this.pressed = pressed
    this.#client.input({ family: 'virtual', control, kind: 'button', value: 0, ...(madeUp && { madeUp }) })
  }

  readonly releaseAll = (): void => {
    for (const holder of [...this.#holders.keys()]) this.release(holder, true)
  }

  /** Moves a fader; not while the engine is out of reach, so that what is shown is what was sent. */
  readonly move = (control: string, wanted: number): void => {
    if (this.#client.state !== 'open') return
    const value = Math.min(Math.max(Math.round(wanted * FADER_STEPS) / FADER_STEPS, 0), 1)
    if (value === (this.faders.get(control) ?? 0)) return
    this.faders = new Map(this.faders).set(control, value)
    let pace = this.#paces.get(control)
    if (pace === undefined) this.#paces.set(control, (pace = { sentAt: null, sent: 0, timer: null }))
    const kept = pace
    if (kept.sentAt === null || this.#clock.now() - kept.sentAt >= FADER_MS) this.#send(control, kept)
    else
      kept.timer ??= this.#clock.upkeep(monotonicMs(kept.sentAt + FADER_MS), () => this.#send(control, kept))
  };

  [Symbol.dispose](): void {
    this.releaseAll()
    dispose(this.#stateListener)
    for (const { timer } of this.#paces.values()) dispose(timer)
  }

  #send(control: string, pace: FaderPace): void {
    dispose(pace.timer)
    const value = this.faders.get(control) ?? 0
    // Back where it was before it could be sent.
    if (pace.sentAt !== null && value === pace.sent) {
      pace.timer = null
      return
    }
    pace.timer = null
    pace.sentAt = this.#clock.now()
    pace.sent = value
    this.#client.input({ family: 'virtual', control, kind: 'axis', value })
  }
}
