import * as files from 'node:fs/promises'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { saveFile } from '../../../../main/store/save-file.ts'
import { KnownDisks } from '../../../../main/store/known-disks.ts'
import { fileSystem } from '../../../../main/store/file-system.ts'
import type { FileSystem, OpenFile } from '../../../../main/store/file-system.ts'
import { scratch } from '../../../support/scratch.ts'
import { canMount, mountedAt, smallDisk } from '../../../support/small-disk.ts'

const OLD = 'old '.repeat(300_000)
const NEW = Buffer.from('new! '.repeat(300_000))

interface Faults {
  /** Counts every call and may throw at it. */
  readonly calling?: (name: string) => void
  /** The most bytes that one write takes. */
  readonly most?: number
  /** Bytes that are claimed to be written, beyond those that are. */
  readonly lies?: number
}

/** The real file system, but for what is wrong with it. */
function faulty({ calling = () => undefined, most = Infinity, lies = 0 }: Faults): FileSystem {
  const handle = (file: OpenFile): OpenFile => ({
    ...{ truncate: (size) => file.truncate(size), stat: () => file.stat(), datasync: () => file.datasync() },
    async write(bytes, offset, length, position) {
      calling('write')
      const { bytesWritten } = await file.write(
        bytes,
        offset,
        Math.max(0, Math.min(length, most) - lies),
        position,
      )
      return { bytesWritten: bytesWritten + lies }
    },
    async read(...args) {
      calling('read')
      return file.read(...args)
    },
    async chmod(mode) {
      calling('chmod')
      await file.chmod(mode)
    },
    async sync() {
      calling('sync')
      await file.sync()
    },
    async close() {
      await file.close()
      calling('close')
    },
  })
  return {
    ...fileSystem,
    async realpath(path) {
      calling('realpath')
      return files.realpath(path)
    },
    async stat(path) {
      calling('stat')
      return files.stat(path)
    },
    async open(path, flags) {
      calling('open')
      return handle(await files.open(path, flags))
    },
    async rename(from, to) {
      calling('rename')
      await files.rename(from, to)
    },
    async unlink(path) {
      calling('unlink')
      await files.unlink(path)
    },
  }
}

describe('what is saved', () => {
  test('takes the place of what was there, with its rights', async () => {
    using folder = scratch({ 'my.show.json': OLD })
    const path = join(folder.path, 'my.show.json')
    chmodSync(path, 0o640)
    expect(await saveFile(path, NEW)).toEqual({ ok: true, value: undefined })
    expect(readFileSync(path).equals(NEW)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder.path)).toEqual(['my.show.json'])
  })

  test('may be new', async () => {
    using folder = scratch({})
    const path = join(folder.path, 'my.show.json')
    expect(await saveFile(path, NEW)).toMatchObject({ ok: true })
    expect(readFileSync(path).equals(NEW)).toBe(true)
  })

  test.skipIf(process.platform === 'win32')('is what a link leads to, which stays a link', async () => {
    using folder = scratch({ 'real.json': OLD })
    const link = join(folder.path, 'link.json')
    symlinkSync('real.json', link)
    expect(await saveFile(link, NEW)).toMatchObject({ ok: true })
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder.path, 'real.json')).equals(NEW)).toBe(true)
  })

  test('is whole though each write takes only a few bytes', async () => {
    using folder = scratch({ 'my.show.json': OLD })
    const path = join(folder.path, 'my.show.json')
    expect(await saveFile(path, NEW, faulty({ most: 100_003 }))).toMatchObject({ ok: true })
    expect(readFileSync(path).equals(NEW)).toBe(true)
  })
})

describe('whatever fails', () => {
  /** Saves with the call of that number failing; the names of the calls up to it. */
  async function failing(path: string, at: number) {
    const calls: string[] = []
    const system = faulty({
      calling(name) {
        calls.push(name)
        if (calls.length === at) throw Object.assign(new Error('input/output error'), { code: 'EIO' })
      },
    })
    const result = await saveFile(path, NEW, system)
    return { result, calls, failed: calls.length >= at }
  }

  test('the old file or the new one is there, whole; success is never claimed, and nothing else is left', async () => {
    const failedAt: string[] = []
    for (let at = 1; ; at += 1) {
      using folder = scratch({ 'my.show.json': OLD })
      const path = join(folder.path, 'my.show.json')
      const { result, calls, failed } = await failing(path, at)
      if (!failed) {
        expect(result).toMatchObject({ ok: true })
        break
      }
      failedAt.push(calls[at - 1]!)
      expect(result).toMatchObject({ ok: false })
      const content = readFileSync(path)
      const placed = calls.slice(0, at - 1).includes('rename')
      expect(content.equals(placed ? NEW : Buffer.from(OLD)), `call ${at}, ${calls[at - 1]}`).toBe(true)
      expect(!result.ok && result.error.code).toBe(placed ? 'save/not-durable' : 'save/failed')
      expect(readdirSync(folder.path)).toEqual(['my.show.json'])
    }
    expect(new Set(failedAt)).toEqual(
      new Set(['realpath', 'stat', 'open', 'write', 'chmod', 'sync', 'read', 'close', 'rename']),
    )
  })

  test('a disk that claims to have written more than it did is found out', async () => {
    using folder = scratch({ 'my.show.json': OLD })
    const path = join(folder.path, 'my.show.json')
    expect(await saveFile(path, NEW, faulty({ lies: 7 }))).toMatchObject({
      ok: false,
      error: { code: 'save/failed' },
    })
    expect(readFileSync(path, 'utf8')).toBe(OLD)
    expect(readdirSync(folder.path)).toEqual(['my.show.json'])
  })

  test('a disk that takes nothing more without a word is not waited for', async () => {
    using folder = scratch({ 'my.show.json': OLD })
    const path = join(folder.path, 'my.show.json')
    expect(await saveFile(path, NEW, faulty({ most: 0 }))).toMatchObject({ ok: false })
    expect(readFileSync(path, 'utf8')).toBe(OLD)
  })

  test('a folder is not replaced', async () => {
    using folder = scratch({ 'my.show.json/inner': 'x' })
    expect(await saveFile(join(folder.path, 'my.show.json'), NEW)).toMatchObject({ ok: false })
    expect(readdirSync(folder.path)).toEqual(['my.show.json'])
  })
})

test.skipIf(!canMount)('a full disk is said, and the old file is as it was', async () => {
  using disk = smallDisk(2048)
  const path = join(disk.path, 'my.show.json')
  writeFileSync(path, 'old')
  for (const room of [0, 1, 700]) {
    if (room > 0) writeFileSync(join(disk.path, 'placeholder'), Buffer.alloc(room * 1024))
    disk.fill()
    if (room > 0) await files.unlink(join(disk.path, 'placeholder'))
    expect(await saveFile(path, NEW)).toMatchObject({ ok: false, error: { code: 'save/disk-full' } })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(disk.path).filter((name) => name.endsWith('.tmp'))).toEqual([])
    disk.makeRoom()
  }
  expect(await saveFile(path, NEW)).toMatchObject({ ok: true })
})

describe.skipIf(!canMount)('a file whose disk has gone away', () => {
  test('is not made anew in the folder that is left, and is saved once the disk is back', async () => {
    const disks = new KnownDisks()
    using folder = scratch({})
    const path = join(folder.path, 'share', 'my.show.json')
    const save = () => saveFile(path, NEW, fileSystem, { digest: null }, disks)
    mkdirSync(join(folder.path, 'share'))
    {
      using share = mountedAt(join(folder.path, 'share'))
      expect(await save()).toEqual({ ok: true, value: undefined })
      expect(readdirSync(share.path)).toEqual(['my.show.json'])
    }
    expect(await save()).toMatchObject({ ok: false, error: { code: 'save/disk-away', where: path } })
    expect(readdirSync(join(folder.path, 'share'))).toEqual([])
    using share = mountedAt(join(folder.path, 'share'))
    writeFileSync(join(share.path, 'my.show.json'), 'as it was')
    expect(await saveFile(path, NEW, fileSystem, null, disks)).toEqual({ ok: true, value: undefined })
  })

  test('may be put on another disk that holds one of its name', async () => {
    const disks = new KnownDisks()
    using folder = scratch({ 'my.show.json': OLD })
    const path = join(folder.path, 'my.show.json')
    disks.seen(path, -1)
    expect(await saveFile(path, NEW, fileSystem, null, disks)).toMatchObject({ ok: true })
  })
})

test('a file that was deleted is made anew on its disk', async () => {
  const disks = new KnownDisks()
  using folder = scratch({})
  const path = join(folder.path, 'my.show.json')
  disks.seen(path, statSync(folder.path).dev)
  expect(await saveFile(path, NEW, fileSystem, { digest: null }, disks)).toMatchObject({ ok: true })
})
