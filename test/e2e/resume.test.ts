// What an operator sees when the engine dies in the middle of a show and is started again: the page comes back by itself.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { noted } from '../support/noted-start.ts'
import { scratch } from '../support/scratch.ts'
import { keepPicture } from '../support/pictures.ts'

const host = join(import.meta.dirname, '../../dist/main/headless.js')
const READY = /^cuewright ready http=127\.0\.0\.1:(\d+)/

const SHOW = {
  ...{ version: 1, name: 'Tonight', minimumGoTime: 0, events: { 'own.step': {} } },
  playlists: [{ id: 'storm', name: 'Storm', steps: [{ offset: 600_000, type: 'own.step' }] }],
}

describeInBrowser('an engine that is killed in the middle of a show', () => {
  const pages = useBrowserPages()
  let child: ChildProcess | null = null
  let folder: ReturnType<typeof scratch>

  /** On the port of before, where pages look for it. */
  async function start(port: string): Promise<string> {
    const data = join(folder.path, 'data')
    const file = join(folder.path, 'tonight.show.json')
    const started = spawn(
      process.execPath,
      [host, '--show', file, '--data-dir', data, '--port', port, '--osc-port', '0'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    child = started
    const [line] = (await once(createInterface(started.stdout), 'line')) as [string]
    return READY.exec(line)?.[1] ?? ''
  }
  async function kill(): Promise<void> {
    child?.kill('SIGKILL')
    if (child !== null) await once(child, 'exit')
    child = null
  }
  afterEach(async () => {
    await pages.leave()
    await kill()
    folder[Symbol.dispose]()
  })

  test('is back on the page by itself, asks whether what played goes on, and has it go on', async () => {
    folder = scratch({ 'tonight.show.json': JSON.stringify(SHOW) })
    const port = await start('0')
    const page = await pages.open(`http://127.0.0.1:${port}/`)
    const runs = page.getByRole('region', { name: 'Runs' })
    await page.getByRole('button', { name: /^GO/ }).click()
    await runs.getByText('Storm').first().waitFor()
    // Kept a second later, or two where the disk is busy.
    await pause(3_000)
    await kill()
    await page.getByText('Not connected to the engine', { exact: false }).first().waitFor()
    await start(port)
    await page
      .getByText('Go on with what played, where it would be by then: Storm (was at', { exact: false })
      .first()
      .waitFor()
    await page.getByText('Cuewright crashed before this start', { exact: false }).first().waitFor()
    await keepPicture(page, 'resume/asks')
    // What the page could not reach meanwhile is no complaint.
    pages.complaints = pages.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))
    await pause(500)
    await page.getByRole('button', { name: /^Yes/ }).click()
    await runs
      .getByText(/running/i)
      .first()
      .waitFor()
    await keepPicture(page, 'resume/resumed')
    expect(await runs.getByText('Storm').count()).toBeGreaterThan(0)
  })

  test('says in every view that the show is disarmed after three crashes, and arms it', async () => {
    folder = scratch({ 'tonight.show.json': JSON.stringify(SHOW) })
    for (let crash = 0; crash < 3; crash += 1) {
      await start('0')
      await noted(join(folder.path, 'data'), crash + 1, '')
      await kill()
    }
    const page = await pages.open(`http://127.0.0.1:${await start('0')}/`)
    const bar = page.getByText('Disarmed: nothing acts and nothing is sent')
    await bar.waitFor()
    await keepPicture(page, 'resume/disarmed')
    await page.setViewportSize({ width: 1024, height: 768 })
    await keepPicture(page, 'resume/disarmed-1024')
    for (const view of ['Inputs', 'Health']) {
      await page.getByRole('button', { name: view }).first().click()
      expect(await bar.count()).toBe(1)
    }
    await page.getByRole('button', { name: 'Arm the show' }).click()
    await bar.waitFor({ state: 'detached' })
  })
})
