import { expect, test } from 'vitest'
import type { CueStateView } from '../../../../shared/contract/cue-streams.ts'
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

test('what is left of a cue counts down to its end, and stands still while it is held', () => {
  const { desk } = openDesk()
  const left = (fields: Partial<CueStateView>): unknown => {
    const progress = desk.cues.progress(state(fields), 2000)
    return progress === null ? null : [progress.left, progress.moves]
  }
  expect(left({ endsAt: 5000 })).toEqual([3000, true])
  expect(left({ endsAt: 1000 })).toEqual([0, true])
  expect(left({ held: { why: 'paused', left: 700 } })).toEqual([700, false])
  expect(left({ held: { why: 'asking', left: null } })).toBeNull()
  expect(left({ state: 'waiting', wait: { kind: 'pre', dueAt: 2500, left: 2500 } })).toEqual([500, true])
  expect(left({ wait: { kind: 'post', dueAt: null, left: 300 } })).toEqual([300, false])
  expect(left({ state: 'completed', endedAt: 1 })).toBeNull()
})

test('a failed cue is news until somebody has looked at it, and again when it fails again', () => {
  const { desk } = openDesk()
  const failed = state({ state: 'failed', endedAt: 5 })
  expect(desk.cues.isNews(failed)).toBe(true)
  desk.cues.see(failed)
  expect(desk.cues.isNews(failed)).toBe(false)
  expect(desk.cues.isNews({ ...failed, play: 2 })).toBe(true)
  expect(desk.cues.isNews(state({ state: 'completed' }))).toBe(false)
})
