import { expect, test } from 'vitest'
import { holdKeyOf } from '../../../../main/playlists/hold-key.ts'

const osc = (fields: Record<string, unknown>) =>
  holdKeyOf('osc.send', { target: 'desk', address: '/a', ...fields })
const midi = (message: Record<string, unknown>) =>
  holdKeyOf('midi.send', { output: 'synth', message } as never)

test.each([
  [{ args: [0] }],
  [{ args: [1] }],
  [{ args: [0.1, 0.2, 0.3] }],
  [{ args: [1, 2.5], types: 'if' }],
  [{ args: ['9007199254740993'], types: 'h' }],
  [{ args: [1.5], types: 'd' }],
  [{ args: [[1, 2], 3] }],
  [{ args: [[1, 2], 3], types: '[ii]i' }],
  [{ args: [[255, 0, 0, 255]], types: 'r' }],
  [{ args: [true] }],
  [{ args: [false] }],
  [{ args: [1, true], types: 'iT' }],
])('an OSC message of numbers and switches sets its address: %j', (fields) => {
  expect(osc(fields)).toEqual({ key: 'osc desk /a', noteOff: false })
})

test.each([
  [{ args: [] }],
  [{ args: ['go'] }],
  [{ args: [1, 'go'] }],
  [{ args: [null] }],
  [{ args: [1], types: 'I' }],
  [{ args: [{ blob: 'AAAA' }] }],
  [{ args: [[0, 144, 60, 100]], types: 'm' }],
  [{ args: [[1, 2]], types: 't' }],
  [{ args: [[]] }],
])('any other OSC message sets something off: %j', (fields) => {
  expect(osc(fields)).toBeNull()
})

test.each([['/cue/5/start'], ['/go'], ['/eos/key/go_0'], ['/deck/PLAY'], ['/cuewright/playlist/x/stop']])(
  'a lone 1 to %s presses a button, and no 1 but that',
  (address) => {
    expect(osc({ address, args: [1] })).toBeNull()
    expect(osc({ address, args: [true] })).toBeNull()
    expect(osc({ address, args: [0] })).not.toBeNull()
    expect(osc({ address: `${address}/level`, args: [1] })).not.toBeNull()
  },
)

test.each([
  [{ kind: 'noteOff', channel: 1, note: 60, velocity: 64 }, 'noteOff 1 60'],
  [{ kind: 'noteOn', channel: 1, note: 60, velocity: 0 }, 'noteOff 1 60'],
])('a note that is let go of: %j', (message, key) => {
  expect(midi(message)).toEqual({ key: `midi synth ${key}`, noteOff: true })
})

test.each([
  [{ kind: 'control', channel: 2, controller: 7, value: 3 }],
  [{ kind: 'control14', channel: 2, controller: 7, value: 3 }],
  [{ kind: 'pitchBend', channel: 2, value: 3 }],
  [{ kind: 'channelPressure', channel: 2, pressure: 3 }],
  [{ kind: 'polyPressure', channel: 2, note: 1, pressure: 3 }],
  [{ kind: 'nrpn', channel: 2, parameter: 1, value: 3 }],
  [{ kind: 'rpn', channel: 2, parameter: 1, value: 3 }],
])('a MIDI message that sets a value: %j', (message) => {
  const held = midi(message)
  expect(held?.noteOff).toBe(false)
  expect(midi({ ...message, channel: 3 })?.key).not.toBe(held?.key)
})

test.each([
  [{ kind: 'noteOn', channel: 1, note: 60, velocity: 1 }],
  [{ kind: 'program', channel: 1, program: 1 }],
  [{ kind: 'sysex', data: '7f7f0602' }],
  [{ kind: 'showControl', device: 1, format: 1, command: 'GO', cue: '1', list: '', path: '' }],
  [{ kind: 'start' }],
  [{ kind: 'songSelect', song: 1 }],
  // One of them without the others would set whatever parameter is selected.
  [{ kind: 'control', channel: 1, controller: 6, value: 1 }],
  [{ kind: 'control', channel: 1, controller: 96, value: 1 }],
  [{ kind: 'control', channel: 1, controller: 99, value: 1 }],
])('a MIDI message that sets something off: %j', (message) => {
  expect(midi(message)).toBeNull()
})

test.each([
  [
    'param.fade',
    { name: 'level', to: 1, over: 100 },
    { name: 'level', to: 0, over: 5 },
    { name: 'back', to: 1 },
  ],
  ['scene.recall', { name: 'blue' }, { name: 'blue', over: 5 }, { name: 'blue', mask: ['back'] }],
])('a step of type %s sets what it names', (type, one, same, other) => {
  const [first, second, third] = [one, same, other].map((payload) => holdKeyOf(type, payload as never))
  expect(first?.noteOff).toBe(false)
  expect(second).toEqual(first)
  expect(third?.key).not.toBe(first?.key)
})

test.each([
  ['lights.go', { level: 1 }],
  ['interrupt.raise', { kind: 'confirmation', prompt: 'Ready?' }],
  ['osc.send', 'bare'],
  ['midi.send', null],
])('a step of type %s with %j sets nothing that is known', (type, payload) => {
  expect(holdKeyOf(type, payload as never)).toBeNull()
})
