// Saving on a disk in trouble, and beside somebody else who saves too.
import { describe, expect, onTestFinished, test } from 'vitest'
import { FOH, KeptBooth, PATH, diskWith, turns } from '../../../support/kept-booth.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'
import { ERRORS, GONE, SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { Mishap } from '../../../support/simulated-disk.ts'

const TWO = showData({ playlists: [playlistData('a'), playlistData('b')] })
const bytes = (content: object): Buffer => Buffer.from(JSON.stringify(content))
const named = (name: string): Buffer =>
  bytes({ ...TWO, playlists: [playlistData('a'), playlistData('b', { name })] })

/** A booth whose show folder, and nothing else, is in trouble. */
async function booth() {
  const trouble = { mishap: null as Mishap, at: (() => true) as (name: string) => boolean }
  const disk: SimulatedDisk = new SimulatedDisk(diskWith(TWO), ({ name }) =>
    trouble.mishap !== null && trouble.at(name) ? trouble.mishap : null,
  )
  const opened = await KeptBooth.open(disk)
  onTestFinished(() => opened[Symbol.asyncDispose]())
  const inFile = (path = PATH): readonly string[] => {
    const content = disk.files.get(path)
    if (content === undefined) throw new Error(`there is no ${path}`)
    const { playlists } = JSON.parse(content.toString()) as { playlists: readonly { name: string }[] }
    return playlists.map(({ name }) => name)
  }
  const beside = (): readonly string[] => [...disk.files.keys()].filter((path) => path.startsWith('/shows/'))
  return { booth: opened, disk, trouble, inFile, beside }
}

describe('a save that failed', () => {
  test.each([...ERRORS, ...GONE])(
    'with %s is tried again by itself, with what is edited since',
    async (mishap) => {
      const { booth: desk, trouble, inFile, beside } = await booth()
      desk.rename('Intro')
      await desk.passes(300)
      trouble.mishap = mishap
      trouble.at = (name) => name === 'sync'
      expect(await desk.coordinator.save(FOH)).toMatchObject({ ok: false })
      expect(inFile()).toEqual(['a', 'b'])
      expect(desk.coordinator.health().saving).toMatchObject({ path: PATH })
      expect(desk.coordinator.edits().isEdited).toBe(true)
      desk.rename('Opening')
      await desk.passes(20_000)
      expect(desk.said('show.persistence.failed')).toHaveLength(1)
      trouble.mishap = null
      await desk.passes(60_000)
      expect(inFile()).toEqual(['Opening', 'b'])
      expect(beside()).toEqual([PATH])
      expect(desk.coordinator.health().saving).toBeNull()
      expect(desk.coordinator.edits()).toMatchObject({ isEdited: false, notKept: null })
      expect(desk.said('show.persistence.completed')).toHaveLength(1)
    },
  )

  test('is not, once somebody gives it up, opens another show, or takes back what was to be saved', async () => {
    const endings: readonly ((desk: KeptBooth) => unknown)[] = [
      ({ coordinator }) => coordinator.giveUpSave(FOH),
      ({ coordinator }) => void coordinator.empty({ discard: true }, FOH),
      ({ coordinator }) => coordinator.undo(FOH),
    ]
    for (const end of endings) {
      const { booth: desk, trouble, disk, inFile } = await booth()
      desk.rename('Intro')
      await desk.passes(300)
      trouble.mishap = 'EIO'
      await desk.coordinator.save(FOH)
      trouble.mishap = null
      end(desk)
      expect(desk.coordinator.health().saving).toBeNull()
      await desk.passes(1000)
      const { calls } = disk
      await desk.passes(70_000)
      expect(disk.called.slice(calls).filter((name) => name === 'rename')).toEqual([])
      expect(inFile()).toEqual(['a', 'b'])
    }
  })

  test('under another name is told to whoever named it, and not tried again', async () => {
    const { booth: desk, disk } = await booth()
    desk.rename('Intro')
    const path = '/nowhere/other.show.json'
    expect(await desk.coordinator.saveAs({ path, replace: false }, FOH)).toMatchObject({
      error: { code: 'save/failed' },
    })
    expect(desk.coordinator.health().saving).toBeNull()
    await desk.passes(70_000)
    expect(disk.files.has(path)).toBe(false)
  })
})

describe('a disk that does not answer', () => {
  test('holds up neither edits nor a save elsewhere, and what it takes after all counts', async () => {
    const { booth: desk, disk, trouble, inFile } = await booth()
    desk.rename('Intro')
    await desk.passes(300)
    trouble.mishap = 'hangs'
    trouble.at = (name) => name === 'rename' || name === 'chmod'
    const saved = desk.coordinator.save(FOH)
    await desk.passes(11_000)
    expect(await saved).toMatchObject({ error: { code: 'disk/hangs', where: PATH } })
    expect(desk.rename('Opening').ok).toBe(true)
    expect(await desk.coordinator.save(FOH)).toMatchObject({ error: { code: 'disk/hangs' } })
    await desk.passes(120_000)
    expect(disk.hanging).toBe(1)
    expect(desk.coordinator.health().saving?.fault.code).toBe('disk/hangs')
    trouble.mishap = null
    disk.goOn()
    await turns()
    expect(inFile()).toEqual(['Intro', 'b'])
    expect(desk.coordinator.edits().isEdited).toBe(true)
    // It failed, so it is done again with what came since.
    await desk.passes(60_000)
    expect(inFile()).toEqual(['Opening', 'b'])
    expect(desk.coordinator.edits()).toMatchObject({ isEdited: false, offered: null })
    expect(desk.coordinator.health().saving).toBeNull()
  })

  test('is left for another one by a save under another name, and may then take what it likes', async () => {
    const { booth: desk, disk, trouble, inFile } = await booth()
    desk.rename('Intro')
    await desk.passes(300)
    trouble.mishap = 'hangs'
    trouble.at = (name) => name === 'chmod'
    const saved = desk.coordinator.save(FOH)
    await desk.passes(11_000)
    await saved
    trouble.mishap = null
    const path = '/data/other.show.json'
    const elsewhere = desk.coordinator.saveAs({ path, replace: false }, FOH)
    await turns()
    expect(await elsewhere).toMatchObject({ ok: true, value: { path } })
    expect(desk.coordinator.health().saving).toBeNull()
    desk.rename('Later')
    disk.goOn()
    await turns()
    expect(inFile()).toEqual(['Intro', 'b'])
    expect(inFile(path)).toEqual(['Intro', 'b'])
    expect(desk.coordinator.edits()).toMatchObject({ isEdited: true, path })
  })

  test('does not keep the engine from ending', async () => {
    const { booth: desk, disk, trouble } = await booth()
    desk.rename('Intro')
    await desk.passes(300)
    trouble.mishap = 'hangs'
    const saved = desk.coordinator.save(FOH)
    await turns()
    const ended = desk.coordinator[Symbol.asyncDispose]()
    await desk.passes(3000)
    await ended
    trouble.mishap = null
    disk.goOn()
    await saved
  })
})

describe('what somebody else has put into the file', () => {
  test('is not saved over, whenever that was', async () => {
    // Before the save, and in the midst of it: at each of its calls.
    for (let at = 0; ; at += 1) {
      const { booth: desk, disk, inFile } = await booth()
      desk.rename('Mine')
      await desk.passes(300)
      const { calls } = disk
      const theirs = named('Theirs')
      const late = { is: false }
      const call = disk.changed
      if (at === 0) disk.replace(PATH, theirs)
      else
        disk.calling = (number, name) => {
          if (number !== calls + at) return
          // Where they come between the last look and the rename, one of the two is lost on any system.
          late.is = name === 'rename' || disk.called.slice(calls).includes('rename')
          disk.replace(PATH, theirs)
        }
      const saved = await desk.coordinator.save(FOH)
      disk.changed = call
      if (late.is) break
      expect(saved, `at call ${at}`).toMatchObject({ error: { code: 'save/changed-outside' } })
      expect(inFile()).toEqual(['a', 'Theirs'])
      expect(desk.coordinator.edits().isEdited).toBe(true)
      await desk.passes(100)
      expect(desk.coordinator.edits().offered).toMatchObject({ path: PATH })
      expect(desk.coordinator.health().saving).toBeNull()
    }
  })

  test('is put aside by the save after Keep mine, never over another file', async () => {
    const { booth: desk, disk, inFile, beside } = await booth()
    for (const mine of ['Mine', 'Mine again']) {
      desk.rename(mine)
      await desk.passes(300)
      disk.replace(PATH, named(`Theirs, not ${mine}`))
      await desk.coordinator.save(FOH)
      await desk.passes(100)
      expect(desk.coordinator.keepMine(FOH)).toMatchObject({ ok: true })
      expect(beside()).not.toContain(expect.stringContaining(mine))
      expect(await desk.coordinator.save(FOH)).toMatchObject({ ok: true })
      expect(inFile()).toEqual([mine, 'b'])
    }
    const [first = '', second = ''] = beside().filter((path) => path.includes('changed elsewhere'))
    expect(first).toMatch(/^\/shows\/my \(changed elsewhere \d{4}-\d\d-\d\d \d\d-\d\d\)\.show\.json$/)
    expect(second).toBe(first.replace('.show.json', ' 2.show.json'))
    expect(inFile(first)).toEqual(['a', 'Theirs, not Mine'])
    expect(inFile(second)).toEqual(['a', 'Theirs, not Mine again'])
    expect(desk.said('show.persistence.putAside')).toMatchObject([{ aside: first }, { aside: second }])
    // What nobody has changed since is no reason for another.
    desk.rename('Third')
    await desk.coordinator.save(FOH)
    expect(beside()).toHaveLength(3)
  })

  test('that is no show is put aside too, and its bar says that a save replaces it', async () => {
    const { booth: desk, disk, inFile, beside } = await booth()
    disk.replace(PATH, Buffer.from('{ "name": broken'))
    void desk.coordinator.reload(FOH.by, null)
    await desk.passes(100)
    expect(desk.coordinator.edits().failing).toMatchObject({ path: PATH, isKept: false })
    expect(desk.coordinator.keepMine(FOH)).toMatchObject({ ok: true })
    expect(desk.coordinator.edits().failing).toMatchObject({ isKept: true })
    expect(desk.coordinator.edits().isEdited).toBe(true)
    expect(await desk.coordinator.save(FOH)).toMatchObject({ ok: true })
    expect(inFile()).toEqual(['a', 'b'])
    const [aside = ''] = beside().filter((path) => path !== PATH)
    expect(disk.files.get(aside)?.toString()).toBe('{ "name": broken')
    expect(desk.coordinator.edits()).toMatchObject({ failing: null, isEdited: false })
  })

  test('that can be put aside nowhere is left as it is', async () => {
    const { booth: desk, disk, trouble, beside } = await booth()
    desk.rename('Mine')
    await desk.passes(300)
    disk.replace(PATH, named('Theirs'))
    await desk.coordinator.save(FOH)
    await desk.passes(100)
    desk.coordinator.keepMine(FOH)
    trouble.mishap = 'ENOSPC'
    trouble.at = (name) => name === 'write'
    expect(await desk.coordinator.save(FOH)).toMatchObject({ error: { code: 'save/not-put-aside' } })
    expect(disk.files.get(PATH)).toEqual(named('Theirs'))
    trouble.mishap = null
    await desk.passes(70_000)
    expect(beside()).toHaveLength(2)
    expect(desk.coordinator.edits().isEdited).toBe(false)
  })

  test('is not what a save of ours has put there that was said to have failed', async () => {
    const { booth: desk, disk, trouble, inFile } = await booth()
    desk.rename('Mine')
    await desk.passes(300)
    // The share does it, and its answer is lost.
    disk.calling = (_, name) => {
      if (name === 'rename' && trouble.mishap === null) {
        const [temporary = ''] = [...disk.files.keys()].filter(
          (path) => path.endsWith('.tmp') && path.startsWith('/shows/'),
        )
        disk.replace(PATH, disk.files.get(temporary) ?? null)
        trouble.mishap = 'EIO'
      }
    }
    expect(await desk.coordinator.save(FOH)).toMatchObject({ error: { code: 'save/failed' } })
    expect(inFile()).toEqual(['Mine', 'b'])
    trouble.mishap = null
    disk.calling = () => undefined
    desk.rename('Later')
    await desk.passes(5000)
    expect(desk.coordinator.edits()).toMatchObject({ isEdited: false, offered: null })
    expect(inFile()).toEqual(['Later', 'b'])
  })
})
