// Edits of thousands of things at once: how often each thing is looked at does not grow with their number.
import { describe, expect, test } from 'vitest'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import type { Applied } from '../../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../../shared/model/mutations/edited-show.ts'
import type { Edit, Mutation } from '../../../../../shared/model/mutations/mutation.ts'
import { renumber } from '../../../../../shared/model/mutations/renumber.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import { cueDefinition } from '../../../../../shared/model/cue.ts'
import { showFile } from '../../../../../shared/model/show.ts'

const CUES = 5000
/** Looks at one cue, on the average: what an edit costs whatever it changes. */
const MOST_LOOKS = 12

/** Cues that count how often they are asked who they are. */
class Counted {
  looks = 0
  readonly edited: EditedShow

  constructor() {
    const cues = Array.from({ length: CUES }, (_, index) => {
      const cue = cueDefinition.parse({ id: `c${index}`, number: String(index + 1) })
      const { id } = cue
      const look = (): string => {
        this.looks += 1
        return id
      }
      return Object.defineProperty(cue, 'id', { get: look, enumerable: true, configurable: true })
    })
    const show = showFile.parse({
      version: 1,
      name: 'Long',
      cueLists: [{ id: 'main', name: 'Main', cues: [] }],
    })
    const [main] = show.cueLists
    if (main === undefined) throw new Error('no list')
    this.edited = takeIn({ ...show, cueLists: [{ ...main, cues }] }, 1)
    this.looks = 0
  }

  edit(mutation: Mutation): Applied {
    const applied = apply(this.edited, mutation, { at: 2, seen: 1 }, showChecks)
    if (!applied.ok) throw new Error(JSON.stringify(applied.error))
    return applied.value
  }
}

const all = (edits: readonly Edit[]): Mutation => ({ edit: 'all', edits })
const inMain = { kind: 'cue', in: 'main' } as const
const ids = Array.from({ length: CUES }, (_, index) => `c${index}`)
const some = ids.filter((_, index) => index % 10 !== 0)
const cuesOf = ({ edited }: Applied) => edited.show.cueLists[0]?.cues ?? []

function takenBack(applied: Applied): string {
  const back = apply(applied.edited, applied.inverse, { at: 3, undoes: applied.touched }, showChecks)
  if (!back.ok) throw new Error(JSON.stringify(back.error))
  return JSON.stringify(back.value.edited.show)
}

describe('4,500 of 5,000 cues', () => {
  test.each<[string, () => readonly Edit[], number]>([
    [
      'are changed',
      () => some.map((id) => ({ edit: 'change', ...inMain, id, set: { number: `N${id}` } })),
      CUES,
    ],
    ['are removed', () => some.map((id) => ({ edit: 'remove', ...inMain, id })), 500],
    [
      'are removed from behind',
      () => some.toReversed().map((id) => ({ edit: 'remove', ...inMain, id })),
      500,
    ],
    [
      'are pasted before another',
      () =>
        some.map((id) => ({ edit: 'put', ...inMain, id: `n${id}`, value: { id: `n${id}` }, before: 'c7' })),
      9500,
    ],
    [
      'are replaced',
      () => some.map((id) => ({ edit: 'put', ...inMain, id, value: { id, number: `N${id}` } })),
      CUES,
    ],
  ])('%s', (_, edits, left) => {
    const counted = new Counted()
    const applied = counted.edit(all(edits()))
    const { looks } = counted
    expect(looks).toBeLessThan(MOST_LOOKS * CUES)
    expect(cuesOf(applied)).toHaveLength(left)
    expect(takenBack(applied)).toBe(JSON.stringify(counted.edited.show))
    expect(counted.looks).toBeLessThan(3 * MOST_LOOKS * CUES)
  })

  test('get other numbers', () => {
    const counted = new Counted()
    const { cueLists, transport } = counted.edited.show
    const renumbered = renumber({ cueLists, transport }, { list: 'main', from: '10', step: '10' })
    if (!renumbered.ok || renumbered.value === null) throw new Error('nothing to do')
    const applied = counted.edit(renumbered.value)
    expect(counted.looks).toBeLessThan(MOST_LOOKS * CUES)
    expect(cuesOf(applied).map(({ number }) => number)).toEqual(
      ids.map((_, index) => String((index + 1) * 10)),
    )
    expect(takenBack(applied)).toBe(JSON.stringify(counted.edited.show))
  })
})

test('what is put, changed, moved and removed in one edit comes out as one after the other', () => {
  const counted = new Counted()
  const edits: readonly Edit[] = [
    { edit: 'put', ...inMain, id: 'x', value: { id: 'x' }, before: 'c1' },
    { edit: 'put', ...inMain, id: 'y', value: { id: 'y' }, before: 'x' },
    { edit: 'remove', ...inMain, id: 'c0' },
    { edit: 'change', kind: 'cueList', id: 'main', set: { name: 'Other' } },
    { edit: 'change', ...inMain, id: 'x', set: { name: 'X' } },
    { edit: 'move', ...inMain, ids: ['c3', 'x'], before: 'y' },
    { edit: 'rename', ...inMain, id: 'y', to: 'z' },
    { edit: 'put', ...inMain, id: 'c1', value: { id: 'c1' }, before: null },
    { edit: 'remove', ...inMain, id: 'c2' },
  ]
  const together = counted.edit(all(edits))
  let { edited } = counted
  for (const [index, edit] of edits.entries()) {
    const one = apply(edited, edit, { at: index + 2, seen: index + 1 }, showChecks)
    if (!one.ok) throw new Error(JSON.stringify(one.error))
    edited = one.value.edited
  }
  expect(together.edited.show).toEqual(edited.show)
  expect(
    cuesOf(together)
      .slice(0, 4)
      .map(({ id }) => id),
  ).toEqual(['c3', 'x', 'z', 'c4'])
  expect(takenBack(together)).toBe(JSON.stringify(counted.edited.show))
})
