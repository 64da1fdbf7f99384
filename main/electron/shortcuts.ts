// The keys of a show that are heard while other programs are in front.
import type { GlobalShortcut } from 'electron'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'

interface GlobalKeysOptions {
  readonly clock: Clock
  /** Electron's own; usable once the app is ready. */
  readonly shortcuts: Pick<GlobalShortcut, 'register' | 'unregister'>
  readonly pressed: (accelerator: string) => void
  /** Told whenever it changes which keys are heard; never before any are asked for. */
  readonly state: (state: 'open' | 'refused' | 'off', reason: string | null) => void
}

export interface SystemKeys extends Disposable {
  /** Asks for these from now on; those that stay are heard all the while. */
  take(keys: readonly string[]): void
}

/** A key comes free when the program that has it ends, and nothing tells of that. */
const RETRY_MS = 5_000

/** Asks the system for keys once they are taken, and asks again for those that it refuses, until disposed. */
export function registerGlobalKeys({ clock, shortcuts, pressed, state }: GlobalKeysOptions): SystemKeys {
  let keys: readonly string[] = []
  const heard = new Set<string>()
  let retry: Disposable | null = null

  const ask = (): void => {
    dispose(retry)
    retry = null
    const unknown: string[] = []
    for (const key of keys) {
      if (heard.has(key)) continue
      try {
        if (shortcuts.register(key, () => pressed(key))) heard.add(key)
      } catch {
        unknown.push(key)
      }
    }
    const taken = keys.filter((key) => !heard.has(key) && !unknown.includes(key))
    const reasons = [
      ...(taken.length === 0 ? [] : [`${listed(taken)} taken by another program`]),
      ...(unknown.length === 0 ? [] : [`${listed(unknown)} unknown to this system`]),
    ]
    if (reasons.length === 0) state('open', null)
    else state('refused', reasons.join('; '))
    if (taken.length > 0) retry = clock.upkeep(monotonicMs(clock.now() + RETRY_MS), ask)
  }

  const take = (wanted: readonly string[]): void => {
    const before = keys
    keys = wanted
    for (const key of [...heard]) {
      if (wanted.includes(key)) continue
      shortcuts.unregister(key)
      heard.delete(key)
    }
    if (wanted.length > 0) ask()
    else if (before.length > 0) {
      dispose(retry)
      retry = null
      state('off', null)
    }
  }

  const end = disposable('global keys', () => {
    dispose(retry)
    for (const key of heard) shortcuts.unregister(key)
  })
  return { take, [Symbol.dispose]: () => end[Symbol.dispose]() }
}

/** `F13 is`, `F13 and F14 are`. */
function listed(keys: readonly string[]): string {
  const last = keys.at(-1) ?? ''
  return keys.length < 2 ? `${last} is` : `${keys.slice(0, -1).join(', ')} and ${last} are`
}
