import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { openFolder } from '../../../../../main/peripherals/replay/folder.ts'
import type { RecordingsFolder, SessionFile } from '../../../../../main/peripherals/replay/folder.ts'
import { RECORDING_LIMITS } from '../../../../../main/peripherals/replay/recorder.ts'
import type { RecordingLimits } from '../../../../../main/peripherals/replay/recorder.ts'
import { recordingsIn } from '../../../../../main/peripherals/replay/recordings.ts'
import type { Recordings } from '../../../../../main/peripherals/replay/recordings.ts'
import { DISPATCHER_DEFAULTS } from '../../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../../main/dispatcher/dispatcher.ts'
import { inOrder } from '../../../../../main/order.ts'
import { SimulatedClock, monotonicMs } from '../../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../../shared/model/event.ts'
import { scratch } from '../../../../support/scratch.ts'
import type { Scratch } from '../../../../support/scratch.ts'
import { until } from '../../../../support/simulated-show.ts'

const PAD = 'hid:054c:09cc:1'
const pressed = (value: number): string =>
  `"type":"hid.received","source":"${PAD}","payload":{"device":"${PAD}","control":"cross","kind":"button","value":${value}}`

interface BenchOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly limits?: Partial<RecordingLimits>
  /** Stands between the recordings and the disk. */
  disk?(folder: RecordingsFolder): RecordingsFolder
}

/** Recordings in a folder of their own; the clock reads half past six in the evening. */
class Bench implements AsyncDisposable {
  readonly clock = new SimulatedClock(1_000, new Date(2026, 10, 21, 18, 30, 5).getTime())
  readonly dispatcher = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock: this.clock,
    defer: (run) => void this.clock.upkeep(this.clock.now(), run),
  })
  readonly events: EventEnvelope[] = []
  readonly recordings: Recordings
  readonly dir: string
  readonly #scratch: Scratch
  readonly #listening: Disposable

  constructor({ files = {}, limits = {}, disk = (folder) => folder }: BenchOptions = {}) {
    this.#scratch = scratch(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`recordings/${name}`, text])),
    )
    this.dir = join(this.#scratch.path, 'recordings')
    this.#listening = this.dispatcher.subscribe('*', (event) => void this.events.push(event), {
      priority: 1000,
      name: 'test',
      acts: false,
    })
    const { clock } = this
    const { publish, subscribe } = this.dispatcher
    const folder = disk(openFolder(this.dir))
    this.recordings = recordingsIn(
      folder,
      { ...RECORDING_LIMITS, ...limits },
      { clock, publish, subscribe: inOrder(subscribe)('recorder') },
    )
  }

  /** Waits until the list has been read. */
  async listed(...names: readonly string[]): Promise<this> {
    await until(() => this.names().join() === names.join())
    return this
  }

  names(): string[] {
    return this.recordings.view().files.map(({ name }) => name)
  }

  press(at: number, value = 1, cause: number | null = null): void {
    this.clock.advanceTo(at)
    const payload = { device: PAD, control: 'cross', kind: 'button' as const, value }
    this.dispatcher.publish({ type: 'hid.received', source: PAD, cause, payload, at: monotonicMs(at) })
    this.clock.advanceBy(0)
  }

  of(type: string): EventEnvelope[] {
    this.clock.advanceBy(0)
    return this.events.filter((event) => event.type === type)
  }

  async stopped(): Promise<unknown> {
    await until(() => this.of('recording.stopped').length > 0)
    return this.of('recording.stopped')[0]?.payload
  }

  read(name: string): string {
    return readFileSync(join(this.dir, `${name}.jsonl`), 'utf8')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.recordings[Symbol.asyncDispose]()
    this.clock.advanceBy(0)
    this.#listening[Symbol.dispose]()
    this.#scratch[Symbol.dispose]()
  }
}

const code = (answer: unknown): string => (answer as { error: { code: string } }).error.code

describe('a recording', () => {
  test('holds every input with its time since the start, and nothing else', async () => {
    await using bench = new Bench()
    expect(bench.recordings.start('take 1', 7)).toEqual({ ok: true, value: { name: 'take 1' } })
    bench.press(1_000.25)
    bench.dispatcher.publish({ type: 'lights.go', source: 'test', cause: null, payload: {} })
    bench.press(1_500, 0)
    expect(bench.recordings.view().recording).toEqual({
      name: 'take 1',
      startedAt: 1_000,
      events: 2,
      bytes: 287,
    })
    expect(bench.recordings.stop(9)).toEqual({ ok: true, value: { name: 'take 1' } })
    expect(bench.recordings.view().recording).toBe(null)
    expect(await bench.stopped()).toEqual({ name: 'take 1', events: 2, bytes: 287, error: null })
    expect(bench.read('take 1')).toBe(`{"at":0.25,${pressed(1)}}\n{"at":500,${pressed(0)}}\n`)
    expect(bench.of('recording.started')[0]).toMatchObject({ cause: 7, payload: { name: 'take 1' } })
    expect(bench.of('recording.stopped')[0]?.cause).toBe(9)
    await bench.listed('take 1')
    expect(bench.recordings.view().files[0]?.bytes).toBe(287)
    expect(bench.recordings.stop(10)).toEqual({ ok: true, value: { name: null } })
  })

  test.skipIf(process.platform === 'win32')('is for this user alone', async () => {
    await using bench = new Bench()
    bench.recordings.start('take', null)
    bench.recordings.stop(null)
    await bench.stopped()
    expect(statSync(join(bench.dir, 'take.jsonl')).mode & 0o777).toBe(0o600)
    expect(statSync(bench.dir).mode & 0o777).toBe(0o700)
  })

  test('is called after the local time where it has no name, with a number where that is taken', async () => {
    await using bench = new Bench({ files: { '2026-11-21 18.30.05.jsonl': '' } })
    await bench.listed('2026-11-21 18.30.05')
    expect(bench.recordings.start(null, null)).toEqual({ ok: true, value: { name: '2026-11-21 18.30.05 2' } })
  })

  test('is on the disk in whole lines while it goes on', async () => {
    await using bench = new Bench()
    bench.recordings.start('take', null)
    const path = join(bench.dir, 'take.jsonl')
    for (let at = 1_000; at < 3_000; at += 50) {
      bench.press(at)
      if (existsSync(path)) expect(bench.read('take')).toMatch(/^$|\n$/)
    }
    bench.clock.advanceBy(100)
    await until(() => existsSync(path) && bench.read('take').split('\n').length === 41)
    expect(bench.of('recording.stopped')).toEqual([])
  })

  test('is finished when the engine closes', async () => {
    const bench = new Bench()
    bench.recordings.start('take', null)
    bench.press(1_000)
    await bench.recordings[Symbol.asyncDispose]()
    expect(bench.read('take')).toBe(`{"at":0,${pressed(1)}}\n`)
    expect(await bench.stopped()).toMatchObject({ events: 1, error: null })
    await bench[Symbol.asyncDispose]()
  })

  test('does not hold what a replay plays', async () => {
    await using bench = new Bench({ files: { 'old.jsonl': `{"at":10,${pressed(1)}}\n` } })
    await bench.listed('old')
    bench.recordings.start('new', null)
    bench.recordings.startReplay('old', false, null)
    await until(() => {
      bench.clock.advanceBy(1)
      return bench.of('replay.stopped').length > 0
    })
    bench.press(bench.clock.now(), 0)
    bench.recordings.stop(null)
    expect(await bench.stopped()).toMatchObject({ events: 1 })
    expect(bench.of('hid.received')).toHaveLength(3)
  })

  test('ends at its limit and says so', async () => {
    await using bench = new Bench({ limits: { file: 2 ** 20 } })
    bench.recordings.start('long', null)
    for (let count = 0; count < 8_000; count += 1) bench.press(1_000)
    const stopped = (await bench.stopped()) as { bytes: number; error: string }
    expect(stopped.error).toBe('it has reached 1 MB, the most that a recording holds')
    expect(stopped.bytes).toBeGreaterThan(2 ** 20 - 200)
    expect(bench.read('long')).toHaveLength(stopped.bytes)
    expect(bench.read('long')).toMatch(/\n$/)
    expect(bench.recordings.view().trouble).toBe(`long ended: ${stopped.error}`)
  })
})

describe('refused is', () => {
  test('a second recording, a name that is there, and what is not there', async () => {
    await using bench = new Bench({ files: { 'Take.jsonl': '' } })
    await bench.listed('Take')
    const { recordings } = bench
    expect(code(recordings.start('Take', null))).toBe('recording/exists')
    expect(code(recordings.start('take', null))).toBe('recording/exists')
    expect(code(recordings.startReplay('take', false, null))).toBe('recording/unknown')
    expect(code(recordings.remove('other', null))).toBe('recording/unknown')
    recordings.start('other', null)
    expect(recordings.start('more', null)).toEqual({
      ok: false,
      error: {
        code: 'recording/busy',
        where: 'other',
        what: 'it is being recorded',
        next: 'stop this recording first',
      },
    })
    expect(code(recordings.remove('other', null))).toBe('recording/busy')
    expect(code(recordings.startReplay('other', false, null))).toBe('recording/busy')
    recordings.startReplay('Take', true, null)
    expect(code(recordings.remove('Take', null))).toBe('recording/busy')
  })

  test('a folder that is a file, until it is put right', async () => {
    await using bench = new Bench()
    writeFileSync(bench.dir, '')
    await until(() => bench.recordings.view().trouble !== null)
    expect(bench.recordings.start('take', null)).toMatchObject({
      error: { code: 'recording/unwritable', what: expect.stringContaining('ENOTDIR') as string },
    })
    rmSync(bench.dir)
    bench.clock.advanceBy(5_000)
    await until(() => bench.recordings.view().trouble === null)
    expect(bench.recordings.start('take', null).ok).toBe(true)
  })
})

describe('the list', () => {
  test('names the newest first, and only what can be played', async () => {
    const files = { 'a.jsonl': '', 'b.jsonl': 'xx', 'c.txt': '', '.hidden.jsonl': '', 'd.jsonl/e': '' }
    using folder = scratch(files)
    utimesSync(join(folder.path, 'a.jsonl'), 2_000, 2_000)
    utimesSync(join(folder.path, 'b.jsonl'), 3_000, 3_000)
    expect(await openFolder(folder.path).list()).toEqual([
      { name: 'b', bytes: 2, modified: 3_000_000 },
      { name: 'a', bytes: 0, modified: 2_000_000 },
    ])
  })

  test('is bounded', async () => {
    using folder = scratch(
      Object.fromEntries(Array.from({ length: 1_005 }, (_, index) => [`${index}.jsonl`, ''])),
    )
    expect(await openFolder(folder.path).list()).toHaveLength(1_000)
  })

  test('loses what is removed, and tells so', async () => {
    await using bench = new Bench({ files: { 'a.jsonl': '' } })
    await bench.listed('a')
    let told = 0
    using _ = bench.recordings.onChanged(() => void (told += 1))
    expect(bench.recordings.remove('a', null)).toEqual({ ok: true, value: { name: 'a' } })
    expect([bench.names(), told]).toEqual([[], 1])
    await until(() => !existsSync(join(bench.dir, 'a.jsonl')))
  })

  test('keeps what the disk does not remove, and says why', async () => {
    const disk = (folder: RecordingsFolder): RecordingsFolder => ({
      ...folder,
      remove: () => Promise.reject(Object.assign(new Error('EPERM: not permitted'), { code: 'EPERM' })),
    })
    await using bench = new Bench({ files: { 'a.jsonl': '' }, disk })
    await bench.listed('a')
    bench.recordings.remove('a', null)
    await bench.listed('a')
    expect(bench.recordings.view().trouble).toBe(
      'a could not be removed: the folder of recordings may not be written (EPERM: not permitted)',
    )
  })
})

describe('a disk', () => {
  /** A folder whose files do with what is appended what the test says. */
  const appending =
    (append: (file: SessionFile, bytes: Uint8Array) => Promise<void>) =>
    (folder: RecordingsFolder): RecordingsFolder => ({
      ...folder,
      create: async (name) => {
        const file = await folder.create(name)
        return { ...file, append: (bytes) => append(file, bytes) }
      },
    })

  test('that is full ends the recording with its whole lines', async () => {
    let appended = 0
    const disk = appending(async (file, bytes) => {
      appended += 1
      if (appended > 1) throw Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' })
      await file.append(bytes)
    })
    await using bench = new Bench({ disk })
    bench.recordings.start('take', null)
    bench.press(1_000)
    bench.clock.advanceBy(100)
    await until(() => appended === 1)
    bench.press(1_200, 0)
    bench.clock.advanceBy(100)
    expect(await bench.stopped()).toEqual({ name: 'take', events: 1, bytes: 141, error: 'the disk is full' })
    expect(bench.read('take')).toBe(`{"at":0,${pressed(1)}}\n`)
    expect(bench.recordings.view().trouble).toBe('take ended: the disk is full')
    expect(bench.recordings.start('again', null).ok).toBe(true)
    expect(bench.recordings.view().trouble).toBe(null)
  })

  test.each<[string, (dir: string) => void]>([
    ['the file', (dir) => rmSync(join(dir, 'take.jsonl'))],
    ['the folder', (dir) => rmSync(dir, { recursive: true })],
  ])(
    'from which %s is deleted ends the recording and says so; the next one makes the folder anew',
    async (_, remove) => {
      await using bench = new Bench()
      bench.recordings.start('take', null)
      bench.press(1_000)
      bench.clock.advanceBy(100)
      await until(() => existsSync(join(bench.dir, 'take.jsonl')) && bench.read('take') !== '')
      remove(bench.dir)
      bench.press(1_200, 0)
      bench.clock.advanceBy(100)
      expect(await bench.stopped()).toMatchObject({
        name: 'take',
        error: 'its file was deleted or moved while it was recorded',
      })
      expect(bench.recordings.start('again', null).ok).toBe(true)
      bench.press(1_400)
      bench.clock.advanceBy(100)
      await until(() => existsSync(join(bench.dir, 'again.jsonl')) && bench.read('again') !== '')
    },
  )

  test('that is too slow ends the recording, not the show, and what waits is written when it can be', async () => {
    let goOn = (): void => undefined
    const slow = new Promise<void>((resolve) => (goOn = resolve))
    const disk = appending((file, bytes) => slow.then(() => file.append(bytes)))
    await using bench = new Bench({ disk, limits: { queue: 2 ** 20 } })
    bench.recordings.start('take', null)
    for (let count = 0; bench.recordings.view().recording !== null; count += 1) {
      bench.press(1_000)
      if (count > 100_000) throw new Error('it never stopped')
    }
    expect(bench.of('hid.received').length).toBeGreaterThan(7_000)
    goOn()
    const stopped = (await bench.stopped()) as { bytes: number }
    expect(stopped).toMatchObject({ error: 'the disk is too slow' })
    expect(stopped.bytes).toBeGreaterThan(2 ** 20 - 200)
    expect(bench.read('take')).toHaveLength(stopped.bytes)
  })

  test('that does not answer is given up, and nothing more is recorded until it does', async () => {
    let goOn = (): void => undefined
    const stuck = new Promise<void>((resolve) => (goOn = resolve))
    await using bench = new Bench({ disk: appending((file, bytes) => stuck.then(() => file.append(bytes))) })
    bench.recordings.start('take', null)
    bench.press(1_000)
    bench.recordings.stop(null)
    await until(() => existsSync(join(bench.dir, 'take.jsonl')))
    bench.clock.advanceBy(5_000)
    expect(await bench.stopped()).toEqual({
      name: 'take',
      events: 0,
      bytes: 0,
      error: 'the disk does not answer',
    })
    expect(code(bench.recordings.start('more', null))).toBe('recording/unwritable')
    goOn()
    await bench.listed('take')
    expect(bench.recordings.start('more', null).ok).toBe(true)
    expect(bench.read('take')).toBe(`{"at":0,${pressed(1)}}\n`)
  })

  test.skipIf(process.platform !== 'linux')('that holds no folders is told', async () => {
    await using bench = new Bench({ disk: () => openFolder('/proc/cuewright/recordings') })
    bench.recordings.start('take', null)
    bench.press(1_000)
    expect(await bench.stopped()).toMatchObject({
      events: 0,
      error: expect.stringContaining('ENOENT') as string,
    })
    await until(() => bench.recordings.view().trouble?.startsWith('ENOENT') === true)
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that may not be written is told',
    async () => {
      await using bench = new Bench()
      mkdirSync(bench.dir)
      chmodSync(bench.dir, 0o500)
      bench.recordings.start('take', null)
      expect(await bench.stopped()).toMatchObject({
        error: expect.stringContaining('may not be written') as string,
      })
      chmodSync(bench.dir, 0o700)
    },
  )

  test.skipIf(process.platform === 'win32')(
    'that took the first part of a write keeps none of it',
    async () => {
      using folder = scratch({
        'write.ts': `
        import { openFolder } from '../../main/peripherals/replay/folder.ts'
        const file = await openFolder(import.meta.dirname).create('take')
        await file.append(Buffer.from('whole\\n'))
        const refused = await file.append(Buffer.alloc(100_000, 'x')).catch((error) => error.code)
        await file.append(Buffer.from('more\\n'))
        process.stdout.write(String(refused))
      `,
      })
      // The shell's limit of a file's size stands in for a full disk: it too takes what still fits.
      const limited = `trap '' XFSZ; ulimit -f 2; exec "$0" "$1"`
      const args = ['-c', limited, process.execPath, join(folder.path, 'write.ts')]
      const { stdout } = await promisify(execFile)('sh', args)
      expect(stdout).toBe('EFBIG')
      expect(readFileSync(join(folder.path, 'take.jsonl'), 'utf8')).toBe('whole\nmore\n')
    },
  )
})

describe('a replay', () => {
  const files = {
    'a.jsonl': `{"at":0,${pressed(1)}}\n{"at":60000,${pressed(0)}}\n`,
    'b.jsonl': `{"at":0,${pressed(1)}}\n{"at":60000,${pressed(0)}}\n`,
  }
  const begun = async (bench: Bench, count: number): Promise<void> => {
    await until(() => {
      bench.clock.advanceBy(0)
      return bench.of('hid.received').length === count
    })
  }

  test('is shown as a device while it plays', async () => {
    await using bench = new Bench({ files })
    await until(() => bench.names().length === 2)
    expect(bench.recordings.health()).toEqual([])
    bench.recordings.startReplay('a', true, 3)
    await begun(bench, 1)
    expect(bench.recordings.view().replay).toEqual({ name: 'a', startedAt: 1_000, played: 1, loop: true })
    expect(bench.recordings.health()).toEqual([
      {
        device: 'replay:a',
        name: 'Replay of a',
        family: 'replay',
        state: 'open',
        reason: null,
        received: 1,
        rejected: 0,
      },
    ])
    expect(bench.recordings.stopReplay(4)).toEqual({ ok: true, value: { name: 'a' } })
    expect(bench.recordings.health()).toEqual([])
    expect(bench.recordings.stopReplay(5)).toEqual({ ok: true, value: { name: null } })
    expect(bench.of('replay.started')[0]).toMatchObject({ cause: 3, payload: { name: 'a', loop: true } })
    expect(bench.of('replay.stopped')[0]).toMatchObject({
      cause: 4,
      payload: { reason: 'stopped', played: 1 },
    })
  })

  test('ends where another begins, and lets go first', async () => {
    await using bench = new Bench({ files })
    await until(() => bench.names().length === 2)
    bench.recordings.startReplay('a', false, null)
    await begun(bench, 1)
    bench.recordings.startReplay('b', false, null)
    await begun(bench, 3)
    const told = bench.events.map(({ type, payload }) => {
      const { name, value } = payload as { name?: string; value?: number }
      return `${type} ${name ?? value}`
    })
    expect(told).toEqual([
      ...['replay.started a', 'hid.received 1', 'hid.received 0', 'replay.stopped a'],
      ...['replay.started b', 'hid.received 1'],
    ])
  })

  test('ends when everything is to fall silent', async () => {
    await using bench = new Bench({ files })
    await until(() => bench.names().length === 2)
    bench.recordings.startReplay('a', true, null)
    await begun(bench, 1)
    expect(bench.recordings.panic(77)).toEqual({ replays: 1 })
    expect(bench.of('replay.stopped')[0]?.cause).toBe(77)
    expect(bench.recordings.panic(78)).toEqual({ replays: 0 })
  })

  test('of a file that has gone meanwhile fails and says why', async () => {
    await using bench = new Bench({ files: { 'a.jsonl': '' } })
    await bench.listed('a')
    rmSync(join(bench.dir, 'a.jsonl'))
    bench.recordings.startReplay('a', false, null)
    await until(() => bench.of('replay.stopped').length > 0)
    expect(bench.of('replay.stopped')[0]?.payload).toMatchObject({
      reason: 'failed',
      error: expect.stringContaining('a.jsonl: ENOENT') as string,
    })
  })
})
