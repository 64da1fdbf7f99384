// What an operator relies on when things go wrong: panic's key, an engine that stands still, a GO too many.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { FakeEngine } from '../support/fake-engine.ts'
import type { Scenario } from '../support/scenarios.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const renderer = join(import.meta.dirname, '../../dist/renderer')
const demo = readFileSync(join(import.meta.dirname, '../../assets/demo.show.json'), 'utf8')

describeInBrowser('safety', () => {
  const pages = useBrowserPages()
  let page: Page

  const go = () => page.getByRole('button', { name: /^GO/ })
  const notices = () => page.getByRole('list', { name: 'Notices' })

  describe('on a scripted engine', () => {
    let engine: FakeEngine

    async function open(scenario: Scenario, viewport = DESK): Promise<void> {
      engine = new FakeEngine(scenario, renderer)
      page = await pages.open(`http://127.0.0.1:${await engine.listen(0)}/`, { viewport })
    }
    afterEach(async () => {
      // Before its engine is gone, of which it would complain.
      await pages.leave()
      await engine[Symbol.asyncDispose]()
    })

    const acted = (): readonly string[] => engine.commands

    test('Escape panics at each of 13 presses, after a search was typed and another view clicked', async () => {
      await open('demo')
      await page.getByRole('searchbox').click()
      await page.keyboard.type('storm')
      await page.getByRole('button', { name: 'Inputs' }).click()
      for (let press = 0; press < 13; press += 1) {
        await page.keyboard.press('Escape')
        await page.waitForTimeout(200)
      }
      expect(acted()).toEqual(Array.from({ length: 13 }, () => 'show.panic'))
    })

    test('Escape panics at once where the field that was typed in has vanished', async () => {
      await open('demo')
      const id = engine.interrupts.raise({ kind: 'clarification', prompt: 'Who sings?' })
      await page.getByRole('textbox', { name: 'Answer' }).click()
      await page.keyboard.type('Ny')
      engine.interrupts.end(id, 'Ada', 'osc:10.0.0.5:53000')
      await page.getByRole('textbox', { name: 'Answer' }).waitFor({ state: 'detached' })
      await page.keyboard.press('Escape')
      await expect.poll(acted).toEqual(['show.panic'])
    })

    test('Escape in the tempo field throws away what was typed, and the next one panics', async () => {
      await open('demo')
      await page.getByRole('button', { name: 'Colour chase', exact: true }).click()
      const field = page.getByRole('spinbutton', { name: 'Tempo of Colour chase, typed' })
      await field.click()
      await page.keyboard.type('7')
      await page.keyboard.press('Escape')
      expect(await field.inputValue()).toBe('1')
      expect(await field.evaluate((element) => element === document.activeElement)).toBe(false)
      await page.waitForTimeout(100)
      expect(acted()).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(acted).toEqual(['show.panic'])
    })

    test.each([
      ['dialog', "<dialog id='layer'><button>OK</button></dialog>", 'showModal'],
      ['popover', "<div id='layer' popover><button>OK</button></div>", 'showPopover'],
      ['manual popover', "<div id='layer' popover='manual'><button>OK</button></div>", 'showPopover'],
    ])('a %s keeps its keys, and Escape panics and closes it', async (_what, html, show) => {
      await open('demo')
      await page.evaluate(
        ([markup, method]) => {
          document.body.insertAdjacentHTML('beforeend', markup as string)
          const layer = document.querySelector('#layer') as unknown as Record<string, () => void>
          layer[method as string]!()
          document.querySelector<HTMLElement>('#layer button')!.focus()
        },
        [html, show],
      )
      await page.keyboard.press('Space')
      await page.keyboard.press('s')
      await page.waitForTimeout(100)
      expect(acted()).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(acted).toEqual(['show.panic'])
      expect(await page.locator('#layer').isVisible()).toBe(false)
    })

    test('Escape panics also where it closes a list that the browser has opened', async () => {
      await open('demo')
      await page.keyboard.press('F3')
      await page.getByRole('button', { name: 'One', exact: true }).click()
      await page.getByRole('combobox', { name: 'Scheduler that it is for' }).click()
      await page.keyboard.press('Escape')
      await expect.poll(acted).toEqual(['show.panic'])
      await page.keyboard.press('Escape')
      await expect.poll(acted).toEqual(['show.panic', 'show.panic'])
    })

    test('what is typed inside a component of its own is text, and no input of the show', async () => {
      await open('demo')
      await page.evaluate(() => {
        const host = document.body.appendChild(document.createElement('div'))
        host.attachShadow({ mode: 'open' }).innerHTML = "<div contenteditable id='text'></div>"
        host.shadowRoot!.querySelector<HTMLElement>('#text')!.focus()
      })
      await page.keyboard.type('gs p')
      await page.keyboard.press('Escape')
      await page.waitForTimeout(100)
      expect(acted()).toEqual([])
      expect(engine.received).toEqual([])
      await page.keyboard.press('g')
      await page.keyboard.press('Escape')
      await expect.poll(acted).toEqual(['show.panic'])
      expect(engine.received.map((input) => ('key' in input ? input.key : ''))).toContain('g')
    })

    test('panic says what it ended and what is still to come, and holds the rules at a press', async () => {
      await open('demo')
      const dueTime = Date.now() + 9_000
      engine.soon = [{ schedulerId: 'foyer', ruleId: 'open', name: 'Opening', dueAt: 9_000, dueTime }]
      await page.keyboard.press('Escape')
      await notices().getByText('PANIC ended 3 runs').waitFor()
      await notices()
        .getByText(/still to come: Opening at \d\d:\d\d:\d\d/i)
        .waitFor()
      await notices().getByRole('button', { name: 'Hold rules' }).click()
      await expect.poll(acted).toEqual(['show.panic', 'rules.hold'])
      expect(await notices().getByRole('listitem').count()).toBe(0)
      await page.keyboard.press('F4')
      await page.getByText('No rule fires.').waitFor()
      await page.getByRole('button', { name: 'Release rules' }).click()
      await page.getByText('No rule fires.').waitFor({ state: 'detached' })
    })

    test('zoomed in, the timeline follows the playhead, until somebody looks elsewhere', async () => {
      await open('demo')
      await page.getByRole('region', { name: 'Playlists' }).getByText('Colour chase').click()
      const zoom = page.getByRole('button', { name: 'Zoom in' })
      for (let step = 0; step < 6; step += 1) await zoom.click()
      await expect.poll(headShown).toBe(true)
      await page.getByRole('application').focus()
      for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowRight')
      expect(await page.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('false')
      await expect.poll(headShown).toBe(false)
      await page.getByRole('button', { name: 'Follow' }).click()
      await expect.poll(headShown).toBe(true)
    })

    /** Whether the label of the playhead, which is its colour, is drawn on the ruler. */
    function headShown(): Promise<boolean> {
      return page
        .locator('canvas')
        .nth(1)
        .evaluate(
          (canvas) => {
            const { width } = canvas as HTMLCanvasElement
            const copy = Object.assign(document.createElement('canvas'), { width, height: 20 })
            const context = copy.getContext('2d', { willReadFrequently: true })!
            context.drawImage(canvas as HTMLCanvasElement, 0, 0)
            const pixels = context.getImageData(0, 0, width, 20).data
            for (let at = 0; at < pixels.length; at += 4)
              if (pixels[at + 1]! > 150 && pixels[at]! < 120 && pixels[at + 3]! > 200) return true
            return false
          },
          undefined,
          AT_ONCE,
        )
    }

    test('a checkbox is switched by Enter, and the space bar stays GO', async () => {
      await open('demo')
      await page.keyboard.press('F3')
      await page.getByRole('button', { name: /^More:/ }).click()
      const box = page.getByRole('checkbox').first()
      await box.focus()
      await page.keyboard.press('Enter')
      expect(await box.isChecked()).toBe(true)
      await page.keyboard.press('Space')
      await expect.poll(acted).toEqual(['show.go'])
      expect(await box.isChecked()).toBe(true)
    })

    test('the feed is one stop of the Tab key, in which arrows walk', async () => {
      await open('troubled')
      await page.getByRole('tab', { name: 'Activity' }).click()
      const feed = page.getByRole('region', { name: 'Activity' })
      await feed.getByRole('button', { name: 'Hold' }).click()
      await expect.poll(() => feed.locator('[data-row]').count()).toBeGreaterThan(3)
      await feed.getByRole('button', { name: 'Warnings' }).focus()
      const focused = (): Promise<number> =>
        feed.evaluate((element) =>
          [...element.querySelectorAll('[data-row]')].indexOf(document.activeElement as Element),
        )
      await page.keyboard.press('Tab')
      expect(await focused()).toBe(0)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      expect(await focused()).toBe(2)
      await page.keyboard.press('Enter')
      await feed.locator('[data-row][aria-pressed="true"]').waitFor()
      await page.keyboard.press('Shift+Tab')
      expect(await focused()).toBe(-1)
      await page.keyboard.press('Tab')
      expect(await focused()).toBe(2)
      await page.keyboard.press('Tab')
      expect(await focused()).toBe(-1)
    })

    test('a device in trouble is one card, which leads to it', async () => {
      await open('troubled')
      await page.getByRole('button', { name: /^3 warnings: DualShock 4 lost/ }).click()
      const cards = page
        .getByRole('list', { name: 'Devices, targets and what is wrong' })
        .getByRole('listitem')
      const card = cards.filter({ hasText: 'DualShock 4' })
      expect(await card.count()).toBe(1)
      await expect
        .poll(() => card.evaluate((element) => element === document.activeElement, undefined, AT_ONCE))
        .toBe(true)
      await card.getByText(/it cannot be heard/i).waitFor()
      await card.getByText(/makes no sense/).waitFor()
      await card.getByRole('button', { name: 'Open' }).click()
      await page.getByRole('button', { name: 'Show every source again, not only hid:054c:09cc:1' }).waitFor()
    })

    test.each([820, 1024])('nothing on a run’s line lies over anything at a width of %d', async (width) => {
      await open('demo', { width, height: width === 820 ? 1180 : 768 })
      await page.getByRole('article', { name: 'Run of Colour chase' }).waitFor()
      const overlaps = await page.evaluate(() =>
        [...document.querySelectorAll('article[aria-label^="Run of"]')].flatMap((card) => {
          const parts = [...card.querySelectorAll('.name, .word, .cause, .left, .hold')]
          const boxes = parts
            .map((part) => part.getBoundingClientRect())
            .filter(({ width: wide }) => wide > 0)
          const outer = card.getBoundingClientRect()
          const outside = boxes.filter(
            ({ left, right, top, bottom }) =>
              left < outer.left || right > outer.right || top < outer.top - 1 || bottom > outer.bottom + 1,
          )
          const over = boxes.flatMap((one, index) =>
            boxes
              .slice(index + 1)
              .filter(
                (two) =>
                  one.left < two.right - 1 &&
                  two.left < one.right - 1 &&
                  one.top < two.bottom - 1 &&
                  two.top < one.bottom - 1,
              ),
          )
          return [...outside, ...over]
        }),
      )
      expect(overlaps).toEqual([])
    })
  })

  describe('on the real engine', () => {
    let app: App

    async function open(...args: readonly string[]): Promise<void> {
      app = await startApp(...args)
      page = await pages.open(app.url)
    }
    // The page goes first: it would complain of an engine that has gone.
    afterEach(async () => {
      await pages.leave()
      await app[Symbol.asyncDispose]()
    })

    const commands = async (url: string): Promise<string[]> => {
      const { events } = (await (await fetch(`${url}/api/events?type=command.received`)).json()) as {
        events: { payload: { command: string } }[]
      }
      return events.map(({ payload }) => payload.command).reverse()
    }

    test('an engine that stands still is seen to, GO does nothing, and panic acts when it wakes', async () => {
      await open()
      await go().click()
      await page.getByRole('article', { name: 'Run of Warm-up' }).waitFor()
      process.kill(app.pid, 'SIGSTOP')
      try {
        // How many seconds is seen only by a machine that has time to look.
        await page.getByText(/^Engine silent for [2-9] s/).waitFor()
        expect(await go().getAttribute('aria-disabled')).toBe('true')
        expect(await page.getByText('All well').count()).toBe(0)
        const position = page.getByTitle('Time left').first()
        const stands = await position.textContent()
        await page.getByText(/^Engine silent for ([3-9]|\d\d) s/).waitFor()
        expect(await position.textContent()).toBe(stands)
        await page.keyboard.press('Space')
        await notices()
          .getByText(/^GO was not sent: the engine has said nothing for \d+ s$/)
          .waitFor()
        await page.keyboard.press('Escape')
        await notices()
          .getByText(/^PANIC was sent, not confirmed: the engine has been silent for \d+ s$/)
          .waitFor()
      } finally {
        process.kill(app.pid, 'SIGCONT')
      }
      await notices()
        .getByText(/^PANIC ended \d+ run/)
        .waitFor()
      await page.getByText('connected').waitFor()
      expect(await go().getAttribute('aria-disabled')).toBe('false')
      expect(await commands(app.url)).toEqual(['show.go', 'show.panic'])
    })

    test('a second GO within the show’s minimum time starts nothing, and the button says so', async () => {
      // Long enough for two presses on a busy machine.
      const show = JSON.stringify({ ...(JSON.parse(demo) as object), minimumGoTime: 3_000 })
      using folder = scratch({ 'slow.show.json': show })
      await open('--show', join(folder.path, 'slow.show.json'))
      await page.keyboard.press('Space')
      await page.keyboard.press('Space')
      await go().getByText('Too soon after the last GO').waitFor()
      expect(await notices().getByRole('listitem').count()).toBe(0)
      await expect.poll(() => page.getByRole('article', { name: /^Run of/ }).count()).toBe(1)
      await go().getByText('Too soon after the last GO').waitFor({ state: 'detached' })
    })
  })
})
