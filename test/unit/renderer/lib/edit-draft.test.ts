import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { Fields } from '../../../../shared/model/mutations/mutation.ts'
import {
  differingFields,
  fieldOf,
  mutationOf,
  stillTyped,
  textOf,
} from '../../../../renderer/lib/edit-draft.ts'
import type { Read } from '../../../../renderer/lib/edit-draft.ts'
import { fieldsOf } from '../../../../renderer/lib/edit-fields.ts'
import type { FormRef } from '../../../../renderer/lib/edit-fields.ts'

const chase: Fields = {
  ...{ id: 'chase', name: 'Chase', colour: '#3d8bfd', retrigger: 'restart', tempo: 1 },
  ...{ metadata: { cue: 'LX 2' }, triggers: [], interrupts: [], completion: null },
}
const PLAYLIST: FormRef = { kind: 'playlist', id: 'chase' }
const read = (definition: Fields, ref: FormRef = PLAYLIST): Read => ({ ref, definition })
const specsOf = ({ ref, definition }: Read) => fieldsOf(ref.kind, definition)

function edited(of: Read, typed: Record<string, string>) {
  return mutationOf(of, specsOf(of), new Map(Object.entries(typed)))
}

describe('what is typed into a form', () => {
  test('changes the fields that it is typed into, and no others', () => {
    expect(edited(read(chase), { name: ' Colour chase ', tempo: '1,5' })).toEqual({
      ok: true,
      value: {
        ...{ edit: 'change', kind: 'playlist', id: 'chase' },
        ...{ set: { name: 'Colour chase', tempo: 1.5 }, unset: [] },
      },
    })
  })

  test('goes beside what else is kept with the notes', () => {
    const value = { edit: 'change', kind: 'playlist', id: 'chase', unset: [] }
    expect(edited(read(chase), { 'metadata.note': 'bell, then GO\n' })).toEqual({
      ok: true,
      value: { ...value, set: { metadata: { cue: 'LX 2', note: 'bell, then GO' } } },
    })
    const noted = read({ ...chase, metadata: { cue: 'LX 2', note: 'bell' } })
    expect(edited(noted, { 'metadata.note': '' })).toEqual({
      ok: true,
      value: { ...value, set: { metadata: { cue: 'LX 2' } } },
    })
  })

  test('takes a field away where it is empty and may be, and says so where it may not', () => {
    expect(edited(read(chase), { colour: '' })).toEqual({
      ok: true,
      value: { edit: 'change', kind: 'playlist', id: 'chase', set: {}, unset: ['colour'] },
    })
    expect(edited(read(chase), { name: '  ' })).toEqual({
      ok: false,
      error: { path: 'name', why: 'must not be empty' },
    })
  })

  test('is another name after all else, so that the change finds its thing', () => {
    expect(edited(read(chase), { id: 'intro', name: 'Intro' })).toEqual({
      ok: true,
      value: {
        edit: 'all',
        edits: [
          { edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'Intro' }, unset: [] },
          { edit: 'rename', kind: 'playlist', id: 'chase', to: 'intro' },
        ],
      },
    })
  })

  test('that says the same as before changes nothing', () => {
    expect(edited(read(chase), { tempo: '1.0', name: 'Chase' })).toEqual({ ok: true, value: null })
  })

  test('is read as the show file where the field shows that', () => {
    const rule = read(
      { id: 'greet', when: [{ kind: 'at', after: 5 }], actions: [], enabled: true },
      { kind: 'rule', id: 'greet', in: 'foyer' },
    )
    expect(edited(rule, { when: '[{ "kind": "every", "every": 500 }]', enabled: 'false' })).toMatchObject({
      ok: true,
      value: { kind: 'rule', in: 'foyer', set: { when: [{ kind: 'every', every: 500 }], enabled: false } },
    })
    expect(edited(rule, { when: '[{' })).toMatchObject({ ok: false, error: { path: 'when' } })
  })

  test('is null where an event of none is meant', () => {
    const gesture = read(
      { kind: 'hold', name: 'Hold', output: 'a.b', after: 500, sources: [] },
      {
        kind: 'gesture',
        id: 'hold',
      },
    )
    expect(edited(gesture, { output: '' })).toMatchObject({ ok: true, value: { set: { output: null } } })
  })
})

test('two readings differ in the fields whose text differs', () => {
  const now = read({ ...chase, name: 'Run', triggers: [{ event: 'a.b' }] })
  const specs = specsOf(now)
  expect(differingFields(specs, read(chase), now).map(({ path }) => path)).toEqual(['name'])
  const typed = new Map([
    ['name', 'Run'],
    ['colour', '#ffffff'],
  ])
  expect(stillTyped(typed, specs, now)).toEqual(new Map([['colour', '#ffffff']]))
})

test.each([
  ['playlist chase: name', 'name'],
  ['playlist chase: metadata.note', 'metadata.note'],
  ['gesture hold: after', null],
  ['playlist chase', null],
])('a refusal at "%s" stands beside %s', (where, path) => {
  expect(
    fieldOf(fault('edit/invalid', where, 'is wrong', 'correct it'), specsOf(read(chase)), new Map()),
  ).toBe(path)
})

test('a refusal in the whole show stands beside the field that was typed in, and beside no other', () => {
  const specs = specsOf(read(chase))
  const refused = fault('show/unknown', 'show: playlists[3].tempo', 'is wrong', 'correct it')
  expect(fieldOf(refused, specs, new Map([['tempo', '9']]))).toBe('tempo')
  expect(fieldOf(refused, specs, new Map([['name', 'x']]))).toBe(null)
})

test('a name that another has, or that is none, is the refusal of the id', () => {
  const specs = specsOf(read(chase))
  const typed = new Map([['id', 'a b']])
  expect(fieldOf(fault('edit/taken', 'playlist chase', '"b" is the name of another', ''), specs, typed)).toBe(
    'id',
  )
  expect(fieldOf(fault('edit/invalid', 'the settings', '"a b" must be letters', ''), specs, typed)).toBe('id')
})

test('each kind of thing shows what it has', () => {
  const param: FormRef = { kind: 'param', id: 'level' }
  const paths = (definition: Fields, ref: FormRef): string[] =>
    fieldsOf(ref.kind, definition).map(({ path }) => path)
  expect(paths({ type: 'number', min: 0, max: 1 }, param)).toEqual(['min', 'max', 'default', 'unit', 'id'])
  expect(paths({ type: 'boolean' }, param)).toEqual(['default', 'id'])
  expect(paths({ kind: 'multiTap' }, { kind: 'gesture', id: 'x' })).toContain('taps')
  const choices = fieldsOf('param', { type: 'text' })[0]!
  expect(textOf(choices, read({ type: 'text', choices: ['calm', 'wild'] }, param))).toBe('calm\nwild')
})
