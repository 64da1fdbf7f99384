import { describe, expect, onTestFinished, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { writeCrashReport } from '../../../../main/store/crash-report.ts'
import { Starts } from '../../../../main/store/starts.ts'
import { ERRORS, SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { MishapAt } from '../../../support/simulated-disk.ts'

const WALL = Date.UTC(2026, 10, 21)

interface Begun {
  readonly clock: SimulatedClock
  readonly starts: Starts
  readonly troubles: readonly string[]
  readonly unreadable: readonly string[]
}

async function begin(disk: SimulatedDisk, show = '/a.show.json'): Promise<Begun> {
  const clock = new SimulatedClock(0, WALL)
  const troubles: string[] = []
  const unreadable: string[] = []
  const starts = await Starts.begin({
    ...{ folder: '/data', system: disk, clock, version: '1.0.0', show },
    moment: () => ({ up: null, boot: null }),
    troubled: (why) => void troubles.push(why),
    unreadable: (why) => void unreadable.push(why),
  })
  onTestFinished(() => starts[Symbol.asyncDispose]())
  return { clock, starts, troubles, unreadable }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

describe('a start', () => {
  test('is the first where nothing is kept', async () => {
    const { starts } = await begin(new SimulatedDisk())
    expect(starts.previous).toEqual([])
    expect(starts.current).toMatchObject({ number: 1, end: null })
  })

  test.each([
    ['', 'Unexpected end of JSON input'],
    ['{}', 'it holds no records of starts'],
    ['[7]', 'it holds no records of starts'],
  ])('says that %j of the starts before cannot be read', async (content, why) => {
    const disk = new SimulatedDisk({
      files: new Map([['/data/starts.json', Buffer.from(content)]]),
      folders: ['/', '/data'],
    })
    const { starts, unreadable } = await begin(disk)
    expect(starts.previous).toEqual([])
    expect(unreadable).toEqual([why])
  })

  test('that crashed is known by the next, with how long it ran and what began last', async () => {
    const disk = new SimulatedDisk()
    const { clock, starts } = await begin(disk)
    starts.note({ ready: true, began: ['playlist Storm'], show: '/b.show.json' })
    clock.advanceBy(20_000)
    await settled()
    const next = await begin(disk)
    expect(next.starts.previous).toMatchObject([
      { number: 1, end: null, ready: true, ranFor: 20_000, began: ['playlist Storm'], show: '/b.show.json' },
    ])
    expect(next.starts.current.number).toBe(2)
  })

  test('says how it ended, which no later beat takes back', async () => {
    const disk = new SimulatedDisk()
    const { clock, starts } = await begin(disk)
    await starts.keep({ disarmed: { why: 'operator', by: 'FOH', detail: null } })
    await starts.keep({ end: { kind: 'clean', how: 'SIGTERM' } })
    clock.advanceBy(7_000)
    await settled()
    const { previous } = (await begin(disk)).starts
    expect(previous).toMatchObject([
      { end: { kind: 'clean', how: 'SIGTERM' }, disarmed: { why: 'operator' } },
    ])
  })

  test('is remembered by twenty that follow', async () => {
    const disk = new SimulatedDisk()
    for (let number = 1; number <= 25; number += 1) await begin(disk)
    const { previous } = (await begin(disk)).starts
    expect(previous.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 6))
  })

  test.each(['', '{', '[{"number":1}]', 'null', '\0\0\0'])(
    'begins where what is kept is no record: %j',
    async (text) => {
      const disk = new SimulatedDisk({
        folders: ['/', '/data'],
        files: new Map(['starts.json', 'alive.json'].map((name) => [`/data/${name}`, Buffer.from(text)])),
      })
      expect((await begin(disk)).starts.previous).toEqual([])
    },
  )

  test.each(ERRORS)('begins on a disk that fails at any call with %s, and says so', async (error) => {
    for (let failing = 1; failing < 40; failing += 1) {
      const mishap: MishapAt = ({ number }) => (number === failing ? error : null)
      const { starts, troubles } = await begin(new SimulatedDisk(undefined, mishap))
      expect(starts.current.number).toBe(1)
      expect(troubles.length).toBeLessThan(2)
    }
  })
})

describe('the report of a crash', () => {
  test('holds what is known and the last lines of the log, and only the newest ten are kept', async () => {
    const log = `${Array.from({ length: 200 }, (_, line) => `{"line":${line}}`).join('\n')}\n`
    const disk = new SimulatedDisk({
      folders: ['/', '/data', '/data/logs'],
      files: new Map([['/data/logs/cuewright.log', Buffer.from(log)]]),
    })
    const { starts } = await begin(disk)
    for (let number = 1; number <= 12; number += 1) {
      const written = await writeCrashReport('/data', { ...starts.current, number }, disk)
      expect(written).toMatchObject({ ok: true })
    }
    const names = await disk.readdir('/data/crashes')
    expect(names).toHaveLength(10)
    expect(names).not.toContain('crash-000002.json')
    const file = await disk.open('/data/crashes/crash-000012.json', 0)
    const bytes = Buffer.alloc(65_536)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    const report = JSON.parse(bytes.toString('utf8', 0, bytesRead)) as { number: number; log: string[] }
    expect(report.number).toBe(12)
    expect(report.log).toHaveLength(60)
    expect(report.log.at(-1)).toBe('{"line":199}')
  })
})
