import { expect, test } from 'vitest'
import { usesOf } from '../../../../../shared/model/mutations/where-used.ts'
import { showFile } from '../../../../../shared/model/show.ts'

const set = { action: 'set_param', param: 'front', value: 1 }
const show = showFile.parse({
  version: 1,
  name: 'Tonight',
  osc: { targets: { desk: { host: '10.0.0.5', port: 9000 } } },
  params: {
    front: { type: 'number' },
    other: {
      type: 'number',
      outputs: [{ kind: 'osc', target: 'desk', address: '/a', args: [{}, { param: 'front' }] }],
    },
  },
  layers: { page: { param: 'front', is: 1 } },
  cueLists: [
    {
      id: 'main',
      name: 'Main',
      cues: [
        { id: 'a', number: '1.5', name: 'Blackout', actions: [set] },
        { id: 'b', name: '', actions: [set] },
      ],
    },
  ],
  schedulers: [
    {
      id: 'night',
      name: 'Night',
      rules: [{ id: 'dim', name: 'Dim', when: [{ kind: 'every', every: 1000 }], actions: [set] }],
    },
  ],
})

test('where a parameter is used is told by who uses it', () => {
  expect(usesOf(show, 'param', 'front')).toEqual({
    count: 5,
    uses: [
      { in: 'parameter other', path: 'params.other.outputs[0].args[1].param' },
      { in: 'layer page', path: 'layers.page.param' },
      { in: 'cue 1.5 Blackout', path: 'cueLists[0].cues[0].actions[0].param' },
      { in: 'cue b', path: 'cueLists[0].cues[1].actions[0].param' },
      { in: 'rule Night / Dim', path: 'schedulers[0].rules[0].actions[0].param' },
    ],
  })
  expect(usesOf(show, 'target', 'desk').uses.map((use) => use.in)).toEqual(['parameter other'])
  expect(usesOf(show, 'param', 'nobody')).toEqual({ count: 0, uses: [] })
})

test('more than fifty are counted, and not listed', () => {
  const cues = Array.from({ length: 60 }, (_, at) => ({ id: `c${at}`, name: `C ${at}`, actions: [set] }))
  const many = showFile.parse({
    ...{ version: 1, name: 'Many', params: { front: { type: 'number' } } },
    cueLists: [{ id: 'main', name: 'Main', cues }],
  })
  const { uses, count } = usesOf(many, 'param', 'front')
  expect([uses.length, count]).toEqual([50, 60])
})
