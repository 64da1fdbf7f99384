// Every view and every dialog in every theme, looked through by axe; and what a theme promises of the screen as it is drawn.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axeFaults } from '../support/axe.ts'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { contrast } from '../support/contrast.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import { mostOf, pixelAt } from '../support/pixels.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
const THEMES = ['dark', 'light', 'contrast', 'red'] as const
const VIEWS = ['F1', 'F2', 'F3', 'F4', 'F6', 'F7']
const TABS = ['On-screen controller', 'Gestures', 'Parameters', 'Recordings']
const PHONE = { width: 390, height: 844 }

async function wear(page: Page, theme: string): Promise<void> {
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name
  }, theme)
}

/** Goes through all views; what they ask the engine for arrives before `look`. */
async function eachView(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  for (const key of VIEWS) {
    await page.keyboard.press(key)
    await page.waitForTimeout(300)
    await look(key)
  }
}

describeInBrowser('how the screen looks', () => {
  const pages = useBrowserPages()

  test.each(['booth', 'troubled', 'empty'] as const)(
    'axe finds nothing wrong in any view of the show "%s"',
    { timeout: 180_000 },
    async (scenario) => {
      await using engine = new FakeEngine(scenario, renderer)
      const page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
      const faults: Record<string, string[]> = {}
      const look = async (what: string, rules: readonly string[] | null = null): Promise<void> => {
        const found = await axeFaults(page, rules)
        if (found.length > 0) faults[what] = found
      }
      await eachView(page, async (view) => {
        await look(view)
        if (view !== 'F2') return
        for (const tab of TABS) {
          await page.getByRole('group', { name: 'Show here' }).getByText(tab).click()
          await look(tab)
        }
      })
      for (const theme of THEMES.slice(1)) {
        await wear(page, theme)
        await eachView(page, (view) => look(`${view} in ${theme}`, ['color-contrast']))
      }
      await page.setViewportSize(PHONE)
      await eachView(page, (view) => look(`${view} on a phone`))
      expect(faults).toEqual({})
      await pages.leave()
    },
  )

  test('GO and PANIC differ in grey by 3 : 1 as they are drawn', { timeout: 60_000 }, async () => {
    await using engine = new FakeEngine('booth', renderer)
    const page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
    for (const theme of THEMES) {
      await wear(page, theme)
      const [go, panic] = [await pixelAt(page, '.go-button'), await pixelAt(page, '.panic')]
      expect(contrast(go, panic), theme).toBeGreaterThanOrEqual(3)
    }
    await pages.leave()
  })

  test('red night lets nothing out but red', { timeout: 120_000 }, async () => {
    await using engine = new FakeEngine('troubled', renderer)
    const page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
    await wear(page, 'red')
    const brightest: Record<string, number[]> = {}
    await eachView(page, async (view) => {
      const [, green, blue] = await mostOf(page)
      if (green! > 0 || blue! > 0) brightest[view] = [green!, blue!]
    })
    engine.silence(true)
    await page.keyboard.press('F1')
    await page.getByText('Below is the last known state').waitFor()
    const [, green, blue] = await mostOf(page)
    expect([brightest, green, blue]).toEqual([{}, 0, 0])
    engine.silence(false)
    await pages.leave()
  })

  test('nothing below the transport moves, whatever stands by and runs', { timeout: 60_000 }, async () => {
    await using engine = new FakeEngine('booth', renderer)
    const page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
    for (const viewport of [DESK, { width: 1024, height: 768 }, { width: 820, height: 1180 }, PHONE]) {
      await page.setViewportSize(viewport)
      const places = new Set<string>()
      const look = async (): Promise<void> => {
        await page.waitForTimeout(200)
        const boxes = await page.evaluate(() =>
          ['.go-button', '.panic', '.others', 'main'].map((name) => {
            const { x, y, width } = document.querySelector(name)!.getBoundingClientRect()
            return [x, y, width].map(Math.round).join(' ')
          }),
        )
        places.add(boxes.join(', '))
      }
      await look()
      for (const key of ['p', ' ', 's', 'Backspace', ' ', ' ', ' ', ' ', 'p']) {
        await page.keyboard.press(key)
        await look()
      }
      expect([...places], `${viewport.width}`).toHaveLength(1)
    }
    await pages.leave()
  })
})
