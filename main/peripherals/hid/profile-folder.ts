// The folders of device profiles: what of them can be used, and what cannot, looked at again until that is mended or gone.
import { existsSync } from 'node:fs'
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
  /** The user's own come first, and before those of the program; there may be none yet. */
  readonly own: string
  readonly dir: string
  readonly log: { warn(details: object, message: string): void }
  readonly read?: typeof readProfiles
}

type Read = Awaited<ReturnType<typeof readProfiles>>

const joined = (folders: readonly Read[]): Read => ({
  profiles: folders.flatMap(({ profiles }) => profiles),
  faults: folders.flatMap(({ faults }) => faults),
})

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
    const { own, dir, log, read = readProfiles } = this.#options
    this.#isReading = true
    const { profiles, faults } = joined([...(existsSync(own) ? [await read(own)] : []), await read(dir)])
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
