// A show that is saved by itself, and the mark of one that is not saved.
import { describe, expect, onTestFinished, test } from 'vitest'
import { FOH, KeptBooth, PATH, diskWith } from '../../../support/kept-booth.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { Mishap } from '../../../support/simulated-disk.ts'

const TWO = showData({ playlists: [playlistData('a'), playlistData('b')] })
const DESK = { by: { id: 'tab 2', name: 'Stage desk' }, cause: null }

async function booth(autosave = true) {
  const trouble = { mishap: null as Mishap }
  const disk = new SimulatedDisk(diskWith(TWO), ({ name }) => (name === 'chmod' ? trouble.mishap : null))
  const desk = await KeptBooth.open(disk, { autosave })
  onTestFinished(() => desk[Symbol.asyncDispose]())
  const text = (path = PATH): string => disk.files.get(path)?.toString() ?? ''
  return { desk, disk, trouble, text }
}

describe('a show is saved by itself', () => {
  test('once nobody has edited it for half a minute, signed as such, and nothing is added to the history', async () => {
    const { desk, text } = await booth()
    desk.rename('Intro')
    await desk.passes(20_000)
    desk.rename('Opening')
    await desk.passes(29_000)
    expect(text()).not.toContain('Opening')
    const { history } = desk.coordinator.edits()
    await desk.passes(2000)
    expect(text()).toContain('Opening')
    expect(desk.said('show.persistence.requested')).toMatchObject([{ by: 'autosave' }])
    expect(desk.coordinator.edits()).toMatchObject({ isEdited: false, history })
    await desk.passes(200_000)
    expect(desk.said('show.persistence.requested')).toHaveLength(1)
  })

  test('every two minutes while somebody edits without a rest', async () => {
    const { desk } = await booth()
    for (let edit = 0; edit < 50; edit += 1) {
      desk.rename(`Name ${edit}`)
      await desk.passes(5000)
    }
    expect(desk.said('show.persistence.completed')).toHaveLength(2)
  })

  test('but not where it is off, or was switched off meanwhile', async () => {
    const { desk, text } = await booth(false)
    desk.rename('Intro')
    await desk.passes(200_000)
    expect(text()).not.toContain('Intro')
    expect(await desk.coordinator.autosave({ on: true }, FOH)).toMatchObject({ ok: true })
    expect(desk.coordinator.edits().autosave).toBe(true)
    await desk.passes(10_000)
    await desk.coordinator.autosave({ on: false }, FOH)
    await desk.passes(200_000)
    expect(text()).not.toContain('Intro')
    expect(desk.said('show.persistence.decided')).toMatchObject([{ by: 'FOH tablet' }, {}])
  })

  test('not where it has no file, nor where all was taken back', async () => {
    const { desk, disk } = await booth()
    const before = new Map(disk.files)
    desk.rename('Intro')
    desk.coordinator.undo(FOH)
    await desk.passes(200_000)
    await desk.coordinator.empty({ discard: true }, FOH)
    desk.edit({ edit: 'change', kind: 'show', set: { name: 'Mine' } })
    await desk.passes(200_000)
    expect(desk.said('show.persistence.requested')).toEqual([])
    expect(disk.files.get(PATH)).toEqual(before.get(PATH))
  })

  test('never over what somebody else has changed, nor over what is no show, whatever was decided of it', async () => {
    const theirs = [JSON.stringify({ ...TWO, name: 'Theirs' }), '{ broken']
    for (const content of theirs)
      for (const isKept of [false, true]) {
        const { desk, disk, text } = await booth()
        desk.rename('Mine')
        disk.replace(PATH, Buffer.from(content))
        void desk.coordinator.reload(FOH.by, null)
        await desk.passes(100)
        if (isKept) desk.coordinator.keepMine(FOH)
        desk.rename('Mine too')
        await desk.passes(300_000)
        expect(text()).toBe(content)
        expect(desk.coordinator.edits().isEdited).toBe(true)
      }
  })

  test('nor over what nobody here has seen yet, which is offered then', async () => {
    const { desk, disk, text } = await booth()
    desk.rename('Mine')
    const content = JSON.stringify({ ...TWO, name: 'Theirs' })
    disk.replace(PATH, Buffer.from(content))
    await desk.passes(300_000)
    expect(text()).toBe(content)
    expect(desk.coordinator.edits()).toMatchObject({ isEdited: true, offered: { path: PATH } })
  })
})

describe('the mark of what is not saved is true', () => {
  const isEdited = (desk: KeptBooth): boolean => desk.coordinator.edits().isEdited

  test('through undo, redo, saves of anybody, and a save that fails', async () => {
    const { desk, trouble } = await booth(false)
    desk.rename('Intro')
    expect(isEdited(desk)).toBe(true)
    desk.coordinator.undo(FOH)
    expect(isEdited(desk)).toBe(false)
    desk.coordinator.redo(FOH)
    expect(isEdited(desk)).toBe(true)
    trouble.mishap = 'EIO'
    await desk.coordinator.save(FOH)
    expect(isEdited(desk)).toBe(true)
    trouble.mishap = null
    await desk.coordinator.save(DESK)
    expect(isEdited(desk)).toBe(false)
    desk.coordinator.undo(FOH)
    expect(isEdited(desk)).toBe(true)
    await desk.coordinator.saveAs({ path: '/shows/other.show.json', replace: false }, DESK)
    expect(isEdited(desk)).toBe(false)
    desk.coordinator.redo(FOH)
    expect(isEdited(desk)).toBe(true)
  })

  test('after the file was read again, and after a crash', async () => {
    const { desk, disk } = await booth(false)
    desk.rename('Intro')
    const reloaded = desk.coordinator.reload(FOH.by, null, true)
    await desk.passes(100)
    expect(await reloaded).toMatchObject({ ok: true })
    expect(isEdited(desk)).toBe(false)
    desk.coordinator.undo(FOH)
    expect(isEdited(desk)).toBe(true)
    await desk.passes(300)
    const [state] = disk.crashStates()
    if (state === undefined) throw new Error('nothing is left')
    const again = await KeptBooth.open(new SimulatedDisk(state))
    onTestFinished(() => again[Symbol.asyncDispose]())
    expect(isEdited(again)).toBe(true)
    again.coordinator.redo(FOH)
    expect(isEdited(again)).toBe(false)
  })

  test('where its file is gone, or holds no show any more', async () => {
    for (const content of [null, Buffer.from('{ broken')]) {
      const { desk, disk } = await booth(false)
      disk.replace(PATH, content)
      void desk.coordinator.reload(FOH.by, null)
      await desk.passes(100)
      expect(isEdited(desk)).toBe(true)
      expect(await desk.coordinator.empty({ discard: false }, FOH)).toMatchObject({
        error: { code: 'show/unsaved' },
      })
      if (content !== null) desk.coordinator.keepMine(FOH)
      expect(await desk.coordinator.save(FOH)).toMatchObject({ ok: true })
      expect(isEdited(desk)).toBe(false)
    }
  })
})
