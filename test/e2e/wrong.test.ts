// Whether anything is wrong: the bar says what is worst, one click leads to where it is mended, and what is mended is calm again.
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const SHOW = { version: 1, name: 'Macbeth' }
const STEP = { offset: 0, type: 'osc.send', payload: { target: 'lights', address: '/x', args: [1] } }

/** A port of this computer on which nothing listens until it is asked to. */
async function freePort(): Promise<number> {
  const server = await listen(0)
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).resume())
  return new Promise((listening) => server.listen(port, '127.0.0.1', () => listening(server)))
}

describeInBrowser('is anything wrong', () => {
  const pages = useBrowserPages()
  let page: Page
  let app: App | null = null
  const folder = scratch({})

  async function open(show: object): Promise<void> {
    const path = join(folder.path, 'wrong.show.json')
    writeFileSync(path, JSON.stringify({ ...SHOW, ...show }))
    app = await startApp('--show', path)
    page = await pages.open(`${app.url}/`, { viewport: DESK })
  }
  afterEach(async () => {
    await pages.leave()
    await app?.[Symbol.asyncDispose]()
    app = null
  })

  const light = (name: RegExp) => page.getByRole('banner').getByRole('button', { name })
  const card = (name: string) => page.getByRole('listitem', { name, exact: true })
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
  const post = (path: string): Promise<Response> => fetch(`${app?.url}${path}`, { method: 'POST' })

  test('a rule that fails: the bar names it and leads to its row; switched off, all is well', async () => {
    const rules = [
      ...Array.from({ length: 30 }, (_, n) => ({
        ...{ id: `calm${n}`, name: `Calm ${n}`, when: [{ kind: 'at', after: '1h' }] },
        actions: [{ action: 'log', message: 'x' }],
      })),
      {
        ...{ id: 'greet', name: 'Greet guests', when: [{ kind: 'every', every: '200ms' }] },
        actions: [{ action: 'set_param', param: 'level', value: '{{ vars.word }}' }],
      },
    ]
    await open({
      params: { level: { type: 'number', min: 0, max: 1 } },
      schedulers: [{ id: 'foyer', name: 'Foyer', vars: { word: 'loud' }, rules }],
    })
    await light(/rule greet guests fails/i).click()
    await expect.poll(focused).toBe('Greet guests')
    await page.getByRole('switch', { name: 'Greet guests' }).click()
    await light(/All well/i).waitFor()
  })

  test('a target that is lost: the bar leads to its card; mended, it is calm by itself', async () => {
    const port = await freePort()
    await open({ osc: { targets: { media: { host: '127.0.0.1', port, transport: 'tcp' } } } })
    await light(/Media does not answer/i).click()
    await expect.poll(focused).toBe('media')
    expect(await card('media').textContent()).toMatch(/nothing listens there/)
    expect(await card('media').locator('.what').allTextContents()).not.toContainEqual(
      expect.stringContaining('ECONNREFUSED'),
    )
    await card('media').getByRole('button', { name: 'Test' }).click()
    await card('media')
      .getByText(/nothing listens there: check|cannot be reached/i)
      .waitFor()
    const server = await listen(port)
    await light(/All well/i).waitFor({ timeout: 20_000 })
    await card('media').getByText('works').waitFor()
    await card('media').getByRole('button', { name: 'Test' }).click()
    await card('media')
      .getByText(/its computer has it|handed over/i)
      .waitFor()
    server.close()
  })

  test('a run that failed stands until somebody has seen it, or it goes well', async () => {
    const limited = {
      id: 'chase',
      name: 'Chase',
      quota: { emissions: 2 },
      steps: [{ ...STEP, repeat: { count: 9, interval: 20 } }],
    }
    await open({ osc: { targets: { lights: { self: true } } }, playlists: [limited] })
    await light(/All well/i).waitFor()
    await post('/api/playlists/chase/start')
    await light(/used up its quota/).click()
    await expect.poll(focused).toBe('Chase')
    await card('chase').or(card('Chase')).getByRole('button', { name: 'Seen' }).click()
    await light(/All well/i).waitFor()
  })

  test('a muted target is said, by whom, and sent nothing; a panic does not undo it', async () => {
    await open({
      osc: { targets: { lights: { self: true } } },
      playlists: [{ id: 'one', name: 'One', steps: [STEP] }],
    })
    await page.keyboard.press('F7')
    await card('lights').getByRole('button', { name: 'Mute' }).click()
    await light(/Lights is muted/i).waitFor()
    await post('/api/playlists/one/start')
    await page.keyboard.press('Escape')
    await card('lights')
      .getByText(/1 message was not sent/i)
      .waitFor()
    await card('lights').getByRole('button', { name: 'Unmute' }).click()
    await light(/All well/i).waitFor()
  })

  describe('the charts', () => {
    test('are filled when the page opens', async () => {
      await open({})
      await page.waitForTimeout(4000)
      await page.reload()
      await page.keyboard.press('F7')
      const history = (await (await fetch(`${app?.url}/api/health/history`)).json()) as { times: number[] }
      expect(history.times.length).toBeGreaterThan(3)
      await page.getByRole('button', { name: '6 hours' }).click()
      await page.getByRole('button', { name: '6 hours', pressed: true }).waitFor()
    })
  })
})
