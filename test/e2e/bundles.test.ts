// A bundle is dropped on the page, looked at, taken and approved, against the engine as it is built.
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { bundleOf } from '../support/hostile-archives.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'
import { keepPicture } from '../support/pictures.ts'

const demo = join(import.meta.dirname, '../../assets/demo.show.json')

describeInBrowser('a bundle', () => {
  const pages = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App
  let page: Page

  beforeEach(async () => {
    folder = scratch({})
    copyFileSync(demo, join(folder.path, 'tonight.json'))
    app = await startApp('--show', join(folder.path, 'tonight.json'))
    page = await pages.open(app.url, { viewport: DESK })
    await page.getByRole('region', { name: 'Playlists' }).getByText('Warm-up', { exact: true }).waitFor()
  })
  afterEach(async () => {
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const dialog = () => page.getByRole('dialog')
  async function fromMenu(item: string): Promise<void> {
    await page.locator('button.show').click()
    await page.getByRole('menuitem', { name: item }).click()
    await dialog().waitFor()
  }

  const drop = (bytes: Buffer, name: string): Promise<void> =>
    page.evaluate(
      ([base64, fileName]) => {
        const content = Uint8Array.from(atob(base64 as string), (letter) => letter.charCodeAt(0))
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([content], fileName as string))
        window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true, bubbles: true }))
      },
      [bytes.toString('base64'), name],
    )

  test('is exported, dropped on the page, taken, and acts once it is approved', async () => {
    await fromMenu('Export bundle…')
    await keepPicture(page, 'bundles/export')
    await dialog().getByLabel('File').fill('tour.cuewright')
    await dialog().getByRole('button', { name: 'Export', exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
    await drop(readFileSync(join(folder.path, 'tour.cuewright')), 'tour.cuewright')
    const place = dialog().getByLabel('Put the show into')
    await place.waitFor()
    await keepPicture(page, 'bundles/import')
    await place.fill('tonight.json')
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    await dialog().getByText('this is the file of the show that is open').waitFor()
    await keepPicture(page, 'bundles/refused')
    await place.fill('elsewhere.show.json')
    await dialog().getByRole('button', { name: 'Import', exact: true }).click()
    const approve = dialog().getByRole('button', { name: 'Approve, and arm the show' })
    await approve.waitFor()
    await keepPicture(page, 'bundles/approval')
    await dialog().getByRole('button', { name: 'Not yet' }).click()
    await page.getByText('Disarmed: nothing acts and nothing is sent.').waitFor()
    await keepPicture(page, 'bundles/disarmed')
    await page.getByRole('button', { name: 'Look at where it sends…' }).click()
    await approve.click()
    await dialog().waitFor({ state: 'detached' })
    await page.getByText('Disarmed: nothing acts and nothing is sent.').waitFor({ state: 'detached' })
    expect(readFileSync(join(folder.path, 'elsewhere.show.json'))).toEqual(readFileSync(demo))
  })

  test('that is hostile is refused in words, and nothing is taken', async () => {
    await page.setViewportSize({ width: 1024, height: 768 })
    await fromMenu('Import bundle…')
    await keepPicture(page, 'bundles/choose')
    await drop(bundleOf([{ name: '../../evil.json', content: Buffer.from('{}') }]), 'evil.cuewright')
    await dialog().getByText('the name leads to another folder').waitFor()
    await keepPicture(page, 'bundles/hostile')
    expect(pages.complaints.map((text) => text.includes('status of 409'))).toEqual([true])
    pages.complaints = []
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Playlists' }).getByText('Warm-up', { exact: true }).waitFor()
  })
})
