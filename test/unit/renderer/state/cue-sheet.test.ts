import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { SheetPreview } from '../../../../shared/model/cue-sheet.ts'
import { openDesk } from '../../../support/open-desk.ts'

const PREVIEW: SheetPreview = {
  ...{ form: 'tab', hasHeads: true, heads: ['Q', 'Name', 'Note'], meanings: ['number', 'name', 'note'] },
  ...{ rows: [{ line: 2, cells: ['1', 'Doors', ''] }], rowCount: 1 },
  ...{ added: 1, changed: 0, same: 0, removed: 0, problems: [], more: 0 },
}

function openSheet() {
  const opened = openDesk()
  opened.desk.cueSheet.open(null)
  return { ...opened, sheet: opened.desk.cueSheet }
}

test('of what is typed while an answer is awaited only the last is asked about', async () => {
  const { sheet, sent, settle } = openSheet()
  for (const text of ['1', '1\tDo', '1\tDoors']) sheet.read(text)
  expect(sent()).toEqual([['cueSheet.preview', { text: '1', list: 'main', way: 'append' }]])
  await settle(PREVIEW)
  expect(sheet.preview).toBe(null)
  expect(sent().at(-1)).toEqual(['cueSheet.preview', { text: '1\tDoors', list: 'main', way: 'append' }])
  await settle(PREVIEW)
  expect(sheet.preview).toEqual(PREVIEW)
  expect(sent()).toHaveLength(2)
})

test('a meaning is given to one column at a time', async () => {
  const { sheet, sent, settle } = openSheet()
  sheet.read('1\tDoors\tnow')
  await settle(PREVIEW)
  sheet.giveMeaning(2, 'name')
  expect(sent().at(-1)?.[1]).toMatchObject({ meanings: ['number', 'leaveOut', 'name'] })
})

test('a refused import stays open with its reason, and one that was taken is closed', async () => {
  const { sheet, settle, refuse } = openSheet()
  sheet.read('1\tDoors')
  await settle(PREVIEW)
  void sheet.take()
  const refused = fault('access/locked', 'show', 'the show is locked', 'unlock it')
  await refuse(refused)
  expect([sheet.isOpen, sheet.refusal]).toEqual([true, refused])
  void sheet.take()
  await settle({ ...PREVIEW, generation: 2, label: 'import 1 cues into main' })
  expect([sheet.isOpen, sheet.text, sheet.preview]).toEqual([false, '', null])
})

test('a sheet that fits into no frame is refused by the page, which stays connected', async () => {
  const { sheet, sent } = openSheet()
  sheet.read('\n'.repeat(600_000) + '1')
  await Promise.resolve()
  expect(sent()).toEqual([])
  expect(sheet.refusal?.code).toBe('cue-sheet/too-large')
})

test('what was pasted is there again when the form is opened next, until it was imported', async () => {
  const { sheet, settle, sent } = openSheet()
  sheet.read('1\tDoors')
  await settle(PREVIEW)
  sheet.into('act-two', 'update')
  await settle(PREVIEW)
  sheet.close()
  sheet.open('main')
  expect([sheet.text, sheet.list, sheet.way]).toEqual(['1\tDoors', 'act-two', 'update'])
  // What the import would do may be other than before.
  expect(sent().at(-1)?.[0]).toBe('cueSheet.preview')
  await settle(PREVIEW)
  void sheet.take()
  await settle({ ...PREVIEW, generation: 2, label: 'import 1 cues into act-two' })
  sheet.open('main')
  expect([sheet.text, sheet.list]).toEqual(['', 'main'])
})
