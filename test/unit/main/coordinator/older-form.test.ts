import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { VERSION_LIMITS } from '../../../../main/store/versions.ts'
import { FOH, KeptBooth, PATH, turns } from '../../../support/kept-booth.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { Mishap, MishapAt } from '../../../support/simulated-disk.ts'

const OLD = readFileSync(new URL('../../../fixtures/shows/taken-words.show.json', import.meta.url))
const FIRST = readFileSync(new URL('../../../fixtures/shows/first-demo.show.json', import.meta.url))
const SAID = [expect.stringContaining('cue.fire is own2.cue.fire now')]
const OTHER = '/shows/other.show.json'

function diskWith(content: Uint8Array = OLD, mishap?: MishapAt): SimulatedDisk {
  const other = Buffer.from(JSON.stringify(showData({ playlists: [playlistData('o')] })))
  const files = new Map([
    [PATH, Buffer.from(content)],
    [OTHER, other],
  ])
  return new SimulatedDisk({ files, folders: ['/', '/data', '/shows'] }, mishap)
}

/** As after a power cut: all that was written is there. */
function left(disk: SimulatedDisk): SimulatedDisk {
  const { folders = [] } = [...disk.crashStates()].at(-1) ?? {}
  return new SimulatedDisk({ files: disk.files, folders })
}

async function open(disk = diskWith(), path: string | null = PATH) {
  const booth = await KeptBooth.open(disk, { versions: VERSION_LIMITS, path })
  onTestFinished(async () => {
    const ended = booth[Symbol.asyncDispose]()
    await booth.passes(2000)
    await ended
  })
  return { booth, disk, coordinator: booth.coordinator }
}

/** Files besides that of the show which hold the very bytes. */
function copies(disk: SimulatedDisk, content: Uint8Array = OLD): string[] {
  return [...disk.files]
    .filter(([path, bytes]) => path !== PATH && bytes.equals(content))
    .map(([path]) => path)
}

test('a file of an older form is read in that of today, said, and left alone until it is saved', async () => {
  const { booth, disk, coordinator } = await open()
  expect(Object.keys(coordinator.current().show.events)).toContain('own2.cue.fire')
  expect(booth.said('show.persistence.migrated')).toMatchObject([{ path: PATH, changes: SAID }])
  expect(coordinator.edits()).toMatchObject({ isEdited: true, migrated: SAID, restored: null })
  await booth.passes(5000)
  expect(disk.files.get(PATH)).toEqual(OLD)
  expect(copies(disk)).toEqual([])
})

test('saving writes the form of today, with the very bytes of before beside it and among the versions', async () => {
  const { booth, disk, coordinator } = await open()
  expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
  await turns()
  expect(coordinator.edits()).toMatchObject({ isEdited: false, migrated: null })
  expect(disk.files.get(PATH)?.toString()).toContain('"own2.cue.fire"')
  expect(disk.files.get(PATH)?.toString()).not.toContain('"cue.fire":')
  const kept = copies(disk)
  expect(kept).toContainEqual(expect.stringMatching(/^\/shows\/my \(older form .*\)\.show\.json$/))
  expect(kept).toContainEqual(expect.stringMatching(/^\/data\/versions\//))
  expect(booth.said('show.persistence.putAside')).toHaveLength(1)
  const digest = createHash('sha256').update(OLD).digest('hex')
  const versions = await coordinator.versions()
  expect(versions).toMatchObject({
    value: { versions: expect.arrayContaining([expect.objectContaining({ digest })]) as unknown },
  })

  const again = await open(left(disk))
  expect(again.booth.said('show.persistence.migrated')).toEqual([])
  expect(again.coordinator.edits()).toMatchObject({ isEdited: false, migrated: null })
  expect(await again.coordinator.save(FOH)).toMatchObject({ ok: true })
  expect(again.booth.said('show.persistence.putAside')).toEqual([])
})

test('nothing is written where what the file holds cannot be put aside first', async () => {
  const trouble = { mishap: null as Mishap }
  const disk = diskWith(OLD, ({ name }) => (name === 'write' ? trouble.mishap : null))
  const { coordinator, booth } = await open(disk)
  trouble.mishap = 'ENOSPC'
  const saved = coordinator.save(FOH)
  await booth.passes(5000)
  expect(await saved).toMatchObject({ ok: false })
  expect(disk.files.get(PATH)).toEqual(OLD)
  expect(coordinator.edits()).toMatchObject({ isEdited: true, migrated: SAID, saving: { path: PATH } })
  trouble.mishap = null
  // It is tried again although nobody has edited anything.
  await booth.passes(120_000)
  expect(coordinator.edits()).toMatchObject({ isEdited: false, migrated: null, saving: null })
  expect(copies(disk)).toHaveLength(2)
})

test('edits of it are back after a crash, on top of the same changes', async () => {
  const { booth, disk, coordinator } = await open()
  const put = { edit: 'put', kind: 'event', id: 'lights.off', value: {} }
  expect(booth.edit(put)).toMatchObject({ ok: true })
  expect(booth.rename('Renamed', 'first')).toMatchObject({ ok: true })
  await booth.passes(400)
  expect(coordinator.edits().kept).toBe(coordinator.current().generation)

  const again = await open(left(disk))
  expect(again.booth.names[0]).toBe('Renamed')
  expect(again.coordinator.edits()).toMatchObject({ restored: { edits: 2 }, migrated: SAID, notices: [] })
  expect(again.booth.said('show.persistence.migrated')).toHaveLength(1)
  await again.coordinator.save(FOH)
  expect(copies(again.disk)).toHaveLength(2)
})

test('letting go of edits leads back to what the file was read as', async () => {
  const { booth, coordinator } = await open()
  booth.rename('Renamed', 'first')
  const reloaded = coordinator.reload(FOH.by, null, true)
  await booth.passes(200)
  expect(await reloaded).toMatchObject({ ok: true, value: { changed: true } })
  expect(booth.names[0]).toBe('First')
  expect(coordinator.edits()).toMatchObject({ isEdited: true, migrated: SAID })
})

test('another show may be opened at once: what was changed on reading is changed again', async () => {
  const { booth, coordinator } = await open()
  expect(await coordinator.open({ path: OTHER, discard: false }, FOH)).toMatchObject({ ok: true })
  expect(coordinator.edits()).toMatchObject({ isEdited: false, migrated: null })
  expect(await coordinator.open({ path: PATH, discard: false }, FOH)).toMatchObject({ ok: true })
  expect(booth.said('show.persistence.migrated')).toHaveLength(2)
})

test('a file that becomes one of an older form while the show runs is said to be so', async () => {
  const { booth, disk, coordinator } = await open(diskWith(FIRST))
  expect(coordinator.edits()).toMatchObject({ isEdited: false, migrated: null })
  disk.replace(PATH, OLD)
  const reloaded = coordinator.reload(FOH.by, null)
  await booth.passes(200)
  expect(await reloaded).toMatchObject({ ok: true, value: { changed: true } })
  expect(booth.said('show.persistence.migrated')).toMatchObject([{ changes: SAID }])
  expect(coordinator.edits()).toMatchObject({ isEdited: true, migrated: SAID })
  await coordinator.save(FOH)
  expect(copies(disk)).toHaveLength(2)
})

test('an earlier version of an older form is restored in that of today', async () => {
  const { booth, coordinator } = await open()
  await coordinator.save(FOH)
  await turns()
  booth.rename('Later', 'first')
  await coordinator.save(FOH)
  await turns()
  const listed = await coordinator.versions()
  if (!listed.ok) throw new Error(listed.error.what)
  const found = listed.value.versions.find(({ kind }) => kind === 'found')
  if (found === undefined) throw new Error('what stood there was not kept')
  const restored = await coordinator.restoreVersion({ version: found.id }, FOH)
  expect(restored).toMatchObject({ ok: true, value: { changed: true } })
  expect(booth.names[0]).toBe('First')
  expect(Object.keys(coordinator.current().show.events)).toContain('own2.cue.fire')
  expect(booth.said('show.persistence.migrated')).toHaveLength(2)
})

test('saved under another name the file of before stays as it is', async () => {
  const { disk, coordinator } = await open()
  const saved = await coordinator.saveAs({ path: '/shows/new.show.json', replace: false }, FOH)
  expect(saved).toMatchObject({ ok: true })
  expect(disk.files.get(PATH)).toEqual(OLD)
  expect(disk.files.get('/shows/new.show.json')?.toString()).toContain('"own2.cue.fire"')
  expect(coordinator.edits()).toMatchObject({ isEdited: false, migrated: null })
})
