// What is wrong with bindings and layers, and what they can hardly be meant to be.
import { describe, expect, test } from 'vitest'
import { showWarnings } from '../../../../main/build/check-warnings.ts'
import { latestOnlyAddresses } from '../../../../main/build/latest-only.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { bytesOf, showData } from '../../../support/show-bytes.ts'

const slider = { kind: 'value', match: { event: 'osc.received', address: '/fader' } }
const toDesk = { kind: 'osc', target: 'desk', address: '/level' }
const key = { event: 'key.received', where: { code: 'KeyA' } }
const osc = { targets: { desk: { host: '127.0.0.1', port: 9000 }, me: { self: true } } }

const lines = (fields: object): string[] => {
  const parsed = parseShow(bytesOf(showData({ osc, ...fields })), 'my.show.json')
  const faults = parsed.ok ? showWarnings(parsed.value, 'my.show.json') : parsed.error
  return faults.map(({ code, where }) => `${code} ${where.replace('my.show.json: ', '')}`)
}
const ofParam = (fields: object, more: object = {}): string[] =>
  lines({ params: { level: { type: 'number', ...fields } }, ...more })

describe('is refused:', () => {
  test.each([
    [
      'a range without width',
      { inputs: [{ ...slider, from: [1, 1] }] },
      ['show/invalid params.level.inputs[0].from'],
    ],
    [
      'a place beyond the parameter',
      { inputs: [{ ...slider, to: [0, 2] }] },
      ['show/invalid params.level.inputs[0].to'],
    ],
    [
      'a target that is not there',
      { outputs: [{ ...toDesk, target: 'x' }] },
      ['show/unknown-target params.level.outputs[0].target'],
    ],
    [
      'an output that is not there',
      { outputs: [{ kind: 'midi', output: 'x', message: 'pitchBend' }] },
      ['show/unknown-output params.level.outputs[0].output'],
    ],
    [
      'a controller that is none',
      { outputs: [{ kind: 'midi', output: 'x', message: 'control' }] },
      ['show/invalid params.level.outputs[0].number'],
    ],
    [
      'another parameter that is not there',
      { outputs: [{ ...toDesk, args: [{}, { param: 'x' }] }] },
      ['show/unknown-parameter params.level.outputs[0].args[1].param'],
    ],
    [
      'a layer that is not there',
      { inputs: [{ ...slider, match: { ...slider.match, while: 'x' } }] },
      ['show/unknown-layer params.level.inputs[0].match.while'],
    ],
    [
      'a value that does not fit',
      { inputs: [{ kind: 'button', does: 'set', value: 7, match: key }] },
      ['show/invalid params.level.inputs[0].value'],
    ],
  ])('%s', (_, fields, expected) => {
    expect(ofParam(fields)).toEqual(expected)
  })

  test('a fader of free text, and a switch that is moved at a rate', () => {
    const rate = { kind: 'rate', match: slider.match }
    expect(
      lines({
        params: { word: { type: 'text', inputs: [slider] }, on: { type: 'boolean', inputs: [rate] } },
      }),
    ).toEqual(['show/invalid params.word.inputs[0].kind', 'show/invalid params.on.inputs[0].kind'])
  })

  test('more than 16 layers', () => {
    const layers = Object.fromEntries(
      Array.from({ length: 17 }, (_, index) => [`l${index}`, { latched: key }]),
    )
    expect(lines({ layers })).toEqual(['show/invalid layers'])
  })

  test('a layer by a parameter that is not there', () => {
    expect(lines({ layers: { two: { param: 'page', is: 2 } } })).toEqual([
      'show/unknown-parameter layers.two.param',
    ])
  })
})

describe('is warned of:', () => {
  test('the same control twice on one parameter', () => {
    expect(ofParam({ inputs: [slider, slider] })).toEqual(['show/doubled-binding params.level.inputs[1]'])
  })

  test('one control on several parameters is meant', () => {
    expect(
      lines({ params: { a: { type: 'number', inputs: [slider] }, b: { type: 'number', inputs: [slider] } } }),
    ).toEqual([])
  })

  test('two messages at the same place', () => {
    expect(
      lines({
        params: { a: { type: 'number', outputs: [toDesk] }, b: { type: 'number', outputs: [toDesk] } },
      }),
    ).toEqual(['show/doubled-binding params.b.outputs[0]'])
  })

  test('a control that is bound where its layer is on and off at once', () => {
    const match = { ...slider.match, while: ['a', '!a'] }
    expect(ofParam({ inputs: [{ ...slider, match }] }, { layers: { a: { held: key } } })).toEqual([
      'show/never-moves params.level.inputs[0].match.while',
    ])
  })

  test('a message that carries no number', () => {
    const match = { event: 'midi.received', where: { 'message.kind': 'start' } }
    expect(ofParam({ inputs: [{ kind: 'value', match }] })).toEqual([
      'show/never-moves params.level.inputs[0].match',
    ])
  })

  test('a button that is never let go', () => {
    const match = { event: 'midi.received', where: { 'message.kind': 'program' } }
    expect(ofParam({ inputs: [{ kind: 'button', does: 'hold', match }] })).toEqual([
      'show/never-released params.level.inputs[0].match',
    ])
  })

  test('parameters that move each other round and round by the own input', () => {
    const by = (address: string) => [{ kind: 'value', match: { event: 'osc.received', address } }]
    const to = (address: string) => [{ kind: 'osc', target: 'me', address }]
    const params = {
      a: { type: 'number', inputs: by('/a'), outputs: to('/b') },
      b: { type: 'number', inputs: by('/b'), outputs: to('/a') },
      c: { type: 'number', inputs: by('/a') },
    }
    expect(lines({ params })).toEqual([
      'show/param-loop params.a.outputs[0]',
      'show/param-loop params.b.outputs[0]',
    ])
  })

  test.each(['/cuewright/scene/dark/recall', '/cuewright/scene/d*/cut', '/pad'])(
    'a parameter whose message to %s recalls a scene that moves it',
    (address) => {
      const params = {
        a: { type: 'number', outputs: [{ kind: 'osc', target: 'me', address }] },
        b: { type: 'number' },
      }
      const recalls = [{ event: 'osc.received', address: '/pad' }]
      const scenes = { dark: { values: { a: 0 }, recalls } }
      expect(lines({ params, scenes })).toEqual(['show/param-loop params.a.outputs[0]'])
      expect(lines({ params, scenes: { dark: { ...scenes.dark, values: { b: 0 } } } })).toEqual([])
    },
  )

  test.each(['/cuewright/param/a', '/cuewright/param/[ax]', '/cuewright/param/a/fade'])(
    'a parameter that is set by its own message to %s',
    (address) => {
      const params = { a: { type: 'number', outputs: [{ kind: 'osc', target: 'me', address }] } }
      expect(lines({ params })).toEqual(['show/param-loop params.a.outputs[0]'])
    },
  )

  test('a parameter that sets another is no loop', () => {
    const outputs = [{ kind: 'osc', target: 'me', address: '/cuewright/param/b' }]
    expect(lines({ params: { a: { type: 'number', outputs }, b: { type: 'number' } } })).toEqual([])
  })
})

test('of addresses that only move parameters the latest value is enough, unless somebody asks for each', () => {
  const at = (address: string) => ({ kind: 'value', match: { event: 'osc.received', address } })
  const steps = { ...at('/jog'), kind: 'encoder' }
  const parsed = parseShow(
    bytesOf(
      showData({
        osc: { ...osc, latestOnly: ['/meter'] },
        params: {
          a: { type: 'number', inputs: [at('/a'), at('/b'), at('/jog'), at('/mix/*')] },
          b: { type: 'number', inputs: [steps] },
        },
        questions: { yes: [{ event: 'osc.received', address: '/b', where: { 'args.0': 2 } }] },
      }),
    ),
    'my.show.json',
  )
  expect(parsed.ok && latestOnlyAddresses(parsed.value)).toEqual(['/meter', '/a'])
})
