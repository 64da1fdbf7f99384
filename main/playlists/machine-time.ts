// A time that goes on while the machine sleeps.
import { uptime } from 'node:os'

/**
 * Milliseconds; only differences mean anything. The monotonic clock stands still while Linux sleeps, and what the machine
 * counts of its uptime does not; on other systems it goes on. Wall time would do it everywhere, but clocks are also set.
 */
export function machineTime(monotonicNow: number): number {
  return process.platform === 'linux' ? uptime() * 1000 : monotonicNow
}
