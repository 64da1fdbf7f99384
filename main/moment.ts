// Instants that are known again after the program, or the computer, has begun anew.
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import type { Clock } from '../shared/base/clock.ts'
import type { Moment } from './coordinator/lain.ts'

/** Linux says which start of the computer this is, and counts time since then that nobody sets; other systems only wall time. */
export function momentOf(clock: Pick<Clock, 'wall'>): () => Moment {
  const boot = bootId()
  return () => ({ wall: clock.wall(), boot, up: boot === null ? null : uptime() * 1000 })
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 100)
  } catch {
    return null
  }
}
