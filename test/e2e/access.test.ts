// The lock at two screens: one locks while the other has an edit form open, and unlocks again with the PIN.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const demo = join(import.meta.dirname, '../../assets/demo.show.json')

describeInBrowser('the lock of the show', () => {
  const atFoh = useBrowserPages()
  const atTablet = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App
  let foh: Page
  let tablet: Page

  beforeEach(async () => {
    folder = scratch({})
    const file = join(folder.path, 'tonight.json')
    copyFileSync(demo, file)
    app = await startApp('--show', file)
    foh = await atFoh.open(app.url, { viewport: DESK })
    tablet = await atTablet.open(app.url, { viewport: { width: 1024, height: 768 } })
  })
  afterEach(async () => {
    await atFoh.leave()
    await atTablet.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const dialog = (page: Page) => page.getByRole('dialog')
  const lock = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  test('keeps edits out with the reason, keeps what is typed, lets GO through, and opens with the PIN', async () => {
    await lock(foh, 'Unlocked').click()
    await dialog(foh).getByRole('button', { name: 'Set a PIN…' }).click()
    await dialog(foh).getByLabel('New PIN').fill('4711')
    await dialog(foh).getByRole('button', { name: 'Set the PIN' }).click()
    await dialog(foh).waitFor({ state: 'hidden' })

    await tablet.getByRole('region', { name: 'Playlists' }).getByText('Warm-up', { exact: true }).click()
    await tablet.getByRole('button', { name: 'Edit Warm-up' }).click()
    const field = dialog(tablet).getByLabel('Name', { exact: true })
    await field.fill('Half typed')

    await lock(foh, 'Unlocked').click()
    await dialog(foh).getByRole('button', { name: 'Lock', exact: true }).click()
    await lock(foh, 'Locked').waitFor()
    await dialog(tablet).getByText('what you have typed stays here').waitFor()
    expect(await field.inputValue()).toBe('Half typed')
    expect(await dialog(tablet).getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true)
    await field.press('Enter')
    expect(await field.inputValue()).toBe('Half typed')

    await foh.getByRole('button', { name: /^GO/ }).click()
    await foh.getByRole('region', { name: 'Runs' }).getByRole('button', { name: /Stop/ }).first().waitFor()
    await foh
      .getByRole('button', { name: /tonight|Demo|show/i })
      .and(foh.locator('[aria-haspopup=menu]'))
      .first()
      .click()
    const entry = foh.getByRole('menuitem', { name: 'Open…' })
    expect(await entry.getAttribute('aria-disabled')).toBe('true')
    expect(await entry.getAttribute('title')).toMatch(/^Locked by .* since \d\d:\d\d$/)
    await foh.keyboard.press('Tab')

    await lock(foh, 'Locked').click()
    await dialog(foh).getByLabel('PIN').fill('0000')
    await foh.keyboard.press('Enter')
    await dialog(foh).getByText('that is not the PIN', { exact: false }).waitFor()
    expect(await dialog(foh).getByLabel('PIN').inputValue()).toBe('')
    await dialog(foh).getByLabel('PIN').fill('4711')
    await foh.keyboard.press('Enter')
    await lock(foh, 'Unlocked').waitFor()
    await dialog(tablet).getByText('what you have typed stays here').waitFor({ state: 'hidden' })
    await field.press('Enter')
    await tablet.getByRole('region', { name: 'Playlists' }).getByText('Half typed', { exact: true }).waitFor()
  })

  test('what would spoil the show is listed from its menu, and looked for again', async () => {
    await tablet.locator('header [aria-haspopup=menu]').first().click()
    await tablet.getByRole('menuitem', { name: 'Check before the show…' }).click()
    await dialog(tablet).getByText('wrong', { exact: false }).first().waitFor()
    expect(await dialog(tablet).getByRole('listitem').count()).toBeGreaterThan(0)
    await dialog(tablet).getByRole('button', { name: 'Look again' }).click()
    await dialog(tablet).getByText('as of').waitFor()
  })
})
