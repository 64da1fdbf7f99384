// Looks for the devices of one family and keeps them open.
import { monotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { messageOf } from '../../shared/base/result.ts'
import type { DeviceHealth } from '../../shared/model/health.ts'
import { Identities } from './identity.ts'
import type { GivenNumbers } from './identity.ts'
import type { DeviceInfo, Driver } from './peripheral.ts'
import { TrackedDevice } from './tracked-device.ts'
import type { Surroundings } from './tracked-device.ts'

/** Plugging in one device changes several files, so a hint is followed after a short while. */
const HINT_SETTLES_MS = 50
/** Devices that went are shown until there are more of them than this; the longest known go first. */
const LOST_SHOWN = 32

interface Trouble {
  readonly state: 'off' | 'searching'
  readonly reason: string
}

export class Family {
  readonly #driver: Driver
  readonly #surroundings: Surroundings
  readonly #identities: Identities
  readonly #devices = new Map<string, TrackedDevice>()
  readonly #scope = new DisposableStack()
  #nextLook: Disposable | null = null
  #looking: Promise<void> | null = null
  /** A look was asked for that has not begun yet. */
  #asked = false
  /** Something was plugged in or out since the last look. */
  #changed = false
  #closed = false
  /** Why the family as a whole finds nothing, or null. */
  #trouble: Trouble | null = null

  constructor(driver: Driver, surroundings: Surroundings, given: GivenNumbers) {
    this.#driver = driver
    this.#surroundings = surroundings
    this.#identities = new Identities(given)
    this.#looking = this.#start()
  }

  health(): readonly DeviceHealth[] {
    const { family, title } = this.#driver
    const devices = [...this.#devices.values()].map((device) => device.health())
    if (this.#trouble === null) return devices
    return [{ device: title, name: title, family, ...this.#trouble, received: 0, rejected: 0 }, ...devices]
  }

  /** The family's title, and the numbers its devices were given. */
  get identities(): readonly [title: string, given: GivenNumbers] {
    return [this.#driver.title, this.#identities.given()]
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#scope.dispose()
    dispose(this.#nextLook)
    this.#nextLook = null
    await this.#looking
    await Promise.all([...this.#devices.values()].map((device) => device.close()))
  }

  async #start(): Promise<void> {
    const available = await this.#driver.available()
    if (this.#closed) return
    if (!available.ok) {
      this.#troubled({ state: 'off', reason: `${available.error.what}: ${available.error.next}` })
      return
    }
    const hints = this.#driver.watch(() => {
      this.#changed = true
      this.#lookSoon()
    })
    if (hints !== null) this.#scope.use(hints)
    await this.#look()
  }

  #lookSoon(): void {
    if (this.#asked) return
    this.#asked = true
    if (this.#looking === null) this.#lookAfter(HINT_SETTLES_MS)
  }

  #lookAfter(ms: number): void {
    if (this.#closed) return
    const { clock } = this.#surroundings
    dispose(this.#nextLook)
    this.#nextLook = clock.upkeep(monotonicMs(clock.now() + ms), () => {
      this.#nextLook = null
      this.#looking = this.#look()
    })
  }

  async #look(): Promise<void> {
    const changed = this.#changed
    this.#asked = false
    this.#changed = false
    try {
      const present = await this.#driver.list()
      if (this.#closed) return
      this.#troubled(null)
      this.#follow(present, changed)
    } catch (error) {
      this.#troubled({ state: 'searching', reason: messageOf(error) })
    }
    this.#looking = null
    this.#lookAfter(this.#pause())
  }

  /** Short where a look was asked for during this one, for what it was about may have come too late to be seen. */
  #pause(): number {
    return this.#asked ? HINT_SETTLES_MS : this.#driver.pollEvery
  }

  #follow(present: readonly DeviceInfo[], changed: boolean): void {
    const identities = this.#identities.assign(present)
    const ids = new Set(identities.values())
    for (const [id, device] of this.#devices) if (!ids.has(id) && device.isPresent) device.gone()
    for (const info of present) {
      const id = identities.get(info.path) as string
      const device = this.#devices.get(id) ?? this.#track(id, info)
      device.seen(info, changed)
    }
    this.#forgetLost()
  }

  #track(id: string, info: DeviceInfo): TrackedDevice {
    const stopped = (): void => this.#lookSoon()
    const device = new TrackedDevice({ id, info, driver: this.#driver, stopped, ...this.#surroundings })
    this.#devices.set(id, device)
    return device
  }

  #forgetLost(): void {
    const lost = [...this.#devices].filter(([, device]) => !device.isPresent)
    for (const [id] of lost.slice(0, Math.max(0, lost.length - LOST_SHOWN))) this.#devices.delete(id)
  }

  #troubled(trouble: Trouble | null): void {
    if (trouble?.reason === this.#trouble?.reason) return
    this.#trouble = trouble
    const { family, title } = this.#driver
    const { state, reason } = trouble ?? { state: 'searching', reason: null }
    const payload = { device: title, name: title, family, state, reason }
    this.#surroundings.publish({ type: 'device.stateChanged', source: family, cause: null, payload })
  }
}
