// Every view of shows of every size, in windows of two sizes: all is where it should be, and every control has a name.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import { covered, misplaced, nameless } from '../support/misplaced.ts'
import { SCENARIOS } from '../support/scenarios.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
const TABLET = { width: 1024, height: 768 }
const INPUTS = 'F2'
const TABS = ['On-screen controller', 'Gestures', 'Recordings']
const HEALTH = 'F7'
const SCROLLING = ['F1', HEALTH]

describeInBrowser('views', () => {
  const pages = useBrowserPages()

  // One page for all of a show: half of what a test of a view takes is loading it. A busy machine takes a minute to draw all.
  test.each(SCENARIOS)(
    'of the show "%s" fit a window of either size',
    { timeout: 180_000 },
    async (scenario) => {
      await using engine = new FakeEngine(scenario, renderer)
      const page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
      async function look(view: string): Promise<void> {
        expect(await nameless(page), view).toEqual([])
        for (const size of [DESK, TABLET]) {
          await page.setViewportSize(size)
          await page.waitForTimeout(100)
          const faults = SCROLLING.includes(view) ? covered(page) : misplaced(page)
          expect(await faults, `${view} in a width of ${size.width}`).toEqual([])
        }
      }
      for (const key of ['F1', INPUTS, 'F3', 'F4', 'F6', HEALTH]) {
        await page.keyboard.press(key)
        // What it asks the engine for arrives.
        await page.waitForTimeout(300)
        if (key === HEALTH) await page.getByText('Runner threads').waitFor()
        if (key !== INPUTS) await look(key)
        else {
          for (const tab of TABS) {
            await page.getByRole('group', { name: 'Show here' }).getByText(tab).click()
            await look(tab)
          }
        }
      }
      await pages.leave()
    },
  )
})
