import { describe, expect, test } from 'vitest'
import { StateWriter } from '../../../../main/store/state-writer.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'

class Disk implements AsyncDisposable {
  readonly clock = new SimulatedClock()
  readonly writes: { readonly at: number; readonly content: string }[] = []
  content = 'a'
  took = 0
  fails: string | null = null
  changes = 0
  under = 0
  readonly writer = new StateWriter({
    clock: this.clock,
    where: '/data/state',
    content: () => this.content,
    changed: () => {
      this.changes += 1
    },
    file: { write: (body) => this.#write(body) },
  })

  async #write(body: Uint8Array): Promise<void> {
    expect(this.under).toBe(0)
    this.under += 1
    try {
      this.writes.push({ at: this.clock.now(), content: Buffer.from(body).toString() })
      const { promise, resolve } = Promise.withResolvers<null>()
      if (this.took > 0) this.clock.upkeep((this.clock.now() + this.took) as never, () => resolve(null))
      else resolve(null)
      await promise
      if (this.fails !== null) throw Object.assign(new Error(this.fails), { code: this.fails })
    } finally {
      this.under -= 1
    }
  }

  /** Lets so much time pass, and says every `each` milliseconds that something has changed. */
  async passes(ms: number, each = 0, mayWait = true): Promise<void> {
    const end = this.clock.now() + ms
    while (this.clock.now() < end) {
      if (each > 0) this.writer.news(mayWait)
      this.clock.advanceBy(Math.min(each === 0 ? 50 : each, end - this.clock.now()))
      for (let turn = 0; turn < 6; turn += 1) await Promise.resolve()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.writer[Symbol.asyncDispose]()
    await this.passes(1500)
    await ended
    this.clock[Symbol.dispose]()
  }

  at(): number[] {
    return this.writes.map(({ at }) => at)
  }
}

test('nothing is written where nothing changes', async () => {
  await using disk = new Disk()
  await disk.passes(600_000)
  disk.writer.news(false)
  await disk.passes(600_000)
  expect(disk.at()).toEqual([600_200])
})

test('what changes once is on the disk soon, and what follows within a second', async () => {
  await using disk = new Disk()
  disk.writer.news(true)
  await disk.passes(300)
  disk.content = 'b'
  disk.writer.news(true)
  await disk.passes(10_000)
  expect(disk.writes).toEqual([
    { at: 200, content: 'a' },
    { at: 1200, content: 'b' },
  ])
})

test('what never stops changing is written less often, what is more than that every second', async () => {
  await using disk = new Disk()
  await disk.passes(60_000, 50)
  expect(disk.at().slice(0, 6)).toEqual([200, 1200, 3200, 6200, 10_200, 15_200])
  const moved = disk.writes.length
  await disk.passes(10_000, 50, false)
  expect(disk.writes.length - moved).toBeGreaterThanOrEqual(9)
  expect(disk.writes.length - moved).toBeLessThanOrEqual(11)
})

test('an hour of moves is no more than so many writes', async () => {
  await using disk = new Disk()
  await disk.passes(3_600_000, 200)
  expect(disk.writes.length).toBeLessThanOrEqual(725)
})

test('after a pause it is prompt again', async () => {
  await using disk = new Disk()
  await disk.passes(30_000, 50)
  const last = disk.at().at(-1)!
  await disk.passes(20_000)
  const now = disk.clock.now()
  disk.writer.news(true)
  await disk.passes(1000)
  expect(disk.at().at(-1)).toBe(now + 200)
  expect(now).toBeGreaterThan(last + 8000)
})

test('a slow disk is asked less often, and never twice at once', async () => {
  await using disk = new Disk()
  disk.took = 200
  await disk.passes(60_000, 50, false)
  expect(disk.writes.length).toBeLessThanOrEqual(16)
  expect(disk.writes.length).toBeGreaterThanOrEqual(14)
})

test('so is one that is given much', async () => {
  await using disk = new Disk()
  disk.content = 'x'.repeat(256 * 1024)
  await disk.passes(40_000, 50, false)
  expect(disk.writes.length).toBeLessThanOrEqual(11)
})

describe('where the disk is full', () => {
  test('it is said once, tried again, and said when it is over', async () => {
    await using disk = new Disk()
    disk.fails = 'ENOSPC'
    disk.writer.news(false)
    await disk.passes(60_000)
    expect(disk.writer.trouble?.code).toBe('state/disk-full')
    expect(disk.changes).toBe(1)
    expect(disk.writes.length).toBeGreaterThanOrEqual(6)
    expect(disk.writes.length).toBeLessThanOrEqual(10)
    disk.fails = null
    disk.content = 'newest'
    await disk.passes(11_000)
    expect([disk.writer.trouble, disk.changes]).toEqual([null, 2])
    expect(disk.writes.at(-1)?.content).toBe('newest')
    const writes = disk.writes.length
    await disk.passes(60_000)
    expect(disk.writes).toHaveLength(writes)
  })

  test('what changes meanwhile makes it no busier', async () => {
    await using disk = new Disk()
    disk.fails = 'EIO'
    await disk.passes(60_000, 50, false)
    expect(disk.writer.trouble?.code).toBe('state/cannot-write')
    expect(disk.writes.length).toBeLessThanOrEqual(10)
  })
})

describe('at the end', () => {
  test('what has changed is written at once', async () => {
    await using disk = new Disk()
    disk.writer.news(true)
    await disk.writer[Symbol.asyncDispose]()
    expect(disk.at()).toEqual([0])
    disk.writer.news(true)
    await disk.passes(5000)
    expect(disk.writes).toHaveLength(1)
  })

  test('nothing is written where nothing has', async () => {
    await using disk = new Disk()
    await disk.writer[Symbol.asyncDispose]()
    expect(disk.writes).toEqual([])
  })

  test('a disk that does not answer is not waited for', async () => {
    await using disk = new Disk()
    disk.took = 60_000
    disk.writer.news(true)
    const ended = disk.writer[Symbol.asyncDispose]()
    await disk.passes(1500)
    await ended
  })
})
