// The Events, Rules and Log views and the questions to the operator, in a real browser.
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import { misplaced } from '../support/misplaced.ts'
import type { Scenario } from '../support/scenarios.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
/** A question takes no answer before it has stood in front for 400 ms. */
const ARMED_MS = 500

describeInBrowser('schedulers, their events, and the log', () => {
  const pages = useBrowserPages()
  let engine: FakeEngine
  let page: Page

  async function open(scenario: Scenario, key: string): Promise<void> {
    engine = new FakeEngine(scenario, renderer)
    const port = await engine.listen(0)
    page = await pages.open(`http://127.0.0.1:${port}/`)
    await page.keyboard.press(key)
  }

  afterEach(async () => {
    await pages.leave()
    await engine[Symbol.asyncDispose]()
  })

  const region = (name: string): Locator => page.getByRole('region', { name, exact: true })
  const question = (): Locator => region('Question')

  test('each stream is followed only while its view is open, questions always', async () => {
    await open('demo', 'F3')
    await expect.poll(() => engine.followed.has('thrown')).toBe(true)
    await page.keyboard.press('F4')
    await expect.poll(() => engine.followed.has('schedulers')).toBe(true)
    expect(engine.followed.has('thrown')).toBe(false)
    await page.keyboard.press('F1')
    await expect.poll(() => engine.followed.has('schedulers')).toBe(false)
    expect(engine.followed.has('interrupts')).toBe(true)
  })

  test('a thrown event waits, is caught and goes to the history', async () => {
    await open('demo', 'F3')
    const form = region('Throw an event')
    await form.getByLabel('Key').fill('image_ready')
    await form.getByText('More: name, life, payload').click()
    await form.getByLabel('Name').fill('Image is ready')
    await form.getByRole('button', { name: 'One' }).click()
    await form.getByLabel('Scheduler that it is for').selectOption('yard')
    await form.getByLabel('Payload').fill('{"image": 3')
    await form.getByText('The payload is no JSON.').waitFor()
    expect(await form.getByRole('button', { name: 'Throw' }).isDisabled()).toBe(true)
    await form.getByLabel('Payload').fill('{"image": 3}')
    await form.getByLabel('Only one rule may catch it').check()
    await form.getByRole('button', { name: 'Throw' }).click()
    await form.getByText('Thrown to 1 scheduler').waitFor()
    const waiting = region('Waiting events').getByRole('article', { name: 'Image is ready' })
    await waiting.getByText(/\d+ s left|1:00 left/).waitFor()
    await waiting.getByText('Image is ready').click()
    await waiting.locator('pre').getByText('"image": 3').waitFor()
    engine.thrown.catchAll('image_ready', 'show-image')
    await waiting.waitFor({ state: 'detached' })
    const past = region('History of thrown events').getByRole('article', { name: 'Image is ready' })
    await past.getByText('caught', { exact: true }).waitFor()
    await past.getByText('caught by show-image').waitFor()
    await past.getByRole('button', { name: 'Throw Image is ready again' }).click()
    expect(await form.getByLabel('Key').inputValue()).toBe('image_ready')
    expect(await form.getByLabel('Payload').inputValue()).toBe('{\n  "image": 3\n}')
  })

  test('a refused throw is told at the form', async () => {
    await open('demo', 'F3')
    const form = region('Throw an event')
    await form.getByLabel('Key').fill('greet')
    await form.getByText('More: name, life, payload').click()
    await form.getByLabel('Lives for').fill('soon')
    await page.keyboard.press('Enter')
    await form.getByRole('alert').getByText('or text such as 500ms, 60s, 5m or 2h').waitFor()
    await form.getByRole('alert').getByText('thrown.throw ttl').waitFor()
    expect(await page.getByRole('list', { name: 'Notices' }).getByRole('listitem').count()).toBe(0)
  })

  test('letters look up a scheduler in the list, and are no commands to the show', async () => {
    await open('demo', 'F3')
    await region('Throw an event').getByRole('button', { name: 'One' }).click()
    const list = page.getByLabel('Scheduler that it is for')
    await list.focus()
    await page.keyboard.press('s')
    await page.keyboard.press('p')
    expect(engine.commands).toEqual([])
    await page.keyboard.press('Space')
    await expect.poll(() => engine.commands).toEqual(['show.go'])
  })

  test('a waiting event is cleared by a second click, not by a double click', async () => {
    await open('demo', 'F3')
    const entry = region('Waiting events').getByRole('article', { name: 'Curtain in the foyer' })
    await entry.getByRole('button', { name: 'Clear Curtain in the foyer' }).dblclick()
    expect(engine.commands).toEqual([])
    await page.waitForTimeout(500)
    await entry.getByRole('button', { name: 'Really clear Curtain in the foyer' }).click()
    await entry.waitFor({ state: 'detached' })
    expect(engine.commands).toEqual(['thrown.clear'])
  })

  test('a rule is switched off and on, fired, and its variables are seen', async () => {
    await open('demo', 'F4')
    await region('Schedulers').getByRole('button', { name: 'Foyer' }).click()
    await region('Variables').getByText('128').waitFor()
    const rule = region('Rules').getByRole('article', { name: 'Greet a visitor' })
    await rule.getByRole('switch').click()
    await rule.getByText('off', { exact: true }).waitFor()
    expect(await rule.getByRole('switch').getAttribute('aria-checked')).toBe('false')
    await page.waitForTimeout(500)
    await rule.getByRole('switch').click()
    await expect.poll(() => rule.getByRole('switch').getAttribute('aria-checked', AT_ONCE)).toBe('true')
    await rule.getByRole('button', { name: 'Fire Greet a visitor now' }).dblclick()
    await rule.getByText('×129').waitFor()
    expect(engine.commands).toEqual(['rule.setEnabled', 'rule.setEnabled', 'rule.fire'])
  })

  test('a pending task is cancelled by a second click', async () => {
    await open('demo', 'F4')
    const task = region('Pending').getByRole('article', { name: 'Lamps at dusk: fires 30 min before sunset' })
    await task.getByRole('button', { name: 'Cancel Lamps at dusk' }).click()
    await page.waitForTimeout(500)
    await task.getByRole('button', { name: 'Really cancel Lamps at dusk' }).click()
    await task.waitFor({ state: 'detached' })
    expect(engine.commands).toEqual(['task.cancel'])
  })

  test('thousands of rules are listed a screen at a time, and found', async () => {
    await open('wide', 'F4')
    await region('Rules').getByText('4,480').waitFor()
    expect(await region('Rules').getByRole('article').count()).toBeLessThan(40)
    await region('Rules').getByRole('searchbox').fill('Rule 499')
    await expect.poll(() => region('Rules').getByRole('article').count()).toBe(1)
  })

  test('a chain of causes is followed down to the touch', async () => {
    await open('demo', 'F6')
    const log = region('Log')
    await log
      .getByRole('button', { name: /\.\d{3} ?sent/ })
      .first()
      .click()
    const why = region('Why did this fire?')
    const steps = why.getByRole('list', { name: 'Causes, the first first' }).getByRole('button')
    await expect.poll(() => steps.count()).toBe(5)
    expect(await steps.allTextContents()).toEqual([
      expect.stringMatching(/control.*cross pressed/s),
      expect.stringMatching(/\+182 ms.*gesture.*Double tap cross/s),
      expect.stringMatching(/\+0\.40 ms.*rule fired/s),
      expect.stringMatching(/\+1\.20 ms.*run started/s),
      expect.stringMatching(/\+250 ms.*sent/s),
    ])
    await steps.first().click()
    await why.locator('pre').getByText('"control": "cross"').waitFor()
    await log.locator('[aria-pressed=true]', { hasText: 'cross pressed' }).waitFor()
    expect(await steps.count()).toBe(5)
  })

  test('a step that the filter leaves out is jumped to, and back to the newest', async () => {
    await open('demo', 'F6')
    const only = page.getByRole('group', { name: 'Show only' })
    await only.getByRole('button', { name: 'Playlists' }).click()
    const log = region('Log')
    await expect.poll(() => log.getByText('cross pressed').count()).toBe(0)
    await log
      .getByRole('button', { name: /run started/ })
      .nth(2)
      .click()
    await region('Why did this fire?')
      .getByRole('button', { name: /cross pressed/ })
      .click()
    await log.locator('[aria-pressed=true]', { hasText: 'cross pressed' }).waitFor()
    await page.getByRole('button', { name: /^Back to the newest/ }).click()
    await expect.poll(() => page.getByRole('button', { name: /^Back to the newest/ }).count()).toBe(0)
  })

  test('older entries follow, text and families choose, and late ones are marked', async () => {
    await open('demo', 'F6')
    const log = region('Log')
    await log.getByText('200 entries').waitFor()
    await log.getByRole('button', { name: 'Older' }).click()
    await log.getByText('400 entries').waitFor()
    await log.getByText('31.0 ms late').first().waitFor()
    await page.getByLabel('Find entries by their text').fill('unplugged')
    await log.getByText('40 entries').waitFor()
    const csv = await page.getByRole('link', { name: 'CSV' }).getAttribute('href')
    expect(csv).toMatch(/^\/api\/as-run\/export\?format=csv&from=[^&]+Z&text=unplugged$/)
  })

  test('the log follows while its top is in view', async () => {
    await open('demo', 'F6')
    const log = region('Log')
    await log.getByText('200 entries').waitFor()
    engine.asRun.press()
    await log.getByText('207 entries').waitFor()
    await log.locator('.panel-body').hover()
    await page.mouse.wheel(0, 900)
    await page.waitForTimeout(300)
    engine.asRun.press()
    await page.waitForTimeout(2_500)
    await log.getByText('207 entries').waitFor()
  })

  test('Y answers a confirmation, once, and is nothing else than that', async () => {
    await open('empty', 'F1')
    engine.interrupts.raise({
      kind: 'confirmation',
      prompt: 'Open the doors?',
      default: false,
      timeout: 60_000,
    })
    engine.interrupts.raise({ kind: 'confirmation', prompt: 'And the bar?' })
    await question().getByText('Open the doors?').waitFor()
    await question().getByText('1 of 2').waitFor()
    await question()
      .getByText(/^No in/)
      .waitFor()
    await page.waitForTimeout(ARMED_MS)
    await page.keyboard.press('y')
    await question().getByText('And the bar?').waitFor()
    await page.keyboard.press('y')
    await page.waitForTimeout(ARMED_MS)
    expect(engine.commands).toEqual(['interrupt.answer'])
    expect(engine.received).toEqual([])
    await page.keyboard.press('n')
    await question().waitFor({ state: 'detached' })
    expect(engine.interrupts.view().past.map(({ prompt, answer }) => [prompt, answer])).toEqual([
      ['And the bar?', false],
      ['Open the doors?', true],
    ])
    // Without a question it is an input of the show like any other key.
    await page.keyboard.press('y')
    await expect.poll(() => engine.received.map(({ family }) => family)).toContain('keyboard')
  })

  test('a question is answered by a click, a double click never answers the next', async () => {
    await open('empty', 'F1')
    engine.interrupts.raise({ kind: 'confirmation', prompt: 'One?' })
    engine.interrupts.raise({ kind: 'confirmation', prompt: 'Two?' })
    await question().getByText('One?').waitFor()
    await page.waitForTimeout(ARMED_MS)
    await question().getByRole('button', { name: 'Yes' }).dblclick()
    await question().getByText('Two?').waitFor()
    await page.waitForTimeout(ARMED_MS)
    expect(engine.commands).toEqual(['interrupt.answer'])
  })

  test('GO and PANIC work while a question is up, and neither Space nor Escape answers it', async () => {
    await open('demo', 'F4')
    engine.interrupts.raise({ kind: 'confirmation', prompt: 'Open the doors?' })
    await question().waitFor()
    await page.waitForTimeout(ARMED_MS)
    expect(await misplaced(page)).toEqual([])
    await question().getByRole('button', { name: 'Yes' }).focus()
    await page.keyboard.press('Space')
    await expect.poll(() => engine.commands).toEqual(['show.go'])
    await page.getByRole('button', { name: 'PANIC' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => engine.commands).toEqual(['show.go', 'show.panic', 'show.panic'])
  })

  test('a clarification is answered by a choice or by text', async () => {
    await open('empty', 'F1')
    engine.interrupts.raise({ kind: 'clarification', prompt: 'Which look?', choices: ['Warm', 'Cold'] })
    engine.interrupts.raise({ kind: 'clarification', prompt: 'Who sings?' })
    await question().getByText('Which look?').waitFor()
    await page.waitForTimeout(ARMED_MS)
    await question().getByRole('button', { name: 'Cold' }).click()
    await question().getByText('Who sings?').waitFor()
    await page.waitForTimeout(ARMED_MS)
    await question().getByRole('textbox', { name: 'Answer' }).fill('Y nyssa')
    await page.keyboard.press('Enter')
    await question().waitFor({ state: 'detached' })
    expect(engine.interrupts.view().past.map(({ answer }) => answer)).toEqual(['Y nyssa', 'Cold'])
    // What follows the Enter is a command again, at once.
    await page.keyboard.press('s')
    await expect.poll(() => engine.commands.at(-1)).toBe('show.stop')
  })

  test('who types an answer while another answers does not command the show with the rest of it', async () => {
    await open('demo', 'F1')
    const id = engine.interrupts.raise({ kind: 'clarification', prompt: 'Who sings?' })
    await question().getByRole('textbox', { name: 'Answer' }).click()
    await page.keyboard.type('s')
    engine.interrupts.end(id, 'Ada', 'osc:10.0.0.5:53000')
    await question().waitFor({ state: 'detached' })
    await page.keyboard.type('p s')
    const notices = page.getByRole('list', { name: 'Notices' })
    await notices.getByText('“Who sings?” was answered “Ada” by osc:10.0.0.5:53000').waitFor()
    expect(engine.commands).toEqual([])
    await page.waitForTimeout(1_100)
    await page.keyboard.press('s')
    await expect.poll(() => engine.commands).toEqual(['show.stop'])
  })

  test('a question is taken back by a second click', async () => {
    await open('empty', 'F1')
    engine.interrupts.raise({ kind: 'confirmation', prompt: 'Open the doors?' })
    await question().waitFor()
    await page.waitForTimeout(ARMED_MS)
    await question().getByRole('button', { name: 'Take back' }).click()
    await page.waitForTimeout(500)
    await question().getByRole('button', { name: 'End what asked?' }).click()
    await question().waitFor({ state: 'detached' })
    expect(engine.commands).toEqual(['interrupt.clear'])
  })
})
