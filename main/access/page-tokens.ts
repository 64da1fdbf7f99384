// What pages may come back by in the role that they had, instead of the PIN: in memory alone, few, and forgotten with the PIN.
import { createHash, randomBytes } from 'node:crypto'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import type { Role } from '../../shared/model/client.ts'

const TOKEN_BYTES = 32
/** Twice as many as there are places for pages. */
const MOST = 128
/** For so long a page may be away: a night and a morning. */
const FORGOTTEN_AFTER_MS = 12 * 3_600_000

interface Given {
  readonly role: Role
  /** Page that is connected by it; null while it is away. */
  holder: string | null
  /** When a page was seen last that has it. */
  seenAt: MonotonicMs
}

export class PageTokens {
  readonly #clock: Pick<Clock, 'now'>
  /** By the hash of what was given out, whoever was seen longest ago first. */
  readonly #given = new Map<string, Given>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** For a page that has just been given `role`. */
  give(role: Role, holder: string): string {
    this.revoke(holder)
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    if (this.#given.size >= MOST) this.#forgetOne()
    this.#given.set(hashed(token), { role, holder, seenAt: this.#clock.now() })
    return token
  }

  /** The role that the page had which comes back by it; null where it is not known, or not any more. */
  take(token: string, holder: string): Role | null {
    const hash = hashed(token)
    const given = this.#given.get(hash)
    if (given === undefined) return null
    const away = given.holder === null ? this.#clock.now() - given.seenAt : 0
    this.#given.delete(hash)
    if (away > FORGOTTEN_AFTER_MS) return null
    this.#given.set(hash, { role: given.role, holder, seenAt: this.#clock.now() })
    return given.role
  }

  /** The page has gone, and may come back. */
  left(holder: string): void {
    for (const given of this.#given.values()) {
      if (given.holder !== holder) continue
      given.holder = null
      given.seenAt = this.#clock.now()
    }
  }

  /** The page wants its role no more. */
  revoke(holder: string): void {
    for (const [hash, given] of this.#given) if (given.holder === holder) this.#given.delete(hash)
  }

  clear(): void {
    this.#given.clear()
  }

  #forgetOne(): void {
    const [oldest] = this.#given.keys()
    const away = [...this.#given].find(([, { holder }]) => holder === null)?.[0] ?? oldest
    if (away !== undefined) this.#given.delete(away)
  }
}

const hashed = (token: string): string => createHash('sha256').update(token).digest('base64')
