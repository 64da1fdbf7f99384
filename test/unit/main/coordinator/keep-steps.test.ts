import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepUnchanged } from '../../../../main/coordinator/keep-unchanged.ts'
import { keepSteps } from '../../../../main/coordinator/keep-steps.ts'
import { stepEdits } from '../../../../main/coordinator/step-edits.ts'
import { editsBetween } from '../../../../main/coordinator/edits-between.ts'
import { apply } from '../../../../shared/model/mutations/apply.ts'
import { ACCEPTED } from '../../../../shared/model/mutations/checks.ts'
import { stepKeys, takeIn } from '../../../../shared/model/mutations/edited-show.ts'
import type { PlaylistStep } from '../../../../shared/model/playlist.ts'
import { show } from '../../../support/coordinator-rig.ts'

const step = (offset: number, n: number): PlaylistStep => ({ offset, type: 'lights.go', payload: { n } })
const now = () => null
const some = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })).map(([at, n]) => step(at, n)),
  { maxLength: 12 },
)
/** As from a file. */
const copied = (steps: readonly PlaylistStep[]) => structuredClone<readonly PlaylistStep[]>(steps)

test('what is kept is what was read, with objects of before that are there once', async () => {
  await fc.assert(
    fc.asyncProperty(some, some, async (before, after) => {
      const read = copied(after)
      const kept = await keepSteps(before, read, now)
      expect(kept).toEqual(after)
      const old = kept.filter((each) => before.includes(each))
      expect(new Set(old).size).toBe(old.length)
    }),
  )
})

test.each([
  ['nothing else', [0, 1, 2, 3, 4], 5],
  ['one taken out', [0, 1, 3, 4], 4],
  ['one that is new', [0, 9, 1, 2, 3, 4], 5],
  ['one of another time', [0, 1, 7, 3, 4], 4],
  ['two new ones far apart', [9, 0, 1, 2, 3, 8, 4], 5],
])('with %s the others are the very same', async (_, offsets, same) => {
  const before = [0, 1, 2, 3, 4].map((offset) => step(offset, offset))
  const kept = await keepSteps(
    before,
    offsets.map((offset) => step(offset, offset)),
    now,
  )
  expect(kept.filter((each) => before.includes(each))).toHaveLength(same)
  expect(kept === before).toBe(same === 5 && offsets.length === 5)
})

const playing = (steps: readonly PlaylistStep[]) =>
  show({ events: { 'lights.go': {} }, playlists: [{ id: 'p', name: 'P', steps }] })

test('edits of steps make the one list of the other', async () => {
  await fc.assert(
    fc.asyncProperty(some, some, async (before, after) => {
      const held = takeIn(playing(before), 1)
      const [was] = held.show.playlists
      const read = playing(copied(after))
      const steps = await keepSteps(was?.steps ?? [], read.playlists[0]?.steps ?? [], now)
      const { keys } = stepKeys(held, { id: 'p', steps: was?.steps ?? [] })
      const edits = stepEdits('p', keys, was?.steps ?? [], steps)
      if (edits === null) return
      const made = apply(held, { edit: 'all', edits }, { at: 2, seen: 1 }, ACCEPTED)
      expect(made.ok && made.value.edited.show.playlists[0]?.steps).toEqual(after)
    }),
    { numRuns: 300 },
  )
})

const LIST = Array.from({ length: 10 }, (_, n) => step(n * 10, n))

test.each([
  ['a step at another time is edited', LIST.with(4, step(45, 4)), ['replace']],
  ['a step that sends something else is edited', LIST.with(4, step(40, 99)), ['replace']],
  ['a step of which nothing is left is another', LIST.with(4, step(45, 99)), ['put', 'remove']],
  ['one comes and another goes', [step(1, 99), ...LIST.slice(0, -1)], ['put', 'remove']],
  ['one goes', LIST.slice(1), ['remove']],
])('%s', async (_, after, works) => {
  const held = takeIn(playing(LIST), 1)
  const { show: read } = await keepUnchanged(held.show, playing(copied(after)), () => Promise.resolve())
  const edits = editsBetween(held, read)
  expect(edits.map((edit) => (edit.edit === 'steps' ? edit.do : edit.edit))).toEqual(works)
})

test('where most is other the playlist is put whole', () => {
  const after = LIST.map(({ offset }, n) => step(offset + 1, n < 7 ? n + 100 : n))
  const edits = editsBetween(takeIn(playing(LIST), 1), playing(after))
  expect(edits.map(({ edit }) => edit)).toEqual(['put'])
})
