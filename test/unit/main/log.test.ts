import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLog } from '../../../main/log.ts'
import { makeDir } from '../../../main/make-dir.ts'
import { scratch } from '../../support/scratch.ts'

describe('the log', () => {
  test('is JSON lines in the data folder, for its user alone', async () => {
    using data = scratch({})
    const problems: string[] = []
    const { log, ...file } = openLog(data.path, (problem) => problems.push(problem))
    log.info({ runner: 2 }, 'ready')
    await file[Symbol.asyncDispose]()
    const path = join(data.path, 'logs/cuewright.log')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 30, runner: 2, msg: 'ready' })
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(problems).toEqual([])
  })

  test('stays bounded on disk and in memory in a flood, and tells of the lines it lost', async () => {
    using data = scratch({})
    const { log, ...file } = openLog(data.path, () => {})
    const text = 'x'.repeat(10_000)
    for (let burst = 0; burst < 40; burst += 1) {
      for (let line = 0; line < 200; line += 1) log.warn(text)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await file[Symbol.asyncDispose]()
    const dir = join(data.path, 'logs')
    const sizes = readdirSync(dir).map((name) => statSync(join(dir, name)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(40_000_000)
    const lines = readdirSync(dir).flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n'))
    expect(lines.some((line) => line.includes('lines were lost'))).toBe(true)
  })

  test.skipIf(process.platform === 'win32')(
    'is done without, in one line, where it cannot be written',
    async () => {
      const problems: string[] = []
      const { log, ...file } = openLog('/dev/null/data', (problem) => problems.push(problem))
      log.info('ready')
      await file[Symbol.asyncDispose]()
      expect(problems).toEqual([
        expect.stringMatching(
          /^log\/cannot-write: \/dev\/null\/data\/logs: ENOTDIR: .*; the show goes on without a log$/,
        ),
      ])
    },
  )
})

describe('making a folder', () => {
  test('makes what is missing above it and is content with what is there', () => {
    using data = scratch({})
    const dir = join(data.path, 'a/b/c')
    expect([makeDir(dir), makeDir(dir)]).toMatchObject([{ ok: true }, { ok: true }])
    expect(statSync(dir).isDirectory()).toBe(true)
  })

  test.skipIf(process.platform !== 'linux')('is refused, not tried for ever, where there can be none', () => {
    expect(makeDir('/proc/nowhere/logs')).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^ENOENT/) as string,
    })
  })
})
