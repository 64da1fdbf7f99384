// Pages for the browser tests: one browser for all files, in it a context for each, in which a page goes from test to test.
import { chromium as driver } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

export const DESK = { width: 1440, height: 900 }

interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly hasTouch?: boolean
  /** What it reads once it is connected. */
  readonly says?: string
}

export interface BrowserPages {
  /** Warnings, errors and exceptions of the page that is open: a test in which there is one fails. */
  complaints: string[]
  /** The page once it is connected to the engine that serves `url`. */
  open(url: string, options?: PageOptions): Promise<Page>
  /** Before the engine is gone, of which the page would complain. */
  leave(): Promise<void>
}

/**
 * Makes the display one of some 20 Hz. Without a graphics card the processor draws each frame, and at 60 Hz a timeline that moves
 * takes half of one, from other tests and from the page itself.
 */
function drawSeldom(): void {
  const frame = window.requestAnimationFrame.bind(window)
  const waiting = new Set<number>()
  let last = 0
  window.requestAnimationFrame = (draw) => {
    const id = (last += 1)
    waiting.add(id)
    setTimeout(() => frame((at) => waiting.delete(id) && draw(at)), 40)
    return id
  }
  window.cancelAnimationFrame = (id) => void waiting.delete(id)
}

/**
 * Loading a page anew costs half of what another context for it does. Each engine has a port of its own and hence storage of its
 * own; what a page may keep beyond that is put right in `leave`, and after a test that failed the page is closed.
 */
export function useBrowserPages(): BrowserPages {
  let browser: Browser
  let context: BrowserContext
  let kept: Page | null = null
  let current: Page | null = null

  function listenTo(page: Page): Page {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) pages.complaints.push(message.text())
    })
    page.on('pageerror', (error) => pages.complaints.push(error.message))
    return page
  }

  async function keptPage(): Promise<Page> {
    kept ??= listenTo(await context.newPage())
    return kept
  }

  const pages: BrowserPages = {
    complaints: [],
    async open(url, { viewport = DESK, hasTouch = false, says = 'connected' } = {}) {
      current = hasTouch ? listenTo(await browser.newPage({ hasTouch })) : await keptPage()
      await current.setViewportSize(viewport)
      await current.mouse.move(0, 0)
      await current.goto(url)
      await current.getByText(says, { exact: says !== 'connected' }).waitFor()
      return current
    },
    async leave() {
      if (current === null) return
      const page = current
      current = null
      if (page !== kept) return page.close()
      await page.evaluate(() => {
        localStorage.clear()
        sessionStorage.clear()
      })
      await page.goto('about:blank')
    },
  }

  beforeAll(async () => {
    browser = await driver.connect(inject('browser'))
    context = await browser.newContext()
    await context.addInitScript(drawSeldom)
  })
  afterEach(async ({ task }) => {
    const complaints = pages.complaints
    pages.complaints = []
    if (task.result?.state === 'fail' || complaints.length > 0) {
      await kept?.close()
      kept = null
    }
    expect(complaints).toEqual([])
  })
  afterAll(async () => {
    await context.close()
    await browser.close()
  })
  return pages
}
