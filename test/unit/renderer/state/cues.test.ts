import { expect, test } from 'vitest'
import { continueText, standbyTitle, stateText } from '../../../../renderer/lib/cue-row-words.ts'
import { cueRow as cue, cueState as state, listState } from '../../../support/fake-cues.ts'
import { emptyShow } from '../../../support/fake-show.ts'
import { openDesk } from '../../../support/open-desk.ts'

const LIST = { id: 'main', name: 'Main', number: null, colour: null }
const standing = (standby: string | null) => listState({ standby })

test('what a GO would run is the standby of the first list, and nothing where playlists stand by', () => {
  const { desk, tell } = openDesk()
  expect([desk.cues.first, desk.cues.standby]).toEqual([null, null])
  const cues = [cue({ cueId: 'a', number: '1', name: 'Lights' }), cue({ cueId: 'b' })]
  tell('show', { ...emptyShow, cueLists: [LIST], cues })
  tell('cues', { lists: [standing('a')], states: [], armed: [{ key: 'main/b', armed: false }] })
  expect(desk.cues.standby).toBe(cues[0])
  expect(cues.map((each) => desk.cues.isArmed(each))).toEqual([true, false])
  tell('cues', { lists: [standing(null)], states: [], armed: [] })
  expect([desk.cues.first?.id, desk.cues.standby]).toEqual(['main', null])
})

test('cues that wait or ask are counted, as a stop ends them', () => {
  const { desk, tell } = openDesk()
  const wait = { kind: 'pre', dueAt: 5000, left: 5000 } as const
  tell('cues', {
    lists: [standing('a')],
    states: [
      state({ state: 'waiting', wait }),
      state({ key: 'main/b', state: 'asking' }),
      state({ key: 'main/c', state: 'completed' }),
    ],
    armed: [],
  })
  expect(desk.cues.waiting).toBe(2)
})

test('a row says what is left of a wait, and how the next cue comes', () => {
  expect(stateText(state({ state: 'waiting', wait: { kind: 'pre', dueAt: 5000, left: 5000 } }), 2000)).toBe(
    'waits 3 s',
  )
  expect(stateText(state({ wait: { kind: 'post', dueAt: null, left: 700 } }), 2000)).toBe(
    'next in 0.7 s, paused',
  )
  expect(stateText(state({ state: 'failed' }), 0)).toBe('failed')
  expect(continueText(cue({ cueId: 'a', continue: 'auto-continue', postWait: 2000 }))).toBe(
    'goes on after 2 s',
  )
  expect(standbyTitle(cue({ cueId: 'a', number: '2.5', does: ['starts Intro'] }))).toBe('2.5 starts Intro')
})
