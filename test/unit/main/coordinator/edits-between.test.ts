import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkEdit } from '../../../../main/build/check-edit.ts'
import { editsBetween } from '../../../../main/coordinator/edits-between.ts'
import { apply } from '../../../../shared/model/mutations/apply.ts'
import { ACCEPTED } from '../../../../shared/model/mutations/checks.ts'
import { takeIn } from '../../../../shared/model/mutations/edited-show.ts'
import type { Mutation } from '../../../../shared/model/mutations/mutation.ts'
import { showChecks } from '../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { anyMutation, referringShow } from '../../../support/edited-shows.ts'

function edited(mutations: readonly Mutation[]): ShowFile {
  let now = takeIn(referringShow(), 1)
  for (const mutation of mutations) {
    const { generation } = now
    const applied = apply(now, mutation, { at: generation + 1, seen: generation }, showChecks)
    const next = applied.ok ? applied.value.edited : now
    if (checkEdit(now.show, next.show).length === 0) now = next
  }
  // As from a file: no object is that of another show.
  return showFile.parse(structuredClone(now.show))
}

const someMutations = fc.array(anyMutation, { maxLength: 10 })

test('edits make any show of any other, and take it back', () => {
  fc.assert(
    fc.property(someMutations, someMutations, (some, others) => {
      const [before, after] = [edited(some), edited(others)]
      const edits = editsBetween(takeIn(before, 1), after)
      const made = apply(takeIn(before, 1), { edit: 'all', edits }, { at: 2, seen: 1 }, ACCEPTED)
      if (!made.ok) throw new Error(made.error.what)
      expect(made.value.edited.show).toEqual(after)
      const lists = (show: ShowFile) => [show.playlists, show.gestures, show.schedulers, show.osc.peers]
      expect(JSON.stringify(lists(made.value.edited.show))).toBe(JSON.stringify(lists(after)))
      const judged = { at: 3, undoes: made.value.touched }
      const back = apply(made.value.edited, made.value.inverse, judged, ACCEPTED)
      if (!back.ok) throw new Error(back.error.what)
      expect(back.value.edited.show).toEqual(before)
    }),
    { numRuns: 300 },
  )
})

test('there are none between a show and its copy', () => {
  expect(editsBetween(takeIn(referringShow(), 1), referringShow())).toEqual([])
})
