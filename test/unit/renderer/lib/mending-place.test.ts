import { expect, test } from 'vitest'
import { mendingPlace } from '../../../../renderer/lib/mending-place.ts'

const param = (id: string, list: string | null = null, index: number | null = null): object => ({
  ...{ kind: 'param', id, list, index },
})

test.each([
  ['/shows/night.json: params.house.inputs[2].match.while', param('house', 'inputs', 2)],
  ['params.big-one.outputs[0].target', param('big-one', 'outputs', 0)],
  ['params["a b"].min', param('a b')],
  ['params.house', param('house')],
  ['x.json: feedback[1].to.peer', { kind: 'feedback', id: 'motor' }],
  ['x.json: feedback[7].to.peer', null],
  ['cueLists[0].cues[0].actions[0].param', null],
  ['schedulers[0].rules[0].params', null],
  ['/params.json', null],
])('what is found at %s is mended at %j', (where, place) => {
  expect(mendingPlace(where, [{ id: 'lamp' }, { id: 'motor' }])).toEqual(place)
})
