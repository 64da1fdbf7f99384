// Earlier versions of a show at the screen: looked at, gone back to, and opened in the place of a file that cannot be.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const demo = join(import.meta.dirname, '../../assets/demo.show.json')

describeInBrowser('earlier versions of a show', () => {
  const pages = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let file: string
  let app: App
  let page: Page

  beforeEach(async () => {
    folder = scratch({})
    file = join(folder.path, 'tonight.json')
    copyFileSync(demo, file)
    app = await startApp('--show', file)
    page = await pages.open(app.url, { viewport: { width: 1024, height: 768 } })
    await page.getByRole('region', { name: 'Playlists' }).getByText('Warm-up', { exact: true }).waitFor()
  })
  afterEach(async () => {
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const firstName = () =>
    page.getByRole('region', { name: 'Playlists' }).locator('.name').first().textContent(AT_ONCE)
  const versions = () => page.getByRole('dialog', { name: 'Earlier versions' })
  const rows = () => versions().locator('button.row')

  async function openVersions(): Promise<void> {
    await page.getByRole('button', { name: /^Demo/ }).click()
    await page.getByRole('menuitem', { name: 'Earlier versions…' }).click()
    await versions().waitFor()
  }

  async function rename(name: string): Promise<void> {
    const now = (await firstName()) ?? ''
    await page.getByRole('button', { name: `Edit ${now}` }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(firstName).toBe(name)
  }

  async function save(name: string): Promise<void> {
    await rename(name)
    await page.keyboard.press('Control+s')
    await expect.poll(() => readFileSync(file, 'utf8')).toContain(name)
    await page.getByText('edited', { exact: true }).waitFor({ state: 'detached' })
  }

  test('say what would come of one before it is restored by keys, and undo takes that back', async () => {
    await openVersions()
    await versions().getByText('Nothing is kept yet.').waitFor()
    await versions().getByRole('button', { name: 'Close' }).click()
    await save('One')
    await save('Two')
    await openVersions()
    await expect.poll(() => rows().count()).toBe(3)
    const texts = await rows().allTextContents()
    expect(texts[0]).toMatch(/today \d\d:\d\d.*saved by .*less than a minute after the one before/)
    expect(texts[2]).toContain('what the file held before it was saved here')
    await rows().nth(1).focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(() =>
        versions()
          .getByRole('list', { name: /^Going back/ })
          .allTextContents(),
      )
      .toEqual(['playlist One changed'])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await versions().getByRole('button', { name: 'Restore it?' }).waitFor()
    // Sooner it would be a double click.
    await page.waitForTimeout(500)
    await page.keyboard.press('Enter')
    await versions().waitFor({ state: 'detached' })
    await expect.poll(firstName).toBe('One')
    await page.getByText('edited', { exact: true }).waitFor()
    expect(readFileSync(file, 'utf8')).toContain('Two')
    await page.keyboard.press('Control+z')
    await expect.poll(firstName).toBe('Two')
  })

  test('stand in for a file that cannot be opened, which stays as it is until it is saved over', async () => {
    await save('Tonight')
    await openVersions()
    await expect.poll(() => rows().count()).toBe(2)
    await page.keyboard.press('Shift+Tab')
    await versions().getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: /^Demo/ }).click()
    await page.getByRole('menuitem', { name: 'Close the show' }).click()
    await page.getByRole('button', { name: /^No show/ }).waitFor()
    const half = readFileSync(file, 'utf8').slice(0, 900)
    writeFileSync(file, half)
    await page.keyboard.press('Control+o')
    await page.getByRole('dialog').getByRole('textbox').fill(file)
    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog')
      .getByText(/ends in the middle/i)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Open that version' }).click()
    await expect.poll(firstName).toBe('Tonight')
    const bar = page.getByRole('region', { name: 'Show file' })
    await bar.getByText('tonight.json could not be used').waitFor()
    expect(readFileSync(file, 'utf8')).toBe(half)
    await bar.getByRole('button', { name: 'Save' }).click()
    await bar.waitFor({ state: 'detached' })
    expect(readFileSync(file, 'utf8')).toContain('Tonight')
  })
})
