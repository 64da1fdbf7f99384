import { beforeEach, expect, test } from 'vitest'
import { CueSelection } from '../../../../renderer/state/cue-selection.svelte.ts'
import type { CueView } from '../../../../shared/contract/cue-streams.ts'
import { cueRow } from '../../../support/fake-cues.ts'

const CUES = [
  cueRow({ cueId: 'a', number: '1', name: 'Lights' }),
  cueRow({ cueId: 'g', group: 'together', name: 'Storm' }),
  cueRow({ cueId: 'g1', depth: 1, name: 'Thunder' }),
  cueRow({ cueId: 'g2', depth: 1, name: 'Rain' }),
  cueRow({ cueId: 'b', name: 'Light rain' }),
]

let standby: string | null
beforeEach(() => {
  standby = null
})
const select = (cues: readonly CueView[] = CUES): CueSelection =>
  new CueSelection(
    () => cues,
    () => standby,
  )
const chosen = (selection: CueSelection): string[] => selection.chosen.map(({ cue }) => cue.cueId)

test('keys choose from what stands by where nothing is chosen, and stay within the list', () => {
  standby = 'g1'
  const selection = select()
  selection.move(1, false)
  expect(chosen(selection)).toEqual(['g2'])
  selection.move(-Infinity, false)
  selection.move(-1, false)
  expect(chosen(selection)).toEqual(['a'])
  selection.move(Infinity, false)
  expect([chosen(selection), selection.reveal]).toEqual([['b'], { cueId: 'b', where: 'nearest' }])
})

test('a range grows and shrinks from where it was begun', () => {
  const selection = select()
  selection.choose('g')
  selection.move(1, true)
  selection.move(1, true)
  expect(chosen(selection)).toEqual(['g', 'g1', 'g2'])
  selection.move(-1, true)
  expect(chosen(selection)).toEqual(['g', 'g1'])
  selection.extendTo('a')
  expect(chosen(selection)).toEqual(['a', 'g'])
  selection.toggle('b')
  selection.toggle('a')
  expect(chosen(selection)).toEqual(['g', 'b'])
})

test('a folded group is walked over, and folding goes out to the group around', () => {
  const selection = select()
  selection.choose('g1')
  selection.foldCurrent(true)
  expect([chosen(selection), selection.folded.size]).toEqual([['g'], 0])
  selection.foldCurrent(true)
  selection.move(1, false)
  expect(chosen(selection)).toEqual(['b'])
  expect(selection.seenRow('g2')).toBe(selection.rowOf('g'))
})

test('showing a cue opens the groups around it', () => {
  const selection = select()
  selection.foldAll(true)
  standby = 'g2'
  selection.showStandby()
  expect([selection.folded.size, selection.reveal]).toEqual([0, { cueId: 'g2', where: 'third' }])
})

test('looking for a text chooses the next cue that has it, round the list, also in a folded group', () => {
  const selection = select()
  selection.foldAll(true)
  selection.choose('a')
  selection.lookFor('rain')
  expect(chosen(selection)).toEqual(['g2'])
  selection.findNext(1)
  expect(chosen(selection)).toEqual(['b'])
  selection.findNext(1)
  expect(chosen(selection)).toEqual(['g2'])
  selection.findNext(-1)
  expect(chosen(selection)).toEqual(['b'])
  selection.lookFor('nowhere')
  expect([selection.found.length, chosen(selection)]).toEqual([0, ['b']])
})
