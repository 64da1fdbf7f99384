import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { SystemClock } from '../../../../main/clock.ts'
import { readFile } from '../../../../main/store/read-file.ts'
import { saveFile } from '../../../../main/store/save-file.ts'
import { watchFile } from '../../../../main/store/watch-file.ts'
import type { Seen } from '../../../../main/store/watch-file.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import { scratch } from '../../../support/scratch.ts'

/** A file of the test's own, on a clock of its own. */
class Rig implements Disposable {
  readonly clock = new SimulatedClock()
  readonly seen: Seen[] = []
  content: Result<string> = ok('first')
  reads = 0
  #stirred: (stats: BigIntStats) => void = () => undefined
  #mtime = 1n
  readonly watched = watchFile({
    path: 'my.show.json',
    clock: this.clock,
    known: 'first',
    read: () => {
      this.reads += 1
      const { content } = this
      return Promise.resolve(content.ok ? ok({ bytes: new Uint8Array(), digest: content.value }) : content)
    },
    look: (_, stirred) => {
      this.#stirred = stirred
      return disposable('look', () => undefined)
    },
    changed: (seen) => this.seen.push(seen),
  })

  stir(mtimeNs = (this.#mtime += 1n)): void {
    this.#stirred({ dev: 1n, ino: 2n, size: 3n, mtimeNs } as BigIntStats)
  }

  async pass(ms: number): Promise<void> {
    this.clock.advanceBy(ms)
    await turn()
  }

  [Symbol.dispose](): void {
    this.watched[Symbol.dispose]()
  }
}

describe('a watched file', () => {
  test('is looked at once soon after, for what happened between its reading and the watch', async () => {
    using rig = new Rig()
    rig.content = ok('second')
    await rig.pass(600)
    expect(rig.seen).toEqual([ok('second')])
  })

  test('is read only when it has held still for 600 ms', async () => {
    using rig = new Rig()
    await rig.pass(600)
    for (let change = 0; change < 10; change += 1) {
      rig.content = ok(`half ${change}`)
      rig.stir()
      await rig.pass(500)
    }
    expect(rig.reads).toBe(1)
    rig.content = ok('whole')
    rig.stir()
    await rig.pass(599)
    expect(rig.seen).toEqual([])
    await rig.pass(1)
    expect(rig.seen).toEqual([ok('whole')])
  })

  test('with the content that is known is no news, nor is it what was saved by ourselves', async () => {
    using rig = new Rig()
    rig.stir()
    await rig.pass(600)
    rig.content = ok('ours')
    rig.watched.knows('ours')
    rig.stir()
    await rig.pass(600)
    expect(rig.reads).toBe(2)
    expect(rig.seen).toEqual([])
  })

  test('that was only accessed is not even read', async () => {
    using rig = new Rig()
    rig.stir(7n)
    await rig.pass(600)
    rig.stir(7n)
    await rig.pass(6000)
    expect(rig.reads).toBe(1)
  })

  test('that is gone is said once, and that it is back with what it held is said too', async () => {
    using rig = new Rig()
    await rig.pass(600)
    rig.content = failed(fault('show/not-found', 'my.show.json', 'there is no such file', 'check the path'))
    rig.stir(0n)
    await rig.pass(600)
    rig.stir(1n)
    await rig.pass(600)
    rig.content = ok('first')
    rig.stir()
    await rig.pass(600)
    expect(rig.seen).toEqual([expect.objectContaining({ ok: false }), ok('first')])
  })

  test('that stirs while it is read is read again', async () => {
    using rig = new Rig()
    await rig.pass(600)
    rig.content = ok('half')
    rig.stir()
    rig.clock.advanceBy(600)
    rig.content = ok('whole')
    rig.stir()
    await turn()
    expect(rig.seen).toEqual([])
    await rig.pass(600)
    expect(rig.seen).toEqual([ok('whole')])
  })

  test('that is no longer watched is not spoken of', async () => {
    const rig = new Rig()
    rig.content = ok('second')
    rig.clock.advanceBy(600)
    rig[Symbol.dispose]()
    await turn()
    expect(rig.seen).toEqual([])
  })
})

test('on a real disk each way to save it is one report', { timeout: 60_000 }, async () => {
  using folder = scratch({ 'show/my.show.json': 'first' })
  const path = join(folder.path, 'show/my.show.json')
  const seen: Seen[] = []
  let waiting = Promise.withResolvers<undefined>()
  const first = await readFile(path)
  using watched = watchFile({
    path,
    clock: new SystemClock(),
    known: first.ok ? first.value.digest : null,
    read: readFile,
    changed(news) {
      seen.push(news)
      waiting.resolve(undefined)
    },
  })
  /** What is said after `act`, which has to leave the file with that content; null is what is no file. */
  async function after(act: () => unknown, content: string | null): Promise<void> {
    seen.length = 0
    waiting = Promise.withResolvers()
    await act()
    await waiting.promise
    const now = await readFile(path)
    expect(now.ok).toBe(content !== null)
    if (content !== null) expect(readFileSync(path, 'utf8')).toBe(content)
    expect(seen).toEqual([now.ok ? ok(now.value.digest) : now])
  }

  await after(() => writeFile(path, 'in place'), 'in place')
  await after(async () => {
    writeFileSync(path, 'two ')
    await new Promise((later) => setTimeout(later, 400))
    appendFileSync(path, 'halves')
  }, 'two halves')
  await after(() => {
    writeFileSync(`${path}.tmp`, 'renamed')
    renameSync(`${path}.tmp`, path)
  }, 'renamed')
  await after(() => {
    renameSync(path, `${path}~`)
    writeFileSync(path, 'as vim does')
    rmSync(`${path}~`)
  }, 'as vim does')
  await after(() => saveFile(path, Buffer.from('durably')), 'durably')
  await after(() => {
    rmSync(path)
    writeFileSync(path, 'made anew')
  }, 'made anew')
  await after(() => {
    renameSync(dirname(path), join(folder.path, 'before'))
    mkdirSync(dirname(path))
    writeFileSync(path, 'another folder')
  }, 'another folder')
  await after(() => rmSync(path), null)
  await after(() => mkdirSync(path), null)
  await after(() => {
    rmSync(path, { recursive: true })
    writeFileSync(path, 'back')
  }, 'back')

  // A touch and our own saving are none: what follows is the first that is said.
  const touched = new Date()
  utimesSync(path, touched, touched)
  const ours = Buffer.from('ours')
  await saveFile(path, ours)
  const saved = await readFile(path)
  if (saved.ok) watched.knows(saved.value.digest)
  await after(async () => {
    await new Promise((later) => setTimeout(later, 2000))
    expect(seen).toEqual([])
    writeFileSync(path, 'theirs')
  }, 'theirs')
})
