// The keys that the show asks to hear while other programs are in front; whoever can ask the system for them follows it.
import { isDeepStrictEqual } from 'node:util'
import { disposable } from '../../../shared/base/disposable.ts'
import type { ShowChange } from '../../../shared/model/show-change.ts'

type Follower = (keys: readonly string[]) => void

export interface WantedKeys {
  take(keys: readonly string[], change: ShowChange): void
  /** Gives the keys now, and from then on whenever there are others. */
  follow(follower: Follower): Disposable
}

export function createWantedKeys(): WantedKeys {
  let current: readonly string[] = []
  const followers = new Set<Follower>()
  return {
    take(keys) {
      if (keys === current || isDeepStrictEqual(keys, current)) return
      current = keys
      for (const follower of followers) follower(keys)
    },
    follow(follower) {
      followers.add(follower)
      follower(current)
      return disposable('follower of global keys', () => followers.delete(follower))
    },
  }
}
