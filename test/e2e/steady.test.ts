// Bars that come and go move nothing that a hand may be about to press.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const DEMO = join(import.meta.dirname, '../../assets/demo.show.json')

describeInBrowser('a page under a hand', () => {
  const pages = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App
  let page: Page

  afterEach(async () => {
    process.kill(app.pid, 'SIGCONT')
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  async function open(viewport: { width: number; height: number }, place = ''): Promise<void> {
    folder = scratch({})
    // Two GOs right after each other are both meant.
    writeFileSync(
      file(),
      JSON.stringify({ ...(JSON.parse(readFileSync(DEMO, 'utf8')) as object), minimumGoTime: 0 }),
    )
    app = await startApp('--show', file())
    page = await pages.open(`${app.url}/${place}`, { viewport, ...(place === '' ? {} : { says: 'ok' }) })
  }
  const file = (): string => join(folder.path, 'demo.json')
  const ask = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${app.url}/api/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  /** Where everything is whose moving would turn a press into another. */
  const places = (): Promise<readonly string[]> =>
    page.evaluate(() => {
      const transport = ':is([aria-label="Transport"], [aria-label="Transport"] *) > button'
      const pressed = document.querySelectorAll(
        `${transport}, [role="row"][data-id], [role="slider"], nav button`,
      )
      return [...pressed].map((element) => {
        const { left, top } = element.getBoundingClientRect()
        return `${left.toFixed(1)} ${top.toFixed(1)}`
      })
    })

  const bars = [
    ['a message', () => ask('POST', 'message', { text: 'Ten minutes, please' }), 'Ten minutes, please'],
    ['held rules', () => ask('POST', 'schedulers/hold'), 'No rule fires'],
    ['a show file with a mistake', () => writeFileSync(file(), '{'), 'so the show goes on as it was'],
    ['a disarmed show', () => ask('POST', 'show/disarm'), 'Disarmed: nothing acts'],
    ['an engine that stands still', () => process.kill(app.pid, 'SIGSTOP'), 'Engine silent'],
  ] as const

  test.each([
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ])('transport and cues stay to the pixel while one bar after the other comes, at %o', async (viewport) => {
    await open(viewport)
    await page.getByRole('treegrid').getByRole('row', { name: 'House up' }).waitFor()
    const before = await places()
    expect(before.length).toBeGreaterThan(12)
    for (const [what, raise, words] of bars) {
      await raise()
      await page.getByText(words, { exact: false }).first().waitFor()
      expect([what, await places()]).toEqual([what, before])
    }
    process.kill(app.pid, 'SIGCONT')
    await page.getByText('Engine silent').waitFor({ state: 'detached' })
    expect(await places()).toEqual(before)
  })

  test('faders stay while bars come and go', async () => {
    await open({ width: 1440, height: 900 }, '')
    await page.keyboard.press('F9')
    await page.getByRole('slider').first().waitFor()
    const before = await places()
    await bars[0][1]()
    await page.getByText('Ten minutes, please').first().waitFor()
    expect(await places()).toEqual(before)
    await ask('DELETE', 'message')
    await page.getByText('Ten minutes, please').waitFor({ state: 'detached' })
    expect(await places()).toEqual(before)
  })

  test('a question is seen at once, moves nothing, and a press that began before it hits what was under it', async () => {
    await open({ width: 1440, height: 900 })
    const haze = page.getByRole('treegrid').getByRole('row', { name: 'Haze' })
    await page.keyboard.press('Space')
    await page.getByRole('treegrid').getByText('running').first().waitFor()
    const { x, y } = (await haze.boundingBox())!
    await page.mouse.move(x + 200, y + 10)
    await page.mouse.down()
    await page.keyboard.press('Space')
    const question = page.getByRole('region', { name: 'Question' })
    await question.getByText('Is the house in?').waitFor()
    expect((await haze.boundingBox())!.y).toBe(y)
    await page.mouse.up()
    expect(await haze.getAttribute('aria-selected')).toBe('true')
    const seen = await question.getByRole('button', { name: 'Yes' }).evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect()
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    })
    expect(seen).toBe(true)
  })

  test.each([
    { width: 390, height: 844 },
    { width: 820, height: 1180 },
  ])('on the remote page GO, rows and tabs stay while bars come and a cue asks, at %o', async (viewport) => {
    await open(viewport, '#remote')
    const rows = page.locator('[aria-label="Cues"] button')
    await rows.filter({ hasText: 'House up' }).first().waitFor()
    const go = page.getByRole('button', { name: /^GO/ })
    const tops = (): Promise<string> =>
      page.evaluate(() => {
        const pressed = '[aria-label="Transport"] button, nav button'
        return [...document.querySelectorAll(pressed)]
          .map((each) => each.getBoundingClientRect().top)
          .join(' ')
      })
    const before = await tops()
    const row = (await rows.nth(1).boundingBox())!
    const [[, raise, words]] = bars
    await raise()
    await page.getByText(words).waitFor()
    expect(await tops()).toBe(before)
    expect((await rows.nth(1).boundingBox())!.y).toBe(row.y)
    await go.click()
    await expect.poll(() => go.isEnabled(AT_ONCE)).toBe(true)
    await go.click()
    await page.getByRole('region', { name: 'Question' }).getByText('Is the house in?').waitFor()
    expect(await tops()).toBe(before)
    expect((await go.boundingBox())!.height).toBeGreaterThan(90)
  })
})
