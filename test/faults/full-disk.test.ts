// An hour of edits on a real disk that is full, in the time of a clock that the test moves.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileSystem } from '../../main/store/file-system.ts'
import type { FileSystem } from '../../main/store/file-system.ts'
import { FOH, KeptBooth, PATH } from '../support/kept-booth.ts'
import { playlistData, showData } from '../support/show-bytes.ts'
import type { SimulatedDisk } from '../support/simulated-disk.ts'
import { canMount, smallDisk } from '../support/small-disk.ts'

/** The real file system, of which that folder is all. */
function below(root: string): FileSystem {
  const at = (path: string): string => join(root, path)
  return {
    realpath: async (path) => (await fileSystem.realpath(at(path))).slice(root.length),
    stat: (path) => fileSystem.stat(at(path)),
    access: (path, mode) => fileSystem.access(at(path), mode),
    open: (path, flags, mode) => fileSystem.open(at(path), flags, mode),
    rename: (from, to) => fileSystem.rename(at(from), at(to)),
    unlink: (path) => fileSystem.unlink(at(path)),
    mkdir: (path, options) => fileSystem.mkdir(at(path), options),
    readdir: (path) => fileSystem.readdir(at(path)),
  }
}

test.skipIf(!canMount)(
  'an hour of edits on a full disk loses none, and is saved by itself when there is room',
  async () => {
    using disk = smallDisk(2048)
    for (const folder of ['shows', 'data']) mkdirSync(join(disk.path, folder))
    const path = join(disk.path, PATH)
    const old = JSON.stringify(showData({ playlists: [playlistData('a'), playlistData('b')] }))
    writeFileSync(path, old)
    // Of a simulated disk only its calls are used.
    await using booth = await KeptBooth.open(below(disk.path) as SimulatedDisk)
    disk.fill()
    for (let edit = 1; edit <= 3600; edit += 1) {
      const edited = booth.rename(`Name ${edit}`)
      if (!edited.ok) throw new Error(edited.error.what)
      // Its own tries may be under way.
      if (edit % 900 === 1) expect(await booth.coordinator.save(FOH)).toMatchObject({ ok: false })
      booth.clock.advanceBy(1000)
      await new Promise((resume) => setImmediate(resume))
    }
    expect(readFileSync(path, 'utf8')).toBe(old)
    expect(booth.coordinator.edits()).toMatchObject({
      ...{ isEdited: true, saving: { path: PATH } },
      notKept: { what: 'the disk is full' },
    })
    disk.makeRoom()
    await expect
      .poll(() => {
        booth.clock.advanceBy(1000)
        return booth.coordinator.edits()
      })
      .toMatchObject({ isEdited: false, saving: null, notKept: null })
    expect(readFileSync(path, 'utf8')).toContain('Name 3600')
    console.info('full disk: 3600 edits in an hour, all of them saved by themselves afterwards')
  },
)
