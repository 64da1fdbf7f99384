// How evenly the page draws while five hundred faders move sixty times a second, against the same page at rest.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium as playwright } from 'playwright-core'
import type { Page } from 'playwright-core'
import { chromium, chromiumArguments } from '../support/chromium.ts'
import { builtEntry, startHeadless, startHelper } from './child.ts'
import { alternate } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { frameRows, rowsOf, watchFrames } from './page-frames.ts'
import type { Frames } from './page-frames.ts'

const FADERS = 500
const PER_SECOND = 60
const ROUNDS = 3
const VIEWPORT = { width: 1440, height: 900 }

const names = Array.from({ length: FADERS }, (_, index) => `f${index}`)
const show = {
  version: 1,
  name: 'Five hundred',
  params: Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        ...{ type: 'number', min: -60, max: 6, unit: 'dB' },
        inputs: [{ kind: 'value', match: { event: 'osc.received', address: `/f/${index}` } }],
      },
    ]),
  ),
  pages: [{ id: 'all500', name: 'Five hundred', params: names, size: 'small' }],
}

interface Watched extends Frames {
  /** Values and bytes of the stream that came in a second. */
  readonly updates: number
  readonly bytes: number
  /** Faders that are there to be drawn. */
  readonly drawn: number
}

async function watch(page: Page): Promise<Watched> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  let [updates, bytes] = [0, 0]
  session.on('Network.webSocketFrameReceived', ({ response: { payloadData } }) => {
    if (!payloadData.includes('"stream":"params"')) return
    updates += 1
    bytes += payloadData.length
  })
  const frames = await watchFrames(page)
  await session.detach()
  const seconds = frames.intervals.reduce((sum, ms) => sum + ms, 0) / 1000
  const drawn = await page.locator('[role="slider"]').count()
  return { ...frames, updates: updates / seconds, bytes: bytes / seconds, drawn }
}

export async function faderFrames(): Promise<readonly Measurement[] | string> {
  if (chromium === null) return 'no Chromium was found'
  if (!existsSync(join(import.meta.dirname, '../../dist/renderer/index.html'))) {
    return 'the page is not built (npm run build)'
  }
  await using open = new AsyncDisposableStack()
  const headless = open.use(await startHeadless(builtEntry, show))
  const browser = await playwright.launch({ executablePath: chromium, args: chromiumArguments })
  open.defer(() => browser.close())
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.goto(`${headless.http}/#faders`)
  await page.getByRole('slider').first().waitFor()

  const moving = async (): Promise<Watched> => {
    const args = [headless.oscPort, FADERS, PER_SECOND].map(String)
    await using _ = startHelper('fader-waves.ts', args)
    await pause(1000)
    return await watch(page)
  }
  const resting = async (): Promise<Watched> => {
    await pause(1000)
    return await watch(page)
  }
  const row = rowsOf(await alternate(ROUNDS, moving, resting), 'the same at rest')
  return [
    ...frameRows(row),
    row('values of the stream a second', '', ({ updates }) => updates),
    row('kB of the stream a second', 'kB', ({ bytes }) => bytes / 1000),
    row('faders in the page', '', ({ drawn }) => drawn),
  ]
}
