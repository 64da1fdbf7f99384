import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkEdit } from '../../../../../main/build/check-edit.ts'
import { parseShow } from '../../../../../main/build/parse-show.ts'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import { renumber } from '../../../../../shared/model/mutations/renumber.ts'
import type { Renumbering } from '../../../../../shared/model/mutations/renumber.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import type { ShowFile } from '../../../../../shared/model/show.ts'
import { bytesOf } from '../../../../support/show-bytes.ts'

function showOf(numbers: readonly (string | null)[], transport: object = {}): ShowFile {
  const cues = numbers.map((number, place) => ({ id: `c${place}`, ...(number !== null && { number }) }))
  const side = { id: 'side', name: 'Side', cues: [{ id: 'x', number: '1' }] }
  const content = { version: 1, name: 'N', cueLists: [{ id: 'main', name: 'Main', cues }, side], transport }
  const parsed = parseShow(bytesOf(content), 'n.json')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

/** The numbers as they are then, or why not. */
function renumbered(
  show: ShowFile,
  asked: Partial<Renumbering> = {},
): readonly (string | undefined)[] | string {
  const edit = renumber(show, { list: 'main', ...asked })
  if (!edit.ok) return edit.error.what
  return numbersIn(edit.value === null ? show : edited(show, edit.value))
}
function edited(show: ShowFile, mutation: Parameters<typeof apply>[1]): ShowFile {
  const applied = apply(takeIn(show, 1), mutation, { at: 2, seen: 1 }, showChecks)
  if (!applied.ok) throw new Error(JSON.stringify(applied.error))
  expect(checkEdit(show, applied.value.edited.show)).toEqual([])
  const back = apply(applied.value.edited, applied.value.inverse, { at: 3, seen: 2 }, showChecks)
  expect(back.ok && back.value.edited.show).toEqual(show)
  return applied.value.edited.show
}
const numbersIn = (show: ShowFile) => show.cueLists[0]!.cues.map(({ number }) => number)

describe('a list is numbered anew', () => {
  test.each<[string, readonly (string | null)[], Partial<Renumbering>, readonly string[] | string]>([
    ['whole numbers where nothing is said', ['5', null, '5.5', 'x9'], {}, ['1', '2', '3', '4']],
    ['from a number by a step', ['1', '2', '3'], { from: '10', step: '0.5' }, ['10', '10.5', '11']],
    ['from a number with letters', ['1', '2'], { from: 'A9' }, ['A9', 'A10']],
    [
      'between others, whole where there is room',
      ['1', '7', '8', '4'],
      { ids: ['c1', 'c2'] },
      ['1', '2', '3', '4'],
    ],
    [
      'between others, in tenths where not',
      ['1', '7', '8', '2'],
      { ids: ['c2', 'c1'] },
      ['1', '1.1', '1.2', '2'],
    ],
    ['between tenths in hundredths', ['1.1', null, '1.2'], { ids: ['c1'] }, ['1.1', '1.11', '1.2']],
    [
      'at the end on from the one before',
      ['1', '2.5', '9', '9.5'],
      { ids: ['c2', 'c3'] },
      ['1', '2.5', '3', '4'],
    ],
    ['at the beginning before the first', ['9', '1', '2'], { ids: ['c0'] }, ['0.1', '1', '2']],
    ['after what cannot be counted on', ['1', '2a', '9'], { ids: ['c2'] }, ['1', '2a', '2']],
    ['nothing where all have these', ['1', '2'], {}, ['1', '2']],
    [
      'not with the number of another',
      ['1', '2', '3'],
      { ids: ['c0', 'c1'], from: '2' },
      'another cue of the list has this number: c2',
    ],
    ['not by a step of nothing', ['1'], { step: '0' }, 'a step is a number above 0'],
    ['not from what cannot be counted on', ['1'], { from: '1a' }, 'it cannot be counted on from this number'],
    ['not of cues that are not there', ['1'], { ids: ['gone'] }, 'none of these cues is there'],
  ])('%s', (_, numbers, asked, expected) => {
    expect(renumbered(showOf(numbers), asked)).toEqual(expected)
  })
})

test('controls that start a cue by its number go on starting it, and those of other lists are left', () => {
  const match = { event: 'key.received', where: { code: 'F1' } }
  const cue = [
    { match, number: '1' },
    { match, list: 'main', number: '2' },
    { match, list: 'side', number: '1' },
    { match, number: '99' },
  ]
  const show = showOf(['1', '2', '3'], { cue })
  const edit = renumber(show, { list: 'main', from: '2' })
  if (!edit.ok || edit.value === null) throw new Error('nothing is to be renumbered')
  expect(edit.value.label).toBe('renumber 3 cues of main')
  const after = edited(show, edit.value)
  expect(numbersIn(after)).toEqual(['2', '3', '4'])
  expect(after.transport.cue.map(({ number }) => number)).toEqual(['2', '3', '1', '99'])
})

test('whatever is chosen of whatever list, numbers rise, none comes twice, and an undo puts all back', () => {
  const anyNumbers = fc.uniqueArray(
    fc.constantFrom('1', '1.1', '1.15', '2', '3.5', '10', 'A1', 'A2', '2b', '12.123456'),
    {
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(anyNumbers, fc.array(fc.nat(7), { minLength: 1 }), (numbers, places) => {
      const show = showOf(numbers)
      const ids = places.map((place) => `c${place}`)
      const after = renumbered(show, { ids })
      if (typeof after === 'string') return
      expect(new Set(after).size).toBe(after.length)
      const chosen = after
        .filter((_, place) => ids.includes(`c${place}`))
        .map((text) => Number(text?.replace(/^A/, '')))
      expect(chosen).toEqual(chosen.toSorted((a, b) => a - b))
      const others = (list: readonly unknown[]) => list.filter((_, place) => !ids.includes(`c${place}`))
      expect(others(after)).toEqual(others(numbers))
    }),
    { numRuns: 200 },
  )
})
