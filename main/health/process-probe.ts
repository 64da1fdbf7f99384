// What the process costs: memory, processor time, and how late its main thread gets round to things.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import type { ProcessHealth } from '../../shared/model/health.ts'

export interface ProcessProbe extends Disposable {
  /** Figures of the time since the last call. */
  sample(): ProcessHealth
}

/** Milliseconds between looks at the clock: a hold-up shows shortened by at most this much. */
const BEAT_MS = 20

/**
 * Lateness of the main thread is taken from a timer of our own: Node's `monitorEventLoopDelay` forgets the interval in which
 * it is reset, so that a hold-up around the time of a sample would go unseen.
 */
export function createProcessProbe(clock: Clock): ProcessProbe {
  const loopDelay = new Histogram()
  let sampledAt = clock.now()
  let usage = process.cpuUsage()
  let timer = beat()

  function beat(): Disposable {
    const dueAt = monotonicMs(clock.now() + BEAT_MS)
    return clock.upkeep(dueAt, () => {
      loopDelay.record(clock.now() - dueAt)
      timer = beat()
    })
  }

  /** Share of one core since the last sample. */
  function cpuShare(): number {
    const now = clock.now()
    const { user, system } = process.cpuUsage(usage)
    const elapsedUs = (now - sampledAt) * 1000
    sampledAt = now
    usage = process.cpuUsage()
    return elapsedUs > 0 ? (user + system) / elapsedUs : 0
  }

  return {
    sample() {
      const { rss, heapUsed } = process.memoryUsage()
      const delays = loopDelay.summary()
      loopDelay.clear()
      return { uptime: process.uptime(), rss, heapUsed, cpu: cpuShare(), loopDelay: delays }
    },
    [Symbol.dispose]() {
      timer[Symbol.dispose]()
    },
  }
}
