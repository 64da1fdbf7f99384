// How evenly the page draws while a playlist of ten thousand steps plays, against an empty page in the same browser.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium as playwright } from 'playwright-core'
import { chromium, chromiumArguments } from '../support/chromium.ts'
import { sourceEntry, startHeadless } from './child.ts'
import { alternate } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { frameRows, rowsOf, watchFrames } from './page-frames.ts'
import type { Frames } from './page-frames.ts'

const STEPS = 10_000
const STEP_MS = 30
const ROUNDS = 3

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
  const rounds = await alternate(ROUNDS, playing, () => watch(EMPTY))
  return frameRows(rowsOf(rounds, 'empty page'))
}

const EMPTY = 'about:blank'
