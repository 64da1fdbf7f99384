import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { noted } from '../support/noted-start.ts'
import { asked, booth } from '../support/restarted-host.ts'
import type { SourceHost } from '../support/source-host.ts'

const SHOW = {
  ...{ version: 1, name: 'Crash', minimumGoTime: 0, events: { 'own.step': {} } },
  playlists: [{ id: 'storm', name: 'Storm', steps: [{ offset: 600_000, type: 'own.step' }] }],
}

interface Warning {
  readonly id: string
  readonly what: string
  readonly next: string
}

/** As soon as health has been measured. */
async function warnings(host: SourceHost): Promise<readonly Warning[]> {
  for (;;) {
    const report = (await asked(host, 'GET', '/api/health')) as { at: number; warnings: readonly Warning[] }
    if (report.at > 0 && (await asked(host, 'GET', '/api/events?type=metrics.queue&limit=1')) !== null) {
      await pause(600)
      return ((await asked(host, 'GET', '/api/health')) as typeof report).warnings
    }
    await pause(50)
  }
}

const crashWarning = async (host: SourceHost): Promise<Warning | undefined> =>
  (await warnings(host)).find(({ id }) => id === 'engine.crashed')

describe('a start after', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s has nothing to say of the one before',
    async (signal) => {
      const { start, end } = booth(SHOW)
      await start()
      await end(signal)
      expect(await crashWarning(await start())).toBeUndefined()
    },
  )

  test('a kill says that it crashed, what began last, and where more is written down', async () => {
    const { start, end, dataDir } = booth(SHOW)
    const first = await start()
    await asked(first, 'POST', '/api/playlists/storm/start')
    await noted(dataDir, 1, 'playlist Storm')
    await end('SIGKILL')
    const warning = await crashWarning(await start())
    expect(warning?.what).toMatch(/it ended after .* s, and could not say why/)
    const report = join(dataDir, 'crashes', 'crash-000001.json')
    expect(warning?.next).toContain(report)
    const written = JSON.parse(readFileSync(report, 'utf8')) as { began: string[]; log: string[] }
    expect(written.began.at(-1)).toBe('playlist Storm')
    expect(written.log.join('\n')).toContain('ready')
    await end('SIGTERM')
    await start()
    expect(existsSync(join(dataDir, 'crashes', 'crash-000002.json'))).toBe(false)
  })

  test(
    'three crashes within a minute each does not act, says what began last, and serves whoever asks',
    { timeout: 120_000 },
    async () => {
      const { start, end, dataDir } = booth(SHOW)
      for (let crash = 1; crash <= 3; crash += 1) {
        const host = await start()
        expect(await asked(host, 'GET', '/api/show/arming')).toEqual({ armed: true })
        await asked(host, 'POST', '/api/playlists/storm/start')
        await noted(dataDir, crash, 'playlist Storm')
        await end('SIGKILL')
      }
      const fourth = await start()
      const arming = (await asked(fourth, 'GET', '/api/show/arming')) as { detail: string }
      expect(arming).toMatchObject({ armed: false, why: 'safe-mode' })
      expect(arming.detail).toContain('each time the last that began was playlist Storm')
      expect(await asked(fourth, 'POST', '/api/playlists/storm/start')).toMatchObject({
        code: 'show/disarmed',
      })
      expect((await warnings(fourth)).map(({ id }) => id)).toContain('show.disarmed')

      // Ending it by hand arms nothing: somebody has to.
      await end('SIGTERM')
      const fifth = await start()
      expect(await asked(fifth, 'GET', '/api/show/arming')).toMatchObject({ why: 'safe-mode' })
      expect(await asked(fifth, 'POST', '/api/show/arm')).toEqual({ armed: true })
      expect(await asked(fifth, 'POST', '/api/playlists/storm/start')).toMatchObject({ runId: 'storm#1' })
    },
  )

  test('a kill of a show that was disarmed by hand leaves it disarmed', async () => {
    const { start, end } = booth(SHOW)
    const first = await start()
    expect(await asked(first, 'POST', '/api/show/disarm')).toMatchObject({ armed: false })
    await pause(200)
    await end('SIGKILL')
    expect(await asked(await start(), 'GET', '/api/show/arming')).toMatchObject({
      armed: false,
      why: 'operator',
    })
  })
})
