// The show edited at two screens at once, each in a browser of its own, against the engine as it is built.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import type { BrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { keepPicture } from '../support/pictures.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const demo = join(import.meta.dirname, '../../assets/demo.show.json')

describeInBrowser('a show that is edited', () => {
  const atFoh = useBrowserPages()
  const atTablet = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let file: string
  let app: App
  let foh: Page
  let tablet: Page

  async function openPage(pages: BrowserPages, viewport: typeof DESK): Promise<Page> {
    const page = await pages.open(app.url, { viewport })
    await page.getByRole('region', { name: 'Playlists' }).getByText('Warm-up', { exact: true }).waitFor()
    return page
  }

  beforeEach(async () => {
    folder = scratch({})
    file = join(folder.path, 'tonight.json')
    copyFileSync(demo, file)
    app = await startApp('--show', file)
    foh = await openPage(atFoh, DESK)
    tablet = await openPage(atTablet, { width: 1024, height: 768 })
  })
  afterEach(async () => {
    await atFoh.leave()
    await atTablet.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const names = (page: Page): Promise<string[]> =>
    page.getByRole('region', { name: 'Playlists' }).locator('.name').allTextContents()
  const bar = (page: Page) => page.getByRole('region', { name: 'Show file' })
  const dialog = (page: Page) => page.getByRole('dialog')
  const nameField = (page: Page) => dialog(page).getByLabel('Name', { exact: true })

  async function openForm(page: Page, name: string): Promise<void> {
    await page.getByRole('region', { name: 'Playlists' }).getByText(name, { exact: true }).click()
    await page.getByRole('button', { name: `Edit ${name}` }).click()
    await nameField(page).waitFor()
  }

  async function rename(page: Page, name: string, to: string): Promise<void> {
    await openForm(page, name)
    await nameField(page).fill(to)
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
  }

  const nameAll = async (expected: string[]): Promise<void> => {
    for (const page of [foh, tablet]) await expect.poll(() => names(page)).toEqual(expected)
  }
  const [warmUp, chase, blinders, ...others] = (
    JSON.parse(readFileSync(demo, 'utf8')) as { playlists: { name: string }[] }
  ).playlists.map(({ name }) => name) as [string, string, string, ...string[]]

  test('at two screens: each undoes its own, and from the history one of the other, and both agree', async () => {
    await rename(foh, warmUp, 'House open')
    await rename(tablet, chase, 'Hunt')
    await rename(tablet, blinders, 'Flash')
    await nameAll(['House open', 'Hunt', 'Flash', ...others])
    expect(await foh.getByRole('button', { name: /^Undo: / }).getAttribute('aria-label')).toContain(warmUp)
    await foh.keyboard.press('Control+z')
    await nameAll([warmUp, 'Hunt', 'Flash', ...others])
    await tablet.keyboard.press('Control+z')
    await nameAll([warmUp, 'Hunt', blinders, ...others])
    await tablet.keyboard.press('Control+Shift+Z')
    await nameAll([warmUp, 'Hunt', 'Flash', ...others])
    await foh.getByRole('button', { name: 'History' }).click()
    await dialog(foh)
      .getByRole('button', { name: new RegExp(`^Undo: .*${chase}`) })
      .click()
    await nameAll([warmUp, chase, 'Flash', ...others])
    await dialog(foh)
      .getByRole('button', { name: new RegExp(`^Undo: .*${blinders}`) })
      .click()
    await nameAll([warmUp, chase, blinders, ...others])
  })

  test('where two write into the same field it is said, and the one who comes later chooses', async () => {
    await openForm(foh, chase)
    await nameField(foh).fill('Mine')
    await rename(tablet, chase, 'Theirs')
    await foh.getByText('Changed meanwhile').waitFor()
    expect(await nameField(foh).inputValue()).toBe('Mine')
    await foh.keyboard.press('Enter')
    await dialog(foh).getByRole('button', { name: 'Take theirs' }).click()
    expect(await nameField(foh).inputValue()).toBe('Theirs')
    await nameField(foh).fill('Ours')
    await foh.keyboard.press('Enter')
    await nameAll([warmUp, 'Ours', blinders, ...others])
  })

  test('what is refused says why beside the field, and keeps what was typed', async () => {
    await openForm(foh, chase)
    await dialog(foh).getByLabel('Id', { exact: true }).fill('warm up')
    await foh.keyboard.press('Enter')
    await expect
      .poll(() => dialog(foh).getByRole('alert').allTextContents())
      .toContainEqual(expect.stringContaining('must be letters'))
    expect(await dialog(foh).getByLabel('Id', { exact: true }).inputValue()).toBe('warm up')
  })

  test('is marked until it is saved, and the file holds what was edited', async () => {
    await rename(foh, chase, 'Hunt')
    for (const page of [foh, tablet]) await page.getByText('edited', { exact: true }).waitFor()
    await foh.keyboard.press('Control+s')
    for (const page of [foh, tablet])
      await expect.poll(() => page.getByText('edited', { exact: true }).count()).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('"Hunt"')
    // Saving takes nothing out of the history.
    await foh.keyboard.press('Control+z')
    await nameAll([warmUp, chase, blinders, ...others])
  })

  test('beside a file that is changed: the file is offered, and one that cannot be used stays said until it is mended', async () => {
    await rename(foh, chase, 'Hunt')
    const changed = readFileSync(file, 'utf8').replace(`"${warmUp}"`, '"House open"')
    writeFileSync(file, changed)
    for (const page of [foh, tablet]) await bar(page).getByText('was changed elsewhere').waitFor()
    expect(await names(foh)).toEqual([warmUp, 'Hunt', blinders, ...others])
    await foh.getByRole('button', { name: 'Take the file' }).click()
    await nameAll(['House open', chase, blinders, ...others])
    for (const page of [foh, tablet]) await bar(page).waitFor({ state: 'detached' })
    writeFileSync(file, '{ "version": 1, ')
    for (const page of [foh, tablet]) await bar(page).getByText('cannot be used').waitFor()
    await nameAll(['House open', chase, blinders, ...others])
    writeFileSync(file, changed)
    for (const page of [foh, tablet]) await bar(page).waitFor({ state: 'detached' })
  })

  test('is not closed with unsaved edits unasked', async () => {
    await rename(foh, chase, 'Hunt')
    await foh.locator('header').getByRole('button', { name: 'Demo: one night' }).click()
    await foh.getByRole('menuitem', { name: 'Close the show' }).click()
    await foh.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await names(foh)).toContain('Hunt')
    await foh.locator('header').getByRole('button', { name: 'Demo: one night' }).click()
    await foh.getByRole('menuitem', { name: 'Close the show' }).click()
    await foh.getByRole('alertdialog').getByRole('button', { name: 'Save', exact: true }).click()
    await foh.getByText('No playlists').waitFor()
    await foh.locator('header').getByRole('button', { name: 'No show' }).waitFor()
    expect(readFileSync(file, 'utf8')).toContain('"Hunt"')
  })

  test('without playlists offers to make one, whose name is typed over; a locked one says why not', async () => {
    await foh.locator('header').getByRole('button', { name: 'Demo: one night' }).click()
    await foh.getByRole('menuitem', { name: 'Close the show' }).click()
    await foh.getByText('No playlists').waitFor()
    const add = foh.getByRole('region', { name: 'Playlists' }).getByRole('button', { name: 'Playlist' })
    await add.click()
    const form = foh.getByRole('dialog', { name: /^playlist/i })
    await form.getByLabel('Name', { exact: true }).waitFor()
    await expect.poll(() => foh.evaluate(() => getSelection()?.toString())).toBe('New playlist')
    await keepPicture(foh, 'editing/new-playlist')
    await foh.keyboard.type('Storm')
    await foh.keyboard.press('Enter')
    await expect.poll(() => names(foh)).toEqual(['Storm'])
    await fetch(`${app.url}/api/access/lock`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    })
    await expect.poll(() => add.getAttribute('title', AT_ONCE)).toMatch(/^Locked by/)
    expect(await add.getAttribute('aria-disabled')).toBe('true')
  })
})
