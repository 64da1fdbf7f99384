// Who may do what: the role of each way in, roles that pages take, and the lock under which nobody edits.
import type { Clock } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { failed, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { AccessView, Lock, OwnAccess } from '../../shared/contract/access-view.ts'
import type { CommandAnswer, ParsedArgs } from '../../shared/contract/commands.ts'
import { groupOf } from '../../shared/base/network-address.ts'
import { reaches } from '../../shared/model/client.ts'
import type { Client, Person, Role } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { AccessHealth } from '../../shared/model/health.ts'
import { NOTHING_KEPT, keptText, readKept, unreadable } from './access-file.ts'
import type { DoorSettings, Kept } from './access-file.ts'
import { PageTokens } from './page-tokens.ts'
import { PinCheck } from './pin-check.ts'
import { scryptPins } from './pin.ts'
import type { Pins } from './pin.ts'
import type { Caller } from './pin-tries.ts'
import {
  lockedAgain,
  lockedRefused,
  lookingOnly,
  noPinSet,
  notConnected,
  pinChanged,
  roleRefused,
  tokenUnknown,
} from './refusals.ts'
import { doorsOf, isLocal, roleAtDoor } from './roles.ts'
import type { Doors } from './roles.ts'

const SOURCE = 'access'

/** Where it is kept. */
export interface AccessStore {
  readonly path: string
  /** Null where there is nothing; throws where it cannot be read. */
  read(): Promise<Uint8Array | null>
  write(bytes: Uint8Array): Promise<Result<void>>
  setAside(): Promise<Result<string>>
}

export interface AccessOptions {
  readonly clock: Pick<Clock, 'now' | 'wall'>
  readonly store: AccessStore
  /** Go before those that are kept. */
  readonly doors: DoorSettings
  /** Begins without a PIN, whatever is kept. */
  readonly resetPin: boolean
  readonly publish: Publish
  readonly isPeer: (host: string) => boolean
  readonly pins?: Pins
}

type Args<N extends 'access.unlock' | 'access.setPin' | 'access.become'> = ParsedArgs<N>
type Later<N extends 'access.lock' | 'access.unlock' | 'access.setPin' | 'access.become'> = Promise<
  Result<CommandAnswer<N>>
>

export class Access implements AsyncDisposable {
  readonly #options: AccessOptions
  /** What each way in may do. */
  readonly doors: Doors
  readonly #check: PinCheck
  #kept: Kept
  /** Why nobody knows who may do what. */
  readonly #unread: Fault | null
  #notKept: Fault | null = null
  #writing: Promise<boolean> = Promise.resolve(true)
  /** By the id of who took one. */
  readonly #taken = new Map<string, Role>()
  /** Of those whose PIN is being checked for one: who has left meanwhile gets none. */
  readonly #taking = new Map<string, object>()
  readonly #tokens: PageTokens
  #locks = 0
  #revision = 0
  readonly #listeners = new Set<() => void>()

  private constructor(options: AccessOptions, kept: Kept, unread: Fault | null) {
    this.#options = options
    this.#kept = kept
    this.#unread = unread
    this.doors = doorsOf(kept.roles, options.doors)
    this.#tokens = new PageTokens(options.clock)
    this.#check = new PinCheck(options.clock, options.pins ?? scryptPins)
  }

  /** Reads what is kept. Where that cannot be read the engine is locked: it plays, and nobody edits. */
  static async open(options: AccessOptions): Promise<Access> {
    const { store, clock, resetPin } = options
    const read = await readFrom(store)
    if (!resetPin) {
      const by = 'the engine, as it cannot read who may do what'
      return read.ok
        ? new Access(options, read.value, null)
        : new Access(options, { ...NOTHING_KEPT, locked: { by, at: clock.wall() } }, read.error)
    }
    // What cannot be read may have locked: it stays so, and unlocking needs no PIN.
    const locked = { by: 'a start with --reset-pin', at: clock.wall() }
    const kept = read.ok ? { ...read.value, pin: null } : { ...NOTHING_KEPT, locked }
    const aside = read.ok ? ok('') : await store.setAside()
    const access = new Access(options, kept, null)
    if (aside.ok) await access.#keep()
    else access.#notKept = aside.error
    return access
  }

  /** Why nobody edits now; null where the engine is not locked. `what` is what was to be done. */
  lockedFault(what: string): Fault | null {
    const { locked } = this.#kept
    return locked === null ? null : lockedRefused(what, locked)
  }

  /** Why somebody may not do what needs a role; null where they may. */
  refusal(what: string, needed: Role, client: Client): Fault | null {
    const had = this.#unlockedRole(client)
    if (!reaches(had, needed)) return roleRefused(what, needed, had, client)
    return needed === 'editor' && client.way !== 'rehearsal' ? this.lockedFault(what) : null
  }

  roleOf(client: Client): Role {
    const role = this.#unlockedRole(client)
    return this.#kept.locked !== null && role === 'editor' ? 'operator' : role
  }

  /** Why who may do what cannot be read, or not be kept; null where all is well. */
  get trouble(): Fault | null {
    return this.#unread ?? this.#notKept
  }

  view(): AccessView {
    const { trouble } = this
    return {
      locked: this.#kept.locked,
      hasPin: this.#kept.pin !== null,
      trouble: trouble && { what: trouble.what, next: trouble.next },
      revision: this.#revision,
    }
  }

  read(client: Client): OwnAccess {
    return { ...this.view(), role: this.roleOf(client), unlockedRole: this.#unlockedRole(client) }
  }

  health(people: readonly Person[]): AccessHealth {
    return {
      locked: this.#kept.locked,
      hasPin: this.#kept.pin !== null,
      trouble: this.trouble,
      wrongPins: this.#check.wrong,
      clients: people.map((person) => {
        const { name, way, address, page = null, since, asked } = person
        return { name, way, address, page, role: this.roleOf(person), since, asked }
      }),
    }
  }

  /** Holds at once, and is answered when a restart would find it. */
  async lock(by: Client, cause: number | null): Later<'access.lock'> {
    this.#locks += 1
    if (this.#kept.locked !== null) return ok({ locked: true, kept: await this.#writing })
    this.#become({ locked: this.#lockBy(by) })
    const kept = await this.#keep()
    this.#options.publish({
      type: 'access.locked',
      source: SOURCE,
      cause,
      payload: { by: by.name, kept },
    })
    return ok({ locked: true, kept })
  }

  async unlock({ pin }: Args<'access.unlock'>, by: Client, cause: number | null): Later<'access.unlock'> {
    if (this.#unread !== null) return failed(this.#unread)
    const locks = this.#locks
    const allowed = this.#kept.locked === null ? ok(undefined) : await this.#checked(pin, by)
    if (!allowed.ok) return allowed
    // Somebody else may have been quicker.
    if (this.#kept.locked === null) return ok({ locked: false, kept: await this.#writing })
    if (locks !== this.#locks) return failed(lockedAgain)
    this.#become({ locked: null })
    // A disk that takes nothing must not keep the people out who have the PIN; a restart is locked again.
    const kept = await this.#keep()
    this.#options.publish({
      type: 'access.unlocked',
      source: SOURCE,
      cause,
      payload: { by: by.name, kept },
    })
    return ok({ locked: false, kept })
  }

  async setPin(
    { pin, old }: Args<'access.setPin'>,
    by: Client,
    cause: number | null,
  ): Later<'access.setPin'> {
    const before = this.#kept.pin
    const allowed = await this.#checked(old, by)
    if (!allowed.ok) return allowed
    const next = pin === null ? null : await this.#check.hash(pin)
    const refused = this.refusal('access.setPin', 'editor', by)
    if (refused !== null) return failed(refused)
    if (this.#kept.pin !== before) return failed(pinChanged)
    this.#become({ pin: next })
    if (!(await this.#keep()) && this.#notKept !== null) {
      if (this.#kept.pin === next) this.#become({ pin: before })
      return failed(this.#notKept)
    }
    // Whoever was let in by the old one shows that they know the new one.
    this.#taken.clear()
    this.#tokens.clear()
    this.#become({})
    this.#rolesChanged()
    this.#options.publish({
      type: 'access.pinChanged',
      source: SOURCE,
      cause,
      payload: { by: by.name, hasPin: pin !== null },
    })
    return ok({ hasPin: pin !== null })
  }

  /**
   * A role for as long as the client stays. Down it goes without asking; above what it has without one with the PIN, and is given a
   * token by which it takes it again after a lost connection.
   */
  async become(
    { role, pin, token }: Args<'access.become'>,
    by: Client,
    cause: number | null,
  ): Later<'access.become'> {
    if (by.way !== 'window' && by.way !== 'web') return failed(notConnected)
    if (by.page === 'countdown') return failed(lookingOnly)
    if (role === 'editor' && this.#kept.locked !== null) {
      return failed(lockedRefused('access.become', this.#kept.locked))
    }
    let given: string | undefined
    if (reaches(this.#withoutPin(by), role)) this.#tokens.revoke(by.id)
    else if (token !== undefined) {
      const had = this.#tokens.take(token, by.id)
      if (had === null || !reaches(had, role)) return failed(tokenUnknown)
    } else {
      const allowed = await this.#byPin(pin, by)
      if (!allowed.ok) return allowed
      given = this.#tokens.give(role, by.id)
    }
    this.#taken.set(by.id, role)
    this.#become({})
    this.#options.publish({
      type: 'access.roleTaken',
      source: SOURCE,
      cause,
      payload: { by: by.name, role },
    })
    this.#rolesChanged()
    return ok({ role, ...(given !== undefined && { token: given }) })
  }

  /** Calls `listener` when somebody's role is another than before. */
  onRoles(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return disposable('roles', () => this.#listeners.delete(listener))
  }

  /** Its role goes with it: whoever comes under its id later may be somebody else. */
  left({ id }: Pick<Client, 'id'>): void {
    this.#taken.delete(id)
    this.#taking.delete(id)
    this.#tokens.left(id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear()
    await this.#writing
  }

  #atDoor(client: Client): Role {
    return roleAtDoor(client, this.doors, this.#options.isPeer)
  }

  /** A page that is to do less than its door lets it: a remote in any hand, as long as there is a PIN to know whose it is. */
  #withoutPin(client: Client): Role {
    if (client.page === 'countdown') return 'viewer'
    const mayHavePin = this.#kept.pin !== null || this.#unread !== null
    return client.page === 'remote' && mayHavePin ? 'viewer' : this.#atDoor(client)
  }

  #unlockedRole(client: Client): Role {
    return this.#taken.get(client.id) ?? this.#withoutPin(client)
  }

  #rolesChanged(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Refused as well where the page has gone, or the PIN is another, before it is known whether it is the PIN. */
  async #byPin(pin: string | undefined, by: Client): Promise<Result<void>> {
    const { pin: kept } = this.#kept
    if (kept === null) return failed(this.#unread ?? noPinSet)
    const taking = {}
    this.#taking.set(by.id, taking)
    const allowed = await this.#checked(pin, by)
    const isThere = this.#taking.get(by.id) === taking
    if (isThere) this.#taking.delete(by.id)
    if (!allowed.ok) return allowed
    if (!isThere) return failed(notConnected)
    return this.#kept.pin === kept ? ok(undefined) : failed(pinChanged)
  }

  #lockBy({ name, address }: Client): Lock {
    const isElsewhere = !isLocal(address) && !name.includes(address ?? '')
    return { by: isElsewhere ? `${name} (${address})` : name, at: this.#options.clock.wall() }
  }

  /** Whether it is the PIN, where one is set. */
  async #checked(pin: string | undefined, by: Client): Promise<Result<void>> {
    if (this.#kept.pin === null) return ok(undefined)
    return await this.#check.check(pin, this.#kept.pin, callerOf(by))
  }

  #become(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change }
    this.#revision += 1
  }

  /** One after the other, each with what holds by then; false where the disk does not take it. */
  #keep(): Promise<boolean> {
    this.#writing = this.#writing.then(async () => {
      const written = await this.#options.store.write(keptText(this.#kept))
      const notKept = written.ok ? null : written.error
      if (notKept?.what !== this.#notKept?.what) this.#revision += 1
      this.#notKept = notKept
      return written.ok
    })
    return this.#writing
  }
}

async function readFrom(store: AccessStore): Promise<Result<Kept>> {
  try {
    const bytes = await store.read()
    return bytes === null ? ok(NOTHING_KEPT) : readKept(bytes, store.path)
  } catch (thrown) {
    return failed(unreadable(store.path, messageOf(thrown)))
  }
}

/** By its address, which coming again does not change. */
function callerOf({ id, address }: Client): Caller {
  return { key: address === null ? id : groupOf(address), isLocal: isLocal(address) }
}
