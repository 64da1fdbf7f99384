// Keys in menus, dialogs and questions: the pairs in which one key could do two things.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { chromium as driver } from 'playwright-core'
import type { Browser, Locator, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'

const root = join(import.meta.dirname, 'layers')

describeInBrowser('layers', () => {
  let built: string
  let browser: Browser
  let engine: FakeEngine
  let page: Page
  const complaints: string[] = []

  // One page for all: each test begins with nothing open and nothing done.
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'cuewright-layers-'))
    const plugins = [svelte({ configFile: false })]
    await build({
      ...{ configFile: false, root, plugins, logLevel: 'error' },
      build: { outDir: built, emptyOutDir: true, target: 'chrome140', minify: false },
    })
    browser = await driver.connect(inject('browser'))
    engine = new FakeEngine('demo', built)
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`http://127.0.0.1:${await engine.listen(0)}/`)
    await page.getByText('connected').waitFor()
  })
  afterAll(async () => {
    await page.close()
    await engine[Symbol.asyncDispose]()
    await browser.close()
    await rm(built, { recursive: true, force: true })
  })

  beforeEach(async () => {
    await button('Start over').click()
    await hasFocus(page.locator('body'))
    engine.commands.splice(0)
    engine.received.splice(0)
  })
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([])
  })

  const acted = (): readonly string[] => engine.commands
  const done = async (): Promise<string> => (await page.locator('output').textContent(AT_ONCE)) ?? ''
  const menu = (): Locator => page.getByRole('menu')
  const dialog = (): Locator => page.getByRole('dialog')
  const question = (): Locator => page.getByRole('alertdialog')
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
  const isFocused = (what: Locator): Promise<boolean> =>
    what.evaluate((element) => element === document.activeElement, undefined, AT_ONCE)
  const hasFocus = (what: Locator): Promise<void> => expect.poll(() => isFocused(what)).toBe(true)
  /** Long enough for a key to have reached the engine, had it been sent. */
  const settle = (): Promise<void> => page.waitForTimeout(100)
  const press = (...keys: string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())

  async function openMenu(): Promise<void> {
    await button('Open menu').click()
    await hasFocus(page.getByRole('menuitem', { name: 'Rename' }))
  }
  async function openDialog(): Promise<void> {
    await button('Open dialog').click()
    await hasFocus(dialog().getByRole('textbox'))
  }

  test('Space on a menu item chooses it and is not GO, and the keys are the page’s again', async () => {
    await openMenu()
    await press('Space')
    expect(await done()).toBe('closed done, Rename')
    await hasFocus(page.locator('body'))
    await settle()
    expect(acted()).toEqual([])
    await press('Space')
    await expect.poll(acted).toEqual(['show.go'])
    expect(await menu().count()).toBe(0)
  })

  test('Space held on a menu item chooses once, and is no GO after the menu has closed', async () => {
    await openMenu()
    await press('ArrowDown', 'ArrowDown')
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Space')
    await page.keyboard.up('Space')
    await hasFocus(question().getByRole('button', { name: 'Keep' }))
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    expect(await done()).toBe('closed done, question closed done, Keep')
    await settle()
    expect(acted()).toEqual([])
    expect(engine.received).toEqual([])
  })

  test('Space that went down before a layer opened chooses nothing in it', async () => {
    await button('Open menu').focus()
    await page.keyboard.down('Space')
    await expect.poll(acted).toEqual(['show.go'])
    await button('Open menu').evaluate((element) => (element as HTMLElement).click())
    await hasFocus(page.getByRole('menuitem', { name: 'Rename' }))
    for (let repeat = 0; repeat < 3; repeat += 1) await page.keyboard.down('Space')
    await page.keyboard.up('Space')
    await settle()
    expect(await done()).toBe('')
    expect(await menu().isVisible()).toBe(true)
    expect(acted()).toEqual(['show.go'])
  })

  test('a menu is walked in by arrows, and letters and function keys do nothing in it', async () => {
    await openMenu()
    await press('ArrowUp')
    await hasFocus(page.getByRole('menuitem', { name: 'Delete' }))
    await press('ArrowDown', 'End', 'Home', 'ArrowDown')
    await hasFocus(page.getByRole('menuitem', { name: 'Colour' }))
    await press('Enter', 's', 'p', 'Backspace', 'F3', 'g', 'Control+z')
    await settle()
    expect(await done()).toBe('')
    expect(acted()).toEqual([])
    expect(engine.received).toEqual([])
    expect(await menu().isVisible()).toBe(true)
    await press('Tab')
    await hasFocus(page.locator('body'))
    expect(await menu().count()).toBe(0)
  })

  test('Escape in a menu panics and closes it; held, it panics once', async () => {
    await openMenu()
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Escape')
    await page.keyboard.up('Escape')
    await expect.poll(acted).toEqual(['show.panic'])
    expect(await menu().count()).toBe(0)
    expect(await done()).toBe('closed panic')
    await hasFocus(page.locator('body'))
    await press('Escape')
    await expect.poll(acted).toEqual(['show.panic', 'show.panic'])
  })

  test('the first Escape in a text field of a dialog leaves it, the second panics and closes the dialog', async () => {
    await openDialog()
    await page.keyboard.type(' s gp')
    await press('Escape')
    await hasFocus(dialog())
    await press('Space', 's')
    await settle()
    expect(acted()).toEqual([])
    expect(engine.received).toEqual([])
    await press('Escape')
    await expect.poll(acted).toEqual(['show.panic'])
    expect(await dialog().count()).toBe(0)
    expect(await done()).toBe('closed panic')
  })

  test('Escape on a button of a dialog panics and closes it, as often as it is pressed', async () => {
    await openDialog()
    await press('Tab', 'Tab')
    await press('Escape', 'Escape', 'Escape')
    await expect.poll(acted).toEqual(['show.panic', 'show.panic', 'show.panic'])
    expect(await done()).toBe('closed panic')
  })

  test('after a panic the focus is not in a text field, which would take the next Escape', async () => {
    await page.getByRole('textbox', { name: 'Beside' }).focus()
    await button('Open dialog').evaluate((element) => (element as HTMLElement).click())
    await hasFocus(dialog().getByRole('textbox'))
    await press('Tab', 'Escape', 'Escape')
    await expect.poll(acted).toEqual(['show.panic', 'show.panic'])
  })

  test('a checkbox in a dialog is switched by Space', async () => {
    await openDialog()
    await press('Tab', 'Space')
    expect(await dialog().getByRole('checkbox').isChecked()).toBe(true)
    await settle()
    expect(acted()).toEqual([])
  })

  test('Tab goes round in a dialog', async () => {
    await openDialog()
    await press('Shift+Tab')
    await hasFocus(dialog().getByRole('button', { name: 'Vanish' }))
    await press('Tab')
    await hasFocus(dialog().getByRole('textbox'))
    expect(await done()).toBe('')
  })

  test('the keys stay the layer’s where what had the focus in it has vanished', async () => {
    await openDialog()
    await press('Shift+Tab', 'Enter')
    await expect.poll(() => dialog().getByRole('button', { name: 'Vanish' }).count()).toBe(0)
    await press('Space', 's', 'g')
    await settle()
    expect(acted()).toEqual([])
    expect(engine.received).toEqual([])
    await hasFocus(dialog())
    await press('Escape')
    await expect.poll(acted).toEqual(['show.panic'])
  })

  test('a click outside closes and does what it does: GO is GO', async () => {
    await openDialog()
    await page.getByRole('button', { name: /^GO/ }).click()
    await expect.poll(acted).toEqual(['show.go'])
    expect(await dialog().count()).toBe(0)
    expect(await done()).toBe('closed outside')
    await settle()
    await press('s')
    await expect.poll(acted).toEqual(['show.go', 'show.stop'])
  })

  test('the button that opened a menu closes it', async () => {
    await openMenu()
    await button('Open menu').click()
    expect(await menu().count()).toBe(0)
    expect(await done()).toBe('')
  })

  test('focus that goes elsewhere closes a layer and stays there', async () => {
    await openDialog()
    await page
      .getByRole('textbox', { name: 'Beside' })
      .evaluate((element) => (element as HTMLElement).focus())
    await dialog().waitFor({ state: 'detached' })
    expect(await done()).toBe('closed left')
    await hasFocus(page.getByRole('textbox', { name: 'Beside' }))
  })

  test('of two layers the upper one has the keys, closes alone, and gives the focus back to the lower', async () => {
    await openDialog()
    await dialog().getByRole('button', { name: 'Delete it' }).click()
    await hasFocus(question().getByRole('button', { name: 'Keep' }))
    await press('Space')
    await hasFocus(dialog().getByRole('button', { name: 'Delete it' }))
    expect(await done()).toBe('question closed done, Keep')
    await press('Enter')
    await hasFocus(question().getByRole('button', { name: 'Keep' }))
    await dialog().getByRole('textbox').click()
    await question().waitFor({ state: 'detached' })
    expect(await dialog().isVisible()).toBe(true)
    expect(acted()).toEqual([])
  })

  test('Escape in the upper of two layers panics once and closes both', async () => {
    await openDialog()
    await dialog().getByRole('button', { name: 'Delete it' }).click()
    await hasFocus(question().getByRole('button', { name: 'Keep' }))
    await press('Escape')
    await expect.poll(acted).toEqual(['show.panic'])
    expect(await done()).toBe('question closed panic, closed panic')
    expect(await page.locator(':popover-open').count()).toBe(0)
    await hasFocus(page.locator('body'))
    await settle()
    expect(acted()).toEqual(['show.panic'])
  })

  test('a panic gives the focus back to no button, also to one that a key pressed', async () => {
    await button('Open menu').focus()
    await press('Enter')
    await hasFocus(page.getByRole('menuitem', { name: 'Rename' }))
    await press('Escape')
    await hasFocus(page.locator('body'))
  })

  test('a question that a menu has opened gives the focus back to the button that a key pressed for the menu', async () => {
    await button('Open menu').focus()
    await press('Enter')
    await hasFocus(page.getByRole('menuitem', { name: 'Rename' }))
    await press('End', 'Enter')
    await hasFocus(question().getByRole('button', { name: 'Keep' }))
    await press('Enter')
    await hasFocus(button('Open menu'))
  })

  test('where what opened it has gone, the keys are the page’s after it closes', async () => {
    await openDialog()
    await dialog().getByRole('button', { name: 'Take the opener away' }).click()
    await press('Escape')
    await expect.poll(acted).toEqual(['show.panic'])
    await press('s')
    await expect.poll(acted).toEqual(['show.panic', 'show.stop'])
  })

  test('a key that is an input of the show when a layer opens is let go of, and writes nothing meanwhile', async () => {
    const heard = (): string[] =>
      engine.received.map((input) => ('pressed' in input ? `${input.family} ${input.pressed}` : '?'))
    await page.keyboard.down('g')
    await expect.poll(heard).toEqual(['keyboard true'])
    await openDialog()
    for (let repeat = 0; repeat < 3; repeat += 1) await page.keyboard.down('g')
    await page.keyboard.up('g')
    await expect.poll(heard).toEqual(['keyboard true', 'keyboard false'])
    expect(await dialog().getByRole('textbox').inputValue()).toBe('Colour chase')
    await page.keyboard.down('g')
    await button('Open menu').click()
    await page.keyboard.up('g')
    await settle()
    expect(heard()).toEqual(['keyboard true', 'keyboard false'])
  })

  test('the list of keys opens by its key and closes by it, and Space in it is not GO', async () => {
    await press('?')
    const list = page.getByRole('dialog', { name: 'Keys' })
    await hasFocus(list.getByRole('button', { name: 'Close' }))
    await list.getByRole('row', { name: /^Backspace/ }).waitFor()
    await press('?')
    await list.waitFor({ state: 'detached' })
    await button('This screen').click()
    await page.getByRole('menuitem', { name: 'What the keys do' }).click()
    await hasFocus(list.getByRole('button', { name: 'Close' }))
    await press('Space')
    await list.waitFor({ state: 'detached' })
    await hasFocus(page.locator('body'))
    await settle()
    expect(acted()).toEqual([])
    expect(engine.received).toEqual([])
  })

  test('a layer whose engine is gone stays with what was typed, says so, and Escape still panics', async () => {
    await openDialog()
    await page.keyboard.type('Storm')
    engine.silence(true)
    await dialog().getByText('The engine is not reached').waitFor()
    expect(await dialog().getByRole('textbox').inputValue()).toContain('Storm')
    await press('Escape', 'Escape')
    await page
      .getByRole('list', { name: 'Notices' })
      .getByText(/^PANIC was sent, not confirmed/)
      .waitFor()
    expect(await dialog().count()).toBe(0)
    engine.silence(false)
    await expect.poll(acted).toContain('show.panic')
  })

  test('a layer lies under GO and PANIC, at any size of the window', async () => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 820, height: 480 },
    ]) {
      await page.setViewportSize(viewport)
      await openDialog()
      const { y = 0, height = 0 } = (await dialog().boundingBox()) ?? {}
      const main = await page.locator('main').boundingBox()
      expect(y).toBeGreaterThanOrEqual(main?.y ?? 0)
      expect(y + height).toBeLessThanOrEqual(viewport.height)
      await button('Open menu').click()
      // In a low window a menu has no room but over its button.
      await page.locator('main').click({ position: { x: 2, y: 2 } })
      await page.getByRole('menu').waitFor({ state: 'detached' })
    }
  })
})
