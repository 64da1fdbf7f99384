import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openLog } from '../../../main/log.ts'
import { makeDir } from '../../../main/make-dir.ts'
import { SimulatedClock } from '../../../shared/base/clock.ts'
import { scratch } from '../../support/scratch.ts'
import { canMount, smallDisk } from '../../support/small-disk.ts'

describe('the log', () => {
  test('is JSON lines in the data folder, for its user alone', async () => {
    using data = scratch({})
    using clock = new SimulatedClock()
    const problems: string[] = []
    const { log, ...file } = openLog(data.path, clock, (problem) => problems.push(problem))
    log.info({ runner: 2 }, 'ready')
    await file[Symbol.asyncDispose]()
    const path = join(data.path, 'logs/cuewright.log')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 30, runner: 2, msg: 'ready' })
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(problems).toEqual([])
  })

  test('stays bounded on disk and in memory in a flood, and tells of the lines it lost', async () => {
    using data = scratch({})
    using clock = new SimulatedClock()
    const { log, ...file } = openLog(data.path, clock, () => {})
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
      using clock = new SimulatedClock()
      const problems: string[] = []
      const { log, ...file } = openLog('/dev/null/data', clock, (problem) => problems.push(problem))
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

describe('a log that is taken away', () => {
  function open(dir: string) {
    const clock = new SimulatedClock(0, 1_795_291_200_000)
    const problems: string[] = []
    const file = openLog(dir, clock, (problem) => problems.push(problem))
    const path = join(dir, 'logs/cuewright.log')
    const messages = (): string[] =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { msg: string }).msg)
    /** Waits for the disk, not for time. */
    const until = (has: () => boolean): Promise<void> =>
      vi.waitFor(() => expect(has()).toBe(true), { interval: 2, timeout: 10_000 })
    const written = (...expected: string[]): Promise<void> =>
      vi.waitFor(() => expect(messages()).toEqual(expected), { interval: 2, timeout: 10_000 })
    return { clock, problems, file, path, written, until, log: file.log }
  }

  test.each<[string, (dir: string) => void]>([
    ['the file is deleted', (dir) => rmSync(join(dir, 'logs/cuewright.log'))],
    ['the data folder is deleted', (dir) => rmSync(dir, { recursive: true })],
    ['the data folder is moved away', (dir) => renameSync(dir, `${dir}-old`)],
    [
      'the data folder is replaced by another',
      (dir) => {
        renameSync(dir, `${dir}-old`)
        mkdirSync(join(dir, 'logs'), { recursive: true })
      },
    ],
    [
      'the file is replaced by another',
      (dir) => {
        writeFileSync(join(dir, 'logs/other'), '')
        renameSync(join(dir, 'logs/other'), join(dir, 'logs/cuewright.log'))
      },
    ],
  ])('begins anew where %s', async (_, takeAway) => {
    using folder = scratch({})
    const dir = join(folder.path, 'data')
    const { clock, file, log, written } = open(dir)
    log.info('before')
    await written('before')
    takeAway(dir)
    expect(file.health().begunAnew).toBe(0)
    clock.advanceBy(2000)
    await written('the log was deleted or replaced; it was begun anew')
    log.info('after')
    await written('the log was deleted or replaced; it was begun anew', 'after')
    expect(file.health()).toEqual({ trouble: null, lost: 0, begunAnew: 1 })
    await file[Symbol.asyncDispose]()
  })

  test.skipIf(process.platform === 'win32')(
    'comes back where a folder could not be made for a time',
    async () => {
      using folder = scratch({ data: 'a file where the folder should be' })
      const dir = join(folder.path, 'data')
      const { clock, problems, file, log, written, until } = open(dir)
      log.info('waits')
      await until(() => file.health().trouble !== null)
      expect(problems).toEqual([expect.stringMatching(/^log\/cannot-write: .*ENOTDIR/)])
      rmSync(dir)
      clock.advanceBy(250)
      await written('waits', 'the log is being written again')
      expect(file.health()).toEqual({ trouble: null, lost: 0, begunAnew: 0 })
      await file[Symbol.asyncDispose]()
    },
  )

  test('looks again later and later, ten seconds apart at most', async () => {
    using folder = scratch({ data: 'a file where the folder should be' })
    const { clock, problems, file, log, until } = open(join(folder.path, 'data'))
    log.info('waits')
    await until(() => file.health().trouble !== null)
    for (let minute = 0; minute < 10; minute += 1) {
      clock.advanceBy(60_000)
      await new Promise((turn) => setTimeout(turn, 5))
    }
    rmSync(join(folder.path, 'data'))
    clock.advanceBy(10_000)
    await until(() => file.health().trouble === null)
    expect(problems).toHaveLength(1)
    await file[Symbol.asyncDispose]()
  })

  test.skipIf(!canMount)(
    'comes back when a disk that was full has room again, whole lines only, and says what was lost',
    async () => {
      using disk = smallDisk(256)
      const { clock, problems, path, file, log, until, written } = open(disk.path)
      log.info('before')
      await written('before')
      disk.fill()
      const long = 'x'.repeat(1000)
      log.info(long)
      log.info(long)
      log.info(long)
      log.info(long)
      await until(() => file.health().trouble !== null)
      expect(problems).toEqual([expect.stringContaining('ENOSPC')])
      for (let line = 0; line < 2000; line += 1) log.info(long)
      const { lost } = file.health()
      expect(lost).toBeGreaterThan(900)
      disk.makeRoom()
      const lines = (): { msg: string; lost?: number }[] =>
        readFileSync(path, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as { msg: string; lost?: number })
      clock.advanceBy(250)
      // A megabyte that waited is more than this disk holds: what fits is whole.
      await until(() => lines().length > 50)
      expect(
        lines()
          .slice(0, 3)
          .map(({ msg }) => msg),
      ).toEqual(['before', long, long])
      await file[Symbol.asyncDispose]()
    },
  )

  test.skipIf(!canMount)('tells how many lines were lost once all that waited is written', async () => {
    using disk = smallDisk(4096)
    const { clock, path, file, log, until } = open(disk.path)
    disk.fill()
    log.info('x')
    await until(() => file.health().trouble !== null)
    for (let line = 0; line < 2000; line += 1) log.info('x'.repeat(1000))
    const { lost } = file.health()
    expect(lost).toBeGreaterThan(900)
    disk.makeRoom()
    clock.advanceBy(250)
    await until(() => file.health().trouble === null)
    expect(readFileSync(path, 'utf8')).toContain(`"lost":${lost},"msg":"lines were lost"`)
    await file[Symbol.asyncDispose]()
  })
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
