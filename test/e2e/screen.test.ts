// The page in a real browser on shows of every size, played by a scripted engine.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import { covered } from '../support/misplaced.ts'
import type { Scenario } from '../support/scenarios.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')

describeInBrowser('the screen', () => {
  const pages = useBrowserPages()
  let engine: FakeEngine
  let page: Page

  async function open(scenario: Scenario, viewport = DESK): Promise<void> {
    engine = new FakeEngine(scenario, renderer)
    const port = await engine.listen(0)
    page = await pages.open(`http://127.0.0.1:${port}/`, { viewport })
  }

  afterEach(async () => {
    await pages.leave()
    await engine[Symbol.asyncDispose]()
  })

  test.each([DESK, { width: 1024, height: 768 }, { width: 768, height: 1024 }])(
    'a form and what stands about the file fit a window of $width by $height, and cover neither GO nor PANIC',
    async (size) => {
      await open('demo', size)
      const path = `/shows/${'a-rather-long-name-'.repeat(6)}.json`
      const where = 'playlists[3].steps[17].payload.args[2]'
      const failing = {
        path,
        where,
        what: 'must be a number',
        next: 'correct the file and save it',
        more: 12,
        isKept: false,
      }
      const offered = { path, text: 'playlists Colour chase, Bows and 12 more are different in it', at: null }
      engine.edits.view = { ...engine.edits.view, isEdited: true, failing, offered }
      await page.getByRole('region', { name: 'Show file' }).nth(1).waitFor()
      await page.getByRole('region', { name: 'Playlists' }).getByText('Act two').click()
      await page.getByRole('button', { name: /^Edit Act two/ }).click()
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Mine')
      engine.edits.editElsewhere(
        'playlist storm',
        { name: 'Theirs '.repeat(20) },
        'change name of playlist Storm',
      )
      await page.getByRole('button', { name: 'Keep mine' }).nth(1).waitFor()
      expect(await covered(page)).toEqual([])
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
      await page.getByRole('button', { name: 'History' }).click()
      await page.getByRole('dialog', { name: 'History' }).waitFor()
      expect(await covered(page)).toEqual([])
    },
  )

  test('an edit is on its way until it is answered, and a silent engine is said to have said nothing', async () => {
    await open('demo')
    await page.getByRole('region', { name: 'Playlists' }).getByText('Bows', { exact: true }).click()
    await page.getByRole('button', { name: 'Edit Bows' }).click()
    const name = page.getByRole('dialog').getByLabel('Name', { exact: true })
    await name.fill('Curtain')
    engine.silence(true)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'On its way…' }).waitFor()
    await page.getByText('may or may not have acted').first().waitFor({ timeout: 15_000 })
    expect(await name.inputValue()).toBe('Curtain')
    engine.silence(false)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(engine.edits.definitions.get('playlist bows')).toMatchObject({ name: 'Curtain' })
  })

  test('the space bar is GO even while another button has the focus', async () => {
    await open('demo')
    await page.getByRole('button', { name: 'PANIC' }).focus()
    await page.keyboard.press('Space')
    await expect.poll(() => engine.commands).toEqual(['show.go'])
  })

  test('Enter held on GO presses it once', async () => {
    await open('demo')
    await page.getByRole('button', { name: /^GO/ }).focus()
    for (let repeat = 0; repeat < 4; repeat += 1) {
      await page.keyboard.down('Enter')
      await page.getByRole('button', { name: /^GO/, disabled: false }).waitFor()
    }
    await page.keyboard.up('Enter')
    expect(engine.commands).toEqual(['show.go'])
  })

  test('keys typed into a field are text, and Escape leaves the field before it is PANIC', async () => {
    await open('demo')
    const field = page.getByRole('searchbox')
    await field.click()
    await page.keyboard.type('s p')
    expect(await field.inputValue()).toBe('s p')
    await page.keyboard.press('Escape')
    expect(await field.inputValue()).toBe('')
    expect(engine.commands).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => engine.commands).toEqual(['show.panic'])
  })

  test('a tempo typed in is sent, and the space bar is GO again', async () => {
    await open('demo')
    await page.getByRole('button', { name: 'Colour chase', exact: true }).click()
    const field = page.getByRole('spinbutton', { name: 'Tempo of Colour chase, typed' })
    await field.fill('1.25')
    await page.keyboard.press('Enter')
    await expect.poll(() => engine.commands).toEqual(['run.setRate'])
    await page.keyboard.press('Space')
    await expect.poll(() => engine.commands).toEqual(['run.setRate', 'show.go'])
  })

  test('Enter puts the chosen playlist in standby, arrow keys walk through thousands', async () => {
    await open('wide')
    await page.locator('.choose').first().click()
    for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^GO Standby .* Cue 21$/ }).waitFor()
    expect(await page.locator('.choose').count()).toBeLessThan(60)
  })

  test('thousands of playlists are one stop of the Tab key, and the buttons of the row that has it the next', async () => {
    await open('wide')
    await page.getByRole('searchbox').focus()
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? '')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Playlist')
    await page.keyboard.press('Tab')
    await page.keyboard.press('End')
    await expect.poll(focused).toMatch(/^\s*Cue 10000\b/)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Start Cue 10000')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Edit Cue 10000')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Selected')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Home')
    await expect.poll(focused).toMatch(/^\s*Cue 1\b/)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    expect(await focused()).toBe('Find a playlist by name or id')
  })

  test('a click on the ruler moves the run there', async () => {
    await open('demo')
    const run = page.getByRole('article', { name: 'Run of Colour chase' })
    await run.getByRole('button', { name: 'Colour chase', exact: true }).click()
    const position = run.locator('.position')
    const timeline = page.getByRole('application')
    const { width } = (await timeline.boundingBox())!
    await timeline.click({ position: { x: width - 120, y: 10 } })
    await expect.poll(() => engine.commands).toEqual(['run.seek'])
    // The chase is 40.5 s long and stood at 9 s.
    await expect.poll(() => position.textContent(AT_ONCE)).toMatch(/^00:3[3-9]/)
  })

  test('a refused command is told with what to do, and can be dismissed', async () => {
    await open('demo')
    await page.keyboard.press('Backspace')
    const notice = page.getByRole('list', { name: 'Notices' }).getByRole('listitem')
    await notice.getByText('there is no playlist before the one in standby').waitFor()
    await notice.getByText('choose a playlist and press Enter').waitFor()
    expect(await covered(page)).toEqual([])
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await notice.waitFor({ state: 'detached' })
  })

  test('a line of the feed shows what led to it', async () => {
    await open('troubled')
    await page.getByRole('tab', { name: 'Activity' }).click()
    const feed = page.getByRole('region', { name: 'Activity' })
    await feed.getByRole('button', { name: 'Hold' }).click()
    await feed.getByText('Colour chase started').first().click()
    await expect.poll(() => feed.locator('.linked').count()).toBeGreaterThan(1)
    await feed.locator('.linked', { hasText: 'OSC in' }).first().waitFor()
  })
})
