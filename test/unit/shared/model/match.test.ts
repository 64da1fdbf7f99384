import { describe, expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { canBeReleased, compileMatch, eventMatch, releaseOf } from '../../../../shared/model/match.ts'

function event(type: string, payload: Json, source = 'operator'): EventEnvelope {
  return { seq: 1, type, source, at: monotonicMs(0), time: wallMs(0), cause: null, payload, bytes: 256 }
}
const osc = (address: string, ...args: Json[]): EventEnvelope =>
  event('osc.received', { address, args }, 'osc:main')

const control = (name: string, kind: string, value: number): EventEnvelope =>
  event('hid.received', { device: 'hid:pad', control: name, kind, value }, 'hid:pad')
const midi = (message: Json): EventEnvelope => event('midi.received', { port: 'pads', message }, 'midi:pads')
const note = (kind: string, velocity: number): EventEnvelope => midi({ kind, channel: 1, note: 36, velocity })
const cc = (value: number): EventEnvelope => midi({ kind: 'control', channel: 1, controller: 64, value })
const key = (pressed: boolean): EventEnvelope => event('key.received', { code: 'KeyA', key: 'a', pressed })

const cross = { event: 'hid.received', where: { control: 'cross' } }
const dpad = { event: 'hid.received', where: { control: 'dpad' } }
const note36 = { event: 'midi.received', where: { 'message.note': 36 } }
const noteOn = { event: 'midi.received', where: { 'message.kind': 'noteOn', 'message.note': 36 } }
const pedal = { event: 'midi.received', where: { 'message.kind': 'control', 'message.controller': 64 } }
const keyA = { event: 'key.received', where: { code: 'KeyA' } }

/** A message whose arguments came with the given type tags, each float as its 32-bit value reads. */
const sent = (types: string, ...args: Json[]): EventEnvelope =>
  event('osc.received', { address: '/a', types, args }, 'osc:main')
const arg = (path: string, wanted: Json): object => ({ event: 'osc.received', where: { [path]: wanted } })

describe('a match of an OSC argument', () => {
  test.each<[match: object, sample: EventEnvelope, fits: boolean]>([
    [arg('args.0', 0.7), sent('f', 0.7), true],
    [arg('args.0', 0.7), sent('f', Math.fround(0.7)), true],
    [arg('args.0', 0.699999988079071), sent('f', 0.7), true],
    [arg('args.0', 0.7), sent('d', Math.fround(0.7)), false],
    [arg('args.0', 0.7), sent('d', 0.7), true],
    [arg('args.0', 0.7), sent('', Math.fround(0.7)), false],
    [arg('args.0', 0.70001), sent('f', 0.7), false],
    [arg('args.0', 100_000_000_000), sent('f', 99_999_997_952), true],
    [arg('args.0', 16_777_217), sent('f', 16_777_216), true],
    [arg('args.0', 16_777_217), sent('i', 16_777_216), false],
    [arg('args.2', 0.7), sent('if[d]f', 1, 0.5, [1], Math.fround(0.7)), false],
    [arg('args.3', 0.7), sent('if[d]f', 1, 0.5, [1], Math.fround(0.7)), true],
    [arg('args.1.0', 0.7), sent('d[fd]', 1, [Math.fround(0.7), 2]), true],
    [arg('args.1.1', 0.7), sent('d[fd]', 1, [2, Math.fround(0.7)]), false],
    [arg('args.0.1.0', 0.7), sent('[[d]f[f]]', [[1], Math.fround(0.7), [Math.fround(0.7)]]), false],
    [arg('args.0.2.0', 0.7), sent('[[d]f[f]]', [[1], Math.fround(0.7), [Math.fround(0.7)]]), true],
    [arg('args.1', [0.7, 1]), sent('d[fi]', 1, [Math.fround(0.7), 1]), true],
    [arg('args', [0.7, 1]), sent('fi', Math.fround(0.7), 1), true],
    [arg('args', [0.7]), sent('fi', Math.fround(0.7), 1), false],
    [arg('args.0.3', 0.7), sent('r', [0, 0, 0, 0]), false],
    [arg('args.0', 0.5), sent('s', '0.5'), true],
    [arg('args.0', 0.5), sent('s', '0.50'), true],
    [arg('args.0', 1), sent('s', '1'), true],
    [arg('args.0', 1), sent('s', 'one'), false],
    [arg('args.0', '1'), sent('s', '1'), true],
    [arg('args.0', '1'), sent('s', '1.0'), false],
    [arg('args.0', '1'), sent('i', 1), false],
    [arg('args.0', true), sent('s', 'true'), true],
    [arg('args.0', false), sent('s', 'False'), true],
    [arg('args.0', true), sent('s', '1'), false],
    [arg('args.0', true), sent('T', true), true],
    [arg('args.0', 1), sent('T', true), false],
    [arg('args.0', null), sent('N', null), true],
    [arg('args.0', { blob: 'YWJj' }), sent('b', { blob: 'YWJj' }), true],
    [arg('args.0', { blob: 'YWJj' }), sent('b', { blob: 'YWJk' }), false],
    [arg('args.1', 1), sent('i', 1), false],
    [{ event: 'osc.*', where: { 'args.0': 0.7 } }, sent('f', Math.fround(0.7)), true],
    [
      { event: 'lights.go', where: { 'args.0': 0.7 } },
      event('lights.go', { args: ['0.7'], types: 'f' }),
      false,
    ],
  ])('%j', (match, sample, fits) => {
    expect(compileMatch(eventMatch.parse(match))(sample)).toBe(fits)
  })
})

describe('a match of an address', () => {
  const at = (address: Json): object => ({ event: 'osc.received', address })
  test.each<[address: Json, heard: string, fits: boolean]>([
    ['/matrix[3]/on', '/matrix[3]/on', true],
    ['/matrix[3]/on', '/matrix3/on', true],
    ['/a{b,c}', '/a{b,c}', true],
    [{ exactly: '/matrix[3]/on' }, '/matrix[3]/on', true],
    [{ exactly: '/matrix[3]/on' }, '/matrix3/on', false],
    [{ exactly: '/cue/*' }, '/cue/1', false],
    [{ exactly: '/cue/[1' }, '/cue/[1', true],
    [{ exactly: '/my fader #1' }, '/my fader #1', true],
    ['/my fader #1', '/my fader #1', true],
  ])('%j hears %s: %j', (address, heard, fits) => {
    expect(compileMatch(eventMatch.parse(at(address)))(osc(heard))).toBe(fits)
  })

  test.each<Json>([
    '/cue/[1',
    'cue',
    { exactly: 'cue' },
    { exactly: '' },
    { exact: '/cue' },
    { exactly: '/a\0' },
  ])('may not be %j', (address) => {
    expect(eventMatch.safeParse(at(address)).success).toBe(false)
  })
})

describe('a match of a control', () => {
  test.each<[match: object, sample: EventEnvelope, press: boolean, release: boolean]>([
    [cross, control('cross', 'button', 1), true, false],
    [cross, control('cross', 'button', 0), false, true],
    [cross, control('circle', 'button', 1), false, false],
    [dpad, control('dpad', 'hat', 0), true, false],
    [dpad, control('dpad', 'hat', -1), false, true],
    [{ event: 'hid.*' }, control('cross', 'button', 0), false, true],
    [{ event: 'hid.received' }, control('leftX', 'axis', 0), true, false],
    [{ event: 'hid.received' }, control('dial', 'encoder', -1), true, false],
    [note36, note('noteOn', 100), true, false],
    [note36, note('noteOn', 0), false, true],
    [note36, note('noteOff', 64), false, true],
    [note36, midi({ kind: 'polyPressure', channel: 1, note: 36, pressure: 80 }), false, false],
    [noteOn, note('noteOn', 100), true, false],
    [noteOn, note('noteOn', 0), false, true],
    [pedal, cc(127), true, false],
    [pedal, cc(0), false, true],
    [{ event: 'midi.received' }, midi({ kind: 'program', channel: 1, program: 0 }), true, false],
    [keyA, key(true), true, false],
    [keyA, key(false), false, true],
    [{ event: 'osc.received', address: '/a' }, osc('/a', 1), true, false],
    [{ event: 'osc.received', address: '/a' }, osc('/a', 0), false, true],
    [{ event: 'osc.received', address: '/a' }, osc('/a', false), false, true],
    [{ event: 'lights.go' }, event('lights.go', { value: 0 }), true, false],
  ])('%j', (match, sample, press, release) => {
    const heard = (on: object): boolean => compileMatch(eventMatch.parse({ ...match, ...on }))(sample)
    expect([heard({}), heard({ on: 'press' }), heard({ on: 'release' })]).toEqual([press, press, release])
  })

  test.each<[match: object, sample: EventEnvelope]>([
    [{ event: 'hid.received', where: { control: 'cross', value: 0 } }, control('cross', 'button', 0)],
    [{ event: 'key.received', where: { code: 'KeyA', pressed: false } }, key(false)],
    [{ event: 'midi.received', where: { 'message.kind': 'noteOff' } }, note('noteOff', 64)],
    [
      { event: 'midi.received', where: { 'message.kind': 'polyPressure' } },
      midi({ kind: 'polyPressure', channel: 1, note: 36, pressure: 80 }),
    ],
    [{ event: 'midi.received', where: { 'message.controller': 64, 'message.value': 0 } }, cc(0)],
    [{ event: 'osc.received', address: '/a', where: { 'args.0': 0 } }, osc('/a', 0)],
  ])('that asks for the value itself gets it: %j', (match, sample) => {
    expect(compileMatch(eventMatch.parse(match))(sample)).toBe(true)
  })

  test.each<[match: object, release: object | null]>([
    [cross, { event: 'hid.received', on: 'release', where: { control: 'cross' } }],
    [
      { event: 'hid.received', source: 'hid:pad', where: { control: 'cross', value: 1 } },
      { event: 'hid.received', source: 'hid:pad', on: 'release', where: { control: 'cross' } },
    ],
    [noteOn, { event: 'midi.received', on: 'release', where: { 'message.note': 36 } }],
    [
      { event: 'osc.received', address: '/a' },
      { event: 'osc.received', address: '/a', on: 'release', where: {} },
    ],
    [{ event: 'osc.received' }, null],
    [{ event: 'lights.go' }, null],
  ])('knows the match of its release: %j', (match, release) => {
    expect(releaseOf(eventMatch.parse(match))).toEqual(release)
  })
})

describe('a match', () => {
  test.each<[match: object, sample: EventEnvelope, fits: boolean]>([
    [{ event: 'lights.go' }, event('lights.go', {}), true],
    [{ event: 'lights.go' }, event('lights.going', {}), false],
    [{ event: 'lights.*' }, event('lights.go.fast', {}), true],
    [{ event: 'lights.*' }, event('lightsout.go', {}), false],
    [{ event: 'lights.go', source: 'pad' }, event('lights.go', {}, 'pad'), true],
    [{ event: 'lights.go', source: 'pad' }, event('lights.go', {}), false],
    [{ event: 'lights.go', where: { n: 1 } }, event('lights.go', { n: 1, m: 2 }), true],
    [{ event: 'lights.go', where: { n: 1 } }, event('lights.go', { n: '1' }), false],
    [{ event: 'lights.go', where: { 'a.b.0': 1 } }, event('lights.go', { a: { b: [1] } }), true],
    [{ event: 'lights.go', where: { 'a.b': 1 } }, event('lights.go', null), false],
    [
      { event: 'lights.go', where: { a: { x: 1, y: [2] } } },
      event('lights.go', { a: { y: [2], x: 1 } }),
      true,
    ],
    [{ event: 'lights.go', where: { a: { x: 1 } } }, event('lights.go', { a: { x: 1, y: 2 } }), false],
    [{ event: 'lights.go', where: { a: [] } }, event('lights.go', { a: {} }), false],
    [{ event: 'lights.go', where: { toString: null } }, event('lights.go', {}), false],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/1'), true],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/1', 1), true],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/1', 0), false],
    [{ event: 'osc.received', address: '/look/1', on: 'any' }, osc('/look/1', 0), true],
    [{ event: 'osc.received', address: '/look/*' }, osc('/look/2'), true],
    [{ event: 'osc.received', address: '/look/1' }, osc('/look/2'), false],
    [{ event: 'osc.received', where: { 'args.0': 7 } }, osc('/any', 7), true],
  ])('%j', (match, sample, fits) => {
    expect(compileMatch(eventMatch.parse(match))(sample)).toBe(fits)
  })
})

describe('a match of what can never be let go', () => {
  test.each<[match: object, can: boolean]>([
    [cross, true],
    [{ event: 'hid.received', where: { kind: 'encoder' } }, false],
    [noteOn, true],
    [pedal, true],
    [{ event: 'midi.received' }, true],
    [{ event: 'midi.received', where: { 'message.kind': 'program' } }, false],
    [{ event: 'midi.received', where: { 'message.kind': 'showControl' } }, false],
    [keyA, true],
    [{ event: 'osc.received', address: '/a' }, true],
    [{ event: 'osc.received', address: '/a', where: { args: [] } }, false],
    [{ event: 'osc.received', address: '/a', where: { 'args.0': 'go' } }, false],
    [{ event: 'osc.received', address: '/a', where: { 'args.0': 2 } }, true],
    [{ event: 'lights.go' }, false],
    [{ event: 'hid.*' }, true],
    [{ event: 'gesture.recognized' }, false],
  ])('%j: %j', (match, can) => {
    expect(canBeReleased(eventMatch.parse(match))).toBe(can)
  })
})

describe('a match tells what its event did to its control', () => {
  const did = (sample: EventEnvelope, edge: EventEnvelope['edge'], edges = {}): EventEnvelope =>
    ({ ...sample, edge, edges }) as EventEnvelope
  const hears = (match: object, sample: EventEnvelope): boolean =>
    compileMatch(eventMatch.parse(match))(sample)

  test('by the usual way, or by its own', () => {
    expect(hears(pedal, did(cc(64), 'press'))).toBe(true)
    expect(hears(pedal, did(cc(64), 'none'))).toBe(false)
    expect(hears(pedal, did(cc(64), 'touch'))).toBe(true)
    const own = { ...pedal, threshold: 64, bounce: 20 }
    expect(hears(own, did(cc(64), 'none', { 'threshold 64, bounce 20': 'press' }))).toBe(true)
    expect(hears(own, did(cc(20), 'press', { 'threshold 64, bounce 20': 'none' }))).toBe(false)
    expect(hears(own, did(cc(64), 'press'))).toBe(false)
  })

  test('and hears no bounce, though it names the value', () => {
    const named = { event: 'hid.received', where: { control: 'cross', value: 1 } }
    expect(hears(named, did(control('cross', 'button', 1), 'none'))).toBe(true)
    expect(hears(named, did(control('cross', 'button', 1), 'ignored'))).toBe(false)
  })

  test('of the same control once, though it is told in two ways', () => {
    const both = midi({ kind: 'control14', channel: 1, controller: 7, value: 900 })
    expect(hears({ event: 'midi.received', where: { 'message.controller': 7 } }, did(both, 'press'))).toBe(
      false,
    )
    expect(
      hears({ event: 'midi.received', where: { 'message.kind': 'control14' } }, did(both, 'press')),
    ).toBe(true)
  })

  test.each([
    [{ bounce: -1 }, false],
    [{ bounce: 1001 }, false],
    [{ bounce: 0, threshold: -20.5 }, true],
    [{ threshold: '64' }, false],
  ])('%j is taken: %j', (fields, taken) => {
    expect(eventMatch.safeParse({ ...pedal, ...fields }).success).toBe(taken)
  })
})
