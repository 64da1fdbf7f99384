// A tablet in the hand, and the screen for who watches: what they may do, and what they say when the engine or they were away.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { keepPicture } from '../support/pictures.ts'

const host = join(import.meta.dirname, '../../dist/main/headless.js')
const READY = /^cuewright ready http=127\.0\.0\.1:(\d+)/
const PHONE = { width: 390, height: 844 }
const TABLET = { width: 820, height: 1180 }

const starts = (id: string) => ({ actions: [{ action: 'start_playlist', id }] })
const SHOW = {
  ...{ version: 1, name: 'Tonight', minimumGoTime: 0, events: { 'own.step': {} } },
  params: { level: { type: 'number', min: 0, max: 10 } },
  playlists: [{ id: 'storm', name: 'Storm', steps: [{ offset: 600_000, type: 'own.step' }] }],
  cueLists: [
    {
      ...{ id: 'main', name: 'Main' },
      cues: [
        { id: 'a', number: '1', name: 'Thunder', note: 'on the flash', ...starts('storm') },
        { id: 'b', number: '2', name: 'Rain', ...starts('storm') },
        { id: 'c', number: '3', name: 'Sun', ...starts('storm') },
      ],
    },
  ],
}

/** A line to `port` on which all that is sent arrives late, both ways and in order. */
async function lateLine(port: number) {
  const line = { port: 0, lateBy: 0 }
  const sockets = new Set<Socket>()
  const carry = (from: Socket, to: Socket): void => {
    let last = Promise.resolve()
    const later = (act: () => void): void => {
      const waits = pause(line.lateBy)
      last = last.then(async () => {
        await waits
        if (!to.destroyed) act()
      })
    }
    from.on('data', (bytes) => later(() => to.write(bytes)))
    from.on('close', () => later(() => to.destroy()))
    from.on('error', () => from.destroy())
    sockets.add(from)
  }
  const server = createServer((socket) => {
    const engine = connect(port, '127.0.0.1')
    carry(socket, engine)
    carry(engine, socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  line.port = (server.address() as AddressInfo).port
  return Object.assign(line, {
    [Symbol.dispose](): void {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  })
}

describeInBrowser('pages of their own', () => {
  const pages = useBrowserPages()
  const watching = useBrowserPages()
  let child: ChildProcess | null = null
  let folder: ReturnType<typeof scratch>
  let port: string

  async function start(at: string): Promise<string> {
    const args = ['--show', join(folder.path, 'tonight.show.json'), '--data-dir', join(folder.path, 'data')]
    const started = spawn(process.execPath, [host, ...args, '--port', at, '--osc-port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child = started
    const [line] = (await once(createInterface(started.stdout), 'line')) as [string]
    return READY.exec(line)?.[1] ?? ''
  }
  async function kill(): Promise<void> {
    child?.kill('SIGKILL')
    if (child !== null) await once(child, 'exit')
    child = null
  }
  beforeEach(async () => {
    folder = scratch({ 'tonight.show.json': JSON.stringify(SHOW) })
    port = await start('0')
  })
  afterEach(async () => {
    await pages.leave()
    await watching.leave()
    await kill()
    folder[Symbol.dispose]()
  })

  async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...sent,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' } }),
    })
    return (await answer.json()) as Record<string, unknown>
  }
  const active = async (): Promise<number> => {
    const { runs } = (await ask('GET', '/api/runs')) as { runs: { ended: object | null }[] }
    return runs.filter(({ ended }) => ended === null).length
  }
  const gos = async (): Promise<number> => {
    const { events } = (await ask('GET', '/api/events?type=command.received')) as {
      events: { payload: { command: string } }[]
    }
    return events.filter(({ payload }) => payload.command === 'show.go').length
  }
  const remote = (viewport = PHONE): Promise<Page> =>
    pages.open(`http://127.0.0.1:${port}/#remote`, { viewport, hasTouch: true, says: 'ok' })
  const go = (page: Page) => page.getByRole('button', { name: /^GO/ })
  const standby = (page: Page) => page.getByRole('region', { name: 'Standby' })
  const viewOnly = (page: Page) => page.getByRole('region', { name: 'View only' })
  async function givePin(page: Page, pin: string): Promise<void> {
    await viewOnly(page).getByLabel('PIN').fill(pin)
    await viewOnly(page).getByRole('button', { name: 'Operate' }).tap()
  }
  /** A finger that rests on PANIC for so long. */
  async function hold(page: Page, ms: number): Promise<void> {
    const box = await page.getByRole('button', { name: /^PANIC/ }).boundingBox()
    const finger = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 }
    const session = await page.context().newCDPSession(page)
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [finger] })
    await pause(ms)
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await session.detach()
  }

  /** A finger drawn across what lies below the transport. */
  async function swipe(page: Page, from: number, to: number): Promise<void> {
    const box = await page.getByRole('main').boundingBox()
    const y = (box?.y ?? 0) + (box?.height ?? 0) - 40
    const session = await page.context().newCDPSession(page)
    const touch = async (type: 'touchStart' | 'touchMove', x: number) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y }] })
    await touch('touchStart', from)
    await touch('touchMove', (from + to) / 2)
    await touch('touchMove', to)
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await session.detach()
  }

  test('a thumb runs the show: GO, standby by two taps, each run stopped by itself', async () => {
    const page = await remote()
    await standby(page).getByText('Thunder').waitFor()
    await standby(page).getByText('on the flash').waitFor()
    await go(page).tap()
    await standby(page).getByText('Rain').waitFor()
    await page.getByRole('list', { name: 'Running' }).getByText('Storm').waitFor()
    const sun = page.getByRole('button', { name: /Sun/ })
    await sun.tap()
    await sun.getByText('Tap again to stand by').waitFor()
    await sun.tap()
    await standby(page).getByText('Sun').waitFor()
    await keepPicture(page, 'remote/runs-390')
    await page.getByRole('button', { name: 'Stop Storm' }).tap()
    await page.getByText('Nothing runs').waitFor()
    expect(await active()).toBe(0)
  })

  test('GO is an outline, and says why, where what stands by is off and where nothing does', async () => {
    const page = await remote()
    const fill = (): Promise<string> =>
      go(page).evaluate((button) => getComputedStyle(button).backgroundColor)
    await standby(page).getByText('Thunder').waitFor()
    const solid = await fill()
    await ask('POST', '/api/cue-lists/main/cues/1/disarm', {})
    await go(page).getByText('GO does nothing: 1 is off').waitFor()
    expect(await fill()).not.toBe(solid)
    await keepPicture(page, 'remote/off-390')
    await ask('POST', '/api/cue-lists/main/cues/1/arm', {})
    await go(page).getByText('is off').waitFor({ state: 'detached' })
    expect(await fill()).toBe(solid)
    for (const next of ['Rain', 'Sun', 'Nothing stands by']) {
      await go(page).tap()
      await standby(page).getByText(next).waitFor()
    }
    await go(page).getByText('End of the list').waitFor()
    expect(await fill()).not.toBe(solid)
    await keepPicture(page, 'remote/end-390')
  })

  test('PANIC is held by a finger, and let go of early it was nothing; by mouse and key it acts at once', async () => {
    const page = await remote(TABLET)
    await go(page).tap()
    await expect.poll(active).toBe(1)
    await hold(page, 150)
    await pause(700)
    expect(await active()).toBe(1)
    await hold(page, 900)
    await expect.poll(active).toBe(0)
    await page.getByText('PANIC ended', { exact: false }).waitFor()
    await keepPicture(page, 'remote/panicked-820')
    await go(page).tap()
    await expect.poll(active).toBe(1)
    await page.getByRole('button', { name: /^PANIC/ }).click()
    await expect.poll(active).toBe(0)
    await go(page).tap()
    await expect.poll(active).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(active).toBe(0)
  })

  test('it looks on until the PIN is given, comes back without it, and looks on again once that is another', async () => {
    const page = await remote()
    await ask('POST', '/api/access/pin', { pin: '4711' })
    await viewOnly(page).waitFor()
    expect(await go(page).isDisabled()).toBe(true)
    await keepPicture(page, 'remote/view-only-390')
    await givePin(page, '0000')
    await viewOnly(page).getByText('that is not the PIN', { exact: false }).waitFor()
    expect(await viewOnly(page).getByLabel('PIN').inputValue()).toBe('')
    await givePin(page, '4711')
    await viewOnly(page).waitFor({ state: 'hidden' })
    await page.reload()
    await expect.poll(() => go(page).isEnabled(AT_ONCE)).toBe(true)
    expect(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).not.toContain('4711')
    await go(page).tap()
    await expect.poll(active).toBe(1)
    await ask('POST', '/api/access/pin', { pin: '0815', old: '4711' })
    await viewOnly(page).waitFor()
    expect(await go(page).isDisabled()).toBe(true)
    // Panic needs none.
    await hold(page, 900)
    await expect.poll(active).toBe(0)
    await givePin(page, '0815')
    await viewOnly(page).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Health' }).tap()
    await page.getByRole('button', { name: 'Only look', exact: false }).tap()
    await viewOnly(page).waitFor()
    await page.reload()
    await viewOnly(page).waitFor()
  })

  test('a GO pressed while the engine is gone is never sent, and a new engine wants the PIN again', async () => {
    const page = await remote()
    await ask('POST', '/api/access/pin', { pin: '4711' })
    await givePin(page, '4711')
    await viewOnly(page).waitFor({ state: 'hidden' })
    await kill()
    await page.getByText('Not connected.').waitFor()
    expect(await go(page).isDisabled()).toBe(true)
    await page.keyboard.press('Space')
    await go(page).tap({ force: true })
    await keepPicture(page, 'remote/not-connected-390')
    await start(port)
    await viewOnly(page).getByText('does not know any more', { exact: false }).waitFor()
    await keepPicture(page, 'remote/restarted-390')
    pages.complaints = pages.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))
    expect(await gos()).toBe(0)
    await givePin(page, '4711')
    await expect.poll(() => go(page).isEnabled(AT_ONCE)).toBe(true)
  })

  test('on an engine that stands still a thumb that taps GO again and again gives one, and is told what is not known', async () => {
    const page = await remote()
    await go(page).waitFor()
    child?.kill('SIGSTOP')
    await go(page).tap()
    await page.getByText('On its way').waitFor()
    await go(page).tap()
    await go(page).tap()
    await page.getByText('The engine does not answer.').waitFor()
    expect(await go(page).isDisabled()).toBe(true)
    await page.getByText('it may or may not have acted', { exact: false }).waitFor()
    child?.kill('SIGCONT')
    await expect.poll(() => go(page).isEnabled(AT_ONCE)).toBe(true)
    // It lay there for too long to be meant by anybody still.
    expect([await gos(), await active()]).toEqual([1, 0])
  })

  test('a tablet that was asleep believes nothing until the engine has answered it', async () => {
    const page = await remote(TABLET)
    await go(page).waitFor()
    const states: string[] = []
    await page.exposeFunction('noteState', (state: string) => states.push(state))
    await page.evaluate(() => {
      const note = (window as unknown as { noteState(state: string): void }).noteState
      const status = document.querySelector('header [role=status]') as Element
      new MutationObserver(() => note(status.textContent)).observe(status, {
        ...{ characterData: true, childList: true, subtree: true },
      })
    })
    const asleep = page.evaluate(() => {
      const wakesAt = Date.now() + 6_000
      while (Date.now() < wakesAt);
    })
    await pause(1_000)
    await ask('POST', '/api/cue-lists/main/go')
    await asleep
    await standby(page).getByText('Rain').waitFor()
    await expect.poll(() => go(page).isEnabled(AT_ONCE)).toBe(true)
    expect(states.at(-1)).toBe('ok')
    expect(states).toContain('silent')
  })

  test('on a line that is seconds late it says so, greys what it shows, and is well again when that is over', async () => {
    using line = await lateLine(Number(port))
    const page = await pages.open(`http://127.0.0.1:${line.port}/#remote`, {
      ...{ viewport: PHONE, hasTouch: true, says: 'ok' },
    })
    await standby(page).getByText('Thunder').waitFor()
    const filter = (): Promise<string> =>
      standby(page).evaluate((node) => getComputedStyle(node.parentElement as Element).filter)
    expect(await filter()).toBe('none')
    line.lateBy = 800
    const says = page.getByRole('banner').getByRole('status')
    await says.getByText(/^slow: (1\.[6-9]|2\.\d) s$/).waitFor()
    await go(page)
      .getByText(/^The line is slow: \d\.\d s$/)
      .waitFor()
    expect(await filter()).not.toBe('none')
    expect(await go(page).isEnabled()).toBe(true)
    await keepPicture(page, 'remote/slow-390')
    line.lateBy = 0
    await says.getByText('ok', { exact: true }).waitFor()
    expect(await filter()).toBe('none')
    await pages.leave()
  })

  test('on its side a phone has GO, PANIC and the faders in view at once, also while it asks for the PIN', async () => {
    for (const viewport of [
      { width: 844, height: 390 },
      { width: 667, height: 375 },
    ]) {
      const page = await pages.open(`http://127.0.0.1:${port}/#remote?tab=faders`, {
        ...{ viewport, hasTouch: true, says: 'ok' },
      })
      const inView = async (name: RegExp): Promise<boolean> => {
        const box = await page.getByRole('button', { name }).first().boundingBox()
        return box!.y >= 0 && box!.y + box!.height <= viewport.height && box!.height >= 44
      }
      await page.getByRole('slider', { name: 'level' }).waitFor()
      expect([await inView(/^GO/), await inView(/^PANIC/), await inView(/^Stop/)]).toEqual([true, true, true])
      const fader = await page.getByRole('slider', { name: 'level' }).boundingBox()
      expect(fader!.y + fader!.height).toBeLessThan(viewport.height - 60)
      await keepPicture(page, `remote/side-${viewport.width}`)
      await ask('POST', '/api/access/pin', { pin: '4711' })
      await viewOnly(page).waitFor()
      expect(await inView(/^PANIC/)).toBe(true)
      await keepPicture(page, `remote/side-pin-${viewport.width}`)
      await ask('POST', '/api/access/pin', { pin: null, old: '4711' })
      await pages.leave()
    }
  })

  test('faders move parameters, pads are heard, and a finger turns the pages', async () => {
    const page = await remote()
    await swipe(page, 300, 120)
    await page.getByRole('slider', { name: 'level' }).press('End')
    await expect
      .poll(
        async () =>
          ((await ask('GET', '/api/show/state')) as { params: { value: number }[] }).params[0]?.value,
      )
      .toBe(10)
    await page.getByRole('button', { name: 'Pads' }).tap()
    await page.getByRole('button', { name: 'pad1', exact: true }).tap()
    await expect
      .poll(async () => {
        const heard = (await ask('GET', '/api/events?type=hid.received')) as { events: unknown[] }
        return heard.events.length
      })
      .toBeGreaterThan(0)
    expect(page.url()).toContain('#remote?tab=pads')
    await page.reload()
    await page.getByRole('button', { name: 'pad1', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Health' }).tap()
    await page.getByLabel('Name, as others read it').fill('Wing tablet')
    await page.getByLabel('Name, as others read it').press('Tab')
    await page.getByRole('region', { name: 'Connected' }).getByText('Wing tablet').waitFor()
    await go(page).tap()
    const last = async (): Promise<object | undefined> => {
      const { events } = (await ask('GET', '/api/events?type=command.accepted&limit=1')) as {
        events: { payload: object }[]
      }
      return events[0]?.payload
    }
    await expect.poll(last).toMatchObject({ by: 'Wing tablet' })
  })

  test('scenes are stored where the page may edit, recalled under a finger, and why not stands there', async () => {
    const page = await remote()
    await page.getByRole('button', { name: 'Faders' }).tap()
    const level = async (): Promise<unknown> =>
      ((await ask('GET', '/api/params')) as { params: { value: number }[] }).params[0]?.value
    await ask('PUT', '/api/params/level', { value: 8 })
    await page.getByRole('button', { name: 'Store…' }).tap()
    await page.getByRole('textbox', { name: 'Name of a new scene' }).fill('Großes Licht')
    await keepPicture(page, 'remote/storing-390')
    await page.getByRole('button', { name: 'Store new' }).tap()
    const light = page.getByRole('button', { name: /^Großes Licht/ })
    await light.waitFor()
    await ask('PUT', '/api/params/level', { value: 1 })
    const box = await light.boundingBox()
    expect([box!.height >= 44, box!.width >= 44]).toEqual([true, true])
    await page.getByRole('button', { name: '0 s', exact: true }).tap()
    await light.tap()
    await expect.poll(level).toBe(8)
    await keepPicture(page, 'remote/scenes-390')
    await ask('POST', '/api/access/lock', {})
    await page.getByRole('button', { name: 'Store…' }).tap({ force: true })
    await page
      .getByRole('alert')
      .getByText(/^Locked by/)
      .waitFor()
    await keepPicture(page, 'remote/not-stored-390')
    await ask('PUT', '/api/params/level', { value: 1 })
    await light.tap()
    await expect.poll(level).toBe(8)
  })

  test('who watches reads what is left, what comes next and the message, and their page asks for nothing', async () => {
    const sent: string[] = []
    const countdown = await watching.open(`http://127.0.0.1:${port}/`)
    countdown.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) =>
        sent.push((JSON.parse(String(payload)) as { kind: string }).kind),
      ),
    )
    await countdown.goto(`http://127.0.0.1:${port}/#countdown`)
    await countdown.getByText('Thunder').waitFor()
    await countdown.getByText('Nothing runs').waitFor()
    await ask('POST', '/api/cue-lists/main/go')
    await countdown.getByText(/^9:5\d$|^10:00$/).waitFor()
    await countdown.getByRole('region', { name: 'Next' }).getByText('Rain').waitFor()
    const foh = await pages.open(`http://127.0.0.1:${port}/`)
    await foh.keyboard.press('Control+k')
    await foh.keyboard.type('message to who')
    await foh.keyboard.press('Enter')
    await foh.getByRole('dialog').getByLabel('Message', { exact: true }).fill('Five minutes')
    await foh.keyboard.press('Enter')
    await foh.getByRole('region', { name: 'Message' }).getByText('Five minutes').waitFor()
    await keepPicture(foh, 'remote/message-bar-1440')
    await pages.leave()
    await countdown.getByText('Five minutes').waitFor()
    await keepPicture(countdown, 'remote/countdown-1440')
    await countdown.reload()
    await countdown.getByText('Five minutes').waitFor()
    await ask('POST', '/api/message', { text: 'Over soon', seconds: 1 })
    await countdown.getByText('Over soon').waitFor()
    await countdown.getByText('Over soon').waitFor({ state: 'detached' })
    child?.kill('SIGSTOP')
    await countdown.getByText('The engine does not answer.', { exact: false }).waitFor()
    await keepPicture(countdown, 'remote/countdown-silent-1440')
    child?.kill('SIGCONT')
    await countdown.getByText('The engine does not answer.', { exact: false }).waitFor({ state: 'detached' })
    expect([...new Set(sent)].sort()).toEqual(['hello', 'ping', 'subscribe'])
    const health = (await ask('GET', '/api/health')) as {
      access: { clients: { page: string | null; role: string }[] }
    }
    expect(health.access.clients).toMatchObject([{ page: 'countdown', role: 'viewer' }])
  })
})
