// How evenly the page draws while a playlist of ten thousand steps plays, against an empty page in the same browser.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium as playwright } from 'playwright-core'
import type { CDPSession, Page } from 'playwright-core'
import { chromium, chromiumArguments } from '../support/chromium.ts'
import { sourceEntry, startHeadless } from './child.ts'
import { alternate, percentile } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const STEPS = 10_000
const STEP_MS = 30
const WATCHED_MS = 5000
const ROUNDS = 3
/** Both a good many tenths above the 16.7 ms of a frame, and far below the next. */
export const LATE_FRAME_MS = 25

export interface Frames {
  /** Ms from frame to frame. */
  readonly intervals: readonly number[]
  /** Ms of script, and of all the main thread did, for each frame. */
  readonly script: number
  readonly task: number
}

const show = {
  version: 1,
  name: 'Dense',
  osc: { targets: { here: { self: true } } },
  playlists: [
    {
      id: 'dense',
      name: 'Dense',
      steps: Array.from({ length: STEPS }, (_, step) => ({
        offset: step * STEP_MS,
        type: 'osc.send',
        payload: { target: 'here', address: `/par/${step % 40}/level`, args: [(step % 100) / 100] },
      })),
    },
  ],
}

/** Seconds of the page's main thread, by kind. */
async function busySeconds(session: CDPSession): Promise<{ script: number; task: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const seconds = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0
  return { script: seconds('ScriptDuration'), task: seconds('TaskDuration') }
}

export async function watchFrames(page: Page): Promise<Frames> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await busySeconds(session)
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
  const after = await busySeconds(session)
  await session.detach()
  return {
    intervals: times.slice(1).map((at, index) => at - times[index]!),
    script: (1000 * (after.script - before.script)) / times.length,
    task: (1000 * (after.task - before.task)) / times.length,
  }
}

export async function rendererFrames(): Promise<readonly Measurement[] | string> {
  if (chromium === null) return 'no Chromium was found'
  if (!existsSync(join(import.meta.dirname, '../../dist/renderer/index.html'))) {
    return 'the page is not built (npm run build)'
  }
  await using open = new AsyncDisposableStack()
  const headless = open.use(await startHeadless(sourceEntry, show))
  const browser = await playwright.launch({ executablePath: chromium, args: chromiumArguments })
  open.defer(() => browser.close())

  const watch = async (url: string): Promise<Frames> => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    try {
      await page.goto(url)
      if (url !== EMPTY) await page.locator('canvas').first().waitFor()
      return await watchFrames(page)
    } finally {
      await page.close()
    }
  }
  const playing = async (): Promise<Frames> => {
    const started = await fetch(`${headless.http}/api/playlists/dense/start`, { method: 'POST' })
    if (!started.ok) throw new Error(await started.text())
    return await watch(headless.http)
  }
  const { subject, baseline } = await alternate(ROUNDS, playing, () => watch(EMPTY))
  const row = (what: string, unit: string, figure: (frames: Frames) => number): Measurement => ({
    what,
    unit,
    subject: subject.map(figure),
    baseline: { name: 'empty page', figures: baseline.map(figure) },
    reach: null,
  })
  return [
    row('frame to frame p50', 'ms', ({ intervals }) => percentile(intervals, 0.5)),
    row('frame to frame p99', 'ms', ({ intervals }) => percentile(intervals, 0.99)),
    row(
      `frames over ${LATE_FRAME_MS} ms`,
      '%',
      ({ intervals }) => (100 * intervals.filter((ms) => ms > LATE_FRAME_MS).length) / intervals.length,
    ),
    row('script a frame', 'ms', ({ script }) => script),
    row('main thread a frame', 'ms', ({ task }) => task),
  ]
}

const EMPTY = 'about:blank'
