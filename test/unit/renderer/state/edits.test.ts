import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { HistoryEntry } from '../../../../shared/contract/edits-view.ts'
import { openDesk } from '../../../support/open-desk.ts'
import { UNEDITED } from '../../../support/unedited.ts'

function entry(id: number, by: string, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id,
    label: `edit ${id}`,
    by: { id: by, name: by },
    generation: id,
    isUndone: false,
    time: 0,
    ...more,
  }
}

describe('what this station may take back', () => {
  test('is its own newest that stands, whatever others did since', () => {
    const { desk, tell, own } = openDesk()
    tell('edits', {
      ...UNEDITED,
      generation: 4,
      history: [entry(4, 'other'), entry(3, own, { isUndone: true }), entry(2, own), entry(1, own)],
    })
    expect(desk.edits.toUndo?.id).toBe(2)
    expect(desk.edits.toRedo?.id).toBe(3)
  })

  test('is done again in the order in which it was taken back, the last first', () => {
    const { desk, tell, own } = openDesk()
    const undone = (id: number, generation: number) => entry(id, own, { isUndone: true, generation })
    tell('edits', { ...UNEDITED, generation: 9, history: [undone(3, 8), undone(2, 9), entry(1, own)] })
    expect(desk.edits.toRedo?.id).toBe(2)
  })

  test('is nothing where nothing is its own', () => {
    const { desk, tell } = openDesk()
    tell('edits', { ...UNEDITED, generation: 2, history: [entry(2, 'other')] })
    expect([desk.edits.toUndo, desk.edits.toRedo]).toEqual([null, null])
  })
})

test('what is edited is kept, soon will be, or is not because of something', () => {
  const { desk, tell } = openDesk()
  tell('edits', { ...UNEDITED, generation: 3, kept: 2 })
  expect(desk.edits.kept).toBe('soon')
  tell('edits', { ...UNEDITED, generation: 3, kept: 3 })
  expect(desk.edits.kept).toBe('kept')
  const notKept = { what: 'the disk is full', next: 'make room' }
  tell('edits', { ...UNEDITED, generation: 4, kept: 3, notKept })
  expect(desk.edits.kept).toEqual(notKept)
})

describe('an entry of the history', () => {
  test('is turned one at a time, and its refusal stands beside it', async () => {
    const { desk, sent, refuse } = openDesk()
    void desk.edits.turn(7)
    void desk.edits.turn(8)
    expect(sent()).toEqual([['show.turn', { entry: 7 }]])
    expect(desk.edits.turning).toBe(7)
    await refuse(fault('edit/stale', 'playlist chase', 'it was changed since by FOH', 'look at it'))
    expect(desk.edits.turning).toBe(null)
    expect(desk.edits.refusedTurn).toMatchObject({ entry: 7, fault: { code: 'edit/stale' } })
    expect(desk.notices.shown).toEqual([])
    void desk.edits.turn(8)
    expect(desk.edits.refusedTurn).toBe(null)
  })
})

test('edits that were not saved and went with the engine are said to be lost, by who saw them', () => {
  const { desk, tell } = openDesk()
  const view = { ...UNEDITED, path: '/a.json' }
  tell('edits', { ...view, generation: 4, isEdited: true })
  tell('edits', { ...view, generation: 5, isEdited: false })
  tell('edits', { ...view, generation: 1, isEdited: false })
  expect(desk.notices.shown).toEqual([])
  tell('edits', { ...view, generation: 4, isEdited: true })
  tell('edits', { ...view, generation: 2, isEdited: true })
  expect(desk.notices.shown).toEqual([])
  tell('edits', { ...view, generation: 1, isEdited: false })
  expect(desk.notices.shown).toMatchObject([{ warns: true, fault: { code: 'show/lost-edits' } }])
})

test('what is on its way is said until it is answered', async () => {
  const { desk, settle } = openDesk()
  void desk.files.reload()
  expect(desk.edits.sending).toEqual([{ words: 'Read the file again' }])
  await settle({ changed: false, generation: 1 })
  expect(desk.edits.sending).toEqual([])
})

test('an undo that is never answered may or may not have acted, and says so when it is', async () => {
  const { clock, desk, pipe } = openDesk()
  desk.edits.undo()
  clock.advanceTo(5_100)
  await Promise.resolve().then(() => undefined)
  expect(desk.notices.shown[0]?.fault.what).toContain('may or may not have acted')
  expect(desk.edits.sending).toEqual([])
  pipe.answer({ generation: 2, label: 'edit 1' })
  expect(desk.notices.shown.map(({ fault: { what } }) => what)).toEqual([
    'Undo was carried out, and answered late',
  ])
})

test('what was refused is no news any more once the same is accepted, nor what was not sent once there is an engine', async () => {
  const { desk, pipe, refuse, settle } = openDesk()
  desk.edits.undo()
  await refuse(fault('edit/stale', 'playlist chase', 'it was changed since by FOH', 'look at it'))
  expect(desk.notices.shown).toHaveLength(1)
  desk.edits.undo()
  await settle({ generation: 3, label: 'edit 2' })
  expect(desk.notices.shown).toEqual([])
  pipe.become('closed')
  desk.edits.undo()
  await Promise.resolve().then(() => undefined)
  expect(desk.notices.shown).toMatchObject([{ fault: { code: 'connection/none' } }])
  pipe.greet()
  expect(desk.notices.shown).toEqual([])
})
