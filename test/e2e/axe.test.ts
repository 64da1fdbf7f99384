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
import { keepPicture } from '../support/pictures.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
const THEMES = ['dark', 'light', 'contrast', 'red'] as const
const VIEWS = ['F1', 'F9', 'F2', 'F3', 'F4', 'F6', 'F7']
const TABS = ['On-screen controller', 'Gestures', 'Recordings']
const PHONE = { width: 390, height: 844 }

async function wear(page: Page, theme: string): Promise<void> {
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name
  }, theme)
  // Grounds of buttons take a moment.
  await page.waitForTimeout(150)
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
        await keepPicture(page, `views/${scenario}/${what}`)
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
      if (scenario === 'troubled') {
        for (const theme of THEMES.slice(1)) {
          await wear(page, theme)
          await eachView(page, (view) => look(`${view} in ${theme}`, ['color-contrast']))
        }
      }
      if (scenario === 'booth') {
        await page.setViewportSize(PHONE)
        await eachView(page, (view) => look(`${view} on a phone`))
      }
      expect(faults).toEqual({})
      await pages.leave()
    },
  )

  test('every dialog is without fault, and within a window of any size', { timeout: 180_000 }, async () => {
    await using engine = new FakeEngine('booth', renderer)
    const page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
    const layer = page.locator(':popover-open').last()
    const menu = (button: string | RegExp, item: string) => async (): Promise<void> => {
      await page.getByRole('button', { name: button }).first().click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    const show = /^Evening in the harbour/
    const dialogs: Record<string, () => Promise<void>> = {
      'the menu of the show': () => page.getByRole('button', { name: show }).first().click(),
      'the menu of the screen': () => page.getByRole('button', { name: 'This screen' }).click(),
      'Save as': menu(show, 'Save as…'),
      'Earlier versions': menu(show, 'Earlier versions…'),
      'Cue sheets': menu(show, 'Cue sheets…'),
      'Export bundle': menu(show, 'Export bundle…'),
      'Import bundle': menu(show, 'Import bundle…'),
      Check: menu(show, 'Check before the show…'),
      Keys: menu('This screen', 'What the keys do'),
      Palette: menu('This screen', 'Find an action…'),
      Screens: menu('This screen', 'Name this screen…'),
      Lock: () => page.getByRole('button', { name: /ocked/ }).first().click(),
    }
    const faults: Record<string, unknown> = {}
    for (const [name, open] of Object.entries(dialogs)) {
      await page.setViewportSize(DESK)
      await open()
      await layer.waitFor()
      await page.waitForTimeout(200)
      await keepPicture(page, `dialogs/${name}`)
      const found = await axeFaults(page)
      await wear(page, 'light')
      found.push(...(await axeFaults(page, ['color-contrast'])))
      await wear(page, 'dark')
      for (const viewport of [DESK, { width: 1024, height: 768 }, { width: 820, height: 1180 }, PHONE]) {
        await page.setViewportSize(viewport)
        await page.waitForTimeout(100)
        const outside = await layer.evaluate((element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect()
          const scrolls = element.scrollWidth > element.clientWidth
          const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
          return scrolls || !isInside ? { left, right, top, bottom, scrolls } : null
        })
        if (outside !== null) found.push(`${viewport.width} wide: ${JSON.stringify(outside)}`)
      }
      if (found.length > 0) faults[name] = found
      // On a phone the name of the show is in the corner that is clicked.
      await page.setViewportSize(DESK)
      await page.keyboard.press('Escape')
      if ((await page.locator(':popover-open').count()) > 0) await page.keyboard.press('Escape')
      await page.mouse.click(1, 1)
      await expect.poll(() => page.locator(':popover-open').count(), { message: name }).toBe(0)
    }
    expect(faults).toEqual({})
    await pages.leave()
  })

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
