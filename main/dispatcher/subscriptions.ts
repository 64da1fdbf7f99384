// Who listens to what, in the order they are called.
import { disposable } from '../../shared/base/disposable.ts'
import type { EdgeProfile } from '../../shared/model/outcome.ts'
import type { EventHandler, SubscribeOptions } from '../../shared/model/event.ts'
import { coversType } from '../../shared/model/match.ts'
import { DISTINCT_TYPES } from './defaults.ts'

export interface Subscription {
  readonly handler: EventHandler
  readonly profilesFor: SubscribeOptions['profilesFor']
  readonly name: string
  readonly priority: number
  readonly acts: boolean
  readonly judgesAge: boolean
  readonly afterwards: boolean
  /** Rises with each subscription, whatever its pattern. */
  readonly order: number
  /** False once disposed, so that an event on its way passes it by. */
  live: boolean
  failures: number
}

const NO_PROFILES: readonly EdgeProfile[] = []
const NOBODY: readonly Subscription[] = []

export class Subscriptions {
  readonly #byPattern = new Map<string, Subscription[]>()
  /** Those that hear at once, in calling order, by event type. A list never changes but is made anew, so that one may be walked meanwhile. */
  readonly #byType = new Map<string, readonly Subscription[]>()
  /** Likewise those that hear afterwards. */
  readonly #afterwards = new Map<string, readonly Subscription[]>()
  /** Those that tell presses in a way of their own. */
  readonly #withProfiles = new Map<string, readonly Subscription[]>()
  #order = 0

  add(
    pattern: string,
    handler: EventHandler,
    { name, priority, acts, judgesAge: judges, afterwards: waits, profilesFor }: SubscribeOptions,
  ): Disposable {
    const judgesAge = judges === true
    const afterwards = waits === true
    const added: Subscription = {
      ...{ handler, profilesFor, name, priority, acts, judgesAge, afterwards, order: this.#order },
      ...{ live: true, failures: 0 },
    }
    this.#order += 1
    const fellows = this.#byPattern.get(pattern)
    if (fellows === undefined) this.#byPattern.set(pattern, [added])
    else fellows.push(added)
    this.#forgetLists(pattern)
    return disposable(`subscription of ${name} to ${pattern}`, () => this.#remove(pattern, added))
  }

  /** The ways of telling presses that those go by who may hear an event; the same way may be there several times. */
  profilesFor(type: string, payload: unknown): readonly EdgeProfile[] {
    let found = NO_PROFILES
    for (const { profilesFor } of this.#withProfiles.get(type) ?? this.#listWithProfiles(type)) {
      const own = profilesFor?.(payload) ?? NO_PROFILES
      if (own.length > 0) found = found.length === 0 ? own : [...found, ...own]
    }
    return found
  }

  /** Everyone to be called at once for this type: higher priority first, equal ones in the order they subscribed. */
  listFor(type: string): readonly Subscription[] {
    return this.#byType.get(type) ?? this.#makeLists(type)
  }

  /** Likewise everyone to be called afterwards; of a type that has been listed for. */
  afterwardsFor(type: string): readonly Subscription[] {
    return this.#afterwards.get(type) ?? NOBODY
  }

  #remove(pattern: string, removed: Subscription): void {
    removed.live = false
    const left = (this.#byPattern.get(pattern) ?? []).filter((fellow) => fellow !== removed)
    if (left.length > 0) this.#byPattern.set(pattern, left)
    else this.#byPattern.delete(pattern)
    this.#forgetLists(pattern)
  }

  #makeLists(type: string): readonly Subscription[] {
    const all = patternsOf(type)
      .flatMap((pattern) => this.#byPattern.get(pattern) ?? [])
      .sort((a, b) => b.priority - a.priority || a.order - b.order)
    const atOnce = all.filter(({ afterwards }) => !afterwards)
    if (this.#byType.size === DISTINCT_TYPES) {
      this.#byType.clear()
      this.#afterwards.clear()
    }
    this.#byType.set(type, atOnce)
    if (atOnce.length < all.length)
      this.#afterwards.set(
        type,
        all.filter(({ afterwards }) => afterwards),
      )
    return atOnce
  }

  #listWithProfiles(type: string): readonly Subscription[] {
    const list = this.listFor(type).filter(({ profilesFor }) => profilesFor !== undefined)
    if (this.#withProfiles.size === DISTINCT_TYPES) this.#withProfiles.clear()
    this.#withProfiles.set(type, list)
    return list
  }

  #forgetLists(pattern: string): void {
    for (const type of this.#byType.keys()) {
      if (!coversType(pattern, type)) continue
      this.#byType.delete(type)
      this.#afterwards.delete(type)
    }
    for (const type of this.#withProfiles.keys()) {
      if (coversType(pattern, type)) this.#withProfiles.delete(type)
    }
  }
}

/** Every pattern that covers a type: `a.b.c` is covered by itself, `a.b.*`, `a.*` and `*`. */
function patternsOf(type: string): string[] {
  const patterns = [type, '*']
  for (let dot = type.indexOf('.'); dot !== -1; dot = type.indexOf('.', dot + 1)) {
    patterns.push(`${type.slice(0, dot)}.*`)
  }
  return patterns
}
