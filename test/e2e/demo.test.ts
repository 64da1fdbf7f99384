// The demo show, played through the page in a real browser as a newcomer would.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import type { Scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const demo = JSON.parse(readFileSync(join(import.meta.dirname, '../../assets/demo.show.json'), 'utf8')) as {
  readonly playlists: readonly { readonly id: string }[]
  readonly gestures: readonly { readonly kind: string }[]
}
/** Its first playlist takes 9 s in place of 3.5, and two taps may be 5 s apart: a busy machine does not see or do it sooner. */
const unhurried = {
  ...demo,
  gestures: demo.gestures.map((gesture) =>
    gesture.kind === 'doubleTap' ? { ...gesture, window: 5_000 } : gesture,
  ),
  playlists: demo.playlists.map((playlist) =>
    playlist.id === 'warm-up' ? { ...playlist, tempo: 0.4 } : playlist,
  ),
}

/** `/cuewright/playlist/{id}/start` without arguments, as bytes. */
function startMessage(id: string): Uint8Array {
  const padded = (text: string): string => text.padEnd(4 * (Math.floor(text.length / 4) + 1), '\0')
  return new TextEncoder().encode(padded(`/cuewright/playlist/${id}/start`) + padded(','))
}

async function sendOsc(port: number, message: Uint8Array): Promise<void> {
  const socket = createSocket('udp4')
  await new Promise<void>((sent) => socket.send(message, port, '127.0.0.1', () => sent()))
  socket.close()
}

describeInBrowser('the demo show in a browser', () => {
  const pages = useBrowserPages()
  let app: App
  let page: Page

  let folder: Scratch
  beforeEach(async () => {
    folder = scratch({ 'unhurried.show.json': JSON.stringify(unhurried) })
    app = await startApp('--show', join(folder.path, 'unhurried.show.json'))
    page = await pages.open(app.url)
  })
  afterEach(async () => {
    await pages.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const playheads = (): Promise<Buffer> => page.locator('canvas').nth(1).screenshot(AT_ONCE)

  test('GO plays the show: the playhead moves, and the messages leave and come back', async () => {
    await page.getByRole('button', { name: /^GO/ }).click()
    const run = page.getByRole('article', { name: 'Run of Warm-up' })
    await run.waitFor()
    await page.getByRole('tab', { name: 'Timeline' }).click()
    const left = run.getByTitle('Time left')
    const first = { text: await left.textContent(), picture: await playheads() }
    await expect.poll(() => left.textContent(AT_ONCE)).not.toBe(first.text)
    await expect.poll(async () => (await playheads()).equals(first.picture)).toBe(false)
    await page.getByRole('tab', { name: 'Activity' }).click()
    // The show's target is the engine's own input, so what is received has left the engine before.
    await page
      .getByText(/^\/par\/2\/rgb 60 24 0 from 127\.0\.0\.1/)
      .first()
      .waitFor()
    await page
      .getByText(/^Warm-up step 2: \/par\/2\/rgb 60 24 0 → loopback/)
      .first()
      .waitFor()
    // Completion starts the playlist that waits for it.
    await page.getByRole('article', { name: 'Run of Sunrise' }).waitFor()
  })

  test('a message from another program starts a playlist, and PANIC ends it', async () => {
    await sendOsc(app.oscPort, startMessage('chase'))
    const run = page.getByRole('article', { name: 'Run of Colour chase' })
    await run.waitFor()
    await page.getByRole('button', { name: 'PANIC' }).click()
    await run.waitFor({ state: 'detached' })
    const runs = (await (await fetch(`${app.url}/api/runs`)).json()) as {
      runs: { ended: { reason: string } | null }[]
    }
    expect(runs.runs.map(({ ended }) => ended?.reason)).toEqual(['cancelled'])
  })

  test('the space bar is GO once a press, however long it is held', async () => {
    const seen = page.getByRole('article', { name: 'Run of Warm-up' }).waitFor()
    await page.keyboard.down('Space')
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Space')
    await page.keyboard.up('Space')
    await seen
    const { events } = (await (await fetch(`${app.url}/api/events?type=command.accepted`)).json()) as {
      events: { payload: { command: string } }[]
    }
    expect(events.map(({ payload }) => payload.command)).toEqual(['show.go'])
  })

  test('the page keeps what it knew and says so when the engine goes, and catches up when it is back', async () => {
    const { port } = new URL(app.url)
    await app[Symbol.asyncDispose]()
    const banner = page.getByRole('alert')
    await banner.waitFor()
    await page.getByText('Colour chase').first().waitFor()
    app = await startApp('--port', port)
    await banner.waitFor({ state: 'detached' })
    // The browser itself reports each attempt that found nobody.
    pages.complaints = pages.complaints.filter(
      (text) => !/WebSocket connection|ERR_CONNECTION_(?:REFUSED|RESET)/.test(text),
    )
  })

  const inLog = (text: string) => page.getByRole('region', { name: 'Log', exact: true }).getByText(text)

  test('an event thrown over HTTP waits, asks, fires once, and its chain is followed in the Log', async () => {
    await page.keyboard.press('F3')
    const throwing = {
      key: 'doors_open',
      display_name: 'The doors',
      ttl: '5m',
      payload: { by: 'front of house' },
    }
    const answer = await fetch(`${app.url}/api/schedulers/events/throw`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(throwing),
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual({ eventId: 't1', destinations: 1 })
    const waiting = page.getByRole('region', { name: 'Waiting events' })
    await waiting.getByText('The doors').waitFor()
    await waiting.getByText('caught by doors').waitFor()
    const question = page.getByRole('region', { name: 'Question' })
    await question.getByText('Is the house open?').waitFor()
    // A question takes no answer in its first moment.
    await page.waitForTimeout(500)
    await page.keyboard.press('y')
    await question.waitFor({ state: 'detached' })

    await page.keyboard.press('F6')
    await inLog('Warm-up started').first().click()
    const why = page.getByRole('region', { name: 'Why did this fire?' })
    await expect
      .poll(() => why.locator('.type').allTextContents())
      .toEqual(['asked', 'answer', 'run started'])
    await inLog('Ask before the doors fired by thrown').first().click()
    await expect
      .poll(() => why.locator('.type').allTextContents())
      .toEqual(['asked', 'thrown', 'caught', 'rule fired'])
    const fired = await fetch(`${app.url}/api/as-run?types=rule.fired`)
    expect(((await fired.json()) as { entries: unknown[] }).entries).toHaveLength(1)
  })

  test('a double tap on the on-screen controller starts a playlist, and its chain leads back to the touch', async () => {
    await page.keyboard.press('F2')
    const pad = page.getByRole('button', { name: 'pad1', exact: true })
    await pad.click()
    await pad.click()
    await page.keyboard.press('F1')
    await page.getByRole('article', { name: 'Run of Colour chase' }).waitFor()
    await page.keyboard.press('F6')
    await inLog('Colour chase started').first().click()
    const why = page.getByRole('region', { name: 'Why did this fire?' })
    await expect
      .poll(() => why.locator('.type').allTextContents())
      .toEqual(['control', 'gesture', 'night.tapped', 'run started'])
  })

  test('a session is recorded, and played back as if the controls were touched again', async () => {
    await page.keyboard.press('F2')
    await page.getByRole('button', { name: 'Recordings', exact: true }).click()
    await page.getByPlaceholder('Name, or none for the time of day').fill('two taps')
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByRole('button', { name: 'Stop recording' }).waitFor()
    await page.getByRole('button', { name: 'On-screen controller', exact: true }).click()
    const pad = page.getByRole('button', { name: 'pad1', exact: true })
    await pad.click()
    await pad.click()
    await page.getByRole('button', { name: 'Recordings', exact: true }).click()
    await page.getByRole('button', { name: 'Stop recording' }).click()
    const play = page.getByRole('button', { name: 'Play two taps', exact: true })
    await play.waitFor()
    await page.getByRole('button', { name: 'PANIC' }).click()
    await play.click()
    await page.keyboard.press('F1')
    await page.getByRole('article', { name: 'Run of Colour chase' }).waitFor()
    await page.keyboard.press('F6')
    await inLog('Colour chase started').first().click()
    const why = page.getByRole('region', { name: 'Why did this fire?' })
    await expect
      .poll(() => why.locator('.type').allTextContents())
      .toEqual(['asked', 'replay started', 'control', 'gesture', 'night.tapped', 'run started'])
  })

  test("the show's notes open and close, and leave the transport free", async () => {
    await page.getByRole('button', { name: 'Notes' }).click()
    const notes = page.getByRole('complementary', { name: 'Notes of this show' })
    await notes.getByText('Panic stops everything at any time.').waitFor()
    await page.getByRole('button', { name: /^GO/ }).click()
    await page.getByRole('button', { name: 'Close the notes' }).click()
    await notes.waitFor({ state: 'detached' })
    await page.getByRole('article', { name: 'Run of Warm-up' }).waitFor()
  })

  test('the Health view shows what the engine measures', async () => {
    await page.keyboard.press('F7')
    await page.getByText('Runner threads').waitFor()
    await page.getByText('loopback').waitFor()
    await page.getByText(`127.0.0.1:${app.oscPort}`).first().waitFor()
    await expect.poll(() => page.locator('canvas').count()).toBeGreaterThanOrEqual(6)
  })
})
