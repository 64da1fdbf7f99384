// The folder of device profiles: what of it can be used, and what cannot, looked at again until that is mended or gone.
import { isDeepStrictEqual } from 'node:util'
import { everyBeat } from '../../../shared/base/beat.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import type { Fault } from '../../../shared/base/result.ts'
import { readProfiles } from './profiles.ts'
import type { Profile } from './profiles.ts'

/** Between two looks at what was refused. */
const LOOK_MS = 2_000

interface ProfileFolderOptions {
  readonly clock: Clock
  readonly dir: string
  readonly log: { warn(details: object, message: string): void }
  readonly read?: typeof readProfiles
}

export class ProfileFolder implements Disposable {
  readonly #options: ProfileFolderOptions
  readonly #look: Disposable
  #refused: readonly Fault[] = []
  #isReading = false

  constructor(options: ProfileFolderOptions) {
    this.#options = options
    this.#look = everyBeat(options.clock, LOOK_MS, () => {
      if (this.#refused.length > 0 && !this.#isReading) void this.read()
    })
  }

  /** What is wrong with those that cannot be used; devices that they are for are read by their own description. */
  get refused(): readonly Fault[] {
    return this.#refused
  }

  /** Those that can be used, as they are now. */
  async read(): Promise<readonly Profile[]> {
    const { dir, log, read = readProfiles } = this.#options
    this.#isReading = true
    const { profiles, faults } = await read(dir)
    this.#isReading = false
    const known = this.#refused
    for (const fault of faults)
      if (!known.some((one) => isDeepStrictEqual(one, fault))) log.warn({ fault }, 'device profile refused')
    this.#refused = faults
    return profiles
  }

  [Symbol.dispose](): void {
    this.#look[Symbol.dispose]()
  }
}
