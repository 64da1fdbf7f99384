import { expect, test } from 'vitest'
import { doublesOf, keyedBy, repeatedIds } from '../../../../renderer/lib/actions.ts'
import { cueActions } from '../../../../renderer/state/cue-actions.ts'
import type { CueView } from '../../../../shared/contract/cue-streams.ts'
import { cueRow, cueState, listState } from '../../../support/fake-cues.ts'
import { emptyShow } from '../../../support/fake-show.ts'
import { openDesk } from '../../../support/open-desk.ts'

const list = (id: string) => ({ id, name: id, number: null, colour: null })
const CUES = [
  cueRow({ cueId: 'a', number: '1', name: 'Lights' }),
  cueRow({ cueId: 'b', number: '2.5', name: 'Bell' }),
  cueRow({ cueId: 'c', name: 'Curtain' }),
]
const OF_FX = [cueRow({ listId: 'fx', cueId: 'w', number: '1', name: 'Wind' })]

function openBoard(cues: readonly CueView[] = CUES) {
  const { desk, tell, sent, clock } = openDesk()
  const show = (rows: readonly CueView[]): void =>
    tell('show', { ...emptyShow, cueLists: [list('main'), list('fx')], cues: [...rows, ...OF_FX] })
  show(cues)
  tell('cues', { lists: [listState({ standby: 'a' }), listState({ id: 'fx' })], states: [], armed: [] })
  const { board } = desk
  const actions = cueActions(board, desk.cueEditing)
  /** What a key does; null where it is nobody's. */
  const press = (chord: string): string | null => {
    const found = keyedBy(actions, chord)
    found?.run(chord)
    return found?.id ?? null
  }
  /** Without what every page asks for. */
  const acted = (): unknown[] => sent().filter(([name]) => /^cue|^show\.go/.test(name))
  return { desk, board, sent, tell, show, press, acted, clock, actions }
}

test('no key means two things, and no action is there twice', () => {
  const { actions } = openBoard()
  expect(doublesOf([actions])).toEqual([])
  expect(repeatedIds(actions)).toEqual([])
})

test('choosing is not standby: Enter puts what is chosen in standby', () => {
  const { press, acted, board } = openBoard()
  expect(press('Enter')).toBeNull()
  press('ArrowDown')
  expect([board.current?.cursor, acted()]).toEqual(['b', []])
  press('Enter')
  expect(acted()).toEqual([['cueList.standBy', { list: 'main', id: 'b' }]])
})

test('digits and Enter put a number in standby; one that is not there stays to be read, and the next digit begins another', () => {
  const { press, acted, board } = openBoard()
  for (const key of ['2', '.']) press(key)
  expect([board.jump.typed, board.reached]).toEqual(['2.', null])
  press('Enter')
  expect([board.jump.typed, acted()]).toEqual(['2.', []])
  for (const key of ['2', '.', '5']) press(key)
  expect(board.reached?.cueId).toBe('b')
  press('Enter')
  expect([board.jump.typed, board.current?.cursor, acted()]).toEqual([
    '',
    'b',
    [['cueList.standBy', { list: 'main', id: 'b' }]],
  ])
})

test('GO and a panic forget what is typed', () => {
  const { desk, board, press, clock } = openBoard()
  const acts = [desk.transport.go, desk.panic.press, () => board.go('fx')]
  for (const act of acts) {
    press('1')
    expect(board.jump.typed).toBe('1')
    act()
    expect(board.jump.typed).toBe('')
  }
  // The panic waits so long for an engine.
  clock.advanceTo(clock.now() + 10_000)
})

test('a number that is typed is forgotten after a while, and a dot alone begins none', () => {
  const { press, board, clock } = openBoard()
  expect(press('.')).toBeNull()
  press('7')
  clock.advanceTo(clock.now() + 4_999)
  expect(board.jump.typed).toBe('7')
  clock.advanceTo(clock.now() + 1)
  expect(board.jump.typed).toBe('')
})

test('D arms what is disarmed and disarms what is armed, of all that are chosen', () => {
  const { press, acted, tell } = openBoard()
  tell('cues', { lists: [listState({})], states: [], armed: [{ key: 'main/b', armed: false }] })
  press('Home')
  press('Shift+ArrowDown')
  press('D')
  expect(acted()).toEqual([
    ['cue.disarm', { list: 'main', id: 'a' }],
    ['cue.arm', { list: 'main', id: 'b' }],
  ])
})

test('keys are for the list that was touched last, and each list keeps what is chosen in it', () => {
  const { board, press, acted } = openBoard()
  board.sides = 2
  press('ArrowDown')
  board.activate('fx')
  press('ArrowDown')
  press('Enter')
  expect(acted()).toEqual([['cueList.standBy', { list: 'fx', id: 'w' }]])
  board.activate('main')
  expect(board.current?.cursor).toBe('b')
})

test('a list that is opened beside itself changes places with the other', () => {
  const { board } = openBoard()
  board.sides = 2
  expect(board.shown.map(({ id }) => id)).toEqual(['main', 'fx'])
  board.open('fx', 0)
  expect(board.shown.map(({ id }) => id)).toEqual(['fx', 'main'])
  board.sides = 1
  expect(board.shown.map(({ id }) => id)).toEqual(['fx'])
})

test('a chosen cue that goes is chosen no more, and keys go on from where it stood', () => {
  const { board, show, press } = openBoard()
  board.current?.choose('b')
  show(CUES.filter(({ cueId }) => cueId !== 'b'))
  expect([board.current?.cursor, board.current?.chosen]).toEqual([null, []])
  press('ArrowUp')
  expect(board.current?.cursor).toBe('a')
})

test('a lock ends editing', () => {
  const { board, tell } = openBoard()
  board.switchEditing()
  expect(board.editing).toBe(true)
  tell('access', { locked: { by: 'FOH', at: 0 }, hasPin: false, trouble: null, revision: 1 })
  expect(board.editing).toBe(false)
  // And it does not come back by itself.
  board.endEditing()
  tell('access', { locked: null, hasPin: false, trouble: null, revision: 2 })
  expect(board.editing).toBe(false)
})

test('a folded group says of what lies in it what most has to be seen, and what is left of the longest', () => {
  const { board, tell } = openBoard([
    cueRow({ cueId: 'g', group: 'together' }),
    cueRow({ cueId: 'x', depth: 1 }),
    cueRow({ cueId: 'y', depth: 1 }),
  ])
  const [group] = board.selection('main').places
  const states = [
    cueState({ key: 'main/g' }),
    cueState({ key: 'main/x', endsAt: 4000 }),
    cueState({ key: 'main/y', state: 'failed', endedAt: 10 }),
  ]
  tell('cues', { lists: [listState({})], states, armed: [] })
  expect(board.worstInside(group!)).toBe('failed')
  expect(board.progress(group!, 1000)).toMatchObject({ left: 3000, moves: true })
  expect(board.isActive('main')).toBe(true)
})

test('a show without lists makes one of its playlists, as one edit', () => {
  const { desk, board, sent } = openBoard()
  desk.show.view = { ...emptyShow, playlists: [] }
  board.makeList()
  expect(sent().at(-1)).toMatchObject([
    'show.edit',
    { mutation: { edit: 'put', kind: 'cueList', id: 'main', value: { id: 'main', cues: [] } } },
  ])
})
