import { expect, test } from 'vitest'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import { labelOf } from '../../../../../shared/model/mutations/label.ts'
import type { Edit, Mutation } from '../../../../../shared/model/mutations/mutation.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../../shared/model/show.ts'

const match = (more: object): object => ({
  event: 'midi.received',
  where: { 'message.note': 1 },
  ...more,
})

const show = showFile.parse({
  version: 1,
  name: 'Layered',
  layers: { shift: { held: match({}) }, page: { latched: match({ while: '!shift' }) } },
  params: {
    front: { type: 'number', inputs: [{ kind: 'value', match: match({ while: ['shift', '!page'] }) }] },
  },
  playlists: [{ id: 'intro', name: 'Intro', triggers: [match({ while: 'shift' })], steps: [] }],
  gestures: [
    {
      id: 'twice',
      name: 'Twice',
      kind: 'doubleTap',
      sources: [match({ while: '!shift' })],
      output: 'lights.go',
    },
  ],
  events: { 'lights.go': {} },
  midi: { outputs: { pads: { port: 'Pads' } } },
  feedback: [
    {
      id: 'lamp',
      shows: { layer: 'shift' },
      while: '!page',
      to: { kind: 'midi', output: 'pads', message: 'note', number: 1 },
    },
    {
      id: 'other',
      shows: { param: 'front' },
      while: ['shift', '!page'],
      to: { kind: 'midi', output: 'pads', message: 'note', number: 2 },
    },
  ],
})

const rename = (id: string, to: string): Edit => ({ edit: 'rename', kind: 'layer', id, to })

function done(mutation: Mutation, from = takeIn(show, 1)) {
  const outcome = apply(from, mutation, { at: from.generation + 1, seen: from.generation }, showChecks)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error))
  return outcome.value
}

test('all that goes by a layer follows its new name, and it keeps its place', () => {
  const { edited } = done(rename('shift', 'fine'))
  expect(Object.keys(edited.show.layers ?? {})).toEqual(['fine', 'page'])
  expect(edited.show.layers?.['page']).toMatchObject({ latched: { while: '!fine' } })
  expect(edited.show.params['front']?.inputs?.[0]?.match.while).toEqual(['fine', '!page'])
  expect(edited.show.playlists[0]?.triggers).toMatchObject([{ while: 'fine' }])
  expect(edited.show.gestures[0]).toMatchObject({ sources: [{ while: '!fine' }] })
  expect(edited.show.feedback.map(({ shows, while: layers }) => ({ shows, while: layers }))).toEqual([
    { shows: { layer: 'fine' }, while: '!page' },
    { shows: { param: 'front' }, while: ['fine', '!page'] },
  ])
})

test('a layer that was renamed is called as before once that is undone', () => {
  const { edited, inverse } = done(rename('page', 'second'))
  expect(Object.keys(edited.show.layers ?? {})).toEqual(['shift', 'second'])
  expect(done(inverse, edited).edited.show).toEqual(show)
  expect(labelOf(takeIn(show, 1), rename('page', 'second'))).toBe('rename layer page to second')
})

test.each([
  ['gone', rename('night', 'day'), 'edit/gone'],
  ['the name of another', rename('shift', 'page'), 'edit/taken'],
  ['no name', rename('shift', '!page'), 'edit/invalid'],
])('a layer is not renamed where it is %s', (_, mutation, code) => {
  const outcome = apply(takeIn(show, 1), mutation, { at: 2, seen: 1 }, showChecks)
  expect(outcome).toMatchObject({ ok: false, error: { code } })
})
