// What the process costs: memory, processor time, and how late its main thread gets round to things.
import { performance } from 'node:perf_hooks'
import { nextBeat } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { Histogram } from '../../shared/base/histogram.ts'
import type { ProcessHealth } from '../../shared/model/health.ts'

export interface ProcessProbe extends Disposable {
  /** Figures of the time since the last call. */
  sample(): ProcessHealth
}

/** Milliseconds between looks at the clock: a hold-up shows shortened by at most this much. */
const BEAT_MS = 20
/** While the thread rests. */
const REST_MS = 125
/** Share of the time up to which it rests. */
const RESTING = 0.1

/**
 * Lateness of the main thread is taken from a timer of our own: Node's `monitorEventLoopDelay` forgets the interval in which
 * it is reset, so that a hold-up around the time of a sample would go unseen. `busy` tells for how many milliseconds the thread
 * has been at work in all: as long as that is little there is nothing to be late for, and looking would be most of the work.
 */
export function createProcessProbe(
  clock: Clock,
  busy: () => number = () => performance.eventLoopUtilization().active,
): ProcessProbe {
  const loopDelay = new Histogram()
  let sampledAt = clock.now()
  let usage = process.cpuUsage()
  let beatAt = clock.now()
  let busyUntilBeat = busy()
  let timer = beatIn(BEAT_MS)

  function beatIn(ms: number): Disposable {
    const dueAt = nextBeat(clock.now(), ms)
    return clock.upkeep(dueAt, () => {
      const now = clock.now()
      const worked = busy() - busyUntilBeat
      // What began and ended between two looks at rest is not known more closely than this.
      const hidden = ms > BEAT_MS && worked > BEAT_MS ? worked : 0
      loopDelay.record(Math.max(now - dueAt, hidden))
      const rests = worked <= RESTING * (now - beatAt)
      beatAt = now
      busyUntilBeat += worked
      timer = beatIn(rests ? REST_MS : BEAT_MS)
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
      const { user, system } = process.cpuUsage()
      return {
        uptime: process.uptime(),
        ...{ rss, heapUsed },
        cpu: cpuShare(),
        cpuSeconds: (user + system) / 1e6,
        loopDelay: delays,
        loopDelayTotals: loopDelay.totals(),
      }
    },
    [Symbol.dispose]() {
      timer[Symbol.dispose]()
    },
  }
}
