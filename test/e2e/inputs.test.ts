// The Inputs view in a real browser: learning, the monitor, the on-screen controller, gestures and recordings.
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import type { Scenario } from '../support/scenarios.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
const TABLET = { width: 1024, height: 768 }

describeInBrowser('the Inputs view', () => {
  const pages = useBrowserPages()
  let engine: FakeEngine
  let page: Page

  async function open(scenario: Scenario, viewport = DESK, hasTouch = false): Promise<void> {
    engine = new FakeEngine(scenario, renderer)
    const port = await engine.listen(0)
    page = await pages.open(`http://127.0.0.1:${port}/`, { viewport, hasTouch })
    await page.keyboard.press('F2')
    await page.getByRole('region', { name: 'What just arrived' }).waitFor()
  }

  afterEach(async () => {
    await pages.leave()
    await engine[Symbol.asyncDispose]()
  })

  const region = (name: string): Locator => page.getByRole('region', { name, exact: true })
  const pad = (name: string): Locator => page.getByRole('button', { name, exact: true })
  const monitor = (): Locator => region('What just arrived')

  /** What the on-screen controller sent, such as `pad1 1`. */
  const sent = (): string[] =>
    engine.received.flatMap((input) =>
      input.family === 'virtual' ? [`${input.control} ${input.value}`] : [],
    )

  async function middle(locator: Locator): Promise<{ x: number; y: number; height: number }> {
    const { x, y, width, height } = (await locator.boundingBox())!
    return { x: x + width / 2, y: y + height / 2, height }
  }

  test('what to plug in is told where only what is built in is there', async () => {
    await open('empty')
    await region('Controllers').getByText('virtual:desk').waitFor()
    await region('Controllers').getByText('Nothing is plugged in').waitFor()
  })

  test('a control is learned, its match copied by hand where the page may not, and made a gesture of', async () => {
    await open('empty')
    const learn = region('Learn')
    await learn.getByRole('button', { name: 'Learn a control' }).click()
    await learn.getByText('Press the control, or move it all the way, and let it rest').waitFor()
    await pad('pad5').click()
    const card = learn.getByRole('article', { name: 'Learned control' })
    await card.getByText('On-screen controller', { exact: true }).waitFor()
    const match = await card.getByLabel('Match for the show file').textContent()
    expect(JSON.parse(match!)).toEqual({
      event: 'hid.received',
      source: 'virtual:desk',
      where: { control: 'pad5' },
    })
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await card.getByRole('button', { name: 'Copy for the show file' }).click()
    await card.getByText('It is selected').waitFor()
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(match)
    await card.getByRole('button', { name: 'Make a gesture of it' }).click()
    await page.getByLabel('Event').fill('lights.go')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('list', { name: 'Gestures' }).getByText('Double tap pad5').waitFor()
    // A second click would ask for the same gesture again.
    await page.getByText('It is there: a gesture has this id.').waitFor()
    expect(await page.getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true)
    expect(engine.commands).toEqual(['learn.start', 'show.edit'])
  })

  test('Escape is PANIC also while a control is learned, and Cancel ends learning', async () => {
    await open('empty')
    await page.getByRole('button', { name: 'Learn a control' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await region('Learn').getByText('Cancelled').waitFor()
    expect(engine.commands).toEqual(['learn.start', 'show.panic', 'learn.cancel'])
  })

  test('time running out is told', async () => {
    await open('empty')
    await page.getByRole('button', { name: 'Learn a control' }).click()
    await region('Learn').getByText('Press the control, or move it all the way, and let it rest').waitFor()
    engine.inputs.endLearning('timedOut')
    await region('Learn').getByText('Nothing arrived in 15 s').waitFor()
  })

  test('while another client learns, this one cannot', async () => {
    await open('troubled')
    await region('Learn').getByText('Somebody else is learning').waitFor()
    expect(await region('Learn').getByRole('button', { name: 'Learn a control' }).isDisabled()).toBe(true)
  })

  test('a pad sends 1 when pressed and 0 when let go, wherever the pointer has gone', async () => {
    await open('empty')
    const { x, y } = await middle(pad('pad1'))
    await page.mouse.move(x, y)
    await page.mouse.down()
    await expect.poll(sent).toEqual(['pad1 1'])
    expect(await pad('pad1').getAttribute('aria-pressed')).toBe('true')
    await page.mouse.move(5, 400)
    await page.mouse.up()
    await expect.poll(sent).toEqual(['pad1 1', 'pad1 0'])
  })

  test('Enter holds a pad as long as it is held', async () => {
    await open('empty')
    await pad('D key3').focus()
    for (let repeat = 0; repeat < 4; repeat += 1) await page.keyboard.down('Enter')
    await expect.poll(sent).toEqual(['key3 1'])
    await page.keyboard.up('Enter')
    await expect.poll(sent).toEqual(['key3 1', 'key3 0'])
  })

  test.each([
    ['the view is left', () => page.keyboard.press('F1')],
    ['the tab is left', () => page.getByText('Recordings', { exact: true }).dispatchEvent('click')],
    ['the window loses the focus', () => page.evaluate(() => window.dispatchEvent(new Event('blur')))],
  ])('a held pad is let go of when %s', async (_, leave) => {
    await open('empty')
    const { x, y } = await middle(pad('pad2'))
    await page.mouse.move(x, y)
    await page.mouse.down()
    await expect.poll(sent).toEqual(['pad2 1'])
    await leave()
    await expect.poll(sent).toEqual(['pad2 1', 'pad2 0'])
    await page.mouse.up()
    expect(sent()).toEqual(['pad2 1', 'pad2 0'])
  })

  test('two fingers hold a pad and drag a fader at once', async () => {
    await open('empty', TABLET, true)
    const touch = await page.context().newCDPSession(page)
    const [one, two] = [await middle(pad('pad1')), await middle(page.getByRole('slider', { name: 'fader8' }))]
    const fingers = (dy: number) => [
      { x: one.x, y: one.y, id: 1 },
      { x: two.x, y: two.y - dy, id: 2 },
    ]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(0) })
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(50) })
    await expect.poll(() => sent().filter((text) => text.startsWith('fader8')).length).toBeGreaterThan(0)
    expect(sent()[0]).toBe('pad1 1')
    expect(sent()).not.toContain('pad1 0')
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await expect.poll(sent).toContain('pad1 0')
  })

  test('a fader moves as far as it is dragged, not to where it is taken, and back to 0 by a double click', async () => {
    await open('empty')
    const fader = page.getByRole('slider', { name: 'fader3' })
    const { x, y, height } = await middle(fader)
    await page.mouse.move(x, y)
    await page.mouse.down()
    expect(await fader.getAttribute('aria-valuenow')).toBe('0')
    // A mouse moves by whole pixels: half of the way to within one of them.
    const travel = height - 28
    await page.mouse.move(x, y - Math.round(travel / 2), { steps: 10 })
    await page.mouse.up()
    const shown = async (): Promise<number> => Number(await fader.getAttribute('aria-valuenow', AT_ONCE))
    await expect.poll(async () => Math.abs((await shown()) - 0.5)).toBeLessThan(1 / travel)
    await expect.poll(() => sent().at(-1)).toBe(`fader3 ${await shown()}`)
    expect(engine.received.every((input) => input.family !== 'virtual' || input.kind === 'axis')).toBe(true)
    await fader.dblclick()
    await expect.poll(() => sent().at(-1)).toBe('fader3 0')
  })

  test('two taps of a finger put a fader back to 0', async () => {
    await open('empty', TABLET, true)
    const fader = page.getByRole('slider', { name: 'fader2' })
    await fader.focus()
    await page.keyboard.press('End')
    const touch = await page.context().newCDPSession(page)
    const { x, y } = await middle(fader)
    const start = { type: 'touchStart' as const, touchPoints: [{ x, y, id: 1 }] }
    const end = { type: 'touchEnd' as const, touchPoints: [] }
    // None is waited for: after two ways there and back a busy machine takes them for two single taps.
    await Promise.all([start, end, start, end].map((event) => touch.send('Input.dispatchTouchEvent', event)))
    await expect.poll(sent).toEqual(['fader2 1', 'fader2 0'])
  })

  test('a fader follows the arrow keys', async () => {
    await open('empty')
    const fader = page.getByRole('slider', { name: 'fader1' })
    await fader.focus()
    for (const key of ['PageUp', 'ArrowUp', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
    await expect.poll(() => sent().at(-1)).toBe('fader1 0.11')
    await page.keyboard.press('End')
    await expect.poll(() => sent().at(-1)).toBe('fader1 1')
  })

  test('the monitor is followed only while the view is open', async () => {
    await open('demo')
    await expect.poll(() => engine.followed.has('monitor')).toBe(true)
    await page.keyboard.press('F7')
    await expect.poll(() => engine.followed.has('monitor')).toBe(false)
    await page.keyboard.press('F2')
    await expect.poll(() => engine.followed.has('monitor')).toBe(true)
  })

  test('families, sources and text choose what is listed', async () => {
    await open('demo')
    const families = (): Promise<string[]> => monitor().locator('.family').allTextContents()
    await expect.poll(async () => new Set(await families()).size).toBeGreaterThanOrEqual(3)
    const only = monitor().getByRole('group', { name: 'Show only' })
    await only.getByRole('button', { name: 'OSC' }).click()
    await expect.poll(async () => [...new Set(await families())]).toEqual(['OSC'])
    await only.getByRole('button', { name: 'All' }).click()
    await region('Controllers').getByRole('button', { name: 'DualShock 4' }).click()
    await expect.poll(async () => [...new Set(await families())]).toEqual(['USB'])
    await monitor().getByRole('searchbox').fill('no such thing')
    await monitor().getByText('None of these lately').waitFor()
    await only.getByRole('button', { name: 'All' }).click()
    await expect.poll(async () => new Set(await families()).size).toBeGreaterThanOrEqual(3)
  })

  test('a held list stands still, and a line shows all of its payload', async () => {
    await open('demo')
    const rows = (): Promise<string[]> => monitor().locator('.panel-body button').allTextContents()
    await expect.poll(async () => (await rows()).length).toBeGreaterThan(3)
    await monitor().getByRole('button', { name: 'Hold' }).click()
    const before = await rows()
    await monitor().locator('.panel-body button').first().click()
    await monitor().getByRole('region', { name: 'All of one input' }).locator('pre').getByText('{').waitFor()
    await page.waitForTimeout(900)
    expect((await rows()).slice(0, 3)).toEqual(before.slice(0, 3))
    await monitor().getByRole('button', { name: 'Go on' }).click()
    await expect.poll(async () => (await rows())[0]).not.toBe(before[0])
  })

  test('who scrolls down in the list holds it', async () => {
    await open('wide')
    const list = monitor().locator('.panel-body')
    await list.hover()
    await page.mouse.wheel(0, 300)
    await monitor().getByRole('button', { name: 'Go on' }).waitFor()
  })

  test('a flood is counted and what is not shown is told', async () => {
    await open('troubled')
    await monitor().getByText('18,240 not shown').waitFor()
    await monitor().getByText(/^×\d+/).first().waitFor()
  })

  test('the light of a controller that sends goes on and off again', async () => {
    await open('demo')
    const lit = region('Controllers').locator('[data-lit="true"]')
    await expect.poll(() => lit.count()).toBeGreaterThan(0)
    await expect.poll(() => lit.count()).toBe(0)
  })

  test('where a parameter stands follows who moves it, and is said not to be known once the engine is silent', async () => {
    await open('demo')
    await page.getByRole('group', { name: 'Show here' }).getByRole('button', { name: 'Faders' }).click()
    await page.getByRole('button', { name: 'As a list' }).click()
    const row = page.locator('.line', { hasText: 'level' })
    await row.getByText('FOH tablet is moving it').waitFor()
    const value = (): Promise<string | null> => row.locator('[data-digits] .text').textContent(AT_ONCE)
    const before = await value()
    await expect.poll(value).not.toBe(before)
    expect(await value()).toMatch(/^\d+\.\d$/)
    await row.getByText('dB', { exact: true }).waitFor()
    await page.locator('.line', { hasText: 'blind' }).getByText('as it opened').waitFor()
    await page.getByRole('searchbox', { name: 'Find a parameter' }).fill('mood')
    await row.waitFor({ state: 'detached' })
    engine.silence(true)
    await page.locator('.line', { hasText: 'mood' }).getByText('not known now').waitFor()
    engine.silence(false)
    await page.locator('.line', { hasText: 'mood' }).getByText('as it opened').waitFor()
  })

  test('a gesture is deleted by a second click, not by a double click', async () => {
    await open('demo')
    await page.getByRole('group', { name: 'Show here' }).getByText('Gestures').click()
    const gestures = page.getByRole('list', { name: 'Gestures' })
    await gestures.getByRole('button', { name: 'Delete Both shoulders' }).dblclick()
    const sure = gestures.getByRole('button', { name: 'Really delete Both shoulders' })
    await sure.waitFor()
    expect(engine.commands).toEqual([])
    await page.waitForTimeout(500)
    await sure.click()
    await gestures.getByText('Both shoulders').waitFor({ state: 'detached' })
    expect(engine.commands).toEqual(['show.edit'])
  })

  test('a recording is made, played in a loop and stopped', async () => {
    await open('demo')
    await page.getByRole('group', { name: 'Show here' }).getByText('Recordings').click()
    await page.getByRole('textbox', { name: 'Name of the recording' }).fill('act one')
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByRole('button', { name: 'Stop recording' }).click()
    await page.getByRole('button', { name: 'Play act one again and again' }).click()
    await page.getByText('Looping act one').waitFor()
    await page.getByRole('button', { name: 'Stop playing' }).click()
    await page.getByText('Looping').waitFor({ state: 'detached' })
    expect(engine.commands).toEqual(['recording.start', 'recording.stop', 'replay.start', 'replay.stop'])
  })

  test('why nothing can be recorded is told', async () => {
    await open('troubled')
    await page.getByRole('group', { name: 'Show here' }).getByText('Recordings').click()
    await page.getByText('no space is left on the disk').waitFor()
  })
})
