import { expect, test } from 'vitest'
import type { CueView } from '../../../../shared/contract/cue-streams.ts'
import { fault } from '../../../../shared/base/result.ts'
import { cueRow, listState } from '../../../support/fake-cues.ts'
import { emptyShow } from '../../../support/fake-show.ts'
import { openDesk } from '../../../support/open-desk.ts'

const CUES = [
  cueRow({ cueId: 'a', number: '1', name: 'Lights' }),
  cueRow({ cueId: 'g', number: '2', group: 'together', name: 'Storm' }),
  cueRow({ cueId: 'x', number: '2.1', depth: 1, name: 'Rain' }),
  cueRow({ cueId: 'b', number: '3', name: 'Bell' }),
]
const LIST = { id: 'main', name: 'Main', number: null, colour: null }

function openEditing() {
  const { desk, tell, sent, settle, refuse, clock, pipe } = openDesk()
  const show = (cues: readonly CueView[], generation = 7): void =>
    tell('show', { ...emptyShow, generation, cueLists: [LIST], cues })
  show(CUES)
  tell('cues', { lists: [listState({ standby: 'a' })], states: [], armed: [] })
  desk.board.switchEditing()
  const selection = desk.board.selection('main')
  const edits = (): readonly unknown[] =>
    sent().flatMap(([name, args]) => (name === 'show.edit' ? [(args as { mutation: unknown }).mutation] : []))
  const turn = (): Promise<void> => new Promise((done) => setTimeout(done))
  return { desk, show, sent, settle, refuse, clock, pipe, selection, edits, turn, cell: desk.cueEditing.cell }
}
const said = (desk: ReturnType<typeof openDesk>['desk']): string[] =>
  desk.notices.shown.map(({ fault: { what } }) => what)

test('a cell is taken by one edit, made on the show that is on the screen', async () => {
  const { cell, sent, settle } = openEditing()
  cell.begin(CUES[0]!, 'name')
  cell.write('House lights')
  expect(cell.take()).toBe(true)
  expect(sent().at(-1)).toEqual([
    'show.edit',
    {
      mutation: { edit: 'change', kind: 'cue', in: 'main', id: 'a', set: { name: 'House lights' } },
      seen: 7,
    },
  ])
  // It stands there until it is answered.
  expect([cell.place, cell.sent?.text]).toEqual([null, 'House lights'])
  await settle({ generation: 8, label: '' })
  expect(cell.sent).toBeNull()
})

test('what stands there already is not sent, and neither is what cannot stand there', () => {
  const { cell, edits } = openEditing()
  cell.begin(CUES[0]!, 'number')
  expect(cell.take()).toBe(true)
  cell.begin(CUES[0]!, 'number')
  cell.write('a b')
  expect([cell.take(), cell.refusal !== null, cell.place !== null]).toEqual([false, true, true])
  cell.write('1.1')
  expect(cell.refusal).toBeNull()
  cell.restore()
  expect([edits(), cell.place]).toEqual([[], null])
})

test('a field that is typed in is not overwritten, and says what came', () => {
  const { cell, show } = openEditing()
  cell.begin(CUES[0]!, 'name')
  cell.write('Mine')
  show([cueRow({ cueId: 'a', number: '1', name: 'Theirs' }), ...CUES.slice(1)], 8)
  expect([cell.text, cell.came]).toEqual(['Mine', 'Theirs'])
  // What both mean is nobody's loss.
  cell.write('Theirs')
  expect(cell.came).toBeNull()
})

test('a refused cell is there again with what was typed and why', async () => {
  const { cell, refuse } = openEditing()
  cell.begin(CUES[0]!, 'number')
  cell.write('3')
  cell.take()
  await refuse(fault('show/duplicate-number', 'cue a', 'another cue has the number 3', 'give another'))
  expect([cell.place?.cell, cell.text, cell.refusal]).toEqual(['number', '3', 'another cue has the number 3'])
})

test('what is typed in a cue that goes is not lost without a word', () => {
  const { cell, show, desk, edits } = openEditing()
  cell.begin(CUES[3]!, 'name')
  cell.write('Big bell')
  show(CUES.slice(0, 3), 8)
  expect([cell.take(), edits()]).toEqual([true, []])
  expect(said(desk)).toEqual([expect.stringContaining('Big bell')])
})

test('Tab takes, and goes on through the cells and to the next row', () => {
  const { cell, desk, selection } = openEditing()
  cell.begin(CUES[0]!, 'note')
  desk.cueEditing.tab(1)
  desk.cueEditing.tab(1)
  expect([cell.place?.cueId, cell.place?.cell, selection.cursor]).toEqual(['g', 'number', 'g'])
  desk.cueEditing.tab(-1)
  expect([cell.place?.cueId, cell.place?.cell]).toEqual(['a', 'preWait'])
})

test('a cue comes after the chosen one with a number between, and in an open group into it', async () => {
  const { desk, selection, edits, settle, turn } = openEditing()
  selection.choose('a')
  desk.cueEditing.insert('cue')
  const [put] = edits() as { id: string; value: object; before: string }[]
  expect(put).toMatchObject({
    edit: 'put',
    kind: 'cue',
    in: 'main',
    before: 'g',
    value: { number: '1.5', name: '' },
  })
  await settle({ generation: 8, label: '' })
  await turn()
  expect([desk.cueEditing.awaited, selection.reveal?.cueId]).toEqual([put!.id, put!.id])
  selection.choose('g')
  desk.cueEditing.insert('cue')
  expect(edits().at(-1)).toMatchObject({ before: 'x', value: { in: 'g', number: '2.05' } })
})

test('several chosen cues get a group around them by one edit', () => {
  const { desk, selection, edits } = openEditing()
  selection.chooseAll(['a', 'g'])
  desk.cueEditing.insert('group')
  expect(edits().at(-1)).toMatchObject({
    edit: 'all',
    label: 'group 2 cues',
    edits: [
      { edit: 'put', before: 'a', value: { group: 'together', number: '0.5' } },
      { edit: 'move', ids: ['a', 'g', 'x'], before: 'b' },
      { edit: 'change', id: 'a' },
      { edit: 'change', id: 'g' },
    ],
  })
})

test('after a removal the next cue is chosen', async () => {
  const { desk, selection, edits, settle, turn } = openEditing()
  selection.choose('g')
  desk.cueEditing.remove()
  expect(edits().at(-1)).toMatchObject({ edit: 'all', edits: [{ id: 'g' }, { id: 'x' }] })
  await settle({ generation: 8, label: '' })
  await turn()
  expect(selection.cursor).toBe('b')
})

test('copied cues are whole, and are pasted with ids and numbers of their own', async () => {
  const { desk, selection, clock, pipe, edits, turn } = openEditing()
  selection.choose('g')
  expect(desk.cueEditing.copied()).toBeNull()
  desk.cueEditing.hold()
  clock.advanceTo(clock.now() + 150)
  const definitions = [
    { id: 'g', number: '2', name: 'Storm', group: 'together' },
    { id: 'x', number: '2.1', name: 'Rain', in: 'g', note: 'whole' },
  ]
  for (const [index, read] of pipe
    .sentOf('command')
    .filter(({ command }) => command === 'show.read')
    .entries())
    pipe.receive({ kind: 'answer', id: read.id, value: { generation: 7, definition: definitions[index] } })
  await turn()
  const text = desk.cueEditing.copied()
  selection.choose('b')
  expect(desk.cueEditing.copied()).toBeNull()
  void desk.cueEditing.paste(text!)
  const { edits: puts } = edits().at(-1) as { edits: { id: string; value: Record<string, unknown> }[] }
  expect(puts.map(({ value }) => [value['number'], value['name'], value['note']])).toEqual([
    ['4', 'Storm', undefined],
    ['5', 'Rain', 'whole'],
  ])
  expect(puts[1]!.value['in']).toBe(puts[0]!.id)
  expect(puts[0]!.value['in']).toBeUndefined()
})

test('what holds no cues is not pasted, and that is said', async () => {
  const { desk, edits } = openEditing()
  await desk.cueEditing.paste('{"kind":"other"}')
  expect([edits(), said(desk)]).toEqual([[], ['what was copied holds no cues']])
})

test('numbers are given between those around, and controls that call a cue by its number follow', async () => {
  const { desk, selection, edits, settle, turn } = openEditing()
  selection.chooseAll(['g', 'x'])
  void desk.cueEditing.renumber(undefined, '0.5')
  const control = { match: { event: 'own.go' }, number: '2.1' }
  await settle({ generation: 7, definition: { 'transport.cue': [control] } })
  await turn()
  expect(edits().at(-1)).toMatchObject({
    label: 'renumber 2 cues of main',
    edits: [
      { id: 'x', set: { number: '2.5' } },
      { kind: 'show', set: { 'transport.cue': [{ ...control, number: '2.5' }] } },
    ],
  })
})

test('numbers that cannot be given are refused with the reason, and nothing is sent', async () => {
  const { desk, selection, edits, settle, turn } = openEditing()
  selection.chooseAll(['g', 'x'])
  void desk.cueEditing.renumber('3', '1')
  await settle({ generation: 7, definition: {} })
  await turn()
  expect([edits(), said(desk)]).toEqual([
    [],
    [expect.stringContaining('another cue of the list has this number')],
  ])
})

test('keys are meant for the name of a new cue until it was refused', async () => {
  const { desk, refuse, turn } = openEditing()
  desk.cueEditing.insert('cue')
  expect(desk.comingField.takes(' ')).toBe(true)
  await refuse(fault('show/changed', 'cue', 'it was changed meanwhile', 'look at it again'))
  await turn()
  expect(desk.comingField.takes(' ')).toBe(false)
})
