// What a runner thread asks of the system: to be woken before other programs, and to the microsecond.
import { readlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, constants, setPriority } from 'node:os'
import { basename } from 'node:path'
import type { ThreadRank } from './thread-memory.ts'

/** Sleeps of other threads may end 50 µs late, so that Linux can wake several at once. */
const TIMER_SLACK_NS = '1'

/**
 * Linux keeps a priority for each thread; elsewhere this would raise the whole process. On a single core the main thread could
 * be starved, and with it the command to stop.
 */
function askForPriority(): ThreadRank {
  if (availableParallelism() === 1) return 'normal'
  try {
    setPriority(0, constants.priority.PRIORITY_HIGHEST)
    return 'high'
  } catch {
    // Only a service or a user with the right to it may; steps are then as punctual as the system's load allows.
    return 'normal'
  }
}

/** Any thread may ask this for itself. A system without it wakes later; what it wakes late by is learned and spun. */
function askForExactTimers(thread: string): void {
  try {
    writeFileSync(`/proc/${thread}/timerslack_ns`, TIMER_SLACK_NS)
  } catch {
    // See above.
  }
}

/** Its number with the system; null where that cannot be read. */
function ownThread(): string | null {
  try {
    return basename(readlinkSync('/proc/thread-self'))
  } catch {
    return null
  }
}

/** Asks for as much as the calling thread is given. */
export function askForRank(): ThreadRank {
  if (process.platform !== 'linux') return 'normal'
  const thread = ownThread()
  if (thread !== null) askForExactTimers(thread)
  return askForPriority()
}
