// Controls bound to parameters on the screen, against the engine as it is built: learned, moved, sent on, and taken back.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodePacket } from '../../main/protocols/osc/encode.ts'
import { AT_ONCE } from '../support/at-once.ts'
import { axeFaults } from '../support/axe.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { keepPicture } from '../support/pictures.ts'
import { scratch } from '../support/scratch.ts'
import type { Scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const fader = (address: string) => ({ kind: 'value', match: { event: 'osc.received', address } })

const LONG = 'the-house-lights-of-the-upper-balcony-left-of-the-stage-as-seen-by-the-audience'
const SIXTEEN = Array.from({ length: 16 }, (_, at) =>
  fader(`/surface/of/the/lighting/designer/page/${at}/fader/${LONG}`),
)

describeInBrowser('the sheet of a parameter', () => {
  const atDesk = useBrowserPages()
  const atPad = useBrowserPages()
  let app: App
  let page: Page
  let folder: Scratch
  let target: Socket
  /** What the target was sent, such as `/front 0.5`. */
  let received: string[]

  beforeEach(async () => {
    received = []
    target = createSocket('udp4')
    target.on('message', (bytes) => {
      const packet = decodePacket(bytes)
      if (!packet.ok || !('address' in packet.value)) return
      const { address, args } = packet.value
      received.push(`${address} ${args.map((each) => Number(Number(each).toFixed(3))).join(' ')}`)
    })
    target.bind(0, '127.0.0.1')
    await once(target, 'listening')
    const show = {
      ...{ version: 1, name: 'Faders' },
      osc: { targets: { desk: { host: '127.0.0.1', port: target.address().port } } },
      params: {
        front: { type: 'number', min: -60, max: 6, default: -60, unit: 'dB' },
        side: { type: 'number', inputs: [fader('/taken')] },
        mute: { type: 'boolean' },
        [LONG]: {
          type: 'number',
          inputs: SIXTEEN,
          outputs: [{ kind: 'osc', target: 'desk', address: `/${LONG}` }],
        },
      },
      cueLists: [
        {
          ...{ id: 'main', name: 'Main' },
          cues: [
            {
              id: 'a',
              number: '1',
              name: 'Blackout',
              actions: [{ action: 'set_param', param: 'front', value: -60 }],
            },
          ],
        },
      ],
    }
    folder = scratch({ 'faders.json': JSON.stringify(show) })
    app = await startApp('--show', join(folder.path, 'faders.json'))
    page = await atDesk.open(`${app.url}/#faders?as=list`)
  })
  afterEach(async () => {
    await atPad.leave()
    await atDesk.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
    target.close()
  })

  const sheet = (): Locator => page.getByRole('dialog')
  const learn = (): Locator => sheet().getByRole('region', { name: 'Learn' })
  const open = (name: string): Promise<void> =>
    page
      .getByRole('button', { name: `Edit ${name}` })
      .first()
      .click()
  const button = (name: string | RegExp, within = sheet()): Locator => within.getByRole('button', { name })

  /** What axe finds wrong of the sheet, over a view that has nothing to do with it. */
  async function lookedThrough(): Promise<string[]> {
    const goTo = (hash: string): Promise<void> =>
      page.evaluate((to) => {
        location.hash = to
      }, hash)
    await goTo('#health')
    await page.getByRole('button', { name: 'Health' }).and(page.locator('[aria-current]')).waitFor()
    await sheet().waitFor()
    const faults = await axeFaults(page)
    await goTo('#faders?as=list')
    return faults
  }
  async function send(address: string, ...values: number[]): Promise<void> {
    for (const value of values) {
      const packet = encodePacket({ address, types: 'f', args: [value] })
      if (!packet.ok) throw new Error(packet.error.what)
      target.send(packet.value, app.oscPort, '127.0.0.1')
      await pause(15)
    }
  }
  /** A slider that is pushed, after it was heard of once. */
  async function push(address: string): Promise<void> {
    await learn().getByText('let it rest').waitFor()
    await send(address, 0.1, 0.3, 0.5, 0.7, 0.9)
  }
  async function addMessage(address: string): Promise<void> {
    await sheet()
      .getByRole('tab', { name: /Messages/ })
      .click()
    await button('Message').click()
    await sheet().getByLabel('OSC address').fill(address)
    await button('Add', sheet().getByRole('form', { name: 'New message' })).click()
    await sheet().getByRole('list', { name: 'Messages' }).getByText(`${address} to desk`).waitFor()
  }

  test(
    'an OSC slider is learned, bound and moved, and the target is sent its value',
    { timeout: 60_000 },
    async () => {
      await open('front')
      await sheet().getByText('No control moves it yet').waitFor()
      await button('Learn a control').click()
      await push('/slider/1')
      await learn().getByText('/slider/1', { exact: true }).waitFor()
      await keepPicture(page, 'bindings/learned')
      expect(await learn().getByRole('radio', { name: /Fader/ }).isChecked()).toBe(true)
      await button('Bind it').click()
      await sheet().getByRole('list', { name: 'Controls' }).getByText('OSC in /slider/1').waitFor()
      await keepPicture(page, 'bindings/bound')
      expect(await lookedThrough()).toEqual([])
      await addMessage('/front')
      await send('/slider/1', 0.5)
      await expect.poll(() => received.at(-1)).toBe('/front -27')
      await sheet().getByText('-27.00 dB').waitFor()
      await sheet().getByRole('list', { name: 'Messages' }).getByText('1 sent').waitFor()
      await keepPicture(page, 'bindings/messages')
      // Sent again on demand.
      await button('Test').click()
      await expect.poll(() => received).toEqual(['/front -27', '/front -27'])
      // One edit each, taken back one by one.
      await button('Close').click()
      await page.getByRole('button', { name: /^Undo/ }).click()
      await page.getByRole('button', { name: /^Undo: .*inputs/ }).click()
      await open('front')
      await sheet()
        .getByRole('tab', { name: /Controls/ })
        .click()
      await sheet().getByText('No control moves it yet').waitFor()
    },
  )

  test(
    'a pad of another screen is a button, and one that moves something already is said to',
    { timeout: 60_000 },
    async () => {
      const pad = await atPad.open(app.url)
      await pad.keyboard.press('F2')
      await open('mute')
      await button('Learn a control').click()
      await learn().getByText('let it rest').waitFor()
      await pad.getByRole('button', { name: 'pad3', exact: true }).click()
      await learn().getByText('pad3', { exact: true }).waitFor()
      expect(
        await learn()
          .getByRole('radio', { name: /Button/ })
          .isChecked(),
      ).toBe(true)
      await button('Bind it').click()
      await sheet()
        .getByRole('list', { name: 'Controls' })
        .getByText('Button, toggles between two values')
        .waitFor()
      await pad.getByRole('button', { name: 'pad3', exact: true }).click()
      await sheet().locator('header').getByText('on', { exact: true }).waitFor()
      await button('Close').click()
      await open('front')
      await button('Learn a control').click()
      await push('/taken')
      await learn().getByText('It moves side already').waitFor()
      await keepPicture(page, 'bindings/taken')
      await button('Bind it, and free it there').click()
      await sheet().getByRole('list', { name: 'Controls' }).getByText('OSC in /taken').waitFor()
      await button('Close').click()
      await open('side')
      await sheet().getByText('No control moves it yet').waitFor()
    },
  )

  test('each field says what is wrong beside it, and what is typed stays', { timeout: 60_000 }, async () => {
    await open('side')
    await sheet()
      .getByRole('button', { name: /OSC in \/taken/ })
      .click()
    const form = sheet().getByRole('form', { name: /OSC in \/taken/ })
    const end = (name: string): Locator => form.getByRole('textbox', { name, exact: true }).first()
    const [from, to] = [end('From'), end('To')]
    for (const [first, last, why] of [
      ['5', '5', 'has no width'],
      ['NaN', '5', 'needs a number at its beginning'],
      ['1', '', 'needs a number at its end'],
    ] as const) {
      await from.fill(first)
      await to.fill(last)
      await button('Apply', form).click()
      await form.getByText(why).waitFor()
      expect([await from.inputValue(), await to.inputValue()]).toEqual([first, last])
    }
    await keepPicture(page, 'bindings/refused')
    await from.fill('')
    await to.fill('')
    await form.getByText('More').click()
    await form.getByLabel('Smoothing').fill('70000')
    await button('Apply', form).click()
    await form.getByText('must be at most 60000').waitFor()
    await button('Put back', form).click()
    // Taken from what the control sends now.
    await send('/taken', 0.25)
    await form.getByRole('button', { name: 'Take 0.25 as the beginning' }).click()
    await send('/taken', 0.75)
    await form.getByRole('button', { name: 'Take 0.75 as the end' }).click()
    await form.getByLabel('Curve').selectOption('S')
    await button('Apply', form).click()
    await expect.poll(() => from.inputValue(AT_ONCE)).toBe('0.25')
    await form.getByRole('button', { name: 'Apply' }).and(page.locator(':disabled')).waitFor()
    await send('/taken', 0.5)
    await sheet().locator('header').getByText('0.500').waitFor()
    await keepPicture(page, 'bindings/fields')
    expect(await lookedThrough()).toEqual([])
  })

  test('a parameter is made of a control, and a layer of another', { timeout: 60_000 }, async () => {
    const pad = await atPad.open(app.url)
    await pad.keyboard.press('F2')
    await page.getByRole('button', { name: 'Parameter', exact: true }).click()
    await push('/desk/ch/7')
    await learn().getByText('/desk/ch/7', { exact: true }).waitFor()
    expect(await learn().getByLabel('Name').inputValue()).toBe('desk-ch-7')
    await button('Make the parameter').click()
    await sheet().getByRole('list', { name: 'Controls' }).getByText('OSC in /desk/ch/7').waitFor()
    await sheet()
      .getByRole('tab', { name: /Layers/ })
      .click()
    await button('By a control').click()
    await learn().getByText('Press the control').waitFor()
    await pad.getByRole('button', { name: 'pad1', exact: true }).click()
    await learn().getByLabel('Name').fill('shift')
    await button('Add the layer').click()
    const layers = sheet().getByRole('list', { name: 'Layers' })
    await layers.getByText('off', { exact: true }).waitFor()
    await pad.getByRole('button', { name: 'pad1', exact: true }).focus()
    await pad.keyboard.down('Enter')
    await layers.getByText('on', { exact: true }).waitFor()
    await keepPicture(page, 'bindings/layers')
    await pad.keyboard.up('Enter')
    await layers.getByText('off', { exact: true }).waitFor()
    // And the control counts only while it is on.
    await sheet()
      .getByRole('tab', { name: /Controls/ })
      .click()
    await sheet()
      .getByRole('button', { name: /OSC in \/desk/ })
      .click()
    await sheet().getByLabel('shift', { exact: true }).selectOption('on')
    await button('Apply').click()
    await sheet().getByText('Fader, jumps, while shift').waitFor()
    await send('/desk/ch/7', 0.4)
    await sheet().locator('header').getByText('as it opened').waitFor()
  })

  test('what is wrong leads to the sheet where it is mended', { timeout: 60_000 }, async () => {
    await send('/cuewright/param/front', 900)
    await page.keyboard.press('F7')
    const card = page.getByRole('listitem', { name: 'Parameters' })
    await button('Open', card).click()
    await page.getByRole('dialog', { name: 'parameter front' }).waitFor()
  })

  test('learning ends with Escape, and with the sheet', { timeout: 60_000 }, async () => {
    await open('front')
    await button('Learn a control').click()
    await learn().getByText('let it rest').waitFor()
    await page.keyboard.press('Escape')
    await sheet().waitFor({ state: 'detached' })
    await page.keyboard.press('F2')
    await page.getByText('Cancelled').waitFor()
    await page.keyboard.press('F9')
    await open('front')
    await button('Learn a control').click()
    await learn().getByText('let it rest').waitFor()
    await button('Close').click()
    await page.keyboard.press('F2')
    await page.getByText('Cancelled').waitFor()
  })

  test('two at once: theirs is said, and mine is kept', { timeout: 60_000 }, async () => {
    const other = await atPad.open(`${app.url}/#faders?as=list`)
    await other.getByRole('button', { name: 'Edit side' }).first().click()
    await other
      .getByRole('dialog')
      .getByRole('button', { name: /OSC in \/taken/ })
      .click()
    await open('side')
    await sheet()
      .getByRole('button', { name: /OSC in \/taken/ })
      .click()
    await sheet().getByLabel('When elsewhere').selectOption('scale')
    await other.getByRole('dialog').getByLabel('When elsewhere').selectOption('pickup')
    await other.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
    await sheet().getByText('Changed meanwhile').waitFor()
    expect(await sheet().getByLabel('When elsewhere').inputValue()).toBe('scale')
    await button('Keep mine').click()
    await button('Apply').click()
    await other.getByText('Fader, scales').waitFor()
  })

  test('where it is used is told, and a new name is taken along', { timeout: 60_000 }, async () => {
    await open('front')
    await sheet().getByRole('tab', { name: 'Parameter' }).click()
    await sheet().getByText('cue 1 Blackout').waitFor()
    await keepPicture(page, 'bindings/itself')
    await sheet().getByLabel('Name').fill('house')
    await page.keyboard.press('Enter')
    await sheet().getByRole('heading', { name: 'Parameter house' }).waitFor()
    await sheet().getByText('cue 1 Blackout').waitFor()
    expect(await lookedThrough()).toEqual([])
  })

  test(
    'sixteen controls with long names have room on a tablet, in each theme',
    { timeout: 60_000 },
    async () => {
      await page.setViewportSize({ width: 1024, height: 768 })
      await open(LONG)
      await expect
        .poll(() => sheet().getByRole('list', { name: 'Controls' }).locator('> li').count())
        .toBe(16)
      await sheet()
        .getByRole('button', { name: /page\/3\// })
        .click()
      for (const theme of ['dark', 'light', 'contrast', 'red']) {
        await page.evaluate((name) => {
          document.documentElement.dataset['theme'] = name
        }, theme)
        await page.waitForTimeout(150)
        await keepPicture(page, `bindings/tablet-${theme}`)
        expect(await lookedThrough()).toEqual([])
      }
      const { x, width } = (await sheet().boundingBox())!
      expect(x >= 0 && x + width <= 1024).toBe(true)
      const inner = await sheet().evaluate((element) => element.scrollWidth - element.clientWidth)
      expect(inner).toBe(0)
    },
  )
})
