// The Show view in a real browser: its layouts, the lines of its runs, and what led to them.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import { misplaced } from '../support/misplaced.ts'
import { scratch } from '../support/scratch.ts'
import type { Scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'
import { keepPicture } from '../support/pictures.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
const step = { offset: 120_000, type: 'osc.send', payload: { target: 'desk', address: '/a', args: [] } }
const names = [
  'Preset',
  'A look with a name that is much longer than any column has room for',
  'Storm',
  'Bows',
]
const show = {
  version: 1,
  name: 'Layouts',
  osc: { targets: { desk: { self: true } }, peers: [{ name: 'QLab', address: '127.0.0.1' }] },
  playlists: names.map((name, place) => ({ id: `p${place}`, name, steps: [step] })),
  cueLists: ['main', 'fx'].map((id) => ({
    id,
    name: id === 'main' ? 'Main' : 'Effects',
    cues: names.map((name, place) => ({
      ...{ id: `${id}-${place}`, number: `${place + 1}`, name },
      actions: [{ action: 'start_playlist', id: `p${place}` }],
    })),
  })),
}

/** Parts of the view, and of the lines of runs, that lie over each other or leave what they are in. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = []
    function look(inside: Element, parts: readonly Element[]): void {
      const outer = inside.getBoundingClientRect()
      const boxes = parts
        .map((part) => ({ name: part.className, box: part.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0)
      for (const [index, { name, box }] of boxes.entries()) {
        const leaves = box.left < outer.left - 1 || box.right > outer.right + 1
        if (leaves || box.bottom > outer.bottom + 1) faults.push(`${name} leaves ${inside.className}`)
        for (const other of boxes.slice(index + 1)) {
          const across = box.left < other.box.right - 1 && other.box.left < box.right - 1
          const down = box.top < other.box.bottom - 1 && other.box.top < box.bottom - 1
          if (across && down) faults.push(`${name} lies over ${other.name}`)
        }
      }
    }
    const view = document.querySelector('main .view')
    if (view === null) return ['there is no view']
    look(view, [...view.children])
    for (const line of document.querySelectorAll('article[aria-label^="Run of"] .line')) {
      look(line, [...line.querySelectorAll('.name, .word, .cause, .left, .hold')])
    }
    return faults
  })
}

describeInBrowser('the Show view', () => {
  const pages = useBrowserPages()
  let page: Page

  describe('on the real engine', () => {
    let app: App
    let folder: Scratch
    beforeEach(async () => {
      folder = scratch({ 'layouts.show.json': JSON.stringify(show) })
      app = await startApp('--show', join(folder.path, 'layouts.show.json'))
    })
    afterEach(async () => {
      await pages.leave()
      await app[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    })

    const start = (id: string): Promise<unknown> =>
      fetch(`${app.url}/api/playlists/${id}/start`, { method: 'POST' })
    const inTransport = (name: string | RegExp) =>
      page.locator('[aria-label="Transport"]').getByRole('button', { name })

    test('fits every window: nothing lies over anything, and GO and PANIC are always there', async () => {
      page = await pages.open(app.url)
      for (const id of ['p0', 'p1', 'p2']) await start(id)
      await page.getByRole('article', { name: 'Run of Storm' }).waitFor()
      for (const [width, height] of [
        [1440, 900],
        [1024, 768],
        [820, 1180],
        [844, 390],
        [390, 844],
        [2560, 1440],
        [3840, 2160],
      ] as const) {
        await page.setViewportSize({ width, height })
        await page.waitForTimeout(200)
        const runs = page.getByRole('tab', { name: /^Runs/ })
        if ((await runs.count()) > 0) await runs.click()
        await page.getByRole('article', { name: 'Run of Storm' }).waitFor()
        const where = `${width} by ${height}`
        await keepPicture(page, `show/${width}x${height}`)
        expect(await overlaps(page), where).toEqual([])
        if (width >= 820 && height >= 700) expect(await misplaced(page), where).toEqual([])
        expect(await inTransport(/^GO/).isVisible(), where).toBe(true)
        expect(await inTransport('PANIC').isVisible(), where).toBe(true)
      }
    })

    test('shows two lists, and a timeline below them, where there is room', async () => {
      page = await pages.open(app.url, { viewport: { width: 2560, height: 1440 } })
      const list = (name: string) => page.getByRole('region', { name: `Cue list ${name}` })
      await list('Main').waitFor()
      await list('Effects').waitFor()
      await page.getByRole('region', { name: 'Timeline' }).waitFor()
      await page.setViewportSize({ width: 1440, height: 900 })
      await list('Effects').waitFor({ state: 'detached' })
      await page.getByRole('region', { name: 'Timeline' }).waitFor({ state: 'detached' })
    })

    test('has the activity behind a tab, not there while it is not seen, and keeps what was chosen', async () => {
      page = await pages.open(app.url)
      const activity = page.getByRole('region', { name: 'Activity' })
      await page.getByRole('region', { name: 'Playlists' }).waitFor()
      expect(await activity.count()).toBe(0)
      await page.getByRole('tab', { name: /^Playlists/ }).focus()
      await page.keyboard.press('End')
      await activity.waitFor()
      expect(await page.getByRole('region', { name: 'Playlists' }).count()).toBe(0)
      await page.reload()
      await activity.waitFor()
      expect(await page.getByRole('tab', { name: 'Activity' }).getAttribute('aria-selected')).toBe('true')
    })

    test('says beside a run what led to it, and one click leads to the whole chain', async () => {
      page = await pages.open(app.url)
      await page.getByRole('button', { name: /^GO/ }).click()
      const run = page.getByRole('article', { name: 'Run of Preset' })
      const why = run.getByRole('button', { name: /^Why Preset runs: cue 1 Preset ← GO, / })
      await why.click()
      const panel = page.getByRole('region', { name: 'Why did this fire?' })
      await expect
        .poll(() => panel.locator('.type').allTextContents())
        .toEqual(['asked', 'cue', 'run started'])
    })

    test('opens a run for its tempo and its position, and closes it again', async () => {
      page = await pages.open(app.url)
      await start('p2')
      const run = page.getByRole('article', { name: 'Run of Storm' })
      const name = run.getByRole('button', { name: 'Storm', exact: true })
      expect(await name.getAttribute('aria-expanded')).toBe('false')
      await name.click()
      await run.getByRole('slider', { name: 'Position of Storm' }).waitFor()
      await run.getByRole('button', { name: '2', exact: true }).click()
      await expect
        .poll(() => run.getByRole('button', { name: '2', exact: true }).getAttribute('aria-pressed', AT_ONCE))
        .toBe('true')
      await name.click()
      await run.getByRole('slider').waitFor({ state: 'detached' })
    })
  })

  describe('on a scripted engine', () => {
    let engine: FakeEngine
    beforeEach(async () => {
      engine = new FakeEngine('demo', renderer)
      page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`)
    })
    afterEach(async () => {
      await pages.leave()
      await engine[Symbol.asyncDispose]()
    })
    const lines = () => page.getByRole('article', { name: /^Run of/ })

    test('lists the first of a thousand runs, counts the others, and lists them where that is asked for', async () => {
      for (let count = 0; count < 1000; count += 1) engine.runs.start('chase')
      const more = page.getByRole('button', { name: /^and 9\d\d more: 9\d\d running$/ })
      await page
        .getByText(/^1,\d\d\d active|^\d{4}$/)
        .first()
        .waitFor()
      await expect.poll(() => lines().count()).toBeLessThan(60)
      await page.getByRole('region', { name: 'Runs' }).hover()
      await page.mouse.wheel(0, 10_000)
      await more.click()
      await page.mouse.wheel(0, 100_000)
      await page.getByRole('button', { name: 'Show fewer' }).waitFor()
      expect(await lines().count()).toBeLessThan(60)
    })

    test('keeps a run that failed, with why, until somebody has seen it', async () => {
      const failed = engine.runs.start('chase')
      await expect.poll(() => lines().count()).toBeGreaterThan(0)
      engine.runs.end(failed?.runId ?? '', 'failed', 'the desk does not answer')
      const told = page.getByRole('region', { name: 'Runs' })
      await told.getByText('failed: the desk does not answer').waitFor()
      await told.getByRole('button', { name: /\d failed$/ }).waitFor()
      for (let count = 0; count < 60; count += 1)
        engine.runs.end(engine.runs.start('bows')?.runId ?? '', 'completed')
      await told.getByText('failed: the desk does not answer').waitFor()
      await told.getByRole('button', { name: 'Seen: Colour chase failed' }).click()
      await told.getByText('failed: the desk does not answer').waitFor({ state: 'detached' })
    })
  })
})
