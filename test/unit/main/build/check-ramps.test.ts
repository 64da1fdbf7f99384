// Steps that move a value: what of them a show is refused for, and what the refusal says.
import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'

function problemsOf(type: string, payload: Record<string, unknown>): readonly string[] {
  const show = {
    ...{ version: 1, name: 'Ramps' },
    osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } },
    midi: { outputs: { synth: { port: 'Synth' } } },
    playlists: [{ id: 'p', name: 'P', steps: [{ offset: 0, type, payload }] }],
  }
  const parsed = parseShow(Buffer.from(JSON.stringify(show)), 'show.json')
  return parsed.ok
    ? []
    : parsed.error.map(({ where, what }) => `${where.split('steps[0].payload').at(-1)}: ${what}`)
}

const osc = { target: 'desk', address: '/v', to: 1, over: 1000 }
const control = { kind: 'control', channel: 1, controller: 7 }
const midi = { output: 'synth', message: control, to: 127, over: 1000 }

describe('a step that moves a value', () => {
  test.each([
    ['osc.ramp', osc],
    [
      'osc.ramp',
      { ...osc, from: 0, over: 0, curve: 'S', rate: 1000, type: 'i', onStop: 'back', args: [1, 'a'] },
    ],
    ['osc.ramp', { ...osc, to: -2_147_483_648, over: 86_400_000, rate: 0.1, type: 'i' }],
    ['osc.ramp', { ...osc, from: 1, to: 1 }],
    ['midi.ramp', midi],
    ['midi.ramp', { ...midi, message: { kind: 'pitchBend', channel: 16 }, from: 8192, to: 16_383 }],
    ['midi.ramp', { ...midi, message: { kind: 'nrpn', channel: 1, parameter: 300 }, to: 0 }],
  ])('may be %s %j', (type, payload) => {
    expect(problemsOf(type, payload)).toEqual([])
  })

  test.each([
    ['osc.ramp', { ...osc, target: 'dask' }, '.target: no target is named "dask"'],
    ['osc.ramp', { ...osc, address: 'v' }, '.address: it does not start with /'],
    ['osc.ramp', { ...osc, to: undefined }, '.to: is missing'],
    ['osc.ramp', { ...osc, to: 'loud' }, '.to: must be a number, not text'],
    ['osc.ramp', { ...osc, over: -1 }, '.over: must be 0 or more'],
    ['osc.ramp', { ...osc, over: 86_400_001 }, '.over: must be at most 86400000'],
    ['osc.ramp', { ...osc, rate: 0 }, '.rate: must be 0.1 or more'],
    ['osc.ramp', { ...osc, rate: 8000 }, '.rate: must be at most 1000'],
    ['osc.ramp', { ...osc, to: 1e39 }, '.to: is too large for type f'],
    ['osc.ramp', { ...osc, from: 3e9, type: 'i' }, '.from: is too large for type i'],
    ['osc.ramp', { ...osc, onStop: 'jump' }, '.onStop: must be "stay", "finish" or "back"'],
    ['osc.ramp', { ...osc, ovr: 1 }, '.ovr: is not a field here'],
    ['midi.ramp', { ...midi, output: 'sinth' }, '.output: no MIDI output is named "sinth"'],
    ['midi.ramp', { ...midi, to: 128 }, '.to: must be from 0 to 127'],
    ['midi.ramp', { ...midi, from: -1 }, '.from: must be from 0 to 127'],
    ['midi.ramp', { ...midi, message: { ...control, value: 3 } }, '.message.value: is not a field here'],
  ])('may not be %s %j', (type, payload, problem) => {
    expect(problemsOf(type, payload)).toEqual([problem])
  })

  test('lies within what a playlist may last', () => {
    const step = { offset: 2_592_000_000, type: 'osc.ramp', payload: osc }
    const show = {
      ...{ version: 1, name: 'Ramps', osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } } },
      playlists: [{ id: 'p', name: 'P', steps: [step] }],
    }
    const parsed = parseShow(Buffer.from(JSON.stringify(show)), 'show.json')
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code)).toEqual(['show/too-long'])
  })
})
