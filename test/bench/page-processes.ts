// What an open page costs: processor time of its browser's processes as Linux tells it, and of its main thread as Chromium does.
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium as playwright } from 'playwright-core'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { chromiumArguments } from '../support/chromium.ts'

/** Kernels count processor time in hundredths of a second. */
const TICKS = 100

/** Shares of one core, in percent. */
export interface PageCost {
  /** The page's own process: script, style, layout, raster. */
  readonly page: number
  /** Which puts the page on the screen. */
  readonly gpu: number
  readonly mainThread: number
}

interface Pids {
  readonly page: readonly number[]
  readonly gpu: readonly number[]
}

/** Seconds that a process has run so far, its ended threads too. */
function processSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name may hold blanks; what follows its bracket does not.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** A browser of its own with one page, so that what its processes do is done for that page. */
export class WatchedPage implements AsyncDisposable {
  readonly page: Page
  readonly #browser: Browser
  readonly #session: CDPSession
  readonly #pids: Pids

  private constructor(browser: Browser, page: Page, session: CDPSession, pids: Pids) {
    this.#browser = browser
    this.page = page
    this.#session = session
    this.#pids = pids
  }

  static async open(executablePath: string, url: string, viewport: { width: number; height: number }) {
    const browser = await playwright.launch({ executablePath, args: chromiumArguments })
    const page = await browser.newPage({ viewport })
    await page.goto(url)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    await session.send('HeapProfiler.enable')
    const system = await browser.newBrowserCDPSession()
    const { processInfo } = await system.send('SystemInfo.getProcessInfo')
    const pidsOf = (wanted: string): readonly number[] =>
      processInfo.filter(({ type }) => type === wanted).map(({ id }) => id)
    // Chromium may keep another one ready for a next page; that one does nothing.
    const pids = { page: pidsOf('renderer'), gpu: pidsOf('GPU') }
    if (pids.page.length === 0 || pids.gpu.length === 0)
      throw new Error('the processes of the page were not found')
    return new WatchedPage(browser, page, session, pids)
  }

  async cost(ms: number): Promise<PageCost> {
    const [before, from] = [await this.#so(), performance.now()]
    await pause(ms)
    const after = await this.#so()
    const share = (of: keyof PageCost): number =>
      (100_000 * (after[of] - before[of])) / (performance.now() - from)
    return { page: share('page'), gpu: share('gpu'), mainThread: share('mainThread') }
  }

  /** Megabytes of script objects that are still in use. */
  async heap(): Promise<number> {
    for (let round = 0; round < 3; round += 1) await this.#session.send('HeapProfiler.collectGarbage')
    return (await this.#metric('JSHeapUsedSize')) / 1e6
  }

  nodes(): Promise<number> {
    return this.#metric('Nodes')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#browser.close()
  }

  async #so(): Promise<PageCost> {
    const mainThread = await this.#metric('TaskDuration')
    const seconds = (pids: readonly number[]): number =>
      pids.reduce((total, pid) => total + processSeconds(pid), 0)
    return { mainThread, page: seconds(this.#pids.page), gpu: seconds(this.#pids.gpu) }
  }

  async #metric(wanted: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === wanted)?.value ?? 0
  }
}
