import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEdit } from '../../../../main/build/check-edit.ts'
import { checkReferences } from '../../../../main/build/check-references.ts'
import { Problems } from '../../../../main/build/problems.ts'
import { apply } from '../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../shared/model/mutations/edited-show.ts'
import { showChecks } from '../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { anyMutation, referringShow } from '../../../support/edited-shows.ts'

function whole(show: ShowFile): readonly string[] {
  const problems = new Problems('show')
  checkReferences(show, problems)
  return problems.faults().map(({ code, where }) => `${code} ${where}`)
}

const edited = (before: ShowFile, after: ShowFile): readonly string[] =>
  checkEdit(before, after).map(({ code, where }) => `${code} ${where}`)

test('an edited show is found sound exactly where the whole of it is', () => {
  fc.assert(
    fc.property(fc.array(anyMutation, { maxLength: 10 }), (mutations) => {
      let now = takeIn(referringShow(), 1)
      for (const mutation of mutations) {
        const at = now.generation + 1
        const applied = apply(now, mutation, { at, seen: now.generation }, showChecks)
        if (!applied.ok) continue
        const next = applied.value.edited
        expect(edited(now.show, next.show)).toEqual(whole(next.show))
        if (whole(next.show).length === 0) now = next
      }
    }),
    { numRuns: 300 },
  )
})

describe('of a loop', () => {
  const loop = (fields: object): ShowFile =>
    showFile.parse({
      version: 1,
      name: 'Loop',
      events: { 'a.go': {}, 'b.go': {} },
      playlists: [
        {
          ...{ id: 'a', name: 'A', retrigger: 'overlap' },
          triggers: [{ event: 'a.go' }],
          steps: [
            { offset: 40, type: 'b.go' },
            { offset: 50, type: 'b.go' },
          ],
        },
        {
          ...{ id: 'b', name: 'B', retrigger: 'overlap' },
          triggers: [{ event: 'b.go' }],
          steps: [{ offset: 0, type: 'a.go' }],
        },
      ],
      ...fields,
    })

  test.each([
    ['a step comes near', [{ offset: 5, type: 'b.go' }], ['show/trigger-loop show: playlists[0].triggers']],
    ['a step stays away', [{ offset: 25, type: 'b.go' }], []],
  ])('that %s', (_, steps, found) => {
    const before = loop({})
    const [a, b] = before.playlists
    const playlists = [{ ...a!, steps: [...(steps as never[]), a!.steps[1]!] }, b!]
    const after = { ...before, playlists }
    expect(edited(before, after)).toEqual(found)
    expect(whole(after)).toEqual(found)
  })

  test('that closes because a tempo is another', () => {
    const before = loop({})
    const [a, b] = before.playlists
    const after = { ...before, playlists: [{ ...a!, tempo: 10 }, b!] }
    expect(edited(before, after)).toEqual(['show/trigger-loop show: playlists[0].triggers'])
  })
})

test('repeats that are too many together are found by the step that brings them', () => {
  const step = (count: number) => ({ offset: 0, type: 'a.go', repeat: { count, interval: 1 } })
  const before = showFile.parse({
    version: 1,
    name: 'Many',
    events: { 'a.go': {} },
    playlists: [{ id: 'a', name: 'A', steps: Array.from({ length: 11 }, () => step(10)) }],
  })
  const [a] = before.playlists
  const steps = a!.steps.map((one) => ({ ...one, ...step(100_000) }))
  const after = { ...before, playlists: [{ ...a!, steps }] }
  expect(whole(after)).toEqual(['show/too-many-emissions show: playlists[0].steps'])
  expect(edited(before, after)).toEqual(whole(after))
})
