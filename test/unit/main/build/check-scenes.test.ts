// What is wrong with scenes and what recalls them, and what they can hardly be meant to be.
import { expect, test } from 'vitest'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { bytesOf, showData } from '../../../support/show-bytes.ts'

const params = { front: { type: 'number', max: 10 }, mood: { type: 'text', choices: ['warm'] } }
const scenes = { blue: { values: { front: 5 } } }

const lines = (fields: object): string[] => {
  const parsed = parseShow(bytesOf(showData({ params, scenes, ...fields })), 'my.show.json')
  const faults = parsed.ok ? showWarnings(parsed.value, 'my.show.json') : parsed.error
  return faults.map(({ code, where }) => `${code} ${where.replace('my.show.json: ', '')}`)
}
const step = (payload: object) => ({
  playlists: [{ id: 'p', name: 'P', steps: [{ offset: 0, type: 'scene.recall', payload }] }],
})
const cue = (action: object) => ({
  cueLists: [
    { id: 'main', name: 'Main', cues: [{ id: 'a', actions: [{ action: 'recall_scene', ...action }] }] },
  ],
})
const rule = (action: object) => ({
  schedulers: [
    { id: 's', name: 'S', rules: [{ id: 'r', when: [{ kind: 'at', after: '1s' }], actions: [action] }] },
  ],
})

test.each<[string, object, string[]]>([
  ['a sound one', {}, []],
  [
    'a value of no parameter',
    { scenes: { blue: { values: { x: 1 } } } },
    ['show/unknown-parameter scenes.blue.values.x'],
  ],
  [
    'a value that is none',
    { scenes: { blue: { values: { front: [1] } } } },
    ['show/invalid scenes.blue.values.front'],
  ],
  ['a time beyond a day', { scenes: { blue: { over: '25h' } } }, ['show/invalid scenes.blue.over']],
  [
    'a control that cannot be heard',
    { scenes: { blue: { values: { front: 1 }, recalls: [{ event: 'no.such' }] } } },
    ['show/unknown-event scenes.blue.recalls[0].event'],
  ],
  [
    'a layer that is not there',
    { scenes: { blue: { values: { front: 1 }, recalls: [{ event: 'key.received', while: 'x' }] } } },
    ['show/unknown-layer scenes.blue.recalls[0].while'],
  ],
  [
    'a step of an unknown scene',
    step({ name: 'x' }),
    ['show/unknown-scene playlists[0].steps[0].payload.name'],
  ],
  [
    'a step with an unknown mask',
    step({ name: 'blue', mask: ['x'] }),
    ['show/unknown-parameter playlists[0].steps[0].payload.mask[0]'],
  ],
  ['a step without a name', step({}), ['show/invalid playlists[0].steps[0].payload.name']],
  [
    'a cue of an unknown scene',
    cue({ scene: 'x' }),
    ['show/unknown-scene cueLists[0].cues[0].actions[0].scene'],
  ],
  [
    'a cue with an unknown mask',
    cue({ scene: 'blue', mask: ['front', 'x'] }),
    ['show/unknown-parameter cueLists[0].cues[0].actions[0].mask[1]'],
  ],
  [
    'a rule of an unknown scene',
    rule({ action: 'recall_scene', scene: 'x' }),
    ['show/unknown-scene schedulers[0].rules[0].actions[0].scene'],
  ],
  [
    'what a rule publishes',
    rule({ action: 'emit', type: 'scene.recall', payload: { name: 'x' } }),
    ['show/unknown-scene schedulers[0].rules[0].actions[0].payload.name'],
  ],
  [
    'what a template makes, which is seen when it is made',
    rule({ action: 'emit', type: 'scene.recall', payload: { name: '{{ event.payload.x }}' } }),
    [],
  ],
  [
    'values out of range now, once for each scene',
    { scenes: { blue: { values: { front: 11, mood: 'cold' } } } },
    ['show/misfit-value scenes.blue.values.front'],
  ],
  ['a scene of nothing', { scenes: { blue: {} } }, ['show/empty-scene scenes.blue.values']],
  ['an own event that begins with the word', { events: { 'scene.go': {} } }, []],
])('%s', (_, fields, expected) => {
  expect(lines(fields)).toEqual(expected)
})

test('a playlist that starts itself by way of a scene is refused', () => {
  const triggers = [{ event: 'scene.recalled', where: { name: 'blue' } }]
  const steps = [{ offset: 0, type: 'scene.recall', payload: { name: 'blue' } }]
  expect(lines({ playlists: [{ id: 'p', name: 'P', steps, triggers }] })).toEqual([
    expect.stringContaining('show/trigger-loop'),
  ])
})
