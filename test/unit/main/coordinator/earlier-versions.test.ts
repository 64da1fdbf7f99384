import { describe, expect, onTestFinished, test } from 'vitest'
import { VERSION_LIMITS } from '../../../../main/store/versions.ts'
import type { VersionLimits } from '../../../../main/store/versions.ts'
import type { ShowVersion } from '../../../../shared/model/show-version.ts'
import { FOH, KeptBooth, PATH, diskWith, turns } from '../../../support/kept-booth.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { CrashState } from '../../../support/simulated-disk.ts'

const stepAt = (offset: number) => ({ offset, type: 'lights.go' })
const SHOW = showData({
  playlists: [playlistData('a', { steps: [0, 10, 20, 30].map(stepAt) }), playlistData('b')],
})
const PAD = { by: { id: 'tab 2', name: 'Pad' }, cause: null }

async function open(disk = new SimulatedDisk(diskWith(SHOW)), versions: VersionLimits = VERSION_LIMITS) {
  const booth = await KeptBooth.open(disk, { versions })
  onTestFinished(() => end(booth))
  const { coordinator } = booth
  const list = async (): Promise<readonly ShowVersion[]> => {
    const answer = await coordinator.versions()
    if (!answer.ok) throw new Error(answer.error.what)
    return answer.value.versions
  }
  const save = async (name: string, asker = FOH) => {
    booth.rename(name)
    const saved = await coordinator.save(asker)
    await turns()
    if (!saved.ok) throw new Error(saved.error.what)
  }
  const inFile = (): string => disk.files.get(PATH)?.toString() ?? ''
  return { booth, disk, coordinator, list, save, inFile }
}

/** Waits for what it waits for, also where that never comes. */
async function end(booth: KeptBooth): Promise<void> {
  const ended = booth[Symbol.asyncDispose]()
  await booth.passes(2000)
  await ended
}

/** The disk as it is, with another content of the show's file. */
function spoilt(
  { files, folders }: { readonly files: ReadonlyMap<string, Buffer>; readonly folders: readonly string[] },
  content: string,
): CrashState {
  return { files: new Map([...files, [PATH, Buffer.from(content)]]), folders }
}

const FOLDERS = (disk: SimulatedDisk): readonly string[] => [...disk.crashStates()].at(-1)?.folders ?? []

describe('earlier versions of the show', () => {
  test('are what was saved, by whom, and what stood in the file before', async () => {
    const { booth, list, save, coordinator } = await open()
    expect(await list()).toEqual([])
    await save('One')
    booth.clock.advanceBy(60_000)
    await save('Two', PAD)
    const now = Date.UTC(2026, 10, 27, 14, 31)
    expect(await list()).toMatchObject([
      { ...{ id: 3, at: now + 60_000, kind: 'save', by: 'Pad', generation: 3 }, name: SHOW.name, format: 1 },
      { ...{ id: 2, at: now, kind: 'save', by: 'FOH tablet', generation: 2 } },
      { ...{ id: 1, at: now, kind: 'found', by: null, generation: null, name: null } },
    ])
    expect(await coordinator.versions()).toMatchObject({ value: { path: PATH } })
  })

  test('say what is other in them before they are restored', async () => {
    const { booth, save, coordinator } = await open()
    await save('One')
    booth.edit({ edit: 'steps', playlist: 'a', do: 'shift', keys: [[2, 3]], by: 7 })
    booth.edit({ edit: 'remove', kind: 'playlist', id: 'b' })
    booth.edit({
      edit: 'put',
      kind: 'playlist',
      id: 'c',
      value: playlistData('c', { name: 'New' }),
      before: null,
    })
    booth.rename('Two')
    booth.edit({ edit: 'change', kind: 'show', set: { name: 'Other' } })
    const preview = await coordinator.previewVersion({ version: 2 })
    expect(preview.ok && preview.value).toMatchObject({ generation: 7, version: { id: 2 }, more: 0 })
    expect(preview.ok && preview.value.differences).toEqual([
      { kind: 'playlist', how: 'added', count: 1, names: ['b'] },
      { kind: 'playlist', how: 'changed', count: 1, names: ['One'] },
      { kind: 'playlist', how: 'removed', count: 1, names: ['New'] },
      { kind: 'step', how: 'moved', count: 2, in: 'One', names: [] },
      { kind: 'setting', how: 'changed', count: 1, names: ['name'] },
    ])
  })

  test('are restored as one edit, which is unsaved, kept, and taken back by one undo', async () => {
    const { booth, disk, save, coordinator, inFile } = await open()
    await save('One')
    await save('Two')
    const before = inFile()
    const restored = await coordinator.restoreVersion({ version: 2 }, FOH)
    expect(restored).toEqual({
      ok: true,
      value: { generation: 4, changed: true, label: 'restore an earlier version: 1 playlist changed' },
    })
    expect(booth.names).toEqual(['One', 'b'])
    expect(coordinator.edits()).toMatchObject({
      isEdited: true,
      history: [{ label: 'restore an earlier version: 1 playlist changed', by: FOH.by }, {}, {}],
    })
    expect(inFile()).toBe(before)
    expect(booth.said('show.changed').at(-1)).toMatchObject({ kind: 'reload', generation: 4 })
    await booth.passes(300)
    expect(coordinator.edits().kept).toBe(4)
    // As after a crash.
    const again = await open(new SimulatedDisk({ files: disk.files, folders: FOLDERS(disk) }))
    expect(again.booth.names).toEqual(['One', 'b'])
    expect(again.coordinator.undo(FOH)).toMatchObject({ ok: true })
    expect(again.booth.names).toEqual(['Two', 'b'])
    coordinator.undo(FOH)
    expect(booth.names).toEqual(['Two', 'b'])
    expect(coordinator.edits().isEdited).toBe(false)
  })

  test('that are as the show is change nothing', async () => {
    const { save, coordinator } = await open()
    await save('One')
    expect(await coordinator.restoreVersion({ version: 2 }, FOH)).toMatchObject({
      value: { generation: 2, changed: false },
    })
    expect(coordinator.edits().history).toHaveLength(1)
  })

  test('are refused by name where there is none, or it is damaged', async () => {
    const { save, coordinator, disk } = await open()
    await save('One')
    expect(await coordinator.restoreVersion({ version: 9 }, FOH)).toMatchObject({
      error: { code: 'version/unknown', where: PATH },
    })
    const [path] = [...disk.files.keys()].filter((each) => /versions.*0002.*show\.json$/.test(each))
    const file = await disk.open(path as string, 2)
    await file.write(Buffer.from('?'), 0, 1, 0)
    expect(await coordinator.previewVersion({ version: 2 })).toMatchObject({
      error: { code: 'version/damaged' },
    })
    await coordinator.empty({ discard: false }, FOH)
    expect(await coordinator.versions()).toEqual({ ok: true, value: { path: null, versions: [] } })
    expect(await coordinator.restoreVersion({ version: 2 }, FOH)).toMatchObject({
      error: { code: 'show/no-file' },
    })
  })

  test('that cannot be kept fail no save, and it is said until one is', async () => {
    let isFull = false
    const disk = new SimulatedDisk(diskWith(SHOW), ({ name }) =>
      isFull && name === 'mkdir' ? 'ENOSPC' : null,
    )
    const { booth, save, coordinator, list } = await open(disk)
    isFull = true
    await save('One')
    await save('Two')
    const fault = { code: 'version/not-kept', where: '/data/versions' }
    expect(coordinator.health().versions).toMatchObject(fault)
    expect(booth.said('show.persistence.versionFailed')).toEqual([
      expect.objectContaining({ path: PATH, ...fault }),
    ])
    expect(booth.said('show.persistence.completed')).toHaveLength(2)
    isFull = false
    await save('Three')
    expect(coordinator.health().versions).toBeNull()
    // What stands in the file is kept before it is replaced, whoever put it there.
    expect((await list()).map(({ kind }) => kind)).toEqual(['save', 'found'])
  })

  test('of a disk that does not answer hold up a save for two seconds at most', async () => {
    const { booth, disk, coordinator } = await open()
    const { readdir } = disk
    disk.readdir = (path) =>
      path.startsWith('/data/versions') ? new Promise(() => undefined) : readdir.call(disk, path)
    booth.rename('One')
    const saved = coordinator.save(FOH)
    await booth.passes(2250)
    expect(await saved).toMatchObject({ ok: true })
  })
})

describe('a file that cannot be used', () => {
  const BAD: readonly (readonly [string, string, string])[] = [
    ['is empty', '', 'show/empty'],
    ['is cut off', JSON.stringify(SHOW).slice(0, 200), 'show/not-json'],
    ['is none of ours', 'Lights up slowly', 'show/not-a-show'],
    ['holds something else', '{"version":1,"name":"x","playlists":7}', 'show/invalid'],
    ['is of a newer program', JSON.stringify({ ...SHOW, version: 99 }), 'show/newer-version'],
    ['holds nothing but zeros', '\0'.repeat(300), 'show/empty'],
  ]

  async function withVersions() {
    const { save, disk, booth } = await open()
    await save('One')
    await save('Two')
    await end(booth)
    return { files: disk.files, folders: FOLDERS(disk) }
  }

  test.each(BAD)('as it %s, is refused with the newest version that can', async (_, content, code) => {
    const disk = new SimulatedDisk(spoilt(await withVersions(), content))
    await using booth = await KeptBooth.open(disk, { path: null, versions: VERSION_LIMITS })
    const refused = await booth.coordinator.open({ path: PATH, discard: true }, FOH)
    expect(refused).toMatchObject({
      ok: false,
      error: { code, instead: { version: 3, by: 'FOH tablet', passedOver: 0 } },
    })
    const opened = await booth.coordinator.open({ path: PATH, discard: true, version: 3 }, FOH)
    expect(opened).toMatchObject({ ok: true, value: { path: PATH } })
    expect(booth.names).toEqual(['Two', 'b'])
    expect(booth.coordinator.edits()).toMatchObject({
      isEdited: true,
      rescued: { path: PATH, instead: { version: 3 } },
    })
    expect(booth.coordinator.health().rescued).toMatchObject({ code })
    expect(disk.files.get(PATH)?.toString()).toBe(content)
    expect(await booth.coordinator.save(FOH)).toMatchObject({ ok: true })
    expect(booth.coordinator.edits()).toMatchObject({ isEdited: false, rescued: null })
    expect(disk.files.get(PATH)?.toString()).toContain('Two')
    // What stood there is not lost: it is beside the file, and among its versions.
    const held = [...disk.files].filter(([path, bytes]) => path !== PATH && bytes.toString() === content)
    expect(held).toHaveLength(content === '' ? 0 : 2)
  })

  test('passes over versions that are damaged, and says so', async () => {
    const left = await withVersions()
    const files = new Map(
      [...left.files].map(([path, bytes]) =>
        /versions.*0003.*show\.json$/.test(path)
          ? ([path, Buffer.from('?')] as const)
          : ([path, bytes] as const),
      ),
    )
    const disk = new SimulatedDisk(spoilt({ ...left, files }, ''))
    await using booth = await KeptBooth.open(disk, { versions: VERSION_LIMITS })
    expect(booth.names).toEqual(['One', 'b'])
    expect(booth.said('show.persistence.rescued')).toMatchObject([
      { path: PATH, code: 'show/empty', version: 2, passedOver: 1, by: 'FOH tablet' },
    ])
  })

  test('at the start gives way to the newest version, whose edits are back after a crash', async () => {
    const left = spoilt(await withVersions(), '{')
    const first = await open(new SimulatedDisk(left))
    expect(first.booth.names).toEqual(['Two', 'b'])
    first.booth.rename('Three')
    await first.booth.passes(300)
    const second = await open(new SimulatedDisk({ files: first.disk.files, folders: FOLDERS(first.disk) }))
    expect(second.booth.names).toEqual(['Three', 'b'])
    expect(second.coordinator.edits()).toMatchObject({ restored: { edits: 1 }, notices: [] })
    second.booth.rename('Four')
    await second.booth.passes(300)
    const third = await open(new SimulatedDisk({ files: second.disk.files, folders: FOLDERS(second.disk) }))
    expect(third.booth.names).toEqual(['Four', 'b'])
    await third.coordinator.save(FOH)
    expect(third.inFile()).toContain('Four')
  })

  test('loses no edits that were kept on top of what it held before', async () => {
    const { booth, disk, save } = await open()
    await save('One')
    booth.rename('Edited')
    await booth.passes(300)
    const left = spoilt({ files: disk.files, folders: FOLDERS(disk) }, JSON.stringify(SHOW).slice(0, 99))
    const again = await open(new SimulatedDisk(left))
    expect(again.booth.names).toEqual(['Edited', 'b'])
    expect(again.coordinator.edits()).toMatchObject({
      restored: { edits: 1 },
      notices: [],
      rescued: { path: PATH },
    })
  })

  test('when it is read again leaves the show as it is, and names the newest version', async () => {
    const { booth, coordinator, save, disk } = await open()
    await save('One')
    const file = await disk.open(PATH, 2)
    await file.truncate(70)
    const answer = coordinator.reload(FOH.by, null)
    await booth.passes(100)
    expect(await answer).toMatchObject({
      error: { code: 'show/not-json', instead: { version: 2, by: 'FOH tablet', passedOver: 0 } },
    })
    expect(booth.names).toEqual(['One', 'b'])
    expect(coordinator.edits()).toMatchObject({ failing: { path: PATH }, rescued: null })
  })

  test('that is gone has versions too, and what comes back in its place is not written over unseen', async () => {
    const left = await withVersions()
    const files = new Map(left.files)
    files.delete(PATH)
    const { booth, coordinator, disk, inFile } = await open(new SimulatedDisk({ ...left, files }))
    expect(booth.names).toEqual(['Two', 'b'])
    expect(coordinator.health().rescued).toMatchObject({ code: 'show/not-found' })
    const file = await disk.open(PATH, 0o102)
    await file.write(Buffer.from(JSON.stringify(SHOW)), 0, JSON.stringify(SHOW).length, 0)
    expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'save/changed-outside' } })
    expect(inFile()).toBe(JSON.stringify(SHOW))
  })

  test('of which nothing was kept is refused as it is', async () => {
    const disk = new SimulatedDisk(spoilt(diskWith(SHOW), '{"version":1,'))
    await expect(KeptBooth.open(disk, { versions: VERSION_LIMITS })).rejects.toThrow('line 1')
    await using booth = await KeptBooth.open(disk, { path: null, versions: VERSION_LIMITS })
    const refused = await booth.coordinator.open({ path: PATH, discard: true }, FOH)
    expect(refused.ok || refused.error.instead).toBeUndefined()
  })

  test('that can be used after all is not passed over', async () => {
    const { booth, coordinator, save } = await open()
    await save('One')
    const opened = await coordinator.open({ path: PATH, discard: false, version: 1 }, FOH)
    expect(opened).toMatchObject({ error: { code: 'show/can-be-used' } })
    expect(booth.names).toEqual(['One', 'b'])
  })
})
