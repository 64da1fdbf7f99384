// Faders under the hand: moved by mouse, fingers and keys, put in order, recalled as scenes, against the engine as it is built.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { axeFaults } from '../support/axe.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { keepPicture } from '../support/pictures.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const mix = Array.from({ length: 8 }, (_, index) => `mix.${index + 1}`)
const PARAMS = {
  ...Object.fromEntries(mix.map((name) => [name, { type: 'number', min: -60, max: 6, unit: 'dB' }])),
  wheel: { type: 'number', min: 0, max: 16_383, default: 8192 },
  haze: { type: 'boolean' },
  mood: { type: 'text', choices: ['calm', 'wild', 'storm'] },
  look: { type: 'text', choices: Array.from({ length: 40 }, (_, index) => `Look ${index + 1}`) },
  title: { type: 'text', default: 'Evening' },
  'a-name-that-is-longer-than-any-place-has-room-for-and-goes-on-and-on': { type: 'number' },
}
const BUSK = {
  params: PARAMS,
  pages: [
    {
      id: 'busk',
      name: 'Busking',
      params: ['wheel', 'haze', 'mood', 'look', 'title', 'gone'],
      size: 'large',
    },
    { id: 'mix', name: 'Mix', params: mix },
  ],
  scenes: {
    warm: { values: { 'mix.1': 0, 'mix.2': -6, wheel: 0 }, colour: '#ffb000' },
    cold: { values: { 'mix.1': -60 } },
  },
}

describeInBrowser('faders', () => {
  const pages = useBrowserPages()
  const others = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App

  async function start(show: object): Promise<void> {
    folder = scratch({})
    const file = join(folder.path, 'busk.json')
    writeFileSync(file, JSON.stringify({ version: 1, name: 'Busk', ...show }))
    app = await startApp('--show', file)
  }
  async function open(
    show: object = BUSK,
    hash = '#faders',
    viewport?: { width: number; height: number },
  ): Promise<Page> {
    await start(show)
    return pages.open(`${app.url}/${hash}`, viewport === undefined ? {} : { viewport })
  }
  afterEach(async () => {
    await pages.leave()
    await others.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  /** By its key, which means nothing before the show has come. */
  async function openMix(page: Page): Promise<void> {
    await page.getByRole('slider').first().waitFor()
    await page.keyboard.press('2')
  }

  async function ask<T>(path: string, method = 'GET', body?: object): Promise<T> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await fetch(`${app.url}${path}`, { method, ...(body !== undefined && json) })
    return (await answer.json()) as T
  }
  const value = async (name: string): Promise<unknown> =>
    (await ask<{ params: { name: string; value: unknown }[] }>('/api/params')).params.find(
      (param) => param.name === name,
    )?.value
  const set = (name: string, to: unknown) => ask(`/api/params/${name}`, 'PUT', { value: to })
  const slider = (page: Page, name: string): Locator => page.getByRole('slider', { name, exact: true })
  async function middle(of: Locator): Promise<{ x: number; y: number }> {
    const box = await of.boundingBox()
    return { x: box!.x + box!.width / 2, y: box!.y + box!.height / 2 }
  }
  async function drag(page: Page, of: Locator, up: number): Promise<void> {
    const { x, y } = await middle(of)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y - 4)
    await page.mouse.move(x, y - 4 - up, { steps: 5 })
  }

  /** All of it is within the view, and nothing lies over it. */
  async function isReadable(words: Locator): Promise<void> {
    await words.waitFor()
    const hidden = await words.evaluate((node) => {
      const { left, right, top, bottom } = node.getBoundingClientRect()
      const corners = [left + 3, right - 3].flatMap((x) => [top + 3, bottom - 3].map((y) => [x, y] as const))
      return [
        ...corners.filter(([x, y]) => document.elementFromPoint(x, y) !== node),
        ...(node.scrollWidth > node.clientWidth ? ['cut'] : []),
      ]
    })
    expect(hidden).toEqual([])
  }

  test('touching one moves nothing; a drag moves it by as much as the hand goes, with Shift by a tenth', async () => {
    const page = await open()
    await openMix(page)
    await set('mix.1', -27)
    const one = slider(page, 'mix.1')
    await expect.poll(() => one.getAttribute('aria-valuenow', AT_ONCE)).toBe('-27')
    await one.click({ position: { x: 20, y: 20 } })
    await page.waitForTimeout(600)
    expect(await value('mix.1')).toBe(-27)
    const travel = (await one.boundingBox())!.height - 22
    await drag(page, one, travel / 4)
    await page.mouse.up()
    await expect.poll(() => value('mix.1')).toBeCloseTo(-27 + 66 / 4, 0)
    await page.keyboard.down('Shift')
    await drag(page, slider(page, 'mix.2'), travel / 2)
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await expect.poll(() => value('mix.2')).toBeCloseTo(-60 + 66 / 20, 0)
    await page
      .getByText(/mix\.2.*-60 to 6 dB/)
      .first()
      .waitFor()
    await keepPicture(page, 'faders/dragged')
  })

  test('a drag that is cut ends where it was sent, and two clicks bring the default', async () => {
    const page = await open()
    const wheel = slider(page, 'wheel')
    await drag(page, wheel, 60)
    await expect.poll(() => value('wheel')).not.toBe(8192)
    await page.evaluate(() => window.dispatchEvent(new Event('blur')))
    await page.waitForTimeout(300)
    const cut = await value('wheel')
    const { x, y } = await middle(wheel)
    await page.mouse.move(x, y + 90)
    await page.waitForTimeout(300)
    expect(await value('wheel')).toBe(cut)
    await page.mouse.up()
    await wheel.dblclick({ position: { x: 20, y: 40 } })
    await expect.poll(() => value('wheel')).toBe(8192)
  })

  test('keys walk, move, type and reset; a wheel moves only what has the focus', async () => {
    const page = await open()
    await openMix(page)
    await slider(page, 'mix.1').focus()
    await page.keyboard.press('End')
    await expect.poll(() => value('mix.1')).toBe(6)
    await page.keyboard.press('PageDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(() => value('mix.1')).toBe(4.89)
    await page.keyboard.press('ArrowRight')
    await expect
      .poll(() =>
        slider(page, 'mix.2').evaluate((node) => node === document.activeElement, undefined, AT_ONCE),
      )
      .toBe(true)
    await page.keyboard.press('Enter')
    const field = page.getByRole('textbox', { name: 'Value of mix.2' })
    await field.fill('7')
    await page.keyboard.press('Enter')
    await isReadable(page.getByText('must be a number from -60 to 6 dB'))
    await field.fill('-12,5 dB')
    await page.keyboard.press('Enter')
    await expect.poll(() => value('mix.2')).toBe(-12.5)
    await expect
      .poll(() =>
        slider(page, 'mix.2').evaluate((node) => node === document.activeElement, undefined, AT_ONCE),
      )
      .toBe(true)
    await page.keyboard.press('Enter')
    await field.fill('0')
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })
    expect(await value('mix.2')).toBe(-12.5)
    await slider(page, 'mix.2').focus()
    await page.keyboard.press('d')
    await expect.poll(() => value('mix.2')).toBe(-60)
    const other = await middle(slider(page, 'mix.3'))
    await page.mouse.move(other.x, other.y)
    await page.mouse.wheel(0, -300)
    await page.waitForTimeout(300)
    expect(await value('mix.3')).toBe(-60)
    const own = await middle(slider(page, 'mix.2'))
    await page.mouse.move(own.x, own.y)
    await page.mouse.wheel(0, -100)
    await expect.poll(() => value('mix.2')).toBeGreaterThan(-60)
  })

  test('a fader on which a finger rests moves when the finger does; let go without a move it learns, unless locked', async () => {
    const page = await open()
    await openMix(page)
    const sheet = page.getByText('Move the control all the way')
    const rest = async (of: Locator): Promise<{ x: number; y: number }> => {
      const at = await middle(of)
      await page.mouse.move(at.x, at.y)
      await page.mouse.down()
      await page.waitForTimeout(800)
      return at
    }
    const { x, y } = await rest(slider(page, 'mix.1'))
    await page.mouse.move(x, y - 4)
    await page.mouse.move(x, y - 44, { steps: 5 })
    await page.mouse.up()
    await expect.poll(async () => Number(await value('mix.1'))).toBeGreaterThan(-60)
    expect(await sheet.count()).toBe(0)

    await ask('/api/access/lock', 'POST', {})
    await expect.poll(() => page.getByRole('button', { name: /Locked/ }).count()).toBeGreaterThan(0)
    await rest(slider(page, 'mix.2'))
    await page.mouse.up()
    await page.waitForTimeout(200)
    expect(await sheet.count()).toBe(0)
    await ask('/api/access/unlock', 'POST', {})
    await expect.poll(() => page.getByRole('button', { name: /Locked/ }).count()).toBe(0)

    await rest(slider(page, 'mix.3'))
    expect(await sheet.count()).toBe(0)
    await page.mouse.up()
    await sheet.waitFor()
  })

  test('the head of a locked show with a warning is as wide as its window, with the clock and all views in it', async () => {
    const page = await open()
    await ask('/api/access/lock', 'POST', {})
    await page.getByRole('button', { name: 'Locked', exact: true }).waitFor()
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [820, 1180],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      const ends = await page.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        clock: Math.ceil(document.querySelector('header time')!.getBoundingClientRect().right),
        parts: Math.ceil(
          Math.max(
            ...[...document.querySelectorAll('header > :not(nav), header > .show > *')].map(
              (part) => part.getBoundingClientRect().right,
            ),
          ),
        ),
        views: document.querySelector('header nav')!.scrollWidth,
        room: document.querySelector('header nav')!.clientWidth,
      }))
      await keepPicture(page, `faders/head-${width}`)
      for (const end of [ends.page, ends.clock, ends.parts])
        expect(end, `${width}`).toBeLessThanOrEqual(width)
      if (width > 390) expect(ends.views, `${width}`).toBeLessThanOrEqual(ends.room)
    }
  })

  test('switches, keys to choose from, a menu of forty and a text do what they show', async () => {
    const page = await open()
    await page.getByRole('switch', { name: 'haze' }).click()
    await page.getByRole('button', { name: 'wild', exact: true }).click()
    await page.getByRole('combobox', { name: 'look' }).selectOption('Look 33')
    await page.getByRole('button', { name: 'Type a value of title' }).click()
    await page.getByRole('textbox', { name: 'Value of title' }).fill('Storm over the harbour')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => Promise.all(['haze', 'mood', 'look', 'title'].map(value)))
      .toEqual([true, 'wild', 'Look 33', 'Storm over the harbour'])
    await page.getByText('The show has no such parameter').waitFor()
    await keepPicture(page, 'faders/kinds')
    expect(await axeFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'As a list' }).click()
    await page.getByText('The show has no such parameter').waitFor()
    await keepPicture(page, 'faders/list')
    expect(await axeFaults(page)).toEqual([])
  })

  test('pages are made and put in order by hand and by keys, each a step of undo', async () => {
    const page = await open()
    const order = async (): Promise<string[]> =>
      page
        .locator('[data-place]')
        .evaluateAll((places) => places.map((place) => place.getAttribute('data-place') ?? ''))
    await openMix(page)
    await page.keyboard.press('e')
    await page.getByRole('button', { name: /^mix\.1:/ }).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(async () => (await order()).slice(0, 2)).toEqual(['mix.2', 'mix.1'])
    const [from, to] = [
      await middle(page.locator('[data-place="mix.4"]')),
      await middle(page.locator('[data-place="mix.2"]')),
    ]
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x - 20, to.y, { steps: 6 })
    await keepPicture(page, 'faders/dragging')
    // Gives the drag up, and takes nothing back that was done before.
    await page.keyboard.press('Control+z')
    await page.mouse.up()
    await page.waitForTimeout(300)
    expect((await order()).slice(0, 2)).toEqual(['mix.2', 'mix.1'])
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x - 20, to.y, { steps: 6 })
    await page.mouse.up()
    await expect.poll(async () => (await order())[0]).toBe('mix.4')
    await page.getByRole('region', { name: 'On the page Mix' }).getByText('haze', { exact: true }).click()
    await expect.poll(async () => (await order()).at(-1)).toBe('haze')
    await page.getByRole('button', { name: 'small faders' }).click()
    await page.locator('.place.small').first().waitFor()
    await page.getByRole('button', { name: 'Rename', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name of the page' }).fill('Desk')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /Desk/ }).waitFor()
    expect(await axeFaults(page)).toEqual([])
    for (let count = 0; count < 5; count += 1) await page.getByRole('button', { name: /^Undo/ }).click()
    await expect.poll(order).toEqual(mix)
    await page.getByRole('tab', { name: /Mix/ }).waitFor()
    await page.getByRole('button', { name: 'Page', exact: true }).click()
    // From the first key on, before the page is there: neither GO nor the end of arranging.
    await page.keyboard.type(' e')
    await page.getByText('Nothing on this page yet').waitFor()
    const named = page.getByRole('textbox', { name: 'Name of the page' })
    await expect
      .poll(() => named.evaluate((field) => field === document.activeElement, undefined, AT_ONCE))
      .toBe(true)
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Eve')
    await keepPicture(page, 'faders/new-page')
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: /^Eve/ }).waitFor()
    await page.getByRole('tab', { name: /^Mix/ }).waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Arrange' }).first().waitFor()
  })

  test('a scene is recalled over the time that is set, shown as it fades, and stored over only by holding it', async () => {
    const page = await open()
    await openMix(page)
    const transport = page.getByRole('region', { name: 'Transport' })
    await transport.getByText('nothing runs').waitFor()
    const warmAt = (await page.getByRole('button', { name: /warm/ }).boundingBox())!.y
    await page.getByRole('button', { name: '3 s', exact: true }).click()
    await page.getByRole('button', { name: /warm/ }).click()
    await page
      .getByText(/s left/)
      .first()
      .waitFor()
    // The transport knows of it: it is counted down, and a stop holds it.
    await transport.getByText('3 faders move').waitFor()
    expect(await transport.getByRole('timer').textContent()).toMatch(/^[0-3]\.\d$/)
    expect(await transport.getByRole('button', { name: 'Stop' }).getAttribute('aria-disabled')).toBe('false')
    const pause = transport.getByRole('button', { name: 'Pause' })
    expect(await pause.getAttribute('aria-disabled')).toBe('true')
    expect(await pause.getAttribute('title')).toMatch(/Pause holds only what runs and cues began/)
    await page.waitForTimeout(500)
    await keepPicture(page, 'faders/fading')
    await page.getByRole('button', { name: /warm/ }).getByText('as recalled').waitFor()
    expect(await value('mix.2')).toBe(-6)
    await transport.getByText('nothing runs').waitFor()
    await slider(page, 'mix.2').focus()
    await page.keyboard.press('Home')
    await page.getByText('1 of 3 changed since').waitFor()
    // The line of the fader has come, and nothing has moved for it.
    expect((await page.getByRole('button', { name: /warm/ }).boundingBox())!.y).toBe(warmAt)
    await page.getByRole('textbox', { name: /^Another time/ }).fill('abc')
    await page.keyboard.press('Enter')
    await isReadable(page.getByText('“abc” is no time: write seconds, or 1:30. It is still 3 s.'))
    await keepPicture(page, 'faders/wrong-time')
    await page.keyboard.press('Escape')
    await slider(page, 'mix.2').focus()
    await page.keyboard.press('w')
    const cold = page.getByRole('button', { name: /cold/ })
    await cold.click()
    await page.getByRole('textbox', { name: 'Name of cold' }).press('Escape')
    const stored = async (): Promise<unknown> =>
      (await ask<{ scenes: { name: string; params: number }[] }>('/api/scenes')).scenes.map(
        ({ name }) => name,
      )
    const { x, y } = await middle(cold)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.waitForTimeout(150)
    await keepPicture(page, 'faders/storing')
    await page.waitForTimeout(600)
    await page.mouse.up()
    await page.getByRole('button', { name: 'Store…' }).waitFor()
    await page.keyboard.press('w')
    await page.getByRole('textbox', { name: 'Name of a new scene' }).fill('deep blue')
    await keepPicture(page, 'faders/new-scene')
    await page.keyboard.press('Enter')
    await expect.poll(stored).toEqual(['warm', 'cold', 'deep-blue'])
    await page.getByRole('button', { name: /^deep blue/ }).waitFor()
    // A click gives one that is there another name, which its address does not follow.
    await page.getByRole('button', { name: 'Store…' }).click()
    await page.getByRole('button', { name: /^deep blue/ }).click()
    await page.getByRole('textbox', { name: 'Name of deep blue' }).fill('Tiefes Blau')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Tiefes Blau/ }).waitFor()
    await keepPicture(page, 'faders/named-scene')
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await stored()).toEqual(['warm', 'cold', 'deep-blue'])
    // The third by keys, in no time.
    await slider(page, 'mix.2').focus()
    await page.keyboard.press('End')
    await page.getByRole('button', { name: '0 s', exact: true }).click()
    await page.locator('body').press('r')
    await page.keyboard.press('3')
    await expect.poll(() => value('mix.2')).toBe(-60)
  })

  /** Each wide and high enough to be set, and more than three of them on the page at once. */
  async function areForFingers(page: Page): Promise<void> {
    const boxes = await page.getByRole('slider').evaluateAll((all) =>
      all.map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect()
        return {
          width,
          height,
          isSeen: node.contains(document.elementFromPoint(x + width / 2, y + height / 2)),
        }
      }),
    )
    expect(Math.min(...boxes.map(({ height }) => height))).toBeGreaterThanOrEqual(44)
    expect(Math.min(...boxes.map(({ width }) => width))).toBeGreaterThan(195)
    expect(boxes.filter(({ isSeen }) => isSeen).length).toBeGreaterThan(3)
  }

  test('on a page as narrow as a phone they lie, as faders and in the list', async () => {
    const page = await open(BUSK, '#faders?page=page:mix', { width: 390, height: 844 })
    await slider(page, 'mix.1').waitFor()
    await areForFingers(page)
    await keepPicture(page, 'faders/phone')
    expect(await axeFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'As a list' }).click()
    await areForFingers(page)
    await keepPicture(page, 'faders/phone-list')
  })

  test('one row has all the height there is, and at the right edge a refusal can be read', async () => {
    const params = {
      ...Object.fromEntries(mix.map((name) => [name, { type: 'number', min: -60, max: 6, unit: 'dB' }])),
      ...{ moon: { type: 'number', max: 360, unit: '°' }, haze: { type: 'boolean' } },
      'a-name-of-sixty-characters-that-nobody-can-tell-from-another': { type: 'number' },
      ...{ last: { type: 'number', unit: '°' }, far: { type: 'number' }, end: { type: 'number', unit: '°' } },
    }
    const page = await open({ params }, '#faders', { width: 1440, height: 900 })
    const end = slider(page, 'end')
    await end.waitFor()
    expect((await end.boundingBox())!.height - 22).toBeGreaterThan(300)
    await set('mix.1', -6)
    await page
      .getByText(/^\d+ s ago$/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Type a value of end' }).click()
    await page.getByRole('textbox', { name: 'Value of end' }).fill('-400')
    await page.keyboard.press('Enter')
    await isReadable(page.getByText('must be a number from 0 to 1'))
    await keepPicture(page, 'faders/refused')
    expect(await axeFaults(page)).toEqual([])
  })

  test('none, one and a thousand parameters', { timeout: 90_000 }, async () => {
    const page = await open({ params: {} })
    await page.getByText('No parameters').waitFor()
    await page.getByText(/^\+ Parameter makes the first/).waitFor()
    await keepPicture(page, 'faders/none')
    // Without a control, by its name, which is typed at once.
    await page.getByRole('button', { name: 'Parameter', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: 'New parameter' })
    const field = sheet.getByRole('textbox', { name: 'Name' })
    await expect
      .poll(() => field.evaluate((node) => node === document.activeElement, undefined, AT_ONCE))
      .toBe(true)
    await page.keyboard.type('front-light')
    await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('0')
    await sheet.getByText('It goes from a number to a larger one.').waitFor()
    await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('100')
    await keepPicture(page, 'faders/typed-parameter')
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    await slider(page, 'front-light').waitFor()
    expect(await slider(page, 'front-light').getAttribute('aria-valuemax')).toBe('100')
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
    const names = Array.from({ length: 1000 }, (_, index) => `${index < 600 ? 'mix' : 'fx'}.${index}`)
    const params = Object.fromEntries(names.map((name) => [name, { type: 'number' }]))
    const many = await open({ params })
    await slider(many, 'mix.0').waitFor()
    expect(await many.getByRole('slider').count()).toBeLessThan(200)
    await many.getByRole('tab', { name: /fx/ }).click()
    await slider(many, 'fx.600').waitFor()
    await many.keyboard.press('0')
    await many.keyboard.press('/')
    await many.keyboard.type('fx.99')
    await expect.poll(() => many.getByRole('slider').count()).toBe(10)
    await keepPicture(many, 'faders/thousand')
    await pages.leave()
  })

  test('two fingers move two faders of a phone at once, once it has been let in', async () => {
    await start(BUSK)
    const page = await others.open(`${app.url}/#remote?tab=faders&page=page:mix`, {
      ...{ viewport: { width: 390, height: 844 }, hasTouch: true, says: 'ok' },
    })
    await slider(page, 'mix.1').waitFor()
    await areForFingers(page)
    const [one, two] = [await middle(slider(page, 'mix.1')), await middle(slider(page, 'mix.2'))]
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', up: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd'
            ? []
            : [
                { ...one, x: one.x + up, id: 1 },
                { ...two, x: two.x + 2 * up, id: 2 },
              ],
      })
    await touch('touchStart', 0)
    for (const up of [4, 10, 20]) await touch('touchMove', up)
    await touch('touchEnd', 20)
    await session.detach()
    await expect.poll(async () => Number(await value('mix.1'))).toBeGreaterThan(-60)
    await expect.poll(async () => Number(await value('mix.2'))).toBeGreaterThan(Number(await value('mix.1')))
    await keepPicture(page, 'faders/remote-390')
    expect(await axeFaults(page)).toEqual([])
    for (const [width, height] of [
      [820, 1180],
      [1180, 820],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.waitForTimeout(200)
      await keepPicture(page, `faders/remote-${width}`)
    }
  })
})
