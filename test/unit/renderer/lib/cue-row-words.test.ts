import { expect, test } from 'vitest'
import {
  cueTitle,
  doesText,
  endText,
  shownState,
  standbyTitle,
  startsSentence,
  startsText,
} from '../../../../renderer/lib/cue-row-words.ts'
import { layOut } from '../../../../renderer/lib/cue-rows.ts'
import { cueRow, cueState } from '../../../support/fake-cues.ts'

const leads = cueRow({ cueId: 'a', number: '1' })
const leader = (by: 'auto-continue' | 'auto-follow' | 'group', wait = 0) => ({ cueId: 'a', by, wait })

test.each([
  [{}, 'hand'],
  [{ preWait: 5000 }, 'hand + 5 s'],
  [{ leader: leader('auto-follow') }, 'follows 1'],
  [{ leader: leader('auto-continue') }, 'with 1'],
  [{ leader: leader('auto-continue', 5000) }, '5 s after 1'],
  [{ leader: leader('group'), preWait: 2000 }, 'with 1 + 2 s'],
] as const)('how a cue starts is said in its row: %j is %s', (fields, text) => {
  expect(startsText(cueRow({ cueId: 'b', ...fields }), leads)).toBe(text)
})

test('and whole where there is room', () => {
  const follows = cueRow({ cueId: 'b', leader: leader('auto-follow'), preWait: 500 })
  expect(startsSentence(follows, leads)).toBe(
    'Starts when what cue 1 has started is over, and acts 0.5 s later',
  )
})

test('a cue without a name is called what it does', () => {
  expect(standbyTitle(cueRow({ cueId: 'a', number: '2.5', does: ['starts Intro'] }))).toBe('2.5 starts Intro')
  expect(cueTitle(cueRow({ cueId: 'a' }))).toBe('does nothing')
})

test('a group says how many cues it has and what a GO does with them', () => {
  const cues = [cueRow({ cueId: 'g', group: 'together' }), cueRow({ cueId: 'a', depth: 1 })]
  expect(layOut(cues).map(doesText)).toEqual(['1 cue together', ''])
  expect(layOut(cues.slice(0, 1)).map(doesText)).toEqual(['an empty group'])
})

const standing = { state: undefined, armed: true, standsBy: false, isLoaded: false }
const wait = { kind: 'pre', dueAt: 5000, left: 5000 } as const

test.each([
  [{}, null],
  [{ standsBy: true }, 'standby'],
  [{ standsBy: true, isLoaded: true }, 'loaded'],
  [{ armed: false }, 'disarmed'],
  [{ armed: false, standsBy: true }, 'disarmed'],
  [{ state: cueState({}), standsBy: true }, 'running'],
  [{ state: cueState({ held: { why: 'paused', left: 100 } }) }, 'paused'],
  [{ state: cueState({ held: { why: 'asking', left: null } }) }, 'held'],
  [{ state: cueState({ state: 'waiting', wait }) }, 'waiting'],
  [{ state: cueState({ wait: { ...wait, kind: 'post' } }) }, 'continuing'],
  [{ state: cueState({ wait: { ...wait, dueAt: null } }) }, 'paused'],
  [{ state: cueState({ state: 'asking' }) }, 'asking'],
  [{ state: cueState({ state: 'failed', endedAt: 1 }) }, 'failed'],
  [{ state: cueState({ state: 'failed', endedAt: 1 }), standsBy: true }, 'standby'],
  [{ state: cueState({ state: 'skipped', endedAt: 1 }) }, 'skipped'],
] as const)('of what is known of a cue its row names what has to be known: %j is %s', (fields, shown) => {
  expect(shownState({ ...standing, ...fields })).toBe(shown)
})

test('why a cue ended stands in words, without the code', () => {
  const ended = { endedAt: 5, endsAt: null }
  expect(endText(cueState({ ...ended, state: 'failed', error: 'osc/unknown: no target desk' }))).toBe(
    'no target desk',
  )
  expect(endText(cueState({ ...ended, state: 'stopped', reason: 'panic' }))).toBe('stopped: by panic')
  expect(endText(cueState({ ...ended, state: 'skipped', reason: 'disarmed' }))).toBe(
    'skipped: it is disarmed',
  )
  expect(endText(cueState({ ...ended, state: 'completed' }))).toBeNull()
})
