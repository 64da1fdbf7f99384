// Lights of a show on the screen, against the engine as it is built: made by hand and learned, found, given values, and taken away.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { axeFaults } from '../support/axe.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { keepPicture } from '../support/pictures.ts'
import { scratch } from '../support/scratch.ts'
import type { Scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const LONG = 'the-house-lights-of-the-upper-balcony-left-of-the-stage-as-seen-by-the-audience'
const pad = (number: number) => ({ kind: 'midi', output: 'pads', message: 'note', number })

describeInBrowser('the lights of a show', () => {
  const pages = useBrowserPages()
  let app: App
  let page: Page
  let folder: Scratch
  let tablet: Socket
  /** What the tablet was sent, such as `/led/panic 0`. */
  let received: string[]

  beforeEach(async () => {
    received = []
    tablet = createSocket('udp4')
    tablet.on('message', (bytes) => {
      const packet = decodePacket(bytes)
      if (!packet.ok || !('address' in packet.value)) return
      received.push(`${packet.value.address} ${packet.value.args.map(Number).join(' ')}`)
    })
    tablet.bind(0, '127.0.0.1')
    await once(tablet, 'listening')
  })
  afterEach(async () => {
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
    tablet.close()
  })

  async function open(feedback: readonly object[]): Promise<void> {
    const show = {
      ...{ version: 1, name: 'Blinking' },
      osc: { peers: [{ name: 'tablet', address: '127.0.0.1', replyPort: tablet.address().port }] },
      midi: { outputs: feedback.length === 0 ? {} : { pads: { port: 'Launchpad' } } },
      params: { front: { type: 'number' }, [LONG]: { type: 'number' } },
      layers: { shift: { param: 'front', is: 1 } },
      playlists: [{ id: 'intro', name: 'Intro', steps: [] }],
      feedback,
    }
    folder = scratch({ 'lights.json': JSON.stringify(show) })
    app = await startApp('--show', join(folder.path, 'lights.json'))
    page = await pages.open(`${app.url}/#inputs`)
    await page.getByRole('button', { name: 'Lights', exact: true }).click()
  }
  const lights = (): Locator => page.getByRole('region', { name: 'Lights', exact: true })
  const button = (name: string | RegExp, within = page.locator('body')): Locator =>
    within.getByRole('button', { name })
  const countOf = (line: string): number => received.filter((each) => each === line).length

  test('a light is made by hand, found, given a value and taken away', { timeout: 60_000 }, async () => {
    await open([])
    await lights().getByText('Nothing is shown on controllers yet').waitFor()
    await keepPicture(page, 'lights/empty')
    await button('Light', lights()).last().click()
    const form = page.getByRole('form', { name: 'New light' })
    await form.getByRole('combobox').nth(0).selectOption('transport')
    await form.getByRole('combobox').nth(1).selectOption('panic')
    await form.getByRole('combobox').nth(2).selectOption('osc')
    await form.getByText('The address begins with /').waitFor()
    await keepPicture(page, 'lights/new')
    await form.getByLabel('Address').fill('/led/panic')
    await button('Add the light', form).click()
    await lights().getByText('transport: panic').waitFor()
    await expect.poll(() => received, { timeout: 5_000 }).toEqual(['/led/panic 0'])

    await button('Show me the light panic-light').click()
    // Two a second for two seconds, and dark again at the end.
    await expect.poll(() => countOf('/led/panic 1'), { timeout: 5_000 }).toBe(4)
    await expect.poll(() => received.at(-1), { timeout: 5_000 }).toBe('/led/panic 0')

    await button('Edit the light panic-light').click()
    const sheet = page.getByRole('dialog')
    await sheet.getByLabel('On', { exact: true }).fill('7')
    await sheet.getByLabel('On blinks to').fill('3')
    await sheet.getByLabel('On blinks every').fill('400')
    await keepPicture(page, 'lights/values')
    expect(await axeFaults(page)).toEqual([])
    await button('Apply', sheet).click()
    await sheet.waitFor({ state: 'detached' })
    await button('Show me the light panic-light').click()
    await expect.poll(() => countOf('/led/panic 7'), { timeout: 5_000 }).toBe(4)

    await button('Remove the light panic-light').click()
    // Not yet the second click, but the rest of a double one.
    await page.waitForTimeout(450)
    await button('Really Remove the light panic-light').click()
    await lights().getByText('Nothing is shown on controllers yet').waitFor()
  })

  test('a light whose port is not there says so, and cannot be shown', { timeout: 60_000 }, async () => {
    await open([
      ...Array.from({ length: 12 }, (_, at) => ({
        ...{ id: `pad-${at}`, shows: { playlist: 'intro' }, to: pad(at) },
        while: at % 2 === 0 ? 'shift' : '!shift',
      })),
      { id: 'long', shows: { param: LONG }, to: { kind: 'osc', peer: 'tablet', address: `/${LONG}` } },
      { id: 'key', shows: { transport: 'go' }, to: { kind: 'deck', control: 'key1' } },
      { id: 'felt', shows: { playlist: 'intro' }, to: { kind: 'rumble' } },
    ])
    const region = page.getByRole('region', { name: 'Lights of MIDI pads (Launchpad)' })
    await region.getByText('its port is not there').waitFor()
    await lights().getByRole('region', { name: 'Every Stream Deck' }).getByText('none is there').waitFor()
    await button('Show me the light pad-3').click()
    await page.getByText('the port of the MIDI output pads is not there').waitFor()
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
    ] as const) {
      await page.setViewportSize({ width, height })
      await keepPicture(page, `lights/many-${width}`)
    }
  })

  test('a layer has another name, and the lights that go by it follow', { timeout: 60_000 }, async () => {
    await open([{ id: 'pad', shows: { layer: 'shift' }, while: '!shift', to: pad(1) }])
    await lights().getByText('layer shift, while not shift').waitFor()
    await page.goto(`${app.url}/#faders?as=list`)
    await button('Edit front').first().click()
    const sheet = page.getByRole('dialog')
    const heightOf = async (): Promise<number> => Math.round((await sheet.boundingBox())?.height ?? 0)
    const heights = new Set<number>()
    for (const tab of [/Controls/, /Messages/, /Lights/, /Parameter/, /Layers/]) {
      await sheet.getByRole('tab', { name: tab }).click()
      heights.add(await heightOf())
    }
    expect(heights.size).toBe(1)
    await button('shift', sheet).first().click()
    await sheet.getByLabel('New name of the layer shift').fill('fine')
    await page.setViewportSize({ width: 1024, height: 768 })
    await keepPicture(page, 'lights/layer-1024')
    await page.keyboard.press('Enter')
    await button('fine', sheet).first().waitFor()
    await sheet.getByRole('tab', { name: /Lights/ }).click()
    await sheet.getByLabel('All of the show').check()
    await sheet.getByText('layer fine, while not fine').waitFor()
  })
})
