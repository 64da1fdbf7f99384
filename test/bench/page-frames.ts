// How evenly a page draws for a while, what its main thread does for it, and the rows that both are told in.
import type { CDPSession, Page } from 'playwright-core'
import { percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const WATCHED_MS = 5000
/** Both a good many tenths above the 16.7 ms of a frame, and far below the next. */
const LATE_FRAME_MS = 25

export interface Frames {
  /** Ms from frame to frame. */
  readonly intervals: readonly number[]
  /** Ms of the processor for each frame: of script, and of all the main thread did. */
  readonly script: number
  readonly task: number
  /** How often it was laid out for each frame. */
  readonly layouts: number
}

export async function watchFrames(page: Page): Promise<Frames> {
  const session = await page.context().newCDPSession(page)
  // By its own clock a thread that has to wait for a processor would seem to work.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await countersOf(session)
  const times = await page.evaluate(
    (watched) =>
      new Promise<number[]>((resolve) => {
        const seen: number[] = []
        const frame = (at: number): void => {
          seen.push(at)
          if (at - seen[0]! < watched) requestAnimationFrame(frame)
          else resolve(seen)
        }
        requestAnimationFrame(frame)
      }),
    WATCHED_MS,
  )
  const after = await countersOf(session)
  await session.detach()
  return {
    intervals: times.slice(1).map((at, index) => at - times[index]!),
    script: (1000 * (after.script - before.script)) / times.length,
    task: (1000 * (after.task - before.task)) / times.length,
    layouts: (after.layouts - before.layouts) / times.length,
  }
}

/** Seconds of the page's main thread by kind, and how often it was laid out. */
async function countersOf(session: CDPSession): Promise<{ script: number; task: number; layouts: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0
  return { script: of('ScriptDuration'), task: of('TaskDuration'), layouts: of('LayoutCount') }
}

interface Rounds<F extends Frames> {
  readonly subject: readonly F[]
  readonly baseline: readonly F[]
}

/** Makes a row of one figure of each round. */
export function rowsOf<F extends Frames>({ subject, baseline }: Rounds<F>, against: string) {
  return (what: string, unit: string, figure: (frames: F) => number): Measurement => ({
    ...{ what, unit, reach: null, subject: subject.map(figure) },
    baseline: { name: against, figures: baseline.map(figure) },
  })
}

export function frameRows(row: ReturnType<typeof rowsOf<Frames>>): readonly Measurement[] {
  return [
    row('frames a second', '', ({ intervals }) => 1000 / (sum(intervals) / intervals.length)),
    row('frame to frame p50', 'ms', ({ intervals }) => percentile(intervals, 0.5)),
    row('frame to frame p99', 'ms', ({ intervals }) => percentile(intervals, 0.99)),
    row(
      `frames over ${LATE_FRAME_MS} ms`,
      '%',
      ({ intervals }) => (100 * intervals.filter((ms) => ms > LATE_FRAME_MS).length) / intervals.length,
    ),
    row('script a frame', 'ms', ({ script }) => script),
    row('main thread a frame', 'ms', ({ task }) => task),
    row('layouts a frame', '', ({ layouts }) => layouts),
  ]
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0)
