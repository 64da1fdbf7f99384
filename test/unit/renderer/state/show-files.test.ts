import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { EditsView } from '../../../../shared/contract/edits-view.ts'
import { openDesk } from '../../../support/open-desk.ts'
import { UNEDITED } from '../../../support/unedited.ts'

const SAVED: EditsView = { ...UNEDITED, generation: 2, isEdited: true }
const UNSAVED = fault('show/unsaved', 'show', 'it has edits that are not saved', 'save it')
const FULL = fault('save/full', '/shows/a.json', 'the disk is full', 'make room')

function openFiles(view: EditsView = SAVED) {
  const opened = openDesk()
  opened.tell('edits', view)
  return { ...opened, files: opened.desk.files }
}

describe('saving', () => {
  test('that is refused is a notice with its reason', async () => {
    const { desk, files, refuse } = openFiles()
    void files.save()
    await refuse(FULL)
    expect(desk.notices.shown).toMatchObject([{ fault: { what: 'the disk is full' } }])
  })

  test('asks for a file where the show has none', async () => {
    const { files, sent, settle } = openFiles({ ...SAVED, path: null })
    void files.save()
    expect(sent()).toEqual([])
    expect(files.form).toMatchObject({ purpose: 'saveAs', text: '' })
    await files.commit()
    expect(sent()).toEqual([])
    files.write(' tonight.json ')
    void files.commit()
    expect(sent()).toEqual([['show.saveAs', { path: 'tonight.json' }]])
    await settle({ path: '/shows/tonight.json', generation: 2 })
    expect(files.form).toBe(null)
  })

  test('under a name that cannot be keeps the name, and says why', async () => {
    const { desk, files, refuse } = openFiles()
    files.name('saveAs')
    expect(files.form?.text).toBe('/shows/a.json')
    files.write('/root/b.json')
    void files.commit()
    await refuse(FULL)
    expect(files.form).toMatchObject({ text: '/root/b.json', isSending: false, refusal: FULL })
    expect(desk.notices.shown).toEqual([])
    files.write('/tmp/b.json')
    expect(files.form?.refusal).toBe(null)
  })
})

describe('a name that was begun', () => {
  test('is there again when the form is opened next, until it was used', async () => {
    const { files, settle } = openFiles()
    for (const purpose of ['saveAs', 'open'] as const) {
      files.name(purpose)
      files.write(`/shows/${purpose} half`)
      files.closeForm()
      files.name(purpose)
      expect(files.form?.text).toBe(`/shows/${purpose} half`)
      void files.commit()
      await settle({ path: '/shows/a.json', generation: 3, name: 'A' })
    }
    files.name('saveAs')
    expect(files.form?.text).toBe('/shows/a.json')
    files.name('open')
    expect(files.form?.text).toBe('')
  })

  test('beside another show is no help', () => {
    const { files, tell } = openFiles()
    files.name('saveAs')
    files.write('/shows/a second.json')
    files.closeForm()
    tell('edits', { ...SAVED, path: '/shows/b.json' })
    files.name('saveAs')
    expect(files.form?.text).toBe('/shows/b.json')
  })
})

describe('leaving a show with unsaved edits', () => {
  test('asks first, and throws nothing away unasked', async () => {
    const { desk, files, sent, refuse } = openFiles()
    files.name('open')
    files.write('b.json')
    void files.commit()
    expect(sent()).toEqual([['show.open', { path: 'b.json', discard: false }]])
    await refuse(UNSAVED)
    expect(files.question).toEqual({ command: 'show.open', path: 'b.json' })
    await files.answer('cancel')
    expect([files.question, files.form, desk.notices.shown]).toEqual([null, null, []])
    expect(sent()).toHaveLength(1)
  })

  test('keeps the path of a file that was not opened for the next time', async () => {
    const { files, refuse, settle } = openFiles()
    files.name('open')
    files.write('b.json')
    void files.commit()
    await refuse(UNSAVED)
    await files.answer('cancel')
    files.name('open')
    expect(files.form?.text).toBe('b.json')
    void files.commit()
    await settle({ name: 'B', path: '/shows/b.json', generation: 1 })
    files.name('open')
    expect(files.form?.text).toBe('')
  })

  test('goes on without them where that is the answer', async () => {
    const { files, sent, refuse } = openFiles()
    void files.close()
    await refuse(UNSAVED)
    void files.answer('discard')
    expect(sent().at(-1)).toEqual(['show.close', { discard: true }])
  })

  test('goes back to what its file holds where that is the answer', async () => {
    const { desk, files, sent, refuse, settle } = openFiles()
    void files.reload()
    expect(sent()).toEqual([['show.reload', { discard: false }]])
    await refuse(UNSAVED)
    expect(files.question).toEqual({ command: 'show.reload' })
    void files.answer('discard')
    expect(sent().at(-1)).toEqual(['show.reload', { discard: true }])
    await settle({ changed: true, generation: 3 })
    expect([files.question, desk.notices.shown]).toEqual([null, []])
  })

  test('saves first where that is the answer, and stays where saving is refused', async () => {
    const { desk, files, sent, refuse, settle } = openFiles()
    void files.create()
    await refuse(UNSAVED)
    void files.answer('save')
    expect(sent().at(-1)).toEqual(['show.save', {}])
    await settle({ path: '/shows/a.json', generation: 2 })
    expect(sent().at(-1)).toEqual(['show.new', { discard: false }])
    await refuse(UNSAVED)
    void files.answer('save')
    await refuse(FULL)
    expect(sent().at(-1)).toEqual(['show.save', {}])
    expect(desk.notices.shown).toHaveLength(1)
  })

  test('gives it a file first where it has none, and goes on when it is saved', async () => {
    const { files, sent, refuse, settle } = openFiles({ ...SAVED, path: null })
    void files.close()
    await refuse(UNSAVED)
    void files.answer('save')
    expect(files.form).toMatchObject({ purpose: 'saveAs' })
    files.write('tonight.json')
    void files.commit()
    await settle({ path: '/shows/tonight.json', generation: 2 })
    expect(sent().at(-1)).toEqual(['show.close', { discard: false }])
  })
})
