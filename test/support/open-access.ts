// Who may do what, for tests: kept in memory, and PINs that are hashed at once.
import { Access } from '../../main/access/access.ts'
import type { AccessOptions, AccessStore } from '../../main/access/access.ts'
import type { Pins } from '../../main/access/pin.ts'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { AccessView } from '../../shared/contract/access-view.ts'
import type { AccessHealth } from '../../shared/model/health.ts'

export const OPEN_ACCESS: AccessView = { locked: null, hasPin: false, trouble: null, revision: 0 }
export const ACCESS_HEALTH: AccessHealth = {
  ...{ locked: null, hasPin: false, trouble: null, wrongPins: 0 },
  clients: [],
}

/** As quick as a test needs them; `hash` is of the PIN turned round. */
export const quickPins: Pins = {
  hash: (pin) => Promise.resolve({ salt: SALT, hash: turned(pin), cost: 1024 }),
  matches: (pin, { hash }) => Promise.resolve(turned(pin) === hash),
}

const SALT = Buffer.alloc(16).toString('base64')

function turned(text: string): string {
  return Buffer.from([...text].toReversed().join('').padEnd(32, '-').slice(0, 32)).toString('base64')
}

/** What was written last, as text. */
export interface MemoryStore extends AccessStore {
  text: string | null
  /** Null where the disk takes what is written. */
  refuses: Result<void> | null
}

export function memoryStore(text: string | null = null): MemoryStore {
  return {
    path: '/data/access.json',
    text,
    refuses: null,
    read() {
      return Promise.resolve(this.text === null ? null : Buffer.from(this.text))
    },
    write(bytes) {
      if (this.refuses !== null) return Promise.resolve(this.refuses)
      this.text = Buffer.from(bytes).toString()
      return Promise.resolve(ok(undefined))
    },
    setAside() {
      this.text = null
      return Promise.resolve(ok('/data/aside'))
    },
  }
}

export function openAccess(
  clock: Pick<Clock, 'now' | 'wall'>,
  options: Partial<AccessOptions> = {},
): Promise<Access> {
  return Access.open({
    ...{ clock, store: memoryStore(), doors: {}, resetPin: false },
    ...{ publish: () => 1, isPeer: () => false, pins: quickPins },
    ...options,
  })
}
