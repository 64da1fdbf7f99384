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
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { SystemClock } from '../../../../main/clock.ts'
import type { FileState, SeenBy } from '../../../../main/store/look-at-file.ts'
import { lookAtFile, lookBy } from '../../../../main/store/look-at-file.ts'
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
  /** How what it holds ends. */
  end = ''
  #stirred: (state: FileState, by: SeenBy) => void = () => undefined
  #mtime = 1n
  readonly watched = watchFile({
    path: 'my.show.json',
    clock: this.clock,
    known: 'first',
    read: () => {
      this.reads += 1
      const { content } = this
      const bytes = new Uint8Array(Buffer.from(this.end))
      return Promise.resolve(content.ok ? ok({ bytes, digest: content.value }) : content)
    },
    look: (_, stirred) => {
      this.#stirred = stirred
      return disposable('look', () => undefined)
    },
    changed: (seen) => this.seen.push(seen),
  })

  stir(mtimeNs = (this.#mtime += 1n), by: SeenBy = 'look'): void {
    this.#stirred({ dev: 1n, ino: 2n, size: 3n, mtimeNs }, by)
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

  test('of which the system sends news is read soon where it could be all, and later where it is not', async () => {
    using rig = new Rig()
    await rig.pass(600)
    rig.content = ok('second')
    rig.end = '{ "name": "x" }\r\n'
    rig.stir(5n, 'news')
    // A look that sees the same later is none.
    rig.stir(5n)
    await rig.pass(149)
    expect(rig.reads).toBe(1)
    await rig.pass(1)
    expect(rig.seen).toEqual([ok('second')])
    rig.content = ok('half')
    rig.end = '{ "name": '
    rig.stir(6n, 'news')
    await rig.pass(150)
    await rig.pass(449)
    expect(rig.seen).toHaveLength(1)
    await rig.pass(1)
    expect(rig.seen).toEqual([ok('second'), ok('half')])
  })

  test('that is gone for a moment is waited for, though there is news of it', async () => {
    using rig = new Rig()
    await rig.pass(600)
    rig.content = failed(fault('show/not-found', 'my.show.json', 'there is no such file', 'check the path'))
    rig.stir(0n, 'news')
    await rig.pass(400)
    rig.content = ok('back')
    rig.end = '{}'
    rig.stir(8n, 'news')
    await rig.pass(150)
    expect(rig.seen).toEqual([ok('back')])
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

test('on a real disk what is saved is news', { timeout: 60_000 }, async () => {
  using folder = scratch({ 'my.show.json': '{}' })
  const path = join(folder.path, 'my.show.json')
  const heard = Promise.withResolvers<string>()
  using _ = lookAtFile(
    path,
    (__, by) => heard.resolve(by),
    () => undefined,
  )
  writeFileSync(path, '{ "name": "other" }')
  expect(await heard.promise).toBe('news')
})

test('where no news comes of two changes it is said once, and looked at all the same', () => {
  let look: (state: FileState) => void = () => undefined
  const news = {
    heard: 0,
    trouble: null,
    listens: 1,
    listen: () => (news.listens += 1),
    [Symbol.dispose]() {},
  }
  const [said, seen]: [string[], SeenBy[]] = [[], []]
  const lookAt = lookBy(
    (_, looked) => {
      look = looked
      return disposable('poll', () => undefined)
    },
    () => news,
  )
  using _ = lookAt(
    'my.show.json',
    (__, by) => seen.push(by),
    (why) => said.push(why),
  )
  const state = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n }
  // Its folder was another when the first came.
  look(state)
  news.heard += 2
  look(state)
  expect(said).toEqual([])
  look(state)
  look(state)
  expect(said).toEqual(['the system sends no news of its folder'])
  expect(seen).toEqual(['look', 'look', 'look', 'look'])
  expect(news.listens).toBe(5)
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
