// What the check before the show says of values out of range, of layers that switch themselves, and of ramps that are too many.
import { expect, test } from 'vitest'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { bytesOf, showData } from '../../../support/show-bytes.ts'

const told = (fields: object): string[] => {
  const osc = { targets: { desk: { host: '10.0.0.5', port: 9000 }, old: OLD } }
  const show = { osc, midi: { outputs: { pads: { port: 'Pads' } } }, params: { level: LEVEL }, ...fields }
  const parsed = parseShow(bytesOf(showData(show)), 'my.show.json')
  const faults = parsed.ok ? showWarnings(parsed.value, 'my.show.json') : parsed.error
  return faults.map(({ code, where, what }) => `${code} ${where.replace('my.show.json: ', '')}: ${what}`)
}

const OLD = { host: '10.0.0.6', port: 9000, bundles: false }
const LEVEL = { type: 'number', max: 100 }
const fade = (to: unknown) => ({ type: 'param.fade', payload: { name: 'level', to, over: 1000 } })
const stays = '"level" stays where it is: 150 must be a number from 0 to 100'

test('a step and a completion that fade a parameter out of its range', () => {
  const steps = [
    { offset: 0, ...fade(150) },
    { offset: 0, ...fade(100) },
  ]
  const playlists = [{ id: 'p', name: 'P', steps, completion: fade(150) }]
  expect(told({ playlists })).toEqual([
    `show/misfit-value playlists[0].steps[0].payload.to: ${stays}`,
    `show/misfit-value playlists[0].completion.payload.to: ${stays}`,
  ])
})

test('an action of a cue that asks for such a fade', () => {
  const cues = [{ id: 'one', name: 'One', actions: [{ action: 'emit', ...fade(150) }] }]
  expect(told({ cueLists: [{ id: 'main', name: 'Main', cues }] })).toEqual([
    `show/misfit-value cueLists[0].cues[0].actions[0].payload.to: ${stays}`,
  ])
})

test('actions of a rule, unless an expression says the value', () => {
  const actions = [
    { action: 'set_param', param: 'level', value: 150 },
    { action: 'fade_param', param: 'level', to: 150, over: 1000 },
    { action: 'set_param', param: 'level', value: '{{ 3 * 50 }}' },
    { action: 'set_param', param: 'level', value: 50 },
  ]
  const rules = [{ id: 'r', name: 'R', when: [{ kind: 'every', every: 1000 }], actions }]
  expect(told({ schedulers: [{ id: 's', name: 'S', rules }] })).toEqual([
    `show/misfit-value schedulers[0].rules[0].actions[0].value: ${stays}`,
    `show/misfit-value schedulers[0].rules[0].actions[1].to: ${stays}`,
  ])
})

const key = (code: string, layer?: string) => ({
  event: 'key.received',
  where: { code },
  ...(layer !== undefined && { while: layer }),
})

test('layers that need themselves to be on, and a latch that cannot be let go of', () => {
  const layers = {
    own: { held: key('KeyA', 'own') },
    one: { held: key('KeyB', 'two') },
    two: { latched: key('KeyC', 'one') },
    fast: { latched: key('KeyD', '!fast') },
  }
  expect(told({ layers })).toEqual([
    'show/layer-of-itself layers.fast.latched.while: what turns it off is not heard while it is on',
    'show/layer-of-itself layers.own.held.while: it is never on, for what turns it on is only heard while it is',
    'show/layer-of-itself layers.one.held.while: it is never on, for what turns it on is only heard while "two" and so it is',
    'show/layer-of-itself layers.two.latched.while: it is never on, for what turns it on is only heard while "one" and so it is',
  ])
})

test('no layers of which one shuts out the other, or is inside it', () => {
  const layers = {
    left: { held: key('KeyA', '!right') },
    right: { held: key('KeyB', '!left') },
    inside: { latched: key('KeyC', 'left') },
  }
  expect(told({ layers })).toEqual([])
})

const sent = (output: object) => told({ params: { level: { ...LEVEL, outputs: [output] } } })
const osc = (more: object) => ({ kind: 'osc', target: 'desk', address: '/level', ...more })

test.each([
  [osc({ minChange: 101 }), '100'],
  [osc({ minChange: 2, args: [{ to: [0, 1] }] }), '1'],
  [{ kind: 'midi', output: 'pads', message: 'control', number: 7, minChange: 128 }, '127'],
])('a change that what is sent never reaches: %j', (output, widest) => {
  expect(sent(output)).toEqual([
    `show/never-changes params.level.outputs[0].minChange: what is sent differs by ${widest} at the most, so that it is only sent once the value rests`,
  ])
})

test('no change that it can reach, or that text does not need', () => {
  expect(sent(osc({ minChange: 100 }))).toEqual([])
  expect(sent(osc({ minChange: 1000, args: [{}, { type: 's' }] }))).toEqual([])
})

const ramps = (count: number, type: string, payload: object, apart = 0) => ({
  playlists: [
    {
      ...{ id: 'p', name: 'P' },
      steps: Array.from({ length: count }, (_, index) => ({
        offset: index * apart,
        type,
        payload: { to: 1, over: 1000, rate: 1000, ...payload },
      })),
    },
  ],
})

test.each([
  [
    'osc.ramp',
    { target: 'old', address: '/a' },
    20,
    '21000 a second are wanted one packet each, and 20000 leave',
  ],
  [
    'midi.ramp',
    { output: 'pads', message: { kind: 'nrpn', channel: 1, parameter: 5 } },
    4,
    '20000 a second are wanted by pads, and 16000 leave',
  ],
  [
    'osc.ramp',
    { target: 'desk', address: '/a' },
    100,
    '101000 a second are wanted over OSC, and 100000 leave',
  ],
])('ramps that want more than leaves: %s %j', (type, payload, most, what) => {
  expect(told(ramps(most, type, payload))).toEqual([])
  expect(told(ramps(2 * most, type, payload, 1000))).toEqual([])
  expect(told(ramps(most + 1, type, payload))).toEqual([
    `show/ramp-rate playlists[0].steps[${most}].payload.rate: with the ramps that go on then ${what}`,
  ])
})
