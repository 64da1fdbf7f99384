// One device from its first sight to its end: opened, lost, opened again with growing pauses.
import { backOff } from '../../shared/base/back-off.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, messageOf } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { NO_COUNTS, sumOfCounts } from '../../shared/model/device-counts.ts'
import type { DeviceCounts } from '../../shared/model/device-counts.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { DeviceHealth, DeviceState } from '../../shared/model/health.ts'
import type { DeviceInfo, Driver, OpenDevice } from './peripheral.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** A new device's file is there half a second before the system has set its permissions, so early refusals say nothing. */
const QUIET_FAILURES = 2
/** A device that is lost sooner after it was opened has failed as if it could not be opened. */
const STEADY_MS = 5_000

export interface Surroundings {
  readonly clock: Clock
  readonly publish: Publish
}

interface TrackedDeviceOptions extends Surroundings {
  readonly id: string
  readonly info: DeviceInfo
  readonly driver: Driver
  /** Asks for a look at what is present, because this device has stopped. */
  readonly stopped: () => void
}

export class TrackedDevice {
  readonly id: string
  readonly #driver: Driver
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #stopped: () => void
  #info: DeviceInfo
  #state: DeviceState = 'searching'
  #reason: string | null = null
  #open: OpenDevice | null = null
  /** Tells the opening under way from those that a loss has overtaken. */
  #attempt = 0
  #isOpening = false
  #openedAt = 0
  #failures = 0
  #retry: Disposable | null = null
  /** Opening or closing that the system has not finished: never both at once on one device. */
  #busy: Promise<void> | null = null
  #present = true
  /** Of the times before this one. */
  #counts: DeviceCounts = NO_COUNTS

  constructor({ id, info, driver, clock, publish, stopped }: TrackedDeviceOptions) {
    this.id = id
    this.#info = info
    this.#driver = driver
    this.#clock = clock
    this.#publish = publish
    this.#stopped = stopped
  }

  get isPresent(): boolean {
    return this.#present
  }

  /**
   * It is listed: opens it unless it is open, being opened, or waiting for its next attempt. Where something was plugged in
   * or out (`changed`) it waits no longer, for it may have gone and come back between two looks.
   */
  seen(info: DeviceInfo, changed: boolean): void {
    const moved = info.path !== this.#info.path
    if (moved && this.#open !== null) this.#lose('unplugged and plugged in again')
    if (changed || moved || !this.#present) this.#forgetFailures()
    this.#info = info
    this.#present = true
    if (info.unusable !== null) this.#become('refused', info.unusable)
    else if (this.#open === null && !this.#isOpening && this.#retry === null) this.#begin()
  }

  /** It is no longer listed. */
  gone(): void {
    this.#present = false
    this.#forgetFailures()
    if (this.#state !== 'lost') this.#lose('unplugged')
  }

  health(): DeviceHealth {
    return {
      device: this.id,
      name: this.#info.name,
      family: this.#driver.family,
      state: this.#state,
      reason: this.#reason,
      ...sumOfCounts(this.#counts, this.#open?.counts() ?? NO_COUNTS),
    }
  }

  /** Settles when the system has let go of it. */
  async close(): Promise<void> {
    this.#present = false
    this.#forgetFailures()
    this.#release()
    this.#overtake()
    while (this.#busy !== null) await this.#busy
  }

  #begin(): void {
    this.#become('opening', null)
    this.#isOpening = true
    const attempt = this.#attempt
    this.#occupy(async () => {
      if (attempt !== this.#attempt) return
      const opened = await this.#openSafely(attempt)
      if (attempt !== this.#attempt) {
        if (opened.ok) await opened.value.close()
        return
      }
      this.#isOpening = false
      if (opened.ok) this.#opened(opened.value)
      else this.#refused(opened.error.what, opened.error.next)
    })
  }

  #overtake(): void {
    this.#attempt += 1
    this.#isOpening = false
  }

  async #openSafely(attempt: number): Promise<Result<OpenDevice>> {
    const live = (): boolean => attempt === this.#attempt
    try {
      return await this.#driver.open(this.#info, {
        device: this.id,
        publish: (draft) => (live() ? this.#publish(draft) : null),
        lost: (reason) => {
          if (live()) this.#lose(reason)
        },
      })
    } catch (error) {
      return failed(fault('device/cannot-open', this.id, messageOf(error), 'unplug it and plug it in again'))
    }
  }

  /** Runs one opening or closing after the other. */
  #occupy(work: () => Promise<void>): void {
    const busy: Promise<void> = (this.#busy ?? Promise.resolve()).then(work).then(() => {
      if (this.#busy === busy) this.#busy = null
    })
    this.#busy = busy
  }

  #opened(open: OpenDevice): void {
    this.#open = open
    this.#openedAt = this.#clock.now()
    this.#become('open', null)
    const payload = { device: this.id, name: this.#info.name }
    this.#publish({ type: 'device.connected', source: this.id, cause: null, payload })
  }

  #refused(what: string, next: string): void {
    this.#failures += 1
    if (this.#failures > QUIET_FAILURES) this.#become('refused', `${what}: ${next}`)
    this.#retryLater()
  }

  #lose(reason: string): void {
    const wasOpen = this.#open !== null
    this.#release()
    this.#overtake()
    if (wasOpen) {
      this.#failures = this.#clock.now() - this.#openedAt < STEADY_MS ? this.#failures + 1 : 0
      const payload = { device: this.id, name: this.#info.name, reason }
      this.#publish({ type: 'device.lost', source: this.id, cause: null, payload })
    }
    this.#become('lost', reason)
    if (!this.#present) return
    // If it only failed it is opened again; if it went, the look finds that out.
    this.#retryLater()
    this.#stopped()
  }

  /** Lets go of what it holds, while its events still count, and closes it. */
  #release(): void {
    const open = this.#open
    if (open === null) return
    open.release()
    this.#open = null
    this.#counts = sumOfCounts(this.#counts, open.counts())
    this.#occupy(() => open.close())
  }

  #retryLater(): void {
    dispose(this.#retry)
    const wait = backOff(this.#failures, FIRST_WAIT_MS, LONGEST_WAIT_MS)
    this.#retry = this.#clock.upkeep(monotonicMs(this.#clock.now() + wait), () => {
      this.#retry = null
      this.#begin()
    })
  }

  #forgetFailures(): void {
    this.#failures = 0
    dispose(this.#retry)
    this.#retry = null
  }

  #become(state: DeviceState, reason: string | null): void {
    if (state === this.#state && reason === this.#reason) return
    // While attempts are repeated it stays refused, with its reason, instead of changing its state at each.
    if (state === 'opening' && this.#state === 'refused') return
    this.#state = state
    this.#reason = reason
    const payload = { device: this.id, name: this.#info.name, family: this.#driver.family, state, reason }
    this.#publish({ type: 'device.stateChanged', source: this.id, cause: null, payload })
  }
}
