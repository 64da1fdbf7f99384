// The cue list at the screen: run by keys and mouse, edited, in shows of every size, against the engine as it is built.
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const PLAYLISTS = [
  ['warm', 'Warm-up', 60_000],
  ['chase', 'Colour chase', 600_000],
] as const
const starts = (id: string): object => ({ actions: [{ action: 'start_playlist', id }] })

const NIGHT = [
  { id: 'house', number: '1', name: 'House to half', note: 'Wait for front of house', ...starts('warm') },
  { id: 'chase', number: '2', name: 'Chase', continue: 'auto-follow', ...starts('chase') },
  { id: 'haze', number: '2.5', name: 'Haze', preWait: '5m', actions: [] },
  { id: 'storm', number: '3', name: 'Storm', group: 'together' },
  { id: 'thunder', number: '3.1', name: 'Thunder', in: 'storm', preWait: '10m' },
  { id: 'rain', number: '3.2', name: 'Rain', in: 'storm' },
  { id: 'spare', number: '4', name: 'Spare', actions: [{ action: 'go_list', list: 'none' }] },
  { id: 'end', number: '5', name: 'Blackout', armed: false },
]

describeInBrowser('the cue list', () => {
  const pages = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App
  let page: Page

  async function open(cues: readonly object[], viewport = DESK): Promise<void> {
    folder = scratch({})
    const file = join(folder.path, 'night.json')
    const playlists = PLAYLISTS.map(([id, name, length]) => ({
      ...{ id, name },
      steps: [0, length].map((offset) => ({ offset, type: 'own.event', payload: {} })),
    }))
    const cueLists = [
      { id: 'main', name: 'Main', cues },
      { id: 'none', name: 'Effects', cues: [] },
    ]
    const show = {
      version: 1,
      name: 'Night',
      minimumGoTime: 0,
      events: { 'own.event': {} },
      playlists,
      cueLists,
    }
    writeFileSync(file, JSON.stringify(show))
    app = await startApp('--show', file)
    page = await pages.open(app.url, { viewport })
    await list().waitFor()
  }

  afterEach(async () => {
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const list = (): Locator => page.getByRole('treegrid')
  const row = (name: string): Locator => list().getByRole('row', { name, exact: false })
  const standby = async (): Promise<string | null> => {
    const name = list().locator('[aria-current="step"] .title')
    return (await name.count()) === 0 ? null : name.textContent()
  }
  const chosen = (): Promise<string[]> => list().locator('[aria-selected="true"] .title').allTextContents()
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }

  test('a show is run by keys alone: GO, choosing, standby, numbers', async () => {
    await open(NIGHT)
    await expect.poll(standby).toBe('House to half')
    await press('Space')
    // What follows by itself is passed over by GO.
    await expect.poll(standby).toBe('Chase')
    await row('House to half').getByText('running').waitFor()
    await press('Space')
    await expect.poll(standby).toBe('Storm')
    await press('End')
    await expect.poll(chosen).toEqual(['Blackout'])
    expect(await standby()).toBe('Storm')
    await press('ArrowUp', 'Enter')
    await expect.poll(standby).toBe('Spare')
    await press('1')
    await page.getByRole('status').filter({ hasText: 'stands by' }).waitFor()
    await press('Enter')
    await expect.poll(standby).toBe('House to half')
    await press('7')
    await page.getByText('No cue has this number').waitFor()
    await press('Enter')
    expect(await standby()).toBe('House to half')
  })

  test('what waits counts down and can be cancelled, what fails stays to be seen, what is disarmed is said', async () => {
    await open(NIGHT)
    await press('3', 'Enter')
    await expect.poll(standby).toBe('Storm')
    await press('Space')
    const thunder = row('Thunder')
    await thunder.getByText('waiting').waitFor()
    expect(await thunder.locator('.time').textContent()).toMatch(/^(?:10:00|9:5\d)$/)
    await thunder.getByRole('button', { name: /^Cancel/ }).click()
    await thunder.getByText('stopped').or(thunder.getByText('skipped')).waitFor()
    await press('4', 'Enter')
    await expect.poll(standby).toBe('Spare')
    await press('Space')
    const spare = row('Spare')
    await spare.getByText('nothing').waitFor()
    expect(await spare.getAttribute('class')).toContain('failed')
    await spare.click()
    expect(await spare.getAttribute('class')).not.toContain('failed')
    await spare.getByText('failed').waitFor()
    await row('Blackout').getByText('off').waitFor()
    await press('End', 'd')
    await row('Blackout').getByText('off').waitFor({ state: 'detached' })
  })

  test('a click chooses, a double click stands by, and the menu of a row does the rest', async () => {
    await open(NIGHT)
    await row('Storm').click()
    await expect.poll(chosen).toEqual(['Storm'])
    expect(await standby()).toBe('House to half')
    await row('Chase').dblclick()
    await expect.poll(standby).toBe('Chase')
    await row('House to half')
      .getByRole('button', { name: /^What can be done/ })
      .click()
    await page.getByRole('menuitem', { name: 'Load to a time…' }).click()
    await page.getByRole('textbox', { name: /^Begin/ }).fill('0:30')
    await press('Enter')
    await row('House to half').getByText('loaded').waitFor()
    await row('House to half')
      .getByRole('button', { name: /^What can be done/ })
      .click()
    await page.getByRole('menuitem', { name: 'Start now' }).click()
    await row('House to half').getByText('running').waitFor()
  })

  test('a group folds, and says what runs in it', async () => {
    await open(NIGHT)
    await press('3', 'Enter', 'ArrowLeft')
    await expect.poll(() => row('Thunder').count()).toBe(0)
    await expect.poll(standby).toBe('Storm')
    await press('Space')
    await row('Storm').getByText('waiting').waitFor()
    await press('ArrowRight')
    await row('Thunder').waitFor()
  })

  test('a cue is found by a part of its note, and the first Escape only leaves the field', async () => {
    await open(NIGHT)
    await press('/')
    await page.keyboard.type('front of')
    await expect.poll(chosen).toEqual(['House to half'])
    await press('Escape')
    await page.getByRole('search').waitFor({ state: 'detached' })
    await press('ArrowDown')
    await expect.poll(chosen).toEqual(['Chase'])
  })

  test('of five thousand cues those in view are there, and standby is a third of the way down', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({
      ...{ id: `c${index + 1}`, number: String(index + 1), name: `Cue ${index + 1}` },
    }))
    await open(many)
    await press('2', '5', '0', '0', 'Enter')
    await expect.poll(standby).toBe('Cue 2500')
    const share = async (): Promise<number> => {
      const [at, all] = [
        await list().locator('[aria-current="step"]').boundingBox(),
        await list().boundingBox(),
      ]
      return at === null || all === null ? 1 : (at.y - all.y) / all.height
    }
    await expect.poll(share).toBeGreaterThan(0.25)
    expect(await share()).toBeLessThan(0.4)
    expect(await list().getByRole('row').count()).toBeLessThan(60)
    await press('Space')
    await expect.poll(standby).toBe('Cue 2501')
    // A hand that scrolls is left alone; a button leads back.
    await list().hover()
    const back = list().getByRole('button', { name: /^standby \d+$/ })
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -4000)
        return back.isVisible()
      })
      .toBe(true)
    await press('Space')
    await expect.poll(() => back.textContent()).toMatch(/standby 2502$/)
    expect(await standby()).toBeNull()
    await back.click()
    await expect.poll(standby).toBe('Cue 2502')
    await press('End')
    await expect.poll(chosen).toEqual(['Cue 5000'])
  })

  test('another list has its own standby and its own GO', async () => {
    await open(NIGHT)
    await page.getByRole('tab', { name: 'Effects' }).click()
    await page.getByText('No cues in this list').waitFor()
    const go = page.getByRole('region', { name: 'Cue list Effects' }).getByRole('button', { name: 'GO' })
    expect(await go.getAttribute('aria-disabled')).toBe('true')
  })
})
