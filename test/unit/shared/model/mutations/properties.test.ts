import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../../../main/build/parse-show.ts'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import type { Applied } from '../../../../../shared/model/mutations/apply.ts'
import { ACCEPTED } from '../../../../../shared/model/mutations/checks.ts'
import { stepKeys, takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../../shared/model/mutations/edited-show.ts'
import type { Edit, Mutation } from '../../../../../shared/model/mutations/mutation.ts'
import { parseMutation } from '../../../../../shared/model/mutations/parse-mutation.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import type { Touched } from '../../../../../shared/model/mutations/touched.ts'
import { thingIn, thingsOf } from '../../../../../shared/model/mutations/things.ts'
import { showFile } from '../../../../../shared/model/show.ts'
import {
  anyMove,
  anyMutation,
  anyRemove,
  anyRename,
  anyStepEdit,
  referringShow,
} from '../../../../support/edited-shows.ts'
import { runs } from '../../../../support/property-runs.ts'

const bytes = ({ show }: EditedShow): string => JSON.stringify(show)

function edit(edited: EditedShow, mutation: Mutation, seen = edited.generation): Applied | null {
  const applied = apply(edited, mutation, { at: edited.generation + 1, seen }, showChecks)
  return applied.ok ? applied.value : null
}

function undo(edited: EditedShow, { inverse, touched }: Pick<Applied, 'inverse' | 'touched'>): Applied {
  const applied = apply(edited, inverse, { at: edited.generation + 1, undoes: touched }, showChecks)
  if (!applied.ok) throw new Error(JSON.stringify(applied.error))
  return applied.value
}

function isSound(edited: EditedShow): boolean {
  return parseShow(new TextEncoder().encode(bytes(edited)), 'show').ok
}

describe('any sequence of edits', () => {
  test('that is undone leaves the same bytes, and done again those of before', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { maxLength: 12 }), (mutations) => {
        let edited = takeIn(referringShow(), 1)
        const stages = [bytes(edited)]
        const done: Applied[] = []
        for (const mutation of mutations) {
          const applied = edit(edited, mutation)
          // What names something that is not there is refused by whoever checks definitions.
          if (applied === null || !isSound(applied.edited)) continue
          done.push(applied)
          edited = applied.edited
          stages.push(bytes(edited))
        }
        const undone: Applied[] = []
        for (const [index, applied] of [...done.entries()].reverse()) {
          const back = undo(edited, applied)
          edited = back.edited
          undone.push(back)
          expect(bytes(edited)).toBe(stages[index])
        }
        for (const [index, back] of undone.reverse().entries()) {
          edited = undo(edited, back).edited
          expect(bytes(edited)).toBe(stages[index + 1])
        }
      }),
      runs(300),
    )
  })

  test('leaves a show that its schema reads as it stands, and by which nothing that was there is changed', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { maxLength: 8 }), (mutations) => {
        let edited = takeIn(referringShow(), 1)
        for (const mutation of mutations) {
          const before = bytes(edited)
          const applied = edit(edited, mutation)
          expect(bytes(edited)).toBe(before)
          edited = applied?.edited ?? edited
          expect(JSON.stringify(showFile.parse(edited.show))).toBe(bytes(edited))
        }
      }),
      runs(300),
    )
  })

  test('that only renames, removes, and puts elsewhere leaves a show that passes every check', () => {
    const anyTidying = fc.oneof(anyRename, anyRemove, anyMove.filter(isTidyMove), anyStepEdit.filter(isTidy))
    fc.assert(
      fc.property(fc.array(anyTidying, { maxLength: 10 }), (mutations) => {
        let edited = takeIn(referringShow(), 1)
        for (const mutation of mutations) edited = edit(edited, mutation)?.edited ?? edited
        const parsed = parseShow(new TextEncoder().encode(bytes(edited)), 'show')
        expect(parsed.ok ? [] : parsed.error).toEqual([])
      }),
      runs(300),
    )
  })

  test('is followed without schemas by whoever is sent what was accepted', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { maxLength: 8 }), (mutations) => {
        let edited = takeIn(referringShow(), 1)
        let page = edited
        for (const mutation of mutations) {
          const applied = edit(edited, mutation)
          if (applied === null || applied.edited === edited) continue
          edited = applied.edited
          const sent = JSON.parse(JSON.stringify(applied.accepted)) as Mutation
          const judged = { at: edited.generation, seen: page.generation }
          const followed = apply(page, sent, judged, ACCEPTED)
          if (!followed.ok) throw new Error(JSON.stringify([followed.error, mutation, sent]))
          page = followed.value.edited
          expect(page.show).toEqual(edited.show)
          for (const playlist of edited.show.playlists) {
            expect(stepKeys(page, playlist).keys).toEqual(stepKeys(edited, playlist).keys)
          }
        }
      }),
      runs(300),
    )
  })

  test('is what clients may send', () => {
    fc.assert(
      fc.property(anyMutation, (mutation) => {
        expect(parseMutation(JSON.parse(JSON.stringify(mutation)))).toEqual({ ok: true, value: mutation })
      }),
      runs(300),
    )
  })
})

/** A cue may be moved away from its group. */
function isTidyMove(given: Edit): boolean {
  return given.edit === 'move' && given.kind !== 'cue'
}

function isTidy(given: Mutation): boolean {
  return given.edit === 'steps' && ['shift', 'offsets', 'remove', 'move'].includes(given.do)
}

/** What stands at every place that an edit overwrote, and still has its name. */
function valuesAt({ show, ...edited }: EditedShow, touched: Touched): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>()
  for (const { owner, field, follows } of touched.fields) {
    if (follows || owner === 'show' || field === 'id' || field === 'place') continue
    const thing = thingIn(thingsOf(show, owner.kind, owner.in), owner.kind, owner.id)
    if (thing !== undefined) values.set(`${JSON.stringify(owner)} ${field}`, thing[field])
  }
  for (const { playlist, keys, follows } of touched.steps) {
    const found = show.playlists.find(({ id }) => id === playlist)
    if (found === undefined || follows) continue
    const wanted = new Set(keys)
    for (const [index, key] of stepKeys(edited, found).keys.entries()) {
      if (wanted.has(key)) values.set(`${playlist} ${key}`, found.steps[index])
    }
  }
  return values
}

interface Editor {
  seen: EditedShow
  readonly done: Applied[]
}

/** An editor does something, looks at the show, or takes something back of either. */
const anyTurn = fc.record({
  who: fc.constantFrom(0, 1),
  act: fc.oneof(
    { weight: 5, arbitrary: anyMutation },
    { weight: 2, arbitrary: fc.constant('look' as const) },
    { weight: 2, arbitrary: fc.nat({ max: 10 }) },
  ),
})

describe('two editors', () => {
  test('never overwrite what they have not seen, and take back only what still stands', () => {
    fc.assert(
      fc.property(fc.array(anyTurn, { maxLength: 30 }), (turns) => {
        let edited = takeIn(referringShow(), 1)
        const editors: readonly [Editor, Editor] = [
          { seen: edited, done: [] },
          { seen: edited, done: [] },
        ]
        const history: Applied[] = []
        for (const { who, act } of turns) {
          const editor = editors[who]
          if (act === 'look') editor.seen = edited
          else if (typeof act === 'number') edited = takeBack(edited, history, act)
          else {
            const applied = edit(edited, act, editor.seen.generation)
            if (applied === null) continue
            const seen = valuesAt(editor.seen, applied.touched)
            for (const [place, value] of valuesAt(edited, applied.touched)) {
              if (seen.has(place)) expect(value).toEqual(seen.get(place))
            }
            history.push(applied)
            edited = applied.edited
          }
          expect(JSON.stringify(showFile.parse(edited.show))).toBe(bytes(edited))
        }
      }),
      runs(300),
    )
  })
})

/** An entry of the history, whose values must stand as it left them. */
function takeBack(edited: EditedShow, history: Applied[], number: number): EditedShow {
  const entry = history.at(-1 - number)
  if (entry === undefined) return edited
  const { inverse, touched } = entry
  const back = apply(edited, inverse, { at: edited.generation + 1, undoes: touched }, showChecks)
  if (!back.ok) return edited
  const left = valuesAt(entry.edited, touched)
  for (const [place, value] of valuesAt(edited, touched)) {
    if (left.has(place)) expect(value).toEqual(left.get(place))
  }
  history.splice(history.length - 1 - number, 1)
  return back.value.edited
}
