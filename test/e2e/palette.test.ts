// The palette by the keyboard alone, and keys that must mean one thing wherever they are pressed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const root = join(import.meta.dirname, '../..')

const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Find an action' })
const lines = (page: Page): Locator => palette(page).getByRole('option')
const lineOf = (page: Page, words: string | RegExp): Locator =>
  palette(page).getByRole('option', { name: words })

async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await palette(page).waitFor()
  await page.keyboard.type(text)
}
async function choose(page: Page, text: string): Promise<void> {
  await find(page, text)
  await page.keyboard.press('Enter')
  await palette(page).waitFor({ state: 'detached' })
}

describeInBrowser('the palette on the engine as it is built', () => {
  const pages = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App
  let page: Page

  async function open(cues: number): Promise<void> {
    folder = scratch({})
    const demo = JSON.parse(readFileSync(join(root, 'assets/demo.show.json'), 'utf8')) as object
    const actions = [{ action: 'start_playlist', id: 'chase' }]
    const list = Array.from({ length: cues }, (_, at) => ({
      ...{ id: `c${at + 1}`, number: `${at + 1}`, name: `Look ${at + 1}`, actions },
    }))
    const file = join(folder.path, 'tonight.json')
    writeFileSync(file, JSON.stringify({ ...demo, cueLists: [{ id: 'main', name: 'Main', cues: list }] }))
    app = await startApp('--show', file)
    page = await pages.open(app.url, { viewport: DESK })
    await page.getByRole('button', { name: /^GO/ }).getByText('Look 1', { exact: true }).waitFor()
  }
  afterEach(async () => {
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const standsBy = (name: string): Promise<void> =>
    page.getByRole('button', { name: /^GO/ }).getByText(name, { exact: true }).waitFor()

  test('runs a show, changes what is looked at and how, and says where one is in the address', async () => {
    await open(40)
    await choose(page, 'go to 12')
    await standsBy('Look 12')
    await choose(page, 'start 3')
    await page.getByRole('region', { name: 'Runs' }).getByText('Colour chase').first().waitFor()
    await choose(page, 'stop all')
    await choose(page, 'red night')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('red')
    await choose(page, 'log')
    expect(new URL(page.url()).hash).toBe('#log')
    await choose(page, 'name this')
    await page.keyboard.type('FOH')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash).toBe('#screen=FOH')
    await choose(page, 'dark theme')
    await choose(page, 'inputs')
    expect(new URL(page.url()).hash).toBe('#inputs')
    await choose(page, 'foh')
    expect(new URL(page.url()).hash).toBe('#screen=FOH')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('red')
    await page.reload()
    await page.getByText('connected').waitFor()
    expect(await page.getByRole('button', { name: 'Log' }).getAttribute('aria-current')).toBe('page')
  })

  test('a bookmark opens the entry of the log that it names, and says what is chosen instead', async () => {
    await open(3)
    await page.keyboard.press('Space')
    await page.keyboard.press('F6')
    await page.getByRole('region', { name: 'Log' }).locator('[data-row]').first().click()
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#log\?cause=/)
    const bookmark = page.url()
    await page.goto('about:blank')
    await page.goto(bookmark)
    await page.getByRole('button', { name: 'Close the entry' }).waitFor()
    expect(page.url()).toBe(bookmark)
  })

  test('finds one of 5,000 cues, and lists no more than can be looked through', async () => {
    await open(5_000)
    await find(page, 'look')
    expect(await lines(page).count()).toBe(80)
    await palette(page)
      .getByText(/\d more: type more of it/)
      .waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('go to 4711')
    await lineOf(page, 'Go to 4711 Look 4711').waitFor()
    expect(await lines(page).count()).toBe(1)
    await page.keyboard.press('Enter')
    await standsBy('Look 4711')
  })
})

describeInBrowser('keys', () => {
  const pages = useBrowserPages()
  let engine: FakeEngine
  let page: Page

  beforeEach(async () => {
    engine = new FakeEngine('demo', join(root, 'dist/renderer'))
    page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
    await page.getByRole('region', { name: 'Playlists' }).getByText('Bows', { exact: true }).waitFor()
    engine.commands.splice(0)
  })
  afterEach(async () => {
    await pages.leave()
    await engine[Symbol.asyncDispose]()
  })

  const settle = (): Promise<void> => page.waitForTimeout(120)
  const panics = (): number => engine.commands.filter((name) => name === 'show.panic').length
  const layers = (): Locator => page.locator(':popover-open')
  const fromMenu = (menu: 0 | 1, item: string) => async (): Promise<void> => {
    await page.locator('header [aria-haspopup=menu]').nth(menu).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  const [SHOW, SCREEN] = [0, 1] as const

  test('the first Escape in the palette closes it, the second panics, wherever it was opened', async () => {
    for (const field of [null, page.getByRole('searchbox').or(page.getByPlaceholder('Find')).first()]) {
      engine.commands.splice(0)
      await field?.focus()
      await find(page, 'save')
      await page.keyboard.press('Escape')
      await palette(page).waitFor({ state: 'detached' })
      await settle()
      expect(panics()).toBe(0)
      await page.keyboard.press('Escape')
      await expect.poll(panics).toBe(1)
    }
  })

  test('the palette opens while the engine is silent, and greys what waits for it', async () => {
    engine.silence(true)
    await page.getByText('silent', { exact: true }).first().waitFor()
    await find(page, 'stop all')
    const stop = lineOf(page, /^Stop all/)
    expect(await stop.getAttribute('aria-disabled')).toBe('true')
    await stop.getByText('The engine is not reached').waitFor()
    await page.keyboard.press('Enter')
    expect(await palette(page).isVisible()).toBe(true)
    await page.keyboard.press('Control+a')
    await page.keyboard.type('health')
    await page.keyboard.press('Enter')
    await palette(page).waitFor({ state: 'detached' })
    expect(new URL(page.url()).hash).toBe('#health')
  })

  describe('Escape in what lies over the page', () => {
    /** Nothing that is typed in has the focus: one panic, and all is closed. */
    test.each([
      ['the menu of the show', async () => page.locator('header [aria-haspopup=menu]').first().click()],
      ['the menu of this screen', async () => page.getByRole('button', { name: 'This screen' }).click()],
      ['the list of keys', async () => page.keyboard.press('?')],
      ['the history', async () => page.getByRole('button', { name: 'History' }).click()],
      ['the lock', async () => page.getByRole('button', { name: 'Unlocked' }).click()],
      ['earlier versions', fromMenu(SHOW, 'Earlier versions…')],
      ['the check before the show', fromMenu(SHOW, 'Check before the show…')],
      ['the question before what plays ends', fromMenu(SHOW, 'New show')],
    ] as const)('%s is one panic, and closes it', async (_name, openIt) => {
      await openIt()
      await layers().first().waitFor()
      if ((await layers().locator('input:focus, textarea:focus').count()) > 0)
        await page.keyboard.press('Tab')
      engine.commands.splice(0)
      await page.keyboard.press('Escape')
      await expect.poll(panics).toBe(1)
      await expect.poll(() => layers().count()).toBe(0)
      await settle()
      expect(panics()).toBe(1)
    })

    /** A field has the focus: the first closes the form without a panic, the next one panics. */
    test.each([
      ['Open', fromMenu(SHOW, 'Open…')],
      ['Save as', fromMenu(SHOW, 'Save as…')],
      ['Cue sheets', fromMenu(SHOW, 'Cue sheets…')],
      ['Export bundle', fromMenu(SHOW, 'Export bundle…')],
      ['Import bundle', fromMenu(SHOW, 'Import bundle…')],
      ['Name this screen', fromMenu(SCREEN, 'Name this screen…')],
    ] as const)('the form %s leaves it, and the next one panics', async (_name, openIt) => {
      await openIt()
      await layers().locator('input:focus, textarea:focus').waitFor()
      await page.keyboard.type('abc')
      engine.commands.splice(0)
      await page.keyboard.press('Escape')
      await expect.poll(() => layers().count()).toBe(0)
      await settle()
      expect(panics()).toBe(0)
      await page.keyboard.press('Escape')
      await expect.poll(panics).toBe(1)
      // What was begun is there again.
      await openIt()
      await layers().locator('input:focus, textarea:focus').waitFor()
      expect(await layers().locator('input:focus, textarea:focus').inputValue()).toContain('abc')
      await page.keyboard.press('Escape')
    })
  })

  test('nothing on any view opens by the browser’s own means, which would keep Escape to itself', async () => {
    for (const view of ['F1', 'F9', 'F2', 'F3', 'F4', 'F6', 'F7']) {
      await page.keyboard.press(view)
      await settle()
      expect(await page.locator('dialog, [popover]:not([popover=manual])').count()).toBe(0)
    }
  })

  test.each(['F1', 'F9', 'F2', 'F3', 'F4', 'F6', 'F7'])(
    'Space on each kind of widget of the view at %s is one GO, and works nothing',
    async (view) => {
      await page.keyboard.press(view)
      await settle()
      const count = await page.evaluate(() => {
        const kinds = new Set<string>()
        let marked = 0
        for (const element of document.querySelectorAll<HTMLElement>(
          'button, select, a[href], summary, input, [tabindex="0"]',
        )) {
          const { tagName, className } = element
          const type = element.getAttribute('type') ?? ''
          const kind = [tagName, type, element.role ?? '', className].join(' ')
          const typed = tagName === 'INPUT' && !['checkbox', 'radio', 'range', 'color', 'file'].includes(type)
          const off = element.matches(':disabled') || !element.checkVisibility()
          if (typed || off || kinds.has(kind)) continue
          kinds.add(kind)
          element.dataset['probe'] = String(marked)
          marked += 1
        }
        return marked
      })
      expect(count).toBeGreaterThan(8)
      for (let at = 0; at < count; at += 1) {
        const widget = page.locator(`[data-probe="${at}"]`)
        if ((await widget.count()) === 0) continue
        await widget.evaluate((element) => (element as HTMLElement).focus({ preventScroll: true }))
        engine.commands.splice(0)
        await page.keyboard.press('Space')
        await expect.poll(() => engine.commands.length).toBeGreaterThan(0)
        expect([at, ...engine.commands.filter((name) => !name.startsWith('health.'))]).toEqual([
          at,
          'show.go',
        ])
      }
      expect(await layers().count()).toBe(0)
    },
  )

  test('Alt and left leaves no show, and going to a view leaves nothing to go back to', async () => {
    const before = await page.evaluate(() => history.length)
    await page.keyboard.press('F2')
    await page.keyboard.press('F6')
    expect(new URL(page.url()).hash).toBe('#log')
    expect(await page.evaluate(() => history.length)).toBe(before)
    await page.keyboard.press('Alt+ArrowLeft')
    await settle()
    expect(new URL(page.url()).hash).toBe('#log')
  })

  test('a key whose action cannot be done says why', async () => {
    engine.silence(true)
    await page.getByText('silent', { exact: true }).first().waitFor()
    await page.keyboard.press('Control+o')
    await page
      .getByRole('list', { name: 'Notices' })
      .getByText(/The engine is not reached/)
      .waitFor()
    expect(await layers().count()).toBe(0)
  })
})
